/*
 * base/base64.h - decoding base64, base64url and base32 that is already known to be one.
 */
#ifndef UMB_BASE_BASE64_H
#define UMB_BASE_BASE64_H

#include "base/types.h"

/* The 6 bits a character stands for in either alphabet, or 0xff. */
extern const uint8_t umb_base64_value[256];

static inline bool umb_base64_is_char(uint8_t c)
{
	return umb_base64_value[c] != 0xff;
}

/* Bytes that `len` characters can stand for, at most. */
static inline size_t umb_base64_max(size_t len)
{
	return len / 4 * 3 + 3;
}

/*
 * Either alphabet, padded or not; nothing else may stand in `text`.  False when a character is foreign, the
 * length is impossible, or `cap` bytes are not enough.
 */
bool umb_base64_decode(uint8_t *out, size_t cap, size_t *n_out, umb_slice text);

/* Writes base64 without padding and a NUL: at most umb_base64_chars(in.len) + 1 bytes.  Returns the characters. */
size_t umb_base64_encode(char *out, umb_slice in);
static inline size_t umb_base64_chars(size_t n_bytes)
{
	return (n_bytes * 4 + 2) / 3;
}

/* Base32 (RFC 4648) in either case, not padded; bits left over in the last character are not looked at. */
bool umb_base32_decode(uint8_t *out, size_t cap, size_t *n_out, umb_slice text);

#endif
