/*
 * gate.c - the check between a literal and the regex: is there a long enough run of the right bytes, or one that ends as it must?
 *
 * A run is tested from its far end, so that one wrong byte rules out every start up to it: text that
 * fails costs about one look per run_min bytes.  Most calls end at the first look.  A single byte, a quote say, is looked for in a
 * hundred bytes behind each "token" and "password", by vectors where there are any.
 */
#include "match/pattern.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Bytes from `at` on that are of the set, counted backwards from at + n; n when all are. */
static size_t run_before(const umb_class *set, const uint8_t *at, size_t n)
{
	size_t i = n;

	while (i > 0 && umb_class_has(set, at[i - 1]))
		i--;
	return n - i;
}

static bool has_one_plain(const umb_class *set, const uint8_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_class_has(set, at[i]))
			return true;
	}
	return false;
}

/* Bytes of the set from `at` on, up to `most`, before the text ends. */
static size_t run_ahead_plain(const umb_class *set, umb_slice text, size_t at, size_t most)
{
	size_t i = at, end = at + UMB_MIN(most, text.len - at);

	while (i < end && umb_class_has(set, text.ptr[i]))
		i++;
	return i - at;
}

#if defined(__x86_64__)

typedef struct wide_set {
	__m256i below, above;
} wide_set;

/* The set is 32 bytes of eight bits: c >> 3 is the number of its byte, c & 7 of the bit. */
__attribute__((target("avx2"))) static inline wide_set widen(const umb_class *set)
{
	return (wide_set){ _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)&set->bits[0])),
	                   _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)&set->bits[2])) };
}

/* Zero for each of 32 bytes that is not of the set. */
__attribute__((target("avx2"))) static inline __m256i members(const wide_set *set, const uint8_t *at)
{
	const __m256i bit    = _mm256_set1_epi64x((long long)0x8040201008040201);
	const __m256i c      = _mm256_loadu_si256((const __m256i *)(const void *)at);
	const __m256i number = _mm256_and_si256(_mm256_srli_epi16(c, 3), _mm256_set1_epi8(15));
	const __m256i eight  = _mm256_blendv_epi8(_mm256_shuffle_epi8(set->below, number), _mm256_shuffle_epi8(set->above, number), c);

	return _mm256_and_si256(eight, _mm256_shuffle_epi8(bit, _mm256_and_si256(c, _mm256_set1_epi8(7))));
}

__attribute__((target("avx2"))) static bool has_one_avx2(const umb_class *set, const uint8_t *at, size_t n)
{
	const wide_set wide = widen(set);

	for (size_t i = 0;; i = UMB_MIN(i + 32, n - 32)) {
		__m256i found = members(&wide, at + i);

		if (!_mm256_testz_si256(found, found))
			return true;
		if (i + 32 == n)
			return false;
	}
}

__attribute__((target("avx2"))) static size_t run_ahead_avx2(const umb_class *set, umb_slice text, size_t at, size_t most)
{
	const wide_set wide = widen(set);
	size_t         n    = 0;

	for (; n < most && text.len - at - n >= 32; n += 32) {
		__m256i  found = _mm256_cmpeq_epi8(members(&wide, text.ptr + at + n), _mm256_setzero_si256());
		uint32_t wrong = (uint32_t)_mm256_movemask_epi8(found);

		if (wrong)
			return UMB_MIN(most, n + (size_t)__builtin_ctz(wrong));
	}
	return n < most ? n + run_ahead_plain(set, text, at + n, most - n) : most;
}

static size_t run_ahead(const umb_class *set, umb_slice text, size_t at, size_t most)
{
	return __builtin_cpu_supports("avx2") ? run_ahead_avx2(set, text, at, most) : run_ahead_plain(set, text, at, most);
}

static bool has_one(const umb_class *set, const uint8_t *at, size_t n)
{
	return n >= 32 && __builtin_cpu_supports("avx2") ? has_one_avx2(set, at, n) : has_one_plain(set, at, n);
}

#else

static bool has_one(const umb_class *set, const uint8_t *at, size_t n)
{
	return has_one_plain(set, at, n);
}

static size_t run_ahead(const umb_class *set, umb_slice text, size_t at, size_t most)
{
	return run_ahead_plain(set, text, at, most);
}

#endif

static bool ends_at_stop(const umb_gate *g, umb_slice text, size_t at)
{
	size_t i = at + run_ahead(&g->set, text, at, g->gap_max);

	return i < text.len && i - at >= g->run_min && umb_class_has(&g->stop, text.ptr[i]);
}

bool umb_gate_pass(const umb_gate *g, umb_slice text, size_t at)
{
	size_t run = g->run_min, start = at, last, n;

	if (at > text.len || run > text.len - at)
		return false;
	if (umb_gate_has_stop(g))
		return ends_at_stop(g, text, at);
	last = UMB_MIN(at + g->gap_max, text.len - run); /* the last place where the run may begin */
	if (run == 1)
		return has_one(&g->set, text.ptr + start, last - start + 1);
	while (start <= last) {
		n = run_before(&g->set, text.ptr + start, run);
		if (n == run)
			return true;
		start += run - n; /* behind the byte that was wrong */
	}
	return false;
}
