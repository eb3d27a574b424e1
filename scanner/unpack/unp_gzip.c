/*
 * unp_gzip.c - gzip, all members of it, as a stream.
 *
 * zlib reads headers and checksums; this file feeds it.  Memory is two chunks and zlib's window, whatever
 * the file says about itself.  A member is announced with its first output, because its name is known only then.
 *
 * Bytes behind a whole member that are not the start of another one (padding, signatures) are no damage.
 */
#include "core/decoder.h"

#include <zlib.h>

#include "base/alloc.h"

#define IN_BYTES (32 * 1024)
#define OUT_BYTES (64 * 1024)
#define NAME_BYTES 256
#define GZIP_ONLY (16 + MAX_WBITS)

typedef struct gunzip {
	z_stream    z;
	gz_header   head;
	umb_reader *in;
	umb_emit   *emit;
	bool        is_open;   /* a member has begun */
	bool        is_at_end; /* the reader has nothing more */
	uint64_t    n_out;     /* of this member */
	uint8_t     name[NAME_BYTES];
	uint8_t     in_buf[IN_BYTES];
	uint8_t     out_buf[OUT_BYTES];
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

/* Keeps what is unread and appends more, so that at least `want` bytes are there unless the input ends. */
static umb_status fill(gunzip *g, size_t want)
{
	if (g->z.avail_in > 0 && g->z.next_in != g->in_buf)
		memmove(g->in_buf, g->z.next_in, g->z.avail_in);
	g->z.next_in = g->in_buf;
	while (g->z.avail_in < want && !g->is_at_end) {
		size_t     n  = 0;
		umb_status st = g->in->read(g->in->ctx, g->in_buf + g->z.avail_in, IN_BYTES - g->z.avail_in, &n);

		if (st != UMB_OK)
			return st;
		g->is_at_end = n == 0;
		g->z.avail_in += (unsigned)n;
	}
	return UMB_OK;
}

static umb_status open_member(gunzip *g)
{
	const char *name = g->head.done == 1 && g->name[0] ? (const char *)g->name : NULL;
	umb_status  st   = g->emit->member(g->emit, name);

	if (st == UMB_OK)
		st = g->emit->begin(g->emit, 0);
	g->is_open = st == UMB_OK;
	return st;
}

/* Spans inside a member are its own, so the output stands for itself. */
static umb_status put(gunzip *g, size_t n)
{
	umb_status st = UMB_OK;

	if (n == 0)
		return UMB_OK;
	if (!g->is_open)
		st = open_member(g);
	if (st == UMB_OK)
		st = g->emit->write(g->emit, g->out_buf, n, (size_t)g->n_out, n);
	g->n_out += n;
	return st;
}

static umb_status close_member(gunzip *g, umb_status st)
{
	umb_status end = UMB_OK;

	if (g->is_open)
		end = g->emit->end(g->emit, (size_t)g->n_out);
	g->is_open = false;
	return st != UMB_OK ? st : end;
}

/* Inflates one member; UMB_E_FORMAT when it is damaged or cut. */
static umb_status run_member(gunzip *g)
{
	int z = Z_OK;

	while (z != Z_STREAM_END) {
		umb_status st = g->z.avail_in ? UMB_OK : fill(g, 1);

		if (st != UMB_OK)
			return st;
		g->z.next_out  = g->out_buf;
		g->z.avail_out = OUT_BYTES;
		z  = inflate(&g->z, Z_NO_FLUSH);
		st = put(g, OUT_BYTES - g->z.avail_out);
		if (st != UMB_OK)
			return st;
		if (z == Z_MEM_ERROR)
			return UMB_E_NOMEM;
		if (z != Z_OK && z != Z_STREAM_END && z != Z_BUF_ERROR)
			return UMB_E_FORMAT;
		/* No progress without input: the stream is cut. */
		if (z != Z_STREAM_END && g->is_at_end && g->z.avail_in == 0 && g->z.avail_out == OUT_BYTES)
			return UMB_E_FORMAT;
	}
	return UMB_OK;
}

static umb_status begin_member(gunzip *g)
{
	memset(g->name, 0, sizeof(g->name));
	memset(&g->head, 0, sizeof(g->head));
	g->head.name     = g->name;
	g->head.name_max = NAME_BYTES - 1;
	g->n_out         = 0;
	return inflateReset(&g->z) == Z_OK && inflateGetHeader(&g->z, &g->head) == Z_OK ? UMB_OK : UMB_E_FORMAT;
}

static umb_status run(gunzip *g)
{
	umb_status st = fill(g, 3);

	while (st == UMB_OK && gzip_probe(umb_slice_of(g->z.next_in, g->z.avail_in))) {
		st = begin_member(g);
		if (st == UMB_OK)
			st = close_member(g, run_member(g));
		if (st == UMB_OK)
			st = fill(g, 3);
	}
	return st;
}

static umb_status gzip_unpack(umb_reader *in, umb_emit *emit)
{
	gunzip    *g  = umb_alloc_zero(1, sizeof(*g));
	umb_status st = UMB_E_NOMEM;

	if (!g)
		return UMB_E_NOMEM;
	g->in       = in;
	g->emit     = emit;
	g->z.zalloc = zlib_alloc;
	g->z.zfree  = zlib_free;
	if (inflateInit2(&g->z, GZIP_ONLY) == Z_OK) {
		st = run(g);
		inflateEnd(&g->z);
	}
	umb_free(g);
	return st;
}

const umb_unpacker_ops umb_unpacker_gzip = {
	.name    = "gzip",
	.summary = "gzip files, every member",
	.probe   = gzip_probe,
	.unpack  = gzip_unpack,
};
