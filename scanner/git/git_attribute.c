/*
 * git_attribute.c - see git_attribute.h for the method.
 */
#include "git/git_attribute.h"

#include "base/alloc.h"
#include "base/err.h"
#include "git/git_shape.h"
#include "git/git_parse.h"

#define MAX_PATHS 1000 /* that one commit has of a blob, and that are compared */

typedef struct task {
	umb_git_history     *h;
	const umb_git_store *store;
	umb_git_inflater    *inflater;
	umb_git_found       *found;
	umb_arena           *arena;
	umb_buf              scratch, stack;
	umb_git_bad_fn       bad;
	void                *ctx;
} task;

/* Into t->scratch; false and told when it cannot be read, or is something else. */
static bool read_object(task *t, const uint8_t *id, umb_git_type want)
{
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st   = umb_git_store_read(t->store, t->inflater, id, &type, &t->scratch);

	if (st == UMB_OK && type == want)
		return true;
	t->bad(t->ctx, id, st == UMB_E_NOMEM ? UMB_SKIP_MEMORY : st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : UMB_SKIP_CORRUPT_OBJECT,
	       "needed to say where a finding is from");
	return false;
}

static umb_status fill_commit(task *t, umb_git_found *f, uint32_t commit)
{
	umb_git_commit c;

	memcpy(f->commit, umb_git_id_of(&t->h->commits, commit), t->store->id_len);
	if (!read_object(t, f->commit, UMB_GIT_COMMIT) || !umb_git_commit_parse(&c, umb_buf_view(&t->scratch), t->store->id_len))
		return UMB_OK;
	f->author     = umb_arena_strndup(t->arena, c.author.name.ptr, c.author.name.len);
	f->email      = umb_arena_strndup(t->arena, c.author.email.ptr, c.author.email.len);
	f->date       = c.author.date;
	f->tz_minutes = c.author.tz_minutes;
	return f->author && f->email ? UMB_OK : UMB_E_NOMEM;
}

static bool is_smaller(const umb_buf *a, const umb_buf *b)
{
	int d = memcmp(a->ptr, b->ptr, UMB_MIN(a->len, b->len));

	return d ? d < 0 : a->len < b->len;
}

/* Of the paths in the first commit the first by its bytes: trees are numbered as threads come across them. */
static umb_status fill_path(task *t, umb_git_found *f, uint32_t wanted, uint32_t position)
{
	umb_buf    best = UMB_BUF_INIT_MAX(1 << 20), path = UMB_BUF_INIT_MAX(1 << 20);
	umb_status st   = UMB_OK;
	char      *copy;
	size_t     n = 0;

	for (uint32_t i = t->h->first_stay[wanted]; i != UMB_GIT_NO_TREE && n < MAX_PATHS; i = t->h->stay[i].next) {
		if (t->h->stay[i].since != position)
			continue;
		n++;
		umb_buf_reset(&path);
		if (umb_git_paths_append(t->h, i, &path) && (best.len == 0 || is_smaller(&path, &best))) {
			umb_buf swap = best;
			best = path;
			path = swap;
		}
	}
	copy = umb_arena_strndup(t->arena, best.ptr, best.len);
	if (copy)
		f->path = umb_slice_of(copy, best.len);
	else
		st = UMB_E_NOMEM;
	umb_buf_clear(&best);
	umb_buf_clear(&path);
	return st;
}

/* The number in h->wanted is that of the first with this id: all with one id hear the same. */
static umb_status fill_in(task *t, umb_git_found *f)
{
	uint32_t   wanted = umb_git_id_find(&t->h->wanted, f->blob), first = wanted == UMB_GIT_NO_NUMBER ? UMB_GIT_NO_TREE : t->h->since[wanted];
	umb_status st     = UMB_OK;

	if (first == UMB_GIT_NO_TREE)
		return UMB_OK;
	f->has_commit = true;
	f->is_found   = first < t->h->n_reached;
	st            = fill_path(t, f, wanted, first);
	return st == UMB_OK ? fill_commit(t, f, t->h->ordered[first]) : st;
}

/* What HEAD's tree holds; marks of its own.  *is_whole: every tree below it could be read. */
static umb_status mark_head(task *t, uint32_t root, bool *in_head, bool *is_whole)
{
	umb_git_history *h  = t->h;
	umb_status       st = UMB_OK;

	*is_whole = true;
	if (root == UMB_GIT_NO_TREE)
		return UMB_OK;
	st = umb_buf_append(&t->stack, &root, sizeof(root));
	h->tree[root].is_in_head = 1;
	while (t->stack.len > 0 && st == UMB_OK) {
		uint32_t             i;
		size_t               n_places;
		const umb_git_place *place;
		const umb_git_tnode *tn;

		t->stack.len -= sizeof(i);
		memcpy(&i, t->stack.ptr + t->stack.len, sizeof(i));
		tn        = &h->tree[i];
		place     = umb_git_history_places(h, i, &n_places);
		*is_whole = *is_whole && tn->is_read;
		for (size_t k = 0; k < n_places; k++)
			in_head[place[k].wanted] = true;
		for (uint32_t k = tn->first_edge; k < tn->first_edge + tn->n_edges && st == UMB_OK; k++) {
			uint32_t child = h->edge[k];

			if (h->tree[child].is_in_head || !h->tree[child].leads_to_wanted)
				continue;
			h->tree[child].is_in_head = 1;
			st = umb_buf_append(&t->stack, &child, sizeof(child));
		}
	}
	return st;
}

