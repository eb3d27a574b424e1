/*
 * lit_avx2.c - runs by shuffles, 64 bytes at once; eight hashes at once, looked up one by one.
 *
 * Hashes leave the vector register two by two.  Storing them to load them again is half as fast, and so is a gather of bytes
 * or bits (Zen 3).
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

/* Eight windows: bytes 0, 4, 8 .. of `p` on, or, for a step of three, 0, 3, 6 .. */
AVX2 static inline __m256i windows(const uint8_t *p, uint32_t step)
{
	const __m256i thirds = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12));
	__m128i low;

	if (step != 3)
		return _mm256_loadu_si256((const __m256i *)(const void *)p);
	low = _mm_loadu_si128((const __m128i *)(const void *)p);
	return _mm256_shuffle_epi8(_mm256_inserti128_si256(_mm256_castsi128_si256(low), _mm_loadu_si128((const __m128i *)(const void *)(p + 12)), 1), thirds);
}

AVX2 static inline __m256i hashes(__m256i v, __m256i multiplier)
{
	v = _mm256_mullo_epi32(_mm256_or_si256(v, _mm256_set1_epi32((int)UMB_LIT_FOLD)), multiplier);
	return _mm256_srli_epi32(v, 32 - UMB_LIT_HASH_BITS);
}

/* Writes down the two places whose hashes these are, and goes on behind those that are in use. */
AVX2 static inline uint32_t *keep_two(uint32_t *out, const uint8_t *used, uint64_t two, uint32_t place, uint32_t apart)
{
	*out = place;
	out += used[(uint32_t)two];
	*out = place + apart;
	return out + used[two >> 32];
}

/* With a constant step the compiler lays the loop out once for each. */
AVX2 static inline __attribute__((always_inline)) uint32_t *words(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t *from,
                                                                 size_t to, uint32_t *out)
{
	const __m256i  by = _mm256_set1_epi32((int)t->multiplier);
	const uint8_t *used = t->used;
	const uint32_t apart = step == 3 ? 3 : 4, n_phases = step < 3 ? 4 / step : 1;
	size_t         i = *from;

	for (; i + 8 * apart <= to; i += 8 * apart) {
		for (uint32_t k = 0; k < n_phases; k++) {
			__m256i  h    = hashes(windows(text + i + k * step, step), by);
			uint32_t place = (uint32_t)i + k * step;

			out = keep_two(out, used, (uint64_t)_mm256_extract_epi64(h, 0), place, apart);
			out = keep_two(out, used, (uint64_t)_mm256_extract_epi64(h, 1), place + 2 * apart, apart);
			out = keep_two(out, used, (uint64_t)_mm256_extract_epi64(h, 2), place + 4 * apart, apart);
			out = keep_two(out, used, (uint64_t)_mm256_extract_epi64(h, 3), place + 6 * apart, apart);
		}
	}
	*from = i;
	return out;
}

AVX2 static size_t word_avx2(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	uint32_t *end;

	from = (from + step - 1) / step * step;
	switch (step) {
	case 1:
		end = words(t, 1, text, &from, to, out);
		break;
	case 2:
		end = words(t, 2, text, &from, to, out);
		break;
	case 3:
		end = words(t, 3, text, &from, to, out);
		break;
	default:
		end = words(t, 4, text, &from, to, out);
	}
	return (size_t)(end - out) + umb_lit_word_scalar(t, step, text, from, to, end);
}

static size_t avx2_find(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits, size_t cap,
                        size_t *next)
{
	static const umb_lit_filters filters = { run_avx2, word_avx2 };

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
	.name = "avx2", .summary = "runs of token bytes 64 at once, eight hashes at once (x86-64)", .usable = avx2_usable, .find = avx2_find,
};
