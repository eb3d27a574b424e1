/*
 * git_range.c - see git_range.h.
 *
 * Commits are taken newest first, those that a range leaves out along with the others; what is known to be left out passes that on
 * to its parents.  As in git, the walk ends a little after nothing else is waiting.  Clocks that are wrong can make it end too
 * early: then a commit too many is scanned, never one too few.
 */
#include "git/git_pathspec.h"
#include "git/git_range_walk.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/keyed.h"
#include "base/number.h"
#include "base/text.h"

#define SLOP 8             /* commits looked at after nothing that counts is waiting */
#define MAX_COMMITS 20000000

bool umb_git_range_fail(umb_git_range_walk *w, umb_status st)
{
	if (w->st == UMB_OK)
		w->st = st;
	return false;
}

static bool push(umb_git_range_walk *w, uint32_t **list, size_t *n, size_t *cap, uint32_t value)
{
	if (*n == *cap) {
		size_t    more = *cap ? *cap * 2 : 256;
		uint32_t *at   = umb_realloc(*list, more * sizeof(*at));

		if (!at)
			return umb_git_range_fail(w, UMB_E_NOMEM);
		*list = at;
		*cap  = more;
	}
	(*list)[(*n)++] = value;
	return true;
}

/* -- commits ------------------------------------------------------------------------------------------------- */

static uint32_t number_of(umb_git_range_walk *w, const uint8_t *id)
{
	uint32_t n = umb_git_id_add(&w->g->commits, id);

	if (n == UMB_GIT_NO_NUMBER || n >= MAX_COMMITS) {
		umb_git_range_fail(w, n == UMB_GIT_NO_NUMBER ? UMB_E_NOMEM : UMB_E_LIMIT);
		return UMB_GIT_NO_NUMBER;
	}
	if (n >= w->cap_nodes) {
		size_t cap  = w->cap_nodes ? w->cap_nodes * 2 : 1024;
		umb_git_range_node *more = umb_realloc(w->node, cap * sizeof(*more));

		if (!more) {
			umb_git_range_fail(w, UMB_E_NOMEM);
			return UMB_GIT_NO_NUMBER;
		}
		memset(more + w->cap_nodes, 0, (cap - w->cap_nodes) * sizeof(*more));
		w->node      = more;
		w->cap_nodes = cap;
	}
	return n;
}

bool umb_git_range_read(umb_git_range_walk *w, const uint8_t *id, bool is_gap)
{
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st   = umb_git_store_read(w->s, w->inf, id, &type, &w->text);

	if (st == UMB_OK && type == UMB_GIT_COMMIT && umb_git_commit_parse(&w->commit, umb_buf_view(&w->text), w->s->id_len))
		return true;
	if (st == UMB_E_NOMEM)
		return umb_git_range_fail(w, st);
	if (is_gap && st == UMB_E_NOTFOUND && w->r->is_shallow)
		w->bad(w->ctx, id, UMB_SKIP_SHALLOW, "a commit of the range; fetch the rest: git fetch --unshallow");
	else if (is_gap)
		w->bad(w->ctx, id, st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : UMB_SKIP_CORRUPT_OBJECT, "a commit of the range");
	return false;
}

/* -- the newest first ---------------------------------------------------------------------------------------- */

static bool is_newer(const umb_git_range_walk *w, uint32_t a, uint32_t b)
{
	return w->node[a].date != w->node[b].date ? w->node[a].date > w->node[b].date : a < b;
}

static void heap_push(umb_git_range_walk *w, uint32_t n)
{
	size_t i;

	if (!push(w, &w->heap, &w->n_heap, &w->cap_heap, n))
		return;
	w->node[n].is_waiting = true;
	w->n_waiting += !w->node[n].is_out;
	for (i = w->n_heap - 1; i > 0 && is_newer(w, n, w->heap[(i - 1) / 2]); i = (i - 1) / 2)
		w->heap[i] = w->heap[(i - 1) / 2];
	w->heap[i] = n;
}

static uint32_t heap_pop(umb_git_range_walk *w)
{
	uint32_t top = w->heap[0], last = w->heap[--w->n_heap];
	size_t   i   = 0;

	for (size_t c; (c = 2 * i + 1) < w->n_heap; i = c) {
		if (c + 1 < w->n_heap && is_newer(w, w->heap[c + 1], w->heap[c]))
			c++;
		if (!is_newer(w, w->heap[c], last))
			break;
		w->heap[i] = w->heap[c];
	}
	if (w->n_heap)
		w->heap[i] = last;
	w->node[top].is_waiting = false;
	w->n_waiting -= !w->node[top].is_out;
	return top;
}

/* Reads a commit the first time that it is come across, and lets it wait for its turn. */
static void meet(umb_git_range_walk *w, uint32_t n)
{
	uint8_t id[UMB_ID_MAX];

	if (w->st != UMB_OK || w->node[n].is_met)
		return;
	w->node[n].is_met = true;
	if (!umb_git_range_read(w, umb_git_id_of(&w->g->commits, n), !w->node[n].is_out))
		return;
	w->node[n].is_read      = true;
	w->node[n].date         = w->commit.committer.date;
	w->node[n].first_parent = (uint32_t)w->n_parents;
	for (size_t at = 0; umb_git_commit_parent(&w->commit, w->s->id_len, &at, id);) {
		uint32_t parent = number_of(w, id);

		if (parent == UMB_GIT_NO_NUMBER || !push(w, &w->parent, &w->n_parents, &w->cap_parents, parent))
			return;
		w->node[n].n_parents++;
	}
	heap_push(w, n);
}

