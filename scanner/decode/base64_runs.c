/*
 * base64_runs.c - finds runs of base64 characters.
 *
 * Every file is searched, and nearly none holds base64, so this pass must cost next to nothing.  64 bytes
 * become one bit mask ("is a base64 character"), and a few shifts tell whether 22 ones stand in a row.
 * Testing only every 22nd byte and walking back from it was measured and lost (1.7 GB/s against 8 and more):
 * three of four bytes of source code are in the alphabet, and each sample is a mispredicted branch.
 *
 * Source code has such a run every 500 bytes, an identifier or a path; each costs as much as some hundred bytes of
 * the walk.  Those in which nothing can begin are told by four more masks and left out without leaving the loop.
 *
 * What must stay true: all versions of block_mask_* give the same mask (test_base64_runs compares them).
 */
#include "decode/base64_runs.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Runs of ones: bit i of the answer is set when bits i .. i+21 of m are. */
static inline uint64_t long_runs(uint64_t m)
{
	m &= m >> 1;
	m &= m >> 2;
	m &= m >> 4;
	m &= m >> 8;
	return m & m >> 6;
}

static inline size_t ones_from(uint64_t m, size_t bit)
{
	uint64_t zeros = ~m >> bit;

	return zeros ? (size_t)__builtin_ctzll(zeros) : 64 - bit;
}

static size_t end_of_run(umb_slice in, size_t i)
{
	while (i < in.len && umb_base64_is_char(in.ptr[i]))
		i++;
	return i;
}

/* Whether nothing can begin in a run of n characters, at most UMB_BASE64_PLACES, by the classes of the block it begins. */
static inline __attribute__((always_inline)) bool is_hopeless(const uint8_t *run, size_t n, bool is_escaped, const umb_base64_classes *c)
{
	uint64_t places = (UINT64_C(1) << (n - UMB_BASE64_MIN_RUN + 1)) - 1;
	uint64_t starts = (c->separator << 1 | 1 | (uint64_t)is_escaped << 1) & places;

	return umb_base64_likely(starts, c) == 0 && !umb_base64_is_magic(run + is_escaped);
}

/* True when a long enough run begins in the block at `at`, of which `carry` characters may lie before it. */
static inline __attribute__((always_inline)) bool find_in_block(uint64_t m, size_t at, size_t *carry, size_t *found)
{
	size_t   lead = ones_from(m, 0);
	uint64_t runs = long_runs(m);

	if (UMB_LIKELY(*carry + lead < UMB_BASE64_MIN_RUN && runs == 0)) {
		*carry = (size_t)__builtin_clzll(~m);
		return false;
	}
	*found = *carry + lead >= UMB_BASE64_MIN_RUN ? at - *carry : at + (size_t)__builtin_ctzll(runs);
	return true;
}

/* The walk over the blocks, made once for each way to get a mask. */
#define WALK(mask, classify, may_leave_out) \
	size_t  at = from, carry = 0, found = in.len, n; \
	uint8_t last[64] = { 0 }; \
\
	while (at < in.len && in.len - at >= 64) { \
		umb_base64_classes c; \
		if (UMB_LIKELY(!find_in_block(mask(in.ptr + at), at, &carry, &found))) { \
			at += 64; \
			continue; \
		} \
		n = in.len - found >= 64 ? ones_from(mask(in.ptr + found), 0) : 64; \
		*to = found + n; \
		if (UMB_UNLIKELY(!(may_leave_out) || n > UMB_BASE64_PLACES)) \
			break; \
		c = classify(in.ptr + found); \
		if (!is_hopeless(in.ptr + found, n, found > 0 && in.ptr[found - 1] == '\\', &c)) \
			return found; \
		at    = *to; \
		carry = 0; \
		found = in.len; \
	} \
	if (found == in.len) { \
		if (at < in.len) \
			memcpy(last, in.ptr + at, in.len - at); \
		if (!find_in_block(mask(last), at, &carry, &found)) \
			return in.len; \
	} \
	*to = end_of_run(in, found); \
	return found

static uint64_t block_mask_plain(const uint8_t *p)
{
	uint64_t m = 0;

	for (size_t i = 0; i < 64; i++)
		m |= (uint64_t)umb_base64_is_char(p[i]) << i;
	return m;
}

