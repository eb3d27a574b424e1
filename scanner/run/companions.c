/*
 * companions.c - what results say about each other: rules that belong together (an access key id and its secret, a client id
 * and its secret), and then what a list of ignored places says about all of them.
 *
 * Within one unit, by distance in lines.  A finding whose required companion is missing is dropped, or weak where weak ones are
 * kept; one whose companion is there gains a reason.  What is weak is nobody's companion: kept or not, it changes no other.
 */
#include "run/run_private.h"

#include "base/alloc.h"

static bool is_near(const umb_result *a, const umb_result *b, uint32_t lines)
{
	uint64_t x = a->f.start_line, y = b->f.start_line;

	return (x > y ? x - y : y - x) <= lines && umb_slice_eq(a->f.path, b->f.path);
}

/* The group is in line order: outside the distance nothing needs to be looked at. */
static bool has_companion(umb_result **r, size_t from, size_t to, size_t i, const umb_companion *c)
{
	for (size_t k = i; k-- > from && is_near(r[k], r[i], c->lines);) {
		if (!r[k]->is_weak_hit && strcmp(r[k]->f.rule->id, c->rule) == 0)
			return true;
	}
	for (size_t k = i + 1; k < to && is_near(r[k], r[i], c->lines); k++) {
		if (!r[k]->is_weak_hit && strcmp(r[k]->f.rule->id, c->rule) == 0)
			return true;
	}
	return false;
}

/* As a check that calls it unlikely. */
static void weaken(umb_finding *f)
{
	f->is_weak  = true;
	f->severity = UMB_MIN(f->severity, UMB_SEV_LOW);
	f->score    = UMB_MAX(f->score - 30, 0);
	if (f->n_reasons < UMB_MAX_REASONS)
		f->reason[f->n_reasons++] = (umb_reason){ "the companion that its rule demands is not beside it", -30 };
}

static void apply(umb_result **r, size_t from, size_t to, size_t i, bool keeps_weak)
{
	const umb_rule_info *rule = r[i]->f.rule;

	for (size_t c = 0; c < rule->n_companions; c++) {
		bool has = has_companion(r, from, to, i, &rule->companions[c]);

		if (!has && rule->companions[c].required) {
			r[i]->is_dropped = r[i]->is_dropped || !keeps_weak;
			if (!r[i]->f.is_weak)
				weaken(&r[i]->f);
		}
		if (has && r[i]->f.n_reasons < UMB_MAX_REASONS) {
			r[i]->f.reason[r[i]->f.n_reasons++] = (umb_reason){ "its companion stands beside it", 10 };
			r[i]->f.score = UMB_MIN(r[i]->f.score + 10, 100);
		}
	}
}

void umb_companions_apply(struct umb_scan *s)
{
	for (size_t from = 0, to; from < s->n_results; from = to) {
		for (to = from + 1; to < s->n_results && umb_result_unit_compare(s->result[to], s->result[from]) == 0; to++)
			;
		for (size_t i = from; i < to; i++) {
			if (s->result[i]->f.rule->n_companions)
				apply(s->result, from, to, i, s->limits.keeps_weak);
		}
	}
}
