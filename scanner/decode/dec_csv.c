/*
 * dec_csv.c - tables whose first line names the columns (CSV, TSV, with semicolons or bars), each cell of a column of secrets shown as
 * the line `row.password = "value"`: in the text itself a value stands far from its name.
 *
 * RFC 4180, and what programs make of it: comments or a byte order mark in front of the header, blanks around cells, a separator at the end
 * of a row.  A row with another number of cells is none.  (known/from_csv.c reads what the user hands over, whole and with quotes undone;
 * here a cell is a place in the text, and nothing is allocated.)
 */
#include "core/decoder.h"

#include "base/text.h"
#include "decode/columns.h"

#define MAX_HEADER 4096u
#define MAX_COLUMNS 64u
#define MAX_LABEL 64u
#define MAX_COMMENTS 8u
#define MAX_MISFITS 8u /* rows in succession that have other cells: it is no table, or not any more */

typedef struct csv {
	umb_slice  in;
	size_t     at;
	uint8_t    separator;
	size_t     n_columns;
	umb_column column[MAX_COLUMNS];
} csv;

/* One cell of a row: what stands in it, without blanks and quotes around. */
typedef struct cell {
	size_t from, to;
	bool   is_last;
} cell;

/* Behind a byte order mark, Excel's "sep=;" and comments. */
static size_t header_start(umb_slice in)
{
	size_t at = umb_text_mark_len(in);

	for (size_t n = 0; n < MAX_COMMENTS && at + 5 < in.len; n++) {
		bool is_hint = memcmp(in.ptr + at, "sep=", 4) == 0;

		/* "#user,password" is a header */
		if (!is_hint && (in.ptr[at] != '#' || in.ptr[at + 1] != ' '))
			break;
		at = UMB_MIN(umb_text_line_end(umb_slice_sub(in, 0, at + MAX_HEADER), at) + 1, in.len);
	}
	return at;
}

static bool is_word_byte(uint8_t c)
{
	return umb_ascii_is_letter(c) || umb_ascii_is_digit(c) || c == '_';
}

static bool is_label_byte(uint8_t c)
{
	return is_word_byte(c) || c >= 0x80 || (c && strchr(" .-/#()'\"", c));
}

/* What parts the names in a line of nothing but names; 0: it is no such line. */
static uint8_t separator_of(umb_slice line)
{
	static const char separators[] = ",;\t|";
	uint8_t           found = 0;

	for (size_t i = 0; i < line.len; i++) {
		uint8_t c = line.ptr[i];

		/* "f('password'," begins a call */
		if (c == '(' && i > 0 && is_word_byte(line.ptr[i - 1]))
			return 0;
		if (is_label_byte(c) || (c == '\r' && i + 1 == line.len))
			continue;
		if (!c || !strchr(separators, c) || (found && c != found))
			return 0;
		found = c;
	}
	return found;
}

/* The cell at `at`, which is moved to the next one or to the next row.  Quotes hold separators and ends of lines. */
static cell next_cell(umb_slice in, size_t *at, uint8_t separator)
{
	cell   c = { *at, *at, false };
	bool   is_quoted;

	while (c.from < in.len && in.ptr[c.from] == ' ')
		c.from++;
	is_quoted = c.from < in.len && in.ptr[c.from] == '"';
	c.to      = c.from += is_quoted;
	while (is_quoted && c.to < in.len && (in.ptr[c.to] != '"' || (c.to + 1 < in.len && in.ptr[c.to + 1] == '"')))
		c.to += in.ptr[c.to] == '"' ? 2 : 1;
	c.to = UMB_MIN(c.to, in.len);
	*at  = c.to;
	while (*at < in.len && in.ptr[*at] != separator && in.ptr[*at] != '\n')
		(*at)++;
	if (!is_quoted)
		c.to = *at;
	while (c.to > c.from && !is_quoted && (in.ptr[c.to - 1] == ' ' || in.ptr[c.to - 1] == '\r'))
		c.to--;
	c.is_last = *at >= in.len || in.ptr[*at] == '\n';
	*at       = UMB_MIN(*at + 1, in.len);
	return c;
}

/* False: there is no header, or none of a secret. */
static bool read_header(csv *t)
{
	umb_slice line;
	bool      has_secret = false;
	cell      c;

	t->at = header_start(t->in);
	line  = umb_slice_sub(t->in, t->at, umb_text_line_end(umb_slice_sub(t->in, 0, t->at + MAX_HEADER), t->at));
	t->separator = separator_of(line);
	if (!t->separator || t->at + line.len >= t->in.len || t->in.ptr[t->at + line.len] != '\n')
		return false;
	t->n_columns = 0;
	do {
		if (t->n_columns == MAX_COLUMNS)
			return false;
		c = next_cell(t->in, &t->at, t->separator);
		if (c.to - c.from > MAX_LABEL)
			return false;
		umb_column_read(&t->column[t->n_columns], umb_slice_sub(t->in, c.from, c.to));
		has_secret = has_secret || t->column[t->n_columns].len > 0;
		t->n_columns++;
	} while (!c.is_last);
	return has_secret;
}

/* Whether there was one that fits; its cells are shown. */
static umb_status read_row(csv *t, umb_cells *out, bool *fits)
{
	cell       row[MAX_COLUMNS];
	size_t     n = 0;
	bool       is_last = false;
	umb_status st = UMB_OK;

	for (; !is_last; n++) {
		cell c = next_cell(t->in, &t->at, t->separator);

		is_last = c.is_last;
		if (n < MAX_COLUMNS)
			row[n] = c;
		else if (n > MAX_COLUMNS)
			break; /* the next line is looked at as a row of its own, from where this was left */
	}
	*fits = n == t->n_columns || (n == t->n_columns + 1 && n <= MAX_COLUMNS && row[n - 1].from == row[n - 1].to);
	for (size_t i = 0; i < t->n_columns && *fits && st == UMB_OK; i++) {
		if (t->column[i].len > 0)
			st = umb_cells_put(out, &t->column[i], row[i].from, row[i].to);
	}
	return st;
}

static bool csv_probe(umb_slice in)
{
	csv t;

	t.in = in;
	return read_header(&t);
}

static umb_status csv_decode(const umb_decoder_input *input, umb_emit *emit)
{
	csv        t;
	umb_cells  out = { .in = input->text, .emit = emit };
	size_t     n_misfits = 0;
	umb_status st = UMB_OK;

	t.in = input->is_cut_left ? input->head : input->text;
	if (!read_header(&t))
		return UMB_OK;
	if (input->is_cut_left) {
		t.in = input->text;
		t.at = UMB_MIN(umb_text_line_end(t.in, 0) + 1, t.in.len);
	}
	while (t.at < t.in.len && st == UMB_OK && n_misfits < MAX_MISFITS) {
		bool fits;

		st        = read_row(&t, &out, &fits);
		n_misfits = fits ? 0 : n_misfits + 1;
	}
	return umb_cells_end(&out, st);
}

const umb_decoder_ops umb_decoder_csv = {
	.name    = "csv",
	.summary = "cells of CSV and its like, behind the names of their columns",
	.probe   = csv_probe,
	.decode  = csv_decode,
	.is_by_head = true,
};
