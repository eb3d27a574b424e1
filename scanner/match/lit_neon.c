/*
 * lit_neon.c - the hashes of four positions at once, on 64-bit ARM.
 */
#include "match/literal_tables.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static size_t filter(const umb_literal_set *set, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	static const uint8_t spread[16] = { 0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6 };
	const uint8x16_t     order = vld1q_u8(spread);
	size_t               n = 0;

	for (size_t i = from; i < to; i += 4) {
		uint32x4_t v = vreinterpretq_u32_u8(vorrq_u8(vqtbl1q_u8(vld1q_u8(text + i), order), vdupq_n_u8(0x20)));
		uint32_t   hash[4];

		vst1q_u32(hash, vshrq_n_u32(vmulq_u32(v, vdupq_n_u32(UMB_LIT_MULTIPLIER)), 32 - UMB_LIT_HASH_BITS));
		/* Without a branch: what a position holds is random. */
		for (size_t k = 0; k < 4; k++) {
			out[n] = (uint32_t)(i + k);
			n += set->used[hash[k]];
		}
	}
	while (n > 0 && out[n - 1] >= to)
		n--;
	return n;
}

static size_t neon_find(const umb_literal_set *set, umb_slice text, size_t from, umb_literal_hit *hits, size_t cap, size_t *next)
{
	return umb_lit_find(set, filter, text, from, hits, cap, next);
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
	.name = "neon", .summary = "folded four-byte hash, four positions at once (arm64)", .usable = neon_usable, .find = neon_find,
};
