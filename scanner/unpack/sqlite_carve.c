/*
 * sqlite_carve.c - rows that were deleted.
 *
 * SQLite does not overwrite what it frees.  A freed cell becomes a free block whose first four bytes are gone, which are the
 * length, the rowid and often the first byte of the record's header; moved cells leave whole copies between the pointers and
 * the cells.  Where the rest of a header fits the columns of the table and the space, the row is written with its names.  What
 * fits nothing is written as the text that can be read in it.
 */
#include "unpack/sqlite_parts.h"

#define LOST 4u /* bytes of a cell that a free block overwrites */
#define MAX_TYPES 120u /* columns of a row whose header is one byte long and can be recognised */

/* A header that was made out: types of columns from first_column on, then their values. */
typedef struct found {
	size_t   first_column, n_types;
	uint64_t type[MAX_TYPES];
	size_t   values, end; /* in the space */
	size_t   first_len;   /* bytes of the column before, whose type is lost */
} found;

static size_t column_count(const umb_sqlite_scan *s)
{
	return s->at ? umb_sqlite_column_count(&s->at->columns) : 0;
}

static bool takes_step(umb_sqlite_scan *s)
{
	if (s->steps_left == 0)
		return false;
	s->steps_left--;
	return true;
}

static bool is_text_type(uint64_t type)
{
	return type >= 13 && (type & 1);
}

/* UTF-8 without control bytes; UTF-16 is not judged. */
static bool is_plain(const umb_sqlite_scan *s, umb_slice text)
{
	if (s->db->text != UMB_SQLITE_UTF8)
		return true;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < 0x20 && text.ptr[i] != '\n' && text.ptr[i] != '\r' && text.ptr[i] != '\t')
			return false;
	}
	return true;
}

/* n serial types from `at` on, and values of that length behind them, with `first_len` bytes before; some of it text. */
static bool read_types(umb_sqlite_scan *s, umb_slice space, size_t at, size_t n, found *f)
{
	uint64_t sum = 0;
	bool     has_text = false;

	if (n == 0 || n > MAX_TYPES)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint64_t len;

		if (!takes_step(s) || !umb_sqlite_varint(space, &at, &f->type[i]) || !umb_sqlite_type_len(f->type[i], &len) || len > space.len - at)
			return false;
		sum += len;
		has_text = has_text || (f->type[i] >= 12 && len >= 4);
		if (sum > space.len - at)
			return false;
	}
	f->n_types = n;
	f->values  = at;
	f->end     = at + (size_t)sum;
	return has_text;
}

static bool has_plain_texts(umb_sqlite_scan *s, umb_slice space, const found *f)
{
	size_t at = f->values + f->first_len;

	for (size_t i = 0; i < f->n_types; i++) {
		uint64_t len = 0;

		umb_sqlite_type_len(f->type[i], &len);
		if (is_text_type(f->type[i]) && !is_plain(s, umb_slice_sub(space, at, at + (size_t)len)))
			return false;
		at += (size_t)len;
	}
	return true;
}

/* A whole cell: lengths, rowid and header all fit each other. */
static bool read_whole(umb_sqlite_scan *s, umb_slice space, size_t at, found *f)
{
	uint64_t payload, rowid;
	size_t   n = column_count(s), head;
	uint8_t  header_len;

	if (!umb_sqlite_varint(space, &at, &payload) || !umb_sqlite_varint(space, &at, &rowid) || payload < 6 || payload > space.len - at)
		return false;
	head       = at;
	header_len = space.ptr[at++];
	if (header_len < 2 || header_len > MAX_TYPES || header_len > payload)
		return false;
	/* Of no known table: as many types as the header holds, if each is one byte long. */
	if (!read_types(s, space, at, n ? n : header_len - 1u, f))
		return false;
	f->first_column = 0;
	f->first_len    = 0;
	return f->values - head == header_len && f->end - head == payload && has_plain_texts(s, space, f);
}

/*
 * A cell without its first four bytes, which fills the space up to `exact` (0: it is not known where it ends).  The header's
 * length is among what is lost, or still there; the type of the first column is lost, or not.
 */
static bool read_cut(umb_sqlite_scan *s, umb_slice space, size_t at, size_t exact, found *f)
{
	size_t n = column_count(s);

	f->first_column = 0;
	f->first_len    = 0;
	if (at < space.len && space.ptr[at] >= 2 && space.ptr[at] <= MAX_TYPES && read_types(s, space, at + 1, n, f) &&
	    f->values - at == space.ptr[at] && (exact == 0 || f->end == exact) && has_plain_texts(s, space, f))
		return true;
	if (read_types(s, space, at, n, f) && (exact == 0 || f->end == exact) && has_plain_texts(s, space, f))
		return true;
	if (n < 2 || !read_types(s, space, at, n - 1, f))
		return false;
	f->first_column = 1;
	if (exact != 0) {
		if (exact < f->end)
			return false;
		f->first_len = exact - f->end;
		f->end       = exact;
	}
	return has_plain_texts(s, space, f);
}

