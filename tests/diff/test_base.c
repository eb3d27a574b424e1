/*
 * Tables that are taken over and tables that are derived again: the same rules with the same triggers and gates, whatever
 * a user's pack adds, replaces or switches off.
 */
#include "harness/check.h"
#include "harness/make_rules.h"

static const char pack[] = MADE_PACK
	MADE_RULE("aaa.first", "\\b(?<secret>qzqz_[0-9a-z]{20})\\b", "")
	MADE_RULE("github.pat-classic", "\\b(?<secret>zqzq[0-9A-Z]{24}[a-f]{3})\\b", "")
	MADE_RULE("zzz.last", "(?i:qzzq)[_-]?token.{0,9}?=(?<secret>[0-9a-f]{32})", "");

/* A built-in rule as the definition it was made from. */
static umb_rule_def as_written(const umb_rule *r, umb_arena *arena)
{
	umb_rule_def d = { .info = r->info, .pattern = r->written, .checks = (umb_check *)(uintptr_t)r->checks, .n_checks = r->n_checks };
	char         group[12];

	snprintf(group, sizeof(group), "%u", r->secret_group);
	d.secret       = umb_arena_strdup(arena, group);
	d.is_text_only = r->is_text_only;
	d.has_rows     = r->has_rows;
	d.form         = (umb_file_form *)(uintptr_t)r->form;
	d.file         = "(built in)";
	return d;
}

static void make_all_derived(made_rules *m)
{
	size_t n = umb_builtin_tables.n_rules;

	memset(m, 0, sizeof(*m));
	m->tell      = (umb_teller){ .line = made_line, .ctx = &m->told };
	m->list.rule = umb_alloc_zero(n + 8, sizeof(*m->list.rule));
	assert_non_null(m->list.rule);
	m->list.cap = n + 8;
	for (size_t i = 0; i < n; i++)
		m->list.rule[m->list.n_rules++] = as_written(&umb_builtin_tables.rules[i], &m->arena);
	assert_int_equal(umb_pack_parse(&m->list, &m->arena, umb_slice_str(pack), "p.yml", &m->tell, NULL), UMB_OK);
	assert_int_equal(umb_rules_compile(&m->t, &m->arena, NULL, &m->list, &m->tell, NULL), UMB_OK);
	CHECK_EQ_INT(m->tell.n_errors, 0, made_told(m));
	assert_int_equal(umb_ruleset_new(&m->rs, &m->t, NULL), UMB_OK);
}

static void make_on_base(made_rules *m)
{
	memset(m, 0, sizeof(*m));
	m->tell = (umb_teller){ .line = made_line, .ctx = &m->told };
	assert_int_equal(umb_pack_parse(&m->list, &m->arena, umb_slice_str(pack), "p.yml", &m->tell, NULL), UMB_OK);
	assert_int_equal(umb_rules_compile(&m->t, &m->arena, &umb_builtin_tables, &m->list, &m->tell, NULL), UMB_OK);
	CHECK_EQ_INT(m->tell.n_errors, 0, made_told(m));
	assert_int_equal(umb_ruleset_new(&m->rs, &m->t, NULL), UMB_OK);
}

static void same_rule(const umb_rule *a, const umb_rule *b)
{
	CHECK_EQ_STR(a->info.id, b->info.id, "order");
	CHECK_EQ_STR(a->pattern, b->pattern, a->info.id);
	CHECK_EQ_INT(a->width_max, b->width_max, a->info.id);
	CHECK_EQ_INT(a->off_max, b->off_max, a->info.id);
	CHECK_EQ_INT(a->n_groups, b->n_groups, a->info.id);
	CHECK_EQ_INT(a->secret_group, b->secret_group, a->info.id);
	CHECK_EQ_INT(a->is_anchored, b->is_anchored, a->info.id);
	CHECK_EQ_INT(a->n_checks, b->n_checks, a->info.id);
}

static void same_trigger(const umb_ruleset_tables *a, const umb_ruleset_tables *b, size_t i)
{
	const umb_trigger *x = &a->triggers[i], *y = &b->triggers[i];
	const char        *id = a->rules[x->rule].info.id;

	CHECK_EQ_INT(x->rule, y->rule, id);
	CHECK_EQ_INT(x->off_min, y->off_min, id);
	CHECK_EQ_INT(x->n_gates, y->n_gates, id);
	CHECK_EQ_INT(x->literal_len, y->literal_len, id);
	CHECK_EQ_INT(x->word_before, y->word_before, id);
	CHECK(memcmp(&a->gates[x->gate], &b->gates[y->gate], x->n_gates * sizeof(*a->gates)) == 0, id);
}

static made_rules a, b; /* all derived; on the built-in ones */

static int set_up(void **state)
{
	UMB_UNUSED(state);
	make_all_derived(&a);
	make_on_base(&b);
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&a);
	clear_rules(&b);
	return 0;
}

static void test_same_tables(void **state)
{
	UMB_UNUSED(state);
	CHECK_EQ_INT(a.t.n_rules, umb_builtin_tables.n_rules + 2, "two more, one replaced");
	CHECK_EQ_INT(b.t.n_rules, a.t.n_rules, "rules");
	CHECK_EQ_INT(b.t.n_literals, a.t.n_literals, "literals");
	for (size_t i = 0; i < a.t.n_rules; i++)
		same_rule(&a.t.rules[i], &b.t.rules[i]);
	for (size_t i = 0; i < a.t.n_literals; i++) {
		const umb_literal *x = umb_literal_set_at(a.t.literals, i), *y = umb_literal_set_at(b.t.literals, i);

		CHECK(memcmp(x, y, sizeof(*x)) == 0, "a literal");
		CHECK_EQ_INT(b.t.first_trigger[i + 1], a.t.first_trigger[i + 1], "where its triggers end");
	}
	for (size_t i = 0; i < a.t.first_trigger[a.t.n_literals]; i++)
		same_trigger(&a.t, &b.t, i);
}

static void test_replaced_and_off(void **state)
{
	const char *off[] = { "github.pat-classic", "tag:ci" };
	size_t      at;

	UMB_UNUSED(state);
	at = umb_ruleset_position(&b.t, "github.pat-classic");
	assert_true(at < b.t.n_rules);
	CHECK_EQ_STR(b.t.rules[at].written, "\\b(?<secret>zqzq[0-9A-Z]{24}[a-f]{3})\\b", "the user's rule stands for the built-in one");
	assert_int_equal(umb_ruleset_select(a.rs, NULL, 0, off, 2, NULL), UMB_OK);
	assert_int_equal(umb_ruleset_select(b.rs, NULL, 0, off, 2, NULL), UMB_OK);
	CHECK(memcmp(a.rs->is_off, b.rs->is_off, a.t.n_rules * sizeof(bool)) == 0, "the same are off");
}

/* What a user waits for at every start, as what decides it: a pack costs what is in it, and nothing for each rule that is built in. */
static void test_soon(void **state)
{
	uint64_t   before = umb_alloc_count(), n;
	made_rules m;

	UMB_UNUSED(state);
	make_on_base(&m);
	n = umb_alloc_count() - before;
	print_message("%llu allocations for %u built-in rules and a pack of three\n", (unsigned long long)n, (unsigned)umb_builtin_tables.n_rules);
	CHECK(n < umb_builtin_tables.n_rules, "a pack on the built-in tables");
	clear_rules(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_tables), cmocka_unit_test(test_replaced_and_off), cmocka_unit_test(test_soon),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
