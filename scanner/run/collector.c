/*
 * collector.c - what happens to results once all workers are done: attribution, path conditions,
 * companions, ids, suppression, the store, and then stories and owners of what is in it.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"
#include "judge/place.h"

static umb_status gather(struct umb_scan *s, umb_err *err)
{
	size_t n = umb_resume_count(s);

	for (size_t i = 0; i < s->n_workers; i++)
		n += s->worker[i].n_results;
	s->result = umb_alloc_zero(n + 1, sizeof(*s->result));
	if (!s->result)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while collecting findings");
	for (size_t i = 0; i < s->n_workers; i++) {
		umb_worker *w = &s->worker[i];

		if (w->n_results)
			memcpy(s->result + s->n_results, w->result, w->n_results * sizeof(*s->result));
		s->n_results += w->n_results;
		for (size_t k = 0; k < UMB_N_SKIPS; k++) {
			if (!umb_skips_merge(&s->summary.skip[k], &w->skip[k]))
				s->summary.skip[UMB_SKIP_MEMORY].count++;
		}
		s->summary.n_units += atomic_load(&w->live_units);
		s->summary.n_bytes += atomic_load(&w->live_bytes);
		s->summary.n_layers += w->stats.n_layers;
		s->summary.n_layer_bytes += w->stats.n_layer_bytes;
	}
	for (size_t i = 0; i < s->n_results; i++)
		s->result[i]->f.target = umb_slice_str(s->target[s->result[i]->target].name);
	return umb_resume_gather(s, err);
}

/* -- attribution ---------------------------------------------------------------------------------- */

/* Who interrupts still wants to know where the findings come from, if that is quick. */
#define GRACE_MS 300

bool umb_collect_is_out_of_time(void *scan)
{
	const struct umb_scan *s = scan;

	return umb_scan_is_cancelled(scan) && umb_clock_ms() > s->collecting_ms + GRACE_MS;
}

void umb_collect_skip(void *scan, const umb_place *place, umb_skip reason, const char *detail)
{
	struct umb_scan *s = scan;

	if (!umb_skips_add(&s->summary.skip[reason], place ? place->path : umb_slice_of(NULL, 0), detail, 1))
		s->summary.skip[UMB_SKIP_MEMORY].count++;
}

static int by_blob(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;

	return memcmp(a->blob, b->blob, UMB_ID_MAX);
}

/* The file that the source named with the content; empty where it knows contents by their ids only. */
static umb_slice told_path(const umb_result *r)
{
	return umb_slice_sub(r->f.path, 0, r->f.path.len - UMB_MIN(r->member_len, r->f.path.len));
}

static int by_version(const void *x, const void *y)
{
	umb_slice a = told_path(*(const umb_result *const *)x), b = told_path(*(const umb_result *const *)y);
	size_t    n = UMB_MIN(a.len, b.len);
	int       d = by_blob(x, y);

	if (d == 0 && n > 0)
		d = memcmp(a.ptr, b.ptr, n);
	return d ? d : (a.len > b.len) - (a.len < b.len);
}

static umb_status attach(umb_result *r, const umb_wanted *w, umb_arena *arena)
{
	umb_buf     path = UMB_BUF_INIT;
	umb_slice   member = umb_slice_of(NULL, 0);
	const char *copy;

	umb_format_hex(r->f.blob, r->blob, r->blob_len);
	r->f.commit = w->commit;
	if (told_path(r).len)
		return UMB_OK;
	/* "!member" was put down before the path was known. */
	if (r->f.path.len && r->f.path.ptr[0] == '!')
		member = r->f.path;
	umb_buf_append_slice(&path, w->path);
	umb_buf_append_slice(&path, member);
	copy = path.failed == UMB_OK ? umb_arena_strndup(arena, path.ptr, path.len) : NULL;
	r->f.path = umb_slice_of(copy, copy ? path.len : 0);
	umb_buf_clear(&path);
	return copy ? UMB_OK : UMB_E_NOMEM;
}

static umb_status attribute_target(struct umb_scan *s, umb_target *t, umb_result **r, size_t n, umb_err *err)
{
	umb_visit   visit  = { s, NULL, umb_collect_skip, umb_collect_is_out_of_time };
	umb_wanted *wanted = umb_alloc_zero(n + 1, sizeof(*wanted));
	size_t      n_wanted = 0, at = 0;
	umb_status  st = wanted ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		if (i > 0 && by_version(&r[i], &r[i - 1]) == 0)
			continue;
		memcpy(wanted[n_wanted].blob, r[i]->blob, UMB_ID_MAX);
		wanted[n_wanted].path            = told_path(r[i]);
		wanted[n_wanted].blob_len        = r[i]->blob_len;
		wanted[n_wanted].commit.is_head_unknown = true;
		wanted[n_wanted].commit.author   = "";
		wanted[n_wanted++].commit.email  = "";
	}
	if (st == UMB_OK && t->ops->attribute && t->source && !umb_resume_attribute(t, wanted, n_wanted))
		st = t->ops->attribute(t->source, wanted, n_wanted, &s->arena, &visit, err);
	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		/* Attached ones have another path. */
		bool is_last = i + 1 < n && by_version(&r[i], &r[i + 1]) != 0;

		st = attach(r[i], &wanted[at], &s->arena);
		at += is_last;
		if (st != UMB_OK)
			umb_err_set(err, st, "out of memory while attributing findings");
	}
	if (st == UMB_OK)
		st = umb_resume_attributed(s, t, wanted, n_wanted, err);
	umb_free(wanted);
	return st;
}

