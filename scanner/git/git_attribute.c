/*
 * git_attribute.c - see git_attribute.h for the method.
 */
#include "git/git_attribute.h"

#include "base/alloc.h"
#include "base/err.h"
#include "git/git_history.h"
#include "git/git_parse.h"

typedef struct task {
	umb_git_history     *h;
	const umb_git_store *store;
	umb_git_inflater    *inflater;
	umb_git_found       *found;
	umb_arena           *arena;
	umb_buf              scratch;
	uint32_t            *stack;
	size_t               n_stack, cap_stack;
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

static bool push(task *t, uint32_t tree)
{
	if (t->n_stack == t->cap_stack) {
		size_t    cap  = t->cap_stack ? t->cap_stack * 2 : 256;
		uint32_t *more = umb_realloc(t->stack, cap * sizeof(*more));

		if (!more)
			return false;
		t->stack     = more;
		t->cap_stack = cap;
	}
	t->stack[t->n_stack++] = tree;
	return true;
}

/* The name under which `child` stands in `tree`. */
static umb_slice name_in(task *t, uint32_t tree, const uint8_t *child)
{
	umb_git_entry e;
	size_t        at = 0;

	if (!read_object(t, umb_git_id_of(&t->h->trees, tree), UMB_GIT_TREE))
		return umb_slice_of(NULL, 0);
	while (umb_git_tree_next(umb_buf_view(&t->scratch), t->store->id_len, &at, &e)) {
		if (memcmp(e.id, child, t->store->id_len) == 0)
			return e.name;
	}
	return umb_slice_of(NULL, 0);
}

/* From the blob's tree up to the root that was entered first, by the links the walk left. */
static umb_slice path_of(task *t, uint32_t tree, const uint8_t *blob)
{
	umb_buf        path = UMB_BUF_INIT_MAX(65536), longer = UMB_BUF_INIT_MAX(65536);
	const uint8_t *child = blob;
	umb_slice      out = umb_slice_of(NULL, 0);
	char          *copy;

	for (int depth = 0; tree != UMB_GIT_NO_TREE && depth < 4096; depth++) {
		umb_slice name = name_in(t, tree, child);

		umb_buf_reset(&longer);
		umb_buf_append_slice(&longer, name);
		if (path.len)
			umb_buf_append_byte(&longer, '/');
		umb_buf_append_slice(&longer, umb_buf_view(&path));
		umb_buf swap = path;
		path   = longer;
		longer = swap;
		child = umb_git_id_of(&t->h->trees, tree);
		tree  = t->h->tree[tree].came_from;
	}
	copy = umb_arena_strndup(t->arena, path.ptr, path.len);
	if (copy)
		out = umb_slice_of(copy, path.len);
	umb_buf_clear(&path);
	umb_buf_clear(&longer);
	return out;
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

/* Every tree below `root` that holds something wanted and was not entered before. */
static umb_status enter(task *t, uint32_t root, uint32_t commit)
{
	umb_git_history *h = t->h;

	if (root == UMB_GIT_NO_TREE || !h->tree[root].leads_to_wanted || h->tree[root].is_entered)
		return UMB_OK;
	h->tree[root].is_entered = 1;
	h->tree[root].came_from  = UMB_GIT_NO_TREE;
	if (!push(t, root))
		return UMB_E_NOMEM;
	while (t->n_stack > 0) {
		uint32_t       i  = t->stack[--t->n_stack];
		umb_git_tnode *tn = &h->tree[i];

		const umb_git_place *place;
		size_t               n_places;

		place = umb_git_history_places(h, i, &n_places);
		for (size_t k = 0; k < n_places; k++) {
			umb_git_found *f = &t->found[place[k].wanted];
			umb_status     st = UMB_OK;

			if (f->is_found)
				continue;
			f->is_found = true;
			f->path     = path_of(t, i, f->blob);
			st          = fill_commit(t, f, commit);
			if (st != UMB_OK)
				return st;
		}
		for (uint32_t k = tn->first_edge; k < tn->first_edge + tn->n_edges; k++) {
			uint32_t child = h->edge[k];

			if (child == UMB_GIT_NO_TREE || h->tree[child].is_entered || !h->tree[child].leads_to_wanted)
				continue;
			h->tree[child].is_entered = 1;
			h->tree[child].came_from  = i;
			if (!push(t, child))
				return UMB_E_NOMEM;
		}
	}
	return UMB_OK;
}

/* What HEAD's tree holds; marks of its own.  *is_whole: every tree below it could be read. */
static umb_status mark_head(task *t, uint32_t root, bool *is_whole)
{
	umb_git_history *h = t->h;
	bool has_gaps = umb_git_history_has_gaps(h);

	*is_whole = true;
	if (root == UMB_GIT_NO_TREE)
		return UMB_OK;
	if (!push(t, root))
		return UMB_E_NOMEM;
	h->tree[root].is_in_head = 1;
	while (t->n_stack > 0) {
		uint32_t             i  = t->stack[--t->n_stack];
		umb_git_tnode       *tn = &h->tree[i];
		size_t               n_places;
		const umb_git_place *place = umb_git_history_places(h, i, &n_places);

		*is_whole = *is_whole && tn->is_read;
		for (size_t k = 0; k < n_places; k++)
			t->found[place[k].wanted].is_in_head = true;
		for (uint32_t k = tn->first_edge; k < tn->first_edge + tn->n_edges; k++) {
			uint32_t child = h->edge[k];

			if (child == UMB_GIT_NO_TREE || h->tree[child].is_in_head || (!h->tree[child].leads_to_wanted && !has_gaps))
				continue;
			h->tree[child].is_in_head = 1;
			if (!push(t, child))
				return UMB_E_NOMEM;
		}
	}
	return UMB_OK;
}

static umb_status look_at_head(task *t, const umb_git_repo *r, size_t n_found)
{
	umb_git_history *h = t->h;
	bool             is_whole = !r->has_head && !r->is_head_bad; /* a branch without a commit holds nothing */
	umb_status       st = UMB_OK;

	if (h->head != UMB_GIT_NO_TREE && h->commit[h->head].is_read)
		st = mark_head(t, h->commit[h->head].tree, &is_whole);
	for (size_t i = 0; i < n_found && !is_whole; i++)
		t->found[i].is_head_unknown = !t->found[i].is_in_head;
	return st;
}

umb_status umb_git_attribute(const umb_git_repo *r, const umb_git_store *s, const umb_git_walk *like, umb_git_found *found, size_t n_found,
                             uint32_t n_threads, umb_arena *arena, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx, umb_err *err)
{
	umb_git_history h;
	task            t = { .h = &h, .store = s, .inflater = umb_git_inflater_new(), .found = found, .arena = arena,
	                    .bad = bad, .ctx = ctx };
	umb_status      st = t.inflater ? UMB_OK : UMB_E_NOMEM;

	memset(&h, 0, sizeof(h));
	h.is_partial = r->is_partial;
	t.scratch.max = UMB_GIT_MAX_OBJECT + 4096;
	if (st == UMB_OK)
		st = umb_git_history_read(&h, s, like, found, n_found, n_threads, bad, stop, ctx);
	if (st == UMB_OK)
		st = umb_git_history_order(&h, r, s, t.inflater);
	/* A partial clone lacks what its remote promised, and that it is one is told. */
	/* A bundle that builds on commits lacks their folders, too, where they did not change. */
	if (st == UMB_OK && !r->is_partial && !(r->is_shallow && !r->git_dir))
		st = umb_git_history_tell_missing(&h, r->is_shallow, bad, ctx);
	for (uint32_t i = 0; i < h.n_ordered && st == UMB_OK; i++) {
		if (stop && stop(ctx))
			st = UMB_E_CANCELLED;
		else if (h.commit[h.ordered[i]].is_read)
			st = enter(&t, h.commit[h.ordered[i]].tree, h.ordered[i]);
	}
	if (st == UMB_OK)
		st = look_at_head(&t, r, n_found);
	if (st == UMB_E_NOMEM)
		umb_err_set(err, st, "out of memory while looking up commits");
	umb_git_history_clear(&h);
	umb_git_inflater_free(t.inflater);
	umb_buf_clear(&t.scratch);
	umb_free(t.stack);
	return st;
}
