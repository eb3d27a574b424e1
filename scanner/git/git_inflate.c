/*
 * git_inflate.c - zlib streams of objects.
 *
 * libdeflate needs the exact size and is 1.6 to 2.3 times as fast as zlib; objects in packs say their
 * size in front.  Loose objects say it inside the stream, so their first bytes go through zlib.
 */
#include <libdeflate.h>
#include <zlib.h>

#include "base/number.h"
#include "base/text.h"
#include "git/git_store.h"

/* umb_git_inflater is libdeflate's decompressor under our own name; nobody looks inside. */

umb_git_inflater *umb_git_inflater_new(void)
{
	return (umb_git_inflater *)(void *)libdeflate_alloc_decompressor();
}

void umb_git_inflater_free(umb_git_inflater *i)
{
	if (i)
		libdeflate_free_decompressor((struct libdeflate_decompressor *)(void *)i);
}

bool umb_git_inflate(umb_git_inflater *i, umb_slice in, uint8_t *out, size_t out_len)
{
	size_t used = 0;

	return libdeflate_zlib_decompress_ex((struct libdeflate_decompressor *)(void *)i, in.ptr, in.len, out, out_len, &used, NULL) ==
	       LIBDEFLATE_SUCCESS;
}

/* "blob 123\0" */
static bool parse_header(const char *text, size_t len, umb_git_type *type, uint64_t *size, size_t *header_len)
{
	static const char *const names[] = { "commit ", "tree ", "blob ", "tag " };
	const char *nul = memchr(text, 0, len);

	for (size_t i = 0; nul && i < UMB_COUNT(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(text, names[i], n) != 0)
			continue;
		*type       = (umb_git_type)(i + 1);
		*header_len = (size_t)(nul - text) + 1;
		return umb_parse_u64(size, umb_slice_of(text + n, (size_t)(nul - text) - n), 0, UINT64_MAX / 2);
	}
	return false;
}

static umb_status inflate_body(z_stream *z, umb_buf *out, const uint8_t *head, size_t head_len, uint64_t size)
{
	int rc = Z_OK;

	if (umb_buf_reserve(out, (size_t)size + UMB_TEXT_PAD) != UMB_OK)
		return UMB_E_NOMEM;
	if (head_len > size)
		return UMB_E_FORMAT;
	umb_buf_append(out, head, head_len);
	z->next_out  = out->ptr + out->len;
	z->avail_out = (uInt)(size - head_len);
	while (z->avail_out > 0 && rc == Z_OK)
		rc = inflate(z, Z_SYNC_FLUSH);
	if (z->avail_out > 0 || (rc != Z_OK && rc != Z_STREAM_END))
		return UMB_E_FORMAT;
	out->len = (size_t)size;
	memset(out->ptr + out->len, 0, UMB_TEXT_PAD);
	return UMB_OK;
}

umb_status umb_git_inflate_loose(umb_slice in, umb_git_type *type, umb_buf *out, uint64_t max)
{
	uint8_t    head[128];
	z_stream   z;
	uint64_t   size = 0;
	size_t     header_len = 0, n;
	umb_status st = UMB_E_FORMAT;

	memset(&z, 0, sizeof(z));
	if (in.len > UINT32_MAX / 2 || inflateInit(&z) != Z_OK)
		return UMB_E_NOMEM;
	z.next_in   = (Bytef *)(uintptr_t)in.ptr;
	z.avail_in  = (uInt)in.len;
	z.next_out  = head;
	z.avail_out = sizeof(head);
	inflate(&z, Z_SYNC_FLUSH);
	n = sizeof(head) - z.avail_out;
	if (parse_header((const char *)head, n, type, &size, &header_len))
		st = size > max ? UMB_E_LIMIT : inflate_body(&z, out, head + header_len, n - header_len, size);
	inflateEnd(&z);
	return st;
}
