/*
 * sqlite_rows.c - rows as lines that rules read like a configuration: `password = "value"`.
 *
 * Tables of settings hold the name in one column and the value in another; there the line is named by what the first one holds.
 */
#include "unpack/sqlite_parts.h"

#include <stdio.h>

#include "base/text.h"
#include "unpack/runs.h"

#define MAX_LABEL 64u

/* -- names ---------------------------------------------------------------------------------------------------- */

static bool ends_with(umb_slice name, const char *word)
{
	size_t n = strlen(word);

	return name.len >= n && umb_text_eq_nocase(umb_slice_sub(name, name.len - n, name.len), umb_slice_of(word, n));
}

static bool is_name_column(umb_slice name)
{
	return ends_with(name, "name") || ends_with(name, "key");
}

static bool is_value_column(umb_slice name)
{
	return ends_with(name, "value") || umb_text_eq_nocase(name, umb_slice_of("val", 3));
}

static bool is_word(umb_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (!(c == '_' || c == '-' || c == '.' || c == ':' || c == '/' || (c >= '0' && c <= '9') || (umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z')))
			return false;
	}
	return text.len > 0 && text.len <= MAX_LABEL;
}

static umb_slice column_name(const umb_sqlite_scan *s, size_t i)
{
	return s->at ? umb_sqlite_column(&s->at->columns, i) : umb_slice_of(NULL, 0);
}

/* "name = ", at the begin of a line. */
static void put_label(umb_sqlite_scan *s, size_t i)
{
	umb_slice name = column_name(s, i);
	char      number[32];
	int       n;

	umb_member_line(&s->member);
	if (s->label.len > 0 && is_value_column(name))
		name = umb_buf_view(&s->label);
	if (name.len == 0) {
		n    = snprintf(number, sizeof(number), "column%zu", i + 1);
		name = umb_slice_of(number, (size_t)n);
	}
	umb_member_say(&s->member, name);
	umb_member_say(&s->member, umb_slice_str(" = "));
}

/* -- values --------------------------------------------------------------------------------------------------- */

umb_status umb_sqlite_to_utf8(umb_buf *out, umb_slice bytes, umb_sqlite_text form)
{
	size_t low = form == UMB_SQLITE_UTF16LE ? 0 : 1;

	if (form == UMB_SQLITE_UTF8)
		return umb_buf_append_slice(out, bytes);
	for (size_t i = 0; i + 1 < bytes.len; i += 2) {
		uint32_t c = (uint32_t)bytes.ptr[i + low] | (uint32_t)bytes.ptr[i + 1 - low] << 8;
		uint8_t  utf8[4];

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.len) {
			uint32_t d = (uint32_t)bytes.ptr[i + 2 + low] | (uint32_t)bytes.ptr[i + 3 - low] << 8;

			if (d >= 0xdc00 && d < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
				i += 2;
			}
		}
		umb_buf_append(out, utf8, umb_utf8_put(utf8, c));
	}
	return out->failed;
}

void umb_sqlite_put_runs(umb_sqlite_scan *s, umb_slice bytes, bool only_new)
{
	umb_slice run;
	size_t    at = 0;

	while (s->member.st == UMB_OK && umb_runs_next(bytes, &at, &run)) {
		if (only_new && !umb_sqlite_is_new(s, run))
			continue;
		umb_member_line(&s->member);
		umb_member_put(&s->member, run, 0, 0);
	}
}

/* Between quotes it is the text that is assigned, whatever the file is called; what has a form of its own stays as it is. */
static bool is_one_line(umb_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (c < 0x20 || c == '"' || c == '\\')
			return false;
	}
	return true;
}

