/*
 * literals.c - building a literal set.
 */
#include "base/err.h"
#include "match/literal_tables.h"
#include "match/text_pairs.h"

/* A bucket's number has 16 bits; there are fewer slots than that. */
#define MAX_LITERALS 200000

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

/* -- tables ---------------------------------------------------------------------------------------- */

typedef struct keyed {
	uint32_t       four, hash; /* the window, folded; its fine hash */
	umb_lit_window window;
} keyed;

static int compare(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

#define COARSE (UMB_LIT_FINE_BITS - UMB_LIT_HASH_BITS)

static uint32_t bucket_of(const keyed *k)
{
	return k->hash >> (COARSE + UMB_LIT_BUCKET_SHIFT);
}

/* Within a bucket (whose hashes differ) by where the probed bytes stand, then by these: verify() looks them up. */
static int by_bucket(const void *x, const void *y)
{
	const keyed *a = x, *b = y;
	int d = compare(bucket_of(a), bucket_of(b));

	if (d == 0)
		d = compare(a->window.probe, b->window.probe);
	if (d == 0)
		d = compare(a->window.bytes, b->window.bytes);
	if (d == 0)
		d = compare(a->window.literal, b->window.literal);
	return d ? d : compare(a->window.offset, b->window.offset);
}

static keyed key_of(const umb_literal *l, uint32_t number, uint32_t offset)
{
	uint32_t probe = offset > l->len - 4u - offset ? 0 : l->len - 4u;

	return (keyed){ umb_lit_load(l->bytes + offset) | UMB_LIT_FOLD, 0,
	                { number, (uint16_t)offset, (uint8_t)(UMB_LITERAL_MAX_LEN + probe - offset), 1,
	                  umb_lit_load(l->bytes + probe) | UMB_LIT_FOLD } };
}

/* The bits of text that the literal decides, in the four bytes `far` from its window. */
static void far_bits(const umb_literal *l, uint32_t offset, int32_t far, uint32_t *mask, uint32_t *value)
{
	*mask = *value = 0;
	for (int32_t k = 0; k < 4; k++) {
		int32_t  at = (int32_t)offset + far + k;
		uint32_t bits;

		if (at < 0 || at >= l->len)
			continue;
		bits = l->nocase && l->bytes[at] >= 'a' && l->bytes[at] <= 'z' ? 0xdf : 0xff;
		*mask |= bits << (8 * k);
		*value |= (l->bytes[at] & bits) << (8 * k);
	}
}

/* The bits that the windows [0, n) have in common at this distance. */
static void common_bits(const umb_literal *literals, const keyed *key, uint32_t n, int32_t far, uint32_t *mask, uint32_t *value)
{
	far_bits(&literals[key[0].window.literal], key[0].window.offset, far, mask, value);
	for (uint32_t i = 1; i < n && *mask; i++) {
		uint32_t m, v;

		far_bits(&literals[key[i].window.literal], key[i].window.offset, far, &m, &v);
		*mask &= m & ~(v ^ *value);
	}
	*value &= *mask;
}

/* How much the byte before three (behind three) that are known to stand there says of text, in eighths of a bit. */
static unsigned surprise_before(const uint8_t *three)
{
	unsigned all = umb_text_bits(three - 1, 4), others = umb_text_bits(three, 3);

	return all > others ? all - others : 0;
}

static unsigned surprise_behind(const uint8_t *three)
{
	unsigned all = umb_text_bits(three, 4), others = umb_text_bits(three, 3);

	return all > others ? all - others : 0;
}

/* How much the bytes that this mask decides say of text in which the window itself stands, which is near. */
static unsigned news(const umb_literal *l, uint32_t offset, int32_t far, uint32_t mask)
{
	const uint8_t *known = l->bytes + offset;
	unsigned       sum   = 0;

	for (int32_t k = 1; far < 0 && k <= -far; k++) {
		if ((mask >> (8 * (-far - k)) & 0xdf) == 0xdf)
			sum += surprise_before(known - k + 1);
	}
	for (int32_t k = 4; far > 0 && k < far + 4; k++) {
		if (k >= far && (mask >> (8 * (k - far)) & 0xdf) == 0xdf)
			sum += surprise_behind(known + k - 3);
	}
	return sum;
}

/* Which bytes stand beside these windows (before, at -1, or behind, at 4), and how much of the text in which the windows stand has them. */
static double bytes_beside(const umb_literal *literals, const keyed *key, uint32_t n, int32_t at, uint32_t *set)
{
	double share = 0;

	*set = 0;
	for (uint32_t i = 0; i < n; i++) {
		const umb_literal *l     = &literals[key[i].window.literal];
		const uint8_t     *known = l->bytes + key[i].window.offset;
		uint32_t           bit;

		if ((at < 0 && key[i].window.offset == 0) || (at > 0 && key[i].window.offset + 4u >= l->len))
			return 1;
		bit = UINT32_C(1) << (known[at] & 31);
		if (!(*set & bit))
			share += umb_text_share(at < 0 ? surprise_before(known) : surprise_behind(known + 1));
		*set |= bit;
	}
	return share;
}

static void fill_beside(umb_lit_bucket *b, const umb_literal *literals, const keyed *key, uint32_t n)
{
	uint32_t before, behind;
	double   share_before = bytes_beside(literals, key, n, -1, &before), share_behind = bytes_beside(literals, key, n, 4, &behind);

	b->beside     = UINT32_MAX;
	b->beside_at  = 0;
	if (share_before < 1 && share_before < share_behind) {
		b->beside    = before;
		b->beside_at = -1;
	} else if (share_behind < 1) {
		b->beside    = behind;
		b->beside_at = 4;
	}
}

static void fill_bucket(umb_lit_bucket *b, const umb_literal *literals, const keyed *key, uint32_t n)
{
	unsigned most = 0;

	common_bits(literals, key, n, 0, &b->near_mask, &b->near_value);
	for (int32_t far = -4; far <= 4; far++) {
		uint32_t mask, value;
		unsigned one;

		common_bits(literals, key, n, far, &mask, &value);
		one = far == 0 ? 0 : news(&literals[key[0].window.literal], key[0].window.offset, far, mask);
		if (one <= most)
			continue;
		most         = one;
		b->far       = (int8_t)far;
		b->far_mask  = mask;
		b->far_value = value;
	}
	fill_beside(b, literals, key, n);
}

static void count_groups(umb_lit_window *w, uint32_t n)
{
	for (uint32_t i = 0, head = 0; i < n; i++) {
		if (w[i].probe != w[head].probe || i - head == UINT8_MAX)
			head = i;
		w[head].n_same = (uint8_t)(i - head + 1);
	}
}

static umb_status build_table(umb_lit_table *t, umb_arena *arena, const umb_literal *literals, keyed *key, uint32_t n)
{
	uint8_t        *used   = umb_arena_zero(arena, UMB_LIT_USED_LEN, 1);
	uint32_t       *bits   = umb_arena_zero(arena, UMB_LIT_FINE_WORDS, sizeof(*bits));
	uint16_t       *slot   = umb_arena_zero(arena, UMB_LIT_SLOTS, sizeof(*slot));
	umb_lit_bucket *bucket = umb_arena_zero(arena, (size_t)n + 2, sizeof(*bucket));
	umb_lit_window *window = umb_arena_zero(arena, (size_t)n + 1, sizeof(*window));

	if (!used || !bits || !slot || !bucket || !window)
		return UMB_E_NOMEM;
	for (uint32_t i = 0; i < n; i++)
		key[i].hash = umb_lit_fine_hash(t->multiplier, key[i].four);
	qsort(key, n, sizeof(*key), by_bucket);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t number = bucket_of(&key[i]);

		if (i == 0 || number != bucket_of(&key[i - 1])) {
			slot[number]                   = (uint16_t)t->n_buckets;
			bucket[t->n_buckets++].first = i;
		}
		used[key[i].hash >> COARSE] = 1;
		bits[key[i].hash / 32] |= UINT32_C(1) << (key[i].hash % 32);
		window[i]         = key[i].window;
	}
	bucket[t->n_buckets].first = n;
	for (uint32_t i = 0; i < t->n_buckets; i++) {
		fill_bucket(&bucket[i], literals, key + bucket[i].first, bucket[i + 1].first - bucket[i].first);
		count_groups(window + bucket[i].first, bucket[i + 1].first - bucket[i].first);
	}
	t->used      = used;
	t->used_bits = bits;
	t->slot      = slot;
	t->bucket    = bucket;
	t->window    = window;
	t->n_windows = n;
	return UMB_OK;
}

