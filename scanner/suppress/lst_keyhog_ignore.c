/*
 * lst_keyhog_ignore.c - .keyhogignore: path:GLOB, hash:SHA256, detector:ID, each with ;reason="..." or not.
 */
#include "suppress/list.h"

#include "base/number.h"
#include "base/text.h"

static bool take(umb_slice *s, const char *word)
{
	size_t n = strlen(word);

	if (s->len < n || memcmp(s->ptr, word, n) != 0)
		return false;
	*s = umb_text_trim(umb_slice_sub(*s, n, s->len));
	return true;
}

/* Without what stands behind the ';'; false when that is something else than a reason, which may be a condition. */
static bool cut_reason(umb_slice *s)
{
	const uint8_t *semicolon = s->len ? memchr(s->ptr, ';', s->len) : NULL;
	umb_slice      rest;

	if (!semicolon)
		return true;
	rest   = umb_text_trim(umb_slice_sub(*s, (size_t)(semicolon - s->ptr) + 1, s->len));
	s->len = (size_t)(semicolon - s->ptr);
	*s     = umb_text_trim(*s);
	return rest.len == 0 || (take(&rest, "reason") && take(&rest, "=") && !memchr(rest.ptr, ';', rest.len));
}

static umb_status add(umb_list *to, uint32_t number, umb_slice line)
{
	uint8_t        sha[32];
	umb_list_value v = { .number = number, .form = UMB_VALUE_SHA256, .bytes = umb_slice_of(sha, 32) };

	if (!cut_reason(&line)) {
		umb_list_wrong(to, number, "only ;reason=\"...\" is understood");
		return UMB_OK;
	}
	if (take(&line, "path:"))
		return umb_list_add_pattern(to, number, UMB_OF_IGNORED, line, umb_slice_of(NULL, 0));
	if (take(&line, "detector:"))
		return umb_list_add_rule(to, number, line);
	if (take(&line, "hash:")) {
		take(&line, "sha256:");
		if (umb_parse_hex(sha, 32, line))
			return umb_list_add_value(to, &v);
	}
	umb_list_wrong(to, number, "neither path:GLOB nor hash:SHA256 nor detector:ID");
	return UMB_OK;
}

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_list_lines at = { .left = in->text };
	umb_status     st = UMB_OK;

	UMB_UNUSED(err);
	while (st == UMB_OK && umb_list_next_line(&at)) {
		if (at.line.len && at.line.ptr[0] != '#')
			st = add(to, at.number, at.line);
	}
	return st;
}

const umb_list_format umb_list_keyhog_ignore = {
	.name    = "keyhog-ignore",
	.summary = "keyhog's .keyhogignore: path:, hash:, detector:",
	.files   = { ".keyhogignore" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
