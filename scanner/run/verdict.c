/*
 * verdict.c - what of the findings is reported and what fails: --fail-on and --min-confidence, and the entries that say
 * otherwise of some rules or paths.
 */
#include "run/run_private.h"

#include "base/err.h"
#include "base/path.h"
#include "rule/rule.h"

#define MAX_BOUNDS 1024

/* -- reading --------------------------------------------------------------------------------------- */

static umb_status read_bound(struct umb_scan *s, umb_bound *b, const umb_verdict_entry *e, size_t nth, umb_err *err)
{
	const char *fault = e->path ? umb_glob_fault(e->path) : NULL;
	char        name[32];
	umb_status  st = fault ? umb_err_set(err, UMB_E_USAGE, "path pattern '%s': %s", e->path, fault) : UMB_OK;

	snprintf(name, sizeof(name), "entry %zu", nth + 1);
	*b = (umb_bound){ .name = e->name, .rule = e->rule, .path = e->path };
	if (!b->name)
		b->name = umb_arena_strdup(&s->arena, name);
	if (!b->name)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK && e->rule)
		st = umb_ruleset_knows(&s->rules->t, e->rule, err);
	if (st == UMB_OK && e->fail_on) {
		b->has_fail_on = true;
		st = umb_fail_on_parse(&b->fail_on, e->fail_on, true, err);
	}
	if (st == UMB_OK && e->min_confidence) {
		b->has_level = true;
		st = umb_level_parse(&b->level, e->min_confidence, err);
	}
	if (st != UMB_OK && st != UMB_E_NOMEM)
		umb_err_wrap(err, "%s", b->name);
	return st;
}

umb_status umb_bounds_read(struct umb_scan *s, umb_err *err)
{
	size_t     n = s->opts.n_verdict;
	umb_status st = UMB_OK;

	s->limits.keeps_weak = s->summary.level == UMB_LEVEL_BROAD;
	if (n == 0)
		return UMB_OK;
	if (n > MAX_BOUNDS)
		return umb_err_set(err, UMB_E_USAGE, "more than %d entries of a verdict", MAX_BOUNDS);
	s->bound = umb_arena_zero(&s->arena, n, sizeof(*s->bound));
	if (!s->bound)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		st = read_bound(s, &s->bound[i], &s->opts.verdict[i], i, err);
		if (s->bound[i].has_level && s->bound[i].level == UMB_LEVEL_BROAD)
			s->limits.keeps_weak = true;
	}
	s->summary.bound    = s->bound;
	s->summary.n_bounds = n;
	return st;
}

/* -- deciding ---------------------------------------------------------------------------------------- */

static bool is_about(const umb_bound *b, const umb_finding *f)
{
	return (!b->rule || umb_rule_info_is(f->rule, b->rule)) && (!b->path || umb_glob_match(b->path, f->rel_path));
}

/* The level that holds for this finding; *by: the entry that says so, or NULL. */
static umb_level level_of(struct umb_scan *s, const umb_finding *f, umb_bound **by)
{
	*by = NULL;
	for (size_t i = s->summary.n_bounds; i-- > 0 && !*by;) {
		if (s->bound[i].has_level && is_about(&s->bound[i], f))
			*by = &s->bound[i];
	}
	return *by ? (*by)->level : s->summary.level;
}

/* Without `broad` nothing weak would be here to be counted, nor to be known to a list. */
void umb_bounds_drop(struct umb_scan *s)
{
	for (size_t i = 0; i < s->n_results && s->limits.keeps_weak; i++) {
		umb_result *r = s->result[i];
		umb_bound  *by;

		if (r->f.is_weak && level_of(s, &r->f, &by) != UMB_LEVEL_BROAD)
			r->is_dropped = true;
	}
}

void umb_bounds_admit(struct umb_scan *s, umb_finding *f)
{
	umb_bound *by;

	if (f->suppressed_by || umb_finding_level(f) <= level_of(s, f, &by))
		return;
	f->suppressed_by = UMB_BELOW_STRICT;
	s->summary.n_unsure++;
	if (by)
		by->n_unsure++;
}

void umb_bounds_decide(struct umb_scan *s, umb_finding *f)
{
	umb_summary *sum     = &s->summary;
	umb_bound   *by      = NULL;
	int          fail_on = (int)sum->fail_on;

	for (size_t i = sum->n_bounds; i-- > 0 && !by;) {
		if (s->bound[i].has_fail_on && is_about(&s->bound[i], f))
			by = &s->bound[i];
	}
	if (by)
		fail_on = by->fail_on;
	f->bound = by;
	f->fails = (int)f->severity >= fail_on;
	*(by ? &by->n_decided : &sum->n_decided) += 1;
	*(by ? &by->n_failing : &sum->n_decided_failing) += f->fails;
	sum->n_failing += f->fails;
}
