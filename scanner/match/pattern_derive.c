/*
 * pattern_derive.c - what every match must contain.
 *
 * A cut is a set of places in the tree such that every match passes one of them: of the parts of a
 * sequence any one that has a cut, of alternatives all of theirs together, of a repeat its first or its
 * last round, of an optional part nothing.  Each place is a class where literals may begin
 * (pattern_grow.c).  The cut whose literals are rarest wins.
 *
 * Why a window may end two bytes behind the longest match: the engine cuts the subject at start_max +
 * width_max + 2.  A match that begins at or before start_max ends at least two bytes before that end, so
 * \b sees the byte behind it, \z is false there as it must be, and $ (which looks past one newline) too.
 * Positions have no width; width_max counts what is consumed, and that is exact.  This holds for bounded
 * patterns only; for UMB_WIDTH_UNBOUNDED the engine's reach is an approximation and said so by lint.
 */
#include "match/pattern_tree.h"

#include "base/alloc.h"
#include "base/err.h"

#define MAX_ANCHORS 512
/* Bounds on the search for a good cut; beyond them places are passed over, which is never wrong. */
#define MAX_PLACES 20000
#define MAX_STARTS 1500
#define MAX_GROWN_BYTES 400000

typedef struct place {
	uint32_t off_min, off_max;
	bool     word_before; /* \b holds here */
} place;

typedef struct cut {
	umb_start *first; /* NULL: no cut */
	double     cost;
	size_t     n_literals;
} cut;

typedef struct deriver {
	umb_arena  *arena; /* the caller's: anchors */
	umb_arena   work;  /* places */
	umb_grower *grower;
	uint32_t    n_places, n_starts;
	bool        failed; /* out of memory */
} deriver;

static const cut no_cut = { NULL, 0, 0 };

/* -- cuts ------------------------------------------------------------------------------------------ */

/* A literal at no fixed distance makes the regex try every start in between. */
static double price_of_distance(const umb_start *s)
{
	if (s->off_max == UMB_WIDTH_UNBOUNDED)
		return 64.0;
	return 1.0 + (double)(s->off_max - s->off_min) / 16.0;
}

static cut cut_class(deriver *d, const umb_node *n, const umb_rest *rest, place at)
{
	umb_start *s;

	if (++d->n_starts > MAX_STARTS)
		return no_cut;
	s = umb_arena_zero(&d->work, 1, sizeof(*s));
	if (!s) {
		d->failed = true;
		return no_cut;
	}
	*s = (umb_start){ NULL, n, rest, at.off_min, at.off_max, at.word_before };
	if (!umb_grow(d->grower, s))
		return no_cut;
	return (cut){ s, d->grower->cost * price_of_distance(s), d->grower->n_best };
}

static cut cut_node(deriver *d, const umb_node *n, const umb_rest *rest, place at);

static cut better(cut a, cut b)
{
	if (!a.first || !b.first)
		return a.first ? a : b;
	return b.cost < a.cost ? b : a;
}

static void move_past(place *at, const umb_node *n)
{
	at->off_min = umb_width_add(at->off_min, n->width_min);
	at->off_max = umb_width_add(at->off_max, n->width_max);
	if (n->width_max > 0)
		at->word_before = false;
	if (n->kind == UMB_NODE_EDGE && n->edge == UMB_EDGE_WORD)
		at->word_before = true;
}

static cut cut_concat(deriver *d, const umb_node *n, const umb_rest *rest, place at)
{
	cut best = no_cut;

	for (const umb_node *c = n->child; c; c = c->next) {
		best = better(best, cut_node(d, c, umb_rest_list(&d->work, c->next, rest, &d->failed), at));
		move_past(&at, c);
	}
	return best;
}

static cut cut_alternate(deriver *d, const umb_node *n, const umb_rest *rest, place at)
{
	cut         all  = no_cut;
	umb_start **last = &all.first;

	for (const umb_node *c = n->child; c; c = c->next) {
		cut one = cut_node(d, c, rest, at);

		all.cost += one.cost;
		all.n_literals += one.n_literals;
		if (!one.first || all.n_literals > MAX_ANCHORS)
			return no_cut;
		*last = one.first;
		while (*last)
			last = &(*last)->next;
	}
	return all;
}

/* The first round, with the others still to come; or the last. */
static cut cut_repeat(deriver *d, const umb_node *n, const umb_rest *rest, place at)
{
	const umb_rest *more;
	uint32_t        max = n->max;
	cut             first;

	if (n->min == 0)
		return no_cut;
	more  = umb_rest_rounds(&d->work, n, n->min - 1, max == UMB_WIDTH_UNBOUNDED ? max : max - 1, rest, &d->failed);
	first = cut_node(d, n->child, more, at);
	if (max == 1)
		return first;
	if (max != UMB_WIDTH_UNBOUNDED)
		max--;
	at.off_min     = umb_width_add(at.off_min, umb_width_mul(n->child->width_min, n->min - 1));
	at.off_max     = umb_width_add(at.off_max, umb_width_mul(n->child->width_max, max));
	at.word_before = false;
	return better(first, cut_node(d, n->child, rest, at));
}

static cut cut_node(deriver *d, const umb_node *n, const umb_rest *rest, place at)
{
	if (d->failed || ++d->n_places > MAX_PLACES)
		return no_cut;
	switch (n->kind) {
	case UMB_NODE_CLASS:
		return cut_class(d, n, rest, at);
	case UMB_NODE_CONCAT:
		return cut_concat(d, n, rest, at);
	case UMB_NODE_ALTERNATE:
		return cut_alternate(d, n, rest, at);
	case UMB_NODE_REPEAT:
		return cut_repeat(d, n, rest, at);
	default:
		return no_cut;
	}
}

