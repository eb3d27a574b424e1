/*
 * sqlite_schema.c - the names of columns from the text of CREATE TABLE, as far as records need them.
 *
 * A list in parentheses, split at its commas; the first word of an item is a column, unless a constraint begins with it.
 */
#include "base/sqlite.h"

#include "base/text.h"

typedef struct token {
	umb_slice text;    /* without quotes */
	uint8_t   mark;    /* the character, of one that is no word */
	bool      is_bare; /* a word without quotes */
	bool      is_word;
} token;

static bool is_word_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z') || c == '_' || c == '$' || c >= 0x80;
}

static size_t behind_comment(umb_slice s, size_t at)
{
	if (s.ptr[at] == '-')
		return umb_text_line_end(s, at);
	for (at += 2; at + 1 < s.len; at++) {
		if (s.ptr[at] == '*' && s.ptr[at + 1] == '/')
			return at + 2;
	}
	return s.len;
}

/* "a", `a`, [a] and 'a'; a doubled quote is kept as it stands. */
static size_t behind_quoted(umb_slice s, size_t at)
{
	uint8_t end = s.ptr[at] == '[' ? ']' : s.ptr[at];

	for (at++; at < s.len; at++) {
		if (s.ptr[at] != end)
			continue;
		if (end == ']' || at + 1 >= s.len || s.ptr[at + 1] != end)
			return at + 1;
		at++;
	}
	return s.len;
}

static bool next_token(umb_slice s, size_t *at, token *t)
{
	size_t from;

	while (*at < s.len) {
		uint8_t c = s.ptr[*at], d = *at + 1 < s.len ? s.ptr[*at + 1] : 0;

		if ((c == '-' && d == '-') || (c == '/' && d == '*'))
			*at = behind_comment(s, *at);
		else if (c == ' ' || (c >= '\t' && c <= '\r'))
			(*at)++;
		else
			break;
	}
	if (*at >= s.len)
		return false;
	from = *at;
	*t   = (token){ .mark = s.ptr[from] };
	if (t->mark == '"' || t->mark == '`' || t->mark == '[' || t->mark == '\'') {
		*at     = behind_quoted(s, from);
		t->text = umb_slice_sub(s, from + 1, UMB_MAX(from + 1, *at - 1));
		t->is_word = true;
	} else if (is_word_byte(t->mark)) {
		while (*at < s.len && is_word_byte(s.ptr[*at]))
			(*at)++;
		t->text    = umb_slice_sub(s, from, *at);
		t->is_word = t->is_bare = true;
	} else {
		(*at)++;
	}
	return true;
}

static bool is_keyword(const token *t, const char *word)
{
	return t->is_bare && umb_text_eq_nocase(t->text, umb_slice_str(word));
}

static bool begins_constraint(const token *t)
{
	return is_keyword(t, "constraint") || is_keyword(t, "primary") || is_keyword(t, "unique") || is_keyword(t, "check") || is_keyword(t, "foreign");
}

/* What one item of the list says. */
typedef struct item {
	umb_slice name;
	bool      is_column, is_key, is_virtual;
} item;

typedef struct reader {
	umb_slice sql;
	size_t    at;
	umb_buf   keys; /* umb_slice: columns of the primary key */
} reader;

/* Names in the parentheses behind PRIMARY KEY of a table. */
static umb_status read_key_list(reader *r)
{
	umb_status st    = UMB_OK;
	size_t     depth = 0, at = r->at;
	bool       is_first = true;
	token      t;

	while (st == UMB_OK && next_token(r->sql, &at, &t)) {
		if (!t.is_word && t.mark == '(' && depth++ == 0)
			continue;
		if (depth == 0 || (!t.is_word && t.mark == ')' && --depth == 0))
			break;
		if (t.is_word && is_first && depth == 1)
			st = umb_buf_append(&r->keys, &t.text, sizeof(t.text));
		is_first = !t.is_word && t.mark == ',';
	}
	return st;
}

