/*
 * compile.c - rule definitions to rules.
 *
 * Per rule: parse the pattern, derive its anchors, check that the engine can honour its reach.  Rules of
 * tables that are there already are taken over as they are: deriving the built-in ones again for every
 * pack of a user took a hundred times as long as the pack itself.  join.c makes tables of all of them.
 */
#include "rule/compile_parts.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"

typedef umb_compiler compiler;

static umb_status no_memory(compiler *c)
{
	return umb_err_set(c->err, UMB_E_NOMEM, "out of memory while compiling rules");
}

static void rule_error(compiler *c, const umb_rule_def *def, umb_yaml_place at, const char *words)
{
	umb_tell(c->tell, false, def->file, at, "rule '%s': %s", def->info.id, words);
}

/* Of the pattern, which the place of the rule stands for where it was made of text without one. */
static void pattern_error(compiler *c, const umb_rule_def *def, const char *words)
{
	rule_error(c, def, def->pattern_at.line ? def->pattern_at : def->at, words);
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

static void unknown_group(compiler *c, const umb_rule_def *def, const umb_pattern *p)
{
	const char *names[UMB_REGEX_MAX_GROUPS], *near;
	size_t      n = 0;

	while (n < UMB_COUNT(names) && (names[n] = umb_pattern_group_name(p, n)))
		n++;
	near = umb_text_near_miss(def->secret, names, n);
	umb_tell(c->tell, false, def->file, def->secret_at.line ? def->secret_at : def->at,
	         "rule '%s': the 'secret' group '%s' is not in the pattern%s%s%s", def->info.id, def->secret,
	         near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static bool find_secret_group(umb_rule *r, const umb_rule_def *def, const umb_pattern *p, const umb_derived *d)
{
	uint64_t n = 0;

	r->secret_group = d->secret_group;
	if (!def->secret)
		return true;
	if (umb_parse_u64(&n, umb_slice_str(def->secret), 0, d->n_groups))
		r->secret_group = (uint32_t)n;
	else
		r->secret_group = umb_pattern_group(p, def->secret);
	return r->secret_group != 0 || (def->secret[0] == '0' && !def->secret[1]);
}

/* The group that a rule about files names, or none: of the others the first one is the secret. */
static void find_file_secret(umb_rule *r, const umb_rule_def *def, const umb_pattern *p)
{
	if (!def->secret)
		r->secret_group = umb_pattern_group(p, "secret");
}

void umb_rule_measure(umb_rule *r, const umb_derived *d)
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

/*
 * What its author says of a pattern that promises nothing.  Where in a match the literal stands is not known, so that every
 * start from which it can be reached is tried.
 */
static umb_status declare(compiler *c, umb_derived *d, const umb_rule_def *def)
{
	size_t n = 0;

	while (def->info.literals[n])
		n++;
	d->anchor = umb_arena_zero(&c->work, n + 1, sizeof(*d->anchor));
	if (!d->anchor)
		return no_memory(c);
	for (size_t i = 0; i < n; i++) {
		umb_anchor *a   = &d->anchor[d->n_anchors];
		size_t      len = strlen(def->info.literals[i]);

		if (len < 4 || len > UMB_LITERAL_MAX_LEN)
			continue; /* told by the binder */
		a->off_max        = d->width_max == UMB_WIDTH_UNBOUNDED ? UMB_WIDTH_UNBOUNDED : d->width_max - (uint32_t)UMB_MIN(len, (size_t)d->width_max);
		a->literal.len    = (uint8_t)len;
		a->literal.nocase = true;
		for (size_t k = 0; k < len; k++)
			a->literal.bytes[k] = umb_ascii_lower((uint8_t)def->info.literals[i][k]);
		d->n_anchors++;
	}
	return UMB_OK;
}

#define MIN_BEGINNING 4

/* What begins with a byte or two could be anything, unless it is small. */
static void check_form(compiler *c, const umb_rule_def *def, const umb_derived *d)
{
	if (d->width_min < MIN_BEGINNING && !def->form->max_size)
		pattern_error(c, def, "a file that is known by less than four bytes needs a 'max-size'");
	if (def->form->max_size && def->form->max_size < UMB_MAX(def->form->min_size, d->width_min))
		pattern_error(c, def, "no file of 'max-size' or less begins like this");
}

/* All that is wrong with a pattern that parses; true when nothing is. */
static bool check_pattern(compiler *c, umb_rule *r, const umb_rule_def *def, const umb_pattern *p, const umb_derived *d)
{
	size_t before = c->tell->n_errors;

	if (def->form)
		check_form(c, def, d);
	else if (d->n_anchors == 0 && !def->info.literals[0])
		pattern_error(c, def, "no literal of four bytes can be derived that every match contains, so that the rule would be tried "
		                      "everywhere; name those that you look for under 'literals'");
	if (d->n_anchors > 0 && def->info.literals[0])
		rule_error(c, def, def->literals_at, "'literals' are for patterns from which none can be derived, as they can from this one; leave them out");
	if (d->width_max != UMB_WIDTH_UNBOUNDED && d->width_max > UMB_REACH_MAX)
		pattern_error(c, def, "a match can be longer than 16,384 bytes; put an upper bound on the repeats");
	if (d->n_groups >= UMB_REGEX_MAX_GROUPS)
		pattern_error(c, def, "more than 31 capture groups");
	if (!find_secret_group(r, def, p, d))
		unknown_group(c, def, p);
	else if (def->form)
		find_file_secret(r, def, p);
	return c->tell->n_errors == before;
}

/*
 * A value is a pattern by itself: an open bracket in it would be closed by what near.c puts behind, and columns are counted as
 * its author does.
 */
static umb_status parse(compiler *c, umb_pattern **out, const umb_rule_def *def, umb_err *why)
{
	umb_status st = def->value ? umb_pattern_parse(out, &c->work, def->value, why) : UMB_OK;

	return st == UMB_OK ? umb_pattern_parse(out, &c->work, def->pattern, why) : st;
}

static umb_status copy_form(compiler *c, umb_file_form **out, const umb_file_form *form, const umb_pattern *p, umb_err *why)
{
	*out = umb_arena_zero(c->arena, 1, sizeof(**out));
	if (!*out)
		return UMB_E_NOMEM;
	**out = *form;
	return umb_pattern_first(&(*out)->first, &c->work, p, why);
}

static umb_status compile_rule(compiler *c, const umb_rule_def *def)
{
	umb_rule    *r   = &c->rules[c->n_rules];
	umb_derived *d   = &c->derived[c->n_rules];
	umb_pattern *p   = NULL;
	umb_err      why = UMB_ERR_INIT;
	umb_status   st  = parse(c, &p, def, &why);
	umb_file_form *form = NULL;

	if (st == UMB_OK)
		st = umb_pattern_derive(d, &c->work, p, NULL, &why);
	if (st == UMB_OK && def->form)
		st = copy_form(c, &form, def->form, p, &why);
	if (st == UMB_E_NOMEM)
		return no_memory(c);
	memset(r, 0, sizeof(*r));
	if (st != UMB_OK)
		pattern_error(c, def, why.text);
	if (st != UMB_OK || !check_pattern(c, r, def, p, d) || def->is_partial) {
		memset(d, 0, sizeof(*d));
		return UMB_OK;
	}
	if (def->info.literals[0] && declare(c, d, def) != UMB_OK)
		return UMB_E_NOMEM;
	umb_rule_measure(r, d);
	if (def->form)
		d->n_anchors = 0; /* it is tried where a file begins, and nowhere else */
	c->tree[c->n_rules] = def->form || def->info.literals[0] ? NULL : p;
	r->form         = form;
	r->info         = def->info;
	r->written      = umb_arena_strdup(c->arena, def->pattern);
	r->pattern      = def->form ? r->written : widen_left_boundary(c, def->pattern);
	r->checks       = def->checks;
	r->n_checks     = def->n_checks;
	r->is_text_only = def->is_text_only;
	r->has_rows     = def->has_rows;
	if (!r->written || !r->pattern)
		return no_memory(c);
	c->n_rules++;
	return UMB_OK;
}

/* -- which rules -------------------------------------------------------------------------------------- */

static int by_id(const void *x, const void *y)
{
	const umb_rule_def *const *a = x, *const *b = y;
	int d = strcmp((*a)->info.id, (*b)->info.id);

	return d ? d : (*a < *b ? -1 : *a > *b);
}

/* Of several with one id the last stays. */
static bool is_replaced(const umb_rule_def *const *def, size_t i, size_t n)
{
	return i + 1 < n && strcmp(def[i]->info.id, def[i + 1]->info.id) == 0;
}

/* Sorted by id, then in the order in which they were read. */
static umb_status sort(compiler *c, const umb_rule_list *list, const umb_rule_def ***out)
{
	const umb_rule_def **def = umb_arena_zero(&c->work, list->n_rules + 1, sizeof(*def));

	if (!def)
		return no_memory(c);
	for (size_t i = 0; i < list->n_rules; i++)
		def[i] = &list->rule[i];
	qsort(def, list->n_rules, sizeof(*def), by_id);
	for (size_t i = 0; i + 1 < list->n_rules; i++) {
		const umb_rule_def *next = def[i + 1];

		if (is_replaced(def, i, list->n_rules) && def[i]->pack == next->pack && !def[i]->is_partial && !next->is_partial)
			umb_tell(c->tell, false, next->file, next->at, "rule '%s': this id is there twice in one file: in line %u and in line %u",
			         next->info.id, def[i]->at.line, next->at.line);
	}
	*out = def;
	return UMB_OK;
}

/* A rule that is replaced is compiled all the same: what is wrong with it is told. */
static umb_status compile_next(compiler *c, const umb_rule_def **def, size_t i, size_t n)
{
	size_t     before = c->n_rules;
	umb_status st     = compile_rule(c, def[i]);

	if (is_replaced(def, i, n)) {
		c->n_rules = before;
		memset(&c->derived[before], 0, sizeof(c->derived[before]));
		c->tree[before] = NULL;
	}
	return st;
}

/* Both are sorted by id, and so is what they become; a rule of the list replaces one of the base. */
static umb_status merge(compiler *c, const umb_rule_def **def, size_t n)
{
	size_t     n_base = c->base ? c->base->n_rules : 0;
	umb_status st     = UMB_OK;

	for (size_t b = 0, i = 0; (b < n_base || i < n) && st == UMB_OK;) {
		int d = b == n_base ? 1 : i == n ? -1 : strcmp(c->base->rules[b].info.id, def[i]->info.id);

		if (d < 0) {
			c->moved[b]            = (uint32_t)c->n_rules;
			c->rules[c->n_rules++] = c->base->rules[b];
		} else {
			if (d == 0)
				c->moved[b] = UINT32_MAX;
			st = compile_next(c, def, i++, n);
		}
		b += d <= 0;
	}
	return st;
}

umb_status umb_rules_compile(umb_ruleset_tables *out, umb_arena *arena, const umb_ruleset_tables *base,
                             const umb_rule_list *list, umb_teller *tell, umb_err *err)
{
	compiler             c   = { .arena = arena, .base = base, .tell = tell, .err = err, .work = UMB_ARENA_INIT };
	const umb_rule_def **def = NULL;
	size_t               n   = list->n_rules, n_base = base ? base->n_rules : 0;
	umb_status           st  = sort(&c, list, &def);

	if (st == UMB_OK) {
		c.rules   = umb_arena_zero(arena, n + n_base + 1, sizeof(*c.rules));
		c.derived = umb_arena_zero(&c.work, n + n_base + 1, sizeof(*c.derived));
		c.tree    = umb_arena_zero(&c.work, n + n_base + 1, sizeof(*c.tree));
		c.moved   = umb_arena_zero(&c.work, n_base + 1, sizeof(*c.moved));
		st        = c.rules && c.derived && c.tree && c.moved ? UMB_OK : no_memory(&c);
	}
	if (st == UMB_OK)
		st = merge(&c, def, n);
	if (st == UMB_OK)
		st = umb_rules_share(&c);
	if (st == UMB_OK)
		st = umb_rules_join(&c, out);
	umb_arena_clear(&c.work);
	return st;
}
