/*
 * make_pack.h - the pieces of packs that are made for fuzzing, and the bytes that say how.  Streams are compressed here, because no
 * fuzzer guesses one.
 */
#ifndef UMB_TESTS_MAKE_PACK_H
#define UMB_TESTS_MAKE_PACK_H

#include <stdlib.h>

#include <zlib.h>

#include "base/buf.h"

/* Bytes of instructions; where they end, zeros. */
typedef struct input {
	const uint8_t *at;
	size_t         left;
} input;

static inline uint8_t take(input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static inline void must(bool ok)
{
	if (!ok)
		abort();
}

/* At most some kilobytes. */
static inline void put_stream(umb_buf *pack, umb_slice s)
{
	uint8_t out[8192];
	uLongf  n = sizeof(out);

	must(compress2(out, &n, s.len ? s.ptr : (const uint8_t *)"", s.len, 1) == Z_OK);
	umb_buf_append(pack, out, n);
}

static inline void put_header(umb_buf *pack, unsigned type, size_t size)
{
	uint8_t c = (uint8_t)(type << 4 | (size & 15));

	for (size >>= 4; size; size >>= 7) {
		umb_buf_append_byte(pack, c | 128);
		c = size & 127;
	}
	umb_buf_append_byte(pack, c);
}

static inline void put_be32(umb_buf *b, uint64_t v)
{
	uint8_t c[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

	umb_buf_append(b, c, 4);
}

#endif
