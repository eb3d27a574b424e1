/*
 * pattern_parse.c - pattern text to syntax tree, by recursive descent.
 *
 * Whatever is accepted here PCRE2 accepts too, with the same meaning; forms whose meaning differs between
 * its versions (a brace that is no count, a count on a count) are refused.  Recursion is bounded by
 * MAX_DEPTH open groups, memory by the length of the pattern, later work by the expanded size.
 */
#include "match/pattern_reader.h"

#include "base/err.h"

#define MAX_LEN 4096
#define MAX_COUNT 16384
#define MAX_DEPTH 64
#define MAX_EXPANDED 100000
#define MAX_CODE_LEN 60000
#define MAX_NAME_LEN 32

bool umb_pattern_fail(umb_pattern_reader *r, umb_status st, size_t at, const char *words)
{
	if (r->st == UMB_OK)
		r->st = umb_err_set(r->err, st, "pattern column %zu: %s", at + 1, words);
	return false;
}

bool umb_pattern_no_memory(umb_pattern_reader *r)
{
	return umb_pattern_fail(r, UMB_E_NOMEM, r->at, "out of memory");
}

static bool parse_alternatives(umb_pattern_reader *r, umb_node **out);

/* -- quantifiers ----------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* True when "{n}", "{n,}" or "{n,m}" stands at r->at; *len is its length. */
static bool at_count(const umb_pattern_reader *r, size_t *len)
{
	size_t i = 1;

	if (!is_digit(umb_pattern_peek(r, i)))
		return false;
	while (is_digit(umb_pattern_peek(r, i)))
		i++;
	if (umb_pattern_peek(r, i) == ',') {
		i++;
		while (is_digit(umb_pattern_peek(r, i)))
			i++;
	}
	*len = i + 1;
	return umb_pattern_peek(r, i) == '}';
}

static uint32_t read_number(umb_pattern_reader *r)
{
	uint32_t n = 0;

	while (is_digit(umb_pattern_peek(r, 0))) {
		n = UMB_MIN(n * 10 + (uint32_t)(umb_pattern_peek(r, 0) - '0'), (uint32_t)MAX_COUNT + 1);
		r->at++;
	}
	return n;
}

static bool read_count(umb_pattern_reader *r, uint32_t *min, uint32_t *max)
{
	size_t start = r->at++;

	*min = *max = read_number(r);
	if (umb_pattern_peek(r, 0) == ',') {
		r->at++;
		*max = is_digit(umb_pattern_peek(r, 0)) ? read_number(r) : UMB_WIDTH_UNBOUNDED;
	}
	r->at++;
	if (*min > MAX_COUNT || (*max > MAX_COUNT && *max != UMB_WIDTH_UNBOUNDED))
		return umb_pattern_fail(r, UMB_E_LIMIT, start, "a repeat count above 16,384");
	if (*min > *max)
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "the repeat counts are in the wrong order");
	/* PCRE2 10.42 loses matches of (?:a|^b){0}c: its search for where to start reads the second branch. */
	if (*max == 0)
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "repeated zero times: leave it out");
	return true;
}

/* False when there is none, or after a failure. */
static bool read_quantifier(umb_pattern_reader *r, uint32_t *min, uint32_t *max)
{
	char   c = umb_pattern_peek(r, 0);
	size_t len;

	*min = c == '+';
	*max = c == '?' ? 1 : UMB_WIDTH_UNBOUNDED;
	if (c == '{') {
		if (!at_count(r, &len) || !read_count(r, min, max))
			return false;
	} else if (c == '?' || c == '*' || c == '+') {
		r->at++;
	} else {
		return false;
	}
	if (umb_pattern_peek(r, 0) == '+')
		return umb_pattern_fail(r, UMB_E_UNSUPPORTED, r->at, "possessive quantifiers are not supported");
	r->at += umb_pattern_peek(r, 0) == '?';
	return true;
}

/* -- groups ---------------------------------------------------------------------------------------- */

