/*
 * twins.c - what a member of a container and the container's own text both show is one place, told once.
 *
 * Of a database, an archive or a program it is told in the member: a row of a table says more than an offset of a page.  Then the
 * bytes of the container do not tell the same value again, however often copies, indexes and logs repeat it.
 *
 * A container that is a text (`has_lines`: notebooks) is opened and edited in its own lines, which git counts, too.  What it shows
 * there as well as the member does is told in its lines.  But if the member shows anything that the text does not (behind escaped
 * quotes, or over several strings), all that the member shows is told there and not in the text, so that what belongs together stays
 * together.  What is weak, or may be none by its path, does not count for that: with or without it, others are told in the same place.
 */
#include "run/run_private.h"

#include "base/alloc.h"

#define MANY 64

static int compare_slices(umb_slice a, umb_slice b)
{
	size_t n = UMB_MIN(a.len, b.len);
	int    d = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return d ? d : (a.len > b.len) - (a.len < b.len);
}

static int by_place(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	int               d = compare_slices(a->f.path, b->f.path);

	if (d)
		return d;
	return a->f.offset != b->f.offset ? (a->f.offset < b->f.offset ? -1 : 1) : (a->end_offset > b->end_offset) - (a->end_offset < b->end_offset);
}

static int by_value(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	int               d = compare_slices(a->f.path, b->f.path);

	return d ? d : compare_slices(a->value, b->value);
}

/* The results of one unit, by text and place, and by text and value. */
typedef struct texts {
	umb_result **place, **value;
	size_t       n;
} texts;

typedef struct twins {
	umb_result **r;
	size_t       n;
} twins;

static bool has_place(const umb_result *r)
{
	return r->in_container.from < r->in_container.to;
}

/* What its container shows on the same bytes.  Those of one text do not overlap. */
static twins twins_there(const texts *t, const umb_result *r)
{
	umb_slice path = r->container;
	size_t    low = 0, high = t->n, to;

	while (low < high) {
		size_t            mid = low + (high - low) / 2;
		const umb_result *m   = t->place[mid];
		int               d   = compare_slices(m->f.path, path);

		if (d < 0 || (d == 0 && m->end_offset <= r->in_container.from))
			low = mid + 1;
		else
			high = mid;
	}
	for (to = low; to < t->n && umb_slice_eq(t->place[to]->f.path, path) && t->place[to]->f.offset < r->in_container.to; to++)
		;
	return (twins){ t->place + low, to - low };
}

/* What its container shows of the same value. */
static twins twins_alike(const texts *t, const umb_result *r)
{
	umb_slice path = r->container;
	size_t    low = 0, high = t->n, to;

	while (low < high) {
		size_t            mid = low + (high - low) / 2;
		const umb_result *m   = t->value[mid];
		int               d   = compare_slices(m->f.path, path);

		if (d < 0 || (d == 0 && compare_slices(m->value, r->value) < 0))
			low = mid + 1;
		else
			high = mid;
	}
	for (to = low; to < t->n && umb_slice_eq(t->value[to]->f.path, path) && umb_slice_eq(t->value[to]->value, r->value); to++)
		;
	/* Many places in many members: what the first of them has done need not be done again. */
	if (to - low > MANY && t->value[low]->is_dropped && t->value[to - 1]->is_dropped)
		to = low;
	return (twins){ t->value + low, to - low };
}

/* The container's text says the same, or the same value by a rule that is surer. */
static bool is_told(const texts *t, const umb_result *r)
{
	twins w;

	if (!has_place(r))
		return false;
	w = twins_there(t, r);
	for (size_t i = 0; i < w.n; i++) {
		const umb_finding *f = &w.r[i]->f;

		if (!w.r[i]->is_dropped && umb_slice_eq(w.r[i]->value, r->value) && (!f->is_weak || r->f.is_weak) &&
		    (f->rule == r->f.rule || f->rule->confidence > r->f.rule->confidence))
			return true;
	}
	return false;
}

/* It may be taken back: what is weak, and what counts in files of some names only, which are asked of later. */
static bool is_doubtful(const umb_result *r)
{
	return r->f.is_weak || r->f.rule->only_paths[0];
}

/* The member tells it, and the container's text does not. */
static void drop_twins(umb_result *r, twins w)
{
	size_t n_unchanged = 0;

	for (size_t i = 0; i < w.n; i++) {
		umb_result *twin = w.r[i];

		n_unchanged += twin->f.suppressed_by && strcmp(twin->f.suppressed_by, UMB_UNCHANGED_LINE) == 0;
		if (is_doubtful(r) && !is_doubtful(twin))
			r->is_dropped = true;
		else
			twin->is_dropped = true;
	}
	if (!r->f.suppressed_by && w.n > 0 && n_unchanged == w.n)
		r->f.suppressed_by = UMB_UNCHANGED_LINE;
}

/* The results [from, to) by place are one member. */
static void join_member(const texts *t, size_t from, size_t to)
{
	bool in_text = true;

	for (size_t i = from; i < to && in_text; i++)
		in_text = is_doubtful(t->place[i]) || is_told(t, t->place[i]);
	for (size_t i = from; i < to; i++) {
		umb_result *r = t->place[i];

		/* One that is told in a member of its own is not told again further up. */
		if (in_text && !r->is_dropped && is_told(t, r))
			r->is_dropped = true;
		else
			drop_twins(r, has_place(r) ? twins_there(t, r) : twins_alike(t, r));
	}
}

/* A zip whose headers and directory disagree is read by both, and its members come twice. */
static void drop_repeated(const texts *t)
{
	for (size_t i = 1; i < t->n; i++) {
		const umb_result *a = t->place[i - 1];
		umb_result       *b = t->place[i];

		b->is_dropped = by_place(&a, &b) == 0 && a->f.rule == b->f.rule && umb_slice_eq(a->value, b->value) && strcmp(a->f.layer, b->f.layer) == 0;
	}
}

static void remove_dropped(umb_worker *w, size_t first)
{
	size_t n = first;

	for (size_t i = first; i < w->n_results; i++) {
		if (!w->result[i]->is_dropped)
			w->result[n++] = w->result[i];
	}
	atomic_fetch_sub_explicit(&w->live_hits, w->n_results - n, memory_order_relaxed);
	if (w->unit->n_hits)
		*w->unit->n_hits -= (uint32_t)(w->n_results - n);
	w->n_results = n;
}

umb_status umb_twins_join(umb_worker *w, size_t first)
{
	texts t = { NULL, NULL, w->n_results - first };
	bool  has_members = false;

	for (size_t i = first; i < w->n_results && !has_members; i++)
		has_members = w->result[i]->member_len > 0;
	if (!has_members)
		return UMB_OK;
	t.place = umb_alloc_zero(2 * t.n, sizeof(*t.place));
	if (!t.place)
		return UMB_E_NOMEM;
	t.value = t.place + t.n;
	memcpy(t.place, w->result + first, t.n * sizeof(*t.place));
	memcpy(t.value, w->result + first, t.n * sizeof(*t.value));
	qsort(t.place, t.n, sizeof(*t.place), by_place);
	qsort(t.value, t.n, sizeof(*t.value), by_value);
	drop_repeated(&t);
	/* A path begins with that of its container: the innermost come first, from the end. */
	for (size_t to = t.n, from; to > 0; to = from) {
		for (from = to - 1; from > 0 && umb_slice_eq(t.place[from - 1]->f.path, t.place[from]->f.path); from--)
			;
		if (t.place[from]->member_len > 0)
			join_member(&t, from, to);
	}
	umb_free(t.place);
	remove_dropped(w, first);
	return UMB_OK;
}
