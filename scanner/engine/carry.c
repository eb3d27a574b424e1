/*
 * carry.c - looking at a version of a file of whose base everything is known.
 *
 * Nine tenths of a version are copied from its base.  Whether a literal stands at a place depends on a few bytes around it
 * (umb_token_begins looks back, the literal or its run ahead), so inside a copy, this far from its ends, the base's
 * occurrences are the version's; the rest is searched.  Everything behind the literals (gates, regex, judging, overlaps,
 * lines) runs on the version itself, over the same list of occurrences that a full search would give.  Equality with that
 * is therefore a matter of this file alone; tests/diff/test_carry.c holds it.
 *
 * Decoders: where a decoder began nothing in the whole base, only runs that touch what was searched can begin something.
 * Where it did, the version is given to it as a whole; for one whose finds reach far, where it was only asked.  For those that live on
 * marks, the places of these are carried, too (marked.c).
 */
#include "engine/engine_private.h"

#include "base/alloc.h"

/* A place inside a copy that is searched costs less than starting to search again. */
#define MIN_CLEAN 64u
/* So far a copy is searched to its next line feed, so that what is searched is whole lines (seen.c). */
#define LINE_MAX_LEN 256u
/* Of a text that is made of literals nothing is kept; its versions are searched as a whole. */
#define KEPT_MIN 4096u
#define KEPT_SHARE 4u

static bool has_base(const umb_scratch *s)
{
	return s->version->base && s->version->base->is_known;
}

/* Whole lines only, as long as they are not far. */
static void trim_to_lines(umb_slice text, bool is_start, bool is_end, umb_span *part)
{
	size_t         n  = UMB_MIN((size_t)(part->to - part->from), (size_t)LINE_MAX_LEN);
	const uint8_t *lf = is_start ? NULL : memchr(text.ptr + part->from, '\n', n);

	if (lf)
		part->from = (uint64_t)(lf - text.ptr) + 1;
	lf = is_end ? NULL : memrchr(text.ptr + part->to - n, '\n', n);
	if (lf)
		part->to = (uint64_t)(lf - text.ptr) + 1;
}

/* Of the copy, the places whose occurrences are the base's; empty when they are too few to be worth it. */
static umb_span clean_part(const umb_scratch *s, const umb_copy *c, size_t len)
{
	uint32_t base_len  = s->version->base->len;
	size_t   to        = (size_t)c->at + c->len;
	bool     is_start  = c->at == 0 && c->from == 0, is_end = to == len && c->from + c->len == base_len;
	umb_span part      = { c->at + (is_start ? 0 : UMB_LOOK_BACK), 0 };

	part.to = is_end ? to : to - UMB_MIN(c->len, UMB_LOOK_AHEAD);
	if (part.to >= part.from + MIN_CLEAN)
		trim_to_lines(s->layer->window, is_start, is_end, &part);
	if (part.to < part.from + MIN_CLEAN)
		part.to = part.from;
	return part;
}

/* Room for n more occurrences, or NULL when nothing is kept. */
static umb_literal_hit *room_for(umb_scratch *s, size_t n)
{
	umb_carry *k = s->version ? s->version->keep : NULL;

	if (!k || !k->is_known || n == 0)
		return NULL;
	k->is_known = k->places.len + n * sizeof(umb_literal_hit) <= KEPT_MIN + k->len / KEPT_SHARE &&
	              umb_buf_reserve(&k->places, n * sizeof(umb_literal_hit)) == UMB_OK;
	return k->is_known ? (umb_literal_hit *)(void *)(k->places.ptr + k->places.len) : NULL;
}

void umb_carry_keep(umb_scratch *s, const umb_literal_hit *hits, size_t n)
{
	umb_literal_hit *room = room_for(s, n);

	if (!room)
		return;
	memcpy(room, hits, n * sizeof(*hits));
	s->version->keep->places.len += n * sizeof(*hits);
}

