/*
 * scan_window.c - the hot path: literals of all rules at once over one window, then candidates.
 */
#include "engine/engine_private.h"

umb_status umb_window_try(umb_layer *l, umb_literal_hit *hits, size_t n)
{
	umb_status st = UMB_OK;

	l->scratch->stats.n_literal_hits += n;
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = umb_candidates_try(l, &hits[i]);
	if (l == l->scratch->layer && l->scratch->version)
		umb_carry_keep(l->scratch, hits, n);
	return st;
}

umb_status umb_window_search(umb_layer *l, size_t from, size_t to)
{
	umb_scratch *s  = l->scratch;
	umb_status   st = UMB_OK;

	while (from < to && st == UMB_OK) {
		size_t n = s->stage->find(s->rs->t.literals, l->window, from, to, s->literal_hits, UMB_LITERAL_HITS, &from);

		st = umb_window_try(l, s->literal_hits, n);
		if (l == s->layer && s->version)
			umb_seen_note(s, s->literal_hits, n);
	}
	return st;
}

static umb_status scan_rules(umb_layer *l)
{
	if (l->scratch->rs->t.n_literals == 0)
		return UMB_OK;
	if (l == l->scratch->layer && l->scratch->version)
		return umb_carry_search(l);
	return umb_window_search(l, 0, l->window.len);
}

umb_status umb_window_scan(umb_layer *l)
{
	umb_status st = scan_rules(l);

	return st == UMB_OK ? umb_lane_scan(l) : st;
}
