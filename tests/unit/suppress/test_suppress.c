/* Comments that allow a finding; earlier reports as lists of what is known, ours and those of others. */
#include <unistd.h>

#include "base/file.h"
#include "harness/check.h"
#include "suppress/suppress.h"

static const struct {
	const char *label, *previous, *line;
	bool        allows;
} lines[] = {
	{ "nothing", "", "x = 1", false },
	{ "everything on the line", "", "x = 1 # umbra:allow", true },
	{ "with words behind", "", "x = 1 // umbra:allow because of this", true },
	{ "this rule", "", "x = 1 # umbra:allow a.rule", true },
	{ "another rule", "", "x = 1 # umbra:allow b.rule", false },
	{ "a longer word", "", "x = 1 # umbra:allowed", false },
	{ "on the line before", "# umbra:allow", "x = 1", false },
	{ "for the next line", "# umbra:allow-next-line", "x = 1", true },
	{ "for the next line and one rule", "# umbra:allow-next-line b.rule", "x = 1", false },
	{ "gitleaks", "", "x = 1 # gitleaks:allow", true },
	{ "gitleaks on the line before", "# gitleaks:allow", "x = 1", false },
	{ "detect-secrets", "", "x = 1  # pragma: allowlist secret", true },
	{ "detect-secrets, the next line", "# pragma: allowlist nextline secret", "x = 1", true },
	{ "trufflehog", "", "x = 1 # trufflehog:ignore", true },
	{ "keyhog", "", "x = 1 # keyhog:ignore", true },
	{ "keyhog, one of its rules", "", "x = 1 # keyhog:allow detector=other", true },
	{ "keyhog on the line before", "# keyhog:ignore", "x = 1", false },
	{ "secretlint", "", "x = 1 // secretlint-disable-line", true },
	{ "secretlint, the next line", "// secretlint-disable-next-line", "x = 1", true },
	{ "secretlint, a block", "/* secretlint-disable */", "x = 1", false },
	{ "secretlint, a block on the line", "", "/* secretlint-disable */ x = 1 /* secretlint-enable */", false },
	{ "glued to more", "", "x = 1 # gitleaks:allowance", false },
};

static void test_comments(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(lines); i++) {
		const char *by = umb_inline_allows(umb_slice_str(lines[i].line), umb_slice_str(lines[i].previous), "a.rule");

		CHECK_EQ_INT(by != NULL, lines[i].allows, lines[i].label);
	}
}

#define ID "0123456789abcdef0123456789abcdef"
#define KEY ID ID

static const struct {
	const char *label, *text;
	umb_status  want;
	bool        has, has_key;
} reports[] = {
	{ "jsonl", "{\"type\":\"finding\",\"exposure_id\":\"e1:" ID "\"}\n{\"type\":\"summary\",\"id_key\":\"" KEY "\"}\n", UMB_OK, true, true },
	{ "json", "{\"findings\":[{\"exposure_id\":\"e1:" ID "\"}],\"summary\":{\"id_key\":\"" KEY "\"}}", UMB_OK, true, true },
	{ "nothing found", "{\"type\":\"summary\",\"id_key\":\"" KEY "\"}\n", UMB_OK, false, true },
	{ "of gitleaks", "[{\"File\":\"src/x\",\"Secret\":\"value\"},{\"File\":1}]", UMB_OK, true, false },
	{ "of gitleaks, elsewhere", "[{\"File\":\"src/y\",\"Secret\":\"value\"}]", UMB_OK, false, false },
	{ "without the key", "{\"type\":\"finding\",\"exposure_id\":\"e1:" ID "\"}\n", UMB_E_FORMAT, false, false },
	{ "ids of another form", "{\"exposure_id\":\"e2:" ID "\"}\n{\"exposure_id\":\"e1:01\"}\n{\"id_key\":\"" KEY "\"}", UMB_OK, false, true },
	{ "no JSON", "hello\n", UMB_E_FORMAT, false, false },
	{ "cut in a line", "{\"type\":\"summary\",\"id_key\":\"" KEY "\"}\n{\"exposure_id\":\n", UMB_E_FORMAT, false, false },
	{ "empty lines", "\n\n{\"exposure_id\":\"e1:" ID "\"}\n\n{\"id_key\":\"" KEY "\"}\n", UMB_OK, true, true },
};

