/*
 * unp_sqlite_journal.c - rollback journals of SQLite databases, which lie beside them as files of their own.
 */
#include "unpack/sqlite_parts.h"
#include "unpack/whole.h"

static bool journal_probe(umb_slice head)
{
	return umb_sqlite_is_journal(head);
}

static umb_status journal_unpack(umb_reader *in, umb_emit *emit)
{
	umb_sqlite_log log = { .frames = UMB_BUF_INIT };
	umb_whole      w;
	umb_status     st = umb_whole_open(&w, in, emit, "more of a log of a database than is held at once");

	if (st == UMB_OK)
		st = umb_sqlite_journal_read(&log, w.bytes);
	if (st == UMB_OK)
		st = umb_sqlite_put_frames(&log, emit, w.bytes.len);
	umb_sqlite_log_clear(&log);
	umb_whole_close(&w);
	return st;
}

const umb_unpacker_ops umb_unpacker_sqlite_journal = {
	.name    = "sqlite-journal",
	.summary = "rollback journals of SQLite databases",
	.probe   = journal_probe,
	.first   = "\xd9",
	.unpack  = journal_unpack,
};
