/*
 * git_walk.c - pieces of work and their decoding.
 *
 * Heavy trees are handed out first and one by one, so that threads end together; the rest in runs, in the
 * order of the pack.
 */
#include "git/git_walk.h"

#include <stdatomic.h>

#include "base/alloc.h"
#include "base/err.h"
#include "git/git_big.h"
#include "git/git_chosen.h"
#include "git/git_forest.h"
#include "git/git_loose.h"
#include "git/git_version.h"

#define HEAVY 256      /* objects: a tree of its own piece */
#define RUN 128        /* light roots per piece */

typedef struct piece {
	uint32_t forest;
	uint32_t from, to;  /* in `roots` of the walk; light roots */
	uint64_t weight;    /* about the bytes that it decodes to */
} piece;

struct umb_git_walk {
	const umb_git_store *store;
	unsigned             wanted;
	uint64_t             max_object, max_big; /* of what is held, and of what is handed out in pieces */
	umb_git_forest      *forest; /* one per pack */
	bool                 is_borrowed; /* the forests are another walk's */
	uint8_t            **chosen; /* NULL: all; else one list of marks per pack, by node */
	uint32_t            *roots;  /* node numbers; pieces are ranges of it */
	piece               *pieces; /* heaviest first */
	size_t               n_pieces;
	uint64_t             total;
	atomic_size_t        next_piece, next_loose; /* loose: folder number over all stores, 256 each */
	atomic_size_t        next_bad;
};

typedef struct frame {
	uint32_t node;
	uint32_t child; /* the next to decode */
	umb_git_version v;
} frame;

struct umb_git_lane {
	umb_git_walk     *walk;
	umb_git_inflater *inflater;
	umb_buf           delta, copies; /* of the object at hand; umb_copy */
	frame            *stack;
	size_t            depth, cap;
	umb_git_versions  versions;
	umb_git_loose_room loose;
};

/* -- opening ---------------------------------------------------------------------------------------- */

static int heaviest_first(const void *x, const void *y)
{
	const piece *a = x, *b = y;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	if (a->forest != b->forest)
		return a->forest < b->forest ? -1 : 1;
	return a->from < b->from ? -1 : 1;
}

static void add_piece(umb_git_walk *w, size_t forest, size_t from, size_t to, uint64_t weight)
{
	if (to > from)
		w->pieces[w->n_pieces++] = (piece){ (uint32_t)forest, (uint32_t)from, (uint32_t)to, weight };
}

/* Versions of a file are about as long as the one that is stored in full. */
static uint64_t tree_bytes(const umb_git_forest *f, const umb_git_node *n)
{
	umb_git_header h;

	return umb_git_pack_header(f->pack, umb_git_forest_offset(f, (uint32_t)(n - f->node)), &h) ? n->weight * UMB_MIN(h.size, UMB_GIT_MAX_OBJECT) : 0;
}

/* A heavy tree is a piece; light ones between them are gathered. */
static void cut_forest(umb_git_walk *w, size_t k, size_t *n_roots)
{
	const umb_git_forest *f = &w->forest[k];
	size_t   from = *n_roots;
	uint64_t weight = 0;

	for (uint32_t i = 0; i < f->n_nodes; i++) {
		const umb_git_node *n = &f->node[i];

		if (n->type == 0 || n->type == UMB_GIT_BAD || !(w->wanted & UMB_GIT_WANT(n->type)) || (w->chosen && !w->chosen[k][i]))
			continue;
		w->total += n->weight;
		if (n->weight >= HEAVY || *n_roots - from == RUN) {
			add_piece(w, k, from, *n_roots, weight);
			from   = *n_roots;
			weight = 0;
		}
		w->roots[(*n_roots)++] = i;
		weight += tree_bytes(f, n);
		if (n->weight >= HEAVY) {
			add_piece(w, k, from, *n_roots, weight);
			from   = *n_roots;
			weight = 0;
		}
	}
	add_piece(w, k, from, *n_roots, weight);
}

/* The trees of pack k, or of nothing when the part does not want it. */
static umb_status build_forest(umb_git_walk *w, size_t k, const umb_git_walk_opts *opts)
{
	const umb_git_part *part = opts->part;
	umb_status st;

	if (part && !part->pack(part->ctx, k)) {
		w->forest[k] = (umb_git_forest){ .pack = &w->store->pack[k] };
		return UMB_OK;
	}
	st = umb_git_forest_build(&w->forest[k], &w->store->pack[k], opts->n_threads);
	return st == UMB_OK && part ? umb_git_chosen_mark(&w->chosen[k], &w->forest[k], k, part) : st;
}

