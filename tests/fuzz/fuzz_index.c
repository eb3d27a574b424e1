/*
 * fuzz_index.c - an index and, when the first byte says so, a shared one: its length in two bytes, then the index, then the
 * rest.  What is read must keep the promises of git_index.h.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "harness/check_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define IS_SHA256 1u
#define HAS_SHARED 2u

/* Of exactly this size, so that a byte too many is seen between the two, as well. */
static uint8_t *copy_of(umb_slice s)
{
	uint8_t *copy = umb_alloc(s.len);

	if (!copy)
		abort();
	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_slice     rest = umb_slice_of(data, len), own, shared = UMB_SLICE_INIT;
	uint32_t      id_len;
	uint8_t      *a, *b;
	umb_git_index x;
	umb_status    st;

	if (len < 3)
		return 0;
	id_len = data[0] & IS_SHA256 ? 32 : 20;
	own    = umb_slice_sub(rest, 1, len);
	if (data[0] & HAS_SHARED) {
		size_t split = 3 + ((size_t)data[1] << 8 | data[2]);

		own    = umb_slice_sub(rest, 3, split);
		shared = umb_slice_sub(rest, split, len);
	}
	a  = copy_of(own);
	b  = copy_of(shared);
	st = umb_git_index_parse(&x, umb_slice_of(a, own.len), umb_slice_of(b, shared.len), id_len, NULL);
	if ((st != UMB_OK && st != UMB_E_FORMAT && st != UMB_E_LIMIT) || index_fault(&x, id_len) || (st != UMB_OK && x.n_entries > 0))
		abort();
	umb_git_index_close(&x);
	umb_free(a);
	umb_free(b);
	return 0;
}
