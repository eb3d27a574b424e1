/*
 * compile.c - rule definitions to the tables the engine runs on.
 *
 * Per rule: parse the pattern, derive its anchors, check that the engine can honour its reach.  Then for
 * all rules together: equal literals become one, equal gates become one, and every literal gets the list
 * of what to do where it occurs.
 */
#include "rule/rule.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/number.h"

#define MAX_TRIGGERS 200000

typedef struct compiler {
	umb_arena   *arena;  /* what stays */
	umb_arena    work;   /* trees and derivations */
	umb_teller  *tell;
	umb_rule    *rules;
	umb_derived *derived; /* one per rule */
	size_t       n_rules;
	umb_err     *err;
} compiler;

static umb_status no_memory(compiler *c)
{
	return umb_err_set(c->err, UMB_E_NOMEM, "out of memory while compiling rules");
}

static void rule_error(compiler *c, const umb_rule_def *def, const char *words)
{
	umb_tell(c->tell, "%s:%u:%u: rule '%s': %s", def->file, def->pattern_line ? def->pattern_line : def->line,
	         def->pattern_line ? def->pattern_column : def->column, def->info.id, words);
	c->tell->n_errors++;
}

/*
 * A token may also begin behind an escape of the text around it: "\nghp_..." in JSON, "%20ghp_..." in a
 * URL.  There the byte before is a letter, and a plain \b would hide a live token.
 */
static const char *widen_left_boundary(compiler *c, const char *pattern)
{
	static const char wide[] = "(?:\\b|(?<=\\\\[nrt])|(?<=%[0-9A-Fa-f]{2}))";
	umb_buf     b = UMB_BUF_INIT_MAX(16384);
	const char *out = NULL;

	if (strncmp(pattern, "\\b", 2) != 0)
		return umb_arena_strdup(c->arena, pattern);
	umb_buf_append_str(&b, wide);
	umb_buf_append_str(&b, pattern + 2);
	if (b.failed == UMB_OK)
		out = umb_arena_strdup(c->arena, umb_buf_str(&b));
	umb_buf_clear(&b);
	return out;
}

static bool find_secret_group(umb_rule *r, const umb_rule_def *def, const umb_pattern *p, const umb_derived *d)
{
	uint64_t n = 0;

	r->secret_group = def->group > 0 ? (uint32_t)def->group : d->secret_group;
	if (!def->secret)
		return true;
	if (umb_parse_u64(&n, umb_slice_str(def->secret), 0, d->n_groups))
		r->secret_group = (uint32_t)n;
	else
		r->secret_group = umb_pattern_group(p, def->secret);
	return r->secret_group != 0 || (def->secret[0] == '0' && !def->secret[1]);
}

static void measure(umb_rule *r, const umb_derived *d)
{
	r->n_groups    = d->n_groups + 1;
	r->width_max   = d->width_max == UMB_WIDTH_UNBOUNDED ? UMB_REACH_UNBOUNDED : d->width_max;
	r->off_max     = 0;
	r->is_anchored = true;
	for (size_t i = 0; i < d->n_anchors; i++) {
		const umb_anchor *a = &d->anchor[i];

		r->is_anchored = r->is_anchored && a->off_min == a->off_max && a->off_min == d->anchor[0].off_min;
		r->off_max     = UMB_MAX(r->off_max, UMB_MIN(a->off_max, r->width_max));
	}
}

