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

/* Aligned groups of eight token bytes: every run of 15 or more has one, and most blocks of 64 have none. */
static inline uint64_t umb_full_groups(uint64_t token)
{
	token &= token >> 1;
	token &= token >> 2;
	token &= token >> 4;
	return token & UINT64_C(0x0101010101010101);
}

_Static_assert(UMB_LITERAL_RUN == 16, "umb_run_starts doubles four times");

/* All bits below n, which may be more than 64. */
static inline uint64_t umb_bits_below(size_t n)
{
	return n < 64 ? ~(~UINT64_C(0) << n) : ~UINT64_C(0);
}

/* The mask one or two bytes earlier; `before` is that of the 64 bytes before. */
static inline uint64_t umb_bits_behind(uint64_t now, uint64_t before, unsigned n)
{
	return now << n | before >> (64 - n);
}

/* The places of one block of 64 where a token may begin. */
static inline uint64_t umb_token_starts(umb_byte_masks before, umb_byte_masks now, umb_byte_masks next, bool is_first)
{
	uint64_t firsts_before = is_first ? ~UINT64_C(0) : before.token & ~(before.token << 1);
	uint64_t firsts        = now.token & ~umb_bits_behind(now.token, before.token, 1);
	uint64_t inside        = now.word & umb_bits_behind(now.word, before.word, 1);

	return umb_run_starts(now.token, next.token) &
	       (~inside | umb_bits_behind(firsts, firsts_before, 1) | umb_bits_behind(firsts, firsts_before, 2));
}

static inline __attribute__((always_inline)) size_t umb_lit_runs(umb_classify classify, const umb_lit_table *t, umb_slice text,
                                                                 size_t from, size_t to, uint32_t *out)
{
	const umb_byte_masks none = { 0, 0 };
	umb_byte_masks before = none, now = classify(text.ptr + from), next;
	uint64_t       groups, groups_next;
	size_t         n = 0;

	now.token &= umb_bits_below(text.len - from);
	groups = umb_full_groups(now.token);
	for (size_t at = from; at < to; at += 64, before = now, now = next, groups = groups_next) {
		uint64_t starts;

		next = at + 64 < text.len ? classify(text.ptr + at + 64) : none;
		/* Behind the text there may be anything. */
		if (text.len - at < 128)
			next.token &= at + 64 < text.len ? umb_bits_below(text.len - at - 64) : 0;
		groups_next = umb_full_groups(next.token);
		if (!(groups | (groups_next & 1)))
			continue;
		/* What stands before the first place is not looked at: anything may begin there. */
		starts = umb_token_starts(before, now, next, at == from) & umb_bits_below(to - at);
		for (; starts; starts &= starts - 1) {
			uint32_t place = (uint32_t)at + (uint32_t)__builtin_ctzll(starts);

			out[n] = place;
			n += t->used[umb_lit_hash(umb_lit_load(text.ptr + place))];
		}
	}
	return n;
}

#endif
