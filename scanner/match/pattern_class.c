/*
 * pattern_class.c - escapes and [classes], byte for byte as PCRE2 reads them without UTF.
 *
 * Where PCRE2 gives a doubtful form a meaning of its own (octal numbers, \v as a set), either the same
 * meaning is used here or the form is refused: a tree that means something else than the regex would
 * derive literals that are not required.
 */
#include "match/pattern_reader.h"

/* -- sets by name ---------------------------------------------------------------------------------- */

static void add_alnum(umb_class *c)
{
	umb_class_add_range(c, 'a', 'z');
	umb_class_add_range(c, 'A', 'Z');
	umb_class_add_range(c, '0', '9');
}

/* \d \w \s \h \v, in either case of the letter. */
static bool escape_set(char letter, umb_class *out)
{
	umb_class c = { { 0 } };

	switch (letter) {
	case 'd': case 'D':
		umb_class_add_range(&c, '0', '9');
		break;
	case 'w': case 'W':
		add_alnum(&c);
		umb_class_add(&c, '_');
		break;
	case 's': case 'S':
		umb_class_add_text(&c, " \t\n\v\f\r");
		break;
	case 'h':
		umb_class_add_text(&c, " \t\xa0");
		break;
	case 'v':
		umb_class_add_text(&c, "\n\v\f\r\x85");
		break;
	default:
		return false;
	}
	if (letter == 'D' || letter == 'W' || letter == 'S')
		umb_class_negate(&c);
	*out = c;
	return true;
}

static void posix_punct(umb_class *c)
{
	umb_class_add_range(c, '!', '/');
	umb_class_add_range(c, ':', '@');
	umb_class_add_range(c, '[', '`');
	umb_class_add_range(c, '{', '~');
}

static bool posix_ranges(umb_slice name, umb_class *c)
{
	static const struct {
		const char *name;
		uint8_t     range[8]; /* pairs, ended by 0, 0; a set with NUL in it is spelt out below */
	} rows[] = {
		{ "alpha", { 'a', 'z', 'A', 'Z' } },
		{ "lower", { 'a', 'z' } },
		{ "upper", { 'A', 'Z' } },
		{ "alnum", { 'a', 'z', 'A', 'Z', '0', '9' } },
		{ "blank", { ' ', ' ', '\t', '\t' } },
		{ "digit", { '0', '9' } },
		{ "graph", { '!', '~' } },
		{ "print", { ' ', '~' } },
		{ "space", { '\t', '\r', ' ', ' ' } },
		{ "word", { 'a', 'z', 'A', 'Z', '0', '9', '_', '_' } },
		{ "xdigit", { 'a', 'f', 'A', 'F', '0', '9' } },
		{ "ascii", { 1, 127 } },
		{ "cntrl", { 1, 31, 127, 127 } },
	};

	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		if (!umb_slice_eq_str(name, rows[i].name))
			continue;
		for (size_t k = 0; k < UMB_COUNT(rows[i].range) && rows[i].range[k]; k += 2)
			umb_class_add_range(c, rows[i].range[k], rows[i].range[k + 1]);
		if (strcmp(rows[i].name, "ascii") == 0 || strcmp(rows[i].name, "cntrl") == 0)
			umb_class_add(c, 0);
		return true;
	}
	return false;
}

/* `name` is what stands between "[:" and ":]".  Under (?i) upper and lower mean alpha, also when negated. */
static bool posix_set(umb_slice name, bool is_caseless, umb_class *out)
{
	umb_class c         = { { 0 } };
	bool      is_negated = name.len > 0 && name.ptr[0] == '^';

	if (is_negated)
		name = umb_slice_sub(name, 1, name.len);
	if (is_caseless && (umb_slice_eq_str(name, "upper") || umb_slice_eq_str(name, "lower")))
		name = umb_slice_str("alpha");
	if (umb_slice_eq_str(name, "punct"))
		posix_punct(&c);
	else if (!posix_ranges(name, &c))
		return false;
	if (is_negated)
		umb_class_negate(&c);
	umb_class_add_set(out, &c);
	return true;
}

