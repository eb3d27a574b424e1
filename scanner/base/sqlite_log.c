/*
 * sqlite_log.c - pages that are kept beside a database: write-ahead logs and rollback journals.
 *
 * A log is written over from its begin again and again: behind the frames that count stand older ones, with other salts.  A
 * journal holds pages as they were before a transaction.  Both are lists of pages here; what SQLite itself would read of a log
 * is marked.
 */
#include "base/sqlite.h"

#include <stdlib.h>

#define WAL_HEADER 32u
#define FRAME_HEADER 24u
#define JOURNAL_HEADER 28u

static const uint8_t journal_magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };

bool umb_sqlite_is_wal(umb_slice head)
{
	uint32_t size;

	if (head.len < WAL_HEADER || (umb_sqlite_be32(head.ptr) & ~UINT32_C(1)) != UINT32_C(0x377f0682))
		return false;
	size = umb_sqlite_be32(head.ptr + 8);
	return umb_sqlite_is_page_size(size);
}

bool umb_sqlite_is_journal(umb_slice head)
{
	return head.len >= JOURNAL_HEADER && memcmp(head.ptr, journal_magic, sizeof(journal_magic)) == 0;
}

/* -- checksums of a log ----------------------------------------------------------------------------------- */

typedef struct wal_sum {
	uint32_t a, b;
	bool     is_big; /* the words are read big-endian */
} wal_sum;

static uint32_t word(const uint8_t *p, bool is_big)
{
	return is_big ? umb_sqlite_be32(p) : (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void sum_add(wal_sum *s, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i + 8 <= len; i += 8) {
		s->a += word(p + i, s->is_big) + s->b;
		s->b += word(p + i + 4, s->is_big) + s->a;
	}
}

static bool sum_is(const wal_sum *s, const uint8_t *stored)
{
	return s->a == umb_sqlite_be32(stored) && s->b == umb_sqlite_be32(stored + 4);
}

/* -- looking up ----------------------------------------------------------------------------------------- */

static const umb_sqlite_frame *frames_of(const umb_sqlite_log *log)
{
	return (const umb_sqlite_frame *)(const void *)log->frames.ptr;
}

size_t umb_sqlite_frame_count(const umb_sqlite_log *log)
{
	return log->frames.len / sizeof(umb_sqlite_frame);
}

const umb_sqlite_frame *umb_sqlite_frame_at(const umb_sqlite_log *log, size_t i)
{
	return i < umb_sqlite_frame_count(log) ? &frames_of(log)[i] : NULL;
}

/* What is valid before what is not, and then the newest. */
static bool is_better(const umb_sqlite_frame *a, const umb_sqlite_frame *b)
{
	return a->is_valid != b->is_valid ? a->is_valid : a > b;
}

static bool get_frame(const void *ctx, uint32_t number, umb_sqlite_page *out)
{
	const umb_sqlite_log *log = ctx;
	const uint32_t       *best = (const uint32_t *)(const void *)log->by_number.ptr;
	size_t                low = 0, high = log->by_number.len / sizeof(*best);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (frames_of(log)[best[mid]].page.number < number)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == log->by_number.len / sizeof(*best) || frames_of(log)[best[low]].page.number != number)
		return false;
	*out = frames_of(log)[best[low]].page;
	return true;
}

static int by_number(const void *x, const void *y)
{
	const umb_sqlite_frame *a = *(const umb_sqlite_frame *const *)x, *b = *(const umb_sqlite_frame *const *)y;

	if (a->page.number != b->page.number)
		return a->page.number < b->page.number ? -1 : 1;
	return a == b ? 0 : (is_better(a, b) ? -1 : 1);
}

/* One frame of each page number. */
static umb_status index_frames(umb_sqlite_log *log)
{
	size_t                   n = umb_sqlite_frame_count(log);
	umb_buf                  order = UMB_BUF_INIT;
	const umb_sqlite_frame **f;
	umb_status               st = UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		const umb_sqlite_frame *frame = &frames_of(log)[i];

		log->db.n_pages = UMB_MAX(log->db.n_pages, frame->page.number);
		st = umb_buf_append(&order, &frame, sizeof(frame));
	}
	f = (const umb_sqlite_frame **)(void *)order.ptr;
	if (st == UMB_OK && n > 0)
		qsort(f, n, sizeof(*f), by_number);
	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		uint32_t number = (uint32_t)(f[i] - frames_of(log));

		if (i == 0 || f[i]->page.number != f[i - 1]->page.number)
			st = umb_buf_append(&log->by_number, &number, sizeof(number));
	}
	umb_buf_clear(&order);
	return st;
}

