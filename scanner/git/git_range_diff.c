/*
 * git_range_diff.c - what each commit of a range brings: files whose content none of its parents has at their path.
 */
#include "base/alloc.h"
#include "git/git_pathspec.h"
#include "git/git_range_walk.h"

#define ANY_COMMIT UINT32_MAX

static bool is_asked_for(const umb_git_range_opts *o, umb_slice path)
{
	return umb_git_pathspec_match(o->paths, o->n_paths, path);
}

/* `of` is the commit, where that matters. */
static bool key_of(uint8_t *key, const umb_git_range_walk *w, umb_slice path, const uint8_t *id, const umb_git_olds *old, uint32_t of)
{
	umb_buf b = UMB_BUF_INIT;
	bool    ok;

	umb_buf_append(&b, &of, sizeof(of));
	umb_buf_append(&b, id, w->s->id_len);
	for (size_t i = 0; i < old->n; i++)
		umb_buf_append(&b, old->id[i], w->s->id_len);
	umb_buf_append_slice(&b, path);
	ok = b.failed == UMB_OK;
	if (ok)
		umb_sha256(key, umb_buf_view(&b));
	umb_buf_clear(&b);
	return ok;
}

/*
 * The same content at the same path, new beside the same older ones: it would be told twice.  What is no news in a commit that took
 * away the same lines elsewhere may be some in another one.
 */
static bool is_seen(umb_git_range_walk *w, const umb_git_change *c, bool has_gone)
{
	umb_git_olds old = { .n = c->n_old };
	uint8_t      key[UMB_ID_MAX];
	size_t       before = w->seen.n;

	for (size_t i = 0; i < c->n_old; i++)
		old.id[i] = c->old[i];
	return key_of(key, w, c->path, c->id, &old, has_gone && c->is_added ? w->at : ANY_COMMIT) && umb_git_id_add(&w->seen, key) != UMB_GIT_NO_NUMBER && w->seen.n == before;
}

/* New beside some of the parents of a commit that has many, and beside all that were asked before. */
static void on_other_change(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	umb_git_range_walk *w    = ctx;
	umb_git_olds        none = { .n = 0 };
	uint8_t             key[UMB_ID_MAX];

	UMB_UNUSED(old);
	if (!is_asked_for(w->o, path))
		return;
	if (!key_of(key, w, path, id, &none, ANY_COMMIT))
		umb_git_range_fail(w, UMB_E_NOMEM);
	else if ((!w->has_others || umb_git_id_find(&w->others, key) != UMB_GIT_NO_NUMBER) && umb_git_id_add(&w->others_now, key) == UMB_GIT_NO_NUMBER)
		umb_git_range_fail(w, UMB_E_NOMEM);
}

static bool is_elsewhere(const umb_git_range_walk *w, umb_slice path, const uint8_t *id)
{
	umb_git_olds none = { .n = 0 };
	uint8_t      key[UMB_ID_MAX];

	return w->has_others && key_of(key, w, path, id, &none, ANY_COMMIT) && umb_git_id_find(&w->others, key) == UMB_GIT_NO_NUMBER;
}

static void on_change(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	umb_git_range_walk *w = ctx;
	umb_git_changes *c = &w->g->changes;
	const char      *kept;
	umb_git_change  *at;

	if (!is_asked_for(w->o, path) || is_elsewhere(w, path, id))
		return;
	if (c->n == c->cap) {
		size_t          cap  = c->cap ? c->cap * 2 : 256;
		umb_git_change *more = umb_realloc(c->at, cap * sizeof(*more));
		uint32_t       *of   = umb_realloc(w->g->commit_of, cap * sizeof(*of));

		c->at           = more ? more : c->at;
		w->g->commit_of = of ? of : w->g->commit_of;
		if (!more || !of) {
			umb_git_range_fail(w, UMB_E_NOMEM);
			return;
		}
		c->cap = cap;
	}
	kept = umb_arena_strndup(&c->arena, path.ptr, path.len);
	if (!kept) {
		umb_git_range_fail(w, UMB_E_NOMEM);
		return;
	}
	at = &c->at[c->n];
	memset(at, 0, sizeof(*at));
	at->path = umb_slice_of(kept, path.len);
	memcpy(at->id, id, w->s->id_len);
	for (; at->n_old < old->n; at->n_old++)
		memcpy(at->old[at->n_old], old->id[at->n_old], w->s->id_len);
	at->is_added            = old->n < w->n_compared;
	w->g->commit_of[c->n++] = w->at;
}

static void on_gone(void *ctx, const uint8_t *id, bool is_folder)
{
	umb_git_range_walk *w = ctx;

	umb_git_gone_list_add(&w->g->changes.gone, id, w->s->id_len, is_folder);
}

/* Of the changes of one commit those that no other brought. */
static void settle(umb_git_range_walk *w, size_t first, bool has_gone)
{
	umb_git_changes *c = &w->g->changes;
	size_t           n = first;

	for (size_t i = first; i < c->n; i++) {
		if (is_seen(w, &c->at[i], has_gone))
			continue;
		w->g->commit_of[n] = w->g->commit_of[i];
		c->at[n++]         = c->at[i];
	}
	c->n = n;
	umb_git_changes_settle(c, first);
}

