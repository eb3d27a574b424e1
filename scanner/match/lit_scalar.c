/*
 * lit_scalar.c - the portable reference: a hash of four folded bytes at every position.
 *
 * Survivors are written down without a branch and compared afterwards: what a position holds is random,
 * and a mispredicted branch costs more than ten positions.
 */
#include "match/literal_tables.h"

static size_t filter(const umb_literal_set *set, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		out[n] = (uint32_t)i;
		n += set->used[umb_lit_hash(umb_lit_load(text + i))];
	}
	return n;
}

static size_t scalar_find(const umb_literal_set *set, umb_slice text, size_t from, umb_literal_hit *hits, size_t cap, size_t *next)
{
	return umb_lit_find(set, filter, text, from, hits, cap, next);
}

static bool scalar_usable(void)
{
	return true;
}

const umb_literal_stage_ops umb_literal_stage_scalar = {
	.name = "scalar", .summary = "folded four-byte hash, portable", .usable = scalar_usable, .find = scalar_find,
};
