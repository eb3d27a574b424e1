/*
 * unp_xz.c - xz, and the .lzma files before it.
 */
#include <lzma.h>

#include "base/alloc.h"
#include "unpack/codec.h"

/* The dictionary of `xz -9` is half of this. */
#define MEMORY_MAX (UINT64_C(128) << 20)

static lzma_ret (*open_xz)(lzma_stream *z, uint64_t memory, uint32_t flags);
static lzma_ret (*open_lzma)(lzma_stream *z, uint64_t memory);
static lzma_ret (*code)(lzma_stream *z, lzma_action action);
static void (*end)(lzma_stream *z);

static const umb_symbol symbols[] = {
	{ "lzma_stream_decoder", &open_xz }, { "lzma_alone_decoder", &open_lzma }, { "lzma_code", &code }, { "lzma_end", &end },
};
static umb_library library = UMB_LIBRARY("liblzma.so.5", symbols);

static void *own_alloc(void *ctx, size_t count, size_t size)
{
	UMB_UNUSED(ctx);
	/* Dictionaries are written before they are read: no need for zeros. */
	return umb_mul(count, size, &size) ? umb_alloc(size) : NULL;
}

static void own_free(void *ctx, void *ptr)
{
	UMB_UNUSED(ctx);
	umb_free(ptr);
}

static const lzma_allocator allocator = { own_alloc, own_free, NULL };

static umb_status from(lzma_ret r)
{
	switch (r) {
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return UMB_OK;
	case LZMA_STREAM_END:
		return UMB_END;
	case LZMA_MEM_ERROR:
		return UMB_E_NOMEM;
	case LZMA_MEMLIMIT_ERROR:
	case LZMA_OPTIONS_ERROR:
		return UMB_E_UNSUPPORTED;
	default:
		return UMB_E_FORMAT;
	}
}

static umb_status xz_begin(void *state)
{
	lzma_stream *z = state;

	z->allocator = &allocator;
	/* Streams behind each other, and the padding between them, are read as one. */
	return from(open_xz(z, MEMORY_MAX, LZMA_CONCATENATED));
}

static umb_status lzma_begin(void *state)
{
	lzma_stream *z = state;

	z->allocator = &allocator;
	return from(open_lzma(z, MEMORY_MAX));
}

static umb_status lzma_step(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out)
{
	lzma_stream *z = state;
	umb_status   st;

	z->next_in   = in->ptr;
	z->avail_in  = in->len;
	z->next_out  = out;
	z->avail_out = cap;
	st     = from(code(z, is_last ? LZMA_FINISH : LZMA_RUN));
	*n_out = cap - z->avail_out;
	*in    = umb_slice_sub(*in, in->len - z->avail_in, in->len);
	return st;
}

static void lzma_close(void *state)
{
	end(state);
}

static bool xz_probe(umb_slice head)
{
	return head.len >= 12 && memcmp(head.ptr, "\xfd" "7zXZ\0", 6) == 0;
}

/*
 * There is no magic: properties that lzma_alone makes by default, a dictionary of a power of two from 64 KB to 128 MB, and a
 * size that is unknown or below 256 GB.
 */
static bool lzma_probe(umb_slice head)
{
	uint32_t dict;
	bool     is_unknown = true;

	if (head.len < 18 || head.ptr[0] != 0x5d || head.ptr[13] != 0)
		return false;
	dict = (uint32_t)head.ptr[1] | (uint32_t)head.ptr[2] << 8 | (uint32_t)head.ptr[3] << 16 | (uint32_t)head.ptr[4] << 24;
	for (size_t i = 5; i < 13; i++)
		is_unknown = is_unknown && head.ptr[i] == 0xff;
	return dict >= 1u << 16 && dict <= 1u << 27 && (dict & (dict - 1)) == 0 &&
	       (is_unknown || (head.ptr[10] == 0 && head.ptr[11] == 0 && head.ptr[12] == 0));
}

static const umb_codec xz_codec = {
	.library     = &library,
	.state_len   = sizeof(lzma_stream),
	.begin       = xz_begin,
	.step        = lzma_step,
	.end         = lzma_close,
	.unsupported = "xz: a dictionary above 128 MiB, or an unknown filter",
};

static const umb_codec lzma_codec = {
	.library     = &library,
	.state_len   = sizeof(lzma_stream),
	.begin       = lzma_begin,
	.step        = lzma_step,
	.end         = lzma_close,
	.unsupported = "lzma: a dictionary above 128 MiB",
};

static umb_status xz_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&xz_codec, in, emit);
}

static umb_status lzma_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&lzma_codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_xz = {
	.name      = "xz",
	.summary   = "xz",
	.probe     = xz_probe,
	.first     = "\xfd",
	.unpack    = xz_unpack,
	.is_stream = true,
};

const umb_unpacker_ops umb_unpacker_lzma = {
	.name      = "lzma",
	.summary   = ".lzma files",
	.probe     = lzma_probe,
	.first     = "]",
	.unpack    = lzma_unpack,
	.is_stream = true,
};