static void test_baselines(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(reports); i++) {
		char          path[] = "/tmp/umbra-test-XXXXXX";
		int           fd = mkstemp(path);
		umb_baseline *b = NULL;
		umb_ident_key key = { { 0 } };
		bool          has_key = false;
		umb_err       err = UMB_ERR_INIT;
		umb_finding   f = { .path = umb_slice_str("src/x") };
		umb_status    st;

		assert_true(fd >= 0);
		assert_int_equal(umb_fd_write(fd, reports[i].text, strlen(reports[i].text), NULL), UMB_OK);
		close(fd);
		st = umb_baseline_load(&b, path, &key, &has_key, &err);
		unlink(path);
		CHECK_EQ_INT(st, reports[i].want, reports[i].label);
		if (st != UMB_OK) {
			CHECK(strstr(err.text, path) != NULL, err.text);
			continue;
		}
		CHECK_EQ_INT(has_key, reports[i].has_key, reports[i].label);
		snprintf(f.exposure_id, sizeof(f.exposure_id), "e1:%s", ID);
		CHECK_EQ_INT(umb_baseline_has(b, &f, umb_slice_str("value")), reports[i].has, reports[i].label);
		snprintf(f.exposure_id, sizeof(f.exposure_id), "e1:%s", "ff23456789abcdef0123456789abcdef");
		CHECK(!umb_baseline_has(b, &f, umb_slice_str("another")), reports[i].label);
		umb_baseline_free(b);
	}
}

static void test_no_baseline(void **state)
{
	umb_baseline *b = NULL;
	umb_ident_key key;
	bool          has_key = false;
	umb_finding   f = { .path = umb_slice_str("x") };

	UMB_UNUSED(state);
	CHECK(umb_baseline_load(&b, "/nowhere/at/all", &key, &has_key, NULL) != UMB_OK, "no such file");
	CHECK(!umb_baseline_has(NULL, &f, umb_slice_str("x")), "none knows nothing");
	umb_baseline_free(NULL);
}

/* The finding: rule a.rule (also b.rule), src/x:y, line 7, of the commit that begins with the id. */
#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static const struct {
	const char  *label, *text;
	umb_ignoring want;
} places[] = {
	{ "the place", "src/x:y:some-rule:7\n", UMB_IGNORED_HERE },
	{ "without a newline at the end", "src/x:y:some-rule:7", UMB_IGNORED_HERE },
	{ "spaces, a comment, an empty line", "# src\n\n  src/x:y:some-rule:7 \r\n", UMB_IGNORED_HERE },
	{ "a comment", "#src/x:y:some-rule:7\n", UMB_NOT_IGNORED },
	{ "from here", "./src/x:y:some-rule:7\n", UMB_IGNORED_HERE },
	{ "another line", "src/x:y:some-rule:8\n", UMB_NOT_IGNORED },
	{ "another file", "src/x:some-rule:7\n", UMB_NOT_IGNORED },
	{ "our rule", "src/x:y:a.rule:7\n", UMB_IGNORED_HERE },
	{ "our rule, less specific", "src/x:y:b.rule:7\n", UMB_IGNORED_HERE },
	{ "another rule of ours", "src/x:y:c.rule:7\n", UMB_NOT_IGNORED },
	{ "its commit", COMMIT ":src/x:y:some-rule:7\n", UMB_IGNORED_SINCE },
	{ "another commit", "f123456789abcdef0123456789abcdef01234567:src/x:y:some-rule:7\n", UMB_NOT_IGNORED },
	{ "a short commit is a part of the name", "01234567:src/x:y:some-rule:7\n", UMB_NOT_IGNORED },
	{ "with and without a commit", COMMIT ":src/x:y:some-rule:7\nsrc/x:y:some-rule:7\n", UMB_IGNORED_HERE },
	{ "one of many", "a:r:7\nsrc/x:y:r:1\nsrc/x:y:r:7\nsrc/x:z:r:7\nz:r:1\n", UMB_IGNORED_HERE },
	{ "no place at all", "src/x:y\nsrc/x:y:7\n:::\n::7\nx:r:0\nx:r:-1\n:r:7\n", UMB_NOT_IGNORED },
	{ "nothing", "", UMB_NOT_IGNORED },
};

static void test_ignore_files(void **state)
{
	static const umb_rule_info rule = { .id = "a.rule" }, less = { .id = "b.rule" };
	const umb_rule_info *const also[] = { &less };
	umb_finding f = { .rule = &rule, .also = also, .n_also = 1, .start_line = 7, .match_start_line = 7, .commit.id = COMMIT };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(places); i++) {
		char         path[] = "/tmp/umbra-test-XXXXXX";
		int          fd = mkstemp(path);
		umb_ignored *g = NULL;
		umb_err      err = UMB_ERR_INIT;

		assert_true(fd >= 0);
		assert_int_equal(umb_fd_write(fd, places[i].text, strlen(places[i].text), NULL), UMB_OK);
		close(fd);
		CHECK_EQ_INT(umb_ignored_load(&g, path, &err), UMB_OK, places[i].label);
		unlink(path);
		CHECK_EQ_INT(umb_ignored_has(g, &f, umb_slice_str("src/x:y")), places[i].want, places[i].label);
		umb_ignored_free(g);
	}
	CHECK(umb_ignored_load(&(umb_ignored *){ NULL }, "/nowhere/at/all", &(umb_err)UMB_ERR_INIT) != UMB_OK, "no such file");
	umb_ignored_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_comments), cmocka_unit_test(test_baselines), cmocka_unit_test(test_no_baseline),
		                                cmocka_unit_test(test_ignore_files) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
