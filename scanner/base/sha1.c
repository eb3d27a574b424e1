/*
 * sha1.c - SHA-1 (FIPS 180-4), because libsodium has only its successors: for the ids of git and for lists of others that hold it,
 * never for anything that must resist forgery.
 */
#include "base/keyed.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

static uint32_t rotate(uint32_t v, unsigned n)
{
	return v << n | v >> (32 - n);
}

/* One round; `f` mixes b, c and d. */
#define ROUND(f, k) \
	do { \
		uint32_t t = rotate(a, 5) + (f) + e + (k) + w[i]; \
		e = d; \
		d = c; \
		c = rotate(b, 30); \
		b = a; \
		a = t; \
	} while (0)

static void compress(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	size_t   i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (; i < 80; i++)
		w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	/* Four loops without a condition inside, which compilers unroll. */
	for (i = 0; i < 20; i++)
		ROUND(d ^ (b & (c ^ d)), 0x5a827999);
	for (; i < 40; i++)
		ROUND(b ^ c ^ d, 0x6ed9eba1);
	for (; i < 60; i++)
		ROUND((b & c) | (d & (b | c)), 0x8f1bbcdc);
	for (; i < 80; i++)
		ROUND(b ^ c ^ d, 0xca62c1d6);
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

static void compress_plain(uint32_t h[5], const uint8_t *p, size_t n_blocks)
{
	for (; n_blocks > 0; n_blocks--, p += 64)
		compress(h, p);
}

#if defined(__x86_64__)

/*
 * The processor's own instructions: four rounds each, with the schedule beside them (Intel, "New Instructions Supporting the
 * Secure Hash Algorithm").  m[0..3] are the sixteen words at hand; round 4*i+16 needs them mixed.
 */
#define SHA __attribute__((target("sha,sse4.1,ssse3")))

/* The next four words of the schedule, from the last sixteen. */
SHA static inline __m128i schedule(const __m128i m[4], size_t i)
{
	__m128i mixed = _mm_xor_si128(_mm_sha1msg1_epu32(m[i & 3], m[(i + 1) & 3]), m[(i + 2) & 3]);

	return _mm_sha1msg2_epu32(mixed, m[(i + 3) & 3]);
}

SHA static inline __m128i four_rounds(__m128i abcd, __m128i e, size_t i)
{
	switch (i / 5) {
	case 0:
		return _mm_sha1rnds4_epu32(abcd, e, 0);
	case 1:
		return _mm_sha1rnds4_epu32(abcd, e, 1);
	case 2:
		return _mm_sha1rnds4_epu32(abcd, e, 2);
	default:
		return _mm_sha1rnds4_epu32(abcd, e, 3);
	}
}

SHA static void compress_sha(uint32_t h[5], const uint8_t *p, size_t n_blocks)
{
	const __m128i reversed = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
	__m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)h), 0x1b);
	__m128i e    = _mm_set_epi32((int)h[4], 0, 0, 0);

	for (; n_blocks > 0; n_blocks--, p += 64) {
		__m128i abcd_before = abcd, e_before = e, m[4], last = abcd;

		for (size_t i = 0; i < 4; i++)
			m[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i)), reversed);
#pragma GCC unroll 20
		for (size_t i = 0; i < 20; i++) {
			__m128i words = m[i & 3];

			if (i >= 4)
				words = m[i & 3] = schedule(m, i);
			e    = i == 0 ? _mm_add_epi32(e, words) : _mm_sha1nexte_epu32(last, words);
			last = abcd;
			abcd = four_rounds(abcd, e, i);
		}
		e    = _mm_sha1nexte_epu32(last, e_before);
		abcd = _mm_add_epi32(abcd, abcd_before);
	}
	_mm_storeu_si128((__m128i *)(void *)h, _mm_shuffle_epi32(abcd, 0x1b));
	h[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

static bool has_sha(void)
{
	unsigned a, b, c, d;

	return __builtin_cpu_supports("sse4.1") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

#else
#define compress_sha compress_plain

static bool has_sha(void)
{
	return false;
}

#endif

static void add_blocks(umb_sha1_state *st, const uint8_t *p, size_t n_blocks)
{
	if (has_sha())
		compress_sha(st->h, p, n_blocks);
	else
		compress_plain(st->h, p, n_blocks);
}

void umb_sha1_begin(umb_sha1_state *st)
{
	static const uint32_t first[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

	memcpy(st->h, first, sizeof(first));
	st->len = 0;
}

void umb_sha1_add(umb_sha1_state *st, umb_slice s)
{
	size_t held = (size_t)(st->len % 64), more = held ? UMB_MIN(64 - held, s.len) : 0;

	st->len += s.len;
	if (more) {
		memcpy(st->block + held, s.ptr, more);
		if (held + more < 64)
			return;
		add_blocks(st, st->block, 1);
		s = umb_slice_sub(s, more, s.len);
	}
	if (s.len >= 64)
		add_blocks(st, s.ptr, s.len / 64);
	if (s.len % 64)
		memcpy(st->block, s.ptr + s.len / 64 * 64, s.len % 64);
}

void umb_sha1_end(umb_sha1_state *st, uint8_t out[20])
{
	uint8_t last[128] = { 0 };
	size_t  held = (size_t)(st->len % 64), n = held < 56 ? 64 : 128;

	memcpy(last, st->block, held);
	last[held] = 0x80;
	for (size_t i = 0; i < 8; i++)
		last[n - 1 - i] = (uint8_t)(st->len * 8 >> (8 * i));
	add_blocks(st, last, n / 64);
	for (size_t i = 0; i < 20; i++)
		out[i] = (uint8_t)(st->h[i / 4] >> (24 - 8 * (i % 4)));
}

void umb_sha1(uint8_t out[20], umb_slice s)
{
	umb_sha1_state st;

	umb_sha1_begin(&st);
	umb_sha1_add(&st, s);
	umb_sha1_end(&st, out);
}
