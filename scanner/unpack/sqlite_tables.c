/*
 * sqlite_tables.c - the tables of a database, their trees, and what was already written of them.
 */
#include "unpack/sqlite_parts.h"

#include "base/alloc.h"
#include "base/keyed.h"
#include "base/text.h"

#define MAX_TABLES 4096
#define MAX_SCHEMA ((size_t)8 << 20)
/* A log may name any page; more than this (16 GB of the usual size) are not kept track of. */
#define MAX_TRACKED (UINT32_C(1) << 22)
#define SEEN_FIRST 1024u
#define SEEN_MAX (UINT32_C(1) << 20)
/* Of a sound file all chains together are shorter than the file; a log repeats them. */
#define CHAINS_PER_BYTE 8u
#define STEPS_PER_BYTE 16u

umb_status umb_sqlite_scan_begin(umb_sqlite_scan *s, const umb_sqlite *db, umb_emit *emit, size_t len)
{
	*s = (umb_sqlite_scan){ .db = db, .arena = { .max = MAX_SCHEMA, .wipes = true }, .steps_left = (uint64_t)len * STEPS_PER_BYTE };
	umb_member_init(&s->member, emit);
	s->payload.chains_left = (uint64_t)len * CHAINS_PER_BYTE;
	s->label.max = UMB_MEMBER_NAME;
	umb_random(s->secret, sizeof(s->secret));
	if (db->n_pages >= MAX_TRACKED)
		return UMB_OK;
	s->used  = umb_alloc_zero((size_t)db->n_pages + 1, sizeof(*s->used));
	s->owner = umb_alloc_zero((size_t)db->n_pages + 1, sizeof(*s->owner));
	return s->used && s->owner ? UMB_OK : UMB_E_NOMEM;
}

void umb_sqlite_scan_end(umb_sqlite_scan *s)
{
	for (size_t i = 0; i < umb_sqlite_table_count(s); i++)
		umb_sqlite_columns_clear(&umb_sqlite_table_at(s, i)->columns);
	umb_member_clear(&s->member);
	umb_sqlite_payload_clear(&s->payload);
	umb_arena_clear(&s->arena);
	umb_buf_clear(&s->tables);
	umb_free(s->used);
	umb_free(s->owner);
	umb_buf_clear(&s->stack);
	umb_buf_clear(&s->pages);
	umb_buf_wipe(&s->text);
	umb_buf_wipe(&s->label);
	umb_buf_clear(&s->seen);
	umb_wipe(s->secret, sizeof(s->secret));
}

size_t umb_sqlite_table_count(const umb_sqlite_scan *s)
{
	return s->tables.len / sizeof(umb_sqlite_table);
}

umb_sqlite_table *umb_sqlite_table_at(const umb_sqlite_scan *s, size_t i)
{
	return (umb_sqlite_table *)(void *)s->tables.ptr + i;
}

/* -- trees ------------------------------------------------------------------------------------------------ */

static umb_status push(umb_sqlite_scan *s, uint32_t number)
{
	if (number == 0 || number > s->db->n_pages || (s->used[number] & UMB_SQLITE_IN_TREE))
		return UMB_OK;
	s->used[number] |= UMB_SQLITE_IN_TREE;
	return umb_buf_append(&s->stack, &number, sizeof(number));
}

/* The last child first, so that the first one is taken next. */
static umb_status push_children(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n)
{
	umb_status st = n->right ? push(s, n->right) : UMB_OK;

	for (size_t i = n->n_cells; st == UMB_OK && n->right && i-- > 0;) {
		umb_sqlite_cell c;

		if (umb_sqlite_cell_read(s->db, p, n, i, &c))
			st = push(s, c.child);
	}
	return st;
}

umb_status umb_sqlite_walk(umb_sqlite_scan *s, uint32_t root, size_t i)
{
	umb_status st;

	umb_buf_reset(&s->stack);
	umb_buf_reset(&s->pages);
	st = push(s, root);
	while (st == UMB_OK && s->stack.len > 0) {
		umb_sqlite_page p;
		umb_sqlite_node n;
		uint32_t        number;

		s->stack.len -= sizeof(number);
		memcpy(&number, s->stack.ptr + s->stack.len, sizeof(number));
		s->owner[number] = (uint16_t)(i + 1);
		st = umb_buf_append(&s->pages, &number, sizeof(number));
		if (st == UMB_OK && s->db->get(s->db->ctx, number, &p) && umb_sqlite_node_read(s->db, &p, &n))
			st = push_children(s, &p, &n);
	}
	return st;
}

/* -- the schema -------------------------------------------------------------------------------------------- */

typedef struct entry {
	umb_slice type, name, sql;
	int64_t   root;
} entry;

/* A text of the record, as UTF-8, that stays. */
static umb_slice keep_text(umb_sqlite_scan *s, umb_slice bytes)
{
	umb_slice text = bytes;
	char     *copy;

	if (s->db->text != UMB_SQLITE_UTF8) {
		umb_buf_reset(&s->text);
		umb_sqlite_to_utf8(&s->text, bytes, s->db->text);
		text = umb_buf_view(&s->text);
	}
	copy = umb_arena_strndup(&s->arena, text.ptr, text.len);
	return copy ? umb_slice_of(copy, text.len) : umb_slice_of(NULL, 0);
}