static umb_status open_walk(umb_git_walk *w, const umb_git_walk_opts *opts)
{
	const umb_git_store *s = w->store;
	size_t     n_objects = 0, n_roots = 0;
	umb_status st;

	w->is_borrowed = opts->like != NULL;
	w->forest      = opts->like ? opts->like->forest : umb_alloc_zero(s->n_packs + 1, sizeof(*w->forest));
	w->chosen      = opts->part ? umb_alloc_zero(s->n_packs + 1, sizeof(*w->chosen)) : NULL;
	st             = w->forest && (w->chosen || !opts->part) ? UMB_OK : UMB_E_NOMEM;
	for (size_t i = 0; i < s->n_packs && st == UMB_OK; i++) {
		if (!opts->like)
			st = build_forest(w, i, opts);
		n_objects += w->forest[i].n_nodes;
	}
	if (st != UMB_OK)
		return st;
	w->roots  = umb_alloc_zero(n_objects + 1, sizeof(*w->roots));
	w->pieces = umb_alloc_zero(2 * (n_objects / RUN + n_objects / HEAVY + s->n_packs) + 8, sizeof(*w->pieces));
	if (!w->roots || !w->pieces)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < s->n_packs; i++)
		cut_forest(w, i, &n_roots);
	if (w->n_pieces)
		qsort(w->pieces, w->n_pieces, sizeof(*w->pieces), heaviest_first);
	return UMB_OK;
}

umb_status umb_git_walk_open(umb_git_walk **out, const umb_git_store *s, const umb_git_walk_opts *opts, umb_err *err)
{
	umb_git_walk *w  = umb_alloc_zero(1, sizeof(*w));
	umb_status    st = w ? UMB_OK : UMB_E_NOMEM;

	if (w) {
		w->store      = s;
		w->wanted     = opts->wanted;
		w->max_object = opts->max_object ? UMB_MIN(opts->max_object, UMB_GIT_MAX_OBJECT) : UMB_GIT_MAX_OBJECT;
		w->max_big    = opts->max_object ? opts->max_object : UINT64_MAX;
		st            = open_walk(w, opts);
	}
	if (st != UMB_OK) {
		umb_git_walk_close(w);
		return umb_err_set(err, st, "out of memory for the tables of the repository");
	}
	*out = w;
	return UMB_OK;
}

void umb_git_walk_close(umb_git_walk *w)
{
	if (!w)
		return;
	for (size_t i = 0; w->forest && !w->is_borrowed && i < w->store->n_packs; i++)
		umb_git_forest_clear(&w->forest[i]);
	for (size_t i = 0; w->chosen && i < w->store->n_packs; i++)
		umb_free(w->chosen[i]);
	umb_free(w->chosen);
	if (!w->is_borrowed)
		umb_free(w->forest);
	umb_free(w->roots);
	umb_free(w->pieces);
	umb_free(w);
}

void umb_git_walk_end(umb_git_walk *w)
{
	umb_free(w->roots);
	umb_free(w->pieces);
	w->roots    = NULL;
	w->pieces   = NULL;
	w->n_pieces = 0;
}

uint64_t umb_git_walk_total(const umb_git_walk *w)
{
	return w->chosen ? 0 : w->total;
}

