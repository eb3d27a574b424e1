/*
 * companions.c - rules that belong together: an access key id and its secret, a client id, its tenant and its secret, a host, a
 * user and a password.
 *
 * Within one unit, by distance in lines, and under one heading where it is an INI file.  A finding whose required companion is missing is dropped, or weak where weak ones are
 * kept.  What is there is named by both, whichever of the two rules names the other: of each rule the nearest.  What is weak is
 * nobody's companion: kept or not, it changes no other.
 *
 * An account, a user or a host is no secret.  It is told with the secret and then is no finding; where its rule says that it is one
 * by itself, too, both are one credential, wherever else the same account stands.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"

/* Neighbours in one direction that are asked: a line can hold thousands. */
#define MAX_NEIGHBOURS 256

static bool is_near(const umb_result *a, const umb_result *b, uint32_t lines)
{
	uint64_t x = a->f.start_line, y = b->f.start_line;

	return (x > y ? x - y : y - x) <= lines && umb_slice_eq(a->f.path, b->f.path);
}

static bool counts(const umb_result *r)
{
	return !r->is_weak_hit && !r->is_dropped;
}

/* -- required ones ----------------------------------------------------------------------------------------------------- */

/* The group is in line order: outside the distance nothing needs to be looked at. */
static bool has_companion(umb_result **r, size_t from, size_t to, size_t i, const umb_companion *c)
{
	for (size_t k = i; k-- > from && is_near(r[k], r[i], c->lines);) {
		if (counts(r[k]) && umb_rule_info_is(r[k]->f.rule, c->rule))
			return true;
	}
	for (size_t k = i + 1; k < to && is_near(r[k], r[i], c->lines); k++) {
		if (counts(r[k]) && umb_rule_info_is(r[k]->f.rule, c->rule))
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

static bool lacks_required(umb_result **r, size_t from, size_t to, size_t i)
{
	const umb_rule_info *rule = r[i]->f.rule;

	for (size_t c = 0; c < rule->n_companions; c++) {
		if (rule->companions[c].required && !has_companion(r, from, to, i, &rule->companions[c]))
			return true;
	}
	return false;
}

/* -- naming them ------------------------------------------------------------------------------------------------------- */

static uint32_t lines_to(const umb_rule_info *of, const umb_rule_info *other)
{
	uint32_t lines = 0;

	for (size_t c = 0; c < of->n_companions; c++) {
		if (umb_rule_info_is(other, of->companions[c].rule))
			lines = UMB_MAX(lines, of->companions[c].lines + 1);
	}
	return lines;
}

/* A heading of an INI file stands between them: [default] is one login and [prod] another. */
static bool is_apart(const umb_result *a, const umb_result *b)
{
	const umb_result *first = a->f.offset <= b->f.offset ? a : b, *second = first == a ? b : a;

	/* Of the second none may be near enough to be seen while the first stands close to its own. */
	return second->f.section != 0 && first->f.section != second->f.section;
}

/* One rule names the other, and they stand that near. */
static bool belong(const umb_result *a, const umb_result *b)
{
	uint32_t lines;

	if (a->f.rule->part != UMB_PART_SECRET && b->f.rule->part != UMB_PART_SECRET)
		return false;
	if (a->f.rule == b->f.rule || (!a->f.rule->n_companions && !b->f.rule->n_companions))
		return false;
	lines = UMB_MAX(lines_to(a->f.rule, b->f.rule), lines_to(b->f.rule, a->f.rule));
	return lines > 0 && is_near(a, b, lines - 1) && !is_apart(a, b);
}

typedef struct nearest {
	umb_result *at[UMB_MAX_BESIDE];
	size_t      n;
} nearest;

static uint64_t distance(const umb_result *a, const umb_result *b)
{
	uint64_t x = a->f.start_line, y = b->f.start_line, lines = x > y ? x - y : y - x;
	uint64_t p = a->f.offset, q = b->f.offset, bytes = p > q ? p - q : q - p;

	return lines << 32 | UMB_MIN(bytes, (uint64_t)UINT32_MAX);
}

/* Of the same rule the nearer one stays. */
static void consider(nearest *n, const umb_result *of, umb_result *r)
{
	size_t i = 0;

	while (i < n->n && n->at[i]->f.rule != r->f.rule)
		i++;
	if (i == UMB_MAX_BESIDE)
		return;
	if (i == n->n)
		n->at[n->n++] = r;
	else if (distance(r, of) < distance(n->at[i], of))
		n->at[i] = r;
}

static void find_nearest(nearest *n, umb_result **r, size_t from, size_t to, size_t i, uint32_t lines)
{
	n->n = 0;
	for (size_t k = i; k-- > from && i - k <= MAX_NEIGHBOURS && is_near(r[k], r[i], lines);) {
		if (counts(r[k]) && belong(r[i], r[k]))
			consider(n, r[i], r[k]);
	}
	for (size_t k = i + 1; k < to && k - i <= MAX_NEIGHBOURS && is_near(r[k], r[i], lines); k++) {
		if (counts(r[k]) && belong(r[i], r[k]))
			consider(n, r[i], r[k]);
	}
}

static int by_line(const void *x, const void *y)
{
	return umb_finding_compare(&(*(const umb_result *const *)x)->f, &(*(const umb_result *const *)y)->f);
}

static umb_status tell(struct umb_scan *s, umb_result *r, nearest *n)
{
	umb_beside *b = umb_arena_zero(&s->arena, n->n, sizeof(*b));

	if (!b)
		return UMB_E_NOMEM;
	qsort(n->at, n->n, sizeof(n->at[0]), by_line);
	for (size_t i = 0; i < n->n; i++) {
		const umb_finding *f = &n->at[i]->f;

		const char *account = n->at[i]->account;

		b[i] = (umb_beside){ f->rule, f->redacted, account && account[0] ? account : f->redacted, f->credential_id, f->start_line };
	}
	r->f.beside   = b;
	r->f.n_beside = n->n;
	if (r->f.n_reasons < UMB_MAX_REASONS) {
		r->f.reason[r->f.n_reasons++] = (umb_reason){ "its companion stands beside it", 10 };
		r->f.score = UMB_MIN(r->f.score + 10, 100);
	}
	return UMB_OK;
}

/* The nearest secret that it belongs to. */
static void join(umb_result *r, const nearest *n)
{
	const umb_result *best = NULL;

	if (r->f.rule->part == UMB_PART_SECRET)
		return;
	for (size_t i = 0; i < n->n; i++) {
		if (n->at[i]->f.rule->part == UMB_PART_SECRET && (!best || distance(n->at[i], r) < distance(best, r)))
			best = n->at[i];
	}
	if (best)
		r->f.joined_id = best->f.credential_id;
}

static umb_status apply(struct umb_scan *s, size_t from, size_t to)
{
	umb_result **r     = s->result;
	uint32_t     lines = 0;
	bool         has   = false;
	umb_status   st    = UMB_OK;

	for (size_t i = from; i < to; i++) {
		const umb_rule_info *rule = r[i]->f.rule;

		for (size_t c = 0; c < rule->n_companions; c++)
			lines = UMB_MAX(lines, rule->companions[c].lines);
		has = has || rule->n_companions > 0;
		r[i]->is_lonely = lacks_required(r, from, to, i);
	}
	for (size_t i = from; i < to; i++) {
		if (!r[i]->is_lonely)
			continue;
		r[i]->is_dropped = r[i]->is_dropped || !s->limits.keeps_weak;
		if (!r[i]->f.is_weak)
			weaken(&r[i]->f);
		r[i]->is_weak_hit = true; /* nor is it a companion of others */
	}
	for (size_t i = from; i < to && has && st == UMB_OK; i++) {
		nearest n;

		if (r[i]->is_dropped)
			continue;
		find_nearest(&n, r, from, to, i, lines);
		join(r[i], &n);
		if (n.n)
			st = tell(s, r[i], &n);
	}
	/* What it says is told with the others now. */
	for (size_t i = from; i < to; i++)
		r[i]->is_dropped = r[i]->is_dropped || umb_rule_info_is_beside(r[i]->f.rule);
	return st;
}

/* -- one account in several places -------------------------------------------------------------------------------------- */

static bool is_joined(const umb_result *r)
{
	return r->f.joined_id != r->f.credential_id;
}

static int by_account(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	int               d = strcmp(a->f.credential_id, b->f.credential_id);

	if (!d)
		d = (int)is_joined(b) - (int)is_joined(a);
	return d ? d : umb_finding_compare(&a->f, &b->f);
}

/* Where no secret stands beside it, it belongs to that of another place. */
static umb_status join_elsewhere(struct umb_scan *s)
{
	umb_result **list = umb_alloc_zero(s->n_results + 1, sizeof(*list));
	size_t       n    = 0;

	if (!list)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < s->n_results; i++) {
		if (!s->result[i]->is_dropped && s->result[i]->f.rule->part != UMB_PART_SECRET)
			list[n++] = s->result[i];
	}
	if (n)
		qsort(list, n, sizeof(*list), by_account);
	for (size_t i = 1; i < n; i++) {
		if (!is_joined(list[i]) && is_joined(list[i - 1]) && strcmp(list[i]->f.credential_id, list[i - 1]->f.credential_id) == 0)
			list[i]->f.joined_id = list[i - 1]->f.joined_id;
	}
	umb_free(list);
	return UMB_OK;
}

umb_status umb_companions_apply(struct umb_scan *s, umb_err *err)
{
	umb_status st = UMB_OK;

	for (size_t from = 0, to; from < s->n_results && st == UMB_OK; from = to) {
		for (to = from + 1; to < s->n_results && umb_result_unit_compare(s->result[to], s->result[from]) == 0; to++)
			;
		st = apply(s, from, to);
	}
	if (st == UMB_OK)
		st = join_elsewhere(s);
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory while collecting findings");
}
