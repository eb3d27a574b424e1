/*
 * lst_gitleaks.c - the JSON array of gitleaks and betterleaks.
 *
 * It holds file and value.  Written redacted it holds no value: there the place in a commit decides, with the rule and what is shown
 * of the value when we wrote it, else with the vendor that their rule names.
 */
#include "suppress/list.h"

#include "base/log.h"

static bool is_array(const umb_list_text *in)
{
	return umb_json_is_array(in->json);
}

static bool ends_in(umb_slice value, const char *text)
{
	size_t n = strlen(text);

	return value.len >= n && umb_slice_eq_str(umb_slice_sub(value, value.len - n, value.len), text);
}

/* By them: --redact, or a part of it. */
static bool is_redacted_there(umb_slice value)
{
	return umb_slice_eq_str(value, "REDACTED") || ends_in(value, "...");
}

static umb_slice text_of(const umb_json *item, const char *key)
{
	return umb_slice_str(umb_json_str(umb_json_get(item, key)));
}

/* *n_redacted counts those without a value. */
static umb_status read_one(umb_list *to, const umb_json *item, uint32_t number, size_t *n_redacted)
{
	umb_list_place p = {
		.number = number, .commit = text_of(item, "Commit"), .file = text_of(item, "File"), .rule = text_of(item, "RuleID"), .shown = text_of(item, "Secret"),
	};
	umb_list_value v = { .number = number, .file = p.file, .form = UMB_VALUE_PLAIN, .bytes = p.shown };

	if (!umb_json_str(umb_json_get(item, "File")) || !v.bytes.ptr)
		return UMB_OK;
	if (!p.rule.len || !(ends_in(v.bytes, UMB_REDACTION_MASK) || umb_slice_eq_str(v.bytes, UMB_REDACTED_FILE) || is_redacted_there(v.bytes)) || !umb_json_u64(umb_json_get(item, "StartLine"), &p.line))
		return v.file.len && v.bytes.len ? umb_list_add_value(to, &v) : UMB_OK;
	(*n_redacted)++;
	if (is_redacted_there(v.bytes)) {
		p.shown    = umb_slice_of(NULL, 0);
		p.test     = UMB_RULE_VENDOR;
		p.is_since = true;
	}
	/*
	 * Of a commit the content is fixed.  A file is not: there a new value in the old line would count as known.  And blobs
	 * that nothing names would all be one place.
	 */
	return p.commit.len && p.file.len ? umb_list_add_place(to, &p) : UMB_OK;
}

static umb_status read_array(umb_list *to, const umb_list_text *in, umb_err *err)
{
	uint32_t   number = 0;
	size_t     n_redacted = 0;
	umb_status st = UMB_OK;

	UMB_UNUSED(err);
	for (const umb_json *i = umb_json_first(in->json); i && st == UMB_OK; i = umb_json_next(i))
		st = read_one(to, i, ++number, &n_redacted);
	if (n_redacted)
		umb_log(UMB_LOG_WARN, "baseline '%s': without values: known is what a commit holds in a line, nothing of plain files (json and jsonl know the value)",
		        to->path);
	return st;
}

const umb_list_format umb_list_gitleaks = {
	.name    = "gitleaks",
	.summary = "a JSON report of gitleaks or betterleaks",
	.use     = UMB_LIST_BASELINE,
	.counts_entries = true,
	.is      = is_array,
	.read    = read_array,
};