static umb_status compile_rule(compiler *c, const umb_rule_def *def)
{
	umb_rule    *r   = &c->rules[c->n_rules];
	umb_derived *d   = &c->derived[c->n_rules];
	umb_pattern *p   = NULL;
	umb_err      why = UMB_ERR_INIT;
	umb_status   st  = umb_pattern_parse(&p, &c->work, def->pattern, &why);

	if (st == UMB_OK)
		st = umb_pattern_derive(d, &c->work, p, &why);
	if (st == UMB_E_NOMEM)
		return no_memory(c);
	memset(r, 0, sizeof(*r));
	if (st != UMB_OK) {
		rule_error(c, def, why.text);
	} else if (d->n_anchors == 0) {
		rule_error(c, def, "no literal of four bytes can be derived that every match contains; the rule would be tried everywhere");
	} else if (d->width_max != UMB_WIDTH_UNBOUNDED && d->width_max > UMB_REACH_MAX) {
		rule_error(c, def, "a match can be longer than 16,384 bytes; put an upper bound on the repeats");
	} else if (d->n_groups >= UMB_REGEX_MAX_GROUPS) {
		rule_error(c, def, "more than 31 capture groups");
	} else if (!find_secret_group(r, def, p, d)) {
		rule_error(c, def, "the 'secret' group is not in the pattern");
	} else {
		measure(r, d);
		r->info         = def->info;
		r->written      = umb_arena_strdup(c->arena, def->pattern);
		r->pattern      = widen_left_boundary(c, def->pattern);
		r->checks       = def->checks;
		r->n_checks     = def->n_checks;
		r->is_text_only = def->is_text_only;
		if (!r->written || !r->pattern)
			return no_memory(c);
		c->n_rules++;
	}
	return UMB_OK;
}

/* -- all rules together ---------------------------------------------------------------------------- */

typedef struct flat {
	const umb_anchor *anchor;
	uint32_t          rule;
} flat;

static int by_literal(const void *x, const void *y)
{
	const flat *a = x, *b = y;
	const umb_literal *la = &a->anchor->literal, *lb = &b->anchor->literal;
	int d = memcmp(la->bytes, lb->bytes, UMB_MIN(la->len, lb->len));

	if (d == 0)
		d = (int)la->len - (int)lb->len;
	if (d == 0)
		d = (int)la->nocase - (int)lb->nocase;
	if (d == 0)
		d = (int)la->in_run - (int)lb->in_run;
	if (d == 0)
		d = a->rule < b->rule ? -1 : a->rule > b->rule;
	if (d == 0)
		d = a->anchor < b->anchor ? -1 : a->anchor > b->anchor;
	return d;
}

static bool same_literal(const umb_literal *a, const umb_literal *b)
{
	return a->len == b->len && a->nocase == b->nocase && a->in_run == b->in_run && memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* Gates are few and shared: the same list stands behind every literal of a class that was written out. */
static umb_status intern_gates(umb_gate *gates, size_t *n_gates, const umb_anchor *a, uint32_t *first)
{
	size_t n = a->n_gates;

	for (size_t i = 0; i + n <= *n_gates; i++) {
		size_t k = 0;

		while (k < n && memcmp(&gates[i + k], &a->gate[k], sizeof(gates[0])) == 0)
			k++;
		if (k == n) {
			*first = (uint32_t)i;
			return UMB_OK;
		}
	}
	*first = (uint32_t)*n_gates;
	for (size_t k = 0; k < n; k++) {
		memset(&gates[*n_gates], 0, sizeof(gates[0]));
		gates[*n_gates].set     = a->gate[k].set;
		gates[*n_gates].gap_max = a->gate[k].gap_max;
		gates[*n_gates].run_min = a->gate[k].run_min;
		(*n_gates)++;
	}
	return UMB_OK;
}

static size_t count_anchors(const compiler *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_rules; i++)
		n += c->derived[i].n_anchors;
	return n;
}

typedef struct tables {
	flat        *flat;
	umb_literal *literals;
	uint32_t    *first;
	umb_trigger *triggers;
	umb_gate    *gates;
	size_t       n, n_literals, n_gates;
} tables;

static umb_status allocate(compiler *c, tables *t)
{
	t->n = count_anchors(c);
	if (t->n > MAX_TRIGGERS)
		return umb_err_set(c->err, UMB_E_LIMIT, "the rules need more than %d literals", MAX_TRIGGERS);
	t->flat     = umb_arena_zero(&c->work, t->n + 1, sizeof(*t->flat));
	t->literals = umb_arena_zero(&c->work, t->n + 1, sizeof(*t->literals));
	t->gates    = umb_arena_zero(c->arena, t->n * UMB_MAX_GATES + 1, sizeof(*t->gates));
	t->first    = umb_arena_zero(c->arena, t->n + 2, sizeof(*t->first));
	t->triggers = umb_arena_zero(c->arena, t->n + 1, sizeof(*t->triggers));
	if (!t->flat || !t->literals || !t->gates || !t->first || !t->triggers)
		return no_memory(c);
	return UMB_OK;
}

