/*
 * git_shape.c - see git_shape.h.
 */
#include "git/git_shape.h"

#include "base/alloc.h"

enum { NOTHING, BLOB, SHAPE, GAP };

typedef struct making {
	umb_git_history *h;
	uint32_t        *of; /* of each tree, or UMB_GIT_NO_TREE: not asked yet */
	umb_buf          stack;
} making;

typedef struct frame {
	uint32_t tree, edge, shape; /* the next edge, and what there is until then */
} frame;

static uint32_t add(making *m, uint32_t before, uint32_t what, uint32_t kind)
{
	if (kind == SHAPE && (what == 0 || before == what))
		return before;
	if (kind == SHAPE && before == 0)
		return what;
	return umb_git_triple_add(&m->h->shapes, before, what, kind);
}

/* What lies in the tree itself.  Marked at once, so that a tree that holds itself comes to an end. */
static umb_status begin(making *m, uint32_t tree)
{
	const umb_git_history *h = m->h;
	frame                f = { tree, h->tree[tree].first_edge, 0 };
	size_t               n;
	const umb_git_place *place = umb_git_history_places(h, tree, &n);

	m->of[tree] = 0;
	if (!h->tree[tree].is_read)
		f.shape = add(m, 0, 0, GAP);
	for (size_t i = 0; i < n && f.shape != UMB_GIT_NONE_SUCH; i++)
		f.shape = add(m, f.shape, place[i].wanted, BLOB);
	return f.shape == UMB_GIT_NONE_SUCH ? UMB_E_NOMEM : umb_buf_append(&m->stack, &f, sizeof(f));
}

static umb_status make(making *m, uint32_t root)
{
	const umb_git_history *h = m->h;
	umb_status st = begin(m, root);

	while (st == UMB_OK && m->stack.len > 0) {
		frame               *f     = (frame *)(void *)(m->stack.ptr + m->stack.len - sizeof(*f));
		const umb_git_tnode *t     = &h->tree[f->tree];
		uint32_t             child = UMB_GIT_NO_TREE;

		for (; f->edge < t->first_edge + t->n_edges && f->shape != UMB_GIT_NONE_SUCH; f->edge++) {
			child = h->edge[f->edge];
			if (!h->tree[child].leads_to_wanted)
				continue;
			if (m->of[child] == UMB_GIT_NO_TREE)
				break;
			f->shape = add(m, f->shape, m->of[child], SHAPE);
		}
		if (f->shape == UMB_GIT_NONE_SUCH)
			return UMB_E_NOMEM;
		if (f->edge < t->first_edge + t->n_edges) {
			st = begin(m, child);
		} else {
			m->of[f->tree] = f->shape;
			m->stack.len -= sizeof(*f);
		}
	}
	return st;
}

umb_status umb_git_shapes_make(umb_git_history *h, umb_git_stop_fn stop, void *ctx)
{
	making     m  = { h, umb_alloc((h->trees.n + 1) * sizeof(uint32_t)), UMB_BUF_INIT };
	umb_status st = m.of && umb_git_triple_add(&h->shapes, 0, 0, NOTHING) == 0 ? UMB_OK : UMB_E_NOMEM;

	if (m.of)
		memset(m.of, 255, (h->trees.n + 1) * sizeof(*m.of));
	for (uint32_t i = 0; i < h->n_ordered && st == UMB_OK; i++) {
		umb_git_cnode *c = &h->commit[h->ordered[i]];
		bool           has_tree = c->is_read && c->tree != UMB_GIT_NO_TREE && h->tree[c->tree].leads_to_wanted;

		if ((i & 1023) == 0 && stop && stop(ctx))
			st = UMB_E_CANCELLED;
		else if (has_tree && m.of[c->tree] == UMB_GIT_NO_TREE)
			st = make(&m, c->tree);
		c->tree = has_tree && st == UMB_OK ? m.of[c->tree] : 0;
	}
	umb_free(m.of);
	umb_buf_clear(&m.stack);
	return st;
}

void umb_git_shapes_fill(const umb_git_history *h, const uint64_t *wanted_bits, uint32_t n_words, uint64_t *bits)
{
	memset(bits, 0, n_words * sizeof(*bits));
	for (size_t i = 1; i < h->shapes.n; i++) {
		const umb_git_triple *c    = &h->shapes.at[i];
		const uint64_t       *more = (c->c == BLOB ? wanted_bits : bits) + (size_t)c->b * n_words;

		for (uint32_t w = 0; w < n_words; w++)
			bits[i * n_words + w] = bits[(size_t)c->a * n_words + w] | (c->c == GAP ? 0 : more[w]);
		bits[i * n_words] |= c->c == GAP;
	}
}
