/*
 * der.c - see der.h.
 */
#include "base/der.h"

bool umb_der_take(umb_slice *s, uint8_t *tag, umb_slice *content)
{
	size_t len, n_len = 0;

	if (s->len < 2)
		return false;
	*tag = s->ptr[0];
	len  = s->ptr[1];
	if (len >= 0x80) {
		n_len = len & 0x7f;
		if (n_len == 0 || n_len > 3 || s->len < 2 + n_len)
			return false;
		len = 0;
		for (size_t i = 0; i < n_len; i++)
			len = len << 8 | s->ptr[2 + i];
	}
	if (len > s->len - 2 - n_len)
		return false;
	*content = umb_slice_sub(*s, 2 + n_len, 2 + n_len + len);
	*s       = umb_slice_sub(*s, 2 + n_len + len, s->len);
	return true;
}

bool umb_der_take_tag(umb_slice *s, uint8_t want, umb_slice *content)
{
	uint8_t   tag;
	umb_slice rest = *s;

	if (!umb_der_take(&rest, &tag, content) || tag != want)
		return false;
	*s = rest;
	return true;
}