/* -- anchors --------------------------------------------------------------------------------------- */

static bool same_gates(const umb_anchor *a, const umb_anchor *b)
{
	if (a->n_gates != b->n_gates)
		return false;
	for (size_t i = 0; i < a->n_gates; i++) {
		const umb_gate *x = &a->gate[i], *y = &b->gate[i];

		if (x->gap_max != y->gap_max || x->run_min != y->run_min || memcmp(&x->set, &y->set, sizeof(x->set)) != 0 ||
		    memcmp(&x->stop, &y->stop, sizeof(x->stop)) != 0)
			return false;
	}
	return true;
}

static void fill_literal(umb_literal *out, const umb_grown *g, const umb_start *s)
{
	memset(out, 0, sizeof(*out));
	out->len    = g->len;
	out->nocase = g->nocase;
	out->in_run = umb_grown_in_run(g, s);
	memcpy(out->bytes, g->bytes, g->len);
}

/* Equal literals with equal gates are one anchor with both distances; different gates stay two. */
static bool merge(umb_derived *out, const umb_anchor *a)
{
	for (size_t i = 0; i < out->n_anchors; i++) {
		umb_anchor        *o = &out->anchor[i];
		const umb_literal *x = &o->literal, *y = &a->literal;

		if (x->len != y->len || x->nocase != y->nocase || x->in_run != y->in_run || memcmp(x->bytes, y->bytes, x->len) != 0 || !same_gates(o, a))
			continue;
		o->off_min     = UMB_MIN(o->off_min, a->off_min);
		o->off_max     = UMB_MAX(o->off_max, a->off_max);
		o->word_before = o->word_before && a->word_before;
		return true;
	}
	return false;
}

static bool emit_start(deriver *d, umb_derived *out, const umb_start *s)
{
	if (!umb_grow(d->grower, s))
		return false;
	for (size_t i = 0; i < d->grower->n_best; i++) {
		const umb_grown *g = &d->grower->best[i];
		umb_anchor       a;

		memset(&a, 0, sizeof(a));
		fill_literal(&a.literal, g, s);
		a.off_min     = s->off_min;
		a.off_max     = s->off_max;
		a.word_before = s->word_before && umb_byte_is_word(a.literal.bytes[0]);
		umb_gates_derive(&a, g->rest);
		if (!merge(out, &a))
			out->anchor[out->n_anchors++] = a;
	}
	return true;
}

static umb_status emit(deriver *d, umb_derived *out, const cut *c)
{
	size_t n = 0;

	/* Without the budget of the search a place may give more literals than it did there: count again. */
	d->grower->n_left = UINT64_MAX;
	for (const umb_start *s = c->first; s; s = s->next) {
		if (!umb_grow(d->grower, s))
			return UMB_E_NOMEM;
		n += d->grower->n_best;
	}
	if (n == 0 || n > MAX_ANCHORS)
		return UMB_OK;
	out->anchor = umb_arena_zero(d->arena, n, sizeof(*out->anchor));
	if (!out->anchor)
		return UMB_E_NOMEM;
	for (const umb_start *s = c->first; s; s = s->next) {
		if (!emit_start(d, out, s))
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

/* -- the whole ------------------------------------------------------------------------------------- */

static bool starts_with_boundary(const umb_node *n)
{
	switch (n->kind) {
	case UMB_NODE_EDGE:
		return n->edge == UMB_EDGE_WORD;
	case UMB_NODE_CONCAT:
		return starts_with_boundary(n->child);
	case UMB_NODE_REPEAT:
		return n->min > 0 && starts_with_boundary(n->child);
	case UMB_NODE_ALTERNATE:
		for (const umb_node *c = n->child; c; c = c->next) {
			if (!starts_with_boundary(c))
				return false;
		}
		return true;
	default:
		return false;
	}
}

static void describe(umb_derived *out, const umb_pattern *p)
{
	uint32_t named = umb_pattern_group(p, "secret");

	memset(out, 0, sizeof(*out));
	out->width_min                 = p->root->width_min;
	out->width_max                 = p->root->width_max;
	out->starts_with_word_boundary = starts_with_boundary(p->root);
	out->n_groups                  = p->n_groups;
	out->secret_group              = named ? named : p->n_groups > 0;
}

umb_status umb_pattern_derive(umb_derived *out, umb_arena *arena, const umb_pattern *p, const umb_known_literals *known, umb_err *err)
{
	deriver    d  = { .arena = arena, .work = UMB_ARENA_INIT };
	umb_status st = UMB_E_NOMEM;
	cut        c;

	describe(out, p);
	d.grower = umb_alloc_zero(1, sizeof(*d.grower));
	if (!d.grower)
		goto out;
	d.grower->n_left = MAX_GROWN_BYTES;
	d.grower->known  = known;
	c = cut_node(&d, p->root, NULL, (place){ 0, 0, false });
	if (d.failed || d.grower->steps.failed)
		goto out;
	st = emit(&d, out, &c);
out:
	if (d.grower)
		umb_arena_clear(&d.grower->work);
	umb_free(d.grower);
	umb_arena_clear(&d.work);
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory while deriving literals");
}