/* The first of n occurrences that does not begin before `pos`. */
static size_t first_at(const umb_literal_hit *hits, size_t n, uint64_t pos)
{
	size_t low = 0;

	while (n > 0) {
		size_t half = n / 2;

		if (hits[low + half].pos < pos) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return low;
}

bool umb_carry_holds(const umb_scratch *s, uint32_t literal, uint64_t pos, uint64_t from, uint64_t to)
{
	const umb_literal_reach *r = &s->reach[literal & UMB_LITERAL_NUMBER];

	if (pos + r->ahead > to)
		return false;
	if (literal & UMB_LITERAL_DEAD)
		return true;
	return (literal & UMB_LITERAL_QUIET) && pos + UMB_QUIET_AHEAD <= to && pos > from + r->back;
}

/*
 * The base's occurrences in the clean part of a copy, as the version's.  Those of which nothing came are only carried on, if
 * that was seen from no more than what was copied.
 */
static umb_status take_over(umb_layer *l, const umb_copy *c, umb_span part)
{
	umb_scratch           *s = l->scratch;
	const umb_buf         *b = &s->version->base->places;
	const umb_literal_hit *hits = (const umb_literal_hit *)(const void *)b->ptr;
	uint64_t               from = part.from - c->at + c->from, to = part.to - c->at + c->from;
	uint64_t               end = part.to == l->window.len ? UINT64_MAX : (uint64_t)c->at + c->len;
	size_t                 n = b->len / sizeof(*hits), first = first_at(hits, n, from);
	umb_literal_hit       *room;
	umb_status             st = UMB_OK;

	n    = first_at(hits, n, to);
	room = room_for(s, n - first);
	for (size_t i = first; i < n && st == UMB_OK; i++) {
		umb_literal_hit h = { hits[i].pos - c->from + c->at, hits[i].literal };

		if (!umb_carry_holds(s, h.literal, h.pos, c->at, end)) {
			h.literal &= UMB_LITERAL_NUMBER;
			st = umb_candidates_try(l, &h);
		}
		if (room)
			room[i - first] = h;
	}
	if (room)
		s->version->keep->places.len += (n - first) * sizeof(*hits);
	return st;
}

/* What decides about each literal. */
static bool know_reach(umb_scratch *s)
{
	size_t n = s->rs->t.n_literals;

	if (s->reach)
		return true;
	s->reach = umb_alloc((n + 1) * sizeof(*s->reach));
	for (size_t i = 0; s->reach && i < n; i++)
		s->reach[i] = umb_candidates_reach(&s->rs->t, (uint32_t)i);
	return s->reach != NULL;
}

/* What of the version is the base's, and the rest in pieces. */
static umb_status cut(umb_layer *l)
{
	umb_scratch       *s  = l->scratch;
	const umb_version *v  = s->version;
	umb_status         st = umb_seen_begin(s);
	size_t             at = 0, n_copies = has_base(s) ? v->n_copies : 0;

	umb_buf_reset(&s->clean);
	for (size_t i = 0; i < n_copies && st == UMB_OK; i++) {
		umb_clean c = { clean_part(s, &v->copies[i], l->window.len), i };

		if (c.part.from == c.part.to)
			continue;
		st = umb_seen_cut(l, at, (size_t)c.part.from);
		if (st == UMB_OK)
			st = umb_buf_append(&s->clean, &c, sizeof(c));
		at = (size_t)c.part.to;
	}
	return st == UMB_OK ? umb_seen_cut(l, at, l->window.len) : st;
}

umb_status umb_carry_search(umb_layer *l)
{
	umb_scratch *s  = l->scratch;
	umb_status   st = know_reach(s) ? cut(l) : UMB_E_NOMEM;

	for (size_t i = 0; i < s->clean.len / sizeof(umb_clean) && st == UMB_OK; i++) {
		const umb_clean *c = (const umb_clean *)(const void *)s->clean.ptr + i;

		st = umb_seen_search(l, (size_t)c->part.from);
		if (st == UMB_OK)
			st = take_over(l, &s->version->copies[c->copy], c->part);
		if (st == UMB_OK)
			st = umb_marked_take_over(s, &s->version->copies[c->copy], c->part);
	}
	if (st == UMB_OK)
		st = umb_seen_search(l, l->window.len);
	return st == UMB_OK ? umb_seen_end(l) : st;
}

/* What is not searched holds nothing that the decoder could begin: the base had nothing there, or the lines were seen before. */
bool umb_carry_may_decode(umb_layer *l, size_t decoder)
{
	const umb_scratch *s = l->scratch;

	const umb_decoder_ops *d = umb_decoder_at(decoder);

	if (l != s->layer || !s->version || !d->probe_part || s->rs->t.n_literals == 0)
		return true;
	return (has_base(s) && (s->version->base->decoded >> decoder & 1)) || (s->may_begin >> decoder & 1);
}

/* -- what is kept of this version ------------------------------------------------------------------- */

void umb_carry_begin(umb_scratch *s, umb_slice bytes)
{
	umb_carry *k = s->version ? s->version->keep : NULL;

	s->is_marked = false;
	if (!k)
		return;
	umb_buf_reset(&k->places);
	umb_buf_reset(&k->marked);
	k->decoded  = 0;
	k->n_begin  = 0;
	k->len      = (uint32_t)bytes.len;
	k->is_known = true;
}

void umb_carry_decoded(umb_layer *l, size_t decoder)
{
	umb_scratch *s = l->scratch;

	if (l == s->layer && s->version && s->version->keep && !umb_decoder_at(decoder)->mark)
		s->version->keep->decoded |= UINT32_C(1) << decoder;
}

void umb_carry_end(umb_scratch *s, bool is_whole)
{
	if (s->version && s->version->keep && !is_whole)
		s->version->keep->is_known = false;
	s->version = NULL;
}