static bool name_group(umb_pattern_reader *r, char end)
{
	size_t          start = r->at;
	umb_group_name *g;

	while (umb_byte_is_word((uint8_t)umb_pattern_peek(r, 0)))
		r->at++;
	if (r->at == start || is_digit(r->text[start]) || umb_pattern_peek(r, 0) != end)
		return umb_pattern_fail(r, UMB_E_FORMAT, start,
		                        "a group name needs letters, digits and '_', no digit first, then '>'");
	if (r->at - start > MAX_NAME_LEN)
		return umb_pattern_fail(r, UMB_E_LIMIT, start, "a group name longer than 32 bytes");
	g = umb_arena_zero(r->arena, 1, sizeof(*g));
	if (!g)
		return umb_pattern_no_memory(r);
	g->name  = umb_arena_strndup(r->arena, r->text + start, r->at - start);
	g->group = r->n_groups;
	g->next  = r->names;
	if (!g->name)
		return umb_pattern_no_memory(r);
	for (const umb_group_name *o = r->names; o; o = o->next) {
		if (strcmp(o->name, g->name) == 0)
			return umb_pattern_fail(r, UMB_E_FORMAT, start, "two groups have the same name");
	}
	r->names = g;
	r->at++;
	return true;
}

static unsigned flag_of(char c)
{
	static const char letters[] = "imsx";
	const char *found = c ? strchr(letters, c) : NULL;

	return found ? 1u << (found - letters) : 0;
}

/* Behind "(?": "i", "-i", "is-m".  *to_end: they hold to the end of the enclosing group. */
static bool read_flags(umb_pattern_reader *r, bool *to_end)
{
	size_t   start = r->at;
	unsigned on = 0, off = 0, flag;
	bool     is_off = false;

	for (;; r->at++) {
		char c = umb_pattern_peek(r, 0);

		flag = flag_of(c);
		if (flag && !((is_off ? off : on) & flag))
			*(is_off ? &off : &on) |= flag;
		else if (c == '-' && !is_off)
			is_off = true;
		else
			break;
	}
	if ((on | off) == 0 || (is_off && off == 0) || (umb_pattern_peek(r, 0) != ')' && umb_pattern_peek(r, 0) != ':'))
		return umb_pattern_fail(r, UMB_E_UNSUPPORTED, start, "expected one of the flags i, m, s, x, then ')' or ':'");
	r->flags = (r->flags | on) & ~off;
	*to_end  = umb_pattern_peek(r, 0) == ')';
	r->at++;
	return true;
}

static bool starts(const umb_pattern_reader *r, const char *text)
{
	size_t len = strlen(text);

	return r->len - r->at >= len && memcmp(r->text + r->at, text, len) == 0;
}

static bool refuse_group(umb_pattern_reader *r)
{
	static const struct { const char *text, *words; } rows[] = {
		{ "(?=", "look-ahead is not supported" },
		{ "(?!", "look-ahead is not supported" },
		{ "(?<=", "look-behind is not supported" },
		{ "(?<!", "look-behind is not supported" },
		{ "(?>", "atomic groups are not supported" },
		{ "(?|", "branch reset groups are not supported" },
		{ "(?(", "conditional groups are not supported" },
		{ "(?C", "callouts are not supported" },
		{ "(?R", "recursion is not supported" },
		{ "(?&", "recursion is not supported" },
		{ "(?P>", "recursion is not supported" },
		{ "(?P=", "back-references are not supported" },
		{ "(?#", "comments are only supported under (?x), behind '#'" },
		{ "(?'", "write a group's name as (?<name>...)" },
		{ "(*", "verbs are not supported" },
	};

	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		if (starts(r, rows[i].text))
			return umb_pattern_fail(r, UMB_E_UNSUPPORTED, r->at, rows[i].words);
	}
	if (starts(r, "(?") && (is_digit(umb_pattern_peek(r, 2)) ||
	    ((umb_pattern_peek(r, 2) == '+' || umb_pattern_peek(r, 2) == '-') && is_digit(umb_pattern_peek(r, 3)))))
		return umb_pattern_fail(r, UMB_E_UNSUPPORTED, r->at, "recursion is not supported");
	return true;
}

