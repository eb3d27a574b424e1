/*
 * candidates.c - from an occurrence of a literal to matches of the rules that hang on it.
 *
 * Leftmost, non-overlapping matches per rule and layer: exactly what running the rule's regex over the
 * whole layer would give.  Every literal occurrence searches all starts that its rule could have, from
 * where the rule stopped looking; a rule never looks twice at a start.
 */
#include "engine/engine_private.h"

#include "base/clock.h"

static uint64_t *rule_from(umb_layer *l, uint32_t rule)
{
	umb_rule_state *s = &l->state[rule];

	if (s->epoch != l->epoch) {
		s->epoch   = l->epoch;
		s->from    = 0;
		s->rows_to = 0;
	}
	return &s->from;
}

umb_status umb_rule_match(umb_layer *l, uint32_t rule, umb_slice text, size_t from, size_t to, bool at_from, umb_span *group, size_t *looked)
{
	umb_scratch     *s  = l->scratch;
	const umb_rule  *r  = &s->rs->t.rules[rule];
	const umb_regex *re = NULL;
	umb_status       st = UMB_OK;

	if (!s->automaton[rule])
		st = umb_automaton_new(&s->automaton[rule], r->written, &s->automaton_left, NULL);
	for (size_t last = to; st == UMB_OK && umb_automaton_find(s->automaton[rule], l->window_id, text, &from, &last, looked); last = to) {
		*looked = SIZE_MAX;
		st = umb_regex_get(&re, &s->rs->slots[rule], r->pattern, at_from ? UMB_REGEX_ANCHORED : 0, NULL);
		s->stats.n_candidates++;
		if (st == UMB_OK)
			st = umb_regex_match(re, s->regex, text, from, last, group, r->n_groups);
		if (st != UMB_END)
			return st;
		st   = UMB_OK;
		from = last + 1;
	}
	return st == UMB_OK ? UMB_END : st;
}

/* Runs the rule over the starts [from, to] of the window and keeps what matches.  *looked is the end of what was looked at. */
static umb_status search(umb_layer *l, uint32_t rule, size_t from, size_t to, size_t *looked)
{
	umb_scratch    *s  = l->scratch;
	const umb_rule *r  = &s->rs->t.rules[rule];
	umb_slice       subject = umb_slice_sub(l->window, 0, to + r->width_max + 2);
	umb_span        group[UMB_REGEX_MAX_GROUPS];
	umb_status      st = UMB_OK;

	while (st == UMB_OK && from <= to) {
		st = umb_rule_match(l, rule, subject, from, to, r->is_anchored, group, looked);
		if (st != UMB_OK)
			break;
		s->stats.n_matches++;
		st = umb_hit_keep(l, rule, group);
		if (r->has_rows && st == UMB_OK)
			st = umb_hit_keep_rows(l, rule, group, &l->state[rule].rows_to);
		/* What stands behind a secret may be what the next one begins with: the end of the line between two passwords. */
		from = (size_t)UMB_MAX(umb_hit_secret(r, group).to, group[0].from + 1);
	}
	*rule_from(l, rule) = l->base + UMB_MAX(from, to + 1);
	if (st == UMB_E_LIMIT || st == UMB_E_FORMAT) {
		umb_layer_skip(l, UMB_SKIP_REGEX_LIMIT, r->info.id);
		return UMB_OK;
	}
	return st == UMB_END ? UMB_OK : st;
}

static umb_status priced_search(umb_layer *l, uint32_t rule, size_t from, size_t to, size_t *looked)
{
	umb_rule_price  *p     = &l->scratch->price[rule];
	umb_engine_stats was   = l->scratch->stats;
	uint64_t         start = umb_clock_ns();
	umb_status       st    = search(l, rule, from, to, looked);

	p->ns += umb_clock_ns() - start;
	p->n_candidates += l->scratch->stats.n_candidates - was.n_candidates;
	p->n_matches += l->scratch->stats.n_matches - was.n_matches;
	return st;
}

/*
 * What a few bytes around the literal say; nothing else is looked at.  *n is how many triggers, from this one on, that answers: all those
 * with the same first gate where it is shut.
 */
static bool passes_gates(const umb_layer *l, const umb_trigger *tr, size_t pos, uint32_t *n)
{
	const umb_gate *g = &l->scratch->rs->t.gates[tr->gate];

	*n = 1;
	if (tr->n_gates > 0 && !umb_gate_pass(&g[0], l->window, pos + tr->literal_len)) {
		*n = tr->n_same;
		return false;
	}
	for (size_t i = 1; i < tr->n_gates; i++) {
		if (!umb_gate_pass(&g[i], l->window, pos + tr->literal_len))
			return false;
	}
	return !tr->word_before || umb_token_begins(l->window, pos);
}

