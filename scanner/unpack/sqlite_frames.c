/*
 * sqlite_frames.c - the pages of a log or journal: rows by table where the pages that say so are there, else by page.
 *
 * The same row stands in the log once for each transaction that touched its page; it is written once.
 */
#include "unpack/sqlite_parts.h"

/* The trees, as far as their pages are here. */
static umb_status find_owners(umb_sqlite_scan *s)
{
	umb_status st = umb_sqlite_read_schema(s);

	for (size_t i = 0; s->used && st == UMB_OK && i < umb_sqlite_table_count(s); i++)
		st = umb_sqlite_walk(s, umb_sqlite_table_at(s, i)->root, i);
	return st;
}

static const umb_sqlite_table *owner_of(const umb_sqlite_scan *s, uint32_t number)
{
	size_t i = s->owner && number <= s->db->n_pages ? s->owner[number] : 0;

	return i > 0 && i <= umb_sqlite_table_count(s) ? umb_sqlite_table_at(s, i - 1) : NULL;
}

static umb_status put_frame(umb_sqlite_scan *s, const umb_sqlite_page *p)
{
	umb_sqlite_node n;
	umb_status      st = UMB_OK;

	s->at = owner_of(s, p->number);
	if (s->at && !s->at->is_index)
		umb_member_name(&s->member, "%.*s", UMB_MEMBER_PART(s->at->name));
	else
		umb_member_name(&s->member, "page %u", (unsigned)p->number);
	if (!umb_sqlite_node_read(s->db, p, &n)) {
		umb_sqlite_put_runs(s, umb_slice_sub(p->bytes, 0, s->db->usable), true);
	} else {
		if (n.kind == UMB_SQLITE_TABLE_LEAF || (s->at && !s->at->is_index))
			st = umb_sqlite_put_rows(s, p, &n, true);
		if (st == UMB_OK)
			umb_sqlite_put_free_space(s, p, &n);
	}
	return st == UMB_OK ? umb_member_end(&s->member) : st;
}

umb_status umb_sqlite_put_frames(umb_sqlite_log *log, umb_emit *emit, size_t len)
{
	umb_sqlite_scan s;
	umb_status      st = umb_sqlite_scan_begin(&s, &log->db, emit, len);

	if (st == UMB_OK)
		st = find_owners(&s);
	for (size_t i = 0; st == UMB_OK && i < umb_sqlite_frame_count(log); i++)
		st = put_frame(&s, &umb_sqlite_frame_at(log, i)->page);
	umb_sqlite_scan_end(&s);
	return st;
}
