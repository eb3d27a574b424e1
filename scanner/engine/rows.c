/*
 * rows.c - from one row of a table to the next ones.
 *
 * A pattern finds the header and the first row that has a value; that it should find the others, too, would take one rule for each.
 * So a rule says `rows: true`, and what stands in the same cell of the rows behind is judged as if its pattern had matched there.
 * How rows and cells are written is read off what stands around the first value.  Nothing is looked at until a rule has matched.
 */
#include "engine/rows.h"

#include "base/text.h"

#define MIN_VALUE 5u
#define MAX_VALUE 300u
#define MAX_LINE 4096u  /* back to the beginning of the line, of the row of HTML, of the bracket */
#define MAX_MISFITS 3u  /* rows without such a cell in succession: it is no table any more */

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_space(uint8_t c)
{
	return is_blank(c) || c == '\n';
}

static size_t line_start(umb_slice t, size_t at)
{
	size_t low = at - UMB_MIN(at, (size_t)MAX_LINE);

	while (at > low && t.ptr[at - 1] != '\n')
		at--;
	return at;
}

static bool may_be_secret(umb_slice v)
{
	if (v.len < MIN_VALUE || v.len > MAX_VALUE)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] <= ' ' || memchr("\"'`<>{}\\", v.ptr[i], 8))
			return false;
	}
	return true;
}

/* Without blanks, and without what marks it as code or bold: the same marks on both sides. */
static umb_span bared(umb_slice t, size_t from, size_t to)
{
	static const char *const marks[][2] = { { "**", "**" }, { "``", "``" }, { "`", "`" }, { "__", "__" }, { "''", "''" }, { "{{", "}}" }, { "%%", "%%" }, { "\"", "\"" }, { "'", "'" }, { "*", "*" } };

	while (from < to && is_space(t.ptr[from]))
		from++;
	while (to > from && is_space(t.ptr[to - 1]))
		to--;
	for (size_t i = 0; i < UMB_COUNT(marks); i++) {
		size_t n = strlen(marks[i][0]);

		if (to - from > 2 * n && memcmp(t.ptr + from, marks[i][0], n) == 0 && memcmp(t.ptr + to - n, marks[i][1], n) == 0) {
			from += n;
			to -= n;
		}
	}
	return (umb_span){ from, to };
}

/* -- bars, dashes, blanks: a row is a line --------------------------------------------------------------- */

/* So many bars, alone or in pairs, stand in [from, to). */
static size_t count_bars(umb_slice t, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += t.ptr[i] == '|' && (i == from || t.ptr[i - 1] != '|');
	return n;
}

/* "|---|:--:|", "+=====+", "|-": nothing but a line. */
static bool is_rule_line(umb_slice line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (!memchr("|+-=: \t\r", line.ptr[i], 8))
			return false;
		n += line.ptr[i] == '-' || line.ptr[i] == '=';
	}
	return n > 0;
}

/* What a pattern took for a header is a row in the middle of a table, whose first cell happens to be the name of a secret. */
static bool is_inside_table(umb_slice t, size_t at)
{
	at = line_start(t, at + (at < t.len && t.ptr[at] == '\n'));
	for (size_t n = 0; n < 2 && at > 0; n++) {
		size_t    from = line_start(t, at - 1);
		umb_slice line = umb_text_trim(umb_slice_sub(t, from, at - 1));

		if (line.len == 0)
			return false;
		if (!is_rule_line(line))
			return memchr(line.ptr, '|', line.len) && line.ptr[0] != '{';
		at = from;
	}
	return false;
}

static umb_span bar_cell(const umb_rows *r, umb_slice line, size_t from)
{
	size_t i = 0, end;

	for (size_t n = 0; n < r->cell && i < line.len; i++) {
		bool is_end = line.ptr[i] == '|' && (i + 1 == line.len || line.ptr[i + 1] != '|');

		n += is_end;
	}
	for (end = i; end < line.len && line.ptr[end] != '|'; end++)
		;
	return bared(r->text, from + i, from + end);
}

static umb_span dash_value(umb_slice t, size_t from, size_t to)
{
	while (from < to && is_blank(t.ptr[from]))
		from++;
	if (to - from < 3 || t.ptr[from] != '-' || t.ptr[from + 1] != ' ')
		return (umb_span){ from, from };
	return bared(t, from + 2, to);
}

