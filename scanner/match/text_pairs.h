/*
 * text_pairs.h - how often two bytes stand beside each other in source code.
 *
 * Counted over the trees of redis, git, rails, symfony and ansible.  Used only to find the rarest windows of a literal: it
 * makes a difference whether "tion" or "udfl" is looked for, but none to what is found.
 */
#ifndef UMB_MATCH_TEXT_PAIRS_H
#define UMB_MATCH_TEXT_PAIRS_H

#include <stdint.h>

#define UMB_TEXT_SYMBOLS 65

/* -log2 of the share, in eighths of a bit. */
extern const uint8_t umb_text_pair[UMB_TEXT_SYMBOLS * UMB_TEXT_SYMBOLS];
extern const uint8_t umb_text_single[UMB_TEXT_SYMBOLS];

/* The symbol of a byte, folded as windows are. */
static inline unsigned umb_text_symbol(uint8_t byte)
{
	uint8_t folded = byte | 0x20;

	if (byte >= 128)
		return 64;
	return folded < 0x40 ? folded - 0x20u : folded - 0x40u;
}

#endif