static void put_text(umb_sqlite_scan *s, size_t i, umb_slice bytes, umb_sqlite_text form)
{
	umb_slice text = bytes;
	bool      is_quoted;

	if (form != UMB_SQLITE_UTF8) {
		umb_buf_reset(&s->text);
		if (umb_sqlite_to_utf8(&s->text, bytes, form) != UMB_OK)
			s->member.st = s->member.st == UMB_OK ? UMB_E_NOMEM : s->member.st;
		text = umb_buf_view(&s->text);
	}
	if (text.len == 0)
		return;
	put_label(s, i);
	/* One NUL and the rules for text would not look at the whole table. */
	is_quoted = is_one_line(text);
	if (is_quoted)
		umb_member_say(&s->member, umb_slice_str("\""));
	if (memchr(text.ptr, 0, text.len))
		umb_sqlite_put_runs(s, text, false);
	else
		umb_member_put(&s->member, text, 0, 0);
	if (is_quoted)
		umb_member_say(&s->member, umb_slice_str("\""));
	umb_member_line(&s->member);
	umb_buf_reset(&s->label);
	if (is_name_column(column_name(s, i)) && is_word(text))
		umb_buf_append_slice(&s->label, text);
}

void umb_sqlite_put_value(umb_sqlite_scan *s, size_t i, umb_sqlite_type type, umb_slice bytes, int64_t integer, double real)
{
	char number[40];
	int  n = 0;

	switch (type) {
	case UMB_SQLITE_NULL:
		return;
	case UMB_SQLITE_TEXT:
		put_text(s, i, bytes, s->db->text);
		return;
	case UMB_SQLITE_BLOB:
		/* Text that was bound as bytes is in no encoding of the database's. */
		put_text(s, i, bytes, UMB_SQLITE_UTF8);
		return;
	case UMB_SQLITE_INTEGER:
		n = snprintf(number, sizeof(number), "%lld\n", (long long)integer);
		break;
	case UMB_SQLITE_REAL:
		n = snprintf(number, sizeof(number), "%.15g\n", real);
		break;
	}
	put_label(s, i);
	umb_member_put(&s->member, umb_slice_of(number, (size_t)n), 0, 0);
}

void umb_sqlite_put_record(umb_sqlite_scan *s, umb_slice record)
{
	umb_sqlite_record r;
	umb_sqlite_value  v;

	umb_buf_reset(&s->label);
	if (!umb_sqlite_record_begin(&r, record))
		return;
	for (size_t i = 0; s->member.st == UMB_OK && umb_sqlite_record_next(&r, &v); i++)
		umb_sqlite_put_value(s, i, v.type, umb_slice_sub(record, v.from, v.from + v.len), v.integer, v.real);
	umb_member_line(&s->member);
	if (s->member.is_open)
		umb_member_say(&s->member, umb_slice_str("\n"));
}

/* A row at a time into s->payload.  False at the end, or with *st. */
static bool next_row(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n, size_t *i, size_t *left, umb_status *st)
{
	while (*i < n->n_cells && *st == UMB_OK && s->member.st == UMB_OK) {
		umb_sqlite_cell c;

		if (!umb_sqlite_cell_read(s->db, p, n, (*i)++, &c) || c.payload_len == 0)
			continue;
		/* Cells do not overlap, so that all of them are no longer than the page. */
		if (c.end - c.at > *left)
			return false;
		*left -= c.end - c.at;
		*st = umb_sqlite_payload_read(&s->payload, s->db, p, &c, s->used);
		if (c.payload_len > UMB_SQLITE_PAYLOAD_MAX && s->payload.bytes.len == UMB_SQLITE_PAYLOAD_MAX)
			s->member.emit->skip_member(s->member.emit, umb_buf_str(&s->member.name), UMB_SKIP_DECODE_LIMIT, "a row of a database, longer than is put together");
		return *st == UMB_OK;
	}
	return false;
}

umb_status umb_sqlite_put_rows(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n, bool only_new)
{
	umb_status st = UMB_OK;
	size_t     i = 0, left = s->db->usable;

	while (next_row(s, p, n, &i, &left, &st)) {
		bool is_new = umb_sqlite_is_new(s, umb_buf_view(&s->payload.bytes));

		if (is_new || !only_new)
			umb_sqlite_put_record(s, umb_buf_view(&s->payload.bytes));
	}
	return st == UMB_OK ? s->member.st : st;
}

umb_status umb_sqlite_pass_rows(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n)
{
	umb_status st = UMB_OK;
	size_t     i = 0, left = s->db->usable;

	while (next_row(s, p, n, &i, &left, &st))
		;
	return st;
}
