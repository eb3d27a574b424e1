/*
 * base64_runs.c - finds runs of base64 characters.
 *
 * Every file is searched, and nearly none holds base64, so this pass must cost next to nothing.  64 bytes
 * become one bit mask ("is a base64 character"), and a few shifts tell whether 22 ones stand in a row.
 * Testing only every 11th byte was tried first and lost: three of four bytes of source code are in
 * the alphabet, so nearly every sample needs a second look, and each is a mispredicted branch.
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

/* Where the search stands: `carry` characters end right before the block at `at`. */
typedef struct walk {
	size_t at;
	size_t carry;
	size_t found;
	bool   is_open; /* the run at `found` goes on past the blocks seen so far */
} walk;

static inline size_t ones_from(uint64_t m, size_t bit)
{
	uint64_t zeros = ~m >> bit;

	return zeros ? (size_t)__builtin_ctzll(zeros) : 64 - bit;
}

/* True when a run was found and ended in this block; *to is then set. */
static inline __attribute__((always_inline)) bool step(walk *w, uint64_t m, size_t *to)
{
	size_t   lead = ones_from(m, 0), bit = 0;
	uint64_t runs = long_runs(m);

	if (UMB_LIKELY(!w->is_open && w->carry + lead < UMB_BASE64_MIN_RUN && runs == 0)) {
		w->carry = (size_t)__builtin_clzll(~m);
		w->at += 64;
		return false;
	}
	if (!w->is_open && w->carry + lead >= UMB_BASE64_MIN_RUN) {
		w->found = w->at - w->carry;
	} else if (!w->is_open) {
		bit      = (size_t)__builtin_ctzll(runs);
		w->found = w->at + bit;
	}
	*to        = w->at + bit + ones_from(m, bit);
	w->is_open = *to == w->at + 64;
	w->at += 64;
	return !w->is_open;
}

/* Whether the run of n characters can be left out: short, and nothing likely begins in it. */
static inline __attribute__((always_inline)) bool is_hopeless(size_t n, bool is_escaped, const umb_base64_classes *c)
{
	uint64_t places = (UINT64_C(1) << (n - UMB_BASE64_MIN_RUN + 1)) - 1;

	return umb_base64_likely((c->separator << 1 | 1 | (uint64_t)is_escaped << 1) & places, c) == 0;
}

/* The walk over the blocks, made once for each way to get a mask. */
#define WALK(mask, classify, may_leave_out) \
	walk    w = { .at = from }; \
	uint8_t last[64]; \
\
	while (w.at < in.len && in.len - w.at >= 64) { \
		const uint8_t *run; \
		umb_base64_classes c; \
		if (UMB_LIKELY(!step(&w, mask(in.ptr + w.at), to))) \
			continue; \
		run = in.ptr + w.found; \
		if (!(may_leave_out) || *to - w.found > UMB_BASE64_PLACES || in.len - w.found < 64) \
			return w.found; \
		c = classify(run); \
		if (!is_hopeless(*to - w.found, w.found > 0 && run[-1] == '\\', &c)) \
			return w.found; \
		w = (walk){ .at = *to }; \
	} \
	memset(last, 0, sizeof(last)); \
	if (w.at < in.len) \
		memcpy(last, in.ptr + w.at, in.len - w.at); \
	return step(&w, mask(last), to) ? w.found : in.len

static uint64_t block_mask_plain(const uint8_t *p)
{
	uint64_t m = 0;

	for (size_t i = 0; i < 64; i++)
		m |= (uint64_t)umb_base64_is_char(p[i]) << i;
	return m;
}

