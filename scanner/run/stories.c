/*
 * stories.c - what the history tells of each value at each place, for what is reported and nothing else.
 *
 * A value outlives the versions of its file: those that hold it at one path are told of as one thing.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"

/* Results of one exposure of one target side by side, those of one object next to each other. */
static int by_exposure(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	int d;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	d = strcmp(a->f.exposure_id, b->f.exposure_id);
	return d ? d : memcmp(a->blob, b->blob, UMB_ID_MAX);
}

static bool is_same_exposure(const umb_result *a, const umb_result *b)
{
	return a->target == b->target && strcmp(a->f.exposure_id, b->f.exposure_id) == 0;
}

static size_t count_exposures(umb_result **r, size_t n)
{
	size_t n_groups = n > 0;

	for (size_t i = 1; i < n; i++)
		n_groups += !is_same_exposure(r[i], r[i - 1]);
	return n_groups;
}

/* The results r[0..n) of one target: one umb_versions for each exposure, their ids behind each other in `ids`. */
static size_t group(umb_result **r, size_t n, umb_versions *v, const uint8_t **ids, umb_provenance *out)
{
	size_t n_groups = 0;

	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !is_same_exposure(r[i], r[i - 1])) {
			v[n_groups] = (umb_versions){ ids, 0, &out[n_groups] };
			n_groups++;
		} else if (memcmp(r[i]->blob, r[i - 1]->blob, UMB_ID_MAX) == 0) {
			continue;
		}
		*ids++ = r[i]->blob;
		v[n_groups - 1].n++;
	}
	return n_groups;
}

static umb_status tell_target(struct umb_scan *s, umb_target *t, umb_result **r, size_t n, umb_err *err)
{
	umb_visit       visit = { s, NULL, umb_collect_skip, umb_collect_is_out_of_time };
	size_t          n_out = count_exposures(r, n);
	umb_versions   *v     = umb_alloc_zero(n_out, sizeof(*v));
	const uint8_t **ids   = umb_alloc_zero(n, sizeof(*ids));
	umb_provenance *out   = umb_arena_zero(&s->arena, n_out, sizeof(*out));
	umb_status      st    = v && ids && out ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory while looking up commits");

	if (st == UMB_OK)
		st = t->ops->trace(t->source, v, group(r, n, v, ids, out), &s->arena, &visit, err);
	for (size_t i = 0, g = 0; i < n && st == UMB_OK; i++) {
		g += i > 0 && !is_same_exposure(r[i], r[i - 1]);
		r[i]->f.provenance = &out[g];
	}
	umb_free(v);
	umb_free(ids);
	/* Out of time: the findings stand. */
	return st == UMB_E_CANCELLED ? UMB_OK : st;
}

umb_status umb_stories_add(struct umb_scan *s, umb_err *err)
{
	umb_result **r  = umb_alloc_zero(s->n_results + 1, sizeof(*r));
	size_t       n  = 0;
	umb_status   st = r ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory while looking up commits");

	for (size_t i = 0; i < s->n_results && st == UMB_OK; i++) {
		const umb_result *one = s->result[i];

		if (!one->is_dropped && one->blob_len && (!one->f.suppressed_by || s->opts.show_suppressed))
			r[n++] = s->result[i];
	}
	if (n)
		qsort(r, n, sizeof(*r), by_exposure);
	for (size_t from = 0, to; from < n && st == UMB_OK; from = to) {
		umb_target *t = &s->target[r[from]->target];

		for (to = from + 1; to < n && r[to]->target == r[from]->target; to++)
			;
		if (t->ops->trace && t->source)
			st = tell_target(s, t, r + from, to - from, err);
	}
	umb_free(r);
	return st;
}
