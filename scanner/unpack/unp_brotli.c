/*
 * unp_brotli.c - Brotli, which has no magic bytes: only what is named .br and is no text is taken for it.
 */
#include <brotli/decode.h>

#include "base/alloc.h"
#include "base/text.h"
#include "unpack/codec.h"

#define PROBE_LEN 4096

static BrotliDecoderState *(*make_state)(brotli_alloc_func alloc, brotli_free_func release, void *ctx);
static void (*free_state)(BrotliDecoderState *s);
static BrotliDecoderResult (*decompress)(BrotliDecoderState *s, size_t *n_in, const uint8_t **in, size_t *n_out, uint8_t **out, size_t *total);
static BrotliDecoderErrorCode (*error_of)(const BrotliDecoderState *s);

static const umb_symbol symbols[] = {
	{ "BrotliDecoderCreateInstance", &make_state }, { "BrotliDecoderDestroyInstance", &free_state },
	{ "BrotliDecoderDecompressStream", &decompress }, { "BrotliDecoderGetErrorCode", &error_of },
};
static umb_library library = UMB_LIBRARY("libbrotlidec.so.1", symbols);

typedef struct unbrotli {
	BrotliDecoderState *s;
} unbrotli;

static void *own_alloc(void *ctx, size_t size)
{
	UMB_UNUSED(ctx);
	return umb_alloc(size);
}

static void own_free(void *ctx, void *ptr)
{
	UMB_UNUSED(ctx);
	umb_free(ptr);
}

static bool brotli_probe(umb_slice head)
{
	head = umb_slice_sub(head, 0, PROBE_LEN);
	return head.len > 0 && (!umb_text_is_text(head) || !umb_text_is_utf8(head));
}

static umb_status brotli_begin(void *state)
{
	unbrotli *b = state;

	b->s = make_state(own_alloc, own_free, NULL);
	return b->s ? UMB_OK : UMB_E_NOMEM;
}

static umb_status brotli_step(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out)
{
	unbrotli           *b = state;
	const uint8_t      *next = in->ptr;
	size_t              n_in = in->len, room = cap;
	BrotliDecoderResult r;
	int                 code;

	UMB_UNUSED(is_last);
	r      = decompress(b->s, &n_in, &next, &room, &out, NULL);
	*n_out = cap - room;
	*in    = umb_slice_sub(*in, in->len - n_in, in->len);
	if (r == BROTLI_DECODER_RESULT_SUCCESS)
		return UMB_END;
	if (r != BROTLI_DECODER_RESULT_ERROR)
		return UMB_OK;
	code = (int)error_of(b->s);
	return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES ? UMB_E_NOMEM : UMB_E_FORMAT;
}

static void brotli_end(void *state)
{
	unbrotli *b = state;

	if (b->s)
		free_state(b->s);
}

static const umb_codec codec = {
	.library   = &library,
	.state_len = sizeof(unbrotli),
	.begin     = brotli_begin,
	.step      = brotli_step,
	.end       = brotli_end,
};

static umb_status brotli_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_stream_unpack(&codec, in, emit);
}

const umb_unpacker_ops umb_unpacker_brotli = {
	.name      = "brotli",
	.summary   = "Brotli, by the ending .br",
	.probe     = brotli_probe,
	.unpack    = brotli_unpack,
	.ending    = ".br",
	.is_stream = true,
};
