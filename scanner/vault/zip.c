/*
 * zip.c - the little of ZIP that an export file needs: stored entries, CRC-32, central directory.
 *
 * Own code where libarchive would do, because a library that compresses keeps copies of what it was
 * given in buffers nobody wipes; and stored entries are sixty lines.  Format: PKWARE APPNOTE 6.3.
 */
#include <zlib.h>

#include "vault/vault.h"

#define DOS_TIME 0
#define DOS_DATE 0x0021 /* 1980-01-01: no time in the container, the items carry theirs */

static void put16(umb_buf *b, uint32_t v)
{
	umb_buf_append_byte(b, (uint8_t)v);
	umb_buf_append_byte(b, (uint8_t)(v >> 8));
}

static void put32(umb_buf *b, uint32_t v)
{
	put16(b, v & 0xffff);
	put16(b, v >> 16);
}

void umb_zip_begin(umb_zip *z, umb_buf *out)
{
	memset(z, 0, sizeof(*z));
	z->out = out;
}

/* The fields that local header and central directory share. */
static void put_common(umb_buf *b, const char *name, umb_slice bytes)
{
	uint32_t crc = (uint32_t)crc32(0, bytes.ptr, (uInt)bytes.len);

	put16(b, 20);     /* version needed */
	put16(b, 1 << 11); /* names are UTF-8 */
	put16(b, 0);      /* stored */
	put16(b, DOS_TIME);
	put16(b, DOS_DATE);
	put32(b, crc);
	put32(b, (uint32_t)bytes.len);
	put32(b, (uint32_t)bytes.len);
	put16(b, (uint32_t)strlen(name));
	put16(b, 0);
}

umb_status umb_zip_add(umb_zip *z, const char *name, umb_slice bytes)
{
	size_t at = z->out->len;

	if (bytes.len > UINT32_MAX / 2 || at > UINT32_MAX / 2)
		return UMB_E_LIMIT;
	put32(z->out, 0x04034b50);
	put_common(z->out, name, bytes);
	umb_buf_append_str(z->out, name);
	umb_buf_append_slice(z->out, bytes);

	put32(&z->directory, 0x02014b50);
	put16(&z->directory, 20 | 3 << 8); /* made on Unix */
	put_common(&z->directory, name, bytes);
	put16(&z->directory, 0); /* comment */
	put16(&z->directory, 0); /* disk */
	put16(&z->directory, 0); /* internal attributes */
	put32(&z->directory, (uint32_t)0100600 << 16);
	put32(&z->directory, (uint32_t)at);
	umb_buf_append_str(&z->directory, name);
	z->n_entries++;
	return z->out->failed;
}

umb_status umb_zip_finish(umb_zip *z)
{
	uint32_t   at = (uint32_t)z->out->len;
	umb_status st;

	umb_buf_append_slice(z->out, umb_buf_view(&z->directory));
	put32(z->out, 0x06054b50);
	put16(z->out, 0);
	put16(z->out, 0);
	put16(z->out, z->n_entries);
	put16(z->out, z->n_entries);
	put32(z->out, (uint32_t)z->directory.len);
	put32(z->out, at);
	put16(z->out, 0);
	st = z->directory.failed != UMB_OK ? z->directory.failed : z->out->failed;
	umb_buf_clear(&z->directory);
	return st;
}
