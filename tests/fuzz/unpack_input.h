/*
 * unpack_input.h - any bytes as a container, read in steps of any size: bounded output, and every member that began has ended.
 */
#ifndef UMB_FUZZ_UNPACK_INPUT_H
#define UMB_FUZZ_UNPACK_INPUT_H

#include <stdlib.h>

#include "harness/emit_double.h"

#define INPUT_BUDGET (1u << 20)

typedef struct unpack_source {
	umb_slice whole, left;
	size_t    step;
} unpack_source;

static inline umb_status unpack_read(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	unpack_source *s = ctx;
	size_t         n = UMB_MIN(UMB_MIN(cap, s->step), s->left.len);

	if (n)
		memcpy(buf, s->left.ptr, n);
	s->left = umb_slice_sub(s->left, n, s->left.len);
	*n_read = n;
	return UMB_OK;
}

static inline umb_status unpack_read_at(void *ctx, uint64_t at, uint8_t *buf, size_t cap, size_t *n_read)
{
	unpack_source *s    = ctx;
	umb_slice      part = umb_slice_sub(s->whole, at < s->whole.len ? (size_t)at : s->whole.len, s->whole.len);

	*n_read = UMB_MIN(cap, part.len);
	if (*n_read)
		memcpy(buf, part.ptr, *n_read);
	return UMB_OK;
}

/* The first byte says how it is read: the size of the steps, and, when it is odd, at any place, too. */
static inline int unpack_input(const char *name, const uint8_t *data, size_t size)
{
	static emit_double      d;
	const umb_unpacker_ops *u = umb_unpacker_find(name);
	unpack_source           s;
	umb_reader              in = { .ctx = &s, .read = unpack_read };

	if (size < 1)
		return 0;
	s.whole = s.left = umb_slice_of(data + 1, size - 1);
	s.step  = 1u + data[0] * 17u;
	if (data[0] & 1) {
		in.read_at = unpack_read_at;
		in.size    = s.whole.len;
	}
	double_reset(&d, INPUT_BUDGET, u->has_lines ? s.whole.len : SIZE_MAX, false);
	d.jumps = u->has_lines;
	u->probe(s.whole);
	u->unpack(&in, &d.emit);
	if (d.is_wrong || d.is_open || d.n_total > INPUT_BUDGET)
		abort();
	return 0;
}

#endif
