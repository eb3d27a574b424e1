/*
 * harness/make_base64.h - base64 made at run time, so that no test file holds encoded secrets; and a fixed random source.
 */
#ifndef UMB_TEST_MAKE_BASE64_H
#define UMB_TEST_MAKE_BASE64_H

#include "base/types.h"

/* Writes base64 of `in`, a NUL behind it, and returns its length.  is_url: the other alphabet, no padding. */
static inline size_t make_base64(char *out, umb_slice in, bool is_url)
{
	const char *abc = is_url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	                         : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = 0;

	for (size_t i = 0; i < in.len; i += 3) {
		uint32_t v = (uint32_t)in.ptr[i] << 16;

		v |= i + 1 < in.len ? (uint32_t)in.ptr[i + 1] << 8 : 0;
		v |= i + 2 < in.len ? in.ptr[i + 2] : 0;
		out[n++] = abc[v >> 18];
		out[n++] = abc[v >> 12 & 63];
		if (i + 1 < in.len || !is_url)
			out[n++] = i + 1 < in.len ? abc[v >> 6 & 63] : '=';
		if (i + 2 < in.len || !is_url)
			out[n++] = i + 2 < in.len ? abc[v & 63] : '=';
	}
	out[n] = '\0';
	return n;
}

/* splitmix64 */
static inline uint64_t make_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* n characters of `alphabet` and a NUL. */
static inline void make_text(char *out, size_t n, const char *alphabet, uint64_t *state)
{
	size_t count = strlen(alphabet);

	for (size_t i = 0; i < n; i++)
		out[i] = alphabet[make_random(state) % count];
	out[n] = '\0';
}

#define ABC_HEX "0123456789abcdef"
#define ABC_BASE36 "0123456789abcdefghijklmnopqrstuvwxyz"
#define ABC_BASE62 "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define ABC_BASE64 ABC_BASE62 "+/"
#define ABC_BASE64URL ABC_BASE62 "-_"

#endif