/* The rule of PCRE2: ended by ":]" before any other bracket; a backslash hides "]" and itself. */
bool umb_pattern_at_posix(const umb_pattern_reader *r, size_t *end)
{
	char mark = umb_pattern_peek(r, 1);

	if (mark != ':' && mark != '.' && mark != '=')
		return false;
	for (size_t i = r->at + 2; i + 1 < r->len; i++) {
		char c = r->text[i], next = r->text[i + 1];

		if (c == '\\' && (next == ']' || next == '\\')) {
			i++;
		} else if ((c == '[' && next == mark) || c == ']') {
			return false;
		} else if (c == mark && next == ']') {
			*end = i + 1;
			return true;
		}
	}
	return false;
}

/* -- escapes --------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Behind "\x": two digits, or one or two in braces. */
static bool read_hex(umb_pattern_reader *r, size_t start, umb_escape *out)
{
	bool has_brace = umb_pattern_peek(r, 0) == '{';
	int  value = 0, n = 0, digit;

	r->at += has_brace;
	while (n < 2 && (digit = hex_digit(umb_pattern_peek(r, 0))) >= 0) {
		value = value * 16 + digit;
		r->at++;
		n++;
	}
	if (has_brace ? n == 0 || umb_pattern_peek(r, 0) != '}' : n != 2)
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "\\x needs two hexadecimal digits: there are only bytes");
	r->at += has_brace;
	out->kind = UMB_ESCAPE_BYTE;
	out->byte = (uint8_t)value;
	return true;
}

static const char *refused_escape(char c)
{
	switch (c) {
	case 'K': return "\\K is not supported";
	case 'Q': case 'E': return "\\Q..\\E is not supported; escape the bytes one by one";
	case 'p': case 'P': case 'X': return "Unicode properties are not supported";
	case 'k': case 'g': return "back-references and subroutine calls are not supported";
	case 'G': return "\\G is not supported";
	case 'R': return "\\R is not supported; write (?:\\r\\n|\\n)";
	case 'C': case 'N': return "\\C and \\N are not supported; write '.'";
	case '0': case 'o': return "octal escapes are not supported; write \\xHH";
	case 'c': return "\\c is not supported; write \\xHH";
	case 'Z': return "\\Z is not supported; write $ or \\z";
	case 'H': case 'V': return "\\H and \\V are not supported; write a negated class";
	default: return c >= '1' && c <= '9' ? "back-references are not supported" : "unknown escape";
	}
}

static bool edge_escape(char c, umb_escape *out)
{
	static const struct { char letter; umb_edge edge; } rows[] = {
		{ 'b', UMB_EDGE_WORD }, { 'B', UMB_EDGE_NOT_WORD }, { 'A', UMB_EDGE_TEXT_START }, { 'z', UMB_EDGE_TEXT_END },
	};

	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		if (rows[i].letter == c) {
			out->kind = UMB_ESCAPE_EDGE;
			out->edge = rows[i].edge;
			return true;
		}
	}
	return false;
}

bool umb_read_escape(umb_pattern_reader *r, bool in_class, umb_escape *out)
{
	static const char names[] = "tnrf", bytes[] = "\t\n\r\f", unsupported[] = "KQEpPXkgGRCN123456789";
	size_t start = r->at++;
	char   c     = umb_pattern_peek(r, 0);
	const char *name;

	if (r->at >= r->len)
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "a backslash at the end");
	r->at++;
	out->kind = UMB_ESCAPE_BYTE;
	name = strchr(names, c);
	if (name) {
		out->byte = (uint8_t)bytes[name - names];
		return true;
	}
	if (c == 'x')
		return read_hex(r, start, out);
	if (escape_set(c, &out->set)) {
		out->kind = UMB_ESCAPE_SET;
		return true;
	}
	if (in_class && c == 'b') {
		out->byte = '\b';
		return true;
	}
	if (!in_class && edge_escape(c, out))
		return true;
	if (c != '_' && umb_byte_is_word((uint8_t)c))
		return umb_pattern_fail(r, strchr(unsupported, c) ? UMB_E_UNSUPPORTED : UMB_E_FORMAT, start,
		                        refused_escape(c));
	out->byte = (uint8_t)c;
	return true;
}

/* -- classes --------------------------------------------------------------------------------------- */