static umb_status link_triggers(compiler *c, tables *t)
{
	umb_status st = UMB_OK;
	size_t     n  = 0;

	for (size_t r = 0; r < c->n_rules; r++) {
		for (size_t i = 0; i < c->derived[r].n_anchors; i++)
			t->flat[n++] = (flat){ &c->derived[r].anchor[i], (uint32_t)r };
	}
	qsort(t->flat, n, sizeof(*t->flat), by_literal);
	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		const umb_anchor *a  = t->flat[i].anchor;
		umb_trigger      *tr = &t->triggers[i];

		if (i == 0 || !same_literal(&a->literal, &t->literals[t->n_literals - 1])) {
			t->literals[t->n_literals] = a->literal;
			t->first[t->n_literals++]  = (uint32_t)i;
		}
		tr->rule        = t->flat[i].rule;
		tr->off_min     = a->off_min;
		tr->n_gates     = a->n_gates;
		tr->literal_len = a->literal.len;
		tr->word_before = a->word_before;
		st = intern_gates(t->gates, &t->n_gates, a, &tr->gate);
	}
	t->first[t->n_literals] = (uint32_t)n;
	return st;
}

static int by_id(const void *x, const void *y)
{
	const umb_rule_def *const *a = x, *const *b = y;
	int d = strcmp((*a)->info.id, (*b)->info.id);

	return d ? d : (*a < *b ? -1 : *a > *b);
}

/* Sorted by id; of several with one id the last stays. */
static umb_status pick(compiler *c, const umb_rule_list *list, const umb_rule_def ***out, size_t *n_out)
{
	const umb_rule_def **def = umb_arena_zero(&c->work, list->n_rules + 1, sizeof(*def));
	size_t n = 0;

	if (!def)
		return no_memory(c);
	for (size_t i = 0; i < list->n_rules; i++)
		def[i] = &list->rule[i];
	qsort(def, list->n_rules, sizeof(*def), by_id);
	for (size_t i = 0; i < list->n_rules; i++) {
		if (i + 1 == list->n_rules || strcmp(def[i]->info.id, def[i + 1]->info.id) != 0)
			def[n++] = def[i];
		else if (strcmp(def[i]->file, def[i + 1]->file) == 0)
			rule_error(c, def[i + 1], "this id is there twice in one file");
	}
	*out   = def;
	*n_out = n;
	return UMB_OK;
}

umb_status umb_rules_compile(umb_ruleset_tables *out, umb_arena *arena, const umb_rule_list *list, umb_teller *tell,
                             umb_err *err)
{
	compiler             c   = { .arena = arena, .tell = tell, .err = err, .work = UMB_ARENA_INIT };
	const umb_rule_def **def = NULL;
	tables               t   = { 0 };
	size_t               n   = 0;
	umb_status           st  = pick(&c, list, &def, &n);

	if (st == UMB_OK) {
		c.rules   = umb_arena_zero(arena, n + 1, sizeof(*c.rules));
		c.derived = umb_arena_zero(&c.work, n + 1, sizeof(*c.derived));
		st        = c.rules && c.derived ? UMB_OK : no_memory(&c);
	}
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = compile_rule(&c, def[i]);
	if (st == UMB_OK)
		st = allocate(&c, &t);
	if (st == UMB_OK)
		st = link_triggers(&c, &t);
	if (st == UMB_OK)
		st = umb_literal_set_build(&out->literals, arena, t.literals, t.n_literals, err);
	if (st == UMB_OK) {
		out->rules         = c.rules;
		out->n_rules       = c.n_rules;
		out->n_literals    = t.n_literals;
		out->first_trigger = t.first;
		out->triggers      = t.triggers;
		out->gates         = t.gates;
		out->n_gates       = t.n_gates;
	}
	umb_arena_clear(&c.work);
	return st;
}
