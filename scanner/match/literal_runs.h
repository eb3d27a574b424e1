/*
 * literal_runs.h - where runs of token bytes begin, given a way to tell 64 bytes at once; the same for every SIMD stage.
 */
#ifndef UMB_MATCH_LITERAL_RUNS_H
#define UMB_MATCH_LITERAL_RUNS_H

#include "match/literal_tables.h"

/* Bit i is set when p[i] is a token byte, i < 64. */
typedef uint64_t (*umb_token_mask)(const uint8_t *p);

/* Of the 64 places of `now`, those where UMB_LITERAL_RUN bits in a row begin; `next` are the 64 behind. */
static inline uint64_t umb_run_starts(uint64_t now, uint64_t next)
{
	for (unsigned k = 1; k < UMB_LITERAL_RUN; k *= 2) {
		now &= now >> k | next << (64 - k);
		next &= next >> k;
	}
	return now;
}

/* All bits below n, which may be more than 64. */
static inline uint64_t umb_bits_below(size_t n)
{
	return n < 64 ? ~(~UINT64_C(0) << n) : ~UINT64_C(0);
}

static inline __attribute__((always_inline)) size_t umb_lit_runs(umb_token_mask mask, const umb_lit_table *t, umb_slice text,
                                                                 size_t from, size_t to, uint32_t *out)
{
	const uint8_t *used = t->used;
	size_t         n = 0;
	uint64_t       now = mask(text.ptr + from) & umb_bits_below(text.len - from), next = 0;

	for (size_t at = from; at < to; at += 64, now = next) {
		uint64_t starts;

		/* Behind the text there may be anything. */
		next   = at + 64 < text.len ? mask(text.ptr + at + 64) & umb_bits_below(text.len - at - 64) : 0;
		starts = umb_run_starts(now, next) & umb_bits_below(to - at);
		for (; starts; starts &= starts - 1) {
			uint32_t place = (uint32_t)at + (uint32_t)__builtin_ctzll(starts);

			out[n] = place;
			n += used[umb_lit_hash(umb_lit_load(text.ptr + place))];
		}
	}
	return n;
}

#endif
