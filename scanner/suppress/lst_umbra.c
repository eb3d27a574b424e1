/*
 * lst_umbra.c - an earlier report of ours, json or jsonl: exposure ids, and the key that they were made with.
 */
#include "suppress/list.h"

#include "base/err.h"

static bool is_report(const umb_list_text *in)
{
	size_t at = 0;

	while (at < in->text.len && in->text.ptr[at] <= ' ')
		at++;
	if (!in->json)
		return at < in->text.len && in->text.ptr[at] == '{';
	return umb_json_is_array(umb_json_get(in->json, "findings")) || umb_json_get(in->json, "exposure_id") || umb_json_get(in->json, "id_key");
}

static umb_status read_one(umb_list *to, const umb_json *root, uint32_t number)
{
	const umb_json *findings = umb_json_get(root, "findings");
	umb_status      st       = UMB_OK;

	if (!umb_json_is_array(findings)) {
		umb_list_set_key(to, umb_json_str(umb_json_get(root, "id_key")));
		return umb_list_add_exposure(to, number, umb_json_str(umb_json_get(root, "exposure_id")));
	}
	umb_list_set_key(to, umb_json_str(umb_json_get(umb_json_get(root, "summary"), "id_key")));
	number = 0;
	for (const umb_json *i = umb_json_first(findings); i && st == UMB_OK; i = umb_json_next(i))
		st = umb_list_add_exposure(to, ++number, umb_json_str(umb_json_get(i, "exposure_id")));
	return st;
}

/* One record per line. */
static umb_status read_lines(umb_list *to, umb_slice text, umb_err *err)
{
	umb_list_lines at = { .left = text };
	umb_status     st = UMB_OK;

	while (st == UMB_OK && umb_list_next_line(&at)) {
		umb_json *root = NULL;

		if (at.line.len == 0)
			continue;
		st = umb_json_parse(&root, at.line, UMB_LIST_MAX_BYTES, err);
		if (st == UMB_OK)
			st = read_one(to, root, at.number);
		else
			umb_err_wrap(err, "line %u", at.number);
		umb_json_free_wiped(root);
	}
	return st;
}

static umb_status read_report(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_status st = in->json ? read_one(to, in->json, 1) : read_lines(to, in->text, err);

	if (st == UMB_OK && to->has_exposures && !to->has_key)
		st = umb_err_set(err, UMB_E_FORMAT, "it has findings and no summary with the key of their ids");
	return st;
}

const umb_list_format umb_list_umbra = {
	.name    = "umbra",
	.summary = "an earlier report of umbra: json or jsonl",
	.use     = UMB_LIST_BASELINE,
	.counts_entries = true,
	.is      = is_report,
	.read    = read_report,
};
