/*
 * grams.c - coming upon one of many values in much text.
 *
 * Of each value the hashes of four pieces of eight bytes, each a byte behind the one before, are known.  Wherever the value stands, one
 * of the four begins at a multiple of four, so that only every fourth place of the text is looked at: eight bytes, times a secret
 * odd number, and a bit in a table that fits the processor's cache.  One place in a thousand goes on from there to the hash
 * as a whole, to the value that it belongs to, to SipHash over so many bytes, and last to HMAC-SHA-256, which decides.
 * Shorter values have shorter pieces; those of less than eight bytes are looked for at every place, and only as words of their own.
 *
 * The pieces are taken from where the value is least like others: not "https://hooks." or "-----BEGIN".
 */
#include "base/alloc.h"
#include "base/err.h"
#include "known/secrets_private.h"

#define GRAM_BITS 24
#define BITS_PER_GRAM 64
#define MIN_BITS 13
#define MAX_BITS 22

typedef struct gram_class {
	size_t   min, max; /* bytes of a value */
	uint32_t n_bytes;  /* of a piece */
	uint32_t n_grams;  /* and so far apart are the places that are looked at */
} gram_class;

static const gram_class classes[UMB_GRAM_CLASSES] = {
	{ UMB_SECRET_MIN_FORCED, UMB_SECRET_MIN - 1, 4, 1 },
	{ UMB_SECRET_MIN, 10, 5, 4 },
	{ 11, UMB_SECRET_MAX, 8, 4 },
};

static size_t class_of(size_t len)
{
	size_t c = 0;

	while (c + 1 < UMB_GRAM_CLASSES && len > classes[c].max)
		c++;
	return c;
}

/* The first n of eight bytes, as a number that is the same on every machine. */
static inline uint64_t bytes_at(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

static inline uint32_t hash(uint64_t bytes, uint32_t n, uint64_t key)
{
	return (uint32_t)(((bytes & (n == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * n)) - 1)) * key) >> (64 - GRAM_BITS));
}

/* -- of one value ------------------------------------------------------------------------------------- */

static int kind_of(uint8_t c)
{
	return c >= '0' && c <= '9' ? 0 : c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : 3;
}

/* How little the bytes are like those of names, addresses and armour. */
static uint32_t rarity(const uint8_t *p, size_t n)
{
	uint32_t points = 0;

	for (size_t i = 0; i < n; i++) {
		bool is_new = memchr(p, p[i], i) == NULL;

		points += is_new;
		points += i > 0 && kind_of(p[i]) != kind_of(p[i - 1]) ? 2 : 0;
		points += p[i] >= '0' && p[i] <= '9';
	}
	return points;
}

void umb_grams_of(umb_secret *out, const umb_secret_keys *k, umb_slice value)
{
	size_t            c    = class_of(value.len);
	const gram_class *x    = &classes[c];
	size_t            span = x->n_bytes + x->n_grams - 1, best = 0;
	uint32_t          most = 0;

	for (size_t at = 0; at + span <= value.len; at++) {
		uint32_t points = rarity(value.ptr + at, span);

		if (points >= most) {
			best = at;
			most = points;
		}
	}
	out->len    = (uint16_t)value.len;
	out->anchor = (uint16_t)best;
	memset(out->gram, 0, sizeof(out->gram));
	for (size_t i = 0; i < x->n_grams; i++) {
		uint8_t eight[8] = { 0 };

		memcpy(eight, value.ptr + best + i, x->n_bytes);
		out->gram[i] = hash(bytes_at(eight), x->n_bytes, k->gram[c]);
	}
}

bool umb_grams_fit(const umb_secret *s)
{
	const gram_class *x = &classes[class_of(s->len)];

	for (size_t i = 0; i < UMB_SECRET_GRAMS; i++) {
		if (s->gram[i] >> GRAM_BITS || (i >= x->n_grams && s->gram[i]))
			return false;
	}
	return s->len >= UMB_SECRET_MIN_FORCED && s->len <= UMB_SECRET_MAX && s->anchor + x->n_bytes + x->n_grams - 1 <= s->len;
}

/* -- tables ------------------------------------------------------------------------------------------- */

static int by_gram(const void *x, const void *y)
{
	const umb_gram_ref *a = x, *b = y;

	if (a->gram != b->gram)
		return a->gram < b->gram ? -1 : 1;
	return a->secret < b->secret ? -1 : a->secret > b->secret;
}

