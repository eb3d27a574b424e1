/*
 * pattern_walk.c - what can come next at a place of the tree.
 *
 * A place is a continuation: a list of what is still to be matched.  Counts stay counts (rounds left), so
 * nothing is written out.  Positions (\b, $) are ignored: that only adds texts, and whoever asks wants
 * to be sure that nothing is missing.  Work is bounded: a place that is too busy says `can_end`, which
 * callers take as "cannot say".
 */
#include "match/pattern_tree.h"

#include "base/err.h"

#define MAX_VISITS 1024

const umb_rest *umb_rest_list(umb_arena *arena, const umb_node *first, const umb_rest *next, bool *failed)
{
	umb_rest *r;

	if (!first)
		return next;
	r = umb_arena_zero(arena, 1, sizeof(*r));
	if (!r) {
		*failed = true;
		return NULL;
	}
	r->node = first;
	r->next = next;
	return r;
}

const umb_rest *umb_rest_rounds(umb_arena *arena, const umb_node *repeat, uint32_t min, uint32_t max,
                                const umb_rest *next, bool *failed)
{
	umb_rest *r;

	if (max == 0)
		return next;
	r = umb_arena_zero(arena, 1, sizeof(*r));
	if (!r) {
		*failed = true;
		return NULL;
	}
	r->node      = repeat;
	r->is_rounds = true;
	r->min       = min;
	r->max       = max;
	r->next      = next;
	return r;
}

static void visit_rest(umb_steps *s, const umb_rest *rest);

static void add_step(umb_steps *s, const umb_node *n, const umb_rest *rest)
{
	if (s->n_steps == UMB_MAX_STEPS) {
		s->can_end = true;
		return;
	}
	s->step[s->n_steps].set    = &n->set;
	s->step[s->n_steps++].rest = rest;
}

static void visit_node(umb_steps *s, const umb_node *n, const umb_rest *rest);

static void visit_rounds(umb_steps *s, const umb_node *n, uint32_t min, uint32_t max, const umb_rest *rest)
{
	const umb_rest *more;

	/* A body that may be empty could go round without consuming anything. */
	if (n->child->width_min == 0 && n->child->width_max > 0) {
		s->can_end = true;
		return;
	}
	if (n->child->width_max > 0) {
		if (max != UMB_WIDTH_UNBOUNDED)
			max--;
		more = umb_rest_rounds(s->arena, n, min ? min - 1 : 0, max, rest, &s->failed);
		visit_node(s, n->child, more);
	}
	if (min == 0 || n->child->width_max == 0)
		visit_rest(s, rest);
}

static void visit_node(umb_steps *s, const umb_node *n, const umb_rest *rest)
{
	if (s->failed || s->can_end)
		return;
	if (++s->n_visits > MAX_VISITS) {
		s->can_end = true;
		return;
	}
	switch (n->kind) {
	case UMB_NODE_CLASS:
		add_step(s, n, rest);
		break;
	case UMB_NODE_EMPTY:
	case UMB_NODE_EDGE:
		visit_rest(s, rest);
		break;
	case UMB_NODE_CONCAT:
		visit_node(s, n->child, umb_rest_list(s->arena, n->child->next, rest, &s->failed));
		break;
	case UMB_NODE_ALTERNATE:
		for (const umb_node *c = n->child; c; c = c->next)
			visit_node(s, c, rest);
		break;
	case UMB_NODE_REPEAT:
		visit_rounds(s, n, n->min, n->max, rest);
		break;
	}
}

static void visit_rest(umb_steps *s, const umb_rest *rest)
{
	if (s->failed)
		return;
	if (!rest)
		s->can_end = true;
	else if (rest->is_rounds)
		visit_rounds(s, rest->node, rest->min, rest->max, rest->next);
	else
		visit_node(s, rest->node, umb_rest_list(s->arena, rest->node->next, rest->next, &s->failed));
}

void umb_steps_find(umb_steps *s, const umb_rest *rest)
{
	s->n_steps  = 0;
	s->n_visits = 0;
	s->can_end  = false;
	visit_rest(s, rest);
}

umb_status umb_pattern_first(umb_class *out, umb_arena *arena, const umb_pattern *p, umb_err *err)
{
	umb_steps *s = umb_arena_zero(arena, 1, sizeof(*s));

	*out = (umb_class){ { 0 } };
	if (s) {
		s->arena = arena;
		umb_steps_find(s, umb_rest_list(arena, p->root, NULL, &s->failed));
	}
	if (!s || s->failed)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < s->n_steps; i++)
		umb_class_add_set(out, s->step[i].set);
	if (s->can_end)
		umb_class_add_range(out, 0, 255);
	return UMB_OK;
}