/* From one mask per bit of the value. */
static inline umb_base64_classes classes_of(uint64_t bit5, uint64_t bit4, uint64_t bit3, uint64_t bit2, uint64_t separator)
{
	umb_base64_classes c = { ~bit5 & ~separator, ~bit3 & ~separator, bit5 & bit4 & ~separator, bit3 & ~bit2 & ~separator, separator };

	return c;
}

umb_base64_classes umb_base64_classify_plain(const uint8_t block[64])
{
	uint64_t bit[6] = { 0 }, separator = 0;

	for (size_t i = 0; i < 64; i++) {
		uint8_t v = umb_base64_value[block[i]];

		for (size_t k = 0; k < 6; k++)
			bit[k] |= (uint64_t)(v >> k & 1) << i;
		separator |= (uint64_t)(v == 62 || v == 63) << i;
	}
	return classes_of(bit[5], bit[4], bit[3], bit[2], separator);
}

size_t umb_base64_next_run_plain(umb_slice in, size_t from, size_t *to)
{
	WALK(block_mask_plain, umb_base64_classify_plain, false);
}

#if defined(__x86_64__)

/* Every x86-64 has this: ranges by saturation, 16 bytes at a time. */
static inline uint32_t mask16_sse2(const uint8_t *p)
{
	__m128i c      = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i folded = _mm_sub_epi8(_mm_or_si128(c, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
	__m128i letter = _mm_cmpeq_epi8(_mm_min_epu8(folded, _mm_set1_epi8(25)), folded);
	__m128i number = _mm_sub_epi8(c, _mm_set1_epi8('/'));
	__m128i other;

	number = _mm_cmpeq_epi8(_mm_min_epu8(number, _mm_set1_epi8(10)), number);
	other  = _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('+')), _mm_cmpeq_epi8(c, _mm_set1_epi8('-')));
	other  = _mm_or_si128(other, _mm_cmpeq_epi8(c, _mm_set1_epi8('_')));
	return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, number), other));
}

static inline uint64_t block_mask_sse2(const uint8_t *p)
{
	return (uint64_t)mask16_sse2(p) | (uint64_t)mask16_sse2(p + 16) << 16 |
	       (uint64_t)mask16_sse2(p + 32) << 32 | (uint64_t)mask16_sse2(p + 48) << 48;
}

size_t umb_base64_next_run_sse2(umb_slice in, size_t from, size_t *to)
{
	WALK(block_mask_sse2, umb_base64_classify, true);
}

/* In `bit`, bits 5 to 2 of the values.  A character's value is found by what is added to it; wrong for separators, which classes_of masks out. */
umb_base64_classes umb_base64_classify(const uint8_t block[64])
{
	uint64_t bit[4] = { 0 }, separator = 0;

	for (size_t i = 0; i < 64; i += 16) {
		__m128i c = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
		__m128i v = _mm_add_epi8(c, _mm_set1_epi8(4));
		__m128i s = _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('+')), _mm_cmpeq_epi8(c, _mm_set1_epi8('/')));

		v = _mm_sub_epi8(v, _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8('@')), _mm_set1_epi8(4 + 'A')));
		v = _mm_sub_epi8(v, _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8('_')), _mm_set1_epi8(6)));
		s = _mm_or_si128(s, _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('-')), _mm_cmpeq_epi8(c, _mm_set1_epi8('_'))));
		separator |= (uint64_t)(uint32_t)_mm_movemask_epi8(s) << i;
		bit[0] |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_slli_epi16(v, 2)) << i;
		bit[1] |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_slli_epi16(v, 3)) << i;
		bit[2] |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_slli_epi16(v, 4)) << i;
		bit[3] |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_slli_epi16(v, 5)) << i;
	}
	return classes_of(bit[0], bit[1], bit[2], bit[3], separator);
}

/*
 * Two table look-ups: a byte is in the alphabet when the row of its high half and the column of its low half
 * share a bit.  Rows: 1 "+-/", 2 digits, 4 A-O and a-o, 8 P-Z and '_', 16 p-z.
 */
