/* What stands before a value on its line, in its statement, above its block; and what it says of the hit. */
#include "harness/check.h"
#include "harness/hit_at.h"
#include "judge/judge.h"
#include "judge/shown.h"

typedef struct row {
	const char *text; /* the value is @@ */
	bool        want;
} row;

static void check_rows(const row *rows, size_t n, bool (*ask)(const umb_hit_view *hit), bool is_begin)
{
	for (size_t i = 0; i < n; i++) {
		umb_hit_view hit = hit_at(rows[i].text);

		hit.is_begin = is_begin;
		if (ask(&hit) != rows[i].want)
			fail_msg("%s", rows[i].text);
	}
}

static const row named[] = {
	{ "TEST_KEY = \"@@\"", true },
	{ "key = \"@@\"", false },
	{ "contest_key = \"@@\"", false },
	{ "sample_key: |\n  @@", true },
	{ "key: |\n  @@", false },
	{ "const dummyKey = `@@`", true },
	{ "let k = \"@@\"; // test", false },
	{ "expected_key = '@@'", true },
	{ "keys.push(\"@@\") // for a test\n", false },
	/* what a function returns has its name; what stands above that does not count */
	{ "func testKey() string {\n\treturn `@@`", true },
	{ "func testKey() string {\n\tx = `@@`", false },
	{ "func testKey() string {\n\n\treturn `@@`", false },
	{ "testKey:\nkey:\n  \"@@\"", false },
	{ "testKey:\n  (\"@@\"", true },
	/* accounts that only have a number */
	{ "user1_key = @@", true },
	{ "USER_2: @@", true },
	{ "user-3 = @@", true },
	{ "user12 = @@", false },
	{ "superuser1 = @@", false },
	{ "user = @@", false },
	{ "users1 = @@", false },
	{ "@@ user1", false },
	/* made to be replaced */
	{ "insecure_key = @@", true },
	{ "snakeoil: @@", true },
	{ "INSECURE = @@", true },
	{ "devel_key = @@", true },
	{ "developer_key = @@", false },
	{ "development = @@", false },
	{ "throwaway: @@", true },
	/* nothing before it at all */
	{ "@@", false },
	{ "\n@@", false },
	{ "\n\n\"@@\"", false },
};

static void test_named(void **state)
{
	const umb_validator_ops *ops = umb_validator_find("named");

	UMB_UNUSED(state);
	check_rows(named, UMB_COUNT(named), umb_is_named_for_show, true);
	for (size_t i = 0; i < UMB_COUNT(named); i++) {
		umb_hit_view hit    = hit_at(named[i].text);
		const char  *reason = NULL;

		CHECK_EQ_INT(ops->check(&hit, NULL, &reason), named[i].want ? UMB_SHOWN : UMB_NO_OPINION, named[i].text);
		CHECK(!named[i].want || strcmp(reason, "it is named as one for a test or for show") == 0, named[i].text);
	}
}

/* On a line of a megabyte only its end is read. */
static void test_long_lines(void **state)
{
	static char line[1 << 20];

	UMB_UNUSED(state);
	memset(line, 'x', sizeof(line));
	memcpy(line, "test_key ", 9);
	memcpy(line + sizeof(line) - 8, " = '@@'", 8);
	{
		umb_hit_view hit = hit_at(line);

		assert_false(umb_is_named_for_show(&hit));
		memcpy(line + sizeof(line) - 8 - 100, " test_key ", 10);
		assert_true(umb_is_named_for_show(&hit));
	}
}

static const row asserted[] = {
	{ "assertEquals(\"@@\", x)", true },
	{ "assert x == \"@@\"", true },
	{ "ASSERT_EQ(\"@@\"", true },
	{ "expect(x).to eq \"@@\"", true },
	{ "EXPECT_STREQ(x, \"@@\")", true },
	{ "x.should == '@@'", true },
	{ "is $x->key, '@@'", true },
	{ "this $x->key, '@@'", false },
	{ "require.Equal(t, \"@@\", x)", true },
	{ "x == \"@@\"", false },
	{ "\"@@\" // assert", false },
	{ "login(\"@@\")", false },
	/* a statement over several lines */
	{ "assertThat(x)\n  .isEqualTo(\n    \"@@\")", true },
	{ "assertEquals(\n  \"@@\",", true },
	{ "assertEquals(x,\n  \"@@\")", true },
	{ "assertEquals(x)\n\"@@\"", false },
	{ "assert [\n  1,\n  2,\n  \"@@\"", true },
	{ "expect(x).to eq(\n\"@@\"", true },
	{ "expect(x)\n  .to eq(\"@@\"", true },
	{ "expect(x)\n  .not\n  .to eq(\"@@\"", true },
	{ "expect(x)\n  .5, \"@@\"", false },
	{ "assert\n  login(\"@@\"", false },
	{ "assert(x) {\n y(\n\"@@\"", false },
	{ "assertEquals(\n\n  \"@@\",", false },
	{ "assert(\n1,\n2,\n3,\n4,\n5,\n6,\n7,\n8,\n9,\n@@", true },
	{ "assert(\n1,\n2,\n3,\n4,\n5,\n6,\n7,\n8,\n9,\n10,\n@@", false },
	{ "@@", false },
	{ "\n@@", false },
};

static void test_asserted(void **state)
{
	UMB_UNUSED(state);
	check_rows(asserted, UMB_COUNT(asserted), umb_is_asserted, true);
}

static const row announced[] = {
	{ "Example:", true }, { "For example, in a shell:", true }, { "==== Examples", true }, { "Usage", true }, { "It looks like this", true }, { "e.g. so", true },
	{ "for instance", true }, { "a SAMPLE of it", true }, { "Set it", false }, { "", false }, { "\"example\": 1", false }, { "'example'", false },
};

