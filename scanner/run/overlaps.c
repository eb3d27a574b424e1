/*
 * overlaps.c - two findings that claim the same bytes, where a rule that holds at some paths only is one of them.
 *
 * The engine settles all others.  There the path may not be known yet, and a finding that is dropped for its path must not have taken
 * the place of another.
 */
#include "run/run_private.h"

#include "base/err.h"

static bool is_before(uint64_t line_a, uint64_t column_a, uint64_t line_b, uint64_t column_b)
{
	return line_a < line_b || (line_a == line_b && column_a < column_b);
}

/* b begins where a does, or behind it. */
static bool overlaps(const umb_result *a, const umb_result *b)
{
	return umb_slice_eq(a->f.path, b->f.path) && !is_before(a->f.end_line, a->f.end_column, b->f.start_line, b->f.start_column);
}

static umb_rank rank_of(const umb_finding *f)
{
	return umb_rank_of(f->rule, f->is_weak, f->is_proved, f->score);
}

static umb_status note_also(struct umb_scan *s, umb_finding *winner, const umb_finding *loser)
{
	const umb_rule_info **also;

	if ((loser->is_weak && !winner->is_weak) || umb_rule_info_is_beside(loser->rule))
		return UMB_OK;
	if (winner->offset == loser->offset && winner->end_line == loser->end_line && winner->end_column == loser->end_column)
		winner->is_sure = winner->is_sure || loser->is_sure || umb_form_is_sure(loser->rule, loser->is_doubted);
	for (size_t i = 0; i < winner->n_also; i++) {
		if (winner->also[i] == loser->rule)
			return UMB_OK;
	}
	if (winner->rule == loser->rule)
		return UMB_OK;
	also = umb_arena_zero(&s->arena, winner->n_also + 1, sizeof(*also));
	if (!also)
		return UMB_E_NOMEM;
	if (winner->n_also)
		memcpy(also, winner->also, winner->n_also * sizeof(*also));
	also[winner->n_also++] = loser->rule;
	winner->also           = also;
	return UMB_OK;
}

static bool takes_part(const umb_result *r)
{
	return !r->is_dropped && !r->f.rule->is_file;
}

static umb_status settle(struct umb_scan *s, umb_result *a, umb_result *b)
{
	int         d = umb_rank_compare(rank_of(&a->f), rank_of(&b->f));
	umb_result *loser;

	/* Of equal ones that which knows the place. */
	if (d == 0)
		d = (int)umb_rule_info_asks_path(a->f.rule) - (int)umb_rule_info_asks_path(b->f.rule);
	loser             = d >= 0 ? b : a;
	loser->is_dropped = true;
	return note_also(s, loser == b ? &a->f : &b->f, &loser->f);
}

/* Results [from, to) are of one unit, in the order of their places. */
static umb_status settle_unit(struct umb_scan *s, size_t from, size_t to)
{
	umb_status st = UMB_OK;

	for (size_t i = from; i < to; i++) {
		umb_result *a = s->result[i];

		for (size_t k = i + 1; k < to && takes_part(a) && overlaps(a, s->result[k]) && st == UMB_OK; k++) {
			umb_result *b = s->result[k];

			if (takes_part(b) && (umb_rule_info_asks_path(a->f.rule) || umb_rule_info_asks_path(b->f.rule)))
				st = settle(s, a, b);
		}
	}
	return st;
}

umb_status umb_overlaps_settle(struct umb_scan *s, umb_err *err)
{
	umb_status st = UMB_OK;

	for (size_t from = 0, to; from < s->n_results && st == UMB_OK; from = to) {
		bool asks = false;

		for (to = from; to < s->n_results && umb_result_unit_compare(s->result[to], s->result[from]) == 0; to++)
			asks = asks || (umb_rule_info_asks_path(s->result[to]->f.rule) && takes_part(s->result[to]));
		if (asks)
			st = settle_unit(s, from, to);
	}
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory while collecting findings");
}
