/*
 * text_bits.c - how rare a few bytes are, from the counts of text_pairs.c.
 */
#include "match/text_pairs.h"

#include <stdlib.h>

#include "base/types.h"

static int by_bytes(const void *x, const void *y)
{
	uint32_t a = ((const umb_text_sequence *)x)->bytes, b = ((const umb_text_sequence *)y)->bytes;

	return a < b ? -1 : a > b;
}

/* Sequences that were not counted are no more frequent than the rarest that were: about so many eighths of a bit. */
static unsigned uncounted_bits(unsigned n)
{
	return n == 3 ? 120 : 129;
}

/* A chain of pairs. */
static unsigned chain_bits(const uint8_t *at, unsigned n)
{
	unsigned bits = 0, inner = 0;

	for (unsigned k = 0; k + 1 < n; k++) {
		bits += umb_text_pair[umb_text_symbol(at[k]) * UMB_TEXT_SYMBOLS + umb_text_symbol(at[k + 1])];
		inner += k > 0 ? umb_text_single[umb_text_symbol(at[k])] : 0u;
	}
	return bits - UMB_MIN(bits, inner);
}

/* All bytes past ASCII are counted as one symbol; of such in a row, each is one of some eight that are likely there. */
static unsigned foreign_bits(const uint8_t *at, unsigned n)
{
	unsigned n_foreign = 0;

	for (unsigned k = 0; k < n; k++)
		n_foreign += at[k] >= 128;
	return n_foreign > 1 ? (n_foreign - 1) * 3 * 8 : 0;
}

unsigned umb_text_bits(const uint8_t *at, unsigned n)
{
	const umb_text_sequence *found;
	umb_text_sequence        key = { 0, 0 };

	if (n == 1)
		return umb_text_single[umb_text_symbol(at[0])];
	if (n == 2)
		return chain_bits(at, 2);
	for (unsigned k = 0; k < n; k++)
		key.bytes |= (uint32_t)(at[k] < 128 ? at[k] | 0x20u : 0xffu) << (8 * k);
	found = n == 3 ? bsearch(&key, umb_text_common_three, UMB_TEXT_COMMON_THREE, sizeof(key), by_bytes)
	               : bsearch(&key, umb_text_common, UMB_TEXT_COMMON, sizeof(key), by_bytes);
	return (found ? found->bits : UMB_MAX(chain_bits(at, n), uncounted_bits(n))) + foreign_bits(at, n);
}
