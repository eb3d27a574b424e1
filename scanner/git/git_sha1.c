/*
 * git_sha1.c - the id of an object: SHA-1 or SHA-256 over "type length\0content".
 *
 * SHA-1 (FIPS 180-4) is here because libsodium has only its successors; used to verify what was read, never
 * for anything that must resist forgery.
 */
#include "base/keyed.h"
#include "git/git_store.h"

static uint32_t rotate(uint32_t v, unsigned n)
{
	return v << n | v >> (32 - n);
}

static void compress(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (size_t i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (size_t i = 16; i < 80; i++)
		w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (size_t i = 0; i < 80; i++) {
		uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
		uint32_t k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
		uint32_t t = rotate(a, 5) + f + e + k + w[i];

		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = t;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

static void sha1(uint8_t out[20], umb_slice s)
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	uint8_t  last[128] = { 0 };
	size_t   whole = s.len / 64 * 64, left = s.len - whole, n = left < 56 ? 64 : 128;

	for (size_t i = 0; i < whole; i += 64)
		compress(h, s.ptr + i);
	if (left)
		memcpy(last, s.ptr + whole, left);
	last[left] = 0x80;
	for (size_t i = 0; i < 8; i++)
		last[n - 1 - i] = (uint8_t)((uint64_t)s.len * 8 >> (8 * i));
	for (size_t i = 0; i < n; i += 64)
		compress(h, last + i);
	for (size_t i = 0; i < 20; i++)
		out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

void umb_git_object_id(uint8_t *id, uint32_t id_len, umb_git_type type, umb_slice data)
{
	static const char *const names[] = { "", "commit", "tree", "blob", "tag" };
	umb_buf all = UMB_BUF_INIT;

	umb_buf_printf(&all, "%s %zu", names[type], data.len);
	umb_buf_append_byte(&all, 0);
	umb_buf_append_slice(&all, data);
	memset(id, 0, id_len);
	if (all.failed == UMB_OK && id_len == 20)
		sha1(id, umb_buf_view(&all));
	else if (all.failed == UMB_OK)
		umb_sha256(id, umb_buf_view(&all));
	umb_buf_clear(&all);
}
