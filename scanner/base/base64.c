/*
 * base64.c - one table and one loop.  Bits left over in the last character are not looked at.
 */
#include "base/base64.h"

#define X 0xff
const uint8_t umb_base64_value[256] = {
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, 62, X, 62, X, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, X, X, X,
	X, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, 63,
	X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
};

bool umb_base64_decode(uint8_t *out, size_t cap, size_t *n_out, umb_slice text)
{
	uint32_t bits = 0;
	size_t   n = 0, n_pad = 0;

	while (text.len > 0 && n_pad < 2 && text.ptr[text.len - 1] == '=') {
		text.len--;
		n_pad++;
	}
	if (text.len % 4 == 1 || (n_pad > 0 && (text.len + n_pad) % 4 != 0))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t v = umb_base64_value[text.ptr[i]];

		if (v == 0xff)
			return false;
		bits = bits << 6 | v;
		if (i % 4 == 0)
			continue;
		if (n == cap)
			return false;
		out[n++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
	*n_out = n;
	return true;
}

size_t umb_base64_encode(char *out, umb_slice in)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t   n = 0, n_bits = 0;
	uint32_t bits = 0;

	for (size_t i = 0; i < in.len; i++) {
		bits = bits << 8 | in.ptr[i];
		for (n_bits += 8; n_bits >= 6; n_bits -= 6)
			out[n++] = digits[bits >> (n_bits - 6) & 63];
	}
	if (n_bits)
		out[n++] = digits[bits << (6 - n_bits) & 63];
	out[n] = '\0';
	return n;
}

static uint8_t base32_value(uint8_t c)
{
	if (c >= '2' && c <= '7')
		return (uint8_t)(c - '2' + 26);
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a') : X;
}

bool umb_base32_decode(uint8_t *out, size_t cap, size_t *n_out, umb_slice text)
{
	uint32_t bits = 0, n_bits = 0;
	size_t   n = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t v = base32_value(text.ptr[i]);

		if (v == X)
			return false;
		bits = bits << 5 | v;
		n_bits += 5;
		if (n_bits < 8)
			continue;
		if (n == cap)
			return false;
		n_bits -= 8;
		out[n++] = (uint8_t)(bits >> n_bits);
	}
	*n_out = n;
	return true;
}
#undef X
