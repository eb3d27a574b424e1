/*
 * literal_tables.h - private to match/ and to generated tables: how a literal set looks.
 *
 * Four bytes of every literal, its rarest ("clou" begins many words, "udfl" stands in "cloudflare" only), are hashed with
 * case folded.  A stage hashes the four bytes at every position and looks the hash up in a table of bytes; what passes is
 * compared.  Nibble tables with shuffles, which many matchers put in front, were tried: with the two to five thousand
 * literals of six hundred rules every group of them holds nearly every letter, half of all positions pass, and the whole is
 * slower than the hash alone.
 */
#ifndef UMB_MATCH_LITERAL_TABLES_H
#define UMB_MATCH_LITERAL_TABLES_H

#include "match/literals.h"

/* One byte per hash: 128 KB, of the second-level cache; a bit per hash costs more to test than it saves.  Four hashes share a bucket. */
#define UMB_LIT_HASH_BITS 17
#define UMB_LIT_USED_LEN (1u << UMB_LIT_HASH_BITS)
#define UMB_LIT_MULTIPLIER 0x9e3779b1u
#define UMB_LIT_BUCKET_SHIFT 2
#define UMB_LIT_SLOTS (1u << (UMB_LIT_HASH_BITS - UMB_LIT_BUCKET_SHIFT))

struct umb_literal_set {
	const umb_literal *literals;
	uint32_t           n_literals;
	const uint8_t     *used;         /* UMB_LIT_USED_LEN: 1 where a literal hashes to */
	const uint32_t    *key;          /* UMB_LIT_SLOTS: the folded window of a bucket that has one, UMB_LIT_SEVERAL, or 0 */
	const uint16_t    *slot;         /* UMB_LIT_SLOTS: the bucket of a hash in use */
	const uint32_t    *bucket_first; /* n_buckets + 1: where its literals begin in `member` */
	const uint32_t    *member;       /* literal numbers, ascending within a bucket */
	const uint8_t     *offset;       /* per literal: where its window of four bytes begins */
	uint32_t           max_offset;
	uint32_t           n_buckets;
};

#define UMB_LIT_FOLD 0x20202020u
#define UMB_LIT_SEVERAL 1u /* no folded window: it lacks the bits of the fold */

static inline uint32_t umb_lit_load(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static inline uint32_t umb_lit_hash(uint32_t four_bytes)
{
	return ((four_bytes | UMB_LIT_FOLD) * UMB_LIT_MULTIPLIER) >> (32 - UMB_LIT_HASH_BITS);
}

#define UMB_LIT_BLOCK 4096 /* positions filtered before the survivors are compared */

/*
 * What a stage is: writes the positions in [from, to) where the window of some literal may stand, in order, without
 * missing one.  `out` has room for UMB_LIT_BLOCK + UMB_LITERAL_MAX_LEN + 64 positions.  Up to 40 bytes behind `to` are read.
 */
typedef size_t (*umb_lit_filter)(const umb_literal_set *set, const uint8_t *text, size_t from, size_t to, uint32_t *out);

/* The rest of a stage's `find`, the same for all: blocks, comparison, order, resuming. */
size_t umb_lit_find(const umb_literal_set *set, umb_lit_filter filter, umb_slice text, size_t from, umb_literal_hit *hits,
                    size_t cap, size_t *next);

#endif
