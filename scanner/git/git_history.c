/*
 * git_history.c - reading all trees and commits once, and putting the reachable commits in order.
 */
#include "git/git_history.h"

#include "base/alloc.h"
#include "git/git_parse.h"
#include "git/git_walk.h"

/* -- ids to numbers --------------------------------------------------------------------------------- */

static uint64_t id_hash(const uint8_t *id)
{
	uint64_t h;

	memcpy(&h, id, sizeof(h));
	return h * UINT64_C(0x9e3779b97f4a7c15);
}

static size_t slot_of(const umb_git_id_map *m, const uint8_t *id)
{
	size_t i = (size_t)(id_hash(id) >> 20) & (m->size - 1);

	while (m->slot[i] != UINT32_MAX && memcmp(m->ids + (size_t)m->slot[i] * m->id_len, id, m->id_len) != 0)
		i = (i + 1) & (m->size - 1);
	return i;
}

static bool grow_slots(umb_git_id_map *m)
{
	size_t    size = m->size ? m->size * 2 : 1024;
	uint32_t *slot = umb_alloc(size * sizeof(*slot)), *old = m->slot;

	if (!slot)
		return false;
	memset(slot, 255, size * sizeof(*slot));
	m->slot = slot;
	m->size = size;
	for (size_t i = 0; i < m->n; i++)
		slot[slot_of(m, m->ids + i * m->id_len)] = (uint32_t)i;
	umb_free(old);
	return true;
}

/* The number of the id, given one if it is new; UINT32_MAX when out of memory. */
static uint32_t number_of(umb_git_id_map *m, const uint8_t *id)
{
	size_t i;

	if (m->n * 2 >= m->size && !grow_slots(m))
		return UINT32_MAX;
	i = slot_of(m, id);
	if (m->slot[i] != UINT32_MAX)
		return m->slot[i];
	if (m->n == m->cap) {
		size_t   cap  = m->cap ? m->cap * 2 : 512;
		uint8_t *more = umb_realloc(m->ids, cap * m->id_len);

		if (!more)
			return UINT32_MAX;
		m->ids = more;
		m->cap = cap;
	}
	memcpy(m->ids + m->n * m->id_len, id, m->id_len);
	m->slot[i] = (uint32_t)m->n;
	return (uint32_t)m->n++;
}

static uint32_t find_number(const umb_git_id_map *m, const uint8_t *id)
{
	return m->size ? m->slot[slot_of(m, id)] : UINT32_MAX;
}

static void clear_map(umb_git_id_map *m)
{
	umb_free(m->slot);
	umb_free(m->ids);
}

static bool append(uint32_t **list, size_t *n, size_t *cap, uint32_t value)
{
	if (*n == *cap) {
		size_t    more = *cap ? *cap * 2 : 1024;
		uint32_t *p    = umb_realloc(*list, more * sizeof(*p));

		if (!p)
			return false;
		*list = p;
		*cap  = more;
	}
	(*list)[(*n)++] = value;
	return true;
}

/* Rows of tables that are addressed by number: new rows are zero. */
static bool reach_row(void **table, size_t *cap, size_t size, size_t row)
{
	size_t more = *cap ? *cap : 512;
	void  *p;

	if (row < *cap)
		return true;
	while (more <= row)
		more *= 2;
	p = umb_realloc(*table, more * size);
	if (!p)
		return false;
	memset((char *)p + *cap * size, 0, (more - *cap) * size);
	*table = p;
	*cap   = more;
	return true;
}

/* -- reading ------------------------------------------------------------------------------------------- */

typedef struct reading {
	umb_git_history *h;
	umb_git_bad_fn   bad;
	umb_git_stop_fn  stop;
	void            *ctx;
} reading;

static umb_status on_tree(umb_git_history *h, const umb_git_object *o)
{
	uint32_t      i = number_of(&h->trees, o->id);
	umb_git_entry e;
	size_t        at = 0;
	uint32_t      first_edge = (uint32_t)h->n_edge, first_wanted = (uint32_t)h->n_wanted_edge;

	if (i == UINT32_MAX)
		return UMB_E_NOMEM;
	while (umb_git_tree_next(o->data, h->trees.id_len, &at, &e)) {
		if (e.mode == UMB_GIT_MODE_TREE) {
			uint32_t child = number_of(&h->trees, e.id);

			if (child == UINT32_MAX || !append(&h->edge, &h->n_edge, &h->cap_edge, child))
				return UMB_E_NOMEM;
		} else if (e.mode != UMB_GIT_MODE_SUBMODULE) {
			uint32_t wanted = find_number(&h->wanted, e.id);

			if (wanted != UINT32_MAX && !append(&h->wanted_edge, &h->n_wanted_edge, &h->cap_wanted_edge, wanted))
				return UMB_E_NOMEM;
		}
	}
	if (!reach_row((void **)&h->tree, &h->cap_tree, sizeof(*h->tree), UMB_MAX((size_t)i, h->trees.n)))
		return UMB_E_NOMEM;
	h->tree[i].is_read      = true;
	h->tree[i].first_edge   = first_edge;
	h->tree[i].n_edges      = (uint32_t)h->n_edge - first_edge;
	h->tree[i].first_wanted = first_wanted;
	h->tree[i].n_wanted     = (uint32_t)h->n_wanted_edge - first_wanted;
	return UMB_OK;
}

