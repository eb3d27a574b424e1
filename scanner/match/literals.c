/*
 * literals.c - building a literal set, and the comparison behind every stage.
 */
#include "base/err.h"
#include "match/literal_tables.h"

#define MAX_LITERALS 200000

/*
 * How often a byte occurs in source code, of 65,536; counted over the trees of redis, git and rails
 * (91 MB of text) and used only to find the rarest window of a literal.
 */
static const uint16_t frequency[256] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 744, 2016, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	9888, 40, 1048, 238, 116, 125, 246, 220, 433, 435, 255, 75, 520, 752, 591, 315,
	254, 223, 159, 101, 99, 86, 81, 66, 72, 67, 399, 254, 144, 323, 229, 31,
	44, 262, 92, 184, 139, 278, 100, 90, 85, 192, 36, 49, 181, 119, 166, 161,
	113, 40, 212, 202, 233, 114, 42, 48, 41, 49, 29, 121, 120, 121, 12, 1105,
	95, 2600, 638, 1699, 1594, 4614, 970, 960, 992, 2687, 102, 328, 1616, 1226, 2401, 2443,
	1067, 109, 2606, 2839, 3702, 1149, 379, 353, 274, 412, 113, 144, 70, 144, 11, 1,
	45, 27, 37, 17, 15, 9, 6, 11, 13, 8, 8, 12, 13, 8, 4, 15,
	7, 8, 2, 3, 9, 11, 13, 7, 7, 5, 8, 5, 13, 11, 8, 9,
	10, 16, 3, 6, 13, 7, 3, 9, 9, 13, 6, 5, 4, 12, 9, 9,
	54, 21, 24, 15, 24, 46, 11, 17, 43, 11, 34, 39, 29, 44, 43, 23,
	1, 1, 5, 65, 18, 8, 2, 1, 1, 1, 1, 1, 1, 1, 28, 13,
	333, 123, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	6, 22, 13, 9, 13, 29, 24, 16, 11, 6, 3, 14, 18, 5, 1, 4,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

static bool check(const umb_literal *l)
{
	if (l->len < 4 || l->len > UMB_LITERAL_MAX_LEN)
		return false;
	for (size_t i = 0; i < l->len && l->nocase; i++) {
		if (l->bytes[i] >= 'A' && l->bytes[i] <= 'Z')
			return false;
	}
	return true;
}

/* -- hash ----------------------------------------------------------------------------------------- */

typedef struct keyed {
	uint32_t hash, number;
} keyed;

static int by_hash(const void *x, const void *y)
{
	const keyed *a = x, *b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static umb_status build_hash(umb_literal_set *s, umb_arena *arena)
{
	size_t    n     = s->n_literals;
	keyed    *key   = umb_arena_zero(arena, n + 1, sizeof(*key));
	uint8_t  *used  = umb_arena_zero(arena, UMB_LIT_USED_LEN, 1);
	uint16_t *slot  = umb_arena_zero(arena, UMB_LIT_SLOTS, sizeof(*slot));
	uint32_t *window = umb_arena_zero(arena, UMB_LIT_SLOTS, sizeof(*window));
	uint32_t *first = umb_arena_zero(arena, n + 2, sizeof(*first));
	uint32_t *member = umb_arena_zero(arena, n + 1, sizeof(*member));

	if (!key || !used || !slot || !window || !first || !member)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		key[i] = (keyed){ umb_lit_hash(umb_lit_load(s->literals[i].bytes + s->offset[i])), (uint32_t)i };
	qsort(key, n, sizeof(*key), by_hash);
	for (size_t i = 0; i < n; i++) {
		uint32_t bucket = key[i].hash >> UMB_LIT_BUCKET_SHIFT;
		uint32_t folded = umb_lit_load(s->literals[key[i].number].bytes + s->offset[key[i].number]) | UMB_LIT_FOLD;

		if (i == 0 || bucket != key[i - 1].hash >> UMB_LIT_BUCKET_SHIFT) {
			slot[bucket]          = (uint16_t)s->n_buckets;
			first[s->n_buckets++] = (uint32_t)i;
		}
		used[key[i].hash] = 1;
		window[bucket]    = window[bucket] == 0 || window[bucket] == folded ? folded : UMB_LIT_SEVERAL;
		member[i] = key[i].number;
	}
	first[s->n_buckets] = (uint32_t)n;
	s->used         = used;
	s->slot         = slot;
	s->key          = window;
	s->bucket_first = first;
	s->member       = member;
	return UMB_OK;
}

/* -- windows --------------------------------------------------------------------------------------------- */

/* The hash folds case, also for literals that do not. */
static double byte_chance(uint8_t c)
{
	double p = frequency[c];

	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		p += frequency[c ^ 0x20];
	return p;
}

static umb_status choose_windows(umb_literal_set *s, umb_arena *arena)
{
	uint8_t *offset = umb_arena_zero(arena, s->n_literals + 1, 1);

	if (!offset)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < s->n_literals; i++) {
		const umb_literal *l = &s->literals[i];
		double best = 1e30;

		for (size_t at = 0; at + 4 <= l->len; at++) {
			double p = 1;

			for (size_t k = 0; k < 4; k++)
				p *= byte_chance(l->bytes[at + k]);
			/* Runs of one character are rulers and boxes in comments, however rare the character is. */
			if (l->bytes[at] == l->bytes[at + 1] && l->bytes[at] == l->bytes[at + 2])
				p *= 1e6;
			if (p < best) {
				best      = p;
				offset[i] = (uint8_t)at;
			}
		}
		s->max_offset = UMB_MAX(s->max_offset, offset[i]);
	}
	s->offset = offset;
	return UMB_OK;
}

umb_status umb_literal_set_build(const umb_literal_set **out, umb_arena *arena, const umb_literal *literals,
                                 size_t n_literals, umb_err *err)
{
	umb_literal_set *s    = umb_arena_zero(arena, 1, sizeof(*s));
	umb_literal     *copy = umb_arena_zero(arena, n_literals + 1, sizeof(*copy));

	if (n_literals > MAX_LITERALS)
		return umb_err_set(err, UMB_E_LIMIT, "more than %d literals", MAX_LITERALS);
	if (!s || !copy)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < n_literals; i++) {
		if (!check(&literals[i]))
			return umb_err_set(err, UMB_E_FORMAT, "literal %zu has %u bytes, or capitals though it ignores case", i, literals[i].len);
		copy[i] = literals[i];
	}
	s->literals   = copy;
	s->n_literals = (uint32_t)n_literals;
	if (choose_windows(s, arena) != UMB_OK || build_hash(s, arena) != UMB_OK)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	*out = s;
	return UMB_OK;
}

