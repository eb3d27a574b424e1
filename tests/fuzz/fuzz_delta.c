/*
 * fuzz_delta.c - any bytes as a delta on any base: bounded, and what is made is made whole or refused.
 *
 * Input: the length of the base in two bytes, the base, the delta.  With an odd first byte the two lengths that a delta begins
 * with are put right, so that the instructions are reached.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "git/git_store.h"

#define MAX_OUT (1u << 18)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void put_length(umb_buf *b, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		umb_buf_append_byte(b, (uint8_t)(0x80 | (n & 0x7f)));
	umb_buf_append_byte(b, (uint8_t)n);
}

/* Into a block of exactly the size that was said, over two fillings: a byte that was not written shows. */
static void apply(umb_slice delta, umb_slice base, size_t out_len)
{
	uint8_t   *first = umb_alloc(out_len), *second = umb_alloc(out_len);
	umb_status st[2];

	if (!first || !second)
		abort();
	memset(first, 0x55, out_len);
	memset(second, 0xaa, out_len);
	st[0] = umb_git_delta_apply(delta, base, first, out_len, NULL);
	st[1] = umb_git_delta_apply(delta, base, second, out_len, NULL);
	if (st[0] != st[1] || (st[0] == UMB_OK && memcmp(first, second, out_len) != 0))
		abort();
	if (umb_git_delta_apply(delta, base, first, out_len ? out_len - 1 : 1, NULL) == UMB_OK)
		abort();
	umb_free(first);
	umb_free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_buf   delta = UMB_BUF_INIT;
	umb_slice base, rest;
	uint64_t  base_len, out_len;
	size_t    n;

	if (len < 3)
		return 0;
	n    = UMB_MIN((size_t)data[0] << 8 | data[1], len - 3);
	base = umb_slice_of(data + 3, n);
	rest = umb_slice_of(data + 3 + n, len - 3 - n);
	if (data[2] & 1) {
		put_length(&delta, n);
		put_length(&delta, (size_t)data[2] >> 1);
	}
	umb_buf_append_slice(&delta, rest);
	if (umb_git_delta_sizes(umb_buf_view(&delta), &base_len, &out_len) && out_len <= MAX_OUT) {
		/* of exactly the size, so that the sanitizers see a byte too many */
		uint8_t *exact = umb_alloc(base.len);

		if (!exact)
			abort();
		memcpy(exact, base.ptr, base.len);
		apply(umb_buf_view(&delta), umb_slice_of(exact, base.len), (size_t)out_len);
		umb_free(exact);
	}
	umb_buf_clear(&delta);
	return 0;
}
