/*
 * git_history.c - reading all trees and commits once, and putting the reachable commits in order.
 */
#include "git/git_history.h"

#include "base/alloc.h"
#include "base/thread.h"
#include "git/git_entries.h"
#include "git/git_parse.h"

/* Tables that are addressed by number: new rows are zero.  They grow by little, since large ones move by their pages. */
static bool reach_row(void **table, size_t *cap, size_t size, size_t row)
{
	size_t more = *cap + *cap / 8 + 512;
	void  *p;

	if (row < *cap)
		return true;
	while (more <= row)
		more += more / 8;
	p = umb_realloc(*table, more * size);
	if (!p)
		return false;
	memset((char *)p + *cap * size, 0, (more - *cap) * size);
	*table = p;
	*cap   = more;
	return true;
}

static bool append(uint32_t **list, size_t *n, size_t *cap, uint32_t value)
{
	if (!reach_row((void **)list, cap, sizeof(**list), *n))
		return false;
	(*list)[(*n)++] = value;
	return true;
}

/* -- reading ------------------------------------------------------------------------------------------- */

/* What the threads share; everything in it under the lock. */
typedef struct reading {
	umb_git_history *h;
	const umb_git_store *store;
	umb_git_walk    *walk;
	umb_git_bad_fn   bad;
	umb_git_stop_fn  stop;
	void            *ctx;
	umb_mutex        lock;
} reading;

typedef struct reader {
	reading        *shared;
	umb_git_entries entries;
	umb_thread      thread;
	umb_status      st;
} reader;

/* Most trees lead to the same trees as their base, because only files changed: they share its edges, which are a third of all memory. */
static void share_edges(umb_git_history *h, umb_git_tnode *t, const umb_git_object *o)
{
	const umb_carry     *b = o->version && o->version->base && o->version->base->is_known ? o->version->base : NULL;
	const umb_git_tnode *base = b ? &h->tree[b->number] : NULL;

	if (!base || base->n_edges != t->n_edges || t->n_edges == 0 ||
	    memcmp(h->edge + base->first_edge, h->edge + t->first_edge, t->n_edges * sizeof(*h->edge)) != 0)
		return;
	h->n_edge     = t->first_edge;
	t->first_edge = base->first_edge;
}

static umb_status keep_tree(umb_git_history *h, const umb_git_entries *e, const umb_git_object *o, uint32_t number)
{
	umb_git_tnode t = { .is_read = 1, .first_edge = (uint32_t)h->n_edge };

	for (size_t i = 0; i < umb_git_entries_count(e); i++) {
		uint32_t what = umb_git_entries_at(e, i)->what;

		if (what == UMB_GIT_NO_NUMBER)
			continue;
		if ((what & (UMB_GIT_NOTE_WANTED | UMB_GIT_NOTE_LACKING)) == UMB_GIT_NOTE_LACKING) {
			if (!reach_row((void **)&h->lack, &h->cap_lack, sizeof(*h->lack), h->n_lack))
				return UMB_E_NOMEM;
			h->lack[h->n_lack++] = (umb_git_place){ number, what & ~UMB_GIT_NOTE_LACKING };
			continue;
		}
		if (!(what & UMB_GIT_NOTE_WANTED)) {
			if (!append(&h->edge, &h->n_edge, &h->cap_edge, what))
				return UMB_E_NOMEM;
			continue;
		}
		if (!reach_row((void **)&h->place, &h->cap_place, sizeof(*h->place), h->n_place))
			return UMB_E_NOMEM;
		h->place[h->n_place++] = (umb_git_place){ number, what & ~UMB_GIT_NOTE_WANTED };
		t.has_wanted = 1;
	}
	t.n_edges = ((uint32_t)h->n_edge - t.first_edge) & ((1u << 26) - 1);
	share_edges(h, &t, o);
	h->tree[number] = t;
	return UMB_OK;
}

