/*
 * lst_gitleaks_ignore.c - .gitleaksignore and .betterleaksignore: places that somebody decided to live with.
 *
 * "file:rule:line" or "commit:file:rule:line", read from the right, so that files may have a ':' in their names.  A rule of
 * ours is spelt with a '.' and must be the one that found it; ids of other scanners name other rules than ours, so the
 * place alone decides there.
 */
#include "suppress/list.h"

#include "base/number.h"

static size_t last_colon(umb_slice s)
{
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != ':')
		at--;
	return at;
}

static bool is_commit(umb_slice s, size_t n)
{
	uint8_t id[UMB_ID_MAX];

	return s.len > n + 1 && s.ptr[n] == ':' && umb_parse_hex(id, n / 2, umb_slice_sub(s, 0, n));
}

static bool parse(umb_list_place *p, umb_slice s)
{
	size_t line = last_colon(s), rule = line ? last_colon(umb_slice_sub(s, 0, line - 1)) : 0, n;

	if (rule < 2 || rule + 1 >= line || !umb_parse_u64(&p->line, umb_slice_sub(s, line, s.len), 1, UINT64_MAX))
		return false;
	p->rule = umb_slice_sub(s, rule, line - 1);
	p->test = UMB_RULE_OURS;
	s       = umb_slice_sub(s, 0, rule - 1);
	n       = is_commit(s, 40) ? 40 : is_commit(s, 64) ? 64 : 0;
	p->commit   = umb_slice_sub(s, 0, n);
	p->is_since = n > 0;
	p->file     = umb_slice_sub(s, n ? n + 1 : 0, s.len);
	return p->file.len > 0;
}

static umb_status read_places(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_list_lines at = { .left = in->text };
	umb_status     st = UMB_OK;

	UMB_UNUSED(err);
	while (st == UMB_OK && umb_list_next_line(&at)) {
		umb_list_place p = { .number = at.number };

		if (at.line.len == 0 || at.line.ptr[0] == '#')
			continue;
		if (parse(&p, at.line))
			st = umb_list_add_place(to, &p);
		else
			umb_list_wrong(to, at.number, "neither file:rule:line nor commit:file:rule:line");
	}
	return st;
}

const umb_list_format umb_list_gitleaks_ignore = {
	.name    = "gitleaks-ignore",
	.summary = "gitleaks and betterleaks: file:rule:line, commit:file:rule:line",
	.files   = { ".gitleaksignore", ".betterleaksignore" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_places,
};
