/*
 * base/sqlite.h - SQLite files by their pages: b-trees, records, overflow chains, schemas, write-ahead logs, rollback journals.
 *
 * For files that nobody vouches for: nothing is executed, no page is followed twice by one walk, every length is checked against
 * what is there, and a damaged place ends what stands there and nothing else.  All is borrowed from the bytes of the file.
 * Pages come through a look-up, so that a database, a log beside it, or both laid over each other are read by the same code.
 */
#ifndef UMB_BASE_SQLITE_H
#define UMB_BASE_SQLITE_H

#include "base/buf.h"
#include "base/types.h"

#define UMB_SQLITE_HEADER 100 /* bytes at the begin of page 1 */

typedef enum umb_sqlite_text {
	UMB_SQLITE_UTF8 = 1,
	UMB_SQLITE_UTF16LE,
	UMB_SQLITE_UTF16BE,
} umb_sqlite_text;

typedef struct umb_sqlite_page {
	uint32_t  number; /* from 1 */
	umb_slice bytes;  /* page_size of them */
	size_t    at;     /* where they begin in the file */
} umb_sqlite_page;

/* Pages of one file.  `get` is false where the page is not there. */
typedef struct umb_sqlite {
	const void     *ctx;
	bool          (*get)(const void *ctx, uint32_t number, umb_sqlite_page *out);
	uint32_t        page_size, usable; /* usable: without what extensions reserve at the end of each page */
	uint32_t        n_pages;           /* that can be asked for */
	uint32_t        free_trunk, n_free; /* the first page of the freelist, and how many there should be */
	umb_sqlite_text text;
} umb_sqlite;

uint32_t umb_sqlite_be16(const uint8_t *p);
uint32_t umb_sqlite_be32(const uint8_t *p);
/* 1 to 9 bytes of [at, to); false when they do not end there. */
bool umb_sqlite_varint(umb_slice s, size_t *at, uint64_t *out);
bool umb_sqlite_is_page_size(uint32_t n);

bool umb_sqlite_is_database(umb_slice head); /* by its magic */
/* Page size, text and freelist from the header of a database; false when they make no sense.  `get` and `n_pages` are the caller's. */
bool umb_sqlite_read_header(umb_sqlite *db, umb_slice head);
/* All of a database in memory: its header, and `whole` as context for the pages.  `whole` must live on. */
bool umb_sqlite_open(umb_sqlite *db, const umb_slice *whole);

/* -- b-trees ------------------------------------------------------------------------------------------ */

typedef enum umb_sqlite_kind {
	UMB_SQLITE_INDEX_INTERIOR = 0x02,
	UMB_SQLITE_TABLE_INTERIOR = 0x05,
	UMB_SQLITE_INDEX_LEAF     = 0x0a,
	UMB_SQLITE_TABLE_LEAF     = 0x0d,
} umb_sqlite_kind;

/* A page of a b-tree: what its header says, within bounds. */
typedef struct umb_sqlite_node {
	umb_sqlite_kind kind;
	size_t          head;      /* where the header begins: 100 in page 1 */
	size_t          cells;     /* where the pointers to cells begin */
	size_t          n_cells;
	size_t          content;   /* where cells begin; between pointers and here nothing is kept */
	size_t          freeblock; /* the first one, or 0 */
	uint32_t        right;     /* of an interior page: its last child */
} umb_sqlite_node;

bool umb_sqlite_node_read(const umb_sqlite *db, const umb_sqlite_page *p, umb_sqlite_node *out);

typedef struct umb_sqlite_cell {
	uint32_t child;       /* of an interior page, or 0 */
	uint64_t payload_len; /* 0: none (a table's interior page) */
	size_t   local, local_len; /* the part of it in this page */
	uint32_t overflow;    /* first page of the rest, or 0 */
	size_t   at, end;     /* all of the cell, in its page */
} umb_sqlite_cell;

/* The i-th cell; false when it does not lie within the page. */
bool umb_sqlite_cell_read(const umb_sqlite *db, const umb_sqlite_page *p, const umb_sqlite_node *n, size_t i, umb_sqlite_cell *out);
/* The same at a place of the page, whatever points to it. */
bool umb_sqlite_cell_at(const umb_sqlite *db, const umb_sqlite_page *p, umb_sqlite_kind kind, size_t at, umb_sqlite_cell *out);

/* -- payloads and records ------------------------------------------------------------------------------- */

