/*
 * base/hash.h - fast content keys (xxh3-128).  Not a security property and never used on secrets.
 */
#ifndef UMB_BASE_HASH_H
#define UMB_BASE_HASH_H

#include "base/types.h"

typedef struct umb_key128 {
	uint64_t lo, hi;
} umb_key128;

umb_key128 umb_hash128(umb_slice s);
uint64_t   umb_hash64(umb_slice s);

#endif
