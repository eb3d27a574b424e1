/*
 * gzip_size.c - zlib at the level that others compress with, into a buffer that is thrown away.
 */
#include "base/gzip_size.h"

#include <zlib.h>

#include "base/alloc.h"

#define WITH_GZIP_HEADER (15 + 16)

struct umb_gzip_size {
	z_stream z;
	bool     has_failed;
	uint8_t  out[16384];
};

static void *zlib_alloc(void *opaque, unsigned count, unsigned size)
{
	UMB_UNUSED(opaque);
	return umb_alloc_zero(count, size);
}

static void zlib_free(void *opaque, void *ptr)
{
	UMB_UNUSED(opaque);
	umb_free(ptr);
}

umb_gzip_size *umb_gzip_size_new(void)
{
	umb_gzip_size *g = umb_alloc_zero(1, sizeof(*g));

	if (!g)
		return NULL;
	g->z.zalloc = zlib_alloc;
	g->z.zfree  = zlib_free;
	if (deflateInit2(&g->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WITH_GZIP_HEADER, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		umb_free(g);
		return NULL;
	}
	return g;
}

static void turn(umb_gzip_size *g, int flush)
{
	do {
		g->z.next_out  = g->out;
		g->z.avail_out = sizeof(g->out);
		if (deflate(&g->z, flush) == Z_STREAM_ERROR)
			g->has_failed = true;
	} while (!g->has_failed && g->z.avail_out == 0);
}

void umb_gzip_size_add(umb_gzip_size *g, umb_slice bytes)
{
	while (bytes.len && !g->has_failed) {
		size_t n = UMB_MIN(bytes.len, (size_t)1 << 30);

		g->z.next_in  = (Bytef *)(uintptr_t)bytes.ptr;
		g->z.avail_in = (uInt)n;
		turn(g, Z_NO_FLUSH);
		bytes = umb_slice_sub(bytes, n, bytes.len);
	}
}

uint64_t umb_gzip_size_get(umb_gzip_size *g)
{
	if (!g->has_failed)
		turn(g, Z_SYNC_FLUSH);
	return g->has_failed ? UINT64_MAX : (uint64_t)g->z.total_out;
}

void umb_gzip_size_free(umb_gzip_size *own)
{
	if (!own)
		return;
	deflateEnd(&own->z);
	umb_free(own);
}
