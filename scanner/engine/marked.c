/*
 * marked.c - where decoders that live on marks have something to do.
 *
 * Of a layer that is no version of anything nothing is known, and a survey of all of it says where they stand.  In a version, marks that are worth a call
 * stand in lines that were asked about (seen.c), or where the base had some: what is said of a mark depends on a few bytes around it, and
 * these were copied with it.  So a version of which some lines hold escapes is walked in those lines and not as a whole.
 *
 * More may be noted than there is, and never less: a place is asked again when its decoder comes to it.  Which of its digits are the
 * mark of a run depends on where it stands; but what is noted are lines, and the ends of clean parts are so far from those of a copy that
 * a run which begins there was copied as far as is asked.
 */
#include "engine/engine_private.h"

/* Places so near each other are one: to begin again costs more than to walk on. */
#define GAP 64u

static const umb_marked *list(const umb_buf *b, size_t *n)
{
	*n = b->len / sizeof(umb_marked);
	return (const umb_marked *)(const void *)b->ptr;
}

/* The first of n that does not end at `from` or before. */
static size_t first_behind(const umb_marked *m, size_t n, uint64_t from)
{
	size_t low = 0;

	while (n > 0) {
		size_t half = n / 2;

		if (m[low + half].to <= from) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return low;
}

umb_status umb_marked_take_over(umb_scratch *s, const umb_copy *c, umb_span part)
{
	uint64_t          from = part.from - c->at + c->from, to = part.to - c->at + c->from;
	size_t            n;
	const umb_marked *m  = list(&s->version->base->marked, &n);
	umb_status        st = UMB_OK;

	for (size_t i = first_behind(m, n, from); i < n && m[i].from < to && st == UMB_OK; i++) {
		umb_marked one = { (uint32_t)(UMB_MAX(m[i].from, from) - c->from + c->at), (uint32_t)(UMB_MIN(m[i].to, to) - c->from + c->at), m[i].marks };

		st = umb_buf_append(&s->copied_marks, &one, sizeof(one));
	}
	return st;
}

static void add(umb_buf *out, umb_marked one)
{
	umb_marked *last = out->len ? (umb_marked *)(void *)(out->ptr + out->len) - 1 : NULL;

	if (last && one.from <= last->to + GAP) {
		last->to = UMB_MAX(last->to, one.to);
		last->marks |= one.marks;
	} else {
		umb_buf_append(out, &one, sizeof(one));
	}
}

umb_status umb_marked_end(umb_layer *l, const umb_piece *p, size_t n_pieces)
{
	umb_scratch      *s = l->scratch;
	size_t            n, k = 0;
	const umb_marked *copied = list(&s->copied_marks, &n);

	umb_buf_reset(&s->marked);
	for (size_t i = 0; i < n_pieces; i++) {
		umb_marked one = { p[i].from, (uint32_t)umb_piece_marks_end(l, &p[i]), p[i].marks };

		if (!p[i].marks)
			continue;
		for (; k < n && copied[k].from <= one.from; k++)
			add(&s->marked, copied[k]);
		add(&s->marked, one);
	}
	for (; k < n; k++)
		add(&s->marked, copied[k]);
	s->is_marked = s->marked.failed == UMB_OK;
	if (s->version->keep && s->version->keep->is_known) {
		umb_buf_reset(&s->version->keep->marked);
		s->version->keep->is_known = s->is_marked && umb_buf_append(&s->version->keep->marked, s->marked.ptr, s->marked.len) == UMB_OK;
	}
	return s->marked.failed;
}

umb_decoder_input umb_marked_input(const umb_layer *l, umb_survey_found *found)
{
	const umb_scratch *s  = l->scratch;
	umb_decoder_input  in = { .text = l->window, .is_cut_left = l->is_cut_left, .head = umb_buf_view(&l->head) };

	if (l != s->layer || !s->is_marked) {
		umb_decoders_survey(found, l->window);
		found->kinds |= l->is_cut_left ? UMB_MARK_RUN : 0;
		in.marked   = found->n_places ? found->place : NULL;
		in.n_marked = found->n_places;
		return in;
	}
	in.marked    = list(&s->marked, &in.n_marked);
	found->kinds = UMB_MARK_RUN; /* the lines were asked about that by probe_part */
	for (size_t i = 0; i < in.n_marked; i++)
		found->kinds |= in.marked[i].marks;
	return in;
}
