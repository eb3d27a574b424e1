/*
 * lane.c - what is looked for as it is, beside the rules: see core/lane.h.
 *
 * A window is given to the lane as a whole, also that of a version whose base is known: what it finds does not hang on
 * literals, so nothing of it could be taken over from where those were carried.
 */
#include "engine/engine_private.h"

static umb_status on_found(void *ctx, uint32_t kind, umb_span at)
{
	umb_layer        *l    = ctx;
	const umb_ruleset *rs  = l->scratch->rs;
	uint32_t          rule = rs->lane.rule[kind];
	umb_judgement     j    = { .score = 100, .severity = rs->t.rules[rule].info.severity, .n_reasons = 1, .is_proved = true };

	if (rs->is_off && rs->is_off[rule])
		return UMB_OK;
	j.reason[0] = (umb_reason){ rs->lane.ops->reason, 100 };
	l->scratch->stats.n_matches++;
	return umb_hit_place(l, rule, &j, at, at);
}

umb_status umb_lane_scan(umb_layer *l)
{
	const umb_lane *lane = &l->scratch->rs->lane;
	uint64_t        to   = UMB_MIN(l->accept_to - l->base, (uint64_t)l->window.len);

	if (!lane->ops || l->accept_from >= l->accept_to)
		return UMB_OK;
	return lane->ops->search(lane->set, l->window, (size_t)(l->accept_from - l->base), (size_t)to, on_found, l);
}