/* Reads "(", "(?:", "(?<name>", "(?P<name>", "(?i:", "(?i)".  *is_setting: the last, which holds nothing. */
static bool open_group(umb_pattern_reader *r, bool *is_setting)
{
	*is_setting = false;
	if (!refuse_group(r))
		return false;
	if (starts(r, "(?:")) {
		r->at += 3;
		return true;
	}
	if (starts(r, "(?<") || starts(r, "(?P<")) {
		r->at += r->text[r->at + 2] == 'P' ? 4 : 3;
		r->n_groups++;
		return name_group(r, '>');
	}
	if (starts(r, "(?")) {
		r->at += 2;
		return read_flags(r, is_setting);
	}
	r->at++;
	r->n_groups++;
	return true;
}

/* *out stays NULL for a group that only sets flags. */
static bool parse_group(umb_pattern_reader *r, umb_node **out)
{
	size_t   start = r->at;
	unsigned flags = r->flags;
	bool     is_setting;

	if (r->depth >= MAX_DEPTH)
		return umb_pattern_fail(r, UMB_E_LIMIT, start, "groups more than 64 deep");
	if (!open_group(r, &is_setting))
		return false;
	if (is_setting)
		return true;
	r->depth++;
	if (!parse_alternatives(r, out))
		return false;
	r->depth--;
	if (umb_pattern_peek(r, 0) != ')')
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "a group is not closed by ')'");
	r->at++;
	r->flags = flags;
	(*out)->code_len = umb_width_add((*out)->code_len, 10);
	return true;
}

/* -- atoms ----------------------------------------------------------------------------------------- */

static bool class_node(umb_pattern_reader *r, const umb_class *set, umb_node **out)
{
	*out = umb_node_class(r->arena, set);
	return *out || umb_pattern_no_memory(r);
}

static bool edge_node(umb_pattern_reader *r, umb_edge edge, umb_node **out)
{
	*out = umb_node_edge(r->arena, edge);
	return *out || umb_pattern_no_memory(r);
}

static bool byte_node(umb_pattern_reader *r, uint8_t byte, umb_node **out)
{
	umb_class set = { { 0 } };

	umb_class_add(&set, byte);
	if (r->flags & UMB_FLAG_CASELESS)
		umb_class_fold(&set);
	return class_node(r, &set, out);
}

static bool parse_escape(umb_pattern_reader *r, umb_node **out)
{
	umb_escape e;

	if (!umb_read_escape(r, false, &e))
		return false;
	if (e.kind == UMB_ESCAPE_EDGE)
		return edge_node(r, e.edge, out);
	return e.kind == UMB_ESCAPE_SET ? class_node(r, &e.set, out) : byte_node(r, e.byte, out);
}

static bool parse_dot(umb_pattern_reader *r, umb_node **out)
{
	umb_class set = { { 0 } };

	if (!(r->flags & UMB_FLAG_DOTALL))
		umb_class_add(&set, '\n');
	umb_class_negate(&set);
	r->at++;
	return class_node(r, &set, out);
}

static bool parse_brace(umb_pattern_reader *r, umb_node **out)
{
	char   next = umb_pattern_peek(r, 1);
	size_t len;

	if (at_count(r, &len))
		return umb_pattern_fail(r, UMB_E_FORMAT, r->at, "nothing to repeat");
	if (is_digit(next) || next == ',' || next == ' ' || next == '\t')
		return umb_pattern_fail(r, UMB_E_FORMAT, r->at, "neither a count nor clearly text; write \\{ for the byte");
	r->at++;
	return byte_node(r, '{', out);
}

static bool parse_atom(umb_pattern_reader *r, umb_node **out)
{
	umb_class set;
	char      c = umb_pattern_peek(r, 0);

	switch (c) {
	case '(':
		return parse_group(r, out);
	case '[':
		return umb_read_class(r, &set) && class_node(r, &set, out);
	case '\\':
		return parse_escape(r, out);
	case '.':
		return parse_dot(r, out);
	case '{':
		return parse_brace(r, out);
	case '^':
		r->at++;
		return edge_node(r, r->flags & UMB_FLAG_LINES ? UMB_EDGE_LINE_START : UMB_EDGE_TEXT_START, out);
	case '$':
		r->at++;
		return edge_node(r, r->flags & UMB_FLAG_LINES ? UMB_EDGE_LINE_END : UMB_EDGE_LAST_LINE, out);
	case '?': case '*': case '+':
		return umb_pattern_fail(r, UMB_E_FORMAT, r->at, "nothing to repeat");
	default:
		r->at++;
		return byte_node(r, (uint8_t)c, out);
	}
}

