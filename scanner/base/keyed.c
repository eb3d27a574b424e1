/*
 * keyed.c - what touches secrets, by libsodium.
 */
#include "base/keyed.h"

#include <sodium.h>

#include "base/alloc.h"
#include "base/err.h"

umb_status umb_keyed_init(umb_err *err)
{
	return sodium_init() < 0 ? umb_err_set(err, UMB_E_IO, "no source of random bytes") : UMB_OK;
}

void umb_wipe(void *ptr, size_t len)
{
	sodium_memzero(ptr, len);
}

void umb_random(void *out, size_t len)
{
	randombytes_buf(out, len);
}

bool umb_equal_ct(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

void umb_mac_parts(uint8_t out[UMB_MAC_LEN], const uint8_t key[UMB_KEY_LEN], const umb_slice *part, size_t n_parts)
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, key, UMB_KEY_LEN);
	for (size_t i = 0; i < n_parts; i++) {
		uint8_t len[8];

		for (size_t k = 0; k < 8; k++)
			len[k] = (uint8_t)((uint64_t)part[i].len >> (8 * k));
		crypto_auth_hmacsha256_update(&st, len, sizeof(len));
		crypto_auth_hmacsha256_update(&st, part[i].ptr, part[i].len);
	}
	crypto_auth_hmacsha256_final(&st, out);
	sodium_memzero(&st, sizeof(st));
}

_Static_assert(UMB_SHORT_KEY_LEN == crypto_shorthash_KEYBYTES && crypto_shorthash_BYTES == 8, "a short hash has 64 bits");
_Static_assert(UMB_SEAL_EXTRA == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES && UMB_KEY_LEN == crypto_secretbox_KEYBYTES, "a seal is nonce and MAC");

uint64_t umb_mac_short(const uint8_t key[UMB_SHORT_KEY_LEN], umb_slice s)
{
	uint8_t  out[8];
	uint64_t v;

	crypto_shorthash(out, s.ptr, s.len, key);
	memcpy(&v, out, sizeof(v));
	return v;
}

void umb_seal(uint8_t *out, const uint8_t key[UMB_KEY_LEN], umb_slice s)
{
	randombytes_buf(out, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES, s.ptr, s.len, out, key);
}

bool umb_unseal(uint8_t *out, const uint8_t key[UMB_KEY_LEN], umb_slice s)
{
	return s.len >= UMB_SEAL_EXTRA &&
	       crypto_secretbox_open_easy(out, s.ptr + crypto_secretbox_NONCEBYTES, s.len - crypto_secretbox_NONCEBYTES, s.ptr, key) == 0;
}

struct umb_mac_long {
	crypto_generichash_state *st;   /* where it is aligned */
	uint8_t                   room[sizeof(crypto_generichash_state) + 64];
};

umb_mac_long *umb_mac_long_new(const uint8_t key[UMB_KEY_LEN])
{
	umb_mac_long *m = umb_alloc_zero(1, sizeof(*m));

	if (!m)
		return NULL;
	m->st = (void *)(m->room + (64 - (uintptr_t)m->room % 64));
	crypto_generichash_init(m->st, key, UMB_KEY_LEN, UMB_MAC_LEN);
	return m;
}

void umb_mac_long_add(umb_mac_long *m, umb_slice s)
{
	crypto_generichash_update(m->st, s.ptr, s.len);
}

void umb_mac_long_end(uint8_t out[UMB_MAC_LEN], umb_mac_long *own_m)
{
	if (!own_m)
		return;
	if (out)
		crypto_generichash_final(own_m->st, out, UMB_MAC_LEN);
	sodium_memzero(own_m, sizeof(*own_m));
	umb_free(own_m);
}

void umb_sha256(uint8_t out[32], umb_slice s)
{
	crypto_hash_sha256(out, s.ptr, s.len);
}

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(umb_sha256_state), "room for the state");

void umb_sha256_begin(umb_sha256_state *st)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)st);
}

void umb_sha256_add(umb_sha256_state *st, umb_slice s)
{
	if (s.len)
		crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)st, s.ptr, s.len);
}

void umb_sha256_end(umb_sha256_state *st, uint8_t out[32])
{
	crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)st, out);
}

void umb_x25519_public(uint8_t out[32], const uint8_t secret[32])
{
	crypto_scalarmult_curve25519_base(out, secret);
}

void umb_ed25519_public(uint8_t out[32], const uint8_t seed[32])
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(out, secret, seed);
	umb_wipe(secret, sizeof(secret));
}