/* -- windows --------------------------------------------------------------------------------------------- */

static uint32_t choose_step(const umb_literal_set *s)
{
	uint32_t step = UMB_LIT_MAX_STEP;

	for (uint32_t i = 0; i < s->n_literals; i++) {
		if (!s->literals[i].in_run)
			step = UMB_MIN(step, s->literals[i].len - 3u);
	}
	return step;
}

/* The table of the literals that stand in runs, or of the others. */
static umb_status build_way(umb_literal_set *s, umb_lit_table *t, umb_arena *arena, bool in_run)
{
	umb_lit_choice c = { .literals = s->literals, .step = in_run ? 1 : s->step };
	keyed         *key;

	c.number = umb_arena_zero(arena, (size_t)s->n_literals + 1, sizeof(*c.number));
	c.offset = umb_arena_zero(arena, (size_t)s->n_literals * c.step + 1, 1);
	key      = umb_arena_zero(arena, (size_t)s->n_literals * c.step + 1, sizeof(*key));
	if (!c.number || !c.offset || !key)
		return UMB_E_NOMEM;
	for (uint32_t i = 0; i < s->n_literals; i++) {
		if (s->literals[i].in_run == in_run)
			c.number[c.n++] = i;
	}
	if (c.n == 0)
		return UMB_OK;
	if (umb_lit_choose(&c) != UMB_OK)
		return UMB_E_NOMEM;
	for (uint32_t i = 0; i < c.n * c.step; i++) {
		uint32_t number = c.number[i / c.step];

		key[i] = key_of(&s->literals[number], number, c.offset[i]);
		if (!in_run)
			s->max_offset = UMB_MAX(s->max_offset, c.offset[i]);
	}
	t->multiplier = c.multiplier;
	return build_table(t, arena, s->literals, key, c.n * c.step);
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
	s->step = choose_step(s);
	if (build_way(s, &s->run, arena, true) != UMB_OK || build_way(s, &s->word, arena, false) != UMB_OK)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	*out = s;
	return UMB_OK;
}

const umb_literal *umb_literal_set_at(const umb_literal_set *set, size_t i)
{
	return &set->literals[i];
}
