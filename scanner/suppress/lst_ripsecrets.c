/*
 * lst_ripsecrets.c - .secretsignore: lines as in a .gitignore, then behind "[secrets]" values that are no findings.
 */
#include "suppress/list.h"

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_list_lines at = { .left = in->text };
	bool           is_values = false;
	umb_status     st = UMB_OK;

	UMB_UNUSED(err);
	while (st == UMB_OK && umb_list_next_line(&at)) {
		umb_list_value v = { .number = at.number, .form = UMB_VALUE_PLAIN, .bytes = at.line };

		if (umb_slice_eq_str(at.line, "[secrets]"))
			is_values = true;
		else if (at.line.len && is_values)
			st = umb_list_add_value(to, &v);
		else if (at.line.len && at.line.ptr[0] != '#')
			st = umb_list_add_pattern(to, at.number, UMB_OF_IGNORED, at.line, umb_slice_of(NULL, 0));
	}
	return st;
}

const umb_list_format umb_list_ripsecrets = {
	.name    = "ripsecrets",
	.summary = "ripsecrets' .secretsignore: paths as in a .gitignore, and [secrets]",
	.files   = { ".secretsignore" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