static void put_found(umb_sqlite_scan *s, umb_slice space, const found *f)
{
	size_t at = f->values;

	if (!umb_sqlite_is_new(s, umb_slice_sub(space, f->values, f->end)))
		return;
	umb_buf_reset(&s->label);
	/* Longer than a number: a text. */
	if (f->first_len > 8)
		umb_sqlite_put_value(s, 0, UMB_SQLITE_TEXT, umb_slice_sub(space, at, at + f->first_len), 0, 0);
	at += f->first_len;
	for (size_t i = 0; i < f->n_types; i++) {
		uint64_t  len = 0;
		umb_slice bytes;

		umb_sqlite_type_len(f->type[i], &len);
		bytes = umb_slice_sub(space, at, at + (size_t)len);
		if (f->type[i] >= 12)
			umb_sqlite_put_value(s, f->first_column + i, is_text_type(f->type[i]) ? UMB_SQLITE_TEXT : UMB_SQLITE_BLOB, bytes, 0, 0);
		at += (size_t)len;
	}
	umb_member_line(&s->member);
	if (s->member.is_open)
		umb_member_say(&s->member, umb_slice_str("\n"));
}

/* A row that begins at `at`: whole; or cut, in a block that says its size; or cut, where only a block can be. */
static bool find_row(umb_sqlite_scan *s, umb_slice space, size_t at, bool is_cut, found *f)
{
	umb_slice rest = umb_slice_sub(space, at, space.len);
	size_t    len;

	if (read_whole(s, rest, 0, f))
		return true;
	if (rest.len <= LOST)
		return false;
	len = umb_sqlite_be16(rest.ptr + 2);
	if (len > LOST && len <= rest.len && read_cut(s, umb_slice_sub(rest, 0, len), LOST, len, f))
		return true;
	return is_cut && read_cut(s, rest, LOST, 0, f);
}

/* Rows in a space that holds whole and cut cells, and what else can be read in it. */
static void carve(umb_sqlite_scan *s, umb_slice space, bool is_block)
{
	size_t text = 0, at = 0; /* `text`: what is behind the last row */
	bool   is_cut = is_block;
	found  f;

	while (at < space.len && s->member.st == UMB_OK && s->steps_left > 0) {
		if (!find_row(s, space, at, is_cut, &f)) {
			is_cut = false;
			at++;
			continue;
		}
		umb_sqlite_put_runs(s, umb_slice_sub(space, text, at), true);
		put_found(s, umb_slice_sub(space, at, space.len), &f);
		at += f.end;
		text = at;
		/* Blocks that lie beside each other are one: where a row ends, the next one may begin, cut as well. */
		is_cut = is_block;
	}
	umb_sqlite_put_runs(s, umb_slice_sub(space, text, space.len), true);
}

void umb_sqlite_put_free_space(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n)
{
	size_t pointers = n->cells + 2 * n->n_cells, block = n->freeblock, left = s->db->usable;

	if (n->content > pointers)
		carve(s, umb_slice_sub(p->bytes, pointers, n->content), false);
	/* They are in order; a chain that goes back is no chain. */
	while (block >= pointers && block + LOST <= s->db->usable && s->member.st == UMB_OK) {
		size_t next = umb_sqlite_be16(p->bytes.ptr + block), len = umb_sqlite_be16(p->bytes.ptr + block + 2);

		if (len < LOST || len > s->db->usable - block || len > left)
			break;
		left -= len;
		carve(s, umb_slice_sub(p->bytes, block, block + len), true);
		if (next <= block)
			break;
		block = next;
	}
}

/* The only table with so many columns as the first row has, or NULL. */
static const umb_sqlite_table *guess_table(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n)
{
	const umb_sqlite_table *match = NULL;
	umb_sqlite_cell         c;
	umb_sqlite_record       r;
	umb_sqlite_value        v;
	size_t                  n_columns = 0;

	if (n->n_cells == 0 || !umb_sqlite_cell_read(s->db, p, n, 0, &c) ||
	    !umb_sqlite_record_begin(&r, umb_slice_sub(p->bytes, c.local, c.local + c.local_len)))
		return NULL;
	while (umb_sqlite_record_next(&r, &v))
		n_columns++;
	for (size_t i = 0; i < umb_sqlite_table_count(s); i++) {
		const umb_sqlite_table *t = umb_sqlite_table_at(s, i);

		if (t->is_index || umb_sqlite_column_count(&t->columns) != n_columns)
			continue;
		if (match)
			return NULL;
		match = t;
	}
	return match;
}

void umb_sqlite_put_free_page(umb_sqlite_scan *s, const umb_sqlite_page *p)
{
	umb_sqlite_node n;

	s->at = NULL;
	if (umb_sqlite_node_read(s->db, p, &n) && n.kind == UMB_SQLITE_TABLE_LEAF) {
		s->at = guess_table(s, p, &n);
		if (umb_sqlite_put_rows(s, p, &n, true) == UMB_OK)
			umb_sqlite_put_free_space(s, p, &n);
	} else {
		carve(s, umb_slice_sub(p->bytes, 0, s->db->usable), false);
	}
	s->at = NULL;
}
