/*
 * unp_sqlite_wal.c - write-ahead logs of SQLite databases, which lie beside them as files of their own.
 */
#include "unpack/sqlite_parts.h"
#include "unpack/whole.h"

static bool wal_probe(umb_slice head)
{
	return umb_sqlite_is_wal(head);
}

static umb_status wal_unpack(umb_reader *in, umb_emit *emit)
{
	umb_sqlite_log log = { .frames = UMB_BUF_INIT };
	umb_whole      w;
	umb_status     st = umb_whole_open(&w, in, emit, "more of a log of a database than is held at once");

	if (st == UMB_OK)
		st = umb_sqlite_wal_read(&log, w.bytes);
	if (st == UMB_OK)
		st = umb_sqlite_put_frames(&log, emit, w.bytes.len);
	umb_sqlite_log_clear(&log);
	umb_whole_close(&w);
	return st;
}

const umb_unpacker_ops umb_unpacker_sqlite_wal = {
	.name    = "sqlite-wal",
	.summary = "write-ahead logs of SQLite databases",
	.probe   = wal_probe,
	.first   = "7",
	.unpack  = wal_unpack,
};
