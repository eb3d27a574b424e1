/*
 * hash.c - the only user of xxhash.
 */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

umb_key128 umb_hash128(umb_slice s)
{
	XXH128_hash_t h = XXH3_128bits(s.ptr, s.len);

	return (umb_key128){ h.low64, h.high64 };
}

uint64_t umb_hash64(umb_slice s)
{
	return XXH3_64bits(s.ptr, s.len);
}

uint64_t umb_hash64_keyed(const uint8_t secret[UMB_HASH_SECRET_LEN], umb_slice s)
{
	return XXH3_64bits_withSecret(s.ptr, s.len, secret, UMB_HASH_SECRET_LEN);
}
