/* Comments that allow a finding; earlier reports as lists of what is known, ours and those of others. */
#include <unistd.h>

#include "base/file.h"
#include "harness/check.h"
#include "suppress/inline.h"
#include "suppress/suppress.h"

static const struct {
	const char *label, *previous, *line;
	bool        allows;
} lines[] = {
	{ "nothing", "", "x = 1", false },
	{ "everything on the line", "", "x = 1 # umbra:allow", true },
	{ "with words that are no rule", "", "x = 1 // umbra:allow because of this", false },
	{ "with words behind a dash", "", "x = 1 // umbra:allow -- because of this", true },
	{ "in a block comment", "", "x = 1 /* umbra:allow */ + 2", true },
	{ "in HTML, glued to its end", "", "x <!-- umbra:allow a.rule-->", true },
	{ "how the id begins", "", "x = 1 # umbra:allow a-rule", true },
	{ "the vendor alone", "", "x = 1 # umbra:allow a", true },
	{ "a part of a word of the id", "", "x = 1 # umbra:allow a.ru", false },
	{ "two rules", "", "x = 1 # umbra:allow b.rule, a.rule", true },
	{ "until the last day", "", "x = 1 # umbra:allow until=2026-11-27", true },
	{ "until yesterday", "", "x = 1 # umbra:allow a.rule until=2026-11-26 reason=\"tests\"", false },
	{ "until a date in the future, with all there is", "", "x = 1 # umbra:allow a.rule until=2027-01-31 reason=\"a key, for tests\"", true },
	{ "until a date, glued to the end", "", "x = 1 /* umbra:allow until=2027-01-31*/", true },
	{ "until no date", "", "x = 1 # umbra:allow until=soon", false },
	{ "until a day that no month has", "", "x = 1 # umbra:allow until=2027-02-29", false },
	{ "until a date of too many digits", "", "x = 1 # umbra:allow until=2027-01-311", false },
	{ "until in the American way", "", "x = 1 # umbra:allow until=01/31/2027", false },
	{ "a key that is not known", "", "x = 1 # umbra:allow untill=2027-01-31", false },
	{ "a reason that names a rule", "", "x = 1 # umbra:allow reason=\"not b.rule\"", true },
	{ "the second of two", "", "x = 1 # umbra:allow b.rule; umbra:allow a.rule", true },
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
	{ "keyhog, one of its rules", "", "x = 1 # keyhog:allow detector=some-a-key", true },
	{ "keyhog, another of its rules", "", "x = 1 # keyhog:allow detector=other", false },
	{ "betterleaks", "", "x = 1 # betterleaks:allow", true },
	{ "kingfisher", "", "x = 1 # kingfisher:ignore", true },
	{ "ggshield", "", "x = 1 # ggignore", true },
	{ "ggshield, a longer word", "", "x = 1 # ggignored", false },
	{ "in quotes", "", "\"gitleaks:allow\": \"x\"", true },
	{ "detect-secrets, in other words", "", "x = 1  # pragma:whitelist-secret", true },
	{ "detect-secrets, the next line, on the line", "", "x = 1 # pragma: allowlist nextline secret", false },
	{ "detect-secrets, on the line before", "x = 1 # pragma: allowlist secret", "x", false },
	{ "detect-secrets, something else", "", "x = 1 # pragma: allowlist secrets", false },
	{ "secretlint, a rule", "", "x = 1 // secretlint-disable-line @secretlint/secretlint-rule-a -- why", true },
	{ "secretlint, another rule", "", "x = 1 // secretlint-disable-line @secretlint/secretlint-rule-b", false },
	{ "secretlint, one of two rules", "// secretlint-disable-next-line @secretlint/secretlint-rule-b, @secretlint/secretlint-rule-a", "x", true },
	{ "keyhog on the line before", "# keyhog:ignore", "x = 1", false },
	{ "secretlint", "", "x = 1 // secretlint-disable-line", true },
	{ "secretlint, the next line", "// secretlint-disable-next-line", "x = 1", true },
	{ "secretlint, a block", "/* secretlint-disable */", "x = 1", false },
	{ "glued to more", "", "x = 1 # gitleaks:allowance", false },
};

#define TODAY 20784 /* 2026-11-27 */

static const umb_rule_info a_rule = { .id = "a.rule", .name = "A rule", .provider = "" };

static void test_comments(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(lines); i++) {
		umb_comments c = { umb_slice_str(lines[i].line), umb_slice_str(lines[i].previous), NULL, TODAY };
		umb_allowed  allowed;

		umb_inline_allows(&allowed, &c, &a_rule);
		CHECK_EQ_INT(allowed.by != NULL, lines[i].allows, lines[i].label);
	}
}

