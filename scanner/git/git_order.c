/*
 * git_order.c - the commits that refs reach, parents before children, older before younger.
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

/* Marks what the refs reach; `stack` has room for every commit. */
static void mark_reached(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf, uint32_t *stack)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_refs; i++) {
		uint32_t c = resolve(h, s, inf, r->ref[i].id);

		if (c == UINT32_MAX)
			continue;
		if (i == 0 && r->has_head)
			h->head = c;
		if (!h->commit[c].is_reached) {
			h->commit[c].is_reached = true;
			stack[n++] = c;
		}
		while (n > 0) {
			const umb_git_cnode *at = &h->commit[stack[--n]];

			for (uint32_t k = at->first_parent; k < at->first_parent + at->n_parents; k++) {
				umb_git_cnode *p = &h->commit[h->parent[k]];

				if (!p->is_reached) {
					p->is_reached = true;
					stack[n++]    = h->parent[k];
				}
			}
		}
	}
}

/* children[] lists, for each commit, who waits for it. */
static void link_children(umb_git_history *h, uint32_t *who, uint32_t *next)
{
	uint32_t n = 0;

	for (size_t i = 0; i < h->commits.n; i++)
		h->commit[i].first_child = UMB_GIT_NO_TREE;
	for (size_t i = 0; i < h->commits.n; i++) {
		umb_git_cnode *c = &h->commit[i];

		for (uint32_t k = c->first_parent; c->is_reached && k < c->first_parent + c->n_parents; k++) {
			umb_git_cnode *p = &h->commit[h->parent[k]];

			c->n_waiting++;
			who[n]         = (uint32_t)i;
			next[n]        = p->first_child;
			p->first_child = n++;
		}
	}
}

umb_status umb_git_history_order(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf)
{
	size_t    n     = h->commits.n;
	uint32_t *stack = umb_alloc_zero(n + 1, sizeof(*stack));
	uint32_t *who   = umb_alloc_zero(h->n_parent + 1, sizeof(*who));
	uint32_t *next  = umb_alloc_zero(h->n_parent + 1, sizeof(*next));
	heap      q     = { stack, 0, h };

	h->ordered = umb_alloc_zero(n + 1, sizeof(*h->ordered));
	if (!stack || !who || !next || !h->ordered) {
		umb_free(stack);
		umb_free(who);
		umb_free(next);
		return UMB_E_NOMEM;
	}
	if (n > 0) {
		mark_reached(h, r, s, inf, stack);
		link_children(h, who, next);
	}
	for (uint32_t i = 0; i < n; i++) {
		if (h->commit[i].is_reached && h->commit[i].n_waiting == 0)
			heap_push(&q, i);
	}
	while (q.n > 0) {
		uint32_t c = heap_pop(&q);

		h->ordered[h->n_ordered++] = c;
		for (uint32_t k = h->commit[c].first_child; k != UMB_GIT_NO_TREE; k = next[k]) {
			if (--h->commit[who[k]].n_waiting == 0)
				heap_push(&q, who[k]);
		}
	}
	umb_free(stack);
	umb_free(who);
	umb_free(next);
	return UMB_OK;
}
