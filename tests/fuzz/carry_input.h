/*
 * carry_input.h - versions of a text as a repository stores them, looked at with what is known of the base and as a whole.
 */
#ifndef UMB_FUZZ_CARRY_INPUT_H
#define UMB_FUZZ_CARRY_INPUT_H

#include "engine/engine_private.h"
#include "fuzz/engine_input.h"

typedef struct carry_version {
	umb_buf   text;   /* padded */
	umb_buf   copies; /* umb_copy, of its base */
	umb_carry carry;
} carry_version;

static inline void carry_clear(carry_version *v)
{
	umb_buf_clear(&v->text);
	umb_buf_clear(&v->copies);
	umb_buf_clear(&v->carry.places);
}

static inline void carry_insert(carry_version *v, const void *bytes, size_t n)
{
	if (umb_buf_append(&v->text, bytes, n) != UMB_OK)
		abort();
}

/* merge: as git does it; without, copies that go on are two. */
static inline void carry_copy(carry_version *v, const carry_version *base, size_t from, size_t n, bool merge)
{
	umb_copy  c = { (uint32_t)v->text.len, (uint32_t)UMB_MIN(from, base->text.len), 0 };
	umb_copy *last = v->copies.len ? (umb_copy *)(void *)(v->copies.ptr + v->copies.len) - 1 : NULL;

	c.len = (uint32_t)UMB_MIN(n, base->text.len - c.from);
	if (c.len == 0)
		return;
	carry_insert(v, base->text.ptr + c.from, c.len);
	if (merge && last && last->at + last->len == c.at && last->from + last->len == c.from)
		last->len += c.len;
	else if (umb_buf_append(&v->copies, &c, sizeof(c)) != UMB_OK)
		abort();
}

static inline void carry_scan(umb_scratch *s, const carry_version *v, const carry_version *base, umb_carry *keep, input_hits *out)
{
	umb_engine_visit visit   = { out, input_on_hit, input_on_skip, NULL, NULL };
	umb_place        place   = { .source = "memory", .path = umb_slice_str("") };
	umb_version      version = { base ? &base->carry : NULL, (const umb_copy *)(const void *)v->copies.ptr, v->copies.len / sizeof(umb_copy), keep };
	umb_unit         unit    = { .bytes = umb_buf_view(&v->text), .place = &place, .version = &version };

	out->n = 0;
	memset(out->skips, 0, sizeof(out->skips));
	if (umb_engine_scan(s, &unit, &visit) != UMB_OK)
		abort();
	qsort(out->hit, out->n, sizeof(out->hit[0]), input_compare);
}

/* Whether a literal was seen to be quiet hangs on what was looked at before it; what comes of that is held by the hits of the next versions. */
static inline bool carry_is_same_place(const umb_literal_hit *a, const umb_literal_hit *b)
{
	return a->pos == b->pos && ((a->literal ^ b->literal) & ~UMB_LITERAL_QUIET) == 0;
}

static inline bool carry_is_same(const umb_carry *a, const umb_carry *b)
{
	const umb_literal_hit *x = (const umb_literal_hit *)(const void *)a->places.ptr, *y = (const umb_literal_hit *)(const void *)b->places.ptr;

	if (a->is_known != b->is_known || !a->is_known)
		return a->is_known == b->is_known;
	if (a->len != b->len || a->decoded != b->decoded || a->places.len != b->places.len)
		return false;
	for (size_t i = 0; i < a->places.len / sizeof(*x); i++) {
		if (!carry_is_same_place(&x[i], &y[i]))
			return false;
	}
	return true;
}

/* As no version of anything: nothing is carried over, and nothing is known of lines that were seen before. */
static inline void carry_scan_plain(umb_scratch *s, const carry_version *v, input_hits *out)
{
	umb_engine_visit visit = { out, input_on_hit, input_on_skip, NULL, NULL };
	umb_place        place = { .source = "memory", .path = umb_slice_str("") };
	umb_unit         unit  = { .bytes = umb_buf_view(&v->text), .place = &place };

	out->n = 0;
	memset(out->skips, 0, sizeof(out->skips));
	if (umb_engine_scan(s, &unit, &visit) != UMB_OK)
		abort();
	qsort(out->hit, out->n, sizeof(out->hit[0]), input_compare);
}

/* All ways give the same, and what is kept for the next version is the same, too.  Fills in v->carry. */
static inline size_t carry_check(umb_scratch *s, carry_version *v, const carry_version *base, const char *how)
{
	static input_hits plain, whole, carried;
	umb_carry         alone = { .is_known = false };
	bool              same;

	input_pad(&v->text);
	carry_scan_plain(s, v, &plain);
	carry_scan(s, v, NULL, &alone, &whole);
	carry_scan(s, v, base, &v->carry, &carried);
	input_same(&plain, &whole, true, how);
	input_same(&plain, &carried, true, how);
	same = carry_is_same(&alone, &v->carry);
	if (!same)
		fprintf(stderr, "%s: %zu bytes of places are kept of a version, not %zu (known %d %d, decoded %x %x)\n", how, v->carry.places.len,
		        alone.places.len, v->carry.is_known, alone.is_known, v->carry.decoded, alone.decoded);
	umb_buf_clear(&alone.places);
	if (!same)
		abort();
	return carried.n;
}

#endif
