/*
 * lit_avx2.c - runs by shuffles, 64 bytes at once.
 */
#include "match/literal_runs.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

AVX2 static inline umb_byte_masks classify32(const uint8_t *p)
{
	const __m256i low  = _mm256_broadcastsi128_si256(_mm_setr_epi8(UMB_HALF_LOW));
	const __m256i high = _mm256_broadcastsi128_si256(_mm_setr_epi8(UMB_HALF_HIGH));
	const __m256i zero = _mm256_setzero_si256();
	__m256i v    = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i h    = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
	__m256i both = _mm256_and_si256(_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, h));
	__m256i word = _mm256_and_si256(both, _mm256_set1_epi8(UMB_HALF_WORD));

	return (umb_byte_masks){ (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(both, zero)),
	                         (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(word, zero)) };
}

AVX2 static inline umb_byte_masks classify(const uint8_t *p)
{
	umb_byte_masks a = classify32(p), b = classify32(p + 32);

	return (umb_byte_masks){ a.token | b.token << 32, a.word | b.word << 32 };
}

AVX2 static size_t run_avx2(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out)
{
	return umb_lit_runs(classify, t, text, from, to, out);
}

static size_t avx2_find(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits, size_t cap,
                        size_t *next)
{
	static const umb_lit_filters filters = { run_avx2, umb_lit_word_scalar };

	return umb_lit_find(set, &filters, text, from, to, hits, cap, next);
}

static bool avx2_usable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

#else

static bool avx2_usable(void)
{
	return false;
}

#define avx2_find NULL
#endif

const umb_literal_stage_ops umb_literal_stage_avx2 = {
	.name = "avx2", .summary = "runs of token bytes 64 at once, folded four-byte hash (x86-64)", .usable = avx2_usable, .find = avx2_find,
};
