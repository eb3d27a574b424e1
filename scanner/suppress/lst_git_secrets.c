/*
 * lst_git_secrets.c - .gitallowed of git-secrets: a POSIX extended regular expression per line, against what `git grep -n` prints,
 * which is path, line number and line.
 *
 * Written as POSIX has it, a class takes a backslash as itself, and \< and \> are the ends of a word; the rest is written alike.
 */
#include "suppress/list.h"

/* At a '[': up to its ']', with each backslash doubled.  False when it never ends. */
static bool copy_class(umb_buf *out, umb_slice s, size_t *at)
{
	size_t i = *at + 1, first;

	i += i < s.len && s.ptr[i] == '^';
	for (first = i; i < s.len; i++) {
		if (s.ptr[i] == ']' && i > first)
			break;
		/* [:alpha:] holds a ']' of its own. */
		if (s.ptr[i] == '[' && i + 1 < s.len && s.ptr[i + 1] == ':') {
			while (i + 1 < s.len && !(s.ptr[i] == ':' && s.ptr[i + 1] == ']' && i > first + 1))
				i++;
			i++;
		}
	}
	if (i >= s.len)
		return false;
	for (size_t k = *at; k <= i; k++) {
		if (s.ptr[k] == '\\')
			umb_buf_append_byte(out, '\\');
		umb_buf_append_byte(out, s.ptr[k]);
	}
	*at = i;
	return true;
}

static void translate(umb_buf *out, umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\' && i + 1 < s.len) {
			i++;
			umb_buf_append_byte(out, '\\');
			umb_buf_append_byte(out, s.ptr[i] == '<' || s.ptr[i] == '>' ? 'b' : s.ptr[i]);
		} else if (s.ptr[i] != '[' || !copy_class(out, s, &i)) {
			umb_buf_append_byte(out, s.ptr[i]);
		}
	}
}

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_list_lines at = { .left = in->text };
	umb_buf        re = UMB_BUF_INIT_MAX(1 << 20);
	umb_status     st = UMB_OK;

	UMB_UNUSED(err);
	while (st == UMB_OK && umb_list_next_line(&at)) {
		if (at.line.len == 0 || at.line.ptr[0] == '#')
			continue;
		umb_buf_reset(&re);
		translate(&re, at.line);
		st = re.failed == UMB_E_NOMEM ? UMB_E_NOMEM : umb_list_add_pattern(to, at.number, UMB_OF_GREP_RE, umb_buf_view(&re), umb_slice_of(NULL, 0));
	}
	umb_buf_wipe(&re);
	return st;
}

const umb_list_format umb_list_git_secrets = {
	.name    = "git-secrets",
	.summary = "git-secrets' .gitallowed: regular expressions of path:number:line",
	.files   = { ".gitallowed" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
