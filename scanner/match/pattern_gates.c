/*
 * pattern_gates.c - from what follows a literal to checks that every match passes.
 *
 * What follows is flattened to parts: a set of bytes and how many there are at least and at most.  Any
 * stretch of neighbouring parts is a run of the union of their sets, as long as their minimum widths
 * together, and it begins within the maximum widths of all parts before it: that is a gate, whatever the
 * parts were.  The most selective ones, of different stretches, are taken.
 */
#include "match/pattern_tree.h"

#define MAX_PARTS 48
#define MAX_GAP 128
/* A gate of one or two bytes of a set this common says nothing. */
#define COMMON_SET 0.6
#define SHORT_RUN 8
/* A run longer than this is not more selective in practice; then the smaller set is. */
#define ENOUGH 16
/* What lets more pass than this is not worth a look. */
#define MAX_STOP_CHANCE 0.5

typedef struct part {
	const umb_class *set;
	const umb_node  *node; /* one or more of it, unless width_min is 0 */
	uint32_t         width_min, width_max;
	bool             is_used;
} part;

typedef struct parts {
	part   at[MAX_PARTS];
	size_t n;
} parts;

static bool add_part(parts *p, const umb_node *node, uint32_t min, uint32_t max)
{
	if (p->n == MAX_PARTS)
		return false;
	if (max > 0)
		p->at[p->n++] = (part){ &node->set, node, min, max, false };
	return true;
}

/* False when there is no more room: what was collected so far still holds. */
static bool flatten_node(parts *p, const umb_node *n)
{
	if (n->kind != UMB_NODE_CONCAT)
		return add_part(p, n, n->width_min, n->width_max);
	for (const umb_node *c = n->child; c; c = c->next) {
		if (!flatten_node(p, c))
			return false;
	}
	return true;
}

static void flatten_rest(parts *p, const umb_rest *rest)
{
	for (; rest; rest = rest->next) {
		if (rest->is_rounds) {
			const umb_node *body = rest->node->child;
			uint32_t        min  = umb_width_mul(body->width_min, rest->min);

			if (!add_part(p, body, min, umb_width_mul(body->width_max, rest->max)))
				return;
			continue;
		}
		for (const umb_node *n = rest->node; n; n = n->next) {
			if (!flatten_node(p, n))
				return;
		}
	}
}

/* How likely text that is no match gets through.  Bytes of one kind stand together, hence the softened power. */
static double chance(double p, uint32_t gap, uint32_t run)
{
	double again = (1.0 + 4.0 * p) / 5.0;

	for (uint32_t i = 1; i < run && i < ENOUGH; i++)
		p *= again;
	return p * (double)(gap + 1);
}

typedef struct stretch {
	umb_gate gate;
	size_t   from, to; /* parts */
	double   chance;
} stretch;

/* All stretches that begin with part `from`; keeps the best in *best. */
static void try_from(const parts *p, size_t from, uint32_t gap, stretch *best)
{
	umb_gate g = { .gap_max = gap };

	for (size_t to = from; to < p->n && !p->at[to].is_used; to++) {
		double common, through;

		umb_class_add_set(&g.set, p->at[to].set);
		g.run_min = umb_width_add(g.run_min, p->at[to].width_min);
		if (p->at[to].width_min == 0)
			continue;
		common  = umb_rarity_class(&g.set);
		through = chance(common, gap, g.run_min);
		if ((common > COMMON_SET && g.run_min < SHORT_RUN) || common > 0.97 || through >= best->chance)
			continue;
		*best = (stretch){ g, from, to, through };
	}
}

static bool best_stretch(const parts *p, stretch *best)
{
	uint32_t gap = 0;

	best->chance = 1e9;
	for (size_t i = 0; i < p->n && gap <= MAX_GAP; i++) {
		if (!p->at[i].is_used)
			try_from(p, i, gap, best);
		gap = umb_width_add(gap, p->at[i].width_max);
	}
	return best->chance < 1e9;
}

/* Adds what the texts of a node may begin with; its width is more than 0. */
static void add_first(umb_class *out, const umb_node *n)
{
	switch (n->kind) {
	case UMB_NODE_CONCAT:
		for (const umb_node *c = n->child; c; c = c->next) {
			add_first(out, c);
			if (c->width_min > 0)
				return;
		}
		return;
	case UMB_NODE_ALTERNATE:
		for (const umb_node *c = n->child; c; c = c->next)
			add_first(out, c);
		return;
	case UMB_NODE_REPEAT:
		add_first(out, n->child);
		return;
	default:
		umb_class_add_set(out, &n->set);
	}
}

static bool is_disjoint(const umb_class *a, const umb_class *b)
{
	return !((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) | (a->bits[3] & b->bits[3]));
}

/*
 * The first parts up to one that begins with none of their bytes: the run behind the literal must end there, and with the
 * right byte.  Of several such places the most telling one; false when none tells much.
 */
static bool best_stop(const parts *p, umb_gate *out)
{
	umb_gate g = { .gap_max = 0 };
	double   best = MAX_STOP_CHANCE;

	for (size_t i = 0; i < p->n && g.gap_max <= MAX_GAP; i++) {
		memset(&g.stop, 0, sizeof(g.stop));
		if (p->at[i].width_min > 0)
			add_first(&g.stop, p->at[i].node);
		/* Directly behind the literal a run of one says the same. */
		if (g.gap_max > 0 && p->at[i].width_min > 0 && is_disjoint(&g.stop, &g.set)) {
			double stop = umb_rarity_class(&g.stop), through = stop / (stop + 1.0 - umb_rarity_class(&g.set) + 0.001);

			if (through < best) {
				best = through;
				*out = g;
			}
		}
		umb_class_add_set(&g.set, p->at[i].set);
		g.run_min = umb_width_add(g.run_min, p->at[i].width_min);
		g.gap_max = umb_width_add(g.gap_max, p->at[i].width_max);
	}
	return best < MAX_STOP_CHANCE;
}

void umb_gates_derive(umb_anchor *a, const umb_rest *rest)
{
	parts   p = { .n = 0 };
	stretch s;

	flatten_rest(&p, rest);
	a->n_gates = best_stop(&p, &a->gate[0]);
	while (a->n_gates < UMB_MAX_GATES && best_stretch(&p, &s)) {
		a->gate[a->n_gates++] = s.gate;
		for (size_t i = s.from; i <= s.to; i++)
			p.at[i].is_used = true;
	}
}

/* Bytes at the start of `rest` that are token bytes in every match; stops counting at a run. */
uint32_t umb_rest_run(const umb_rest *rest)
{
	parts     p = { .n = 0 };
	umb_class token = { { 0 } };
	uint32_t  n = 0;

	for (unsigned b = 0; b < 256; b++) {
		if (umb_byte_is_token((uint8_t)b))
			umb_class_add(&token, (uint8_t)b);
	}
	flatten_rest(&p, rest);
	for (size_t i = 0; i < p.n && n < UMB_LITERAL_RUN; i++) {
		for (size_t k = 0; k < 4; k++) {
			if (p.at[i].set->bits[k] & ~token.bits[k])
				return n;
		}
		n = umb_width_add(n, p.at[i].width_min);
	}
	return n;
}