umb_base64_classes umb_base64_classify_plain(const uint8_t block[64])
{
	umb_base64_classes c = { 0, 0, 0 };

	for (size_t i = 0; i < 64; i++) {
		uint8_t v = umb_base64_value[block[i]];

		c.low |= (uint64_t)(v < 32) << i;
		c.lead |= (uint64_t)((v >= 48 && v < 62) || block[i] == '/' || v == 7 || v == 12) << i;
		c.separator |= (uint64_t)(v == 62 || v == 63) << i;
	}
	return c;
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

static inline __m128i in_range_sse2(__m128i c, char first, char n)
{
	c = _mm_sub_epi8(c, _mm_set1_epi8(first));
	return _mm_cmpeq_epi8(_mm_min_epu8(c, _mm_set1_epi8((char)(n - 1))), c);
}

umb_base64_classes umb_base64_classify(const uint8_t block[64])
{
	umb_base64_classes out = { 0, 0, 0 };

	for (size_t i = 0; i < 64; i += 16) {
		__m128i c   = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
		__m128i low = _mm_or_si128(in_range_sse2(c, 'A', 26), in_range_sse2(c, 'a', 6));
		__m128i lead = _mm_or_si128(in_range_sse2(c, '/', 11), in_range_sse2(c, 'w', 4));
		__m128i sep = _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('+')), _mm_cmpeq_epi8(c, _mm_set1_epi8('/')));

		sep = _mm_or_si128(sep, _mm_cmpeq_epi8(c, _mm_set1_epi8('-')));
		sep = _mm_or_si128(sep, _mm_cmpeq_epi8(c, _mm_set1_epi8('_')));
		lead = _mm_or_si128(lead, _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('H')), _mm_cmpeq_epi8(c, _mm_set1_epi8('M'))));
		out.low |= (uint64_t)(uint32_t)_mm_movemask_epi8(low) << i;
		out.lead |= (uint64_t)(uint32_t)_mm_movemask_epi8(lead) << i;
		out.separator |= (uint64_t)(uint32_t)_mm_movemask_epi8(sep) << i;
	}
	return out;
}

/*
 * Two table look-ups: a byte is in the alphabet when the row of its high half and the column of its low half
 * share a bit.  Rows: 1 "+-/", 2 digits, 4 A-O and a-o, 8 P-Z and '_', 16 p-z.
 */
__attribute__((target("avx2"))) static inline uint32_t mask32_avx2(const uint8_t *p)
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

__attribute__((target("avx2"))) static inline uint64_t block_mask_avx2(const uint8_t *p)
{
	return (uint64_t)mask32_avx2(p) | (uint64_t)mask32_avx2(p + 32) << 32;
}

__attribute__((target("avx2"))) static inline __m256i in_range_avx2(__m256i c, char first, char n)
{
	c = _mm256_sub_epi8(c, _mm256_set1_epi8(first));
	return _mm256_cmpeq_epi8(_mm256_min_epu8(c, _mm256_set1_epi8((char)(n - 1))), c);
}

__attribute__((target("avx2"))) static inline umb_base64_classes classify_avx2(const uint8_t block[64])
{
	umb_base64_classes out = { 0, 0, 0 };

	for (size_t i = 0; i < 64; i += 32) {
		__m256i c    = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));
		__m256i low  = _mm256_or_si256(in_range_avx2(c, 'A', 26), in_range_avx2(c, 'a', 6));
		__m256i lead = _mm256_or_si256(in_range_avx2(c, '/', 11), in_range_avx2(c, 'w', 4));
		__m256i hm   = _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('H')), _mm256_cmpeq_epi8(c, _mm256_set1_epi8('M')));
		__m256i a    = _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('+')), _mm256_cmpeq_epi8(c, _mm256_set1_epi8('/')));
		__m256i b    = _mm256_or_si256(_mm256_cmpeq_epi8(c, _mm256_set1_epi8('-')), _mm256_cmpeq_epi8(c, _mm256_set1_epi8('_')));

		out.low |= (uint64_t)(uint32_t)_mm256_movemask_epi8(low) << i;
		out.lead |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(lead, hm)) << i;
		out.separator |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b)) << i;
	}
	return out;
}

__attribute__((target("avx2"))) static size_t next_run_avx2(umb_slice in, size_t from, size_t *to)
{
	WALK(block_mask_avx2, classify_avx2, true);
}

size_t umb_base64_next_run(umb_slice in, size_t from, size_t *to)
{
	if (__builtin_cpu_supports("avx2"))
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
