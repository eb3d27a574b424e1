/*
 * base/hash.h - fast content keys (xxh3).  Without a key no security property, and never kept of secrets.
 */
#ifndef UMB_BASE_HASH_H
#define UMB_BASE_HASH_H

#include "base/types.h"

typedef struct umb_key128 {
	uint64_t lo, hi;
} umb_key128;

umb_key128 umb_hash128(umb_slice s);
uint64_t   umb_hash64(umb_slice s);

/* Two texts with one hash cannot be made on purpose while the secret is random and not told. */
#define UMB_HASH_SECRET_LEN 192
uint64_t   umb_hash64_keyed(const uint8_t secret[UMB_HASH_SECRET_LEN], umb_slice s);

#endif
