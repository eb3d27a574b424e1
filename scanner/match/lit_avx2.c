/*
 * lit_avx2.c - the hashes of eight positions at once.
 */
#include "match/literal_tables.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* The hashes of the windows at p .. p + 7. */
AVX2 static inline __m256i hash8(const uint8_t *p)
{
	const __m256i spread = _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6,
	                                        4, 5, 6, 7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10);
	__m256i v = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)p));

	v = _mm256_or_si256(_mm256_shuffle_epi8(v, spread), _mm256_set1_epi32(0x20202020));
	v = _mm256_mullo_epi32(v, _mm256_set1_epi32((int)UMB_LIT_MULTIPLIER));
	return _mm256_srli_epi32(v, 32 - UMB_LIT_HASH_BITS);
}

AVX2 static size_t filter(const umb_literal_set *set, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	const uint8_t *used = set->used;
	size_t         n = 0;

	for (size_t i = from; i < to; i += 8) {
		uint32_t hash[8];

		_mm256_storeu_si256((__m256i *)(void *)hash, hash8(text + i));
		/* Without a branch: what a position holds is random. */
		for (size_t k = 0; k < 8; k++) {
			out[n] = (uint32_t)(i + k);
			n += used[hash[k]];
		}
	}
	while (n > 0 && out[n - 1] >= to)
		n--;
	return n;
}

static size_t avx2_find(const umb_literal_set *set, umb_slice text, size_t from, umb_literal_hit *hits, size_t cap, size_t *next)
{
	return umb_lit_find(set, filter, text, from, hits, cap, next);
}

static bool avx2_usable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

#else

static bool avx2_usable(void)
{
	return false;
}

#define avx2_find NULL
#endif

const umb_literal_stage_ops umb_literal_stage_avx2 = {
	.name = "avx2", .summary = "folded four-byte hash, eight positions at once (x86-64)", .usable = avx2_usable, .find = avx2_find,
};
