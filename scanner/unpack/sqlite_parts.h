/*
 * unpack/sqlite_parts.h - private to the SQLite unpackers: tables, and what is written of their rows.
 */
#ifndef UMB_UNPACK_SQLITE_PARTS_H
#define UMB_UNPACK_SQLITE_PARTS_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/sqlite.h"
#include "unpack/member.h"

typedef struct umb_sqlite_table {
	umb_slice          name;
	uint32_t           root;
	bool               is_index;
	umb_sqlite_columns columns;
} umb_sqlite_table;

/* What stands of a page: bits of `used`. */
enum {
	UMB_SQLITE_IN_TREE = 1,
	UMB_SQLITE_IN_CHAIN = 2,
};

typedef struct umb_sqlite_scan {
	const umb_sqlite   *db;
	umb_member          member;
	umb_sqlite_payload  payload;
	umb_arena           arena;  /* names and statements of the schema */
	umb_buf             tables; /* umb_sqlite_table */
	uint8_t            *used;   /* of each page, by number; NULL: the numbers are too large for that */
	uint16_t           *owner;  /* of each page: its table plus one, or 0 */
	umb_buf             stack, pages; /* uint32_t: of the walk at hand */
	umb_buf             text;   /* a value that had to be converted */
	umb_buf             label;  /* what the next value is of, where a column before it says so */
	uint8_t             secret[UMB_HASH_SECRET_LEN];
	umb_buf             seen;   /* uint64_t: hashes of rows and texts that were written, a table of slots; 0: free */
	size_t              n_seen;
	uint64_t            steps_left; /* of searching free space for rows */
	const umb_sqlite_table *at; /* whose rows are written; NULL: not known */
} umb_sqlite_scan;

/* sqlite_tables.c.  `len`: bytes of the file. */
umb_status umb_sqlite_scan_begin(umb_sqlite_scan *s, const umb_sqlite *db, umb_emit *emit, size_t len);
void       umb_sqlite_scan_end(umb_sqlite_scan *s);
umb_status umb_sqlite_read_schema(umb_sqlite_scan *s);
size_t     umb_sqlite_table_count(const umb_sqlite_scan *s);
umb_sqlite_table *umb_sqlite_table_at(const umb_sqlite_scan *s, size_t i);
/* All pages of the tree, in order, into s->pages; they are owned by table i then. */
umb_status umb_sqlite_walk(umb_sqlite_scan *s, uint32_t root, size_t i);
/* True the first time these bytes of this table come by.  May forget when there are very many. */
bool       umb_sqlite_is_new(umb_sqlite_scan *s, umb_slice bytes);

/* sqlite_rows.c */
umb_status umb_sqlite_to_utf8(umb_buf *out, umb_slice bytes, umb_sqlite_text form);
/* All rows whose cells are in this page.  only_new: that were not written before. */
umb_status umb_sqlite_put_rows(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n, bool only_new);
/* Only notes in s->used what they occupy. */
umb_status umb_sqlite_pass_rows(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n);
/* One record as "column = value" lines, by the names of `s->at`. */
void       umb_sqlite_put_record(umb_sqlite_scan *s, umb_slice record);
/* The value of column i. */
void       umb_sqlite_put_value(umb_sqlite_scan *s, size_t i, umb_sqlite_type type, umb_slice bytes, int64_t integer, double real);
void       umb_sqlite_put_runs(umb_sqlite_scan *s, umb_slice bytes, bool only_new); /* what can be read in it, a line for each run */

/* sqlite_carve.c */
/* What is left of rows where a page keeps none: between the pointers and the cells, and in its free blocks. */
void       umb_sqlite_put_free_space(umb_sqlite_scan *s, const umb_sqlite_page *p, const umb_sqlite_node *n);
/* A page that belongs to nothing. */
void       umb_sqlite_put_free_page(umb_sqlite_scan *s, const umb_sqlite_page *p);

/* sqlite_frames.c: the pages of a log. */
umb_status umb_sqlite_put_frames(umb_sqlite_log *log, umb_emit *emit, size_t len);

#endif