/* A commit is out, and so is all that is known to be before it. */
static void take_out(umb_git_range_walk *w, uint32_t n)
{
	uint32_t *todo = NULL;
	size_t    n_todo = 0, cap = 0;

	push(w, &todo, &n_todo, &cap, n);
	while (n_todo > 0 && w->st == UMB_OK) {
		umb_git_range_node *at = &w->node[todo[--n_todo]];

		if (at->is_out)
			continue;
		at->is_out = true;
		w->n_waiting -= at->is_waiting;
		for (uint32_t i = 0; at->is_read && i < at->n_parents; i++)
			push(w, &todo, &n_todo, &cap, w->parent[at->first_parent + i]);
	}
	umb_free(todo);
}

static bool is_wanted(const umb_git_range_walk *w, const umb_git_range_node *n)
{
	return n->date >= w->o->since && (w->o->max_commits == 0 || w->n_shown < w->o->max_commits);
}

/* What is left out of the range, and is on the way to others. */
static bool is_passed(const umb_git_range_walk *w, const umb_git_range_node *n)
{
	return n->date > w->o->until || (w->o->no_merges && n->n_parents > 1);
}

static void find_commits(umb_git_range_walk *w)
{
	int    slop = SLOP;
	size_t n = 0;

	while (w->n_heap > 0 && w->st == UMB_OK && !w->stop(w->ctx)) {
		uint32_t at = heap_pop(w);
		bool     is_out = w->node[at].is_out, goes_on = is_out || is_wanted(w, &w->node[at]);

		if (is_out && w->n_waiting == 0 && slop-- == 0)
			break;
		if (!is_out && goes_on && !is_passed(w, &w->node[at]))
			push(w, &w->shown, &w->n_shown, &w->cap_shown, at);
		for (uint32_t i = 0; goes_on && i < w->node[at].n_parents && w->st == UMB_OK; i++) {
			uint32_t parent = w->parent[w->node[at].first_parent + i];

			if (is_out)
				take_out(w, parent);
			if (is_out || i == 0 || !w->o->first_parent)
				meet(w, parent);
		}
	}
	/* Some were found to be out when they had had their turn. */
	for (size_t i = 0; i < w->n_shown; i++) {
		if (!w->node[w->shown[i]].is_out)
			w->shown[n++] = w->shown[i];
	}
	w->n_shown      = n;
	w->g->n_commits = n;
}

void umb_git_range_tip(umb_git_range_walk *w, const uint8_t *id, bool is_out)
{
	uint32_t n = number_of(w, id);

	if (n == UMB_GIT_NO_NUMBER)
		return;
	if (is_out)
		take_out(w, n);
	meet(w, n);
}

umb_status umb_git_range_find(umb_git_range *out, const umb_git_repo *r, const umb_git_store *s, const umb_git_range_opts *o, umb_git_bad_fn bad,
                              umb_git_stop_fn stop, void *ctx, umb_err *err)
{
	umb_err        why = UMB_ERR_INIT;
	umb_git_range_walk w = { .g = out, .r = r, .s = s, .o = o, .bad = bad, .stop = stop, .ctx = ctx, .err = &why,
	                         .text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096) };

	memset(out, 0, sizeof(*out));
	out->commits.id_len = s->id_len;
	out->changes.arena  = (umb_arena)UMB_ARENA_INIT;
	w.seen.id_len       = UMB_ID_MAX;
	w.inf               = umb_git_inflater_new();
	if (!w.inf)
		umb_git_range_fail(&w, UMB_E_NOMEM);
	for (size_t i = 0; i < o->n_paths && w.st == UMB_OK; i++)
		w.st = umb_git_pathspec_check(o->paths[i], &why);
	for (size_t i = 0; i < o->n_revs && w.st == UMB_OK; i++)
		umb_git_range_add(&w, umb_slice_str(o->revs[i]));
	find_commits(&w);
	umb_git_range_diff(&w);
	umb_git_inflater_free(w.inf);
	umb_buf_clear(&w.text);
	umb_free(w.node);
	umb_free(w.parent);
	umb_free(w.heap);
	out->in_range = w.shown;
	/* Who names files asks for nothing else. */
	if (o->n_paths)
		out->n_commits = 0;
	umb_git_id_map_clear(&w.seen);
	if (w.st != UMB_OK) {
		umb_git_range_clear(out);
		umb_err_set(err, w.st, "%s", why.text[0] ? why.text : umb_status_text(w.st));
	}
	return w.st;
}

void umb_git_range_clear(umb_git_range *g)
{
	umb_git_changes_clear(&g->changes);
	umb_git_id_map_clear(&g->commits);
	umb_free(g->commit_of);
	umb_free(g->in_range);
	memset(g, 0, sizeof(*g));
}