static int by_target(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	return by_version(x, y);
}

static umb_status attribute(struct umb_scan *s, umb_err *err)
{
	umb_status st = UMB_OK;

	size_t     from = 0, to;

	if (s->n_results)
		qsort(s->result, s->n_results, sizeof(*s->result), by_target);
	for (size_t i = 0; i < s->n_targets && st == UMB_OK; i++) {
		for (to = from; to < s->n_results && s->result[to]->target == i; to++)
			;
		/* What lies in a file of the repository knows its path; without the id of an object it stands in front. */
		while (from < to && s->result[from]->blob_len == 0)
			from++;
		if (from < to || (s->target[i].source && s->target[i].ops->attribute))
			st = attribute_target(s, &s->target[i], s->result + from, to - from, err);
		from = to;
	}
	return st;
}

/* -- paths ---------------------------------------------------------------------------------------- */

/* A member of a container lies where the container says, too: "a.zip!.netrc" is a .netrc. */
static bool path_matches(const char *const *globs, umb_slice path)
{
	size_t    at = path.len;
	umb_slice member;

	while (at > 0 && path.ptr[at - 1] != '!')
		at--;
	member = umb_slice_sub(path, at, path.len);
	for (; *globs; globs++) {
		if (umb_glob_match(*globs, path) || (at > 0 && umb_glob_match(*globs, member)))
			return true;
	}
	return false;
}

static void judge_path(const struct umb_scan *s, umb_result *r)
{
	umb_finding         *f = &r->f;
	const umb_rule_info *rule = f->rule;
	umb_slice            path = f->rel_path;

	if ((rule->only_paths[0] && !path_matches(rule->only_paths, path)) || path_matches(rule->never_paths, path))
		r->is_dropped = true;
	if (!umb_judge_place(f))
		r->is_dropped = true;
	/* As if its own scan had kept it back. */
	r->is_weak_hit = r->is_weak_hit || f->is_weak;
	r->is_dropped  = r->is_dropped || (f->is_weak && !s->limits.keeps_weak);
}

/* -- names, suppression, store ------------------------------------------------------------------------ */

static void name(const struct umb_scan *s, umb_result *r)
{
	if (!r->is_kept)
		umb_credential_id(r->f.credential_id, &s->key, r->value);
	umb_exposure_id(r->f.exposure_id, &s->key, r->f.credential_id, r->f.rel_path);
	r->f.joined_id = r->f.credential_id;
}

static umb_status store(struct umb_scan *s, umb_result *r)
{
	umb_finding *f = &r->f;
	umb_status   st;

	umb_bounds_admit(s, f);
	if (s->opts.show_secrets && !f->rule->is_file)
		f->shown = r->value;
	if (f->suppressed_by) {
		s->summary.n_suppressed++;
		return s->opts.show_suppressed ? umb_store_add(&s->store, f) : UMB_OK;
	}
	umb_bounds_decide(s, f);
	st = umb_store_add(&s->store, f);
	s->summary.n_findings++;
	s->summary.by_severity[f->severity]++;
	return st;
}

static void count_credentials(struct umb_scan *s)
{
	for (size_t i = 0; i < s->store.n_credentials; i++) {
		const umb_credential *c = &s->store.credential[i];
		bool is_reported = false;

		for (size_t k = 0; k < c->n_findings; k++)
			is_reported = is_reported || !c->finding[k]->suppressed_by;
		s->summary.n_credentials += is_reported;
	}
}

static int by_unit(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	int               d = umb_result_unit_compare(a, b);

	return d ? d : umb_finding_compare(&a->f, &b->f);
}

umb_status umb_collect(struct umb_scan *s, umb_err *err)
{
	umb_status st = gather(s, err);

	s->collecting_ms = umb_clock_ms();
	if (st == UMB_OK)
		st = umb_witnesses_hear(s, err);
	if (st == UMB_OK)
		st = attribute(s, err);
	for (size_t i = 0; i < s->n_results && st == UMB_OK; i++) {
		umb_result *r = s->result[i];

		st = umb_rel_path(&s->target[r->target], &r->f, &s->arena);
		if (st != UMB_OK)
			umb_err_set(err, st, "out of memory while collecting findings");
		else
			judge_path(s, r);
		if (st == UMB_OK && !r->is_dropped)
			name(s, r);
	}
	if (st != UMB_OK)
		return st;
	if (s->n_results)
		qsort(s->result, s->n_results, sizeof(*s->result), by_unit);
	st = umb_overlaps_settle(s, err);
	if (st != UMB_OK)
		return st;
	st = umb_companions_apply(s, err);
	if (st != UMB_OK)
		return st;
	umb_bounds_drop(s);
	umb_ignored_apply(s);
	s->store.arena = &s->arena;
	for (size_t i = 0; i < s->n_results && st == UMB_OK; i++) {
		if (!s->result[i]->is_dropped)
			st = store(s, s->result[i]);
	}
	if (st == UMB_OK)
		st = umb_store_join(&s->store);
	if (st != UMB_OK)
		return umb_err_set(err, st, "out of memory while collecting findings");
	count_credentials(s);
	if (s->opts.show_suppressed && !umb_ignored_count(s))
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while collecting findings");
	st = umb_stories_add(s, err);
	return st == UMB_OK ? umb_owners_add(s, err) : st;
}
