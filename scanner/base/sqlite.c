/*
 * sqlite.c - pages, cells, payloads and records; see sqlite.h.  The format: https://sqlite.org/fileformat2.html
 */
#include "base/sqlite.h"

static const char magic[16] = "SQLite format 3";

uint32_t umb_sqlite_be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

uint32_t umb_sqlite_be32(const uint8_t *p)
{
	return umb_sqlite_be16(p) << 16 | umb_sqlite_be16(p + 2);
}

static uint64_t be_bytes(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

bool umb_sqlite_varint(umb_slice s, size_t *at, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 9; i++) {
		uint8_t b;

		if (*at >= s.len)
			return false;
		b = s.ptr[(*at)++];
		if (i == 8) {
			*out = v << 8 | b;
			return true;
		}
		v = v << 7 | (b & 0x7f);
		if (!(b & 0x80)) {
			*out = v;
			return true;
		}
	}
	return false;
}

bool umb_sqlite_is_page_size(uint32_t n)
{
	return n >= 512 && n <= 65536 && (n & (n - 1)) == 0;
}

bool umb_sqlite_is_database(umb_slice head)
{
	return head.len >= sizeof(magic) && memcmp(head.ptr, magic, sizeof(magic)) == 0;
}

bool umb_sqlite_read_header(umb_sqlite *db, umb_slice head)
{
	uint32_t size, text;

	if (head.len < UMB_SQLITE_HEADER || !umb_sqlite_is_database(head))
		return false;
	size = umb_sqlite_be16(head.ptr + 16);
	size = size == 1 ? 65536 : size;
	text = umb_sqlite_be32(head.ptr + 56);
	if (!umb_sqlite_is_page_size(size) || size - head.ptr[20] < 480)
		return false;
	db->page_size  = size;
	db->usable     = size - head.ptr[20];
	db->free_trunk = umb_sqlite_be32(head.ptr + 32);
	db->n_free     = umb_sqlite_be32(head.ptr + 36);
	db->text       = text >= UMB_SQLITE_UTF8 && text <= UMB_SQLITE_UTF16BE ? (umb_sqlite_text)text : UMB_SQLITE_UTF8;
	return true;
}


static bool get_page(const void *ctx, uint32_t number, umb_sqlite_page *out)
{
	const umb_slice *whole = ctx;
	uint32_t         size  = umb_sqlite_be16(whole->ptr + 16);
	size_t           at;

	size = size == 1 ? 65536 : size;
	if (number == 0 || number > whole->len / size)
		return false;
	at   = (size_t)(number - 1) * size;
	*out = (umb_sqlite_page){ number, umb_slice_sub(*whole, at, at + size), at };
	return true;
}

bool umb_sqlite_open(umb_sqlite *db, const umb_slice *whole)
{
	if (!umb_sqlite_read_header(db, *whole))
		return false;
	db->ctx     = whole;
	db->get     = get_page;
	db->n_pages = (uint32_t)UMB_MIN(whole->len / db->page_size, (size_t)UINT32_MAX - 1);
	return true;
}

/* -- b-trees ------------------------------------------------------------------------------------------ */

static bool is_kind(uint8_t k)
{
	return k == UMB_SQLITE_INDEX_INTERIOR || k == UMB_SQLITE_TABLE_INTERIOR || k == UMB_SQLITE_INDEX_LEAF || k == UMB_SQLITE_TABLE_LEAF;
}

static bool is_interior(umb_sqlite_kind k)
{
	return k == UMB_SQLITE_INDEX_INTERIOR || k == UMB_SQLITE_TABLE_INTERIOR;
}

bool umb_sqlite_node_read(const umb_sqlite *db, const umb_sqlite_page *p, umb_sqlite_node *out)
{
	size_t         head = p->number == 1 ? UMB_SQLITE_HEADER : 0;
	const uint8_t *h;

	if (p->bytes.len < db->usable || db->usable < head + 12 || !is_kind(p->bytes.ptr[head]))
		return false;
	h              = p->bytes.ptr + head;
	out->kind      = (umb_sqlite_kind)h[0];
	out->head      = head;
	out->freeblock = umb_sqlite_be16(h + 1);
	out->n_cells   = umb_sqlite_be16(h + 3);
	out->content   = umb_sqlite_be16(h + 5);
	out->content   = out->content == 0 ? 65536 : out->content;
	out->right     = is_interior(out->kind) ? umb_sqlite_be32(h + 8) : 0;
	out->cells     = head + (is_interior(out->kind) ? 12 : 8);
	if (out->n_cells > (db->usable - out->cells) / 2)
		return false;
	out->content = UMB_MIN(out->content, (size_t)db->usable);
	out->content = UMB_MAX(out->content, out->cells + 2 * out->n_cells);
	return true;
}

/* How much of a payload lies in the page itself. */
static size_t local_len(const umb_sqlite *db, umb_sqlite_kind kind, uint64_t payload)
{
	size_t usable = db->usable;
	size_t least  = (usable - 12) * 32 / 255 - 23;
	size_t most   = kind == UMB_SQLITE_TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
	size_t fit;

	if (payload <= most)
		return (size_t)payload;
	fit = least + (size_t)((payload - least) % (usable - 4));
	return fit <= most ? fit : least;
}

