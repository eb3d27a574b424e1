/*
 * decode/survey.h - private to survey.c and survey_runs.c: what both know of the text, and how they look at it.
 */
#ifndef UMB_DECODE_SURVEY_H
#define UMB_DECODE_SURVEY_H

#include "core/decoder.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define UMB_SURVEY_KINDS 7

typedef struct umb_survey {
	umb_slice in;
	bool    (*begins[UMB_SURVEY_KINDS])(umb_slice in, size_t at);
	bool    (*run_begins)(umb_slice in, size_t from, size_t to);
	uint32_t  wanted;
	size_t    asked_to; /* nothing before is asked about any more */
	bool      is_full;  /* the last place goes on to the end of the text, and what was found need not be found again */
	umb_survey_found *found;
} umb_survey;

static inline void umb_survey_ask_run(umb_survey *s, size_t from, size_t to)
{
	if (!(s->wanted & UMB_MARK_RUN) || !s->run_begins(s->in, from, to))
		return;
	s->wanted &= ~(uint32_t)UMB_MARK_RUN;
	s->found->kinds |= UMB_MARK_RUN;
}

/* A mark at `at` is worth a call. */
void umb_survey_note(umb_survey *s, size_t at, uint32_t mark);

#if defined(__x86_64__)

#define UMB_SURVEY_BLOCK 64
#define UMB_SURVEY_BLOCKS 64 /* of a tile */

#define UMB_AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define UMB_AVX2_INLINE __attribute__((target("avx2,bmi,popcnt"))) static inline __attribute__((always_inline))

/* Groups of four characters of base64 in a tile, a bit each, and those of what came before it. */
typedef struct umb_survey_groups {
	uint16_t block[UMB_SURVEY_BLOCKS];
	uint64_t last, last_two, last_four;
} umb_survey_groups;

/* Asks about the runs in the n blocks from `at` on. */
void umb_survey_runs(umb_survey *s, umb_survey_groups *g, size_t at, size_t n);

typedef struct umb_survey_table {
	uint8_t low[16], high[16]; /* a byte is of the classes that its two halves share */
} umb_survey_table;

extern const umb_survey_table umb_survey_alphabet; /* of base64, with separators of their own */

typedef struct umb_survey_lookup {
	__m256i low, high;
} umb_survey_lookup;

UMB_AVX2_INLINE umb_survey_lookup umb_survey_load_table(const umb_survey_table *t)
{
	umb_survey_lookup l = { _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)t->low)),
		     _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)t->high)) };

	return l;
}

UMB_AVX2_INLINE __m256i umb_survey_load(const uint8_t *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

UMB_AVX2_INLINE __m256i umb_survey_high(__m256i c)
{
	return _mm256_and_si256(_mm256_srli_epi16(c, 4), _mm256_set1_epi8(15));
}

UMB_AVX2_INLINE __m256i umb_survey_classes(umb_survey_lookup l, __m256i c, __m256i high)
{
	return _mm256_and_si256(_mm256_shuffle_epi8(l.low, c), _mm256_shuffle_epi8(l.high, high));
}

UMB_AVX2_INLINE __m256i umb_survey_is_zero(__m256i v)
{
	return _mm256_cmpeq_epi8(v, _mm256_setzero_si256());
}

UMB_AVX2_INLINE uint64_t umb_survey_mask(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

UMB_AVX2_INLINE uint64_t umb_survey_class_mask(const umb_survey_table *t, const uint8_t *p)
{
	umb_survey_lookup  l = umb_survey_load_table(t);
	__m256i a = umb_survey_load(p), b = umb_survey_load(p + 32);

	return ~umb_survey_mask(umb_survey_is_zero(umb_survey_classes(l, a, umb_survey_high(a))), umb_survey_is_zero(umb_survey_classes(l, b, umb_survey_high(b))));
}

#endif

#endif
