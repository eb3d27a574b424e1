/* Packs: what is wrong is told with its place, all of it at once; later rules replace earlier ones; switching rules off. */
#include "harness/check.h"
#include "harness/make_rules.h"

#define GOOD MADE_RULE("p.a", "(?<secret>qzqz_[a-z]{8})", "")

#define FILE_RULE(form, more) "  - id: p.f\n    name: x\n    severity: low\n    file: " form "\n" more
#define MADE_PARTS(text) "format: 1\nfragments:\n" text "rules:\n"

static const struct {
	const char *label, *pack, *want; /* want NULL: no error */
} packs[] = {
	{ "a good one", MADE_PACK GOOD, NULL },
	{ "an unknown key has a near miss", MADE_PACK "  - id: p.b\n    patern: 'qzqz_[a-z]{8}'\n", "pattern" },
	{ "no pattern", MADE_PACK "  - id: p.b\n    name: x\n", "key 'pattern' is missing" },
	{ "both ways at once", MADE_PACK MADE_RULE("p.b", "qzqz_x", "    near: [qzqz]\n    value: '[a-z]{9}'\n"), "either 'pattern', or 'near'" },
	{ "an id of other letters", MADE_PACK MADE_RULE("P_b", "qzqz_x", ""), "an id is made of" },
	{ "no literal", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", ""), "no literal of four bytes" },
	{ "no literal: the way out", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", ""), "under 'literals'" },
	{ "declared literals", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", "    literals: [acme, Token]\n"), NULL },
	{ "one declared literal", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", "    literals: acme\n"), NULL },
	{ "needless literals", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{30}", "    literals: [acme]\n"), "p.yml:13:15: rule 'p.b': 'literals' are for patterns" },
	{ "too short a literal", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", "    literals: [acme, abc]\n"), "p.yml:13:22: a literal has 4 to 32 bytes" },
	{ "no literals", MADE_PACK MADE_RULE("p.b", "[a-z]{30}", "    literals: []\n"), "p.yml:13:15: a list of 1 to 64 texts" },
	{ "too long a match", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{1,20000}", ""), "p.yml:" },
	{ "a group that is not there", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{9}", "    secret: 'other'\n"), "not in the pattern" },
	{ "a validator that is not there", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{9}", "    validate: [entropi]\n"), "entropy" },
	{ "the same id twice", MADE_PACK GOOD GOOD, "p.yml:19:5: rule 'p.a': this id is there twice in one file: in line 4 and in line 19\n" },
	{ "what is wrong with the first of two", MADE_PACK MADE_RULE("p.a", "qzqz_[a-z", "") GOOD, "p.yml:12:15: rule 'p.a': pattern column 6" },
	{ "an open bracket", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z", ""), "p.yml:12:15: " },
	{ "no YAML", "rules: [", "p.yml:2:1: did" },
	{ "no YAML, further down", "format: 1\nrules:\n  - id: p.a\n   name: x\n", "p.yml:4:4: did not find expected '-' indicator (while parsing a block collection that begins in line 3)\n" },
	{ "no text", "format: 1\nabout: \xff\n", "p.yml:2:8: " },
	{ "a key twice", "format: 1\nformat: 1\n", "p.yml:2:" },
	{ "a group by a near miss", MADE_PACK MADE_RULE("p.b", "(?<secret>qzqz_[a-z]{9})", "    secret: secrte\n"), "p.yml:13:13: rule 'p.b': the 'secret' group 'secrte' is not in the pattern (did you mean 'secret'?)\n" },
	{ "a companion that is no rule", MADE_PACK GOOD MADE_RULE("p.bb", "qzqz_x{9}", "    companions:\n      - { rule: p.ab, lines: 3 }\n"),
	  "p.yml:29:17: rule 'p.bb': the companion 'p.ab' is no rule (did you mean 'p.a'?)\n" },
	{ "a companion without a rule", MADE_PACK MADE_RULE("p.b", "qzqz_x{9}", "    companions: [{ lines: 3 }]\n"), "p.yml:13:18: key 'rule' is missing" },
	{ "globs", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{9}", "    paths: { only: ['a', '[a'], never: '*.{js,ts}' }\n"),
	  "p.yml:13:26: path pattern '[a': a '[' without its ']' (write '\\[' for the character)\n"
	  "p.yml:13:40: path pattern '*.{js,ts}': '{a,b}' is no choice here" },
	{ "good globs", MADE_PACK MADE_RULE("p.b", "qzqz_[a-z]{9}", "    paths: { only: ['[]a]*', '[!a-z\\]]', '\\[', '{x}', 'a/**/b'] }\n"), NULL },
	{ "recipes", MADE_PACK "  - id: p.b\n    name: x\n    severity: low\n    pattern: 'qzqz_x'\n    tests:\n      find:\n        - '{bas62:10}'\n        - text: '{base62:zz}'\n",
	  "p.yml:10:11: recipe '{bas62:10}': no such recipe (did you mean 'base62'?)\n"
	  "p.yml:11:17: recipe '{base62:zz}': a number from 1 to 20,000 expected behind the ':'\n" },
	{ "a value's own columns", MADE_PACK "  - id: p.b\n    name: x\n    severity: low\n    near: [qzqz]\n    value: '[a-z'\n", "p.yml:8:13: rule 'p.b': pattern column 1: a class is not" },
	{ "a file", MADE_PACK FILE_RULE("{ begins: '\\x00ABC', min-size: 9, max-size: 90 }", ""), NULL },
	{ "a file and a pattern", MADE_PACK FILE_RULE("{ begins: 'ABCD' }", "    pattern: 'qzqz_x'\n"), "p.yml:4:5: 'file' stands for itself" },
	{ "a file of no form", MADE_PACK FILE_RULE("{ min-size: 9 }", ""), "p.yml:4:5: 'file' says how the file 'begins'" },
	{ "a file that could be any", MADE_PACK FILE_RULE("{ begins: 'ABC' }", ""), "p.yml:7:22: rule 'p.f': a file that is known by less than four bytes needs a 'max-size'" },
	{ "a small file", MADE_PACK FILE_RULE("{ begins: 'ABC', max-size: 3 }", ""), NULL },
	{ "a file that cannot be", MADE_PACK FILE_RULE("{ begins: 'ABCD', max-size: 3 }", ""), "no file of 'max-size' or less" },
	{ "a file too large to tell", MADE_PACK FILE_RULE("{ begins: 'ABCD', min-size: 16385 }", ""), "sizes are told apart up to 16384 bytes" },
	{ "checks without a value", MADE_PACK FILE_RULE("{ begins: 'ABCD(x)' }", "    validate: [entropy]\n"), "validators look at a value" },
	{ "checks of a value", MADE_PACK FILE_RULE("{ begins: 'ABCD(?<secret>x)' }", "    validate: [entropy]\n"), NULL },
	{ "a fragment", MADE_PARTS("  tail: '[a-z]{9}'\n  all: 'qzqz_{{tail}}'\n") MADE_RULE("p.b", "{{all}}", ""), NULL },
	{ "a fragment that is not there", MADE_PARTS("  tail: '[a-z]{9}'\n") MADE_RULE("p.b", "qzqz_{{tale}}", ""), "the pack has no fragment 'tale'" },
	{ "no fragments at all", MADE_PACK MADE_RULE("p.b", "qzqz_{{tale}}", ""), "the pack has no fragment 'tale'" },
	{ "a fragment inside itself", MADE_PARTS("  tail: 'x{{tail}}'\n") MADE_RULE("p.b", "qzqz_{{tail}}", ""), "deeper than 4: 'tail'" },
	{ "the name of a fragment", MADE_PARTS("  Tail: 'x'\n") MADE_RULE("p.b", "qzqz_x", ""), "the name of a fragment" },
	{ "two braces that hold no name", MADE_PACK MADE_RULE("p.b", "qzqz_\\{\\{x\\}\\}[a-z]{9}", ""), NULL },
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
	CHECK_EQ_INT(m.tell.n_errors, 3, made_told(&m)); /* and the id of two rules */
	clear_rules(&m);
}

/* Whatever else is wrong with a rule, its pattern is looked at; in the order of lines, and each once. */
static void test_every_error_of_a_rule(void **state)
{
	static const char pack[] = MADE_PACK
		"  - name: x\n    severity: hihg\n    pattern: '[a-z]{1,9000}[a-z]{1,9000}(?<x>y)'\n    secret: z\n"
		"  - id: p.b\n    pattern: 'qzqz_['\n    severity: lwo\n    patern: x\n";
	const char *twice[] = { pack, pack };
	made_rules  m;

	UMB_UNUSED(state);
	make_rules(&m, twice, 2);
	CHECK_EQ_STR(made_told(&m),
	             "p.yml:4:5: key 'id' is missing\n"
	             "p.yml:5:15: unknown word 'hihg' (did you mean 'high'?)\n"
	             "p.yml:6:15: rule 'without an id': a match can be longer than 16,384 bytes; put an upper bound on the repeats\n"
	             "p.yml:6:15: rule 'without an id': no literal of four bytes can be derived that every match contains, so that the rule would be tried everywhere; name those that you look for under 'literals'\n"
	             "p.yml:7:13: rule 'without an id': the 'secret' group 'z' is not in the pattern (did you mean 'x'?)\n"
	             "p.yml:8:5: key 'name' is missing\n"
	             "p.yml:9:15: rule 'p.b': pattern column 6: a class is not closed by ']'\n"
	             "p.yml:10:15: unknown word 'lwo' (did you mean 'low'?)\n"
	             "p.yml:11:5: unknown key 'patern' (did you mean 'pattern'?)\n", "order");
	CHECK_EQ_INT(m.tell.n_errors, 9, "counted once");
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
	/* one file named twice, or a folder and a file of it */
	two[1] = two[0];
	make_rules(&m, two, 2);
	CHECK(m.rs != NULL, made_told(&m));
	CHECK_EQ_INT(m.t.n_rules, 1, "the same file twice");
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
	{ "base64 of something", "{base64-of:abcdef}", 8 }, { "a uuid", "{uuid}", 36 }, { "what is no recipe is text", "{name:8}{\"hex\": 8}{hexx:y}", 26 }, { "nearly a recipe", "{hexx:8}", 0 }, { "no number", "{hex:x}", 0 },
	{ "no kind", "{pem:rsaa}", 0 }, { "no count", "{repeat:x}", 0 }, { "inside another", "{base64-of:{hex:}}", 0 }, { "a checksum too long", "{crc32-base62:7}", 0 },
	{ "a name broken up", "{{repeat:base62:1}:8}", 10 }, { "without its number", "{hex}", 5 },
	{ "not closed", "{hex:8", 6 }, { "far too many", "{hex:99999999999}", 0 },
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
	umb_teller_finish(&m.tell);
	for (size_t i = 0; i < UMB_COUNT(want); i++) {
		if (!strstr(made_told(&m), want[i]))
			fail_msg("no '%s' in: %s", want[i], made_told(&m));
	}
	clear_rules(&m);
}

/* One pattern of ids, names and metadata: what breaks it is said, and what keeps it is not. */
static void test_lint_conventions(void **state)
{
	static const struct {
		const char *id, *name, *about, *revoke, *reference, *tag, *want;
	} cases[] = {
		{ "p.api-key", "Acme API key", "Opens it all.", "Delete it there.", "https://a.test", "ai", NULL },
		{ "p.api-key-live", "ACME: live API key", "Opens it all.", "Delete it there.", "https://a.test", "ai", NULL },
		{ "p.token", "P token", "Opens it all.", "Delete it there.", "https://a.test", "ai", NULL },
		{ "p.testing-key", "Acme key", "Opens it all.", "Delete it there.", "https://a.test", "ai", NULL },
		{ "p.token", "Key of Acme", "Opens it all.", "Delete it there.", "https://a.test", "web", NULL },
		{ "p.token", "Key of Acme", "Opens it all.", "Delete it there.", "https://a.test", "ai", "begin with the vendor" },
		{ "p.token", "Acmeology key", "Opens it all.", "Delete it there.", "https://a.test", "ai", "begin with the vendor" },
		{ "p.p-token", "Acme key", "Opens it all.", "Delete it there.", "https://a.test", "ai", "repeats the file's name" },
		{ "p.live-token", "Acme key", "Opens it all.", "Delete it there.", "https://a.test", "ai", "'live' should stand at the end" },
		{ "p.legacy-token", "Acme key", "Opens it all.", "Delete it there.", "https://a.test", "ai", "'legacy' should stand at the end" },
		{ "p.token-sandbox", "Acme key", "Opens it all.", "Delete it there.", "https://a.test", "ai", "'test' at their end, not 'sandbox'" },
		{ "p.token", "Acme key", "Opens it all", "Delete it there.", "https://a.test", "ai", "'about' should be a sentence" },
		{ "p.token", "Acme key", "Opens it all.", "Delete.", "https://a.test", "ai", "'revoke' should be a sentence" },
		{ "p.token", "Acme key", "Opens it all.", "Delete it there.", "http://a.test", "ai", "begin with https://" },
		{ "p.token", "Acme key", "Opens it all.", "Delete it there.", "https://a.test", "acme", "none of the common 'tags'" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(cases); i++) {
		made_rules  m;
		char        text[1000];
		const char *pack = text;

		snprintf(text, sizeof(text), "format: 1\nprovider: Acme\nrules:\n  - id: %s\n    name: '%s'\n    about: '%s'\n    identity: service\n"
		         "    severity: high\n    confidence: high\n    pattern: 'token_[a-z]{9}'\n    revoke: '%s'\n    references: ['%s']\n    tags: [%s]\n"
		         "    tests:\n      find: ['token_abcdefghi']\n      ignore: ['token']\n", cases[i].id, cases[i].name, cases[i].about, cases[i].revoke,
		         cases[i].reference, cases[i].tag);
		make_rules(&m, &pack, 1);
		umb_rules_lint_list(&m.list, &m.tell);
		umb_teller_finish(&m.tell);
		if (cases[i].want ? !strstr(made_told(&m), cases[i].want) : made_told(&m)[0] != 0)
			fail_msg("case %zu: '%s' wanted, told: %s", i, cases[i].want ? cases[i].want : "", made_told(&m));
		clear_rules(&m);
	}
}

static void test_lint_same_name(void **state)
{
	const char *pack = "format: 1\nrules:\n" MADE_RULE("p.a", "token_a[a-z]{9}", "") MADE_RULE("p.b", "token_b[a-z]{9}", "");
	made_rules  m;

	UMB_UNUSED(state);
	make_rules(&m, &pack, 1);
	umb_rules_lint_list(&m.list, &m.tell);
	umb_teller_finish(&m.tell);
	CHECK(strstr(made_told(&m), "rule 'p.b': has the name of 'p.a'"), "the later one");
	CHECK(!strstr(made_told(&m), "rule 'p.a': has the name"), "and not the earlier one");
	clear_rules(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors), cmocka_unit_test(test_all_errors_at_once), cmocka_unit_test(test_every_error_of_a_rule), cmocka_unit_test(test_later_replaces),
		cmocka_unit_test(test_select), cmocka_unit_test(test_emit), cmocka_unit_test(test_recipes), cmocka_unit_test(test_lint), cmocka_unit_test(test_lint_conventions), cmocka_unit_test(test_lint_same_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
