/*
 * literal_find.c - what stands behind every stage's filter: comparing, ordering, resuming.
 *
 * Windows stand at different distances from the start of their literals, so a block of starts needs the
 * windows up to the largest distance behind it, and its hits are put in order afterwards.  They are few.
 */
#include "match/literal_tables.h"

/* All bytes at once, without a branch: where two texts part is what a processor cannot guess.  Up to UMB_TEXT_PAD bytes are readable. */
static bool matches(const umb_literal *l, const uint8_t *p)
{
	uint8_t other_case = l->nocase ? 0x20 : 0, differs = 0;

	for (uint8_t i = 0; i < UMB_LITERAL_MAX_LEN; i++) {
		uint8_t is_small = (uint8_t)(l->bytes[i] - 'a') < 26, is_inside = i < l->len;
		uint8_t mask     = (uint8_t)(0 - is_inside) & (uint8_t)~(is_small ? other_case : 0);

		differs |= (uint8_t)((p[i] ^ l->bytes[i]) & mask);
	}
	return differs == 0;
}

typedef struct block {
	umb_slice        text;
	size_t           from, to; /* starts that belong to the block */
	umb_literal_hit *hits;
	size_t           n, cap;
} block;

/* Keeps the block's hits in order: by position, then literal. */
static void insert(block *b, umb_literal_hit h)
{
	size_t at = b->n++;

	while (at > 0 && (b->hits[at - 1].pos > h.pos || (b->hits[at - 1].pos == h.pos && b->hits[at - 1].literal > h.literal))) {
		b->hits[at] = b->hits[at - 1];
		at--;
	}
	b->hits[at] = h;
}

/* One window at `at`, whose probed bytes are right; false when the hit does not fit. */
static bool compare(const umb_literal_set *set, const umb_lit_window *w, block *b, size_t at)
{
	const umb_literal *l   = &set->literals[w->literal];
	size_t             pos = at - w->offset;

	if (at < w->offset || pos < b->from || pos >= b->to || b->text.len - pos < l->len || !matches(l, b->text.ptr + pos) ||
	    (l->in_run && !umb_token_begins(b->text, pos)))
		return true;
	if (b->n == b->cap)
		return false;
	insert(b, (umb_literal_hit){ (uint32_t)pos, w->literal });
	return true;
}

/* The first of n windows whose probed bytes are not below `bytes`; literals of a class written out come in dozens. */
static uint32_t lower_bound(const umb_lit_window *w, uint32_t n, uint32_t bytes)
{
	uint32_t low = 0;

	while (n > 4) {
		uint32_t half = n / 2;

		low += w[low + half - 1].bytes < bytes ? half : 0;
		n -= half;
	}
	for (; n > 0 && w[low].bytes < bytes; n--)
		low++;
	return low;
}

/* So many are looked at one by one: that they are all something else is easier guessed than where among them the text would be. */
#define FEW 6

/* Compares the windows of a bucket that may stand at `at`; false when the hits do not fit. */
static bool verify(const umb_literal_set *set, const umb_lit_table *t, block *b, size_t at, uint16_t number)
{
	const umb_lit_window *w = t->window + t->bucket[number].first, *end = t->window + t->bucket[number + 1].first;

	for (; w < end; w += w->n_same) {
		uint32_t bytes, i;

		/* Up to 32 bytes behind the text may be read, and none before it. */
		if (at + w->probe < UMB_LITERAL_MAX_LEN)
			continue;
		bytes = umb_lit_load(b->text.ptr + at + w->probe - UMB_LITERAL_MAX_LEN) | UMB_LIT_FOLD;
		for (i = w->n_same > FEW ? lower_bound(w, w->n_same, bytes) : 0; i < w->n_same; i++) {
			if (w[i].bytes == bytes && !compare(set, &w[i], b, at))
				return false;
			if (w->n_same > FEW && w[i].bytes > bytes)
				break;
		}
	}
	return true;
}

/*
 * Most of what the hash lets pass is something else: asked without a branch what a bucket's windows have in common.  The tables are
 * larger than the first-level caches and one leads to the next: each is asked for all places before the next is, so that many are on their way at once.
 * Places so near the start of the text that there may be nothing to read before them just stay; those behind one that is not
 * are at most UMB_LIT_DISORDER before it.
 */
static size_t drop_collisions(const umb_lit_table *t, const uint8_t *text, uint32_t *place, uint16_t *number, size_t n)
{
	size_t i, kept;

	for (i = 0; i < n; i++) {
		number[i] = t->slot[umb_lit_hash(t->multiplier, umb_lit_load(text + place[i])) >> UMB_LIT_BUCKET_SHIFT];
		__builtin_prefetch(&t->bucket[number[i]]);
	}
	for (i = 0; i < n && place[i] < UMB_LITERAL_MAX_LEN + UMB_LIT_DISORDER; i++)
		;
	for (kept = i; i < n; i++) {
		const uint8_t        *at = text + place[i];
		const umb_lit_bucket *b  = &t->bucket[number[i]];
		bool is_near = (umb_lit_load(at) & b->near_mask) == b->near_value, is_far = (umb_lit_load(at + b->far) & b->far_mask) == b->far_value;

		place[kept]  = place[i];
		number[kept] = number[i];
		kept += is_near & is_far & (b->beside >> (at[b->beside_at] % 32) & 1);
	}
	for (i = 0; i < kept; i++)
		__builtin_prefetch(&t->window[t->bucket[number[i]].first]);
	return kept;
}

static bool verify_all(const umb_literal_set *set, const umb_lit_table *t, block *b, uint32_t *place, size_t n)
{
	uint16_t number[UMB_LIT_PLACES];

	n = drop_collisions(t, b->text.ptr, place, number, n);
	for (size_t i = 0; i < n; i++) {
		if (!verify(set, t, b, place[i], number[i]))
			return false;
	}
	return true;
}

/* All hits of the block, or false when there is no room for them. */
static bool scan_block(const umb_literal_set *set, const umb_lit_filters *filters, block *b)
{
	uint32_t place[UMB_LIT_PLACES];
	size_t   n;

	if (set->word.used) {
		n = filters->word(&set->word, set->step, b->text.ptr, b->from, UMB_MIN(b->text.len, b->to + set->max_offset), place);
		if (!verify_all(set, &set->word, b, place, n))
			return false;
	}
	if (set->run.used) {
		n = filters->run(&set->run, b->text, b->from, b->to, place);
		if (!verify_all(set, &set->run, b, place, n))
			return false;
	}
	return true;
}

size_t umb_lit_find(const umb_literal_set *set, const umb_lit_filters *filters, umb_slice text, size_t from, size_t to,
                    umb_literal_hit *hits, size_t cap, size_t *next)
{
	size_t size = UMB_LIT_BLOCK, n = 0;

	while (from < to) {
		block b = { text, from, UMB_MIN(to, from + size), hits + n, 0, cap - n };

		if (scan_block(set, filters, &b)) {
			n += b.n;
			from = b.to;
			continue;
		}
		/* No room: hand out what is complete; if that is nothing, a smaller block must do. */
		if (n > 0 || size == 1)
			break;
		size /= 2;
	}
	*next = from;
	return n;
}
