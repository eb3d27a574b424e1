/*
 * unp_gzip.c - gzip, all members of it, and zlib streams.
 *
 * zlib reads headers and checksums.  Memory is its window, whatever the file says about itself.
 */
#include <zlib.h>

#include "base/alloc.h"
#include "unpack/codec.h"

#define NAME_BYTES 256
#define GZIP_ONLY (16 + MAX_WBITS)
/* Of a zlib stream so much must inflate before it is taken for one. */
#define PROBE_IN 4096
#define PROBE_OUT 1024

typedef struct gunzip {
	z_stream  z;
	gz_header head;
	bool      is_ready; /* inflateInit was called */
	uint8_t   name[NAME_BYTES];
} gunzip;

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

static bool gzip_probe(umb_slice head)
{
	return head.len >= 3 && head.ptr[0] == 0x1f && head.ptr[1] == 0x8b && head.ptr[2] == Z_DEFLATED;
}

static umb_status ready(gunzip *g, int window_bits)
{
	if (g->is_ready)
		return inflateReset(&g->z) == Z_OK ? UMB_OK : UMB_E_FORMAT;
	g->z.zalloc = zlib_alloc;
	g->z.zfree  = zlib_free;
	g->is_ready = inflateInit2(&g->z, window_bits) == Z_OK;
	return g->is_ready ? UMB_OK : UMB_E_NOMEM;
}

static umb_status gzip_begin(void *state)
{
	gunzip    *g  = state;
	umb_status st = ready(g, GZIP_ONLY);

	memset(g->name, 0, sizeof(g->name));
	memset(&g->head, 0, sizeof(g->head));
	g->head.name     = g->name;
	g->head.name_max = NAME_BYTES - 1;
	return st == UMB_OK && inflateGetHeader(&g->z, &g->head) != Z_OK ? UMB_E_FORMAT : st;
}

static umb_status zlib_begin(void *state)
{
	return ready(state, MAX_WBITS);
}

static umb_status inflate_step(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out)
{
	gunzip *g = state;
	int     z;

	UMB_UNUSED(is_last);
	/* Of a stream that was made by zlib, which takes what it must not change. */
	g->z.next_in   = (Bytef *)(uintptr_t)in->ptr;
	g->z.avail_in  = (unsigned)in->len;
	g->z.next_out  = out;
	g->z.avail_out = (unsigned)UMB_MIN(cap, (size_t)INT32_MAX);
	z      = inflate(&g->z, Z_NO_FLUSH);
	*n_out = (size_t)(g->z.next_out - out);
	*in    = umb_slice_sub(*in, in->len - g->z.avail_in, in->len);
	if (z == Z_MEM_ERROR)
		return UMB_E_NOMEM;
	if (z == Z_STREAM_END)
		return UMB_END;
	return z == Z_OK || z == Z_BUF_ERROR ? UMB_OK : UMB_E_FORMAT;
}

static void inflate_end(void *state)
{
	gunzip *g = state;

	if (g->is_ready)
		inflateEnd(&g->z);
}

static const char *gzip_name(const void *state)
{
	const gunzip *g = state;

	return g->head.done == 1 && g->name[0] ? (const char *)g->name : NULL;
}

static const umb_codec gzip_codec = {
	.state_len = sizeof(gunzip),
	.is_next   = gzip_probe,
	.begin     = gzip_begin,
	.step      = inflate_step,
	.end       = inflate_end,
	.name      = gzip_name,
};

static umb_status gzip_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&gzip_codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_gzip = {
	.name      = "gzip",
	.summary   = "gzip files, every member",
	.probe     = gzip_probe,
	.first     = "\x1f",
	.unpack    = gzip_unpack,
	.is_stream = true,
};

/* -- zlib ------------------------------------------------------------------------------------------------ */

static bool does_inflate(umb_slice head)
{
	gunzip     g = { .is_ready = false };
	uint8_t    out[PROBE_OUT];
	size_t     n  = 0, n_all = 0;
	umb_status st = zlib_begin(&g);

	head = umb_slice_sub(head, 0, PROBE_IN);
	while (st == UMB_OK && head.len > 0 && n_all < PROBE_OUT) {
		st = inflate_step(&g, &head, false, out, sizeof(out), &n);
		n_all += n;
	}
	inflate_end(&g);
	/* The first bytes of a dynamic block give nothing yet. */
	return (st == UMB_OK || st == UMB_END) && n_all > 0;
}

/* Two bytes, of which one is a checksum, are too little: "x^2 + y" begins so. */
static bool zlib_probe(umb_slice head)
{
	if (head.len < 8 || head.ptr[0] != 0x78 || (head.ptr[0] << 8 | head.ptr[1]) % 31 != 0 || (head.ptr[1] & 0x20))
		return false;
	return does_inflate(head);
}

static const umb_codec zlib_codec = {
	.state_len = sizeof(gunzip),
	.begin     = zlib_begin,
	.step      = inflate_step,
	.end       = inflate_end,
};

static umb_status zlib_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&zlib_codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_zlib = {
	.name      = "zlib",
	.summary   = "zlib streams, such as loose objects of git",
	.probe     = zlib_probe,
	.first     = "x",
	.unpack    = zlib_unpack,
	.is_stream = true,
};
