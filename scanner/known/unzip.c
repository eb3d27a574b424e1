/*
 * unzip.c - one member of a ZIP, by its central directory.  Format: PKWARE APPNOTE 6.3, without ZIP64 and encryption.
 */
#include <zlib.h>

#include "base/alloc.h"
#include "base/keyed.h"
#include "known/readers.h"

#define END_LEN 22
#define ENTRY_LEN 46
#define LOCAL_LEN 30
#define MAX_COMMENT 65535

static uint32_t number(umb_slice s, size_t at, size_t n)
{
	uint32_t v = 0;

	for (size_t i = 0; i < n && at + i < s.len; i++)
		v |= (uint32_t)s.ptr[at + i] << (8 * i);
	return v;
}

static bool has_mark(umb_slice s, size_t at, const char *mark, size_t len)
{
	return at <= s.len && s.len - at >= len && memcmp(s.ptr + at, mark, 4) == 0;
}

/* Where the record at the end stands, or SIZE_MAX. */
static size_t find_end(umb_slice zip)
{
	size_t lowest = zip.len > END_LEN + MAX_COMMENT ? zip.len - END_LEN - MAX_COMMENT : 0;

	for (size_t at = zip.len < END_LEN ? 0 : zip.len - END_LEN; zip.len >= END_LEN; at--) {
		if (has_mark(zip, at, "PK\5\6", END_LEN))
			return at;
		if (at == lowest)
			break;
	}
	return SIZE_MAX;
}

static void *zlib_alloc(void *ctx, unsigned count, unsigned size)
{
	UMB_UNUSED(ctx);
	return umb_alloc_zero(count, size);
}

static void zlib_free(void *ctx, void *ptr)
{
	UMB_UNUSED(ctx);
	umb_free(ptr);
}

/* What the header says of the length is not believed. */
static umb_status inflate_all(umb_buf *out, umb_slice in, size_t max)
{
	z_stream   z = { .zalloc = zlib_alloc, .zfree = zlib_free, .next_in = (Bytef *)(uintptr_t)in.ptr, .avail_in = (uInt)in.len };
	uint8_t    piece[16384];
	umb_status st  = inflateInit2(&z, -MAX_WBITS) == Z_OK ? UMB_OK : UMB_E_NOMEM;
	int        got = Z_OK;

	if (st != UMB_OK)
		return st;
	while (got == Z_OK && st == UMB_OK) {
		z.next_out  = piece;
		z.avail_out = sizeof(piece);
		got         = inflate(&z, Z_NO_FLUSH);
		if (got != Z_OK && got != Z_STREAM_END)
			st = UMB_E_FORMAT;
		else if (out->len + (sizeof(piece) - z.avail_out) > max)
			st = UMB_E_LIMIT;
		else
			st = umb_buf_append(out, piece, sizeof(piece) - z.avail_out);
	}
	umb_wipe(piece, sizeof(piece));
	inflateEnd(&z);
	return st;
}

static umb_status read_entry(umb_buf *out, umb_slice zip, size_t entry, size_t max)
{
	size_t   local = number(zip, entry + 42, 4), len = number(zip, entry + 20, 4), from;
	uint32_t method = number(zip, entry + 10, 2), flags = number(zip, entry + 8, 2);

	if (flags & 1)
		return UMB_E_UNSUPPORTED;
	if (!has_mark(zip, local, "PK\3\4", LOCAL_LEN))
		return UMB_E_FORMAT;
	from = local + LOCAL_LEN + number(zip, local + 26, 2) + number(zip, local + 28, 2);
	if (from > zip.len || zip.len - from < len)
		return UMB_E_FORMAT;
	if (method == 0)
		return len > max ? UMB_E_LIMIT : umb_buf_append_slice(out, umb_slice_sub(zip, from, from + len));
	return method == 8 ? inflate_all(out, umb_slice_sub(zip, from, from + len), max) : UMB_E_UNSUPPORTED;
}

umb_status umb_unzip_member(umb_buf *out, umb_slice zip, const char *name, size_t max)
{
	size_t end = find_end(zip), at, n;

	if (end == SIZE_MAX)
		return UMB_E_FORMAT;
	n  = number(zip, end + 10, 2);
	at = number(zip, end + 16, 4);
	for (size_t i = 0; i < n; i++) {
		size_t name_len = number(zip, at + 28, 2);

		if (!has_mark(zip, at, "PK\1\2", ENTRY_LEN) || zip.len - at - ENTRY_LEN < name_len)
			return UMB_E_FORMAT;
		if (umb_slice_eq_str(umb_slice_sub(zip, at + ENTRY_LEN, at + ENTRY_LEN + name_len), name))
			return read_entry(out, zip, at, max);
		at += ENTRY_LEN + name_len + number(zip, at + 30, 2) + number(zip, at + 32, 2);
	}
	return UMB_E_NOTFOUND;
}
