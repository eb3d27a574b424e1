/*
 * lst_secretlint.c - .secretlintignore: paths, as in a .gitignore.
 */
#include "suppress/list.h"

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	UMB_UNUSED(err);
	return umb_list_add_lines(to, in->text, UMB_OF_IGNORED);
}

const umb_list_format umb_list_secretlint = {
	.name    = "secretlint",
	.summary = "secretlint's .secretlintignore: paths as in a .gitignore",
	.files   = { ".secretlintignore" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