static const struct {
	const char *line, *note;
} notes[] = {
	{ "umbra:allow until=2026-01-31", "the comment umbra:allow has expired: until=2026-01-31" },
	{ "umbra:allow until=2026-1-31", "the comment umbra:allow has an until= that is no date as in 2026-01-31" },
	{ "umbra:allow b.rule", "the comment umbra:allow is for other rules than this" },
	{ "umbra:allow why=x", "the comment umbra:allow is not understood: it takes rules, until=DATE, reason=\"...\"" },
	{ "no comment at all", "" },
};

static void test_notes(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(notes); i++) {
		umb_comments c = { umb_slice_str(notes[i].line), umb_slice_str(""), NULL, TODAY };
		umb_allowed  allowed;

		umb_inline_allows(&allowed, &c, &a_rule);
		CHECK(!allowed.by && strcmp(allowed.note, notes[i].note) == 0, allowed.note);
	}
}

/* The text, and whether at its end a finding of a.rule is allowed. */
static const struct {
	const char *label, *text;
	bool        allows;
} regions[] = {
	{ "nothing", "x\ny", false },
	{ "open", "/* secretlint-disable */\n", true },
	{ "closed", "// secretlint-disable\nx\n// secretlint-enable\n", false },
	{ "open again", "# secretlint-disable\n# secretlint-enable\n#secretlint-disable\n", true },
	{ "a rule", "# secretlint-disable @secretlint/secretlint-rule-a\n", true },
	{ "another rule", "# secretlint-disable @secretlint/secretlint-rule-b\n", false },
	{ "one of two is enabled", "# secretlint-disable rule-a, rule-b\n# secretlint-enable rule-b\n", true },
	{ "it is enabled", "# secretlint-disable rule-a, rule-b\n# secretlint-enable rule-a\n", false },
	{ "a part of everything is enabled", "# secretlint-disable\n# secretlint-enable rule-b\n", false },
	{ "a reason", "<!-- secretlint-disable -- for tests -->\n", true },
	{ "a line only", "// secretlint-disable-line\n", false },
	{ "the next line only", "// secretlint-disable-next-line\n", false },
	{ "a sentence", "write secretlint-disable\n", false },
	{ "quoted", "`secretlint-disable`\n", false },
	{ "an item of a list", "- secretlint-disable\n", false },
	{ "another item", "* secretlint-disable\n", false },
	{ "a path", "doc/secretlint-disable.md\n", false },
	{ "an address", "https://secretlint-disable\n", false },
	{ "of SQL", "-- secretlint-disable\n", true },
	{ "of Pascal", "(* secretlint-disable *)\n", true },
	{ "with two stars", "/** secretlint-disable */\n", true },
	{ "of an INI file", "; secretlint-disable\n", true },
	{ "more rules than there is room for", "# secretlint-disable b1 b2 b3 b4 b5 b6 b7 b8 a\n", false },
};

static void test_regions(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(regions); i++) {
		umb_slice text = umb_slice_str(regions[i].text);
		umb_buf   far  = UMB_BUF_INIT;

		/* In pieces of every size, and behind more than a block of other text. */
		for (size_t n = 1; n <= text.len + 70; n++) {
			umb_region r = { .n = 0 };

			umb_buf_reset(&far);
			for (size_t k = 0; k < n; k++)
				umb_buf_append_byte(&far, k % 7 ? 's' : '\n');
			umb_buf_append_slice(&far, text);
			for (size_t at = 0; at < far.len; at += n)
				umb_region_pass(&r, umb_buf_view(&far), at, UMB_MIN(at + n, far.len));
			CHECK_EQ_INT(umb_region_allows(&r, &a_rule), regions[i].allows, regions[i].label);
		}
		umb_buf_clear(&far);
	}
}

#define ID "0123456789abcdef0123456789abcdef"
#define KEY ID ID
/* Of "value" in src/x with that key. */
#define EXPOSURE "e1:006b61252feced1610bf57268544a337"

