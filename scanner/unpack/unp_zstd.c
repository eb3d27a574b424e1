/*
 * unp_zstd.c - Zstandard frames, skippable ones passed over.
 */
#define ZSTD_STATIC_LINKING_ONLY /* for an allocator of our own */
#include <zstd.h>
#include <zstd_errors.h>

#include "base/alloc.h"
#include "unpack/codec.h"

/* The window of `zstd --ultra -22`; --long=31 wants 2 GB. */
#define WINDOW_LOG_MAX 27

static ZSTD_DCtx *(*make_context)(ZSTD_customMem mem);
static size_t (*free_context)(ZSTD_DCtx *d);
static size_t (*set_parameter)(ZSTD_DCtx *d, ZSTD_dParameter p, int value);
static size_t (*reset_context)(ZSTD_DCtx *d, ZSTD_ResetDirective what);
static size_t (*decompress)(ZSTD_DCtx *d, ZSTD_outBuffer *out, ZSTD_inBuffer *in);
static unsigned (*is_error)(size_t code);
static ZSTD_ErrorCode (*error_of)(size_t code);

static const umb_symbol symbols[] = {
	{ "ZSTD_createDCtx_advanced", &make_context }, { "ZSTD_freeDCtx", &free_context }, { "ZSTD_DCtx_setParameter", &set_parameter },
	{ "ZSTD_DCtx_reset", &reset_context }, { "ZSTD_decompressStream", &decompress }, { "ZSTD_isError", &is_error },
	{ "ZSTD_getErrorCode", &error_of },
};
static umb_library library = UMB_LIBRARY("libzstd.so.1", symbols);

typedef struct unzstd {
	ZSTD_DCtx *d;
} unzstd;

static void *zstd_alloc(void *ctx, size_t size)
{
	UMB_UNUSED(ctx);
	return umb_alloc(size);
}

static void zstd_free(void *ctx, void *ptr)
{
	UMB_UNUSED(ctx);
	umb_free(ptr);
}

static bool zstd_probe(umb_slice head)
{
	static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

	if (head.len < 8)
		return false;
	return memcmp(head.ptr, magic, 4) == 0 || ((head.ptr[0] & 0xf0) == 0x50 && memcmp(head.ptr + 1, "\x2a\x4d\x18", 3) == 0);
}

static umb_status zstd_begin(void *state)
{
	unzstd        *z   = state;
	ZSTD_customMem mem = { zstd_alloc, zstd_free, NULL };

	if (!z->d)
		z->d = make_context(mem);
	if (!z->d)
		return UMB_E_NOMEM;
	reset_context(z->d, ZSTD_reset_session_only);
	return is_error(set_parameter(z->d, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)) ? UMB_E_UNSUPPORTED : UMB_OK;
}

static umb_status zstd_step(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out)
{
	unzstd        *z = state;
	ZSTD_inBuffer  i = { in->ptr, in->len, 0 };
	ZSTD_outBuffer o = { out, cap, 0 };
	size_t         left;

	UMB_UNUSED(is_last);
	left   = decompress(z->d, &o, &i);
	*n_out = o.pos;
	*in    = umb_slice_sub(*in, i.pos, in->len);
	if (!is_error(left))
		return left == 0 ? UMB_END : UMB_OK;
	switch ((int)error_of(left)) {
	case ZSTD_error_memory_allocation:
		return UMB_E_NOMEM;
	case ZSTD_error_frameParameter_windowTooLarge:
	case ZSTD_error_dictionary_wrong:
	case ZSTD_error_version_unsupported:
		return UMB_E_UNSUPPORTED;
	}
	return UMB_E_FORMAT;
}

static void zstd_end(void *state)
{
	unzstd *z = state;

	if (z->d)
		free_context(z->d);
}

static const umb_codec codec = {
	.library     = &library,
	.state_len   = sizeof(unzstd),
	.is_next     = zstd_probe,
	.begin       = zstd_begin,
	.step        = zstd_step,
	.end         = zstd_end,
	.unsupported = "zstd: a window above 128 MiB, or a dictionary that is kept elsewhere",
};

static umb_status zstd_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_zstd = {
	.name      = "zstd",
	.summary   = "Zstandard",
	.probe     = zstd_probe,
	.first     = "(PQRSTUVWXYZ[\\]^_",
	.unpack    = zstd_unpack,
	.is_stream = true,
};