static umb_status on_commit(umb_git_history *h, const umb_git_object *o)
{
	uint32_t       i = number_of(&h->commits, o->id), tree;
	umb_git_commit c;

	if (i == UINT32_MAX || !reach_row((void **)&h->commit, &h->cap_commit, sizeof(*h->commit), i))
		return UMB_E_NOMEM;
	h->commit[i].tree = UMB_GIT_NO_TREE;
	if (!umb_git_commit_parse(&c, o->data, h->commits.id_len))
		return UMB_OK;
	tree = number_of(&h->trees, c.tree);
	if (tree == UINT32_MAX)
		return UMB_E_NOMEM;
	h->commit[i].is_read      = true;
	h->commit[i].tree         = tree;
	h->commit[i].date         = c.committer.date;
	h->commit[i].first_parent = (uint32_t)h->n_parent;
	h->commit[i].n_parents    = (uint32_t)c.n_parents;
	for (size_t k = 0; k < c.n_parents; k++) {
		uint32_t parent = number_of(&h->commits, c.parent[k]);

		if (parent == UINT32_MAX || !append(&h->parent, &h->n_parent, &h->cap_parent, parent))
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	reading *r = ctx;

	if (r->stop && r->stop(r->ctx))
		return UMB_E_CANCELLED;
	return o->type == UMB_GIT_TREE ? on_tree(r->h, o) : on_commit(r->h, o);
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	reading *r = ctx;

	r->bad(r->ctx, id, reason, words);
}

/* Backwards over the trees until nothing changes: children are numbered after their parents only by chance. */
static void mark_leading(umb_git_history *h)
{
	bool changed = true;

	for (size_t i = 0; i < h->trees.n; i++)
		h->tree[i].leads_to_wanted = h->tree[i].n_wanted > 0;
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

umb_status umb_git_history_read(umb_git_history *h, const umb_git_store *s, const umb_git_found *wanted, size_t n_wanted,
                                umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx)
{
	reading       r     = { h, bad, stop, ctx };
	umb_git_visit visit = { &r, on_object, on_bad };
	umb_git_walk *walk  = NULL;
	umb_git_lane *lane  = NULL;
	umb_status    st;

	h->trees.id_len = h->commits.id_len = h->wanted.id_len = s->id_len;
	h->head = UMB_GIT_NO_TREE;
	for (size_t i = 0; i < n_wanted; i++) {
		if (number_of(&h->wanted, wanted[i].blob) == UINT32_MAX)
			return UMB_E_NOMEM;
	}
	st = umb_git_walk_open(&walk, s, UMB_GIT_WANT(UMB_GIT_TREE) | UMB_GIT_WANT(UMB_GIT_COMMIT), 0, NULL);
	if (st == UMB_OK)
		st = umb_git_lane_open(&lane, walk, NULL);
	while (st == UMB_OK)
		st = umb_git_walk_next(walk, lane, &visit);
	umb_git_lane_close(lane);
	umb_git_walk_close(walk);
	if (st != UMB_END)
		return st;
	/* Trees and commits that were only named by others have rows of zeros. */
	if (!reach_row((void **)&h->tree, &h->cap_tree, sizeof(*h->tree), h->trees.n) ||
	    !reach_row((void **)&h->commit, &h->cap_commit, sizeof(*h->commit), h->commits.n))
		return UMB_E_NOMEM;
	mark_leading(h);
	return UMB_OK;
}

void umb_git_history_clear(umb_git_history *h)
{
	clear_map(&h->trees);
	clear_map(&h->commits);
	clear_map(&h->wanted);
	umb_free(h->tree);
	umb_free(h->commit);
	umb_free(h->edge);
	umb_free(h->wanted_edge);
	umb_free(h->parent);
	umb_free(h->ordered);
}

uint32_t umb_git_history_find_commit(const umb_git_history *h, const uint8_t *id)
{
	return find_number(&h->commits, id);
}

const uint8_t *umb_git_history_tree_id(const umb_git_history *h, uint32_t tree)
{
	return h->trees.ids + (size_t)tree * h->trees.id_len;
}

const uint8_t *umb_git_history_commit_id(const umb_git_history *h, uint32_t commit)
{
	return h->commits.ids + (size_t)commit * h->commits.id_len;
}