/* *is_quiet stays true only where all starts of the rule were looked at, in vain, and not far ahead. */
static umb_status try_trigger(umb_layer *l, const umb_trigger *tr, size_t pos, bool *is_quiet)
{
	const umb_ruleset *rs = l->scratch->rs;
	const umb_rule    *r  = &rs->t.rules[tr->rule];
	uint64_t           first;
	size_t             from, to, looked = 0;
	umb_status         st;

	if (rs->is_off && rs->is_off[tr->rule])
		return UMB_OK;
	if ((r->is_text_only && !l->is_text) || tr->off_min > pos || !umb_name_may_be(l, tr->rule)) {
		*is_quiet = false;
		return UMB_OK;
	}
	if (l->is_asked_later && umb_rule_info_needs_secret(&r->info)) {
		umb_later one = { (uint32_t)(tr - rs->t.triggers), (uint32_t)pos };

		*is_quiet = false;
		return umb_buf_append(&l->scratch->later, &one, sizeof(one));
	}
	/* Starts behind the part that this window owns are the next window's: looking there would mark them as seen. */
	to   = UMB_MIN(pos - tr->off_min, (size_t)(l->accept_to - l->base) - 1);
	from = pos - UMB_MIN((size_t)r->off_max, pos);
	first = *rule_from(l, tr->rule);
	if (first > l->base + from) {
		*is_quiet = false;
		from = (size_t)UMB_MIN(first - l->base, (uint64_t)to + 1);
	}
	if (from > to)
		return UMB_OK;
	st = l->scratch->price ? priced_search(l, tr->rule, from, to, &looked) : search(l, tr->rule, from, to, &looked);
	*is_quiet = *is_quiet && looked <= pos + UMB_QUIET_AHEAD;
	return st;
}

umb_status umb_candidates_try(umb_layer *l, umb_literal_hit *hit)
{
	const umb_ruleset_tables *t = &l->scratch->rs->t;
	uint32_t                  end, n;
	bool                      is_dead = true, is_quiet = true;
	umb_status                st = UMB_OK;

	if (hit->literal & ~UMB_LITERAL_NUMBER)
		return UMB_OK;
	end = t->first_trigger[hit->literal + 1];
	for (uint32_t i = t->first_trigger[hit->literal]; i < end && st == UMB_OK; i += n) {
		if (!passes_gates(l, &t->triggers[i], hit->pos, &n))
			continue;
		is_dead = false;
		st = try_trigger(l, &t->triggers[i], hit->pos, &is_quiet);
	}
	hit->literal |= is_dead ? UMB_LITERAL_DEAD : is_quiet ? UMB_LITERAL_QUIET : 0;
	return st;
}

umb_status umb_candidates_later(umb_layer *l)
{
	umb_scratch     *s = l->scratch;
	const umb_later *one = (const umb_later *)(const void *)s->later.ptr;
	size_t           n = s->n_unit_hits > 0 ? s->later.len / sizeof(*one) : 0, first = s->n_hits;
	umb_status       st = UMB_OK;
	bool             is_quiet = true; /* nobody asks */

	l->is_asked_later = false;
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = try_trigger(l, &s->rs->t.triggers[one[i].trigger], one[i].pos, &is_quiet);
	/* What a layer shows of the same place was found after it. */
	for (size_t i = first; i < s->n_hits; i++)
		s->hits[i].order = 0;
	umb_buf_reset(&s->later);
	return st;
}

umb_literal_reach umb_candidates_reach(const umb_ruleset_tables *t, uint32_t literal)
{
	uint64_t ahead = 0;
	uint32_t back  = UMB_LOOK_BACK;

	for (uint32_t i = t->first_trigger[literal]; i < t->first_trigger[literal + 1]; i++) {
		const umb_trigger *tr = &t->triggers[i];

		back = UMB_MAX(back, t->rules[tr->rule].off_max);
		for (size_t k = 0; k < tr->n_gates; k++)
			ahead = UMB_MAX(ahead, (uint64_t)tr->literal_len + umb_gate_reach(&t->gates[tr->gate + k]));
	}
	return (umb_literal_reach){ back, (uint32_t)UMB_MIN(ahead, (uint64_t)UINT32_MAX) };
}
