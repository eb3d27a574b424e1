/*
 * remember.c - the state for the next run.
 *
 * Written only when the run came to its end and could do all it wanted to: what it had to leave out is not in there, and is
 * tried again.  Otherwise the old state stays; it is still true.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/log.h"

static int by_blob(const void *x, const void *y)
{
	const umb_state_hit *a = x, *b = y;
	int                  d = memcmp(a->blob, b->blob, UMB_ID_MAX);

	return d ? d : umb_finding_compare(&a->f, &b->f);
}

/* What is looked at again by every run is found by it again, too. */
static bool belongs(const umb_result *r, uint32_t target, const umb_state_section *x)
{
	return r->as_found && r->target == target && umb_scanned_has(&x->known, r->blob);
}

/* Results are in no order of targets any more. */
static umb_status collect_hits(struct umb_scan *s, uint32_t target, umb_state_section *x)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_results; i++)
		n += belongs(s->result[i], target, x);
	x->hit = umb_alloc_zero(n + 1, sizeof(*x->hit));
	if (!x->hit)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < s->n_results; i++) {
		const umb_result *r = s->result[i];

		if (!belongs(r, target, x))
			continue;
		memcpy(x->hit[x->n_hits].blob, r->blob, UMB_ID_MAX);
		x->hit[x->n_hits++].f = *r->as_found;
	}
	if (n)
		qsort(x->hit, n, sizeof(*x->hit), by_blob);
	return UMB_OK;
}

static umb_status collect_found(umb_state_section *x, uint8_t **found)
{
	umb_scanned *k = &x->known;

	*found = umb_alloc_zero(x->n_hits + 1, k->id_len);
	if (!*found)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < x->n_hits; i++) {
		if (i == 0 || memcmp(x->hit[i].blob, x->hit[i - 1].blob, k->id_len) != 0)
			memcpy(*found + (size_t)k->n_found++ * k->id_len, x->hit[i].blob, k->id_len);
	}
	k->found = *found;
	return UMB_OK;
}

static umb_status make_section(struct umb_scan *s, size_t i, umb_state_section *x, uint8_t **found)
{
	umb_target *t  = &s->target[i];
	umb_status  st = t->ops->remember(t->source, &x->known);

	if (st == UMB_OK)
		st = collect_hits(s, (uint32_t)i, x);
	if (st == UMB_OK)
		st = collect_found(x, found);
	x->origin    = t->origin;
	x->n_origins = t->n_origins;
	x->known.is_settled = x->known.is_settled && x->n_origins >= x->known.n_found;
	return st;
}

static bool is_same(const struct umb_scan *s)
{
	size_t n = 0, n_same = 0;

	if (!s->state)
		return false;
	umb_state_sections(s->state, &n);
	for (size_t i = 0; i < s->n_targets; i++)
		n_same += s->target[i].section && s->target[i].use.is_unchanged && s->target[i].use.is_settled;
	return n == n_same && n_same == s->n_targets;
}

static umb_status write_state(struct umb_scan *s, umb_err *err)
{
	umb_state_section *section = umb_alloc_zero(s->n_targets + 1, sizeof(*section));
	uint8_t          **found   = umb_alloc_zero(s->n_targets + 1, sizeof(*found));
	umb_status         st      = section && found ? UMB_OK : UMB_E_NOMEM;
	size_t             n       = 0;

	for (size_t i = 0; i < s->n_targets && st == UMB_OK; i++) {
		if (s->target[i].source && s->target[i].ops->remember) {
			st = make_section(s, i, &section[n], &found[n]);
			/* Of what has no files by which it could be known again nothing is kept. */
			n += st != UMB_E_NOTFOUND;
			if (st == UMB_E_NOTFOUND)
				st = UMB_OK;
		}
	}
	if (st == UMB_OK)
		st = umb_state_write(s->opts.state, &s->state_key, section, n, err);
	else
		umb_err_set(err, st, st == UMB_E_NOMEM ? "out of memory" : "what it says of objects was changed since it was written");
	for (size_t i = 0; section && found && i < n; i++) {
		umb_free(section[i].hit);
		umb_free(found[i]);
	}
	umb_free(section);
	umb_free(found);
	return st;
}

static const char *why_not(const struct umb_scan *s)
{
	if (umb_scan_is_cancelled((void *)(uintptr_t)s))
		return "the run did not come to its end";
	if (s->summary.has_failed_target)
		return "a target could not be opened";
	if (umb_alloc_refused() != s->refused_before)
		return "memory was out";
	/* Claims may hold values then. */
	if (s->opts.show_secrets)
		return "this run shows values";
	return s->is_state ? NULL : "something else is there under this name";
}

void umb_remember(struct umb_scan *s)
{
	umb_err     err = UMB_ERR_INIT;
	const char *why = s->keeps_state ? why_not(s) : NULL;

	if (!s->keeps_state || is_same(s))
		return;
	if (why) {
		umb_log(s->is_state ? UMB_LOG_INFO : UMB_LOG_WARN, "state '%s': left as it is: %s", s->opts.state, why);
		return;
	}
	if (write_state(s, &err) == UMB_OK)
		return;
	umb_log(UMB_LOG_ERROR, "state: %s", err.text);
	s->summary.has_failed_target = true;
}
