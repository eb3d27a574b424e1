/*
 * lit_neon.c - sixteen positions at once through the nibble tables, on 64-bit ARM.
 */
#include "match/literal_tables.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static inline uint8x16_t look_up(const uint8_t (*table)[16], uint8x16_t low, uint8x16_t high)
{
	return vandq_u8(vqtbl1q_u8(vld1q_u8(table[0]), low), vqtbl1q_u8(vld1q_u8(table[1]), high));
}

/* Four bits per position: the shrinking shift is the usual stand-in for a move-mask. */
static inline uint64_t filter16(const umb_literal_set *set, const uint8_t *p)
{
	uint8x16_t a = vdupq_n_u8(255), b = a, any;

	for (size_t i = 0; i < 4; i++) {
		uint8x16_t v = vld1q_u8(p + i), low = vandq_u8(v, vdupq_n_u8(15)), high = vshrq_n_u8(v, 4);

		a = vandq_u8(a, look_up(set->nibble[0][i], low, high));
		b = vandq_u8(b, look_up(set->nibble[1][i], low, high));
	}
	any = vorrq_u8(a, b);
	return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(vtstq_u8(any, any)), 4)), 0);
}

static size_t filter(const umb_literal_set *set, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	size_t kept = 0;

	for (size_t i = from; i < to; i += 16) {
		uint64_t bits = filter16(set, text + i) & UINT64_C(0x1111111111111111);

		for (; bits; bits &= bits - 1) {
			size_t pos = i + (size_t)__builtin_ctzll(bits) / 4;

			if (pos >= to)
				break;
			out[kept] = (uint32_t)pos;
			kept += umb_lit_is_used(set->used, umb_lit_hash(umb_lit_load(text + pos)));
		}
	}
	return kept;
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
	.name = "neon", .summary = "nibble tables, 16 positions at once (arm64)", .usable = neon_usable, .find = neon_find,
};
