/*
 * literal_tables.h - private to match/ and to generated tables: how a literal set looks.
 *
 * Four bytes of a literal, its window, are hashed with case folded; a stage hashes places of the text and looks them up in
 * a table of bytes.  What passes is compared.  The speed lies in how few places are hashed, and there are two ways:
 *
 * - Literals that stand in a run (`in_run`) are looked for only where UMB_LITERAL_RUN token bytes begin: one place in thirty
 *   of source code.  Finding these places is a few shuffles for every 64 bytes.  That is where the thousands are: "re_" and
 *   any letter is no burden here.
 * - The others are looked for at every `step`th place of the whole text.  A literal has so many windows then, one for each
 *   remainder of the step, one of which stands at such a place wherever the literal does.  The step is what the shortest allows.
 *
 * Looking for the names of vendors only in the stretches before values (a run of 22 or 16 letters and digits behind an
 * operator) was built and thrown away: half of the literals go there, but what it takes to find the stretches, a seventh to a
 * third of source code, is what it saves.
 *
 * Nor did it pay to tell decoders, from the masks of runs, where base64 may stand: what they spend is spent on the runs.
 *
 * Nibble tables with shuffles, which many matchers put in front of all, were tried: with two thousand windows half of all
 * positions pass, with four hundred a sixth, and the whole is slower than the hash alone.
 */
#ifndef UMB_MATCH_LITERAL_TABLES_H
#define UMB_MATCH_LITERAL_TABLES_H

#include "match/literals.h"

/* One byte per hash: 128 KB, of the second-level cache; a bit per hash costs more to test than it saves.  Four hashes share a bucket. */
#define UMB_LIT_HASH_BITS 17
#define UMB_LIT_USED_LEN (1u << UMB_LIT_HASH_BITS)
#define UMB_LIT_FINE_BITS 18
#define UMB_LIT_FINE_WORDS (1u << (UMB_LIT_FINE_BITS - 5))
#define UMB_LIT_BUCKET_SHIFT 2
#define UMB_LIT_SLOTS (1u << (UMB_LIT_HASH_BITS - UMB_LIT_BUCKET_SHIFT))
#define UMB_LIT_MAX_STEP 4

/* One window of one literal. */
typedef struct umb_lit_window {
	uint32_t literal;
	uint16_t offset; /* of the window in the literal */
	uint8_t  probe;  /* where the four bytes of the literal farthest from the window are: behind its start, plus UMB_LITERAL_MAX_LEN */
	uint8_t  n_same; /* windows of the bucket with this `probe`, from here on, by `bytes`; up to 255 are counted as one group */
	uint32_t bytes;  /* those four, folded: a look at them ends most comparisons */
} umb_lit_window;

/*
 * What all windows of a bucket have in common, asked before any of them is compared: bits of the four bytes at the window,
 * and of four at `far` from it (text & mask == value), those that say the most where the window stands; and which bytes stand
 * beside the windows, by their lower five bits.
 */
typedef struct umb_lit_bucket {
	uint32_t near_mask, near_value;
	uint32_t far_mask, far_value;
	uint32_t beside;
	int8_t   far;       /* -4 .. 4 */
	int8_t   beside_at; /* from the window on: -1 or 4; 0 when any may stand there */
	uint32_t first; /* in window[]; its windows end where the next bucket's begin */
} umb_lit_bucket;

/* The windows of one way of looking. */
typedef struct umb_lit_table {
	const uint8_t        *used;   /* UMB_LIT_USED_LEN: 1 where a window hashes to; NULL: there are no windows */
	const uint32_t       *used_bits; /* a bit for each hash of UMB_LIT_FINE_BITS bits, 32 KB, for stages that gather */
	const uint16_t       *slot;   /* UMB_LIT_SLOTS: the bucket of a hash in use */
	const umb_lit_bucket *bucket; /* n_buckets, and one more to end the last */
	const umb_lit_window *window; /* by bucket, then probe, then bytes */
	uint32_t              n_buckets, n_windows;
	uint32_t              multiplier; /* of the hash, chosen so that few of the common sequences of text share one with a window */
} umb_lit_table;

struct umb_literal_set {
	const umb_literal *literals;
	uint32_t           n_literals;
	umb_lit_table      run, word;
	uint32_t           step;       /* of word */
	uint32_t           max_offset; /* of word; windows of run begin where the literal does */
};

#define UMB_LIT_FOLD 0x20202020u

static inline uint32_t umb_lit_load(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static inline uint32_t umb_lit_fine_hash(uint32_t multiplier, uint32_t four_bytes)
{
	return ((four_bytes | UMB_LIT_FOLD) * multiplier) >> (32 - UMB_LIT_FINE_BITS);
}

static inline uint32_t umb_lit_hash(uint32_t multiplier, uint32_t four_bytes)
{
	return umb_lit_fine_hash(multiplier, four_bytes) >> (UMB_LIT_FINE_BITS - UMB_LIT_HASH_BITS);
}

/* literal_choose.c: which windows of some of the literals are hashed, and by which multiplier. */
typedef struct umb_lit_choice {
	const umb_literal *literals;
	uint32_t          *number; /* of these n literals */
	uint32_t           n, step;
	uint8_t           *offset; /* result: `step` per literal, of its windows, which have all remainders; 0 in runs */
	uint32_t           multiplier; /* result */
} umb_lit_choice;

umb_status umb_lit_choose(umb_lit_choice *c);

#define UMB_LIT_BLOCK 4096 /* places filtered before the survivors are compared */
#define UMB_LIT_DISORDER 32 /* so many bytes may a place be behind the next one */
#define UMB_LIT_PLACES (UMB_LIT_BLOCK + UMB_LITERAL_MAX_LEN + 64)

/*
 * A filter writes the places in [from, to) where a window of the table may stand, in order but for UMB_LIT_DISORDER, without missing one.  `out` has
 * room for UMB_LIT_PLACES.  Up to UMB_TEXT_PAD bytes behind the text are read.
 */
typedef struct umb_lit_filters {
	/* Places where a run begins, whole within the text. */
	size_t (*run)(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out);
	/* Multiples of the step. */
	size_t (*word)(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t from, size_t to, uint32_t *out);
} umb_lit_filters;

/* lit_scalar.c: what stages without a better way use. */
size_t umb_lit_run_scalar(const umb_lit_table *t, umb_slice text, size_t from, size_t to, uint32_t *out);
size_t umb_lit_word_scalar(const umb_lit_table *t, uint32_t step, const uint8_t *text, size_t from, size_t to, uint32_t *out);

/* The rest of a stage's `find`, the same for all: blocks, comparison, order, resuming. */
size_t umb_lit_find(const umb_literal_set *set, const umb_lit_filters *filters, umb_slice text, size_t from, size_t to,
                    umb_literal_hit *hits, size_t cap, size_t *next);

#endif
