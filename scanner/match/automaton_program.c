/*
 * automaton_program.c - a pattern's tree written down as steps.
 *
 * A count is written out up to a bound, and becomes "or more" beyond it.  If the whole is too long even so, it is tried again
 * with a lower bound: what the beginning of a pattern says is nearly always enough to see that a text is something else.
 */
#include "match/automaton_private.h"

typedef struct writer {
	umb_program *out;
	umb_arena   *arena;
	uint32_t     most; /* nodes that one count may become */
	umb_status   st;
} writer;

static uint16_t add_step(writer *w, uint8_t what, uint16_t to, uint16_t or_to)
{
	umb_program *p = w->out;

	if (p->n_steps == UMB_PROGRAM_STEPS) {
		w->st = w->st == UMB_OK ? UMB_E_LIMIT : w->st;
		return 0;
	}
	p->step[p->n_steps] = (umb_program_step){ to, or_to, what };
	return p->n_steps++;
}

static bool is_same(const umb_class *a, const umb_class *b)
{
	uint64_t differs = 0;

	for (size_t i = 0; i < UMB_COUNT(a->bits); i++)
		differs |= a->bits[i] ^ b->bits[i];
	return differs == 0;
}

static uint16_t add_byte(writer *w, const umb_class *set, uint16_t to)
{
	umb_program *p = w->out;
	uint16_t     i = 0;

	while (i < p->n_sets && !is_same(&p->set[i], set))
		i++;
	if (i == UMB_PROGRAM_SETS) {
		w->st = w->st == UMB_OK ? UMB_E_LIMIT : w->st;
		return 0;
	}
	if (i == p->n_sets)
		p->set[p->n_sets++] = *set;
	return add_step(w, (uint8_t)i, to, 0);
}

static uint16_t write_node(writer *w, const umb_node *n, uint16_t next);

/* From the last one to the first, each of which goes on at what was written before it. */
static uint16_t write_list(writer *w, const umb_node *first, uint16_t next)
{
	const umb_node **node;
	size_t           n = 0;

	for (const umb_node *c = first; c; c = c->next)
		n++;
	node = umb_arena_zero(w->arena, n + 1, sizeof(*node));
	if (!node) {
		w->st = UMB_E_NOMEM;
		return 0;
	}
	n = 0;
	for (const umb_node *c = first; c; c = c->next)
		node[n++] = c;
	while (n > 0 && w->st == UMB_OK)
		next = write_node(w, node[--n], next);
	return next;
}

static uint16_t write_any(writer *w, const umb_node *first, uint16_t next)
{
	uint16_t at = 0;

	for (const umb_node *c = first; c && w->st == UMB_OK; c = c->next) {
		uint16_t one = write_node(w, c, next);

		at = c == first ? one : add_step(w, UMB_STEP_EITHER, one, at);
	}
	return at;
}

/* Any number of rounds. */
static uint16_t write_loop(writer *w, const umb_node *body, uint16_t next)
{
	uint16_t loop = add_step(w, UMB_STEP_EITHER, next, next), first = write_node(w, body, loop);

	if (w->st == UMB_OK)
		w->out->step[loop].or_to = first;
	return loop;
}

static uint16_t write_rounds(writer *w, const umb_node *n, uint16_t next)
{
	const umb_node *body = n->child;
	uint32_t        rounds = UMB_MAX(1u, body->n_expanded), most = UMB_MAX(1u, w->most / rounds);
	uint32_t        all  = (n->min == n->max ? 8 : 4) * w->most;
	uint32_t        must = UMB_MIN(n->min, UMB_MAX(1u, all / rounds)), may = n->max - n->min; /* unbounded: more than `most` */
	uint16_t        after = next;

	if (must < n->min || (n->max != n->min && may > most / 4 + 1)) {
		after = write_loop(w, body, next);
	} else {
		for (uint32_t i = 0; i < may && w->st == UMB_OK; i++)
			after = add_step(w, UMB_STEP_EITHER, next, write_node(w, body, after));
	}
	for (uint32_t i = 0; i < must && w->st == UMB_OK; i++)
		after = write_node(w, body, after);
	return after;
}

static uint16_t write_node(writer *w, const umb_node *n, uint16_t next)
{
	if (w->st != UMB_OK)
		return 0;
	switch (n->kind) {
	case UMB_NODE_CLASS:
		return add_byte(w, &n->set, next);
	case UMB_NODE_CONCAT:
		return write_list(w, n->child, next);
	case UMB_NODE_ALTERNATE:
		return write_any(w, n->child, next);
	case UMB_NODE_REPEAT:
		return write_rounds(w, n, next);
	case UMB_NODE_EDGE:
		if (n->edge != UMB_EDGE_TEXT_START && n->edge != UMB_EDGE_TEXT_END)
			return next;
		return add_step(w, n->edge == UMB_EDGE_TEXT_START ? UMB_STEP_FIRST : UMB_STEP_LAST, next, 0);
	default:
		return next;
	}
}

umb_status umb_program_make(umb_program *out, umb_arena *arena, const umb_pattern *tree)
{
	writer w = { out, arena, 8, UMB_E_LIMIT };

	for (; w.most > 0 && w.st == UMB_E_LIMIT; w.most /= 2) {
		out->n_steps = out->n_sets = 0;
		w.st       = UMB_OK;
		out->first = write_list(&w, tree->root, add_step(&w, UMB_STEP_END, 0, 0));
	}
	return w.st;
}
