/*
 * pattern_tree.c - building nodes, measuring them on the way, and the arithmetic of classes and widths.
 */
#include "match/pattern_tree.h"

/* -- widths ---------------------------------------------------------------------------------------- */

uint32_t umb_width_add(uint32_t a, uint32_t b)
{
	uint32_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UMB_WIDTH_UNBOUNDED : sum;
}

uint32_t umb_width_mul(uint32_t a, uint32_t b)
{
	uint32_t product;

	if (a == 0 || b == 0)
		return 0;
	return __builtin_mul_overflow(a, b, &product) ? UMB_WIDTH_UNBOUNDED : product;
}

/* -- classes --------------------------------------------------------------------------------------- */

void umb_class_add_range(umb_class *c, uint8_t from, uint8_t to)
{
	for (unsigned b = from; b <= to; b++)
		umb_class_add(c, (uint8_t)b);
}

void umb_class_add_set(umb_class *c, const umb_class *other)
{
	for (size_t i = 0; i < UMB_COUNT(c->bits); i++)
		c->bits[i] |= other->bits[i];
}

void umb_class_add_text(umb_class *c, const char *bytes)
{
	for (; *bytes; bytes++)
		umb_class_add(c, (uint8_t)*bytes);
}

void umb_class_negate(umb_class *c)
{
	for (size_t i = 0; i < UMB_COUNT(c->bits); i++)
		c->bits[i] = ~c->bits[i];
}

void umb_class_fold(umb_class *c)
{
	/* Of the letters' 64 bits, A to Z are 1 to 26, and a to z 32 farther. */
	const uint64_t capitals = UINT64_C(0x07fffffe);
	uint64_t       letters  = (c->bits[1] | c->bits[1] >> 32) & capitals;

	c->bits[1] |= letters | letters << 32;
}

uint32_t umb_class_count(const umb_class *c)
{
	int n = 0;

	for (size_t i = 0; i < UMB_COUNT(c->bits); i++)
		n += __builtin_popcountll(c->bits[i]);
	return (uint32_t)n;
}

/* -- nodes ----------------------------------------------------------------------------------------- */

/*
 * code_len: PCRE2 with its usual link size refuses programs above 64 KB, and writes a group that is
 * repeated out once per round.  The numbers here are the lengths of its operations, rounded up.
 */
#define CODE_GROUP 10
#define CODE_BRANCH 3
#define CODE_CLASS 33
#define CODE_ROUND 16

umb_node *umb_node_new(umb_arena *arena, umb_node_kind kind)
{
	umb_node *n = umb_arena_zero(arena, 1, sizeof(*n));

	if (!n)
		return NULL;
	n->kind       = kind;
	n->n_expanded = 1;
	n->code_len   = 1;
	return n;
}

umb_node *umb_node_class(umb_arena *arena, const umb_class *set)
{
	umb_node *n = umb_node_new(arena, UMB_NODE_CLASS);

	if (!n)
		return NULL;
	n->set       = *set;
	n->width_min = 1;
	n->width_max = 1;
	n->code_len  = CODE_CLASS;
	if (umb_class_count(set) == 1)
		n->code_len = 2;
	return n;
}

umb_node *umb_node_edge(umb_arena *arena, umb_edge edge)
{
	umb_node *n = umb_node_new(arena, UMB_NODE_EDGE);

	if (n)
		n->edge = edge;
	return n;
}

static void measure_list(umb_node *n)
{
	bool is_first = true;

	n->code_len = CODE_GROUP;
	for (const umb_node *c = n->child; c; c = c->next) {
		umb_class_add_set(&n->set, &c->set);
		n->n_expanded = umb_width_add(n->n_expanded, c->n_expanded);
		n->code_len   = umb_width_add(n->code_len, umb_width_add(c->code_len, CODE_BRANCH));
		if (n->kind == UMB_NODE_CONCAT) {
			n->width_min = umb_width_add(n->width_min, c->width_min);
			n->width_max = umb_width_add(n->width_max, c->width_max);
		} else {
			n->width_min = is_first ? c->width_min : UMB_MIN(n->width_min, c->width_min);
			n->width_max = UMB_MAX(n->width_max, c->width_max);
		}
		is_first = false;
	}
}

/* A list of one is that one: fewer shapes for the readers of the tree. */
umb_node *umb_node_list(umb_arena *arena, umb_node_kind kind, umb_node *first)
{
	umb_node *n;

	if (!first)
		return umb_node_new(arena, UMB_NODE_EMPTY);
	if (!first->next)
		return first;
	n = umb_node_new(arena, kind);
	if (!n)
		return NULL;
	n->child = first;
	measure_list(n);
	return n;
}

umb_node *umb_node_repeat(umb_arena *arena, umb_node *body, uint32_t min, uint32_t max)
{
	umb_node *n = umb_node_new(arena, UMB_NODE_REPEAT);
	uint32_t  rounds = max == UMB_WIDTH_UNBOUNDED ? UMB_MAX(min, 1u) : max;

	if (!n)
		return NULL;
	n->n_expanded = umb_width_add(umb_width_mul(body->n_expanded, rounds), 1);
	n->code_len   = umb_width_add(body->code_len, CODE_ROUND);
	if (body->kind != UMB_NODE_CLASS)
		n->code_len = umb_width_mul(n->code_len, umb_width_add(rounds, 1));
	n->child     = body;
	n->set       = body->set;
	n->min       = min;
	n->max       = max;
	n->width_min = umb_width_mul(body->width_min, min);
	n->width_max = umb_width_mul(body->width_max, max);
	return n;
}

/* -- the pattern ----------------------------------------------------------------------------------- */

uint32_t umb_pattern_group(const umb_pattern *p, const char *name)
{
	for (const umb_group_name *g = p->names; g; g = g->next) {
		if (strcmp(g->name, name) == 0)
			return g->group;
	}
	return 0;
}

const char *umb_pattern_group_name(const umb_pattern *p, size_t i)
{
	const umb_group_name *g = p->names;

	while (g && i-- > 0)
		g = g->next;
	return g ? g->name : NULL;
}
