/*
 * carry.c - looking at a version of a file of whose base everything is known.
 *
 * Nine tenths of a version are copied from its base.  Whether a literal stands at a place depends on a few bytes around it
 * (umb_token_begins looks back, the literal or its run ahead), so inside a copy, this far from its ends, the base's
 * occurrences are the version's; the rest is searched.  Everything behind the literals (gates, regex, judging, overlaps,
 * lines) runs on the version itself, over the same list of occurrences that a full search would give.  Equality with that
 * is therefore a matter of this file alone; tests/diff/test_carry.c holds it.
 *
 * Decoders: where a decoder began nothing in the whole base, only runs that touch what was not copied can begin something.
 * Where it did, the version is given to it as a whole; for one whose finds reach far, where it was only asked.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"

/* What umb_token_begins looks at before a place, and how far a literal or the run it begins reaches. */
#define LOOK_BACK 3u
#define LOOK_AHEAD (UMB_LITERAL_MAX_LEN > UMB_LITERAL_RUN ? UMB_LITERAL_MAX_LEN : UMB_LITERAL_RUN)
/* A place inside a copy that is searched costs less than starting to search again. */
#define MIN_CLEAN 64u
/* Of a text that is made of literals nothing is kept; its versions are searched as a whole. */
#define KEPT_MIN 4096u
#define KEPT_SHARE 4u

bool umb_carry_is_usable(const umb_scratch *s)
{
	return s->version && s->version->base && s->version->base->is_known;
}

/* Of the copy, the places whose occurrences are the base's; empty when they are too few to be worth it. */
static umb_span clean_part(const umb_scratch *s, const umb_copy *c, size_t len)
{
	uint32_t base_len  = s->version->base->len;
	size_t   to        = (size_t)c->at + c->len;
	bool     is_start  = c->at == 0 && c->from == 0, is_end = to == len && c->from + c->len == base_len;
	umb_span part      = { c->at + (is_start ? 0 : LOOK_BACK), 0 };

	part.to = is_end ? to : to - UMB_MIN(c->len, LOOK_AHEAD);
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

/*
 * The base's occurrences in the clean part of a copy, as the version's.  Those that no gate let pass are only carried on, if
 * the gates saw no more than what was copied.
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
		bool            is_live = false;

		if (!(h.literal & UMB_LITERAL_DEAD) || (uint64_t)h.pos + s->reach[h.literal & ~UMB_LITERAL_DEAD] > end) {
			h.literal &= ~UMB_LITERAL_DEAD;
			st = umb_candidates_try(l, &h, &is_live);
			h.literal |= is_live ? 0 : UMB_LITERAL_DEAD;
		}
		if (room)
			room[i - first] = h;
	}
	if (room)
		s->version->keep->places.len += (n - first) * sizeof(*hits);
	return st;
}

/* How far the gates of each literal look. */
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

umb_status umb_carry_search(umb_layer *l)
{
	const umb_version *v  = l->scratch->version;
	umb_status         st = UMB_OK;
	size_t             at = 0;

	if (!know_reach(l->scratch))
		return UMB_E_NOMEM;
	for (size_t i = 0; i < v->n_copies && st == UMB_OK; i++) {
		umb_span part = clean_part(l->scratch, &v->copies[i], l->window.len);

		if (part.from == part.to)
			continue;
		st = umb_window_search(l, at, (size_t)part.from);
		if (st == UMB_OK)
			st = take_over(l, &v->copies[i], part);
		at = (size_t)part.to;
	}
	return st == UMB_OK ? umb_window_search(l, at, l->window.len) : st;
}

bool umb_carry_may_decode(umb_layer *l, size_t decoder)
{
	const umb_version     *v = l->scratch->version;
	const umb_decoder_ops *d = umb_decoder_at(decoder);
	size_t                 at = 0;

	if (l != l->scratch->layer || !umb_carry_is_usable(l->scratch) || !d->probe_part || (v->base->decoded >> decoder & 1))
		return true;
	for (size_t i = 0; i <= v->n_copies; i++) {
		size_t to = i < v->n_copies ? v->copies[i].at : l->window.len;

		/* Where two copies meet there is a seam, with nothing between; not so where both texts begin with the same. */
		bool is_same_start = i == 0 && v->n_copies > 0 && to == 0 && v->copies[0].from == 0;

		if (!is_same_start && d->probe_part(l->window, at, to))
			return true;
		at = i < v->n_copies ? to + v->copies[i].len : to;
	}
	return false;
}

/* -- what is kept of this version ------------------------------------------------------------------- */

void umb_carry_begin(umb_scratch *s, umb_slice bytes)
{
	umb_carry *k = s->version ? s->version->keep : NULL;

	if (!k)
		return;
	umb_buf_reset(&k->places);
	k->decoded  = 0;
	k->len      = (uint32_t)bytes.len;
	k->is_known = true;
}

void umb_carry_decoded(umb_layer *l, size_t decoder)
{
	umb_scratch *s = l->scratch;

	if (l == s->layer && s->version && s->version->keep)
		s->version->keep->decoded |= UINT32_C(1) << decoder;
}

void umb_carry_end(umb_scratch *s, bool is_whole)
{
	if (s->version && s->version->keep && !is_whole)
		s->version->keep->is_known = false;
	s->version = NULL;
}
