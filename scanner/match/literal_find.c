/*
 * literal_find.c - what stands behind every stage's filter: comparing, ordering, resuming.
 *
 * Windows stand at different distances from the start of their literals, so a block of starts needs the
 * windows up to the largest distance behind it, and its hits are put in order afterwards.  They are few.
 */
#include "match/literal_tables.h"

static inline uint8_t fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static bool matches(const umb_literal *l, const uint8_t *p)
{
	/* The first bytes settle most of it without a call. */
	if (!l->nocase)
		return umb_lit_load(l->bytes) == umb_lit_load(p) && memcmp(l->bytes, p, l->len) == 0;
	for (size_t i = 0; i < l->len; i++) {
		if (fold(p[i]) != l->bytes[i])
			return false;
	}
	return true;
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

/* Compares the literals whose window stands at `window`, as far as its hash tells; false when the hits do not fit. */
static bool verify(const umb_literal_set *set, block *b, size_t window)
{
	uint32_t hash = umb_lit_hash(umb_lit_load(b->text.ptr + window));
	uint32_t k    = set->slot[hash >> UMB_LIT_BUCKET_SHIFT];

	for (uint32_t i = set->bucket_first[k]; i < set->bucket_first[k + 1]; i++) {
		uint32_t           number = set->member[i];
		const umb_literal *l      = &set->literals[number];
		size_t             pos    = window - set->offset[number];

		if (window < set->offset[number] || pos < b->from || pos >= b->to || b->text.len - pos < l->len ||
		    !matches(l, b->text.ptr + pos))
			continue;
		if (b->n == b->cap)
			return false;
		insert(b, (umb_literal_hit){ (uint32_t)pos, number });
	}
	return true;
}

/* Most of what the hash lets pass has another window; told apart without a branch, too. */
static size_t drop_collisions(const umb_literal_set *set, const uint8_t *text, uint32_t *candidate, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t four = umb_lit_load(text + candidate[i]);
		uint32_t key  = set->key[umb_lit_hash(four) >> UMB_LIT_BUCKET_SHIFT];

		candidate[kept] = candidate[i];
		kept += (unsigned)(key == (four | UMB_LIT_FOLD)) | (unsigned)(key == UMB_LIT_SEVERAL);
	}
	return kept;
}

/* All hits of the block, or false when there is no room for them. */
static bool scan_block(const umb_literal_set *set, umb_lit_filter filter, block *b)
{
	uint32_t candidate[UMB_LIT_BLOCK + UMB_LITERAL_MAX_LEN + 64];
	size_t   n = filter(set, b->text.ptr, b->from, UMB_MIN(b->text.len, b->to + set->max_offset), candidate);

	n = drop_collisions(set, b->text.ptr, candidate, n);
	for (size_t i = 0; i < n; i++) {
		if (!verify(set, b, candidate[i]))
			return false;
	}
	return true;
}

size_t umb_lit_find(const umb_literal_set *set, umb_lit_filter filter, umb_slice text, size_t from, umb_literal_hit *hits,
                    size_t cap, size_t *next)
{
	size_t size = UMB_LIT_BLOCK, n = 0;

	while (from < text.len) {
		block b = { text, from, UMB_MIN(text.len, from + size), hits + n, 0, cap - n };

		if (scan_block(set, filter, &b)) {
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
