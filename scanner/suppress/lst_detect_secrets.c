/*
 * lst_detect_secrets.c - .secrets.baseline: file and SHA-1 of the value; and what its regular expressions leave out.
 *
 * Of some kinds detect-secrets hashes no more than what all of them begin with ("BEGIN RSA PRIVATE KEY", "ghp"); there the line must
 * be the same, too.
 */
#include "suppress/list.h"

#include "base/number.h"

static bool is_baseline(const umb_list_text *in)
{
	return umb_json_get(in->json, "plugins_used") && umb_json_is_object(umb_json_get(in->json, "results"));
}

static umb_status add_secret(umb_list *to, const char *file, const umb_json *item, uint32_t number)
{
	uint8_t        sha[20];
	umb_list_value v = { .number = number, .file = umb_slice_str(file), .form = UMB_VALUE_SHA1, .bytes = umb_slice_of(sha, 20) };
	umb_status     st;

	if (!v.file.len || !umb_parse_hex(sha, 20, umb_slice_str(umb_json_str(umb_json_get(item, "hashed_secret"))))) {
		umb_list_wrong(to, number, "no file, or no SHA-1");
		return UMB_OK;
	}
	st = umb_list_add_value(to, &v);
	if (st != UMB_OK || !umb_json_u64(umb_json_get(item, "line_number"), &v.line))
		return st;
	v.form = UMB_VALUE_LABEL_SHA1;
	return umb_list_add_value(to, &v);
}

static umb_status add_regexes(umb_list *to, const umb_json *pattern, umb_pattern_of of, uint32_t number)
{
	umb_status st = UMB_OK;

	if (umb_json_str(pattern))
		return umb_list_add_pattern(to, number, of, umb_slice_str(umb_json_str(pattern)), umb_slice_of(NULL, 0));
	for (const umb_json *i = umb_json_first(pattern); i && st == UMB_OK; i = umb_json_next(i)) {
		if (umb_json_str(i))
			st = umb_list_add_pattern(to, number, of, umb_slice_str(umb_json_str(i)), umb_slice_of(NULL, 0));
	}
	return st;
}

static umb_status add_filter(umb_list *to, const umb_json *filter, uint32_t number)
{
	static const char before[] = "detect_secrets.filters.regex.should_exclude_";
	const char       *path     = umb_json_str(umb_json_get(filter, "path"));
	const umb_json   *pattern  = umb_json_get(filter, "pattern");

	if (!path || strncmp(path, before, sizeof(before) - 1) != 0)
		return UMB_OK;
	path += sizeof(before) - 1;
	if (strcmp(path, "file") == 0)
		return add_regexes(to, pattern, UMB_OF_PATH_RE, number);
	if (strcmp(path, "line") == 0)
		return add_regexes(to, pattern, UMB_OF_LINE_RE, number);
	return strcmp(path, "secret") == 0 ? add_regexes(to, pattern, UMB_OF_VALUE_RE, number) : UMB_OK;
}

/* Secrets are numbered through all files, filters behind them. */
static umb_status read_baseline(umb_list *to, const umb_list_text *in, umb_err *err)
{
	uint32_t   number = 0;
	umb_status st = UMB_OK;

	UMB_UNUSED(err);
	for (const umb_json *f = umb_json_first(umb_json_get(in->json, "results")); f && st == UMB_OK; f = umb_json_next(f)) {
		for (const umb_json *i = umb_json_first(f); i && st == UMB_OK; i = umb_json_next(i))
			st = add_secret(to, umb_json_key(f), i, ++number);
	}
	for (const umb_json *i = umb_json_first(umb_json_get(in->json, "filters_used")); i && st == UMB_OK; i = umb_json_next(i))
		st = add_filter(to, i, ++number);
	return st;
}

const umb_list_format umb_list_detect_secrets = {
	.name    = "detect-secrets",
	.summary = "detect-secrets' .secrets.baseline",
	.files   = { ".secrets.baseline" },
	.use     = UMB_LIST_BASELINE,
	.counts_entries = true,
	.is      = is_baseline,
	.read    = read_baseline,
};