/* What page 1 says, if it is among them. */
static umb_status finish(umb_sqlite_log *log, uint32_t page_size, umb_status st)
{
	umb_sqlite_page first;

	log->db = (umb_sqlite){ .ctx = log, .get = get_frame, .page_size = page_size, .usable = page_size, .text = UMB_SQLITE_UTF8 };
	if (st == UMB_OK)
		st = index_frames(log);
	if (st == UMB_OK && get_frame(log, 1, &first)) {
		umb_sqlite head = log->db;

		if (umb_sqlite_read_header(&head, first.bytes) && head.page_size == page_size)
			log->db = head;
	}
	return st;
}

static umb_status add_frame(umb_sqlite_log *log, umb_sqlite_frame *f)
{
	return f->page.number ? umb_buf_append(&log->frames, f, sizeof(*f)) : UMB_OK;
}

umb_status umb_sqlite_wal_read(umb_sqlite_log *log, umb_slice whole)
{
	umb_status st = UMB_OK;
	wal_sum    sum = { .a = 0 };
	uint32_t   size;
	bool       is_valid;

	umb_sqlite_log_clear(log);
	if (!umb_sqlite_is_wal(whole))
		return UMB_E_FORMAT;
	size       = umb_sqlite_be32(whole.ptr + 8);
	sum.is_big = whole.ptr[3] & 1;
	sum_add(&sum, whole.ptr, WAL_HEADER - 8);
	is_valid = sum_is(&sum, whole.ptr + WAL_HEADER - 8);
	for (size_t at = WAL_HEADER; st == UMB_OK && whole.len - at >= FRAME_HEADER + (size_t)size; at += FRAME_HEADER + size) {
		const uint8_t   *h = whole.ptr + at;
		umb_sqlite_frame f = { { umb_sqlite_be32(h), umb_slice_of(h + FRAME_HEADER, size), at + FRAME_HEADER }, umb_sqlite_be32(h + 4), false };

		if (is_valid && memcmp(h + 8, whole.ptr + 16, 8) == 0) {
			sum_add(&sum, h, 8);
			sum_add(&sum, h + FRAME_HEADER, size);
			f.is_valid = sum_is(&sum, h + 16);
		}
		is_valid = f.is_valid;
		st = add_frame(log, &f);
	}
	return finish(log, size, st);
}

/* The pages behind one header of a journal; *at moves to the sector of the next one. */
static umb_status read_segment(umb_sqlite_log *log, umb_slice whole, size_t *at, uint32_t sector, uint32_t size)
{
	uint32_t   n  = umb_sqlite_be32(whole.ptr + *at + 8);
	umb_status st = UMB_OK;

	*at = UMB_MIN(*at + sector, whole.len);
	for (uint32_t i = 0; i < n && st == UMB_OK && whole.len - *at >= (size_t)size + 8; i++) {
		const uint8_t   *r = whole.ptr + *at;
		umb_sqlite_frame f = { { umb_sqlite_be32(r), umb_slice_of(r + 4, size), *at + 4 }, 0, false };

		/* Without a count, the pages end where the next header stands. */
		if (n == UINT32_MAX && umb_sqlite_is_journal(umb_slice_sub(whole, *at, whole.len)))
			break;
		*at += (size_t)size + 8;
		st = add_frame(log, &f);
	}
	*at += (sector - *at % sector) % sector;
	return st;
}

umb_status umb_sqlite_journal_read(umb_sqlite_log *log, umb_slice whole)
{
	umb_status st = UMB_OK;
	uint32_t   sector, size;
	size_t     at = 0;

	umb_sqlite_log_clear(log);
	if (!umb_sqlite_is_journal(whole))
		return UMB_E_FORMAT;
	sector = umb_sqlite_be32(whole.ptr + 20);
	size   = umb_sqlite_be32(whole.ptr + 24);
	if (sector < 32 || sector > 65536 || (sector & (sector - 1)) || !umb_sqlite_is_page_size(size))
		return UMB_E_FORMAT;
	while (st == UMB_OK && at < whole.len && umb_sqlite_is_journal(umb_slice_sub(whole, at, whole.len)))
		st = read_segment(log, whole, &at, sector, size);
	return finish(log, size, st);
}

void umb_sqlite_log_clear(umb_sqlite_log *log)
{
	umb_buf_clear(&log->frames);
	umb_buf_clear(&log->by_number);
}
