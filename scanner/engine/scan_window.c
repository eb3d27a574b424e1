/*
 * scan_window.c - the hot path: literals of all rules at once over one window, then candidates.
 */
#include "engine/engine_private.h"

umb_status umb_window_scan(umb_layer *l)
{
	umb_scratch *s = l->scratch;
	size_t       from = 0, next = 0;
	umb_status   st = UMB_OK;

	if (s->rs->t.n_literals == 0)
		return UMB_OK;
	while (from < l->window.len && st == UMB_OK) {
		size_t n = s->stage->find(s->rs->t.literals, l->window, from, s->literal_hits, UMB_LITERAL_HITS, &next);

		s->stats.n_literal_hits += n;
		for (size_t i = 0; i < n && st == UMB_OK; i++)
			st = umb_candidates_try(l, &s->literal_hits[i]);
		from = next;
	}
	return st;
}
