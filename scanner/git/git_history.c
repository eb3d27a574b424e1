/*
 * git_history.c - reading all trees and commits once, and putting the reachable commits in order.
 */
#include "git/git_history.h"

#include "base/alloc.h"
#include "base/thread.h"
#include "git/git_entries.h"
#include "git/git_parse.h"

bool umb_git_row_make(void **table, size_t *cap, size_t size, size_t row)
{
	size_t more = *cap + *cap / 16 + 512;
	void  *p;

	if (row < *cap)
		return true;
	while (more <= row)
		more += more / 16;
	p = umb_realloc(*table, more * size);
	if (!p)
		return false;
	*table = p;
	*cap   = more;
	return true;
}

bool umb_git_row_reach(void **table, size_t *cap, size_t size, size_t row)
{
	size_t before = *cap;

	if (!umb_git_row_make(table, cap, size, row))
		return false;
	memset((char *)*table + before * size, 0, (*cap - before) * size);
	return true;
}

bool umb_git_row_append(uint32_t **list, size_t *n, size_t *cap, uint32_t value)
{
	if (!umb_git_row_make((void **)list, cap, sizeof(**list), *n))
		return false;
	(*list)[(*n)++] = value;
	return true;
}

/* -- reading ------------------------------------------------------------------------------------------- */

/* What the threads share; everything in it under the locks of h. */
typedef struct reading {
	umb_git_history *h;
	const umb_git_store *store;
	umb_git_walk    *walk;
	umb_git_bad_fn   bad;
	umb_git_stop_fn  stop;
	void            *ctx;
} reading;

typedef struct reader {
	reading        *shared;
	umb_git_entries entries;
	umb_thread      thread;
	umb_status      st;
} reader;

