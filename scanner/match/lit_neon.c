/*
 * lit_neon.c - runs by table look-ups, 64 bytes at once, on 64-bit ARM.
 */
#include "match/literal_runs.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static inline uint8x16_t halves(const uint8_t *p)
{
	static const uint8_t low_half[16] = { UMB_HALF_LOW }, high_half[16] = { UMB_HALF_HIGH };
	uint8x16_t v = vld1q_u8(p);

	return vandq_u8(vqtbl1q_u8(vld1q_u8(low_half), vandq_u8(v, vdupq_n_u8(15))), vqtbl1q_u8(vld1q_u8(high_half), vshrq_n_u8(v, 4)));
}

/* A bit for each of 64 bytes with one of `bits`: each keeps the bit of its place among eight, then neighbours are added. */
static inline uint64_t gather(const uint8x16_t *v, uint8_t bits)
{
	static const uint8_t place[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	const uint8x16_t     bit = vld1q_u8(place), want = vdupq_n_u8(bits);
	uint8x16_t a = vpaddq_u8(vandq_u8(vtstq_u8(v[0], want), bit), vandq_u8(vtstq_u8(v[1], want), bit));
	uint8x16_t b = vpaddq_u8(vandq_u8(vtstq_u8(v[2], want), bit), vandq_u8(vtstq_u8(v[3], want), bit));
	uint8x16_t c = vpaddq_u8(a, b);

	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(c, c)), 0);
}

static inline umb_byte_masks classify(const uint8_t *p)
{
	uint8x16_t v[4] = { halves(p), halves(p + 16), halves(p + 32), halves(p + 48) };

	return (umb_byte_masks){ gather(v, 0xff), gather(v, UMB_HALF_WORD) };
}

static size_t run_neon(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out)
{
	return umb_lit_runs(classify, t, text, from, to, out);
}

static size_t neon_find(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits, size_t cap,
                        size_t *next)
{
	static const umb_lit_filters filters = { run_neon, umb_lit_word_scalar };

	return umb_lit_find(set, &filters, text, from, to, hits, cap, next);
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