/* What a hyphen would mean now: PCRE2 keeps the same three states. */
typedef struct range_state {
	enum { HYPHEN_IS_LITERAL, HYPHEN_MAKES_RANGE, RANGE_IS_OPEN } state;
	uint8_t from;
} range_state;

static bool add_byte(umb_pattern_reader *r, umb_class *c, range_state *s, uint8_t byte, size_t at)
{
	if (s->state == RANGE_IS_OPEN) {
		if (s->from > byte)
			return umb_pattern_fail(r, UMB_E_FORMAT, at, "a range in a class runs backwards");
		umb_class_add_range(c, s->from, byte);
		s->state = HYPHEN_IS_LITERAL;
		return true;
	}
	umb_class_add(c, byte);
	s->from  = byte;
	s->state = HYPHEN_MAKES_RANGE;
	return true;
}

static bool add_set(umb_pattern_reader *r, umb_class *c, range_state *s, const umb_class *set, size_t at)
{
	bool hyphen_follows = umb_pattern_peek(r, 0) == '-' && r->at + 1 < r->len && umb_pattern_peek(r, 1) != ']';

	if (s->state == RANGE_IS_OPEN || hyphen_follows)
		return umb_pattern_fail(r, UMB_E_FORMAT, at,
		                        "a range cannot begin or end with a set; put the hyphen last or escape it");
	umb_class_add_set(c, set);
	s->state = HYPHEN_IS_LITERAL;
	return true;
}

static bool add_posix(umb_pattern_reader *r, umb_class *c, range_state *s, size_t end)
{
	umb_class set   = { { 0 } };
	size_t    start = r->at;
	umb_slice name  = umb_slice_of(r->text + start + 2, end - 1 - (start + 2));

	if (umb_pattern_peek(r, 1) != ':')
		return umb_pattern_fail(r, UMB_E_UNSUPPORTED, start, "collating elements are not supported");
	if (!posix_set(name, r->flags & UMB_FLAG_CASELESS, &set))
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "unknown POSIX class name");
	r->at = end + 1;
	return add_set(r, c, s, &set, start);
}

static bool add_escape(umb_pattern_reader *r, umb_class *c, range_state *s)
{
	size_t     start = r->at;
	umb_escape e;

	if (!umb_read_escape(r, true, &e))
		return false;
	return e.kind == UMB_ESCAPE_SET ? add_set(r, c, s, &e.set, start) : add_byte(r, c, s, e.byte, start);
}

static bool add_item(umb_pattern_reader *r, umb_class *c, range_state *s)
{
	char   next = umb_pattern_peek(r, 0);
	size_t end;

	if (next == '[' && umb_pattern_at_posix(r, &end))
		return add_posix(r, c, s, end);
	if (next == '\\')
		return add_escape(r, c, s);
	r->at++;
	if (next == '-' && s->state == HYPHEN_MAKES_RANGE) {
		s->state = RANGE_IS_OPEN;
		return true;
	}
	return add_byte(r, c, s, (uint8_t)next, r->at - 1);
}

bool umb_read_class(umb_pattern_reader *r, umb_class *out)
{
	size_t      start = r->at, first, end;
	umb_class   c = { { 0 } };
	range_state s = { HYPHEN_IS_LITERAL, 0 };
	bool        is_negated;

	if (umb_pattern_at_posix(r, &end))
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "a POSIX name stands only inside a class: [[:alpha:]]");
	r->at++;
	is_negated = umb_pattern_peek(r, 0) == '^';
	r->at += is_negated;
	first = r->at;
	while (r->at < r->len && (r->text[r->at] != ']' || r->at == first)) {
		if (!add_item(r, &c, &s))
			return false;
	}
	if (r->at >= r->len)
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "a class is not closed by ']'");
	r->at++;
	if (s.state == RANGE_IS_OPEN)
		umb_class_add(&c, '-');
	if (r->flags & UMB_FLAG_CASELESS)
		umb_class_fold(&c);
	if (is_negated)
		umb_class_negate(&c);
	if (umb_class_count(&c) == 0)
		return umb_pattern_fail(r, UMB_E_FORMAT, start, "this class matches no byte");
	*out = c;
	return true;
}
