/*
 * decode/digits.h - private to decode/: numbers as codings of text write them.
 */
#ifndef UMB_DECODE_DIGITS_H
#define UMB_DECODE_DIGITS_H

#include "base/types.h"

/* The digit that a byte is, up to 15, or -1. */
static inline int umb_digit_value(uint8_t c)
{
	uint8_t folded = c | 0x20;

	if (c >= '0' && c <= '9')
		return c - '0';
	return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/* Reads up to `max` digits of a base from `at` on; how many there are, and what they say. */
static inline size_t umb_digits_read(umb_slice in, size_t at, size_t max, int base, uint32_t *value)
{
	size_t n = 0;

	*value = 0;
	for (; n < max && at + n < in.len; n++) {
		int v = umb_digit_value(in.ptr[at + n]);

		if (v < 0 || v >= base)
			break;
		*value = *value * (uint32_t)base + (uint32_t)v;
	}
	return n;
}

/* U+FFFD instead of numbers that are no character's. */
static inline uint32_t umb_digits_char(uint32_t code)
{
	return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code;
}

/* What a key, a token or the end of its line may hold, so that writing it in a longer way hides it: ASCII but blanks and other control bytes. */
static inline bool umb_digits_is_plain(uint32_t code)
{
	return (code > 0x20 && code < 0x7f) || code == '\n' || code == '\r';
}

#endif