/* The first of other_name[] at this edge or behind it. */
static size_t find_other_name(const umb_git_history *h, uint32_t edge)
{
	size_t low = 0, high = h->n_other_name;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (h->other_name[mid].edge < edge)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Whether two runs of edges, the second the newest one, go by the same names. */
static bool has_same_names(const umb_git_history *h, uint32_t a, uint32_t b, uint32_t n)
{
	size_t i = find_other_name(h, a), k = find_other_name(h, b);

	for (; k < h->n_other_name; i++, k++) {
		if (h->other_name[i].edge - a != h->other_name[k].edge - b || h->other_name[i].name != h->other_name[k].name)
			return false;
	}
	return i == h->n_other_name || h->other_name[i].edge >= a + n;
}

/* Most trees lead to the same trees as their base, because only files changed: they share its edges, which are a third of all memory. */
static void share_edges(umb_git_history *h, umb_git_tnode *t, const umb_git_object *o)
{
	const umb_carry     *b = o->version && o->version->base && o->version->base->is_known ? o->version->base : NULL;
	const umb_git_tnode *base = b ? &h->tree[b->number] : NULL;

	if (!base || base->n_edges != t->n_edges || t->n_edges == 0 ||
	    memcmp(h->edge + base->first_edge, h->edge + t->first_edge, t->n_edges * sizeof(*h->edge)) != 0 ||
	    !has_same_names(h, base->first_edge, t->first_edge, t->n_edges))
		return;
	h->n_other_name = find_other_name(h, t->first_edge);
	h->n_edge       = t->first_edge;
	t->first_edge   = base->first_edge;
}

/* The name of the entry that begins at `at`; NONE_SUCH when out of memory. */
static uint32_t name_at(umb_git_history *h, const umb_git_object *o, size_t at)
{
	umb_git_entry e;

	return umb_git_tree_next(o->data, h->trees.id_len, &at, &e) ? umb_git_name_add(&h->names, e.name) : UMB_GIT_NAME_UNKNOWN;
}

/*
 * A tree mostly goes by one name, which is kept with it.  What was copied from the base needs no look: the base's entry said
 * the same.
 */
static umb_status name_trees(umb_git_history *h, const umb_git_entries *e, const umb_git_object *o)
{
	for (size_t i = 0; i < e->pending.len; i += sizeof(uint32_t)) {
		const umb_git_entry_note *n;
		umb_git_tnode *t;
		uint32_t       number, name;

		memcpy(&number, e->pending.ptr + i, sizeof(number));
		n = umb_git_entries_at(e, number);
		if (n->what & UMB_GIT_NOTE_LACKING)
			continue;
		t    = &h->tree[n->what];
		name = name_at(h, o, n->at);
		if (name == UMB_GIT_NONE_SUCH)
			return UMB_E_NOMEM;
		if (t->name_or_folder == 0)
			t->name_or_folder = name + 1;
		else if (t->name_or_folder != name + 1 && umb_git_history_keep_name(h, n->what) != UMB_OK)
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

static umb_status keep_edge(umb_git_history *h, const umb_git_object *o, const umb_git_entry_note *n)
{
	const umb_git_tnode *child = &h->tree[n->what];

	if (child->has_names) {
		uint32_t name = name_at(h, o, n->at);

		if (name == UMB_GIT_NONE_SUCH || !umb_git_row_make((void **)&h->other_name, &h->cap_other_name, sizeof(*h->other_name), h->n_other_name))
			return UMB_E_NOMEM;
		if (name + 1 != child->name_or_folder)
			h->other_name[h->n_other_name++] = (umb_git_other_name){ (uint32_t)h->n_edge, name };
	}
	return umb_git_row_append(&h->edge, &h->n_edge, &h->cap_edge, n->what) ? UMB_OK : UMB_E_NOMEM;
}

static umb_status keep_tree(umb_git_history *h, const umb_git_entries *e, const umb_git_object *o, uint32_t number)
{
	umb_git_tnode t = { .is_read = 1, .first_edge = (uint32_t)h->n_edge };

	for (size_t i = 0; i < umb_git_entries_count(e); i++) {
		const umb_git_entry_note *n = umb_git_entries_at(e, i);
		uint32_t name;

		if (n->what == UMB_GIT_NO_NUMBER)
			continue;
		if ((n->what & (UMB_GIT_NOTE_WANTED | UMB_GIT_NOTE_LACKING)) == UMB_GIT_NOTE_LACKING) {
			if (!umb_git_row_make((void **)&h->lack, &h->cap_lack, sizeof(*h->lack), h->n_lack))
				return UMB_E_NOMEM;
			h->lack[h->n_lack++] = (umb_git_place){ .tree = number, .wanted = n->what & ~UMB_GIT_NOTE_LACKING };
			continue;
		}
		if (!(n->what & UMB_GIT_NOTE_WANTED)) {
			if (keep_edge(h, o, n) != UMB_OK)
				return UMB_E_NOMEM;
			continue;
		}
		name = name_at(h, o, n->at);
		if (name == UMB_GIT_NONE_SUCH || !umb_git_row_make((void **)&h->place, &h->cap_place, sizeof(*h->place), h->n_place))
			return UMB_E_NOMEM;
		h->place[h->n_place++] = (umb_git_place){ number, n->what & ~UMB_GIT_NOTE_WANTED, name };
		t.has_wanted = 1;
	}
	t.n_edges        = ((uint32_t)h->n_edge - t.first_edge) & ((1u << 24) - 1);
	t.name_or_folder = h->tree[number].name_or_folder;
	t.has_names      = h->tree[number].has_names;
	share_edges(h, &t, o);
	h->tree[number] = t;
	return UMB_OK;
}

/* Tables of millions lie in no cache. */
static void expect_trees(const umb_git_history *h, const umb_git_entries *e, const umb_git_object *o)
{
	const uint8_t *id[16] = { o->id };
	size_t         n = 1;

	for (size_t i = 0; i < e->pending.len && n < UMB_COUNT(id); i += sizeof(uint32_t)) {
		umb_git_entry entry;
		uint32_t      number;
		size_t        at;

		memcpy(&number, e->pending.ptr + i, sizeof(number));
		at = umb_git_entries_at(e, number)->at;
		if (umb_git_tree_next(o->data, h->trees.id_len, &at, &entry))
			id[n++] = entry.id;
	}
	umb_git_id_expect(&h->trees, id, n);
}

/* Numbers for the tree and for what it names first.  *last: the highest of them. */
static umb_status number_tree(reader *r, const umb_git_object *o, uint32_t *number, uint32_t *last)
{
	umb_git_history *h = r->shared->h;
	umb_status       st;

	umb_mutex_lock(&h->ids_lock);
	expect_trees(h, &r->entries, o);
	*number = umb_git_id_add(&h->trees, o->id);
	st      = *number == UMB_GIT_NO_NUMBER ? UMB_E_NOMEM : umb_git_entries_number(&r->entries, o, &h->trees);
	*last   = (uint32_t)h->trees.n - 1;
	umb_mutex_unlock(&h->ids_lock);
	return st;
}

static umb_status on_tree(reader *r, const umb_git_object *o)
{
	umb_git_history *h  = r->shared->h;
	umb_status       st = umb_git_entries_read(&r->entries, o, &h->wanted);
	uint32_t         number, last;

	if (st == UMB_OK)
		st = number_tree(r, o, &number, &last);
	if (st != UMB_OK)
		return st;
	umb_mutex_lock(&h->lock);
	if (r->shared->stop && r->shared->stop(r->shared->ctx))
		st = UMB_E_CANCELLED;
	else if (!umb_git_row_reach((void **)&h->tree, &h->cap_tree, sizeof(*h->tree), last))
		st = UMB_E_NOMEM;
	if (st == UMB_OK)
		st = name_trees(h, &r->entries, o);
	if (st == UMB_OK)
		st = keep_tree(h, &r->entries, o, number);
	if (st == UMB_OK && r->entries.end != o->data.len && !umb_git_row_append(&h->broken, &h->n_broken, &h->cap_broken, number))
		st = UMB_E_NOMEM;
	umb_mutex_unlock(&h->lock);
	if (st == UMB_OK)
		umb_git_entries_keep(&r->entries, o, number);
	return st;
}

static umb_status on_commit(reader *r, const umb_git_object *o)
{
	bool is_stopped;

	umb_mutex_lock(&r->shared->h->lock);
	is_stopped = r->shared->stop && r->shared->stop(r->shared->ctx);
	umb_mutex_unlock(&r->shared->h->lock);
	return is_stopped ? UMB_E_CANCELLED : umb_git_history_commit(r->shared->h, o);
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	return o->type == UMB_GIT_TREE ? on_tree(ctx, o) : on_commit(ctx, o);
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	reader *r = ctx;

	umb_mutex_lock(&r->shared->h->lock);
	r->shared->bad(r->shared->ctx, id, reason, words);
	umb_mutex_unlock(&r->shared->h->lock);
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

/* Backwards over the trees until nothing changes: children are numbered after their parents only by chance.  What is not there may hold anything. */
static void mark_leading(umb_git_history *h)
{
	bool changed = true;

	for (size_t i = 0; i < h->trees.n; i++)
		h->tree[i].leads_to_wanted = h->tree[i].has_wanted || !h->tree[i].is_read;
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

umb_status umb_git_history_index(umb_git_history *h)
{
	umb_git_id_map_clear(&h->trees);
	h->first_place = umb_alloc((h->trees.n + 1) * sizeof(*h->first_place));
	if (!h->first_place)
		return UMB_E_NOMEM;
	/* A tree that is in a pack twice was read once. */
	for (size_t i = h->n_place; i-- > 0;)
		h->first_place[h->place[i].tree] = (uint32_t)i;
	return UMB_OK;
}

const umb_git_place *umb_git_history_places(const umb_git_history *h, uint32_t tree, size_t *n)
{
	size_t from = h->tree[tree].has_wanted ? h->first_place[tree] : 0, to = from;

	while (h->tree[tree].has_wanted && to < h->n_place && h->place[to].tree == tree)
		to++;
	*n = to - from;
	return *n ? h->place + from : NULL;
}

umb_status umb_git_history_read(umb_git_history *h, const umb_git_store *s, const umb_git_walk *like, const umb_git_found *wanted, size_t n_wanted,
                                unsigned types, uint32_t n_threads, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx)
{
	umb_git_walk_opts opts = { .wanted = types, .like = like, .n_threads = n_threads };
	reading    shared = { .h = h, .store = s, .bad = bad, .stop = stop, .ctx = ctx };
	umb_status st;

	for (size_t i = 0; i < n_wanted; i++) {
		if (!wanted[i].is_message && umb_git_id_add(&h->wanted, wanted[i].blob) == UMB_GIT_NO_NUMBER)
			return UMB_E_NOMEM;
	}
	st = umb_git_walk_open(&shared.walk, s, &opts, NULL);
	if (st != UMB_OK)
		return st;
	st = read_all(&shared, n_threads ? n_threads : 1);
	umb_git_walk_close(shared.walk);
	if (st != UMB_END)
		return st;
	/* Trees and commits that were only named by others have rows of zeros. */
	if (!umb_git_row_reach((void **)&h->tree, &h->cap_tree, sizeof(*h->tree), h->trees.n) ||
	    !umb_git_row_reach((void **)&h->commit, &h->cap_commit, sizeof(*h->commit), h->commits.n))
		return UMB_E_NOMEM;
	mark_leading(h);
	return UMB_OK;
}

umb_status umb_git_history_keep_name(umb_git_history *h, uint32_t tree)
{
	umb_git_tnode *t = &h->tree[tree];
	uint32_t       i;

	if (t->has_names)
		return UMB_OK;
	i = umb_git_triple_add(&h->kept, tree, 0, 0);
	if (i == UMB_GIT_NONE_SUCH || !umb_git_row_make((void **)&h->kept_name, &h->cap_kept_name, sizeof(*h->kept_name), i))
		return UMB_E_NOMEM;
	h->kept_name[i] = t->name_or_folder;
	t->has_names    = 1;
	return UMB_OK;
}

uint32_t umb_git_history_edge_name(const umb_git_history *h, uint32_t edge)
{
	const umb_git_tnode *child = &h->tree[h->edge[edge]];
	uint32_t             name  = child->name_or_folder;

	if (child->has_names) {
		size_t i = find_other_name(h, edge);

		if (i < h->n_other_name && h->other_name[i].edge == edge)
			return h->other_name[i].name;
		name = h->kept_name[umb_git_triple_find(&h->kept, h->edge[edge], 0, 0)];
	} else if (child->is_entered) {
		return h->folders.at[name].b;
	}
	return name ? name - 1 : UMB_GIT_NAME_UNKNOWN;
}

void umb_git_history_drop_trees(umb_git_history *h)
{
	umb_git_id_map_clear(&h->trees);
	umb_free(h->tree);
	umb_free(h->edge);
	umb_free(h->place);
	umb_free(h->first_place);
	umb_free(h->other_name);
	umb_free(h->kept_name);
	umb_git_triples_clear(&h->kept);
	umb_git_triples_clear(&h->again);
	h->tree        = NULL;
	h->edge        = NULL;
	h->place       = NULL;
	h->first_place = NULL;
	h->other_name  = NULL;
	h->kept_name   = NULL;
}