static uint32_t bits_for(uint64_t n, uint32_t min, uint32_t max)
{
	uint32_t bits = min;

	while (bits < max && (UINT64_C(1) << bits) < n)
		bits++;
	return bits;
}

static void gather(umb_gram_table *t, const umb_secrets *s, size_t c)
{
	for (size_t i = 0; i < s->n; i++) {
		const umb_secret *one = &s->secret[i];

		for (uint32_t k = 0; k < classes[c].n_grams && class_of(one->len) == c; k++) {
			t->ref[t->n_refs++] = (umb_gram_ref){ one->gram[k], (uint32_t)i, one->anchor + k };
			t->at_max           = UMB_MAX(t->at_max, one->anchor + k);
		}
	}
}

static umb_status make_table(umb_secrets *s, size_t c)
{
	umb_gram_table *t = &s->table[c];
	size_t          n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += class_of(s->secret[i].len) == c ? classes[c].n_grams : 0;
	memset(t, 0, sizeof(*t));
	if (n == 0)
		return UMB_OK;
	t->bit_count   = bits_for((uint64_t)n * BITS_PER_GRAM, MIN_BITS, MAX_BITS);
	t->bucket_bits = bits_for(n, 4, 20);
	t->ref         = umb_arena_zero(&s->arena, n, sizeof(*t->ref));
	t->bits        = umb_arena_zero(&s->arena, ((size_t)1 << t->bit_count) / 64, sizeof(*t->bits));
	t->first       = umb_arena_zero(&s->arena, ((size_t)1 << t->bucket_bits) + 1, sizeof(*t->first));
	if (!t->ref || !t->bits || !t->first)
		return UMB_E_NOMEM;
	gather(t, s, c);
	qsort(t->ref, t->n_refs, sizeof(*t->ref), by_gram);
	for (size_t i = 0; i < t->n_refs; i++) {
		uint32_t gram = t->ref[i].gram, bit = gram >> (GRAM_BITS - t->bit_count);

		t->bits[bit / 64] |= UINT64_C(1) << (bit & 63);
		t->first[(gram >> (GRAM_BITS - t->bucket_bits)) + 1]++;
	}
	for (size_t i = 0; i < (size_t)1 << t->bucket_bits; i++)
		t->first[i + 1] += t->first[i];
	return UMB_OK;
}

umb_status umb_secrets_prepare(umb_secrets *s, umb_err *err)
{
	umb_status st = UMB_OK;

	umb_secrets_list(s, NULL);
	for (size_t c = 0; c < UMB_GRAM_CLASSES && st == UMB_OK; c++)
		st = make_table(s, c);
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory for known secrets");
}

/* -- searching ---------------------------------------------------------------------------------------- */

typedef struct look {
	const umb_secrets *s;
	umb_slice          text;
	size_t             from, to; /* where a value may begin */
	umb_lane_found     found;
	void              *ctx;
} look;

static bool is_word(uint8_t c)
{
	return kind_of(c) != 3 || c == '_';
}

static bool is_value(const look *l, const umb_secret *one, size_t at)
{
	umb_slice value = umb_slice_sub(l->text, at, at + one->len);
	uint8_t   mac[UMB_MAC_LEN];

	if (one->len < UMB_SECRET_MIN && ((at > 0 && is_word(l->text.ptr[at - 1])) || (at + one->len < l->text.len && is_word(l->text.ptr[at + one->len]))))
		return false;
	if ((uint32_t)umb_mac_short(l->s->key.tag, value) != one->tag)
		return false;
	umb_secret_mac(mac, &l->s->key, value);
	return umb_equal_ct(mac, one->mac, sizeof(mac));
}

/* At `pos` stands a piece with this hash. */
static umb_status follow(const look *l, const umb_gram_table *t, size_t pos, uint32_t gram)
{
	uint32_t   bucket = gram >> (GRAM_BITS - t->bucket_bits);
	umb_status st     = UMB_OK;

	for (uint32_t i = t->first[bucket]; i < t->first[bucket + 1] && st == UMB_OK; i++) {
		const umb_secret *one = &l->s->secret[t->ref[i].secret];
		size_t            at  = pos - t->ref[i].at;

		if (t->ref[i].gram != gram || pos < t->ref[i].at || at < l->from || at >= l->to || one->len > l->text.len - at)
			continue;
		if (is_value(l, one, at))
			st = l->found(l->ctx, one->label, (umb_span){ at, at + one->len });
	}
	return st;
}

