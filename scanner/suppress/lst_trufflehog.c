/*
 * lst_trufflehog.c - what TruffleHog's --exclude-paths reads: a regular expression per line, looked for anywhere in the path.
 */
#include "suppress/list.h"

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_list_lines at = { .left = in->text };
	umb_status     st = UMB_OK;

	UMB_UNUSED(err);
	while (st == UMB_OK && umb_list_next_line(&at)) {
		if (at.line.len && at.line.ptr[0] != '#')
			st = umb_list_add_pattern(to, at.number, UMB_OF_PATH_RE, at.line, umb_slice_of(NULL, 0));
	}
	return st;
}

const umb_list_format umb_list_trufflehog = {
	.name    = "trufflehog",
	.summary = "TruffleHog's --exclude-paths: regular expressions of paths",
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