static void test_announces(void **state)
{
	char line[200];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(announced); i++)
		CHECK_EQ_INT(umb_announces_example(umb_slice_str(announced[i].text)), announced[i].want, announced[i].text);
	/* A paragraph speaks of much. */
	for (int n = 158; n <= 161; n++) {
		snprintf(line, sizeof(line), "%-*s", n, "an example of it");
		CHECK_EQ_INT(umb_announces_example(umb_slice_str(line)), n < 160, "long");
	}
}

static const row blocks[] = {
	{ "Example:\n\n```\nkey @@\n```\n", true },
	{ "Example:\n\n~~~\nkey @@\n~~~\n", true },
	{ "Example:\n```sh\nkey @@", true },
	{ "Example:\n\n\n\n```\nkey @@", false },
	{ "Set it so:\n```\nkey @@", false },
	{ "Example:\n```\na\n```\nkey @@", false },
	{ "Example:\n```\na\n```\nSet it so:\n```\nkey @@", false },
	{ "Example:\n```\na\n```\nAnother example:\n```\nkey @@", true },
	{ "Example: a ``` b\nkey @@", false },
	{ "Example:\n``\nkey @@", false },
	/* a block that is indented, below what is not */
	{ "Example:\n\n    key: @@", true },
	{ "Example:\n\n\tkey: @@", true },
	{ "Example:\n\n    a:\n      b:\n\n    key: @@", true },
	{ "Example:\n\n  key: @@", false },
	{ "Example:\n\nkey: @@", false },
	{ "Example:\nSet it so:\n\n    key: @@", false },
	{ "Set it so:\n\n    key: @@", false },
	{ "def example():\n    key = @@", true },
	{ "    key: @@", false },
	{ "@@", false },
};

/* Without the beginning nobody knows whether a bare fence opens or closes; one that names a language opens. */
static const row cut_blocks[] = {
	{ "Example:\n```\nkey @@\n", false },
	{ "Example:\n```yaml\nkey @@\n", true },
	{ "a\n```\n\nExample:\n```yaml\nkey @@\n", true },
	{ "```yaml\na\n```\nExample:\n```\nkey @@", true },
	{ "```\nExample:\n```yaml\na\n```\nkey @@", false },
	{ "Example:\n\n    key: @@", true },
};

static void test_blocks(void **state)
{
	UMB_UNUSED(state);
	check_rows(blocks, UMB_COUNT(blocks), umb_is_in_announced_block, true);
	check_rows(cut_blocks, UMB_COUNT(cut_blocks), umb_is_in_announced_block, false);
}

/* An indented block is looked through for a page, and no further. */
static void test_long_blocks(void **state)
{
	UMB_UNUSED(state);
	for (size_t n = 57; n <= 62; n++) {
		char   text[2048];
		size_t len = (size_t)snprintf(text, sizeof(text), "Example:\n");
		umb_hit_view hit;

		for (size_t i = 0; i < n; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "    line\n");
		snprintf(text + len, sizeof(text) - len, "    key: @@");
		hit = hit_at(text);
		CHECK_EQ_INT(umb_is_in_announced_block(&hit), n < 60, "lines");
	}
}

/* Of what no vendor's form tells, severity medium at most, and never sure; the score is what it was. */
static void test_judged(void **state)
{
	static const struct {
		const char    *text, *reason;
		umb_confidence confidence;
		umb_part       part;
	} rows[] = {
		{ "assertEquals(\"@@\", x)", "what a test expects", UMB_CONF_MEDIUM, UMB_PART_SECRET },
		{ "test_key = '@@'", "it is named as one for a test or for show", UMB_CONF_LOW, UMB_PART_SECRET },
		{ "For example, so:\n\n    key: @@", "in a block that is announced as an example", UMB_CONF_MEDIUM, UMB_PART_SECRET },
		{ "assertEquals(test_key, '@@')", "what a test expects", UMB_CONF_MEDIUM, UMB_PART_SECRET },
		{ "key = '@@'", NULL, UMB_CONF_MEDIUM, UMB_PART_SECRET },
		{ "test_key = '@@'", NULL, UMB_CONF_HIGH, UMB_PART_SECRET },
		{ "test_key = '@@'", NULL, UMB_CONF_MEDIUM, UMB_PART_ACCOUNT },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_rule_info rule = made_rule;
		umb_hit_view  hit  = hit_at(rows[i].text);
		umb_judgement j;
		size_t        n = rows[i].reason ? 2 : 1;

		rule.confidence = rows[i].confidence;
		rule.part       = rows[i].part;
		hit.rule        = &rule;
		umb_judge(&j, &hit, NULL, 0, false);
		CHECK(!j.is_rejected && !j.is_weak && !j.is_only_shown, rows[i].text);
		CHECK_EQ_INT(j.is_shown, rows[i].reason != NULL, rows[i].text);
		CHECK_EQ_INT(j.severity, rows[i].reason ? UMB_SEV_MEDIUM : UMB_SEV_HIGH, rows[i].text);
		CHECK_EQ_INT(j.n_reasons, n, rows[i].text);
		CHECK_EQ_INT(j.reason[n - 1].points, rows[i].reason ? 0 : j.score, rows[i].text);
		if (rows[i].reason)
			CHECK_EQ_STR(j.reason[1].text, rows[i].reason, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),  cmocka_unit_test(test_long_lines),  cmocka_unit_test(test_asserted), cmocka_unit_test(test_announces),
		cmocka_unit_test(test_blocks), cmocka_unit_test(test_long_blocks), cmocka_unit_test(test_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
