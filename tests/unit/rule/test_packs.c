/* Packs: what is wrong is told with its place, all of it at once; later rules replace earlier ones; switching rules off. */
#include "harness/check.h"
#include "harness/make_rules.h"

#define GOOD MADE_RULE("p.a", "(?<secret>qzqz_[a-z]{8})", "")

static const struct {
	const char *label, *pack, *want; /* want NULL: no error */
} packs[] = {
	{ "a good one", MADE_PACK GOOD, NULL },
	{ "an unknown key has a near miss", MADE_PACK "  - id: p.b\n    patern: 'qzqz_[a-z]{8}'\n", "pattern" },
	{ "no pattern", MADE_PACK "  - id: p.b\n    name: x\n", "key 'pattern' is missing" },
	{ "both ways at once", MADE_PACK MADE_RULE("p.b", "qzqz_x", "    near: [qzqz]\n    value: '[a-z]{9}'\n"), "either 'pattern', or 'near'" },
	{ "an id of other letters", MADE_PACK MADE_RULE("P_b", "qzqz_x", ""), "an id is made of" },
	{ "no literal", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", ""), "no literal of four bytes" },
	{ "too long a match", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{1,20000}", ""), "p.yml:" },
	{ "a group that is not there", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{9}", "    secret: 'other'\n"), "not in the pattern" },
	{ "a validator that is not there", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{9}", "    validate: [entropi]\n"), "entropy" },
	{ "the same id twice", MADE_PACK GOOD GOOD, "twice in one file" },
	{ "an open bracket", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z", ""), "p.yml:12:15: " },
	{ "no YAML", "rules: [", "p.yml" },
	{ "another format", "format: 2\nrules:\n" GOOD, "format" },
};

static void test_errors(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(packs); i++) {
		made_rules m;

		make_rules(&m, &packs[i].pack, 1);
		if (packs[i].want) {
			CHECK(m.rs == NULL, packs[i].label);
			if (!strstr(made_told(&m), packs[i].want))
				fail_msg("%s: told '%s'", packs[i].label, made_told(&m));
		} else if (!m.rs) {
			fail_msg("%s: told '%s'", packs[i].label, made_told(&m));
		}
		clear_rules(&m);
	}
}

static void test_all_errors_at_once(void **state)
{
	const char *pack = MADE_PACK MADE_RULE("p.a", "[a-z]{30}", "") GOOD MADE_RULE("p.c", "qzqz_(", "");
	made_rules  m;

	UMB_UNUSED(state);
	make_rules(&m, &pack, 1);
	CHECK_EQ_INT(m.tell.n_errors, 2, made_told(&m));
	clear_rules(&m);
}

static void test_later_replaces(void **state)
{
	const char *two[] = { MADE_PACK GOOD, "format: 1\nprovider: 'Made'\nrules:\n" MADE_RULE("p.a", "(?<secret>other_[a-z]{9})", "") };
	umb_rule_list list;
	made_rules    m;

	UMB_UNUSED(state);
	make_rules(&m, two, 1);
	/* the second file has another name, as a file of a user has */
	list = m.list;
	assert_int_equal(umb_pack_parse(&list, &m.arena, umb_slice_str(two[1]), "q.yml", &m.tell, NULL), UMB_OK);
	m.list = list;
	assert_int_equal(umb_rules_compile(&m.t, &m.arena, NULL, &m.list, &m.tell, NULL), UMB_OK);
	CHECK_EQ_INT(m.tell.n_errors, 0, made_told(&m));
	CHECK_EQ_INT(m.t.n_rules, 1, "one rule of that id");
	CHECK_EQ_STR(m.t.rules[0].written, "(?<secret>other_[a-z]{9})", "the later one");
	clear_rules(&m);
}

static void test_select(void **state)
{
	const char *pack = MADE_PACK GOOD MADE_RULE("p.b", "(?<secret>zqzq_[a-z]{8})", "") MADE_RULE("p.c", "(?<secret>qqzz_[a-z]{8})", "");
	const char *only[] = { "p.b" }, *tag[] = { "tag:made" }, *wrong[] = { "p.bb" }, *no_tag[] = { "tag:none" };
	umb_err     err = UMB_ERR_INIT;
	made_rules  m;

	UMB_UNUSED(state);
	make_rules(&m, &pack, 1);
	assert_non_null(m.rs);
	CHECK_EQ_INT(umb_ruleset_select(m.rs, NULL, 0, NULL, 0, &err), UMB_OK, "nothing to do");
	CHECK(m.rs->is_off == NULL, "nothing to do");
	CHECK_EQ_INT(umb_ruleset_select(m.rs, only, 1, NULL, 0, &err), UMB_OK, "only one");
	CHECK(m.rs->is_off[0] && !m.rs->is_off[1] && m.rs->is_off[2], "only one");
	umb_free(m.rs->is_off);
	CHECK_EQ_INT(umb_ruleset_select(m.rs, tag, 1, only, 1, &err), UMB_OK, "a tag without one");
	CHECK(!m.rs->is_off[0] && m.rs->is_off[1] && !m.rs->is_off[2], "a tag without one");
	umb_free(m.rs->is_off);
	CHECK_EQ_INT(umb_ruleset_select(m.rs, NULL, 0, wrong, 1, &err), UMB_E_USAGE, "no such rule");
	CHECK(strstr(err.text, "did you mean 'p.b'") != NULL, err.text);
	umb_free(m.rs->is_off);
	CHECK_EQ_INT(umb_ruleset_select(m.rs, no_tag, 1, NULL, 0, &err), UMB_E_USAGE, "no such tag");
	CHECK_EQ_INT(umb_ruleset_position(&m.rs->t, "p.c"), 2, "sorted by id");
	CHECK(umb_ruleset_position(&m.rs->t, "p.d") == SIZE_MAX, "not there");
	clear_rules(&m);
}

/* The tables as C source: the same every time, with every rule and its pattern in it. */
static void test_emit(void **state)
{
	const char *pack = MADE_PACK GOOD MADE_RULE("p.b", "(?<secret>zqzq_[\"\\\\]{8})", "    validate:\n      - entropy: { min: 2.5 }\n");
	umb_buf     one = UMB_BUF_INIT, two = UMB_BUF_INIT;
	long        depth = 0;
	made_rules  m;

	UMB_UNUSED(state);
	make_rules(&m, &pack, 1);
	if (!m.rs)
		fail_msg("%s", made_told(&m));
	assert_int_equal(umb_tables_emit(&m.t, "made_tables", &one), UMB_OK);
	assert_int_equal(umb_tables_emit(&m.t, "made_tables", &two), UMB_OK);
	CHECK_EQ_STR(umb_buf_str(&one), umb_buf_str(&two), "twice the same");
	CHECK(strstr(umb_buf_str(&one), "made_tables") && strstr(umb_buf_str(&one), "p.a") && strstr(umb_buf_str(&one), "p.b"), "names");
	CHECK(strstr(umb_buf_str(&one), "qzqz_[a-z]{8}") != NULL, "a pattern");
	for (size_t i = 0, in_text = 0; i < one.len; i++) {
		in_text ^= one.ptr[i] == '"' && (i == 0 || one.ptr[i - 1] != '\\');
		depth += in_text ? 0 : (one.ptr[i] == '{') - (one.ptr[i] == '}');
	}
	CHECK_EQ_INT(depth, 0, "braces");
	umb_buf_clear(&one);
	umb_buf_clear(&two);
	clear_rules(&m);
}

static const struct {
	const char *label, *recipe;
	size_t      len; /* 0: an error */
} recipes[] = {
	{ "plain text", "abc", 3 }, { "characters", "x{hex:8}y", 10 }, { "again and again", "{repeat:ab:3}", 6 }, { "a newline", "a{nl}b", 3 },
	{ "base64 of something", "{base64-of:abcdef}", 8 }, { "a uuid", "{uuid}", 36 }, { "what is no recipe is text", "{hexx:8}", 8 }, { "no number", "{hex:x}", 7 },
	{ "not closed", "{hex:8", 6 }, { "far too many", "{hex:99999999999}", 17 },
};

static void test_recipes(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(recipes); i++) {
		umb_buf    a = UMB_BUF_INIT, b = UMB_BUF_INIT;
		umb_err    err = UMB_ERR_INIT;
		umb_status st  = umb_recipe_expand(&a, recipes[i].recipe, 5, &err);

		CHECK_EQ_INT(st == UMB_OK, recipes[i].len > 0, recipes[i].label);
		if (st == UMB_OK) {
			CHECK_EQ_INT(a.len, recipes[i].len, recipes[i].label);
			umb_recipe_expand(&b, recipes[i].recipe, 5, NULL);
			CHECK_EQ_STR(umb_buf_str(&a), umb_buf_str(&b), recipes[i].label);
		} else {
			CHECK(err.text[0] != 0, recipes[i].label);
		}
		umb_buf_clear(&a);
		umb_buf_clear(&b);
	}
}

static void test_lint(void **state)
{
	const char *pack = "format: 1\nrules:\n  - id: other.name\n    name: x\n    pattern: 'token_[a-z]{9}'\n";
	static const char *const want[] = { "the id should be", "no 'about'", "no 'revoke'", "no 'provider'", "no 'tags'", "no test to find" };
	made_rules  m;

	UMB_UNUSED(state);
	make_rules(&m, &pack, 1);
	umb_rules_lint_list(&m.list, &m.tell);
	for (size_t i = 0; i < UMB_COUNT(want); i++) {
		if (!strstr(made_told(&m), want[i]))
			fail_msg("no '%s' in: %s", want[i], made_told(&m));
	}
	clear_rules(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors), cmocka_unit_test(test_all_errors_at_once), cmocka_unit_test(test_later_replaces),
		cmocka_unit_test(test_select), cmocka_unit_test(test_emit), cmocka_unit_test(test_recipes), cmocka_unit_test(test_lint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