/* Where the value of "ann: value", "- ann:value", "ann = value" begins; 0: it is no such line, or not as far indented as the first one. */
static size_t pair_value(umb_slice t, size_t from, size_t indent)
{
	size_t at = from, name;

	while (at < t.len && is_blank(t.ptr[at]))
		at++;
	if (at - from != indent)
		return 0;
	while (at + 1 < t.len && memchr("-\"' ", t.ptr[at], 4))
		at++;
	for (name = at; at < t.len && (umb_ascii_is_letter(t.ptr[at]) || umb_ascii_is_digit(t.ptr[at]) || memchr("_.@-", t.ptr[at], 4)); at++)
		;
	if (at == name)
		return 0;
	while (at < t.len && memchr("\"' ", t.ptr[at], 3))
		at++;
	if (at >= t.len || (t.ptr[at] != ':' && t.ptr[at] != '='))
		return 0;
	for (at++; at < t.len && memchr("> \"'", t.ptr[at], 4); at++)
		;
	return at;
}

static umb_span pair_cell(const umb_rows *r, size_t from, size_t to)
{
	size_t at = pair_value(umb_slice_sub(r->text, 0, to), from, r->cell);

	while (at > 0 && to > at && memchr(" \r,\"'", r->text.ptr[to - 1], 5))
		to--;
	return at > 0 ? (umb_span){ at, UMB_MAX(at, to) } : (umb_span){ from, from };
}

/* A word that begins where the first one did, with a gap before it. */
static umb_span blank_cell(const umb_rows *r, umb_slice line, size_t from)
{
	size_t at = r->cell, end;

	if (at >= line.len || line.ptr[at] == ' ' || at == 0 || !is_blank(line.ptr[at - 1]) || (at > 1 && line.ptr[at - 1] == ' ' && line.ptr[at - 2] != ' '))
		return (umb_span){ from, from };
	for (end = at; end < line.len && !is_blank(line.ptr[end]) && line.ptr[end] != '"' && line.ptr[end] != '\\'; end++)
		;
	return (umb_span){ from + at, from + end };
}

static bool is_end_of_lines(const umb_rows *r, umb_slice line)
{
	umb_slice bare = umb_text_trim(line);

	if (bare.len == 0)
		return true;
	if (r->form == UMB_ROWS_PAIRS)
		return pair_value(line, 0, r->cell) == 0;
	return r->form == UMB_ROWS_BARS ? !memchr(line.ptr, '|', line.len) && !is_rule_line(line) : r->form == UMB_ROWS_DASHES && bare.ptr[0] != '-';
}

static umb_span cell_of(const umb_rows *r, umb_slice line, size_t from)
{
	switch (r->form) {
	case UMB_ROWS_BARS:
		return bar_cell(r, line, from);
	case UMB_ROWS_DASHES:
		return dash_value(r->text, from, from + line.len);
	case UMB_ROWS_PAIRS:
		return pair_cell(r, from, from + line.len);
	default:
		return blank_cell(r, line, from);
	}
}

static bool next_line(umb_rows *r, umb_span *secret, size_t *row)
{
	for (size_t n_misfits = 0; n_misfits < MAX_MISFITS && r->at < r->text.len;) {
		size_t    from = r->at, to = umb_text_line_end(r->text, from);
		umb_slice line = umb_slice_sub(r->text, from, to);

		r->at = UMB_MIN(to + 1, r->text.len);
		if (is_end_of_lines(r, line))
			return false;
		if (is_rule_line(line))
			continue;
		*row    = from;
		*secret = cell_of(r, line, from);
		if (may_be_secret(umb_slice_sub(r->text, (size_t)secret->from, (size_t)secret->to)))
			return true;
		n_misfits += secret->from == secret->to;
	}
	return false;
}

/* -- HTML ------------------------------------------------------------------------------------------------- */

static bool is_tag(umb_slice t, size_t at, const char *name)
{
	size_t n = strlen(name);

	return t.len - at > n + 1 && t.ptr[at] == '<' && umb_text_eq_nocase(umb_slice_sub(t, at + 1, at + 1 + n), umb_slice_str(name)) && !umb_ascii_is_letter(t.ptr[at + 1 + n]);
}

static bool is_cell_tag(umb_slice t, size_t at)
{
	return is_tag(t, at, "td") || is_tag(t, at, "th");
}

static size_t next_tag(umb_slice t, size_t at)
{
	const uint8_t *p = at < t.len ? memchr(t.ptr + at, '<', t.len - at) : NULL;

	return p ? (size_t)(p - t.ptr) : t.len;
}

static bool begin_html(umb_rows *r, size_t secret)
{
	umb_slice t   = umb_slice_sub(r->text, 0, secret);
	size_t    low = secret - UMB_MIN(secret, (size_t)MAX_LINE), at = secret;

	while (at > low && !is_tag(r->text, at, "tr"))
		at--;
	if (!is_tag(r->text, at, "tr"))
		return false;
	for (r->cell = 0; at < t.len; at = next_tag(t, at + 1)) {
		if (is_tag(r->text, at, "/tr"))
			return false;
		r->cell += is_cell_tag(r->text, at);
	}
	return r->cell > 0;
}

