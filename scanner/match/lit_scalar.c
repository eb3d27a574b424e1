/*
 * lit_scalar.c - the portable reference.
 *
 * Survivors are written down without a branch and compared afterwards: what a place holds is random, and a
 * mispredicted branch costs more than ten places.
 */
#include "match/literal_tables.h"

/* A run is tested from its far end: the byte that is no token byte rules out every start up to itself. */
size_t umb_lit_run_scalar(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out)
{
	size_t n = 0, known = from; /* bytes in [at, known) are token bytes */

	for (size_t at = from; at < to && text.len - at >= UMB_LITERAL_RUN;) {
		size_t i = at + UMB_LITERAL_RUN;

		while (i > known && umb_byte_is_token(text.ptr[i - 1]))
			i--;
		if (i > known) {
			at = known = i;
			continue;
		}
		out[n] = (uint32_t)at;
		n += t->used[umb_lit_hash(t->multiplier, umb_lit_load(text.ptr + at))] & umb_token_begins(text, at);
		known = at + UMB_LITERAL_RUN;
		at++;
	}
	return n;
}

/* With a constant step the four places share their arithmetic. */
static inline __attribute__((always_inline)) size_t words(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t from,
                                                          size_t to, uint32_t *out)
{
	const uint8_t *used = t->used;
	const uint32_t by   = t->multiplier;
	size_t         n = 0, i = (from + step - 1) / step * step;

	for (; i + 3 * (size_t)step < to; i += 4 * (size_t)step) {
		out[n] = (uint32_t)i;
		n += used[umb_lit_hash(by, umb_lit_load(text + i))];
		out[n] = (uint32_t)i + step;
		n += used[umb_lit_hash(by, umb_lit_load(text + i + step))];
		out[n] = (uint32_t)i + 2 * step;
		n += used[umb_lit_hash(by, umb_lit_load(text + i + 2 * step))];
		out[n] = (uint32_t)i + 3 * step;
		n += used[umb_lit_hash(by, umb_lit_load(text + i + 3 * step))];
	}
	for (; i < to; i += step) {
		out[n] = (uint32_t)i;
		n += used[umb_lit_hash(by, umb_lit_load(text + i))];
	}
	return n;
}

size_t umb_lit_word_scalar(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t from, size_t to, uint32_t *out)
{
	switch (step) {
	case 1:
		return words(t, 1, text, from, to, out);
	case 2:
		return words(t, 2, text, from, to, out);
	case 3:
		return words(t, 3, text, from, to, out);
	default:
		return words(t, 4, text, from, to, out);
	}
}

static size_t scalar_find(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits, size_t cap,
                          size_t *next)
{
	static const umb_lit_filters filters = { umb_lit_run_scalar, umb_lit_word_scalar };

	return umb_lit_find(set, &filters, text, from, to, hits, cap, next);
}

static bool scalar_usable(void)
{
	return true;
}

const umb_literal_stage_ops umb_literal_stage_scalar = {
	.name = "scalar", .summary = "folded four-byte hash, portable", .usable = scalar_usable, .find = scalar_find,
};
