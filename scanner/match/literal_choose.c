/*
 * literal_choose.c - which four bytes of each literal are hashed, and how.
 *
 * What passes the table of hashes is, but for a few, text that has nothing to do with any literal: windows that are common
 * ("tion"), and common sequences that share a hash with a window.  Both are known from the counts of text_fours.c.  So for each
 * of some hash functions the windows are chosen that let the least text through, and the best of these choices is kept.
 */
#include "base/alloc.h"
#include "match/literal_tables.h"
#include "match/text_pairs.h"

/* So many hash functions are tried. */
#define TRIES 12
/* Text that passes for another window already costs no more to let through, but what passes is compared with both. */
#define SHARED 0.25f
#define MAX_WINDOWS (UMB_LITERAL_MAX_LEN - 3)

typedef struct chooser {
	const umb_lit_choice *c;
	float   *share;   /* of text with this hash, as far as it was counted: UMB_LIT_USED_LEN */
	uint8_t *used;    /* UMB_LIT_USED_LEN */
	float   *own;     /* of text that is this window and was not counted: MAX_WINDOWS per literal */
	uint8_t *offset;  /* as in umb_lit_choice */
} chooser;

static int by_bytes(const void *x, const void *y)
{
	uint32_t a = ((const umb_text_sequence *)x)->bytes, b = ((const umb_text_sequence *)y)->bytes;

	return a < b ? -1 : a > b;
}

static const umb_literal *literal_of(const chooser *c, uint32_t i)
{
	return &c->c->literals[c->c->number[i]];
}

static void know_windows(chooser *c)
{
	for (uint32_t i = 0; i < c->c->n; i++) {
		const umb_literal *l = literal_of(c, i);

		for (uint32_t at = 0; at + 4 <= l->len; at++) {
			umb_text_sequence key = { umb_lit_load(l->bytes + at) | UMB_LIT_FOLD, 0 };
			bool is_counted = bsearch(&key, umb_text_common, UMB_TEXT_COMMON, sizeof(key), by_bytes) != NULL;

			c->own[i * MAX_WINDOWS + at] = is_counted ? 0.0f : (float)umb_text_share(umb_text_bits(l->bytes + at, 4));
		}
	}
}

static void spread_text(chooser *c, uint32_t multiplier)
{
	memset(c->used, 0, UMB_LIT_USED_LEN);
	memset(c->share, 0, UMB_LIT_USED_LEN * sizeof(*c->share));
	for (size_t i = 0; i < UMB_TEXT_COMMON; i++)
		c->share[umb_lit_hash(multiplier, umb_text_common[i].bytes)] += (float)umb_text_share(umb_text_common[i].bits);
}

/* What the window at `at` lets through. */
static float added(const chooser *c, uint32_t multiplier, uint32_t i, uint32_t at)
{
	uint32_t hash = umb_lit_hash(multiplier, umb_lit_load(literal_of(c, i)->bytes + at));

	return (c->used[hash] ? SHARED : 1.0f) * (c->share[hash] + c->own[i * MAX_WINDOWS + at]);
}

/* The best windows of one literal: one for each remainder of the step. */
static float choose_of(chooser *c, uint32_t multiplier, uint32_t i)
{
	const umb_literal *l    = literal_of(c, i);
	uint32_t           step = c->c->step, last = l->in_run ? 0 : l->len - 4u;
	uint8_t           *best = c->offset + (size_t)i * step;
	float              sum  = 0;

	for (uint32_t k = 0; k < step; k++) {
		float least = added(c, multiplier, i, k);

		best[k] = (uint8_t)k;
		for (uint32_t at = k + step; at <= last; at += step) {
			float one = added(c, multiplier, i, at);

			if (one < least) {
				least   = one;
				best[k] = (uint8_t)at;
			}
		}
		sum += least;
	}
	for (uint32_t k = 0; k < step; k++)
		c->used[umb_lit_hash(multiplier, umb_lit_load(l->bytes + best[k]))] = 1;
	return sum;
}

/* The windows under one hash function; returns how much text they let through.  Long literals share what short ones cannot do without. */
static float choose_windows(chooser *c, uint32_t multiplier)
{
	float sum = 0;

	spread_text(c, multiplier);
	for (uint8_t len = 4; len <= UMB_LITERAL_MAX_LEN; len++) {
		for (uint32_t i = 0; i < c->c->n; i++) {
			if (literal_of(c, i)->len == len)
				sum += choose_of(c, multiplier, i);
		}
	}
	return sum;
}

static void try_all(chooser *c, umb_lit_choice *out)
{
	uint32_t multiplier = 0x9e3779b1u;
	float    least      = 0;

	for (int i = 0; i < TRIES; i++, multiplier = multiplier * 0x2c9277b5u + 2) {
		float share = choose_windows(c, multiplier);

		if (i > 0 && share >= least)
			continue;
		least           = share;
		out->multiplier = multiplier;
		memcpy(out->offset, c->offset, (size_t)out->n * out->step);
	}
}

umb_status umb_lit_choose(umb_lit_choice *out)
{
	chooser c = { .c = out };

	c.share  = umb_alloc(UMB_LIT_USED_LEN * sizeof(*c.share));
	c.used   = umb_alloc(UMB_LIT_USED_LEN);
	c.own    = umb_alloc(((size_t)out->n * MAX_WINDOWS + 1) * sizeof(*c.own));
	c.offset = umb_alloc((size_t)out->n * out->step + 1);
	if (c.share && c.used && c.own && c.offset) {
		know_windows(&c);
		try_all(&c, out);
	}
	umb_free(c.share);
	umb_free(c.used);
	umb_free(c.own);
	umb_free(c.offset);
	return c.share && c.used && c.own && c.offset ? UMB_OK : UMB_E_NOMEM;
}
