/*
 * literal_runs.h - where tokens of UMB_LITERAL_RUN bytes may begin, given a way to classify 64 bytes at once; the same for
 * every SIMD stage.
 *
 * The inside of words, where no token begins, is most of what is in a run: digests, base64, long names.  Behind an escape
 * (umb_token_begins) stands the second or third byte of a run, because neither \ nor % is a token byte; those two are let
 * through and looked at when the literal is compared.
 */
#ifndef UMB_MATCH_LITERAL_RUNS_H
#define UMB_MATCH_LITERAL_RUNS_H

#include "match/literal_tables.h"

/* A bit for each of 64 bytes. */
typedef struct umb_byte_masks {
	uint64_t token, word;
} umb_byte_masks;

typedef umb_byte_masks (*umb_classify)(const uint8_t *p);

/*
 * For stages that look up both halves of a byte and AND the results: 1 is $ * + - . /, 2 the digits, 4 the rows of ASCII
 * that begin with @ and `, 8 is P-Z and _, 16 is p-z, 32 is : and =, 64 is ~.
 */
#define UMB_HALF_LOW 26, 30, 30, 30, 31, 30, 30, 30, 30, 30, 61, 5, 4, 37, 69, 13
#define UMB_HALF_HIGH 0, 0, 1, 34, 4, 8, 4, 80, 0, 0, 0, 0, 0, 0, 0, 0
#define UMB_HALF_WORD 0x1e

/* Doubles the length of the runs that bits stand for. */
static inline void umb_runs_double(uint64_t *now, uint64_t *next, unsigned k)
{
	*now &= *now >> k | *next << (64 - k);
	*next &= *next >> k;
}

/* Of the 64 places of `now`, those where UMB_LITERAL_RUN bits in a row begin; `next` are the 64 behind. */
static inline uint64_t umb_run_starts(uint64_t now, uint64_t next)
{
	umb_runs_double(&now, &next, 1);
	umb_runs_double(&now, &next, 2);
	umb_runs_double(&now, &next, 4);
	umb_runs_double(&now, &next, 8);
	return now;
}

_Static_assert(UMB_LITERAL_RUN == 16, "umb_run_starts doubles four times");

/* All bits below n, which may be more than 64. */
static inline uint64_t umb_bits_below(size_t n)
{
	return n < 64 ? ~(~UINT64_C(0) << n) : ~UINT64_C(0);
}

#define UMB_RUN_WORDS (UMB_LIT_BLOCK / 64)

/* The masks of a block, one more on either side: [0] stands for what is before the first place. */
typedef struct umb_run_block {
	uint64_t token[UMB_RUN_WORDS + 2], word[UMB_RUN_WORDS + 2], first[UMB_RUN_WORDS + 2];
	uint64_t start[UMB_RUN_WORDS]; /* where a token of a run's length may begin */
} umb_run_block;

static inline __attribute__((always_inline)) void umb_run_masks(umb_classify classify, umb_run_block *b, umb_slice text, size_t from, size_t n)
{
	/* What stands before the first place is not looked at: anything may begin there. */
	b->token[0] = b->word[0] = 0;
	b->first[0] = ~UINT64_C(0);
	for (size_t i = 1; i <= n + 1; i++, from += 64) {
		umb_byte_masks m = { 0, 0 };

		if (from < text.len)
			m = classify(text.ptr + from);
		/* Behind the text there may be anything. */
		if (text.len < from + 64)
			m.token &= from < text.len ? umb_bits_below(text.len - from) : 0;
		b->token[i] = m.token;
		b->word[i]  = m.word;
	}
}

static inline __attribute__((always_inline)) void umb_run_find_starts(umb_run_block *b, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		b->first[i] = b->token[i] & ~(b->token[i] << 1 | b->token[i - 1] >> 63);
	for (size_t i = 1; i <= n; i++) {
		uint64_t inside = b->word[i] & (b->word[i] << 1 | b->word[i - 1] >> 63);
		uint64_t escape = b->first[i] << 1 | b->first[i - 1] >> 63 | b->first[i] << 2 | b->first[i - 1] >> 62;

		b->start[i - 1] = umb_run_starts(b->token[i], b->token[i + 1]) & (~inside | escape);
	}
}

/* Keeps the lowest place of `bits`, if its hash is in use; with no bit left any place is looked at and none is kept. */
static inline __attribute__((always_inline)) uint32_t *umb_run_keep(const umb_lit_table *t, const uint8_t *text, size_t base, uint64_t bits,
                                                                    uint32_t *out)
{
	size_t   place = base + (size_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
	uint32_t hash  = umb_lit_fine_hash(t->multiplier, umb_lit_load(text + place));

	*out = (uint32_t)place;
	return out + ((t->used_bits[hash / 32] >> (hash % 32) & 1) & (bits != 0));
}

/* At most words there are two places or fewer: these two are looked at without asking. */
static inline __attribute__((always_inline)) size_t umb_run_places(const umb_run_block *b, const umb_lit_table *t, size_t n, const uint8_t *text,
                                                                   size_t from, uint32_t *out)
{
	uint32_t *end = out;

	for (size_t i = 0; i < n; i++) {
		size_t   base = from + 64 * i;
		uint64_t w    = b->start[i];

		end = umb_run_keep(t, text, base, w, end);
		w &= w - 1;
		end = umb_run_keep(t, text, base, w, end);
		w &= w - 1;
		while (UMB_UNLIKELY(w)) {
			end = umb_run_keep(t, text, base, w, end);
			w &= w - 1;
		}
	}
	return (size_t)(end - out);
}

static inline __attribute__((always_inline)) size_t umb_lit_runs(umb_classify classify, const umb_lit_table *t, umb_slice text,
                                                                 size_t from, size_t to, uint32_t *out)
{
	size_t        n_words = (to - from + 63) / 64, n;
	umb_run_block b;

	umb_run_masks(classify, &b, text, from, n_words);
	umb_run_find_starts(&b, n_words);
	n = umb_run_places(&b, t, n_words, text.ptr, from, out);
	while (n > 0 && out[n - 1] >= to)
		n--;
	return n;
}

#endif