__attribute__((target("avx2,bmi"))) static inline uint32_t mask32_avx2(const uint8_t *p)
{
	const __m256i rows = _mm256_setr_epi8(0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0,
	                                      0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0);
	const __m256i columns = _mm256_setr_epi8(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13,
	                                         26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13);
	__m256i c    = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(c, 4), _mm256_set1_epi8(15));
	__m256i hit  = _mm256_and_si256(_mm256_shuffle_epi8(rows, high), _mm256_shuffle_epi8(columns, c));

	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(hit, _mm256_setzero_si256()));
}

__attribute__((target("avx2,bmi"))) static inline uint64_t block_mask_avx2(const uint8_t *p)
{
	return (uint64_t)mask32_avx2(p) | (uint64_t)mask32_avx2(p + 32) << 32;
}

__attribute__((target("avx2,bmi"))) umb_base64_classes umb_base64_classify_avx2(const uint8_t block[64])
{
	uint64_t bit[4] = { 0 }, separator = 0;

	for (size_t i = 0; i < 64; i += 32) {
		__m256i c = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));
		__m256i v = _mm256_add_epi8(c, _mm256_set1_epi8(4));
		__m256i s = _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('+')), _mm256_cmpeq_epi8(c, _mm256_set1_epi8('/')));

		v = _mm256_sub_epi8(v, _mm256_and_si256(_mm256_cmpgt_epi8(c, _mm256_set1_epi8('@')), _mm256_set1_epi8(4 + 'A')));
		v = _mm256_sub_epi8(v, _mm256_and_si256(_mm256_cmpgt_epi8(c, _mm256_set1_epi8('_')), _mm256_set1_epi8(6)));
		s = _mm256_or_si256(s, _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('-')), _mm256_cmpeq_epi8(c, _mm256_set1_epi8('_'))));
		separator |= (uint64_t)(uint32_t)_mm256_movemask_epi8(s) << i;
		bit[0] |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 2)) << i;
		bit[1] |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 3)) << i;
		bit[2] |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 4)) << i;
		bit[3] |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 5)) << i;
	}
	return classes_of(bit[0], bit[1], bit[2], bit[3], separator);
}

__attribute__((target("avx2,bmi"))) static size_t next_run_avx2(umb_slice in, size_t from, size_t *to)
{
	WALK(block_mask_avx2, umb_base64_classify_avx2, true);
}

__attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2,lzcnt"))) static inline uint64_t block_mask_avx512(const uint8_t *p)
{
	const __m512i rows    = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0));
	const __m512i columns = _mm512_broadcast_i32x4(_mm_setr_epi8(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13));
	__m512i c    = _mm512_loadu_si512(p);
	__m512i high = _mm512_and_si512(_mm512_srli_epi16(c, 4), _mm512_set1_epi8(15));

	return _mm512_test_epi8_mask(_mm512_shuffle_epi8(rows, high), _mm512_shuffle_epi8(columns, c));
}

__attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2,lzcnt"))) static size_t next_run_avx512(umb_slice in, size_t from, size_t *to)
{
	WALK(block_mask_avx512, umb_base64_classify_avx2, true);
}

size_t umb_base64_next_run(umb_slice in, size_t from, size_t *to)
{
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2"))
		return next_run_avx512(in, from, to);
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		return next_run_avx2(in, from, to);
	return umb_base64_next_run_sse2(in, from, to);
}

#else

umb_base64_classes umb_base64_classify(const uint8_t block[64])
{
	return umb_base64_classify_plain(block);
}

/*
 * Elsewhere: 22 characters in a row cover two neighbours of every 11th byte, so where one of those is
 * not in the alphabet, nothing can begin before it that is long enough.
 */
size_t umb_base64_next_run(umb_slice in, size_t from, size_t *to)
{
	size_t start = from;

	while (start < in.len && in.len - start >= UMB_BASE64_MIN_RUN) {
		size_t at = start + UMB_BASE64_MIN_RUN;

		while (at > start && umb_base64_is_char(in.ptr[at - 1]))
			at--;
		if (at > start) {
			start = at;
			continue;
		}
		at = start + UMB_BASE64_MIN_RUN;
		while (at < in.len && umb_base64_is_char(in.ptr[at]))
			at++;
		*to = at;
		return start;
	}
	return in.len;
}

#endif
