/*
 * imp_git_secrets.c - git-secrets: its patterns as `git config --get-all secrets.patterns` prints them, one a line, or the [secrets] section of a
 * git configuration.  POSIX ERE is nearly what a pack has; the whole match is the secret.
 */
#include "base/text.h"
#include "rule/import.h"

static bool is_git_secrets(umb_slice text, umb_slice file_name)
{
	return umb_slice_eq_str(file_name, ".gitconfig") || umb_text_find(text, umb_slice_str("[secrets]")) != SIZE_MAX;
}

static umb_slice next_line(umb_slice *text)
{
	size_t    end  = umb_text_line_end(*text, 0);
	umb_slice line = umb_text_trim(umb_slice_sub(*text, 0, end));

	*text = umb_slice_sub(*text, end + 1, text->len);
	return line;
}

/* In a configuration a backslash before another one, a quote, n or t is an escape, and quotes are not part of the value. */
static const char *unquote(umb_import *im, umb_slice v)
{
	char  *out = umb_arena_strndup(im->arena, v.ptr, v.len);
	size_t n   = 0;

	for (size_t i = 0; out && i < v.len; i++) {
		if (v.ptr[i] == '"')
			continue;
		if (v.ptr[i] == '\\' && i + 1 < v.len)
			i++;
		out[n++] = (char)v.ptr[i];
	}
	if (out)
		out[n] = 0;
	return out;
}

static umb_status take(umb_import *im, const char *pattern, size_t number)
{
	umb_foreign_rule r = { .name = "A pattern of git-secrets", .pattern = pattern, .secret = "0" };
	char             id[32];

	snprintf(id, sizeof(id), "pattern-%zu", number);
	r.id = umb_arena_strdup(im->arena, id);
	return pattern && r.id ? umb_import_rule(im, &r) : UMB_E_NOMEM;
}

static umb_status read_git_secrets(umb_import *im, umb_slice text, umb_err *err)
{
	bool       is_config  = umb_text_find(text, umb_slice_str("[secrets]")) != SIZE_MAX, is_in = !is_config;
	size_t     n          = 0;
	umb_status st         = UMB_OK;

	UMB_UNUSED(err);
	while (text.len && st == UMB_OK) {
		umb_slice line = next_line(&text), key, value;
		size_t    sign;

		if (line.len == 0 || line.ptr[0] == '#' || (is_config && line.ptr[0] == ';'))
			continue;
		if (!is_config) {
			st = take(im, umb_arena_strndup(im->arena, line.ptr, line.len), ++n);
			continue;
		}
		if (line.ptr[0] == '[') {
			is_in = umb_text_eq_nocase(line, umb_slice_str("[secrets]"));
			continue;
		}
		sign  = umb_text_find(line, umb_slice_str("="));
		key   = umb_text_trim(umb_slice_sub(line, 0, sign));
		value = umb_text_trim(umb_slice_sub(line, sign == SIZE_MAX ? line.len : sign + 1, line.len));
		if (!is_in || value.len == 0)
			continue;
		if (umb_text_eq_nocase(key, umb_slice_str("patterns")))
			st = take(im, unquote(im, value), ++n);
		else
			st = umb_import_note(im, NULL, "'%.*s' cannot be expressed%s", (int)UMB_MIN(key.len, (size_t)60), (const char *)key.ptr,
			                     umb_text_eq_nocase(key, umb_slice_str("allowed")) ? ": a file .gitallowed says it, with -i" : "");
	}
	return st;
}

const umb_importer_ops umb_importer_git_secrets = {
	.name    = "git-secrets",
	.summary = "patterns of git-secrets (one a line, or a git configuration)",
	.is_it   = is_git_secrets,
	.read    = read_git_secrets,
};
