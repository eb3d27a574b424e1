/*
 * git_order.c - all commits, parents before children, older before younger: first those that refs reach, then what only reflogs
 * do, then what nothing does.
 *
 * Topology wins over dates: a commit dated before its parent still comes after it.
 */
#include "base/alloc.h"
#include "git/git_history.h"
#include "git/git_parse.h"

typedef struct heap {
	uint32_t              *item;
	size_t                 n;
	const umb_git_history *h;
} heap;

static bool is_before(const heap *q, uint32_t a, uint32_t b)
{
	if (q->h->commit[a].date != q->h->commit[b].date)
		return q->h->commit[a].date < q->h->commit[b].date;
	return memcmp(umb_git_id_of(&q->h->commits, a), umb_git_id_of(&q->h->commits, b), q->h->commits.id_len) < 0;
}

static void heap_push(heap *q, uint32_t v)
{
	size_t i = q->n++;

	while (i > 0 && is_before(q, v, q->item[(i - 1) / 2])) {
		q->item[i] = q->item[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	q->item[i] = v;
}

static uint32_t heap_pop(heap *q)
{
	uint32_t out = q->item[0], v = q->item[--q->n];
	size_t   i = 0;

	for (;;) {
		size_t c = 2 * i + 1;

		if (c >= q->n)
			break;
		if (c + 1 < q->n && is_before(q, q->item[c + 1], q->item[c]))
			c++;
		if (!is_before(q, q->item[c], v))
			break;
		q->item[i] = q->item[c];
		i = c;
	}
	q->item[i] = v;
	return out;
}

/* A ref names a commit, or a tag that leads to one. */
static uint32_t resolve(const umb_git_history *h, const umb_git_store *s, umb_git_inflater *inf, const uint8_t *ref_id)
{
	uint8_t  id[UMB_ID_MAX];
	umb_buf  text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	uint32_t n    = UINT32_MAX;

	memcpy(id, ref_id, sizeof(id));
	for (int depth = 0; depth < 8; depth++) {
		umb_git_type type = UMB_GIT_NONE;

		n = umb_git_id_find(&h->commits, id);
		if (n != UINT32_MAX)
			break;
		if (umb_git_store_read(s, inf, id, &type, &text) != UMB_OK || type != UMB_GIT_TAG ||
		    !umb_git_tag_target(umb_buf_view(&text), s->id_len, id, &type))
			break;
	}
	umb_buf_clear(&text);
	return n;
}

/* What one pass over the commits needs; `stack` has room for every commit, the others for every parent. */
typedef struct ordering {
	umb_git_history *h;
	uint32_t        *stack, *who, *next;
} ordering;

static void mark_from(ordering *o, uint32_t commit)
{
	umb_git_history *h = o->h;
	size_t           n = 0;

	if (h->commit[commit].is_reached)
		return;
	h->commit[commit].is_reached = true;
	o->stack[n++] = commit;
	while (n > 0) {
		const umb_git_cnode *at = &h->commit[o->stack[--n]];

		for (uint32_t k = at->first_parent; k < at->first_parent + at->n_parents; k++) {
			umb_git_cnode *p = &h->commit[h->parent[k]];

			if (!p->is_reached) {
				p->is_reached = true;
				o->stack[n++] = h->parent[k];
			}
		}
	}
}

static bool is_due(const umb_git_cnode *c)
{
	return c->is_reached && c->position == UMB_GIT_NO_TREE;
}

/* children[] lists, for each commit, who waits for it. */
static void link_children(ordering *o)
{
	umb_git_history *h = o->h;
	uint32_t         n = 0;

	for (size_t i = 0; i < h->commits.n; i++)
		h->commit[i].first_child = UMB_GIT_NO_TREE;
	for (size_t i = 0; i < h->commits.n; i++) {
		umb_git_cnode *c = &h->commit[i];

		c->n_waiting = 0;
		for (uint32_t k = c->first_parent; is_due(c) && k < c->first_parent + c->n_parents; k++) {
			umb_git_cnode *p = &h->commit[h->parent[k]];

			if (!is_due(p))
				continue;
			c->n_waiting++;
			o->who[n]      = (uint32_t)i;
			o->next[n]     = p->first_child;
			p->first_child = n++;
		}
	}
}

/* Puts in order what is marked and was not yet. */
static void order_marked(ordering *o)
{
	umb_git_history *h = o->h;
	heap             q = { o->stack, 0, h };

	link_children(o);
	for (uint32_t i = 0; i < h->commits.n; i++) {
		if (is_due(&h->commit[i]) && h->commit[i].n_waiting == 0)
			heap_push(&q, i);
	}
	while (q.n > 0) {
		uint32_t c = heap_pop(&q);

		h->commit[c].position      = h->n_ordered;
		h->ordered[h->n_ordered++] = c;
		for (uint32_t k = h->commit[c].first_child; k != UMB_GIT_NO_TREE; k = o->next[k]) {
			if (--h->commit[o->who[k]].n_waiting == 0)
				heap_push(&q, o->who[k]);
		}
	}
}

static void order_refs(ordering *o, const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf)
{
	umb_git_history *h = o->h;

	for (size_t i = 0; i < r->n_refs; i++) {
		h->tip[i] = resolve(h, s, inf, r->ref[i].id);
		if (h->tip[i] == UMB_GIT_NO_TREE)
			continue;
		if (i == 0 && r->has_head)
			h->head = h->tip[i];
		mark_from(o, h->tip[i]);
	}
	order_marked(o);
	h->n_reached = h->n_ordered;
}

/* One line of a reflog mostly begins with what the one before it ends with. */
static umb_status add_root(void *ctx, umb_git_root_kind kind, const uint8_t *id)
{
	umb_git_history *h = ctx;
	uint32_t         c = umb_git_id_find(&h->commits, id);

	if (c == UMB_GIT_NO_NUMBER || (h->n_root && h->root[h->n_root - 1].commit == c && h->root[h->n_root - 1].kind == kind))
		return UMB_OK;
	if (h->n_root == h->cap_root) {
		size_t        cap  = h->cap_root + h->cap_root / 2 + 64;
		umb_git_root *more = umb_realloc(h->root, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		h->root     = more;
		h->cap_root = cap;
	}
	h->root[h->n_root++] = (umb_git_root){ c, (uint8_t)kind };
	return UMB_OK;
}

static umb_status order_others(ordering *o, const umb_git_repo *r)
{
	umb_git_history *h  = o->h;
	umb_status       st = umb_git_reflogs_read(r, add_root, h);

	h->is_log_unread = st == UMB_E_IO;
	st               = st == UMB_E_IO ? UMB_OK : st;
	for (size_t i = 0; i < h->n_root && st == UMB_OK; i++)
		mark_from(o, h->root[i].commit);
	if (st == UMB_OK && h->n_root)
		order_marked(o);
	for (size_t i = 0; i < h->commits.n && st == UMB_OK; i++)
		h->commit[i].is_reached = h->commit[i].is_reached || h->commit[i].is_read;
	if (st == UMB_OK && h->n_ordered < h->commits.n)
		order_marked(o);
	return st;
}

umb_status umb_git_history_order(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf)
{
	size_t     n  = h->commits.n;
	ordering   o  = { h, umb_alloc_zero(n + 1, sizeof(uint32_t)), umb_alloc_zero(h->n_parent + 1, sizeof(uint32_t)),
	                  umb_alloc_zero(h->n_parent + 1, sizeof(uint32_t)) };
	umb_status st = UMB_OK;

	h->ordered = umb_alloc_zero(n + 1, sizeof(*h->ordered));
	h->tip     = umb_alloc_zero(r->n_refs + 1, sizeof(*h->tip));
	if (!o.stack || !o.who || !o.next || !h->ordered || !h->tip)
		st = UMB_E_NOMEM;
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		h->commit[i].position = UMB_GIT_NO_TREE;
	if (st == UMB_OK)
		order_refs(&o, r, s, inf);
	if (st == UMB_OK)
		st = order_others(&o, r);
	umb_free(o.stack);
	umb_free(o.who);
	umb_free(o.next);
	return st;
}
