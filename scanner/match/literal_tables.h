/*
 * literal_tables.h - private to match/ and to generated tables: how a literal set looks.
 *
 * Two filters stand before the comparison.  The first looks at the four bytes that begin at a position,
 * through one table per byte and nibble: bit b says that some literal of group b has such a nibble
 * there.  Sixteen positions are tested by eight shuffles, which is why it is done this way.  What passes
 * is hashed (four bytes, case folded) into a table that stays in the first-level cache.  Groups
 * are chosen so that a group's literals share nibbles: that keeps the first filter selective.  The four bytes are not the
 * literal's first but its rarest, because "clou" begins many words and "udfl" stands in "cloudflare" only.
 */
#ifndef UMB_MATCH_LITERAL_TABLES_H
#define UMB_MATCH_LITERAL_TABLES_H

#include "match/literals.h"

#define UMB_LIT_GROUPS 16 /* in two halves of eight: one byte of bits each */
/* One bit per hash: 16 KB that stay in the first-level cache, and few false passes.  Buckets share four hashes each. */
#define UMB_LIT_HASH_BITS 17
#define UMB_LIT_USED_LEN (1u << (UMB_LIT_HASH_BITS - 3))
#define UMB_LIT_BUCKET_SHIFT 2
#define UMB_LIT_SLOTS (1u << (UMB_LIT_HASH_BITS - UMB_LIT_BUCKET_SHIFT))

struct umb_literal_set {
	const umb_literal *literals;
	uint32_t           n_literals;
	const uint8_t     *used;         /* UMB_LIT_USED_LEN: a bit where a literal hashes to */
	const uint16_t    *slot;         /* UMB_LIT_SLOTS: the bucket of a hash in use */
	const uint32_t    *bucket_first; /* n_buckets + 1: where its literals begin in `member` */
	const uint32_t    *member;       /* literal numbers, ascending within a bucket */
	const uint8_t     *offset;       /* per literal: where its window of four bytes begins */
	uint32_t           max_offset;
	uint32_t           n_buckets;
	uint8_t            nibble[UMB_LIT_GROUPS / 8][4][2][16]; /* [half][byte][low, high][nibble]: groups */
};

static inline uint32_t umb_lit_load(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static inline uint32_t umb_lit_hash(uint32_t four_bytes)
{
	return ((four_bytes | 0x20202020u) * 0x9e3779b1u) >> (32 - UMB_LIT_HASH_BITS);
}

/* 1 when the window of some literal has this hash. */
static inline uint32_t umb_lit_is_used(const uint8_t *used, uint32_t hash)
{
	return (used[hash >> 3] >> (hash & 7)) & 1u;
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
