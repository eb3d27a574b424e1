/*
 * base/keyed.h - what touches secrets: HMAC, wiping, random bytes, constant-time comparison.
 *
 * With vault/ the only user of libsodium.  Call umb_keyed_init once before anything else here.
 */
#ifndef UMB_BASE_KEYED_H
#define UMB_BASE_KEYED_H

#include "base/types.h"

#define UMB_MAC_LEN 32
#define UMB_KEY_LEN 32

umb_status umb_keyed_init(umb_err *err); /* idempotent, thread-safe */
void       umb_wipe(void *ptr, size_t len); /* not removed by the compiler */
void       umb_random(void *out, size_t len);
bool       umb_equal_ct(const void *a, const void *b, size_t len);

/* HMAC-SHA-256 over the parts, each preceded by its length as 8 little-endian bytes, so that ("ab","c") != ("a","bc"). */
void umb_mac_parts(uint8_t out[UMB_MAC_LEN], const uint8_t key[UMB_KEY_LEN], const umb_slice *part, size_t n_parts);
/* The same task for much, piece by piece: keyed BLAKE2b-256 of the bytes one behind the other, several times as fast. */
typedef struct umb_mac_long umb_mac_long;
umb_mac_long *umb_mac_long_new(const uint8_t key[UMB_KEY_LEN]); /* NULL: out of memory */
void          umb_mac_long_add(umb_mac_long *m, umb_slice s);
void          umb_mac_long_end(uint8_t out[UMB_MAC_LEN], umb_mac_long *own_m); /* out NULL: only frees; accepts NULL */
/* SipHash-2-4: for many short texts, where 64 bits that nobody can predict without the key are enough. */
#define UMB_SHORT_KEY_LEN 16
uint64_t umb_mac_short(const uint8_t key[UMB_SHORT_KEY_LEN], umb_slice s);
/* XSalsa20-Poly1305: `out` (s.len + UMB_SEAL_EXTRA bytes) can be read with the key only, and not be changed without it. */
#define UMB_SEAL_EXTRA 40
void umb_seal(uint8_t *out, const uint8_t key[UMB_KEY_LEN], umb_slice s);
/* s.len - UMB_SEAL_EXTRA bytes; false when it was sealed with another key, or is not as it was sealed. */
bool umb_unseal(uint8_t *out, const uint8_t key[UMB_KEY_LEN], umb_slice s);
/* Plain SHA-256, for foreign formats that want it; never of a secret in a report. */
void umb_sha256(uint8_t out[32], umb_slice s);
/* Plain SHA-1 (sha1.c), likewise, and for the ids of git objects. */
void umb_sha1(uint8_t out[20], umb_slice s);

/* The public half of a secret: of X25519, and of Ed25519 from its seed. */
void umb_x25519_public(uint8_t out[32], const uint8_t secret[32]);
void umb_ed25519_public(uint8_t out[32], const uint8_t seed[32]);

/* SHA-256 and SHA-1 in pieces. */
typedef struct umb_sha256_state {
	uint64_t opaque[16];
} umb_sha256_state;
void umb_sha256_begin(umb_sha256_state *st);
void umb_sha256_add(umb_sha256_state *st, umb_slice s);
void umb_sha256_end(umb_sha256_state *st, uint8_t out[32]);

typedef struct umb_sha1_state {
	uint32_t h[5];
	uint8_t  block[64];
	uint64_t len;
} umb_sha1_state;
void umb_sha1_begin(umb_sha1_state *st);
void umb_sha1_add(umb_sha1_state *st, umb_slice s);
void umb_sha1_end(umb_sha1_state *st, uint8_t out[20]);

#endif
