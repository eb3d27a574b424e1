/*
 * carry_input.h - versions of a text as a repository stores them, looked at with what is known of the base and as a whole.
 */
#ifndef UMB_FUZZ_CARRY_INPUT_H
#define UMB_FUZZ_CARRY_INPUT_H

#include "decode/marks.h"
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
	umb_buf_clear(&v->carry.marked);
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

typedef struct carry_marks {
	const umb_carry *carry;
	const char      *how;
} carry_marks;

static inline bool carry_on_mark(void *ctx, umb_slice in, size_t at, uint32_t marks)
{
	const carry_marks *c = ctx;
	const umb_marked  *m = (const umb_marked *)(const void *)c->carry->marked.ptr;

	for (size_t i = 0; i < umb_decoder_count(); i++) {
		const umb_decoder_ops *d = umb_decoder_at(i);
		bool                   is_noted = false;

		if (!(d->mark & marks) || !d->begins(in, at))
			continue;
		for (size_t k = 0; k < c->carry->marked.len / sizeof(*m); k++)
			is_noted = is_noted || (m[k].from <= at && at < m[k].to && (m[k].marks & d->mark));
		if (is_noted)
			continue;
		fprintf(stderr, "%s: a mark of %s at %zu of %zu is not noted\n", c->how, d->name, at, in.len);
		abort();
	}
	return false;
}

/* Wherever a decoder has something to do. */
static inline void carry_marks_are_noted(const carry_version *v, const umb_carry *k, const char *how)
{
	carry_marks c = { k, how };

	if (k->is_known)
		umb_marks_walk_plain(umb_buf_view(&v->text), 0, v->text.len, UMB_MARK_ALL, carry_on_mark, &c);
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
	carry_marks_are_noted(v, &alone, how);
	carry_marks_are_noted(v, &v->carry, how);
	umb_buf_clear(&alone.marked);
	if (!same)
		abort();
	return carried.n;
}

#endif
