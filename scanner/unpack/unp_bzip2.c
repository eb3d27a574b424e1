/*
 * unp_bzip2.c - bzip2, streams behind each other as pbzip2 writes them.  At most 4 MB, whatever the file says.
 */
#include <bzlib.h>

#include "base/alloc.h"
#include "unpack/codec.h"

static int (*open_stream)(bz_stream *z, int verbosity, int is_small);
static int (*decompress)(bz_stream *z);
static int (*close_stream)(bz_stream *z);

static const umb_symbol symbols[] = {
	{ "BZ2_bzDecompressInit", &open_stream }, { "BZ2_bzDecompress", &decompress }, { "BZ2_bzDecompressEnd", &close_stream },
};
static umb_library library = UMB_LIBRARY("libbz2.so.1.0", symbols);

typedef struct bunzip {
	bz_stream z;
	bool      is_open;
} bunzip;

static void *own_alloc(void *ctx, int count, int size)
{
	UMB_UNUSED(ctx);
	return umb_alloc_zero((size_t)count, (size_t)size);
}

static void own_free(void *ctx, void *ptr)
{
	UMB_UNUSED(ctx);
	umb_free(ptr);
}

/* A block begins with the digits of pi, the end of the stream with those of its root. */
static bool bzip2_probe(umb_slice head)
{
	return head.len >= 10 && memcmp(head.ptr, "BZh", 3) == 0 && head.ptr[3] >= '1' && head.ptr[3] <= '9' &&
	       (memcmp(head.ptr + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 || memcmp(head.ptr + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static void bzip2_end(void *state)
{
	bunzip *b = state;

	if (b->is_open)
		close_stream(&b->z);
	b->is_open = false;
}

static umb_status bzip2_begin(void *state)
{
	bunzip *b = state;

	bzip2_end(b);
	memset(&b->z, 0, sizeof(b->z));
	b->z.bzalloc = own_alloc;
	b->z.bzfree  = own_free;
	b->is_open   = open_stream(&b->z, 0, 0) == BZ_OK;
	return b->is_open ? UMB_OK : UMB_E_NOMEM;
}

static umb_status bzip2_step(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out)
{
	bunzip *b = state;
	int     code;

	UMB_UNUSED(is_last);
	b->z.next_in   = (char *)(uintptr_t)in->ptr;
	b->z.avail_in  = (unsigned)in->len;
	b->z.next_out  = (char *)out;
	b->z.avail_out = (unsigned)UMB_MIN(cap, (size_t)INT32_MAX);
	code   = decompress(&b->z);
	*n_out = (size_t)((uint8_t *)b->z.next_out - out);
	*in    = umb_slice_sub(*in, in->len - b->z.avail_in, in->len);
	if (code == BZ_STREAM_END)
		return UMB_END;
	if (code == BZ_MEM_ERROR)
		return UMB_E_NOMEM;
	return code == BZ_OK ? UMB_OK : UMB_E_FORMAT;
}

static const umb_codec codec = {
	.library   = &library,
	.state_len = sizeof(bunzip),
	.is_next   = bzip2_probe,
	.begin     = bzip2_begin,
	.step      = bzip2_step,
	.end       = bzip2_end,
};

static umb_status bzip2_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_bzip2 = {
	.name      = "bzip2",
	.summary   = "bzip2",
	.probe     = bzip2_probe,
	.first     = "B",
	.unpack    = bzip2_unpack,
	.is_stream = true,
};