bool umb_sqlite_cell_at(const umb_sqlite *db, const umb_sqlite_page *p, umb_sqlite_kind kind, size_t at, umb_sqlite_cell *out)
{
	umb_slice page = umb_slice_sub(p->bytes, 0, db->usable);
	uint64_t  rowid;

	*out = (umb_sqlite_cell){ .at = at };
	if (is_interior(kind)) {
		if (at + 4 > page.len)
			return false;
		out->child = umb_sqlite_be32(page.ptr + at);
		at += 4;
	}
	if (kind != UMB_SQLITE_TABLE_INTERIOR && !umb_sqlite_varint(page, &at, &out->payload_len))
		return false;
	if ((kind == UMB_SQLITE_TABLE_INTERIOR || kind == UMB_SQLITE_TABLE_LEAF) && !umb_sqlite_varint(page, &at, &rowid))
		return false;
	if (kind != UMB_SQLITE_TABLE_INTERIOR) {
		out->local     = at;
		out->local_len = local_len(db, kind, out->payload_len);
		at += out->local_len;
		if (at > page.len)
			return false;
		if (out->local_len < out->payload_len) {
			if (at + 4 > page.len)
				return false;
			out->overflow = umb_sqlite_be32(page.ptr + at);
			at += 4;
		}
	}
	/* Freed, it must have room for what a free block says of itself. */
	out->end = UMB_MIN(UMB_MAX(at, out->at + 4), page.len);
	return true;
}

bool umb_sqlite_cell_read(const umb_sqlite *db, const umb_sqlite_page *p, const umb_sqlite_node *n, size_t i, umb_sqlite_cell *out)
{
	size_t at = umb_sqlite_be16(p->bytes.ptr + n->cells + 2 * i);

	return at >= n->cells + 2 * n->n_cells && umb_sqlite_cell_at(db, p, n->kind, at, out);
}

/* -- payloads ------------------------------------------------------------------------------------------ */

static umb_status add_piece(umb_sqlite_payload *out, const umb_sqlite_page *p, size_t from, size_t len)
{
	umb_sqlite_piece piece = { out->bytes.len, len, p->at + from };
	umb_status       st    = umb_buf_append(&out->pieces, &piece, sizeof(piece));

	return st == UMB_OK ? umb_buf_append(&out->bytes, p->bytes.ptr + from, len) : st;
}

umb_status umb_sqlite_payload_read(umb_sqlite_payload *out, const umb_sqlite *db, const umb_sqlite_page *p, const umb_sqlite_cell *c, uint8_t *used)
{
	size_t     want = (size_t)UMB_MIN(c->payload_len, (uint64_t)UMB_SQLITE_PAYLOAD_MAX);
	uint32_t   next = c->overflow;
	umb_status st;

	umb_buf_reset(&out->bytes);
	umb_buf_reset(&out->pieces);
	st = add_piece(out, p, c->local, c->local_len);
	/* A chain that bites its tail ends with the payload. */
	while (st == UMB_OK && out->bytes.len < want && next != 0) {
		umb_sqlite_page page;
		size_t          n = UMB_MIN((size_t)db->usable - 4, want - out->bytes.len);

		if (n > out->chains_left || !db->get(db->ctx, next, &page) || page.bytes.len < db->usable || (used && (used[next] & 1)))
			break;
		if (used)
			used[next] |= 2;
		next = umb_sqlite_be32(page.bytes.ptr);
		out->chains_left -= n;
		st = add_piece(out, &page, 4, n);
	}
	out->is_whole = out->bytes.len == c->payload_len;
	return st;
}

void umb_sqlite_payload_clear(umb_sqlite_payload *p)
{
	umb_buf_wipe(&p->bytes);
	umb_buf_clear(&p->pieces);
}

/* -- records ------------------------------------------------------------------------------------------ */

bool umb_sqlite_type_len(uint64_t type, uint64_t *out)
{
	static const uint8_t len[12] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

	*out = type < 12 ? len[type] : (type - 12) / 2;
	return type != 10 && type != 11;
}

bool umb_sqlite_record_begin(umb_sqlite_record *r, umb_slice bytes)
{
	uint64_t head;
	size_t   at = 0;

	if (!umb_sqlite_varint(bytes, &at, &head) || head < at || head > bytes.len)
		return false;
	*r = (umb_sqlite_record){ bytes, at, (size_t)head, (size_t)head };
	return true;
}

static void read_integer(umb_sqlite_value *v, const uint8_t *p, size_t n)
{
	uint64_t u = be_bytes(p, n), sign = n ? UINT64_C(1) << (8 * n - 1) : 0;

	/* The sign of a short one goes on to the left. */
	v->integer = (int64_t)(n ? (u ^ sign) - sign : u);
}

static void read_real(umb_sqlite_value *v, const uint8_t *p)
{
	uint64_t u = be_bytes(p, 8);

	memcpy(&v->real, &u, sizeof(v->real));
}

bool umb_sqlite_record_next(umb_sqlite_record *r, umb_sqlite_value *out)
{
	uint64_t type, len;
	size_t   left;

	if (r->type_at >= r->types_end || !umb_sqlite_varint(umb_slice_sub(r->bytes, 0, r->types_end), &r->type_at, &type) ||
	    !umb_sqlite_type_len(type, &len))
		return false;
	*out = (umb_sqlite_value){ .type = UMB_SQLITE_NULL, .from = r->value_at };
	left = r->bytes.len - r->value_at;
	if (len > left && type < 12)
		return false;
	out->len = (size_t)UMB_MIN(len, (uint64_t)left);
	if (type >= 12) {
		out->type = type & 1 ? UMB_SQLITE_TEXT : UMB_SQLITE_BLOB;
	} else if (type == 7) {
		out->type = UMB_SQLITE_REAL;
		read_real(out, r->bytes.ptr + r->value_at);
	} else if (type > 0) {
		out->type = UMB_SQLITE_INTEGER;
		read_integer(out, r->bytes.ptr + r->value_at, (size_t)len);
		out->integer = type == 9 ? 1 : out->integer;
	}
	r->value_at += out->len;
	return true;
}