/* -- sequences ------------------------------------------------------------------------------------- */

static void skip_blanks(umb_pattern_reader *r)
{
	while ((r->flags & UMB_FLAG_EXTENDED) && r->at < r->len) {
		char c = r->text[r->at];

		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			r->at++;
		} else if (c == '#') {
			while (r->at < r->len && r->text[r->at] != '\n')
				r->at++;
		} else {
			return;
		}
	}
}

/* One atom and what repeats it; *out is NULL when it only set flags. */
static bool parse_item(umb_pattern_reader *r, umb_node **out)
{
	size_t   start = r->at;
	uint32_t min, max;

	*out = NULL;
	if (!parse_atom(r, out))
		return false;
	skip_blanks(r);
	if (*out && read_quantifier(r, &min, &max)) {
		if ((*out)->kind == UMB_NODE_EDGE)
			return umb_pattern_fail(r, UMB_E_FORMAT, start, "a boundary has no width and cannot be repeated");
		*out = umb_node_repeat(r->arena, *out, min, max);
		if (!*out)
			return umb_pattern_no_memory(r);
	}
	if (*out && ((*out)->n_expanded > MAX_EXPANDED || (*out)->code_len > MAX_CODE_LEN))
		return umb_pattern_fail(r, UMB_E_LIMIT, start, "too large when its repeat counts are written out");
	return r->st == UMB_OK;
}

static bool parse_sequence(umb_pattern_reader *r, umb_node **out)
{
	umb_node *first = NULL, **last = &first;

	for (;;) {
		umb_node *item;

		skip_blanks(r);
		if (r->at >= r->len || r->text[r->at] == '|' || r->text[r->at] == ')')
			break;
		if (!parse_item(r, &item))
			return false;
		if (item) {
			*last = item;
			last  = &item->next;
		}
	}
	*out = umb_node_list(r->arena, UMB_NODE_CONCAT, first);
	return *out || umb_pattern_no_memory(r);
}

static bool parse_alternatives(umb_pattern_reader *r, umb_node **out)
{
	umb_node *first = NULL, **last = &first;

	for (;;) {
		umb_node *branch;

		if (!parse_sequence(r, &branch))
			return false;
		*last = branch;
		last  = &branch->next;
		if (umb_pattern_peek(r, 0) != '|')
			break;
		r->at++;
	}
	*out = umb_node_list(r->arena, UMB_NODE_ALTERNATE, first);
	return *out || umb_pattern_no_memory(r);
}

umb_status umb_pattern_parse(umb_pattern **out, umb_arena *arena, const char *text, umb_err *err)
{
	umb_pattern_reader   r = { .text = text, .len = strlen(text), .arena = arena, .err = err };
	umb_node    *root;
	umb_pattern *p;

	if (r.len > MAX_LEN)
		return umb_err_set(err, UMB_E_LIMIT, "a pattern longer than 4,096 bytes");
	if (!parse_alternatives(&r, &root))
		return r.st;
	if (r.at < r.len) {
		umb_pattern_fail(&r, UMB_E_FORMAT, r.at, "')' without a group");
		return r.st;
	}
	if (root->n_expanded > MAX_EXPANDED || root->code_len > MAX_CODE_LEN) {
		umb_pattern_fail(&r, UMB_E_LIMIT, 0, "too large when its repeat counts are written out");
		return r.st;
	}
	p = umb_arena_zero(arena, 1, sizeof(*p));
	if (!p)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	p->root     = root;
	p->names    = r.names;
	p->n_groups = r.n_groups;
	*out        = p;
	return UMB_OK;
}
