/*
 * dec_sql.c - rows of a SQL dump, the cells of a column of secrets shown as the line `row.password = "value"`.
 *
 * INSERT with and without names of columns (those stand in CREATE TABLE before it), REPLACE, and COPY ... FROM stdin, as mysqldump,
 * pg_dump and sqlite3 .dump write them.  Only what begins as SQL is read: statements in the source of other languages are left to rules.
 * Of a text longer than a window the later ones are read from the next statement on; names of columns must stand in that window.
 */
#include "core/decoder.h"

#include "base/text.h"
#include "decode/columns.h"

#define MAX_SKIPPED 8192u /* bytes of comments in front of the first statement */
#define MAX_TABLES 64u
#define MAX_SECRETS 4u    /* columns of secrets in a table; the first ones count */

/* Which columns of a table hold secrets.  None: n_secrets is 0. */
typedef struct table {
	umb_slice  name;
	size_t     n_secrets;
	size_t     at[MAX_SECRETS]; /* the number of the column, rising */
	umb_column column[MAX_SECRETS];
} table;

typedef struct sql {
	umb_slice in;
	size_t    at;
	umb_cells out;
	size_t    n_tables;
	table     tables[MAX_TABLES];
} sql;

typedef enum kind { END, WORD, QUOTED, STRING, MARK } kind;

/* in[from, to) is what it says, without quotes. */
typedef struct token {
	kind    is;
	size_t  from, to;
	uint8_t mark;
	bool    is_escaped;
} token;

/* -- words and marks -------------------------------------------------------------------------------- */

static bool has_at(umb_slice in, size_t at, const char *text)
{
	size_t n = strlen(text);

	return in.len - at >= n && memcmp(in.ptr + at, text, n) == 0;
}

/* Blanks and comments, those that MySQL executes with them: what they hold are settings. */
static size_t skip_blanks(umb_slice in, size_t at)
{
	while (at < in.len) {
		if (in.ptr[at] <= ' ') {
			at++;
		} else if (has_at(in, at, "--") || (in.ptr[at] == '#' && (at == 0 || in.ptr[at - 1] == '\n'))) {
			at = umb_text_line_end(in, at);
		} else if (has_at(in, at, "/*")) {
			size_t n = umb_text_find(umb_slice_sub(in, at + 2, in.len), umb_slice_str("*/"));

			at = n == SIZE_MAX ? in.len : at + 2 + n + 2;
		} else {
			break;
		}
	}
	return at;
}

static bool is_word_byte(uint8_t c)
{
	return umb_ascii_is_letter(c) || umb_ascii_is_digit(c) || c == '_' || c == '$' || c == '\\' || c >= 0x80;
}

/* What a quote holds that stands at `from` - 1; a quote in it is doubled or, in a string, behind a backslash. */
static token quoted(umb_slice in, size_t from, uint8_t end)
{
	token t = { end == '\'' ? STRING : QUOTED, from, from, end, false };

	for (; t.to < in.len && !(in.ptr[t.to] == end && (t.to + 1 == in.len || in.ptr[t.to + 1] != end)); t.to++) {
		if (in.ptr[t.to] == end || (in.ptr[t.to] == '\\' && end == '\'')) {
			t.is_escaped = true;
			t.to++;
		}
	}
	t.to = UMB_MIN(t.to, in.len);
	return t;
}

static token next(sql *s)
{
	umb_slice in = s->in;
	size_t    at = skip_blanks(in, s->at);
	token     t  = { END, at, at, 0, false };

	if (at >= in.len) {
		s->at = in.len;
		return t;
	}
	if (in.ptr[at] == '\'' || in.ptr[at] == '"' || in.ptr[at] == '`' || in.ptr[at] == '[') {
		t     = quoted(in, at + 1, in.ptr[at] == '[' ? ']' : in.ptr[at]);
		s->at = UMB_MIN(t.to + 1, in.len);
		return t;
	}
	t.is = is_word_byte(in.ptr[at]) ? WORD : MARK;
	do
		t.to++;
	while (t.is == WORD && t.to < in.len && is_word_byte(in.ptr[t.to]));
	t.mark = t.is == MARK ? in.ptr[at] : 0;
	s->at  = t.to;
	return t;
}

static token peek(sql *s)
{
	size_t at = s->at;
	token  t  = next(s);

	s->at = at;
	return t;
}

static umb_slice text_of(const sql *s, token t)
{
	return umb_slice_sub(s->in, t.from, t.to);
}

static bool is_word(const sql *s, token t, const char *word)
{
	return t.is == WORD && umb_text_eq_nocase(text_of(s, t), umb_slice_str(word));
}

static bool take_word(sql *s, const char *word)
{
	size_t at = s->at;

	if (is_word(s, next(s), word))
		return true;
	s->at = at;
	return false;
}

