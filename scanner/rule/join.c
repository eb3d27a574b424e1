/*
 * join.c - all rules together: literals of the same bytes become one, equal gates become one, and every literal gets
 * the list of what to do where it occurs, those with the same first gate side by side: dozens of rules ask for "secret" and an
 * operator behind it.  Gates of a base are used as they are; the set of literals is built anew, because it is one table for all.
 */
#include "rule/compile_parts.h"

#include "base/err.h"

#define MAX_TRIGGERS 200000

/* A trigger before it has its place. */
typedef struct flat {
	const umb_literal *literal;
	const umb_anchor  *anchor; /* NULL: of the base, its gates are known */
	const umb_gate    *gate;   /* the first; NULL: none */
	umb_trigger        trigger;
	uint32_t           order;
} flat;

typedef struct tables {
	flat        *flat;
	umb_literal *literals;
	uint32_t    *first;
	umb_trigger *triggers;
	umb_gate    *gates;
	size_t       n, n_literals, n_gates;
} tables;

static int compare_gates(const umb_gate *a, const umb_gate *b)
{
	if (a == b)
		return 0;
	return a == NULL ? -1 : b == NULL ? 1 : memcmp(a, b, sizeof(*a));
}

static int by_literal(const void *x, const void *y)
{
	const flat *a = x, *b = y;
	const umb_literal *la = a->literal, *lb = b->literal;
	int d = memcmp(la->bytes, lb->bytes, UMB_MIN(la->len, lb->len));

	if (d == 0)
		d = (int)la->len - (int)lb->len;
	if (d == 0)
		d = compare_gates(a->gate, b->gate);
	if (d == 0)
		d = a->trigger.rule < b->trigger.rule ? -1 : a->trigger.rule > b->trigger.rule;
	if (d == 0)
		d = a->order < b->order ? -1 : a->order > b->order;
	return d;
}

/*
 * Of the same bytes there is one literal, found wherever one of them would be: what a rule gets to see beyond that, its
 * gates and its pattern turn away, and that is cheaper than comparing "https://" four times.
 */
static bool unite(umb_literal *known, const umb_literal *l)
{
	if (known->len != l->len || memcmp(known->bytes, l->bytes, l->len) != 0)
		return false;
	known->nocase = known->nocase || l->nocase;
	known->in_run = known->in_run && l->in_run;
	return true;
}

/* Gates are few and shared: the same list stands behind every literal of a class that was written out. */
static uint32_t intern_gates(tables *t, const umb_anchor *a)
{
	size_t n = a->n_gates, first = t->n_gates;

	for (size_t i = 0; i + n <= t->n_gates; i++) {
		size_t k = 0;

		while (k < n && memcmp(&t->gates[i + k], &a->gate[k], sizeof(t->gates[0])) == 0)
			k++;
		if (k == n)
			return (uint32_t)i;
	}
	for (size_t k = 0; k < n; k++)
		t->gates[t->n_gates++] = a->gate[k];
	return (uint32_t)first;
}

static void add(tables *t, const umb_literal *literal, const umb_anchor *anchor, umb_trigger trigger)
{
	const umb_gate *gate = trigger.n_gates == 0 ? NULL : anchor ? anchor->gate : &t->gates[trigger.gate];

	t->flat[t->n] = (flat){ literal, anchor, gate, trigger, (uint32_t)t->n };
	t->n++;
}

static void add_derived(tables *t, const umb_derived *d, uint32_t rule)
{
	for (size_t i = 0; i < d->n_anchors; i++) {
		const umb_anchor *a = &d->anchor[i];

		add(t, &a->literal, a, (umb_trigger){ rule, a->off_min, 0, a->n_gates, a->literal.len, a->word_before, 1 });
	}
}

static void add_base(tables *t, const umb_compiler *c)
{
	const umb_ruleset_tables *base = c->base;

	if (base->n_gates)
		memcpy(t->gates, base->gates, base->n_gates * sizeof(*t->gates));
	t->n_gates = base->n_gates;
	for (size_t l = 0; l < base->n_literals; l++) {
		for (uint32_t i = base->first_trigger[l]; i < base->first_trigger[l + 1]; i++) {
			umb_trigger tr = base->triggers[i];

			tr.rule = c->moved[tr.rule];
			if (tr.rule != UINT32_MAX)
				add(t, umb_literal_set_at(base->literals, l), NULL, tr);
		}
	}
}

