/*
 * git_range_bases.c - where two histories part: "A...B" is what either of them has and the other has not.
 *
 * Newest first from both ends, each commit marked by the sides that reach it.  What both reach is left out of the range with all that
 * is before it, so that the walk may end as soon as nothing is waiting that only one reaches.
 */
#include "base/alloc.h"
#include "git/git_range_walk.h"

#define MAX_VISITS 40000000

enum { LEFT = 1, RIGHT = 2, BOTH = 3, IS_KNOWN = 4, IS_WAITING = 8 };

typedef struct visit {
	int64_t date;
	uint8_t marks;
} visit;

typedef struct bases {
	umb_git_range_walk *w;
	umb_git_id_map      ids;
	visit              *at;   /* by the numbers of `ids` */
	uint32_t           *heap; /* the newest first */
	size_t              cap, n_heap, cap_heap;
	size_t              n_single; /* of the heap: one side only reaches them */
} bases;

static bool is_single(const visit *v)
{
	return (v->marks & BOTH) != BOTH;
}

static bool is_newer(const bases *b, uint32_t x, uint32_t y)
{
	return b->at[x].date > b->at[y].date;
}

static bool push(bases *b, uint32_t n)
{
	size_t i;

	if (b->n_heap == b->cap_heap) {
		size_t    cap  = b->cap_heap ? b->cap_heap * 2 : 64;
		uint32_t *more = umb_realloc(b->heap, cap * sizeof(*more));

		if (!more)
			return umb_git_range_fail(b->w, UMB_E_NOMEM);
		b->heap     = more;
		b->cap_heap = cap;
	}
	for (i = b->n_heap++; i > 0 && is_newer(b, n, b->heap[(i - 1) / 2]); i = (i - 1) / 2)
		b->heap[i] = b->heap[(i - 1) / 2];
	b->heap[i] = n;
	b->at[n].marks |= IS_WAITING;
	b->n_single += is_single(&b->at[n]);
	return true;
}

static uint32_t pop(bases *b)
{
	uint32_t top = b->heap[0], last = b->heap[--b->n_heap];
	size_t   i   = 0;

	for (size_t c; (c = 2 * i + 1) < b->n_heap; i = c) {
		if (c + 1 < b->n_heap && is_newer(b, b->heap[c + 1], b->heap[c]))
			c++;
		if (!is_newer(b, b->heap[c], last))
			break;
		b->heap[i] = b->heap[c];
	}
	if (b->n_heap)
		b->heap[i] = last;
	b->at[top].marks &= (uint8_t)~IS_WAITING;
	b->n_single -= is_single(&b->at[top]);
	return top;
}

/* A commit is reached from these sides, too: it waits for its turn, again if it had one. */
static void mark(bases *b, const uint8_t *id, uint8_t sides)
{
	uint32_t n = umb_git_id_add(&b->ids, id);
	visit   *v, *more;

	if (n != UMB_GIT_NO_NUMBER && n >= b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 256;

		more = umb_realloc(b->at, cap * sizeof(*more));
		if (more) {
			memset(more + b->cap, 0, (cap - b->cap) * sizeof(*more));
			b->at  = more;
			b->cap = cap;
		}
	}
	if (n == UMB_GIT_NO_NUMBER || n >= b->cap) {
		umb_git_range_fail(b->w, UMB_E_NOMEM);
		return;
	}
	v = &b->at[n];
	if ((v->marks & sides) == sides)
		return;
	if (v->marks & IS_WAITING) {
		b->n_single -= is_single(v);
		v->marks |= sides;
		b->n_single += is_single(v);
		return;
	}
	/* What is not here has no parents to look at, and the walk over the range tells it. */
	if (!(v->marks & IS_KNOWN) && umb_git_range_read(b->w, id, false))
		v->date = b->w->commit.committer.date;
	v->marks |= sides | IS_KNOWN;
	push(b, n);
}

static void go_on(bases *b, uint32_t n)
{
	uint8_t        id[UMB_ID_MAX], sides = b->at[n].marks & BOTH;
	umb_git_commit c;
	umb_buf        text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);

	if (!umb_git_range_read(b->w, umb_git_id_of(&b->ids, n), false))
		return;
	/* Reading the parents' dates takes the buffer. */
	if (umb_buf_append_slice(&text, b->w->commit.parents) != UMB_OK) {
		umb_git_range_fail(b->w, UMB_E_NOMEM);
		return;
	}
	c         = b->w->commit;
	c.parents = umb_buf_view(&text);
	for (size_t at = 0; b->w->st == UMB_OK && umb_git_commit_parent(&c, b->w->s->id_len, &at, id);)
		mark(b, id, sides);
	umb_buf_clear(&text);
}

void umb_git_range_leave_out_common(umb_git_range_walk *w, const uint8_t *left, const uint8_t *right)
{
	bases  b = { .w = w, .ids = { .id_len = w->s->id_len } };
	size_t n = 0;

	mark(&b, left, LEFT);
	mark(&b, right, RIGHT);
	while (b.n_heap && b.n_single && w->st == UMB_OK && !w->stop(w->ctx)) {
		if (++n > MAX_VISITS)
			umb_git_range_fail(w, UMB_E_LIMIT);
		else
			go_on(&b, pop(&b));
	}
	for (uint32_t i = 0; i < b.ids.n && w->st == UMB_OK; i++) {
		if (!is_single(&b.at[i]))
			umb_git_range_tip(w, umb_git_id_of(&b.ids, i), true);
	}
	umb_git_id_map_clear(&b.ids);
	umb_free(b.at);
	umb_free(b.heap);
}