/* What stands between tags behind the one at `at`. */
static umb_span html_text(umb_slice t, size_t at)
{
	size_t end;

	for (size_t n = 0; n < 5 && at + 1 < t.len && t.ptr[at] == '<' && t.ptr[at + 1] != '/'; n++) {
		const uint8_t *p = memchr(t.ptr + at, '>', t.len - at);

		at = p ? (size_t)(p - t.ptr) + 1 : t.len;
		while (at < t.len && is_space(t.ptr[at]))
			at++;
	}
	end = next_tag(t, at);
	return bared(t, at, end);
}

static bool next_html(umb_rows *r, umb_span *secret, size_t *row)
{
	size_t n_cells = SIZE_MAX; /* before the next row */

	for (r->at = next_tag(r->text, r->at); r->at < r->text.len; r->at = next_tag(r->text, r->at + 1)) {
		if (is_tag(r->text, r->at, "/table"))
			return false;
		if (is_tag(r->text, r->at, "tr")) {
			n_cells = 0;
			*row    = r->at;
		}
		if (n_cells == SIZE_MAX || !is_cell_tag(r->text, r->at) || ++n_cells != r->cell)
			continue;
		*secret = html_text(r->text, r->at);
		if (may_be_secret(umb_slice_sub(r->text, (size_t)secret->from, (size_t)secret->to))) {
			r->at++;
			return true;
		}
	}
	return false;
}

/* -- items between brackets ---------------------------------------------------------------------------------- */

static uint8_t closing(uint8_t open)
{
	return open == '[' ? ']' : open == '{' ? '}' : ')';
}

/* Back from the quote in front of the value to the bracket that holds it, and how many items stand between. */
static bool begin_items(umb_rows *r, size_t quote)
{
	size_t low = quote - UMB_MIN(quote, (size_t)MAX_LINE), depth = 0, before;
	bool   is_in = false;

	r->mark = r->text.ptr[quote];
	r->cell = 0;
	for (before = quote; before > low; before--) {
		uint8_t c = r->text.ptr[before - 1];

		is_in = is_in != (c == r->mark);
		if (is_in || c == r->mark)
			continue;
		if (c == ']' || c == '}' || c == ')')
			depth++;
		else if ((c == '[' || c == '{' || c == '(') && depth-- == 0)
			break;
		else if (depth == 0 && (c == ':' || c == '=' || c == ';' || c == '<'))
			return false;
		r->cell += depth == 0 && c == ',';
	}
	if (before == low)
		return false;
	r->open = r->text.ptr[--before];
	while (before > low && is_space(r->text.ptr[before - 1]))
		before--;
	/* "names = [", "names = List.of(" */
	if (r->cell == 0 && before > low && (memchr(":=>!", r->text.ptr[before - 1], 4) || umb_ascii_is_letter(r->text.ptr[before - 1])))
		r->form = UMB_ROWS_LIST;
	else if (before > low && memchr("[{(,", r->text.ptr[before - 1], 4))
		r->form = UMB_ROWS_ITEMS;
	return r->form != UMB_ROWS_NONE;
}

static size_t skip_space(umb_slice t, size_t at)
{
	while (at < t.len && is_space(t.ptr[at]))
		at++;
	return at;
}

/* Behind the quote that ends the text which begins at `at`. */
static size_t quoted_end(umb_slice t, size_t at, uint8_t quote)
{
	while (at < t.len && t.ptr[at] != quote && t.ptr[at] != '\n')
		at += t.ptr[at] == '\\' ? 2 : 1;
	return UMB_MIN(at, t.len);
}

/* Moves behind the item at hand, to the comma or bracket behind it; SIZE_MAX: there is none near. */
static size_t item_end(umb_slice t, size_t at, uint8_t quote)
{
	size_t depth = 0, end = UMB_MIN(t.len, at + MAX_LINE);

	for (; at < end; at++) {
		uint8_t c = t.ptr[at];

		if (c == quote) {
			at = quoted_end(t, at + 1, quote);
			if (at >= end || t.ptr[at] != quote)
				return SIZE_MAX;
		} else if (c == '[' || c == '{' || c == '(') {
			depth++;
		} else if (c == ']' || c == '}' || c == ')') {
			if (depth-- == 0)
				return at;
		} else if (c == ',' && depth == 0) {
			return at;
		}
	}
	return SIZE_MAX;
}

