/*
 * lst_sarif.c - a SARIF report, ours or that of another scanner.
 *
 * Ours holds exposure ids, but not their key, because such reports are public in more places than code: with the same --key-file
 * they are known.  Else, and in the reports of others, the place decides, with our rule or the vendor that theirs names: a new
 * value of that vendor in the old line counts as known, which is told.
 */
#include "suppress/list.h"

#include "base/log.h"
#include "base/number.h"

static bool is_sarif(const umb_list_text *in)
{
	return umb_json_is_array(umb_json_get(in->json, "runs"));
}

/* "a%20b" as "a b", and without "./" and "file:///" in front. */
static umb_slice path_of(umb_list *to, const char *uri)
{
	size_t n = 0;
	char  *path;

	if (uri && strncmp(uri, "file://", 7) == 0)
		uri += 7;
	path = uri ? umb_arena_strdup(&to->arena, uri) : NULL;
	if (!path)
		return umb_slice_of(NULL, 0);
	for (const char *c = path; *c; n++) {
		uint8_t byte;

		if (*c == '%' && c[1] && c[2] && umb_parse_hex(&byte, 1, umb_slice_of(c + 1, 2))) {
			path[n] = (char)byte;
			c += 3;
		} else {
			path[n] = *c++;
		}
	}
	return umb_slice_of(path, n);
}

/* A result that is suppressed there was known before; all are known now. */
static umb_status add_result(umb_list *to, const umb_json *result, uint32_t number)
{
	const umb_json *physical = umb_json_get(umb_json_first(umb_json_get(result, "locations")), "physicalLocation");
	umb_list_place  p = { .number = number, .rule = umb_slice_str(umb_json_str(umb_json_get(result, "ruleId"))), .test = UMB_RULE_VENDOR };
	umb_status      st = umb_list_add_exposure(to, number, umb_json_str(umb_json_get(umb_json_get(result, "partialFingerprints"), "umbra/v1")));

	p.file = path_of(to, umb_json_str(umb_json_get(umb_json_get(physical, "artifactLocation"), "uri")));
	if (st != UMB_OK || !p.file.len || !p.rule.len || !umb_json_u64(umb_json_get(umb_json_get(physical, "region"), "startLine"), &p.line))
		return st;
	return umb_list_add_place(to, &p);
}

static umb_status read_sarif(umb_list *to, const umb_list_text *in, umb_err *err)
{
	uint32_t   number = 0;
	umb_status st = UMB_OK;

	UMB_UNUSED(err);
	for (const umb_json *r = umb_json_first(umb_json_get(in->json, "runs")); r && st == UMB_OK; r = umb_json_next(r)) {
		for (const umb_json *i = umb_json_first(umb_json_get(r, "results")); i && st == UMB_OK; i = umb_json_next(i))
			st = add_result(to, i, ++number);
	}
	if (st == UMB_OK && to->has_places)
		umb_log(UMB_LOG_WARN, "baseline '%s': without values: what stands in its lines is known, new values, too (json and jsonl know the value)", to->path);
	return st;
}

const umb_list_format umb_list_sarif = {
	.name    = "sarif",
	.summary = "a SARIF report",
	.use     = UMB_LIST_BASELINE,
	.counts_entries = true,
	.is      = is_sarif,
	.read    = read_sarif,
};