umb_status umb_git_lane_open(umb_git_lane **out, umb_git_walk *w, umb_err *err)
{
	umb_git_lane *l = umb_alloc_zero(1, sizeof(*l));

	if (l) {
		l->walk          = w;
		l->inflater      = umb_git_inflater_new();
		l->delta.max     = UMB_GIT_MAX_OBJECT + 4096;
		l->loose.raw.max   = UMB_GIT_MAX_OBJECT + 4096;
		l->loose.bytes.max = UMB_GIT_MAX_OBJECT + 4096;
	}
	if (!l || !l->inflater) {
		umb_free(l);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	*out = l;
	return UMB_OK;
}

void umb_git_lane_close(umb_git_lane *l)
{
	if (!l)
		return;
	while (l->depth > 0)
		umb_git_version_give_back(&l->versions, &l->stack[--l->depth].v);
	umb_git_versions_clear(&l->versions);
	umb_git_inflater_free(l->inflater);
	umb_buf_clear(&l->delta);
	umb_buf_clear(&l->copies);
	umb_buf_clear(&l->loose.raw);
	umb_buf_clear(&l->loose.bytes);
	umb_free(l->stack);
	umb_free(l);
}

/* -- decoding ------------------------------------------------------------------------------------------- */

static void tell_bad(const umb_git_forest *f, uint32_t node, const umb_git_visit *visit, umb_skip reason, const char *words)
{
	visit->bad(visit->ctx, umb_git_pack_id(f->pack, f->node[node].position), reason, words);
}

/* Content of a node: a root, or a delta on `base`.  False after telling why. */
static bool decode(umb_git_lane *l, const umb_git_forest *f, uint32_t node, const umb_git_version *base, umb_git_version *v, const umb_git_visit *visit)
{
	umb_git_header h;
	umb_slice      in;
	uint64_t       base_len, out_len;

	if (!umb_git_pack_header(f->pack, umb_git_forest_offset(f, node), &h)) {
		tell_bad(f, node, visit, UMB_SKIP_CORRUPT_OBJECT, "no object header");
		return false;
	}
	out_len = h.size;
	in = umb_slice_of(f->pack->data + h.data_at, umb_git_forest_room(f, node, h.data_at));
	if (base) {
		umb_buf_reset(&l->delta);
		if (h.size > l->walk->max_object || umb_buf_reserve(&l->delta, (size_t)h.size) != UMB_OK) {
			tell_bad(f, node, visit, UMB_SKIP_TOO_BIG, "delta");
			return false;
		}
		l->delta.len = (size_t)h.size;
		if (!umb_git_inflate(l->inflater, in, l->delta.ptr, l->delta.len) ||
		    !umb_git_delta_sizes(umb_buf_view(&l->delta), &base_len, &out_len)) {
			tell_bad(f, node, visit, UMB_SKIP_CORRUPT_OBJECT, "delta cannot be inflated");
			return false;
		}
	}
	if (out_len > l->walk->max_object || !umb_git_version_take(&l->versions, v, (size_t)out_len)) {
		tell_bad(f, node, visit, UMB_SKIP_TOO_BIG, "object");
		return false;
	}
	umb_buf_reset(&l->copies);
	if (base ? umb_git_delta_apply(umb_buf_view(&l->delta), umb_slice_of(base->bytes, base->len), v->bytes, v->len, &l->copies) != UMB_OK
	         : !umb_git_inflate(l->inflater, in, v->bytes, v->len)) {
		tell_bad(f, node, visit, UMB_SKIP_CORRUPT_OBJECT, base ? "delta does not fit its base" : "cannot be inflated");
		umb_git_version_give_back(&l->versions, v);
		return false;
	}
	memset(v->bytes + v->len, 0, UMB_TEXT_PAD);
	return true;
}

static bool push(umb_git_lane *l, uint32_t node, uint32_t child, umb_git_version v)
{
	if (l->depth == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 64;
		frame *more = l->depth < UMB_GIT_MAX_CHAIN ? umb_realloc(l->stack, cap * sizeof(*more)) : NULL;

		if (!more)
			return false;
		l->stack = more;
		l->cap   = cap;
	}
	l->stack[l->depth++] = (frame){ node, child, v };
	return true;
}

static umb_status hand_out(umb_git_lane *l, const umb_git_forest *f, size_t k, uint32_t node, umb_git_type type, umb_git_version *v,
                           const umb_git_version *base, const umb_git_visit *visit)
{
	umb_version version = {
		.base = base ? &base->carry : NULL, .copies = (const umb_copy *)(const void *)l->copies.ptr,
		.n_copies = l->copies.len / sizeof(umb_copy), .keep = f->node[node].first_child != UMB_GIT_NO_NODE ? &v->carry : NULL,
	};
	umb_git_object o = {
		.type = type, .id = umb_git_pack_id(f->pack, f->node[node].position), .data = umb_slice_of(v->bytes, v->len), .version = &version,
	};

	if (l->walk->chosen && !(l->walk->chosen[k][node] & UMB_GIT_CHOSEN))
		return UMB_OK;
	/* The same object in an earlier pack has been or will be handed out there. */
	if (k > 0 && umb_git_store_in_packs(l->walk->store, o.id, k))
		return UMB_OK;
	return visit->object(visit->ctx, &o);
}

/* What hangs on an object that cannot be read cannot be read either: each is told. */
static void tell_tree(const umb_git_forest *f, uint32_t node, const umb_git_visit *visit)
{
	uint32_t n = f->node[node].first_child, rounds = 0;

	for (; n != UMB_GIT_NO_NODE && rounds++ < f->n_nodes; n = f->node[n].sibling) {
		tell_bad(f, n, visit, UMB_SKIP_MISSING_OBJECT, "its delta base cannot be read");
		if (f->node[n].first_child != UMB_GIT_NO_NODE)
			tell_bad(f, f->node[n].first_child, visit, UMB_SKIP_MISSING_OBJECT, "and what hangs on it");
	}
}

/* Packs and their indexes are larger than caches: what the object after this one needs is on its way while this one is read. */
static void expect(const umb_git_forest *f, uint32_t node)
{
	if (node == UMB_GIT_NO_NODE)
		return;
	__builtin_prefetch(umb_git_pack_id(f->pack, f->node[node].position));
	if (node + 1 < f->n_nodes)
		__builtin_prefetch(f->pack->offsets32 + 4 * (size_t)f->node[node + 1].position); /* where it ends */
	__builtin_prefetch(f->pack->data + umb_git_forest_offset(f, node));
}

static umb_status visit_node(umb_git_lane *l, size_t k, uint32_t node, umb_git_type type, const umb_git_version *base, const umb_git_visit *visit)
{
	const umb_git_forest *f = &l->walk->forest[k];
	umb_git_version v = { .bytes = NULL };
	umb_status st = UMB_OK;

	expect(f, f->node[node].first_child != UMB_GIT_NO_NODE ? f->node[node].first_child : f->node[node].sibling);
	if (!base && type == UMB_GIT_BLOB && umb_git_big_packed(l->walk->store, k, f, node, l->walk->max_big, visit, &st)) {
		tell_tree(f, node, visit);
		return st;
	}
	if (!decode(l, f, node, base, &v, visit)) {
		tell_tree(f, node, visit);
		return UMB_OK;
	}
	st = hand_out(l, f, k, node, type, &v, base, visit);
	if (st != UMB_OK || f->node[node].first_child == UMB_GIT_NO_NODE) {
		umb_git_version_give_back(&l->versions, &v);
		return st;
	}
	if (!push(l, node, f->node[node].first_child, v)) {
		tell_bad(f, node, visit, UMB_SKIP_TOO_DEEP, "chain of deltas");
		umb_git_version_give_back(&l->versions, &v);
	}
	return UMB_OK;
}

/* Depth first with a stack of our own: the depth of a chain is the pack's to say. */
static umb_status walk_tree(umb_git_lane *l, size_t k, uint32_t root, const umb_git_visit *visit)
{
	const umb_git_forest *f = &l->walk->forest[k];
	umb_git_type type = (umb_git_type)f->node[root].type;
	umb_status   st   = visit_node(l, k, root, type, NULL, visit);

	while (st == UMB_OK && l->depth > 0) {
		frame   *top  = &l->stack[l->depth - 1];
		uint32_t node = top->child;
		umb_git_version base = top->v;

		if (node == UMB_GIT_NO_NODE) {
			l->depth--;
			umb_git_version_give_back(&l->versions, &base);
			continue;
		}
		top->child = f->node[node].sibling;
		if (l->walk->chosen && !l->walk->chosen[k][node])
			continue;
		st = visit_node(l, k, node, type, &base, visit);
	}
	while (l->depth > 0)
		umb_git_version_give_back(&l->versions, &l->stack[--l->depth].v);
	return st;
}

/* -- the next piece ------------------------------------------------------------------------------------------ */

/* Objects without a readable header or base belong to no tree; one piece tells them. */
static void tell_lost(umb_git_walk *w, size_t k, const umb_git_visit *visit)
{
	const umb_git_forest *f = &w->forest[k];

	for (uint32_t i = 0; i < f->n_nodes; i++) {
		if (f->node[i].type == UMB_GIT_BAD) {
			tell_bad(f, i, visit, UMB_SKIP_CORRUPT_OBJECT, "no readable header, or its delta base is missing");
			tell_tree(f, i, visit);
		}
	}
}

umb_status umb_git_walk_next(umb_git_walk *w, umb_git_lane *l, const umb_git_visit *visit)
{
	size_t     i  = atomic_fetch_add(&w->next_piece, 1);
	umb_status st = UMB_OK;

	if (i < w->n_pieces) {
		const piece *p = &w->pieces[i];

		for (uint32_t r = p->from; r < p->to && st == UMB_OK; r++) {
			expect(&w->forest[p->forest], r + 1 < p->to ? w->roots[r + 1] : UMB_GIT_NO_NODE);
			st = walk_tree(l, p->forest, w->roots[r], visit);
		}
		return st;
	}
	i = atomic_fetch_add(&w->next_bad, 1);
	if (i < w->store->n_packs) {
		tell_lost(w, i, visit);
		return UMB_OK;
	}
	i = atomic_fetch_add(&w->next_loose, 1);
	if (i < w->store->n_loose * 256)
		return umb_git_loose_walk(w->store, i / 256, (unsigned)(i % 256), w->wanted, w->max_object, w->max_big, &l->loose, visit);
	return UMB_END;
}