static bool read_entry(umb_sqlite_scan *s, entry *e)
{
	umb_slice         bytes = umb_buf_view(&s->payload.bytes);
	umb_sqlite_record r;
	umb_sqlite_value  v[5];

	if (!umb_sqlite_record_begin(&r, bytes))
		return false;
	for (size_t i = 0; i < UMB_COUNT(v); i++) {
		if (!umb_sqlite_record_next(&r, &v[i]))
			return false;
	}
	if (v[0].type != UMB_SQLITE_TEXT || v[1].type != UMB_SQLITE_TEXT || v[3].type != UMB_SQLITE_INTEGER)
		return false;
	e->type = keep_text(s, umb_slice_sub(bytes, v[0].from, v[0].from + v[0].len));
	e->name = keep_text(s, umb_slice_sub(bytes, v[1].from, v[1].from + v[1].len));
	e->root = v[3].integer;
	e->sql  = v[4].type == UMB_SQLITE_TEXT ? keep_text(s, umb_slice_sub(bytes, v[4].from, v[4].from + v[4].len)) : umb_slice_of(NULL, 0);
	return e->name.ptr && e->root > 0 && e->root <= UINT32_MAX;
}

static umb_status add_table(umb_sqlite_scan *s, const entry *e)
{
	umb_sqlite_table t  = { .name = e->name, .root = (uint32_t)e->root, .is_index = umb_slice_eq_str(e->type, "index") };
	umb_status       st = UMB_OK;

	if (umb_sqlite_table_count(s) == MAX_TABLES)
		return UMB_OK;
	if (!t.is_index)
		st = umb_sqlite_columns_read(&t.columns, e->sql);
	if (st == UMB_OK)
		st = umb_buf_append(&s->tables, &t, sizeof(t));
	if (st != UMB_OK)
		umb_sqlite_columns_clear(&t.columns);
	return st;
}

static umb_status read_schema_page(umb_sqlite_scan *s, uint32_t number)
{
	umb_sqlite_page p;
	umb_sqlite_node n;
	umb_status      st = UMB_OK;

	if (!s->db->get(s->db->ctx, number, &p) || !umb_sqlite_node_read(s->db, &p, &n) || n.kind != UMB_SQLITE_TABLE_LEAF)
		return UMB_OK;
	for (size_t i = 0; i < n.n_cells && st == UMB_OK; i++) {
		umb_sqlite_cell c;
		entry           e;

		if (!umb_sqlite_cell_read(s->db, &p, &n, i, &c))
			continue;
		st = umb_sqlite_payload_read(&s->payload, s->db, &p, &c, s->used);
		if (st == UMB_OK && read_entry(s, &e))
			st = add_table(s, &e);
	}
	return st;
}

umb_status umb_sqlite_read_schema(umb_sqlite_scan *s)
{
	umb_status st = s->used ? umb_sqlite_walk(s, 1, MAX_TABLES) : UMB_OK;

	for (size_t i = 0; st == UMB_OK && i < s->pages.len / sizeof(uint32_t); i++)
		st = read_schema_page(s, ((const uint32_t *)(const void *)s->pages.ptr)[i]);
	return st;
}

/* -- what was written ---------------------------------------------------------------------------------------- */

static uint64_t *slot_of(umb_buf *seen, uint64_t hash)
{
	uint64_t *slot = (uint64_t *)(void *)seen->ptr;
	size_t    mask = seen->len / sizeof(*slot) - 1, i = (size_t)hash & mask;

	while (slot[i] != 0 && slot[i] != hash)
		i = (i + 1) & mask;
	return &slot[i];
}

/* Twice the slots; false when there are enough, or no memory for more: then nothing more is remembered. */
static bool grow_seen(umb_sqlite_scan *s)
{
	size_t    n    = s->seen.len / sizeof(uint64_t), more = n ? 2 * n : SEEN_FIRST;
	umb_buf   wide = UMB_BUF_INIT;
	uint64_t *old  = (uint64_t *)(void *)s->seen.ptr;

	if (more > SEEN_MAX || umb_buf_reserve(&wide, more * sizeof(uint64_t)) != UMB_OK)
		return false;
	wide.len = more * sizeof(uint64_t);
	memset(wide.ptr, 0, wide.len);
	for (size_t i = 0; i < n; i++) {
		if (old[i])
			*slot_of(&wide, old[i]) = old[i];
	}
	umb_buf_clear(&s->seen);
	s->seen = wide;
	return true;
}

bool umb_sqlite_is_new(umb_sqlite_scan *s, umb_slice bytes)
{
	uint64_t  hash = umb_hash64_keyed(s->secret, bytes) ^ (uint64_t)(s->at ? s->at->root : 0) << 32;
	uint64_t *slot;

	hash = hash ? hash : 1;
	if (2 * s->n_seen >= s->seen.len / sizeof(uint64_t) && !grow_seen(s) && 2 * s->n_seen >= s->seen.len / sizeof(uint64_t))
		return true;
	slot = slot_of(&s->seen, hash);
	if (*slot == hash)
		return false;
	*slot = hash;
	s->n_seen++;
	return true;
}
