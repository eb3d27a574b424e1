/*
 * unp_sqlite.c - SQLite databases: a member for the rows of each table, one for what was deleted from it, one for each free page.
 */
#include "unpack/sqlite_parts.h"
#include "unpack/whole.h"

static bool sqlite_probe(umb_slice head)
{
	return umb_sqlite_is_database(head);
}

static bool read_page(umb_sqlite_scan *s, uint32_t number, umb_sqlite_page *p, umb_sqlite_node *n)
{
	return s->db->get(s->db->ctx, number, p) && umb_sqlite_node_read(s->db, p, n);
}

/* Rows of the pages of one table, which umb_sqlite_walk has listed.  Rows of an index are its table's: only what they occupy is noted. */
static umb_status put_table(umb_sqlite_scan *s, const umb_sqlite_table *t)
{
	const uint32_t *page = (const uint32_t *)(const void *)s->pages.ptr;
	size_t          n_pages = s->pages.len / sizeof(*page);
	umb_status      st = UMB_OK;
	umb_sqlite_page p;
	umb_sqlite_node n;

	s->at = t;
	umb_member_name(&s->member, "%.*s", UMB_MEMBER_PART(t->name));
	for (size_t i = 0; i < n_pages && st == UMB_OK; i++) {
		if (read_page(s, page[i], &p, &n))
			st = t->is_index ? umb_sqlite_pass_rows(s, &p, &n) : umb_sqlite_put_rows(s, &p, &n, false);
	}
	if (st == UMB_OK)
		st = umb_member_end(&s->member);
	umb_member_name(&s->member, "%.*s (deleted)", UMB_MEMBER_PART(t->name));
	for (size_t i = 0; i < n_pages && st == UMB_OK; i++) {
		if (read_page(s, page[i], &p, &n))
			umb_sqlite_put_free_space(s, &p, &n);
		st = s->member.st;
	}
	return st == UMB_OK ? umb_member_end(&s->member) : st;
}

static umb_status put_free_pages(umb_sqlite_scan *s)
{
	umb_status st = UMB_OK;

	for (uint32_t i = 1; i <= s->db->n_pages && st == UMB_OK; i++) {
		umb_sqlite_page p;

		if (s->used[i] || !s->db->get(s->db->ctx, i, &p))
			continue;
		umb_member_name(&s->member, "page %u (free)", (unsigned)i);
		umb_sqlite_put_free_page(s, &p);
		st = umb_member_end(&s->member);
	}
	return st;
}

static umb_status put_all(umb_sqlite_scan *s)
{
	static const umb_sqlite_table schema = { .name = { (const uint8_t *)"sqlite_master", 13 }, .root = 1 };
	umb_status                    st = umb_sqlite_read_schema(s);

	/* Statements hold defaults, views and triggers with texts of their own. */
	if (st == UMB_OK)
		st = put_table(s, &schema);
	for (size_t i = 0; st == UMB_OK && i < umb_sqlite_table_count(s); i++) {
		st = umb_sqlite_walk(s, umb_sqlite_table_at(s, i)->root, i);
		if (st == UMB_OK)
			st = put_table(s, umb_sqlite_table_at(s, i));
	}
	return st == UMB_OK ? put_free_pages(s) : st;
}

static umb_status sqlite_unpack(umb_reader *in, umb_emit *emit)
{
	umb_sqlite_scan s;
	umb_sqlite      db;
	umb_whole       w;
	umb_status      st = umb_whole_open(&w, in, emit, "more of a database than is held at once");

	if (st == UMB_OK && umb_sqlite_open(&db, &w.bytes)) {
		st = umb_sqlite_scan_begin(&s, &db, emit, w.bytes.len);
		/* So many pages are more than is held. */
		if (st == UMB_OK && s.used)
			st = put_all(&s);
		umb_sqlite_scan_end(&s);
	} else if (st == UMB_OK) {
		st = UMB_E_FORMAT;
	}
	umb_whole_close(&w);
	return st;
}

const umb_unpacker_ops umb_unpacker_sqlite = {
	.name    = "sqlite",
	.summary = "SQLite databases: rows, and what was deleted",
	.probe   = sqlite_probe,
	.first   = "S",
	.unpack  = sqlite_unpack,
};
