/*
 * lit_avx2.c - thirty-two positions at once through the nibble tables, then the hash, then the comparison.
 */
#include "match/literal_tables.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

typedef struct masks {
	__m256i low[UMB_LIT_GROUPS / 8][4], high[UMB_LIT_GROUPS / 8][4];
} masks;

AVX2 static inline __m256i table(const uint8_t *t)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)t));
}

AVX2 static inline __m256i look_up(__m256i low, __m256i high, __m256i l, __m256i h)
{
	return _mm256_and_si256(_mm256_shuffle_epi8(low, l), _mm256_shuffle_epi8(high, h));
}

/* Bit i: the window of a literal may stand at p + i. */
AVX2 static inline uint32_t filter32(const masks *m, const uint8_t *p)
{
	const __m256i fifteen = _mm256_set1_epi8(15);
	__m256i       a = _mm256_set1_epi8(-1), b = a;

	for (size_t i = 0; i < 4; i++) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		__m256i l = _mm256_and_si256(v, fifteen);
		__m256i h = _mm256_and_si256(_mm256_srli_epi16(v, 4), fifteen);

		a = _mm256_and_si256(a, look_up(m->low[0][i], m->high[0][i], l, h));
		b = _mm256_and_si256(b, look_up(m->low[1][i], m->high[1][i], l, h));
	}
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_or_si256(a, b), _mm256_setzero_si256()));
}

/* Writes the positions of the set bits, four at a time without asking how many there are. */
AVX2 static inline size_t flatten(uint32_t bits, uint32_t base, uint32_t *out)
{
	size_t n = (size_t)__builtin_popcount(bits);

	for (size_t k = 0; k < n; k += 4) {
		for (size_t i = 0; i < 4; i++) {
			out[k + i] = base + (uint32_t)_tzcnt_u32(bits);
			bits &= bits - 1;
		}
	}
	return n;
}

AVX2 static size_t filter(const umb_literal_set *set, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	uint32_t raw[UMB_LIT_BLOCK + UMB_LITERAL_MAX_LEN + 64];
	size_t   n = 0, kept = 0;
	masks    m;

	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < 2; k++) {
			m.low[k][i]  = table(set->nibble[k][i][0]);
			m.high[k][i] = table(set->nibble[k][i][1]);
		}
	}
	for (size_t i = from; i < to; i += 32) {
		uint32_t bits = filter32(&m, text + i);

		if (to - i < 32)
			bits &= (1u << (to - i)) - 1;
		n += flatten(bits, (uint32_t)i, raw + n);
	}
	for (size_t i = 0; i < n; i++) {
		out[kept] = raw[i];
		kept += umb_lit_is_used(set->used, umb_lit_hash(umb_lit_load(text + raw[i])));
	}
	return kept;
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
	.name = "avx2", .summary = "nibble tables, 32 positions at once (x86-64)", .usable = avx2_usable, .find = avx2_find,
};