static bool take_mark(sql *s, uint8_t mark)
{
	size_t at = s->at;
	token  t  = next(s);

	if (t.is == MARK && t.mark == mark)
		return true;
	s->at = at;
	return false;
}

/* -- tables ------------------------------------------------------------------------------------------- */

/* "public"."users" is users. */
static umb_slice read_name(sql *s)
{
	token t = next(s);

	while (t.is != END && take_mark(s, '.'))
		t = next(s);
	return text_of(s, t);
}

static void add_column(table *t, size_t i, umb_slice name)
{
	if (t->n_secrets == MAX_SECRETS)
		return;
	umb_column_read(&t->column[t->n_secrets], name);
	t->at[t->n_secrets] = i;
	t->n_secrets += t->column[t->n_secrets].len > 0;
}

/* Behind the ',' or ')' that ends what stands at the place in a list, whether it is a comma; or to the end of the statement. */
static bool skip_item(sql *s)
{
	size_t depth = 0;

	for (token t = next(s); t.is != END; t = next(s)) {
		if (t.mark == '(' && t.is == MARK) {
			depth++;
		} else if (t.mark == ')' && t.is == MARK) {
			if (depth-- == 0)
				return false;
		} else if (t.mark == ',' && t.is == MARK && depth == 0) {
			return true;
		} else if (t.mark == ';' && t.is == MARK) {
			s->at = t.from;
			return false;
		}
	}
	return false;
}

/* (name type ..., name type ..., PRIMARY KEY (name)): behind the bracket that opens it. */
static void read_columns(sql *s, table *t)
{
	static const char *const others[] = { "primary", "key", "unique", "constraint", "index", "foreign", "check", "fulltext", "exclude", "like" };
	bool                     more = true;

	for (size_t i = 0; more; i++) {
		token name = peek(s);
		bool  is_other = false;

		for (size_t k = 0; k < UMB_COUNT(others); k++)
			is_other = is_other || is_word(s, name, others[k]);
		if (!is_other && (name.is == WORD || name.is == QUOTED))
			add_column(t, i, text_of(s, name));
		more = skip_item(s);
	}
}

static const table *find_table(const sql *s, umb_slice name)
{
	for (size_t i = s->n_tables; i-- > 0;) {
		if (umb_text_eq_nocase(s->tables[i].name, name))
			return &s->tables[i];
	}
	return NULL;
}

/* Behind CREATE. */
static void read_create(sql *s)
{
	table t = { .n_secrets = 0 };

	while (take_word(s, "temporary") || take_word(s, "unlogged") || take_word(s, "global") || take_word(s, "local"))
		;
	if (!take_word(s, "table"))
		return;
	if (take_word(s, "if"))
		UMB_UNUSED(take_word(s, "not") && take_word(s, "exists"));
	t.name = read_name(s);
	if (!take_mark(s, '('))
		return;
	read_columns(s, &t);
	if (t.n_secrets > 0 && s->n_tables < MAX_TABLES)
		s->tables[s->n_tables++] = t;
}

/* The columns named here, or those of CREATE TABLE. */
static table read_target(sql *s)
{
	table        t = { .name = read_name(s) };
	const table *known;

	if (take_mark(s, '(')) {
		read_columns(s, &t);
		return t;
	}
	known = find_table(s, t.name);
	return known ? *known : t;
}

/* -- rows ----------------------------------------------------------------------------------------------- */

/* 'text', N'text', E'text', _utf8'text': what is a string and nothing else. */
static umb_status show_value(sql *s, const umb_column *c)
{
	token t = peek(s);

	if (t.is == WORD && t.to < s->in.len && (s->in.ptr[t.to] == '\'' || has_at(s->in, t.to, " '")))
		next(s);
	t = peek(s);
	if (t.is != STRING || t.is_escaped || t.to >= s->in.len)
		return UMB_OK;
	next(s);
	if (peek(s).is != MARK)
		return UMB_OK;
	return umb_cells_put(&s->out, c, t.from, t.to);
}

static umb_status read_row(sql *s, const table *t)
{
	bool       more = true;
	size_t     k = 0;
	umb_status st = UMB_OK;

	for (size_t i = 0; more && st == UMB_OK; i++) {
		if (k < t->n_secrets && t->at[k] == i)
			st = show_value(s, &t->column[k++]);
		more = skip_item(s);
	}
	return st;
}

/* Behind INSERT or REPLACE. */
static umb_status read_insert(sql *s)
{
	table      t;
	umb_status st = UMB_OK;

	for (size_t n = 0; n < 4 && !take_word(s, "into"); n++) {
		if (peek(s).is != WORD)
			return UMB_OK;
		next(s);
	}
	t = read_target(s);
	if (t.n_secrets == 0 || !(take_word(s, "values") || take_word(s, "value")))
		return UMB_OK;
	do {
		if (!take_mark(s, '('))
			break;
		st = read_row(s, &t);
	} while (st == UMB_OK && take_mark(s, ','));
	return st;
}