/* The text in quotes at `at`, or an empty one. */
static umb_span quoted_item(const umb_rows *r, size_t at)
{
	size_t end;

	at  = skip_space(r->text, at);
	end = at < r->text.len && r->text.ptr[at] == r->mark ? quoted_end(r->text, at + 1, r->mark) : r->text.len;
	return end < r->text.len && r->text.ptr[end] == r->mark ? (umb_span){ at + 1, end } : (umb_span){ at, at };
}

static bool next_in_list(umb_rows *r, umb_span *secret, size_t *row)
{
	while (r->at < r->text.len && r->text.ptr[r->at] == ',') {
		*row    = r->at + 1;
		*secret = quoted_item(r, *row);
		r->at   = item_end(r->text, *row, r->mark);
		if (may_be_secret(umb_slice_sub(r->text, (size_t)secret->from, (size_t)secret->to)))
			return true;
	}
	return false;
}

static bool next_items(umb_rows *r, umb_span *secret, size_t *row)
{
	for (;;) {
		/* the rest of the row at hand, and on to the bracket of the next one */
		while (r->at < r->text.len && r->text.ptr[r->at] == ',')
			r->at = item_end(r->text, r->at + 1, r->mark);
		if (r->at >= r->text.len || r->text.ptr[r->at] != closing(r->open))
			return false;
		r->at = skip_space(r->text, r->at + 1);
		if (r->at >= r->text.len || r->text.ptr[r->at] != ',')
			return false;
		*row = r->at = skip_space(r->text, r->at + 1);
		if (r->at >= r->text.len || r->text.ptr[r->at] != r->open)
			return false;
		for (size_t n = 0; n < r->cell && r->at < r->text.len; n++) {
			r->at = item_end(r->text, r->at + 1, r->mark);
			if (r->at >= r->text.len || r->text.ptr[r->at] != ',')
				break;
		}
		if (r->at >= r->text.len || (r->cell > 0 && r->text.ptr[r->at] != ','))
			continue;
		*secret = quoted_item(r, r->at + 1);
		r->at   = item_end(r->text, r->at + 1, r->mark);
		if (may_be_secret(umb_slice_sub(r->text, (size_t)secret->from, (size_t)secret->to)))
			return true;
	}
}

/* -- which of them -------------------------------------------------------------------------------------------- */

static bool is_quoted(umb_slice t, umb_span s)
{
	return s.from > 0 && s.to < t.len && (t.ptr[s.from - 1] == '"' || t.ptr[s.from - 1] == '\'') && t.ptr[s.to] == t.ptr[s.from - 1];
}

void umb_rows_begin(umb_rows *r, umb_slice text, umb_span match, umb_span secret)
{
	size_t from = (size_t)secret.from, line = line_start(text, from), after = (size_t)secret.to;

	*r = (umb_rows){ .text = text, .at = umb_text_line_end(text, after), .cell = count_bars(text, line, from) };
	r->at += r->at < text.len;
	while (after < text.len && memchr(" \t*`", text.ptr[after], 4))
		after++;
	if (r->cell > 0 || (after < text.len && text.ptr[after] == '|')) {
		r->form = is_inside_table(text, (size_t)match.from) ? UMB_ROWS_NONE : UMB_ROWS_BARS;
	} else if (begin_html(r, from)) {
		r->form = UMB_ROWS_CELLS;
		r->at   = (size_t)secret.to;
	} else if (is_quoted(text, secret) && begin_items(r, from - 1)) {
		r->at = item_end(text, (size_t)secret.to + 1, r->mark);
	} else if (dash_value(text, line, (size_t)secret.to).from == from) {
		r->form = UMB_ROWS_DASHES;
	} else if (pair_value(text, line, umb_text_indent(text, line)) == from) {
		r->form = UMB_ROWS_PAIRS;
		r->cell = umb_text_indent(text, line);
	} else if (from > line && is_blank(text.ptr[from - 1])) {
		r->form = UMB_ROWS_BLANKS;
		r->cell = from - line;
	}
}

bool umb_rows_next(umb_rows *r, umb_span *secret, size_t *row)
{
	switch (r->form) {
	case UMB_ROWS_NONE:
		return false;
	case UMB_ROWS_CELLS:
		return next_html(r, secret, row);
	case UMB_ROWS_ITEMS:
		return next_items(r, secret, row);
	case UMB_ROWS_LIST:
		return next_in_list(r, secret, row);
	case UMB_ROWS_BARS:
	case UMB_ROWS_DASHES:
	case UMB_ROWS_PAIRS:
	case UMB_ROWS_BLANKS:
		break;
	}
	return next_line(r, secret, row);
}