static const struct {
	const char *label, *text;
	umb_status  want;
	bool        has, has_key;
} reports[] = {
	{ "jsonl", "{\"type\":\"finding\",\"exposure_id\":\"" EXPOSURE "\"}\n{\"type\":\"summary\",\"id_key\":\"" KEY "\"}\n", UMB_OK, true, true },
	{ "json", "{\"findings\":[{\"exposure_id\":\"" EXPOSURE "\"}],\"summary\":{\"id_key\":\"" KEY "\"}}", UMB_OK, true, true },
	{ "nothing found", "{\"type\":\"summary\",\"id_key\":\"" KEY "\"}\n", UMB_OK, false, true },
	{ "of gitleaks", "[{\"File\":\"src/x\",\"Secret\":\"value\"},{\"File\":1}]", UMB_OK, true, false },
	{ "of gitleaks, elsewhere", "[{\"File\":\"src/y\",\"Secret\":\"value\"}]", UMB_OK, false, false },
	{ "without the key", "{\"type\":\"finding\",\"exposure_id\":\"" EXPOSURE "\"}\n", UMB_E_FORMAT, false, false },
	{ "ids of another form", "{\"exposure_id\":\"e2:" ID "\"}\n{\"exposure_id\":\"e1:01\"}\n{\"id_key\":\"" KEY "\"}", UMB_OK, false, true },
	{ "no JSON", "hello\n", UMB_E_FORMAT, false, false },
	{ "cut in a line", "{\"type\":\"summary\",\"id_key\":\"" KEY "\"}\n{\"exposure_id\":\n", UMB_E_FORMAT, false, false },
	{ "empty lines", "\n\n{\"exposure_id\":\"" EXPOSURE "\"}\n\n{\"id_key\":\"" KEY "\"}\n", UMB_OK, true, true },
};

/* A list of this text, asked for the finding. */
static umb_status load(umb_known **k, umb_list_use use, const char *text, umb_err *err)
{
	char       path[] = "/tmp/umbra-test-XXXXXX";
	int        fd = mkstemp(path);
	umb_status st;

	assert_true(fd >= 0);
	assert_int_equal(umb_fd_write(fd, text, strlen(text), NULL), UMB_OK);
	close(fd);
	assert_int_equal(umb_known_new(k, NULL, 0, err), UMB_OK);
	st = umb_known_add(*k, use, path, err);
	unlink(path);
	if (st != UMB_OK)
		CHECK(strstr(err->text, path) != NULL, err->text);
	return st;
}

static umb_ignoring ask(umb_known *k, const umb_finding *f, const char *value)
{
	umb_asked   a  = { .f = f, .value = umb_slice_str(value) };
	const char *by = NULL;

	return umb_known_ask(k, &a, &by);
}

static void test_baselines(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(reports); i++) {
		umb_known    *k = NULL;
		umb_ident_key key = { { 0 } };
		umb_err       err = UMB_ERR_INIT;
		umb_finding   f = { .rule = &a_rule, .path = umb_slice_str("src/x"), .rel_path = umb_slice_str("src/x") };
		umb_status    st = load(&k, UMB_LIST_BASELINE, reports[i].text, &err);

		CHECK_EQ_INT(st, reports[i].want, reports[i].label);
		CHECK_EQ_INT(umb_known_key(k, &key), st == UMB_OK && reports[i].has_key, reports[i].label);
		if (st == UMB_OK) {
			char credential[UMB_PRINT_ID_LEN];

			umb_credential_id(credential, &key, umb_slice_str("value"));
			umb_exposure_id(f.exposure_id, &key, credential, f.rel_path);
			CHECK_EQ_INT(ask(k, &f, "value") == UMB_IGNORED_HERE, reports[i].has, reports[i].label);
			CHECK(ask(k, &f, "another") == UMB_NOT_IGNORED, reports[i].label);
		}
		umb_known_free(k);
	}
}

static void test_no_baseline(void **state)
{
	umb_known  *k = NULL;
	umb_finding f = { .rule = &a_rule, .path = umb_slice_str("x") };
	umb_err     err = UMB_ERR_INIT;

	UMB_UNUSED(state);
	assert_int_equal(umb_known_new(&k, NULL, 0, &err), UMB_OK);
	CHECK(umb_known_add(k, UMB_LIST_BASELINE, "/nowhere/at/all", &err) != UMB_OK, "no such file");
	CHECK(umb_known_add(k, UMB_LIST_BASELINE, "gitleaks-ignore:/nowhere/at/all", &err) != UMB_OK, "no such file, of a kind");
	CHECK(ask(k, &f, "x") == UMB_NOT_IGNORED, "none knows nothing");
	umb_known_free(k);
	umb_known_free(NULL);
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
	umb_finding f = { .rule = &rule, .also = also, .n_also = 1, .start_line = 7, .match_start_line = 7, .commit.id = COMMIT, .path = umb_slice_str("src/x:y") };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(places); i++) {
		umb_known *k = NULL;
		umb_err    err = UMB_ERR_INIT;

		CHECK_EQ_INT(load(&k, UMB_LIST_IGNORE, places[i].text, &err), UMB_OK, places[i].label);
		CHECK_EQ_INT(ask(k, &f, "value"), places[i].want, places[i].label);
		umb_known_free(k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_comments), cmocka_unit_test(test_notes), cmocka_unit_test(test_regions),
		                                cmocka_unit_test(test_baselines), cmocka_unit_test(test_no_baseline), cmocka_unit_test(test_ignore_files) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
