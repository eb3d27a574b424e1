/*
 * lst_trufflehog.c - what TruffleHog's --exclude-paths reads: a regular expression per line, looked for anywhere in the path.
 */
#include "suppress/list.h"

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	UMB_UNUSED(err);
	return umb_list_add_lines(to, in->text, UMB_OF_PATH_RE);
}

const umb_list_format umb_list_trufflehog = {
	.name    = "trufflehog",
	.summary = "TruffleHog's --exclude-paths: regular expressions of paths",
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
