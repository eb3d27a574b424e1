/*
 * lit_avx512.c - runs by shuffles, 64 bytes at once; sixteen places of words at once, with a gather.
 *
 * Only instructions of AVX-512 F and BW (servers since 2017).  The table of hashes is asked bit by bit: a gather of
 * bits from 32 KB stays in the first-level cache, one of bytes from 128 KB does not.
 */
#include "match/literal_runs.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,bmi,bmi2,popcnt,lzcnt")))

AVX512 static inline umb_byte_masks classify(const uint8_t *p)
{
	const __m512i low  = _mm512_broadcast_i32x4(_mm_setr_epi8(UMB_HALF_LOW));
	const __m512i high = _mm512_broadcast_i32x4(_mm_setr_epi8(UMB_HALF_HIGH));
	__m512i v    = _mm512_loadu_si512(p);
	__m512i h    = _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(15));
	__m512i both = _mm512_and_si512(_mm512_shuffle_epi8(low, v), _mm512_shuffle_epi8(high, h));

	return (umb_byte_masks){ _mm512_test_epi8_mask(both, both), _mm512_test_epi8_mask(both, _mm512_set1_epi8(UMB_HALF_WORD)) };
}

AVX512 static size_t run_avx512(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out)
{
	return umb_lit_runs(classify, t, text, from, to, out);
}

/* Sixteen windows, `step` apart; `order` spreads four of them from sixteen bytes. */
AVX512 static inline __m512i windows(const uint8_t *p, uint32_t step, __m512i order)
{
	__m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)(const void *)p));

	v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(const void *)(p + 4 * step)), 1);
	v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(const void *)(p + 8 * step)), 2);
	v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(const void *)(p + 12 * step)), 3);
	return _mm512_or_si512(_mm512_shuffle_epi8(v, order), _mm512_set1_epi32((int)UMB_LIT_FOLD));
}

AVX512 static size_t word_avx512(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	const __m512i count = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
	const __m512i place = _mm512_mullo_epi32(count, _mm512_set1_epi32((int)step));
	/* Of lane k: bytes (k % 4) * step .. + 3 of its quarter. */
	const __m512i first = _mm512_mullo_epi32(_mm512_and_si512(count, _mm512_set1_epi32(3)), _mm512_set1_epi32((int)(step * 0x01010101)));
	const __m512i order = _mm512_add_epi8(first, _mm512_set1_epi32(0x03020100));
	size_t        n = 0;

	for (size_t i = (from + step - 1) / step * step; i < to; i += 16 * (size_t)step) {
		__m512i   hash = _mm512_srli_epi32(_mm512_mullo_epi32(windows(text + i, step, order), _mm512_set1_epi32((int)t->multiplier)),
		                                   32 - UMB_LIT_FINE_BITS);
		__m512i   bits = _mm512_i32gather_epi32(_mm512_srli_epi32(hash, 5), t->used_bits, 4);
		__mmask16 hit  = _mm512_test_epi32_mask(_mm512_srlv_epi32(bits, _mm512_and_si512(hash, _mm512_set1_epi32(31))), _mm512_set1_epi32(1));

		_mm512_mask_compressstoreu_epi32(out + n, hit, _mm512_add_epi32(place, _mm512_set1_epi32((int)i)));
		n += (unsigned)__builtin_popcount(hit);
	}
	while (n > 0 && out[n - 1] >= to)
		n--;
	return n;
}

static size_t avx512_find(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits, size_t cap,
                          size_t *next)
{
	static const umb_lit_filters filters = { run_avx512, word_avx512 };

	return umb_lit_find(set, &filters, text, from, to, hits, cap, next);
}

static bool avx512_usable(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2");
}

#else

static bool avx512_usable(void)
{
	return false;
}

#define avx512_find NULL
#endif

const umb_literal_stage_ops umb_literal_stage_avx512 = {
	.name = "avx512", .summary = "runs of token bytes 64 at once, sixteen hashes at once (x86-64)", .usable = avx512_usable, .find = avx512_find,
};