/* Bytes of a payload that lie together in the file. */
typedef struct umb_sqlite_piece {
	size_t from, len; /* in the payload */
	size_t at;        /* in the file */
} umb_sqlite_piece;

/* One payload, put together.  Kept from cell to cell; clear it at the end. */
typedef struct umb_sqlite_payload {
	umb_buf   bytes;
	umb_buf   pieces;   /* umb_sqlite_piece */
	bool      is_whole; /* the chain had all of it */
	uint64_t  chains_left; /* bytes that may still be read from chains: in a sound file, all together are shorter than the file */
} umb_sqlite_payload;

#define UMB_SQLITE_PAYLOAD_MAX ((size_t)16 << 20)

/*
 * Pieces together what the cell and its chain hold, up to UMB_SQLITE_PAYLOAD_MAX bytes.  Less where the chain breaks.  Only UMB_E_NOMEM fails.
 * `used`: NULL, or a byte for each page: 2 is added for those of the chain, which ends at one that has 1 (it is part of a tree).
 */
umb_status umb_sqlite_payload_read(umb_sqlite_payload *out, const umb_sqlite *db, const umb_sqlite_page *p, const umb_sqlite_cell *c, uint8_t *used);
void       umb_sqlite_payload_clear(umb_sqlite_payload *p);

typedef enum umb_sqlite_type {
	UMB_SQLITE_NULL,
	UMB_SQLITE_INTEGER,
	UMB_SQLITE_REAL,
	UMB_SQLITE_TEXT,
	UMB_SQLITE_BLOB,
} umb_sqlite_type;

typedef struct umb_sqlite_value {
	umb_sqlite_type type;
	int64_t         integer;
	double          real;
	size_t          from, len; /* of text and blobs, in the record; cut where the record is */
} umb_sqlite_value;

/* Goes through the columns of a record. */
typedef struct umb_sqlite_record {
	umb_slice bytes;
	size_t    type_at, types_end, value_at;
} umb_sqlite_record;

bool umb_sqlite_record_begin(umb_sqlite_record *r, umb_slice bytes);
/* False at the end, or where the record makes no sense. */
bool umb_sqlite_record_next(umb_sqlite_record *r, umb_sqlite_value *out);
/* Bytes of a value of this serial type; false for types that are not in use. */
bool umb_sqlite_type_len(uint64_t type, uint64_t *out);

/* -- schemas (sqlite_schema.c) --------------------------------------------------------------------------- */

#define UMB_SQLITE_MAX_COLUMNS 2000

/* The names of the columns in the order in which records hold them, from the text of CREATE TABLE. */
typedef struct umb_sqlite_columns {
	umb_buf names; /* umb_slice each, into the text */
	bool    is_without_rowid;
} umb_sqlite_columns;

umb_status umb_sqlite_columns_read(umb_sqlite_columns *out, umb_slice sql);
size_t     umb_sqlite_column_count(const umb_sqlite_columns *c);
umb_slice  umb_sqlite_column(const umb_sqlite_columns *c, size_t i); /* empty behind the last one */
void       umb_sqlite_columns_clear(umb_sqlite_columns *c);

/* -- logs (sqlite_log.c) ------------------------------------------------------------------------------------ */

/* A page as a log keeps it. */
typedef struct umb_sqlite_frame {
	umb_sqlite_page page;
	uint32_t        commit;   /* write-ahead logs: pages of the database once this is in; 0: the transaction goes on */
	bool            is_valid; /* the salts are those of the log, and all checksums up to here are right: SQLite would read it */
} umb_sqlite_frame;

typedef struct umb_sqlite_log {
	umb_sqlite db;     /* the newest page of each number: valid ones before those that are not */
	umb_buf    frames; /* umb_sqlite_frame, in the order of the file */
	umb_buf    by_number; /* uint32_t: frames by page number, the best first */
} umb_sqlite_log;

bool       umb_sqlite_is_wal(umb_slice head);
bool       umb_sqlite_is_journal(umb_slice head);
/* All frames of `whole`, which must live on, as `log` itself must stay where it is.  UMB_E_FORMAT when there is no header. */
umb_status umb_sqlite_wal_read(umb_sqlite_log *log, umb_slice whole);
umb_status umb_sqlite_journal_read(umb_sqlite_log *log, umb_slice whole);
size_t     umb_sqlite_frame_count(const umb_sqlite_log *log);
const umb_sqlite_frame *umb_sqlite_frame_at(const umb_sqlite_log *log, size_t i);
void       umb_sqlite_log_clear(umb_sqlite_log *log);

#endif
