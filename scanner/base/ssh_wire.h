/*
 * base/ssh_wire.h - the strings of SSH's own encoding, one after the other: a length of four bytes, then so many.
 */
#ifndef UMB_BASE_SSH_WIRE_H
#define UMB_BASE_SSH_WIRE_H

#include "base/types.h"

/* Both take off the front of *s; false, with *s as it was, when it does not fit. */
static inline bool umb_ssh_take_u32(umb_slice *s, uint32_t *n)
{
	if (s->len < 4)
		return false;
	*n = (uint32_t)s->ptr[0] << 24 | (uint32_t)s->ptr[1] << 16 | (uint32_t)s->ptr[2] << 8 | s->ptr[3];
	*s = umb_slice_sub(*s, 4, s->len);
	return true;
}

static inline bool umb_ssh_take(umb_slice *s, umb_slice *out)
{
	umb_slice rest = *s;
	uint32_t  n;

	if (!umb_ssh_take_u32(&rest, &n) || n > rest.len)
		return false;
	*out = umb_slice_sub(rest, 0, n);
	*s   = umb_slice_sub(rest, n, rest.len);
	return true;
}

#endif