static umb_status on_tree(reader *r, const umb_git_object *o)
{
	umb_git_history *h  = r->shared->h;
	umb_status       st = umb_git_entries_read(&r->entries, o, &h->wanted);
	uint32_t         number;

	if (st != UMB_OK)
		return st;
	umb_mutex_lock(&r->shared->lock);
	number = umb_git_id_add(&h->trees, o->id);
	st     = number == UMB_GIT_NO_NUMBER ? UMB_E_NOMEM : umb_git_entries_number(&r->entries, o, &h->trees);
	if (st == UMB_OK && !reach_row((void **)&h->tree, &h->cap_tree, sizeof(*h->tree), h->trees.n))
		st = UMB_E_NOMEM;
	if (st == UMB_OK)
		st = keep_tree(h, &r->entries, o, number);
	umb_mutex_unlock(&r->shared->lock);
	if (st == UMB_OK)
		umb_git_entries_keep(&r->entries, o, number);
	return st;
}

static umb_status keep_commit(umb_git_history *h, const umb_git_object *o, const umb_git_commit *c)
{
	uint32_t i = umb_git_id_add(&h->commits, o->id), tree;

	if (i == UMB_GIT_NO_NUMBER || !reach_row((void **)&h->commit, &h->cap_commit, sizeof(*h->commit), i))
		return UMB_E_NOMEM;
	h->commit[i].tree = UMB_GIT_NO_TREE;
	if (!c)
		return UMB_OK;
	tree = umb_git_id_add(&h->trees, c->tree);
	if (tree == UMB_GIT_NO_NUMBER)
		return UMB_E_NOMEM;
	h->commit[i].is_read      = true;
	h->commit[i].tree         = tree;
	h->commit[i].date         = c->committer.date;
	h->commit[i].first_parent = (uint32_t)h->n_parent;
	h->commit[i].n_parents    = (uint32_t)c->n_parents;
	for (size_t k = 0; k < c->n_parents; k++) {
		uint32_t parent = umb_git_id_add(&h->commits, c->parent[k]);

		if (parent == UMB_GIT_NO_NUMBER || !append(&h->parent, &h->n_parent, &h->cap_parent, parent))
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

static umb_status on_commit(reader *r, const umb_git_object *o)
{
	umb_git_commit c;
	bool           is_whole = umb_git_commit_parse(&c, o->data, r->shared->h->commits.id_len);
	umb_status     st;

	umb_mutex_lock(&r->shared->lock);
	st = keep_commit(r->shared->h, o, is_whole ? &c : NULL);
	umb_mutex_unlock(&r->shared->lock);
	return st;
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	reader *r = ctx;
	bool    is_stopped;

	umb_mutex_lock(&r->shared->lock);
	is_stopped = r->shared->stop && r->shared->stop(r->shared->ctx);
	umb_mutex_unlock(&r->shared->lock);
	if (is_stopped)
		return UMB_E_CANCELLED;
	return o->type == UMB_GIT_TREE ? on_tree(r, o) : on_commit(r, o);
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	reader *r = ctx;

	umb_mutex_lock(&r->shared->lock);
	r->shared->bad(r->shared->ctx, id, reason, words);
	umb_mutex_unlock(&r->shared->lock);
}

static void *reader_body(void *arg)
{
	reader       *r     = arg;
	umb_git_visit visit = { .ctx = r, .object = on_object, .bad = on_bad };
	umb_git_lane *lane  = NULL;

	r->st = umb_git_lane_open(&lane, r->shared->walk, NULL);
	while (r->st == UMB_OK)
		r->st = umb_git_walk_next(r->shared->walk, lane, &visit);
	umb_git_lane_close(lane);
	umb_git_entries_clear(&r->entries);
	return NULL;
}

/* As many threads as can be had; this one is the first of them. */
static umb_status read_all(reading *shared, uint32_t n_threads)
{
	reader    *r  = umb_alloc_zero(n_threads, sizeof(*r));
	umb_status st = r ? UMB_END : UMB_E_NOMEM;
	uint32_t   n  = 1;

	if (!r)
		return st;
	for (uint32_t i = 0; i < n_threads; i++) {
		r[i].shared          = shared;
		r[i].entries.store   = shared->h->is_partial ? NULL : shared->store;
		r[i].entries.lacking = &shared->h->lacking;
	}
	while (n < n_threads && umb_thread_start(&r[n].thread, reader_body, &r[n], NULL) == UMB_OK)
		n++;
	reader_body(&r[0]);
	for (uint32_t i = 1; i < n; i++)
		umb_thread_join(r[i].thread);
	for (uint32_t i = 0; i < n && st == UMB_END; i++)
		st = r[i].st;
	umb_free(r);
	return st;
}

/* Backwards over the trees until nothing changes: children are numbered after their parents only by chance. */
static void mark_leading(umb_git_history *h)
{
	bool changed = true;

	for (size_t i = 0; i < h->trees.n; i++)
		h->tree[i].leads_to_wanted = h->tree[i].has_wanted;
	while (changed) {
		changed = false;
		for (size_t i = h->trees.n; i-- > 0;) {
			umb_git_tnode *t = &h->tree[i];

			for (uint32_t k = t->first_edge; !t->leads_to_wanted && k < t->first_edge + t->n_edges; k++) {
				if (h->tree[h->edge[k]].leads_to_wanted) {
					t->leads_to_wanted = true;
					changed            = true;
				}
			}
		}
	}
}

static int by_tree(const void *x, const void *y)
{
	const umb_git_place *a = x, *b = y;

	if (a->tree != b->tree)
		return a->tree < b->tree ? -1 : 1;
	return a->wanted < b->wanted ? -1 : a->wanted > b->wanted;
}

const umb_git_place *umb_git_history_places(const umb_git_history *h, uint32_t tree, size_t *n)
{
	size_t low = 0, high = h->tree[tree].has_wanted ? h->n_place : 0, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (h->place[mid].tree < tree)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; h->tree[tree].has_wanted && end < h->n_place && h->place[end].tree == tree; end++)
		;
	*n = end - low;
	return h->place + low;
}

umb_status umb_git_history_read(umb_git_history *h, const umb_git_store *s, const umb_git_walk *like, const umb_git_found *wanted, size_t n_wanted,
                                uint32_t n_threads, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx)
{
	umb_git_walk_opts opts = { .wanted = UMB_GIT_WANT(UMB_GIT_TREE) | UMB_GIT_WANT(UMB_GIT_COMMIT), .like = like, .n_threads = n_threads };
	reading    shared = { .h = h, .store = s, .bad = bad, .stop = stop, .ctx = ctx };
	umb_status st;

	h->trees.id_len = h->commits.id_len = h->wanted.id_len = h->lacking.id_len = s->id_len;
	h->head = UMB_GIT_NO_TREE;
	for (size_t i = 0; i < n_wanted; i++) {
		if (umb_git_id_add(&h->wanted, wanted[i].blob) == UMB_GIT_NO_NUMBER)
			return UMB_E_NOMEM;
	}
	st = umb_git_walk_open(&shared.walk, s, &opts, NULL);
	if (st != UMB_OK)
		return st;
	umb_mutex_init(&shared.lock);
	st = read_all(&shared, n_threads ? n_threads : 1);
	umb_mutex_clear(&shared.lock);
	umb_git_walk_close(shared.walk);
	if (st != UMB_END)
		return st;
	/* Trees and commits that were only named by others have rows of zeros. */
	if (!reach_row((void **)&h->tree, &h->cap_tree, sizeof(*h->tree), h->trees.n) ||
	    !reach_row((void **)&h->commit, &h->cap_commit, sizeof(*h->commit), h->commits.n))
		return UMB_E_NOMEM;
	if (h->n_place)
		qsort(h->place, h->n_place, sizeof(*h->place), by_tree);
	mark_leading(h);
	return UMB_OK;
}

void umb_git_history_clear(umb_git_history *h)
{
	umb_git_id_map_clear(&h->trees);
	umb_git_id_map_clear(&h->commits);
	umb_git_id_map_clear(&h->wanted);
	umb_git_id_map_clear(&h->lacking);
	umb_free(h->lack);
	umb_free(h->tree);
	umb_free(h->commit);
	umb_free(h->edge);
	umb_free(h->place);
	umb_free(h->parent);
	umb_free(h->ordered);
}