/* What of a table the sweep needs, in registers. */
typedef struct filter {
	uint64_t        key, mask;
	const uint64_t *bits;
	uint32_t        shift;
} filter;

static filter filter_of(const umb_secrets *s, size_t c)
{
	uint32_t n = classes[c].n_bytes;

	return (filter){ s->key.gram[c], n == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * n)) - 1, s->table[c].bits, 64 - s->table[c].bit_count };
}

/* Whether there may be a piece that begins so, in the lowest bit. */
static inline uint64_t may_be(const filter *f, uint64_t bytes)
{
	uint64_t bit = (bytes & f->mask) * f->key >> f->shift;

	return f->bits[bit / 64] >> (bit & 63);
}

/* The hash of what stands at `pos`, of which at least n_bytes are there. */
static inline uint32_t hash_at(umb_slice text, size_t pos, size_t c, uint64_t key)
{
	uint8_t eight[8] = { 0 };

	memcpy(eight, text.ptr + pos, UMB_MIN((size_t)8, text.len - pos));
	return hash(bytes_at(eight), classes[c].n_bytes, key);
}

/* One place for some classes. */
static umb_status look_at(const look *l, size_t pos, size_t first, size_t last)
{
	umb_status st = UMB_OK;

	for (size_t c = first; c <= last && st == UMB_OK; c++) {
		const umb_gram_table *t = &l->s->table[c];

		if (t->n_refs && l->text.len - pos >= classes[c].n_bytes)
			st = follow(l, t, pos, hash_at(l->text, pos, c, l->s->key.gram[c]));
	}
	return st;
}

/* So many places are looked at before the next branch. */
#define PLACES 8

/* Places that are `stride` bytes apart, for one class or two; numbers are constants where this is called. */
static inline umb_status sweep(const look *l, size_t first, size_t last, size_t stride)
{
	const filter   a   = filter_of(l->s, first), b = filter_of(l->s, last);
	const uint8_t *p   = l->text.ptr;
	size_t         end = UMB_MIN(l->text.len, l->to + UMB_MAX(l->s->table[first].at_max, l->s->table[last].at_max) + 1), pos = l->from;
	umb_status     st  = UMB_OK;

	for (; pos + PLACES * stride + 8 <= end && st == UMB_OK; pos += PLACES * stride) {
		uint64_t any = 0;

#pragma GCC unroll 8
		for (size_t i = 0; i < PLACES; i++) {
			uint64_t bytes = bytes_at(p + pos + i * stride);

			any |= ((may_be(&a, bytes) | (first == last ? 0 : may_be(&b, bytes))) & 1) << i;
		}
		for (; UMB_UNLIKELY(any) && st == UMB_OK; any &= any - 1)
			st = look_at(l, pos + (size_t)__builtin_ctzll(any) * stride, first, last);
	}
	for (; pos < end && st == UMB_OK; pos += stride)
		st = look_at(l, pos, first, last);
	return st;
}

static umb_status search(const void *set, umb_slice text, size_t from, size_t to, umb_lane_found found, void *ctx)
{
	const umb_secrets *s  = set;
	look               l  = { s, text, from, to, found, ctx };
	umb_status         st = UMB_OK;

	if (s->table[1].n_refs && s->table[2].n_refs)
		st = sweep(&l, 1, 2, 4);
	else if (s->table[2].n_refs)
		st = sweep(&l, 2, 2, 4);
	else if (s->table[1].n_refs)
		st = sweep(&l, 1, 1, 4);
	return st == UMB_OK && s->table[0].n_refs ? sweep(&l, 0, 0, 1) : st;
}

static void digest(const void *set, uint8_t out[32])
{
	const umb_secrets *s = set;
	umb_sha256_state   st;

	umb_sha256_begin(&st);
	for (size_t i = 0; i < s->n; i++)
		umb_sha256_add(&st, umb_slice_of(s->secret[i].mac, UMB_MAC_LEN));
	umb_sha256_end(&st, out);
}

static void free_set(void *set)
{
	umb_secrets_free(set);
}

const umb_lane_ops umb_secrets_lane = {
	.name   = "known secrets",
	.reason = "this very value is in the store of known secrets",
	.search = search,
	.digest = digest,
	.free   = free_set,
};
