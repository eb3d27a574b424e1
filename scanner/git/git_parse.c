/*
 * git_parse.c - see git_parse.h.
 */
#include "git/git_parse.h"

#include "base/number.h"
#include "base/text.h"

/* The rest of the line behind `key` at *at; moves *at behind the line. */
static bool take_line(umb_slice d, size_t *at, const char *key, umb_slice *rest)
{
	size_t n = strlen(key), end;

	if (d.len - *at < n || memcmp(d.ptr + *at, key, n) != 0)
		return false;
	end   = umb_text_line_end(d, *at);
	*rest = umb_slice_sub(d, *at + n, end);
	*at   = UMB_MIN(end + 1, d.len);
	return true;
}

static int timezone_minutes(umb_slice s)
{
	int64_t n = 0;

	if (s.len > 0 && s.ptr[0] == '+')
		s = umb_slice_sub(s, 1, s.len);
	if (!umb_parse_i64(&n, s, -9999, 9999))
		return 0;
	return (int)(n / 100 * 60 + n % 100);
}

/* "Name <mail> 1700000000 +0100"; whatever is missing stays empty. */
static void parse_person(umb_git_person *p, umb_slice line)
{
	size_t open = umb_text_find(line, umb_slice_str("<")), close, blank;
	umb_slice rest;

	memset(p, 0, sizeof(*p));
	if (open == SIZE_MAX)
		return;
	p->name = umb_slice_sub(line, 0, open > 0 && line.ptr[open - 1] == ' ' ? open - 1 : open);
	rest    = umb_slice_sub(line, open + 1, line.len);
	close   = umb_text_find(rest, umb_slice_str(">"));
	if (close == SIZE_MAX)
		return;
	p->email = umb_slice_sub(rest, 0, close);
	rest     = umb_slice_sub(rest, close + 2, rest.len);
	blank    = umb_text_find(rest, umb_slice_str(" "));
	if (!umb_parse_i64(&p->date, umb_slice_sub(rest, 0, blank), INT64_MIN / 2, INT64_MAX / 2))
		p->date = 0;
	else if (blank != SIZE_MAX)
		p->tz_minutes = timezone_minutes(umb_slice_sub(rest, blank + 1, rest.len));
}

bool umb_git_commit_parse(umb_git_commit *c, umb_slice d, uint32_t id_len)
{
	umb_slice line;
	uint8_t   id[UMB_ID_MAX];
	size_t    at = 0, from;

	memset(c, 0, sizeof(*c));
	if (!take_line(d, &at, "tree ", &line) || !umb_parse_hex(c->tree, id_len, line))
		return false;
	from = at;
	while (take_line(d, &at, "parent ", &line)) {
		if (umb_parse_hex(c->n_parents ? id : c->first_parent, id_len, line))
			c->n_parents++;
	}
	c->parents = umb_slice_sub(d, from, at);
	if (!take_line(d, &at, "author ", &line))
		return true;
	parse_person(&c->author, line);
	if (take_line(d, &at, "committer ", &line))
		parse_person(&c->committer, line);
	return true;
}

bool umb_git_commit_parent(const umb_git_commit *c, uint32_t id_len, size_t *at, uint8_t *id)
{
	umb_slice line;

	while (take_line(c->parents, at, "parent ", &line)) {
		if (umb_parse_hex(id, id_len, line))
			return true;
	}
	return false;
}

bool umb_git_tree_next(umb_slice d, uint32_t id_len, size_t *at, umb_git_entry *e)
{
	const uint8_t *nul;
	size_t         i = *at;

	e->mode = 0;
	for (; i < d.len && d.ptr[i] >= '0' && d.ptr[i] <= '7' && i - *at < 8; i++)
		e->mode = e->mode << 3 | (uint32_t)(d.ptr[i] - '0');
	if (i == *at || i >= d.len || d.ptr[i] != ' ')
		return false;
	nul = memchr(d.ptr + i, 0, d.len - i);
	if (!nul || (size_t)(d.ptr + d.len - nul) <= id_len)
		return false;
	e->name = umb_slice_sub(d, i + 1, (size_t)(nul - d.ptr));
	e->id   = nul + 1;
	*at     = (size_t)(nul - d.ptr) + 1 + id_len;
	return true;
}

bool umb_git_tag_target(umb_slice d, uint32_t id_len, uint8_t *id, umb_git_type *type)
{
	static const char *const names[] = { "commit", "tree", "blob", "tag" };
	umb_slice line;
	size_t    at = 0;

	if (!take_line(d, &at, "object ", &line) || !umb_parse_hex(id, id_len, line) || !take_line(d, &at, "type ", &line))
		return false;
	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (umb_slice_eq_str(line, names[i])) {
			*type = (umb_git_type)(i + 1);
			return true;
		}
	}
	return false;
}
