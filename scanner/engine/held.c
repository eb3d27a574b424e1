/*
 * held.c - hits that wait for the next window of their layer.
 *
 * Which of two overlapping hits wins is only known when both are there.  Where hits reach behind the part that a window owns,
 * the next window may find more that overlaps them, so they are set aside with their values and join its hits.  The next
 * window begins before them, so that their lines and columns can be told there.
 */
#include "engine/engine_private.h"

/* A hit that began longer ago is not held: the next window could not begin before it. */
#define HOLD_MAX (UMB_WINDOW_AHEAD / 2)

static size_t kept_len(const umb_kept_hit *h)
{
	return h->n_before + h->value_len + h->n_after;
}

static umb_status hold(umb_layer *root, const umb_kept_hit *h)
{
	umb_scratch *s = root->scratch;
	umb_slice    value = umb_slice_of(s->values.ptr + h->value_from - h->n_before, kept_len(h));
	umb_kept_hit held = *h;

	held.value_from = root->held_values.len + h->n_before;
	if (umb_buf_append_slice(&root->held_values, value) != UMB_OK || umb_buf_append(&root->held, &held, sizeof(held)) != UMB_OK)
		return UMB_E_NOMEM;
	root->held_from = UMB_MIN(root->held_from, UMB_MIN(h->secret.from, h->match.from));
	s->n_held++;
	return UMB_OK;
}

umb_status umb_hits_hold(umb_layer *root)
{
	umb_scratch *s     = root->scratch;
	size_t       first = root->first_hit; /* of those that overlap each other, so far */
	uint64_t     from  = UINT64_MAX, to = 0;
	umb_status   st    = UMB_OK;

	if (!root->is_cut_right)
		return UMB_OK;
	for (size_t i = root->first_hit; i < s->n_hits && to <= root->accept_to; i++) {
		const umb_kept_hit *h = &s->hits[i];

		if (h->secret.from >= to) {
			first = i;
			from  = UINT64_MAX;
		}
		from = UMB_MIN(from, UMB_MIN(h->secret.from, h->match.from));
		to   = UMB_MAX(to, h->secret.to);
	}
	if (to <= root->accept_to || root->accept_to > from + HOLD_MAX)
		return UMB_OK;
	for (size_t i = first; i < s->n_hits && st == UMB_OK; i++)
		st = hold(root, &s->hits[i]);
	s->n_hits = first;
	return st;
}

umb_status umb_hits_take_held(umb_layer *root)
{
	umb_scratch *s  = root->scratch;
	umb_status   st = UMB_OK;

	for (size_t at = 0; at < root->held.len && st == UMB_OK; at += sizeof(umb_kept_hit)) {
		umb_kept_hit *h = umb_hit_new(s), held;

		memcpy(&held, root->held.ptr + at, sizeof(held));
		if (!h || umb_buf_append(&s->values, root->held_values.ptr + held.value_from - held.n_before, kept_len(&held)) != UMB_OK) {
			st = UMB_E_NOMEM;
			break;
		}
		held.value_from = s->values.len - held.n_after - held.value_len;
		held.order      = (uint32_t)s->n_hits;
		*h              = held;
		s->n_hits++;
	}
	umb_hits_drop_held(root);
	return st;
}

void umb_hits_drop_held(umb_layer *root)
{
	root->scratch->n_held -= root->held.len / sizeof(umb_kept_hit);
	root->held_from = UINT64_MAX;
	umb_buf_reset(&root->held);
	if (root->held_values.len)
		umb_buf_wipe(&root->held_values);
}