/* One line of cells with tabs between them. */
static umb_status read_line(sql *s, const table *t, size_t end)
{
	size_t     k = 0;
	umb_status st = UMB_OK;

	for (size_t i = 0, from = s->at; k < t->n_secrets && from <= end && st == UMB_OK; i++) {
		const uint8_t *tab = memchr(s->in.ptr + from, '\t', end - from);
		size_t         to  = tab ? (size_t)(tab - s->in.ptr) : end;

		if (t->at[k] == i)
			st = umb_cells_put(&s->out, &t->column[k++], from, to);
		from = to + 1;
	}
	return st;
}

/* Behind COPY: from the next line to the one with "\." there are rows. */
static umb_status read_copy(sql *s)
{
	table      t = read_target(s);
	umb_status st = UMB_OK;

	if (!take_word(s, "from") || !take_word(s, "stdin"))
		return UMB_OK;
	s->at = UMB_MIN(umb_text_line_end(s->in, s->at) + 1, s->in.len);
	while (s->at < s->in.len && !has_at(s->in, s->at, "\\.") && st == UMB_OK) {
		size_t end = umb_text_line_end(s->in, s->at);

		st    = read_line(s, &t, end);
		s->at = UMB_MIN(end + 1, s->in.len);
	}
	return st;
}

static void skip_statement(sql *s)
{
	token t = next(s);

	while (t.is != END && !(t.is == MARK && t.mark == ';'))
		t = next(s);
}

/* By the first statement, which may stand behind a licence.  Words that other languages begin with, too, count in capitals, as dumps write them. */
static bool sql_probe(umb_slice in)
{
	static const char *const first[] = { "create", "insert", "replace", "drop", "pragma" };
	static const char *const capitals[] = { "COPY", "SET", "BEGIN", "USE", "START", "LOCK", "DELETE", "ALTER", "TRUNCATE", "UPDATE", "SELECT" };
	sql   s;
	token t;
	bool  is_first = false;
	char  c;

	s.in = umb_slice_sub(in, 0, MAX_SKIPPED);
	s.at = umb_text_mark_len(in);
	while (take_mark(&s, ';'))
		;
	t = next(&s);
	if (t.is != WORD)
		return false;
	c = (char)s.in.ptr[t.from];
	for (size_t i = 0; i < UMB_COUNT(first); i++)
		is_first = is_first || (first[i][0] == (c | 0x20) && is_word(&s, t, first[i]));
	for (size_t i = 0; i < UMB_COUNT(capitals); i++)
		is_first = is_first || (capitals[i][0] == c && umb_slice_eq_str(text_of(&s, t), capitals[i]));
	return is_first && (peek(&s).is != MARK || peek(&s).mark == ';');
}

/* Many texts begin so and are no dumps: those are not read to their end. */
static bool has_rows(umb_slice in)
{
	static const char *const signs[] = { "INSERT ", "insert into ", "REPLACE INTO ", "replace into ", "FROM stdin" };

	for (size_t i = 0; i < UMB_COUNT(signs); i++) {
		if (umb_text_find(in, umb_slice_str(signs[i])) != SIZE_MAX)
			return true;
	}
	return false;
}

/* A window may begin inside a string: behind the next line that ends one. */
static size_t first_statement(umb_slice in)
{
	size_t at = umb_text_find(in, umb_slice_str(";\n"));

	return at == SIZE_MAX ? in.len : at + 2;
}

static umb_status sql_decode(const umb_decoder_input *input, umb_emit *emit)
{
	sql        s;
	umb_status st = UMB_OK;

	if (!sql_probe(input->is_cut_left ? input->head : input->text) || !has_rows(input->text))
		return UMB_OK;
	s.in       = input->text;
	s.at       = input->is_cut_left ? first_statement(s.in) : umb_text_mark_len(s.in);
	s.out      = (umb_cells){ .in = input->text, .emit = emit };
	s.n_tables = 0;
	while (peek(&s).is != END && st == UMB_OK) {
		if (take_word(&s, "create"))
			read_create(&s);
		else if (take_word(&s, "insert") || take_word(&s, "replace"))
			st = read_insert(&s);
		else if (take_word(&s, "copy"))
			st = read_copy(&s);
		skip_statement(&s);
	}
	return umb_cells_end(&s.out, st);
}

const umb_decoder_ops umb_decoder_sql = {
	.name    = "sql",
	.summary = "rows of SQL dumps, behind the names of their columns",
	.probe   = sql_probe,
	.decode  = sql_decode,
	.is_by_head = true,
};