static umb_status look_at_head(task *t, const umb_git_repo *r, size_t n_found)
{
	umb_git_history *h = t->h;
	bool             is_whole = !r->has_head && !r->is_head_bad; /* a branch without a commit holds nothing */
	bool            *in_head  = umb_alloc_zero(h->wanted.n + 1, sizeof(*in_head));
	umb_status       st       = in_head ? UMB_OK : UMB_E_NOMEM;

	if (st == UMB_OK && h->head != UMB_GIT_NO_TREE && h->commit[h->head].is_read)
		st = mark_head(t, h->commit[h->head].tree, in_head, &is_whole);
	for (size_t i = 0; i < n_found && st == UMB_OK; i++) {
		uint32_t wanted = umb_git_id_find(&h->wanted, t->found[i].blob);

		t->found[i].is_in_head      = wanted != UMB_GIT_NO_NUMBER && in_head[wanted];
		t->found[i].is_head_unknown = !is_whole && !t->found[i].is_in_head;
	}
	h->is_head_unknown = !is_whole;
	umb_free(in_head);
	return st;
}

/* From the tables to what was asked. */
static umb_status look_up(task *t, const umb_git_repo *r, size_t n_found, umb_git_stop_fn stop)
{
	umb_git_history *h  = t->h;
	umb_status       st = umb_git_paths_begin(h);

	for (uint32_t i = 0; i < h->n_ordered && st == UMB_OK; i++) {
		if (stop && stop(t->ctx))
			st = UMB_E_CANCELLED;
		else if (h->commit[h->ordered[i]].is_read)
			st = umb_git_paths_enter(h, &t->stack, i);
	}
	for (size_t i = 0; i < n_found && st == UMB_OK; i++)
		st = fill_in(t, &t->found[i]);
	return st == UMB_OK ? look_at_head(t, r, n_found) : st;
}

/* What umb_git_trace asks, in much less room. */
static umb_status fold(task *t, umb_git_stop_fn stop)
{
	umb_status st = umb_git_paths_mark_head(t->h, &t->stack);

	if (st == UMB_OK)
		st = umb_git_shapes_make(t->h, stop, t->ctx);
	if (st == UMB_OK)
		umb_git_history_drop_trees(t->h);
	return st;
}

umb_status umb_git_attribute(umb_git_history **history, const umb_git_repo *r, const umb_git_store *s, const umb_git_walk *like, umb_git_found *found,
                             size_t n_found, uint32_t n_threads, umb_arena *arena, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx, umb_err *err)
{
	bool             has_commits = history && *history;
	umb_git_history *h  = has_commits ? *history : umb_git_history_new(s->id_len);
	task             t = { .h = h, .store = s, .inflater = umb_git_inflater_new(), .found = found, .arena = arena, .bad = bad, .ctx = ctx };
	umb_status       st = h && t.inflater ? UMB_OK : UMB_E_NOMEM;
	bool             wants_trees = n_found == 0; /* to know whether all that is named is there */

	t.scratch.max = UMB_GIT_MAX_OBJECT + 4096;
	for (size_t i = 0; i < n_found; i++)
		wants_trees = wants_trees || !found[i].is_message;
	if (st == UMB_OK)
		h->is_partial = r->is_partial;
	if (st == UMB_OK)
		st = umb_git_history_read(h, s, like, found, n_found, (has_commits ? 0 : UMB_GIT_WANT(UMB_GIT_COMMIT)) | (wants_trees ? UMB_GIT_WANT(UMB_GIT_TREE) : 0),
		                          n_threads, bad, stop, ctx);
	if (st == UMB_OK)
		st = umb_git_history_order(h, r, s, t.inflater);
	if (st == UMB_OK && h->is_log_unread)
		bad(ctx, NULL, UMB_SKIP_UNREADABLE, "a reflog: what only it reaches is said to be reached by nothing");
	/* A partial clone lacks what its remote promised, and that it is one is told. */
	/* A bundle that builds on commits lacks their folders, too, where they did not change. */
	if (st == UMB_OK && !r->is_partial && wants_trees && !(r->is_shallow && !r->git_dir))
		st = umb_git_history_tell_missing(h, r->is_shallow, bad, ctx);
	if (st == UMB_OK && n_found)
		st = umb_git_history_index(h);
	if (st == UMB_OK && n_found)
		st = look_up(&t, r, n_found, stop);
	if (st == UMB_OK && n_found && history)
		st = fold(&t, stop);
	if (st == UMB_E_NOMEM)
		umb_err_set(err, st, "out of memory while looking up commits");
	if (st != UMB_OK || !n_found || !history) {
		umb_git_history_free(h);
		h = NULL;
	}
	if (history)
		*history = h;
	umb_git_inflater_free(t.inflater);
	umb_buf_clear(&t.scratch);
	umb_buf_clear(&t.stack);
	return st;
}