static umb_status allocate(umb_compiler *c, tables *t)
{
	size_t n_base = c->base ? c->base->first_trigger[c->base->n_literals] : 0, n_base_gates = c->base ? c->base->n_gates : 0;
	size_t n = 0;

	for (size_t i = 0; i < c->n_rules; i++)
		n += c->derived[i].n_anchors;
	if (n + n_base > MAX_TRIGGERS)
		return umb_err_set(c->err, UMB_E_LIMIT, "the rules need more than %d literals", MAX_TRIGGERS);
	t->gates    = umb_arena_zero(c->arena, n_base_gates + n * UMB_MAX_GATES + 1, sizeof(*t->gates));
	n += n_base;
	t->flat     = umb_arena_zero(&c->work, n + 1, sizeof(*t->flat));
	t->literals = umb_arena_zero(&c->work, n + 1, sizeof(*t->literals));
	t->first    = umb_arena_zero(c->arena, n + 2, sizeof(*t->first));
	t->triggers = umb_arena_zero(c->arena, n + 1, sizeof(*t->triggers));
	if (!t->flat || !t->literals || !t->gates || !t->first || !t->triggers)
		return umb_err_set(c->err, UMB_E_NOMEM, "out of memory while compiling rules");
	return UMB_OK;
}

static void count_same(tables *t)
{
	for (size_t l = 0; l < t->n_literals; l++) {
		for (uint32_t i = t->first[l + 1]; i-- > t->first[l];) {
			const flat *f = &t->flat[i];
			bool is_same  = i + 1 < t->first[l + 1] && f->gate && compare_gates(f->gate, f[1].gate) == 0;

			t->triggers[i].n_same = (uint8_t)(is_same ? UMB_MIN(t->triggers[i + 1].n_same + 1, UINT8_MAX) : 1);
		}
	}
}

static void link_triggers(umb_compiler *c, tables *t)
{
	if (c->base)
		add_base(t, c);
	for (size_t r = 0; r < c->n_rules; r++)
		add_derived(t, &c->derived[r], (uint32_t)r);
	qsort(t->flat, t->n, sizeof(*t->flat), by_literal);
	for (size_t i = 0; i < t->n; i++) {
		const flat *f = &t->flat[i];

		if (i == 0 || !unite(&t->literals[t->n_literals - 1], f->literal)) {
			t->literals[t->n_literals] = *f->literal;
			t->first[t->n_literals++]  = (uint32_t)i;
		}
		t->triggers[i] = f->trigger;
		if (f->anchor)
			t->triggers[i].gate = intern_gates(t, f->anchor);
	}
	t->first[t->n_literals] = (uint32_t)t->n;
	count_same(t);
}

static umb_status list_files(umb_compiler *c, umb_ruleset_tables *out)
{
	uint32_t *files = umb_arena_zero(c->arena, c->n_rules + 1, sizeof(*files));

	out->files   = files;
	out->n_files = 0;
	if (!files)
		return umb_err_set(c->err, UMB_E_NOMEM, "out of memory while compiling rules");
	for (size_t i = 0; i < c->n_rules; i++) {
		if (c->rules[i].form)
			files[out->n_files++] = (uint32_t)i;
	}
	return UMB_OK;
}

umb_status umb_rules_join(umb_compiler *c, umb_ruleset_tables *out)
{
	tables     t  = { 0 };
	umb_status st = allocate(c, &t);

	if (st != UMB_OK)
		return st;
	link_triggers(c, &t);
	st = umb_literal_set_build(&out->literals, c->arena, t.literals, t.n_literals, c->err);
	if (st != UMB_OK)
		return st;
	out->rules         = c->rules;
	out->n_rules       = c->n_rules;
	out->n_literals    = t.n_literals;
	out->first_trigger = t.first;
	out->triggers      = t.triggers;
	out->gates         = t.gates;
	out->n_gates       = t.n_gates;
	return list_files(c, out);
}
