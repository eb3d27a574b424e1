/*
 * text_pairs.h - how often bytes stand beside each other in source code.
 *
 * Counted over the trees of redis, git, rails, symfony, ansible, terraform, moby, kafka and spring-boot.  Used only to find
 * the rarest literals of a pattern and the rarest windows of a literal: it makes a difference whether "tion" or "udfl" is
 * looked for, but none to what is found.
 */
#ifndef UMB_MATCH_TEXT_PAIRS_H
#define UMB_MATCH_TEXT_PAIRS_H

#include <stdint.h>

#define UMB_TEXT_SYMBOLS 65

#define UMB_TEXT_COMMON 9000
#define UMB_TEXT_COMMON_THREE 4000

/* -log2 of the share, in eighths of a bit. */
extern const uint8_t umb_text_single[UMB_TEXT_SYMBOLS];
extern const uint8_t umb_text_pair[UMB_TEXT_SYMBOLS * UMB_TEXT_SYMBOLS];

/* Frequent sequences of three and of four, folded, the first byte lowest; in ascending order. */
typedef struct umb_text_sequence {
	uint32_t bytes;
	uint8_t  bits;
} umb_text_sequence;

extern const umb_text_sequence umb_text_common_three[UMB_TEXT_COMMON_THREE];
extern const umb_text_sequence umb_text_common[UMB_TEXT_COMMON];

/* text_bits.c: the same of n bytes at `at`, n from 1 to 4. */
unsigned umb_text_bits(const uint8_t *at, unsigned n);

/* Between two powers on a straight line: near enough. */
static inline double umb_text_share(unsigned bits)
{
	return (2.0 - (double)(bits % 8) / 8.0) / (double)(UINT64_C(2) << (bits / 8 < 60 ? bits / 8 : 60));
}

/* The symbol of a byte, folded as windows are. */
static inline unsigned umb_text_symbol(uint8_t byte)
{
	uint8_t folded = byte | 0x20;

	if (byte >= 128)
		return 64;
	return folded < 0x40 ? folded - 0x20u : folded - 0x40u;
}

#endif
