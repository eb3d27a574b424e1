/*
 * keyed.c - what touches secrets, by libsodium.
 */
#include "base/keyed.h"

#include <sodium.h>

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

void umb_sha256(uint8_t out[32], umb_slice s)
{
	crypto_hash_sha256(out, s.ptr, s.len);
}