/* Up to its comma or the end of the list; *is_last: the list has ended. */
static umb_status read_item(reader *r, item *i, bool *is_last)
{
	umb_status st = UMB_OK;
	size_t     depth = 0, n = 0;
	bool       was_primary = false, is_stored = false;
	token      t;

	*i       = (item){ .is_column = false };
	*is_last = true;
	while (st == UMB_OK && next_token(r->sql, &r->at, &t)) {
		if (!t.is_word && depth == 0 && (t.mark == ',' || t.mark == ')')) {
			*is_last = t.mark == ')';
			break;
		}
		if (!t.is_word)
			depth += t.mark == '(' ? 1 : (t.mark == ')' ? (size_t)-1 : 0);
		if (n++ == 0) {
			i->is_column = t.is_word && !begins_constraint(&t);
			i->name      = t.text;
		} else if (depth == 0 && was_primary && is_keyword(&t, "key")) {
			i->is_key = true;
			if (!i->is_column)
				st = read_key_list(r);
		} else if (depth == 0) {
			is_stored     = is_stored || is_keyword(&t, "stored");
			i->is_virtual = i->is_virtual || is_keyword(&t, "as");
		}
		was_primary = is_keyword(&t, "primary");
	}
	i->is_virtual = i->is_virtual && !is_stored;
	return st;
}

static bool has_name(const umb_buf *names, umb_slice name)
{
	const umb_slice *n = (const umb_slice *)(const void *)names->ptr;

	for (size_t i = 0; i < names->len / sizeof(*n); i++) {
		if (umb_text_eq_nocase(n[i], name))
			return true;
	}
	return false;
}

/* Records of a table without rowids begin with its key. */
static umb_status put_keys_first(umb_sqlite_columns *out, umb_buf *keys)
{
	size_t     n  = umb_sqlite_column_count(out);
	umb_buf    all = UMB_BUF_INIT;
	umb_status st = umb_buf_append_slice(&all, umb_buf_view(keys));

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		umb_slice name = umb_sqlite_column(out, i);

		if (!has_name(keys, name))
			st = umb_buf_append(&all, &name, sizeof(name));
	}
	umb_buf_clear(&out->names);
	out->names = all;
	return st;
}

static umb_status read_list(umb_sqlite_columns *out, reader *r)
{
	umb_status st = UMB_OK;
	bool       is_last = false;

	while (st == UMB_OK && !is_last && umb_sqlite_column_count(out) < UMB_SQLITE_MAX_COLUMNS) {
		item i;

		st = read_item(r, &i, &is_last);
		if (st != UMB_OK || !i.is_column || i.is_virtual)
			continue;
		st = umb_buf_append(&out->names, &i.name, sizeof(i.name));
		if (st == UMB_OK && i.is_key)
			st = umb_buf_append(&r->keys, &i.name, sizeof(i.name));
	}
	return st;
}

umb_status umb_sqlite_columns_read(umb_sqlite_columns *out, umb_slice sql)
{
	reader     r = { .sql = sql, .keys = UMB_BUF_INIT };
	umb_status st;
	bool       was_without = false;
	token      t;

	umb_buf_reset(&out->names);
	out->is_without_rowid = false;
	while (next_token(sql, &r.at, &t) && (t.is_word || t.mark != '('))
		;
	st = read_list(out, &r);
	while (st == UMB_OK && next_token(sql, &r.at, &t)) {
		out->is_without_rowid = out->is_without_rowid || (was_without && is_keyword(&t, "rowid"));
		was_without = is_keyword(&t, "without");
	}
	if (st == UMB_OK && out->is_without_rowid)
		st = put_keys_first(out, &r.keys);
	umb_buf_clear(&r.keys);
	return st;
}

size_t umb_sqlite_column_count(const umb_sqlite_columns *c)
{
	return c->names.len / sizeof(umb_slice);
}

umb_slice umb_sqlite_column(const umb_sqlite_columns *c, size_t i)
{
	const umb_slice *names = (const umb_slice *)(const void *)c->names.ptr;

	return i < umb_sqlite_column_count(c) ? names[i] : umb_slice_of(NULL, 0);
}

void umb_sqlite_columns_clear(umb_sqlite_columns *c)
{
	umb_buf_clear(&c->names);
}