static void on_bad_tree(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	umb_git_range_walk *w = ctx;

	w->bad(w->ctx, id, reason, words);
}

/* A small tree can say that it holds more than anybody has time for. */
static bool should_stop_diff(void *ctx)
{
	const umb_git_range_walk *w = ctx;

	return w->st != UMB_OK || w->stop(w->ctx);
}

/* Trees of the next parents from *k on, as many as one comparison takes. */
typedef struct parents {
	uint8_t      tree[UMB_GIT_MAX_OLD][UMB_ID_MAX];
	umb_git_olds old;
} parents;

/* False: one of them has the same tree, so that nothing is new. */
static bool take_parents(umb_git_range_walk *w, const umb_git_range_node *n, const uint8_t *tree, uint32_t *k, parents *p)
{
	p->old.n = 0;
	for (; *k < n->n_parents && p->old.n < UMB_GIT_MAX_OLD && !should_stop_diff(w); ++*k) {
		uint8_t *at = p->tree[p->old.n];

		if (!umb_git_range_read(w, umb_git_id_of(&w->g->commits, w->parent[n->first_parent + *k]), false))
			continue; /* told already; without it more counts as new */
		memcpy(at, w->commit.tree, UMB_ID_MAX);
		p->old.id[p->old.n++] = at;
		if (memcmp(tree, at, w->s->id_len) == 0)
			return false;
	}
	return true;
}

/* What one comparison has no room for is asked first: what it says is not new beside them is not new.  False: nothing is. */
static bool ask_others(umb_git_range_walk *w, umb_git_differ *d, const umb_git_range_node *n, const uint8_t *tree, uint32_t k)
{
	parents p;

	w->has_others = false;
	d->change     = on_other_change;
	d->gone       = NULL;
	while (k < n->n_parents && w->st == UMB_OK && d->st == UMB_OK) {
		if (!take_parents(w, n, tree, &k, &p))
			return false;
		if (p.old.n == 0)
			continue;
		umb_git_diff_trees(d, umb_slice_of(NULL, 0), tree, &p.old);
		umb_git_id_map_clear(&w->others);
		w->others     = w->others_now;
		w->others_now = (umb_git_id_map){ .id_len = UMB_ID_MAX };
		w->has_others = true;
		if (w->others.n == 0)
			return false;
	}
	return true;
}

static void on_no_change(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(path);
	UMB_UNUSED(id);
	UMB_UNUSED(old);
}

static void on_bad_again(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(words);
}

/*
 * A merge does not enter a folder that one of its parents has as it is, and another one may have more in it: each is asked alone.
 * Few merges add a file of their own.
 */
static void find_gone(umb_git_range_walk *w, const umb_git_differ *like, const uint8_t *tree, const umb_git_olds *others, size_t first)
{
	umb_git_differ d = { .s = like->s, .inf = like->inf, .change = on_no_change, .gone = on_gone, .bad = on_bad_again, .ctx = w, .stop = like->stop };
	bool           has_added = false;

	for (size_t i = first; i < w->g->changes.n; i++)
		has_added = has_added || w->g->changes.at[i].is_added;
	for (size_t i = 0; has_added && i < others->n && d.st == UMB_OK; i++) {
		umb_git_olds one = { { others->id[i] }, 1 };

		umb_git_diff_trees(&d, umb_slice_of(NULL, 0), tree, &one);
	}
}

static void diff_commit(umb_git_range_walk *w, umb_git_differ *d, uint32_t number)
{
	umb_git_range_node n = w->node[number];
	uint8_t            tree[UMB_ID_MAX];
	uint32_t           k = 0;
	size_t             first = w->g->changes.n, n_gone;
	parents            p;

	umb_git_gone_list_drop(&w->g->changes.gone);
	n_gone = w->g->changes.gone.n;
	w->at  = number;
	if (w->o->first_parent)
		n.n_parents = UMB_MIN(n.n_parents, 1u);
	if (!umb_git_range_read(w, umb_git_id_of(&w->g->commits, number), true))
		return;
	memcpy(tree, w->commit.tree, sizeof(tree));
	if (!take_parents(w, &n, tree, &k, &p) || !ask_others(w, d, &n, tree, k))
		return;
	d->change     = on_change;
	d->gone       = p.old.n == 1 ? on_gone : NULL;
	w->n_compared = p.old.n;
	if (d->st == UMB_OK)
		umb_git_diff_trees(d, umb_slice_of(NULL, 0), tree, &p.old);
	if (d->st == UMB_OK && p.old.n > 1)
		find_gone(w, d, tree, &p.old, first);
	settle(w, first, w->g->changes.gone.n > n_gone);
	if (d->st != UMB_OK && d->st != UMB_E_CANCELLED)
		umb_git_range_fail(w, d->st);
}

void umb_git_range_diff(umb_git_range_walk *w)
{
	umb_git_differ d = { .s = w->s, .inf = w->inf, .bad = on_bad_tree, .ctx = w, .stop = should_stop_diff };

	w->others.id_len = w->others_now.id_len = UMB_ID_MAX;
	for (size_t i = w->n_shown; i-- > 0 && w->st == UMB_OK && !w->stop(w->ctx);)
		diff_commit(w, &d, w->shown[i]);
	umb_git_id_map_clear(&w->others);
	umb_git_id_map_clear(&w->others_now);
}
