/*
 * unp_lz4.c - LZ4 frames.  The frame of before 2014, in which kernels are packed, is told and not unpacked.
 */
#include <lz4frame.h>

#include "unpack/codec.h"

static LZ4F_errorCode_t (*make_context)(LZ4F_dctx **d, unsigned version);
static LZ4F_errorCode_t (*free_context)(LZ4F_dctx *d);
static void (*reset_context)(LZ4F_dctx *d);
static size_t (*decompress)(LZ4F_dctx *d, void *out, size_t *n_out, const void *in, size_t *n_in, const LZ4F_decompressOptions_t *o);
static unsigned (*is_error)(LZ4F_errorCode_t code);

static const umb_symbol symbols[] = {
	{ "LZ4F_createDecompressionContext", &make_context }, { "LZ4F_freeDecompressionContext", &free_context },
	{ "LZ4F_resetDecompressionContext", &reset_context }, { "LZ4F_decompress", &decompress }, { "LZ4F_isError", &is_error },
};
static umb_library library = UMB_LIBRARY("liblz4.so.1", symbols);

typedef struct unlz4 {
	LZ4F_dctx *d;
	bool       is_legacy;
} unlz4;

static bool is_frame(umb_slice head)
{
	if (head.len < 7)
		return false;
	return memcmp(head.ptr, "\x04\x22\x4d\x18", 4) == 0 || ((head.ptr[0] & 0xf0) == 0x50 && memcmp(head.ptr + 1, "\x2a\x4d\x18", 3) == 0);
}

static bool is_legacy(umb_slice head)
{
	return head.len >= 8 && memcmp(head.ptr, "\x02\x21\x4c\x18", 4) == 0;
}

/* Frames to be skipped look the same in zstd, which is asked before. */
static bool lz4_probe(umb_slice head)
{
	return is_frame(head) || is_legacy(head);
}

static umb_status lz4_begin(void *state)
{
	unlz4 *z = state;

	if (!z->d && is_error(make_context(&z->d, LZ4F_VERSION)))
		return UMB_E_NOMEM;
	reset_context(z->d);
	return UMB_OK;
}

static umb_status lz4_step(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out)
{
	unlz4 *z    = state;
	size_t n_in = in->len, n = cap, left;

	UMB_UNUSED(is_last);
	if (is_legacy(*in))
		return UMB_E_UNSUPPORTED;
	left   = decompress(z->d, out, &n, in->ptr, &n_in, NULL);
	*n_out = is_error(left) ? 0 : n;
	*in    = umb_slice_sub(*in, is_error(left) ? 0 : n_in, in->len);
	if (is_error(left))
		return UMB_E_FORMAT;
	return left == 0 ? UMB_END : UMB_OK;
}

static void lz4_end(void *state)
{
	unlz4 *z = state;

	if (z->d)
		free_context(z->d);
}

static const umb_codec codec = {
	.library     = &library,
	.state_len   = sizeof(unlz4),
	.is_next     = lz4_probe,
	.begin       = lz4_begin,
	.step        = lz4_step,
	.end         = lz4_end,
	.unsupported = "lz4: legacy frame",
};

static umb_status lz4_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_lz4 = {
	.name      = "lz4",
	.summary   = "LZ4 frames",
	.probe     = lz4_probe,
	.first     = "\2\4PQRSTUVWXYZ[\\]^_",
	.unpack    = lz4_unpack,
	.is_stream = true,
};
