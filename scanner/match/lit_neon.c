/*
 * lit_neon.c - runs by table look-ups, 64 bytes at once, on 64-bit ARM.
 */
#include "match/literal_runs.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/* The tables of lit_avx2.c: a token byte is one whose halves have a bit in common. */
static const uint8_t low_half[16]  = { 26, 30, 30, 30, 31, 30, 30, 30, 30, 30, 31, 5, 4, 7, 21, 13 };
static const uint8_t high_half[16] = { 0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0 };

/* 16 bytes of all ones where a token byte stands. */
static inline uint8x16_t token_bytes(const uint8_t *p)
{
	uint8x16_t v    = vld1q_u8(p);
	uint8x16_t low  = vqtbl1q_u8(vld1q_u8(low_half), vandq_u8(v, vdupq_n_u8(15)));
	uint8x16_t high = vqtbl1q_u8(vld1q_u8(high_half), vshrq_n_u8(v, 4));

	return vtstq_u8(low, high);
}

/* A bit for each of 64 bytes: each byte keeps the bit of its place among eight, then neighbours are added three times. */
static inline uint64_t token_mask(const uint8_t *p)
{
	static const uint8_t place[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	const uint8x16_t     bit = vld1q_u8(place);
	uint8x16_t a = vpaddq_u8(vandq_u8(token_bytes(p), bit), vandq_u8(token_bytes(p + 16), bit));
	uint8x16_t b = vpaddq_u8(vandq_u8(token_bytes(p + 32), bit), vandq_u8(token_bytes(p + 48), bit));
	uint8x16_t c = vpaddq_u8(a, b);

	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(c, c)), 0);
}

static size_t run_neon(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out)
{
	return umb_lit_runs(token_mask, t, text, from, to, out);
}

static size_t neon_find(const umb_literal_set *set, umb_slice text, size_t from, umb_literal_hit *hits, size_t cap, size_t *next)
{
	static const umb_lit_filters filters = { run_neon, umb_lit_word_scalar };

	return umb_lit_find(set, &filters, text, from, hits, cap, next);
}

static bool neon_usable(void)
{
	return true; /* part of the base architecture */
}

#else

static bool neon_usable(void)
{
	return false;
}

#define neon_find NULL
#endif

const umb_literal_stage_ops umb_literal_stage_neon = {
	.name = "neon", .summary = "runs of token bytes 64 at once, folded four-byte hash (arm64)", .usable = neon_usable, .find = neon_find,
};
