/* What the path says of a finding, and what stands under the key of an example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/text.h"
#include "harness/make_base64.h"
#include "judge/example.h"
#include "judge/judge.h"
#include "judge/place.h"
#include "judge/weights.h"

static const struct {
	const char *path;
	bool        folder, file, others;
} paths[] = {
	{ "src/main.c", false, false, false },
	{ "config/production.yml", false, false, false },
	{ "attest/contest.c", false, false, false },
	{ "src/latest/greatest.py", false, false, false },
	{ "src/Contest.java", false, false, false },
	{ "x.lang", false, false, false },
	{ "test", false, false, false },
	{ "t/x.c", true, false, false },
	{ "a/Tests/x.c", true, false, false },
	{ "a/integration-tests/x.c", true, false, false },
	{ "a/src/dockerTest/x.key", true, false, false },
	{ "__tests__/x.js", true, false, false },
	{ "docs/a/x.py", true, false, false },
	{ "pkg/store_test.go", false, true, false },
	{ "web/a.spec.ts", false, true, false },
	{ "src/StoreTests.java", false, true, false },
	{ "README", false, true, false },
	{ "CHANGELOG.txt", false, true, false },
	{ "guide.md", false, true, false },
	{ ".env.example", false, true, false },
	{ "a.zip!docs/x.md", true, true, false },
	{ "vendor/x/y.go", false, false, true },
	{ "web/node_modules/a/index.js", false, false, true },
	{ "third_party/a/tests/x.c", true, false, true },
	{ "vendors.c", false, false, false },
	{ "src/vendor", false, false, false },
};

static void test_paths(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(paths); i++) {
		umb_path_view v = umb_path_read(umb_slice_str(paths[i].path));

		if (v.in_folder_for_show != paths[i].folder || v.is_file_for_show != paths[i].file || v.is_of_others != paths[i].others)
			fail_msg("%s: folder %d, file %d, others %d", paths[i].path, v.in_folder_for_show, v.is_file_for_show, v.is_of_others);
	}
}

static umb_finding make_finding(umb_rule_info *rule, const char *path, int score)
{
	umb_finding f = { .rule = rule, .rel_path = umb_slice_str(path), .severity = UMB_SEV_HIGH, .score = score, .is_weighed = true, .is_sure = score >= UMB_SCORE_STRICT };

	return f;
}

static void test_judged(void **state)
{
	umb_rule_info rule = { .confidence = UMB_CONF_LOW };
	umb_finding   f;

	UMB_UNUSED(state);
	f = make_finding(&rule, "src/a.c", 80);
	assert_true(umb_judge_place(&f));
	assert_true(f.is_sure && !f.is_weak && f.score == 80 && f.severity == UMB_SEV_HIGH && f.n_reasons == 0);
	/* for show: the severity, and nothing else */
	f = make_finding(&rule, "tests/a.c", 80);
	assert_true(umb_judge_place(&f));
	assert_true(f.is_sure && !f.is_weak && f.score == 80 && f.severity == UMB_SEV_MEDIUM && f.n_reasons == 1);
	/* of others: no longer sure, and weak where the rest does not carry it */
	f = make_finding(&rule, "vendor/a/a.c", 95);
	assert_true(umb_judge_place(&f));
	assert_true(!f.is_sure && !f.is_weak && f.severity == UMB_SEV_HIGH && f.score < UMB_SCORE_STRICT);
	f = make_finding(&rule, "vendor/a/a.c", 70);
	assert_true(umb_judge_place(&f));
	assert_true(f.is_weak && f.severity == UMB_SEV_LOW && f.score < UMB_SCORE_DEFAULT);
	f = make_finding(&rule, "vendor/a/a.c", 23);
	assert_false(umb_judge_place(&f));
	/* a proof holds anywhere */
	f = make_finding(&rule, "vendor/a/a.c", 97);
	f.is_proved = true;
	assert_true(umb_judge_place(&f));
	assert_true(f.score == 97 && !f.is_weak && f.n_reasons == 0);
	/* what is not weighed is reported, and not by a strict scan */
	rule.confidence = UMB_CONF_HIGH;
	f = make_finding(&rule, "vendor/a/a.c", 80);
	f.is_weighed = f.is_sure = false;
	assert_true(umb_judge_place(&f));
	assert_int_equal(umb_finding_level(&f), UMB_LEVEL_DEFAULT);
	/* ...unless words beside it were all there is */
	rule.confidence = UMB_CONF_MEDIUM;
	f = make_finding(&rule, "vendor/a/a.c", 75);
	f.is_weighed = f.is_sure = false;
	assert_true(umb_judge_place(&f));
	assert_int_equal(umb_finding_level(&f), UMB_LEVEL_BROAD);
}

/* The value is @@. */
static const struct {
	const char *text;
	bool        is_example;
} examples[] = {
	{ "token: @@", false },
	{ "example: @@", true },
	{ "    \"example\": \"@@\"", true },
	{ "  - example: '@@'", true },
	{ "example.com: @@", false },
	{ "for_example: @@", false },
	{ "example:\n  token: @@", true },
	{ "example: { \"token\": \"@@\" }", true },
	{ "{\"example\": 1, \"token\": \"@@\"}", false },
	{ "{\"example\": {\"a\": [1, 2], \"token\": \"@@\"", true },
	{ "{\"example\": {\"a\": 1}, \"token\": \"@@\"}", false },
	{ "example:\ntoken: @@", false },
	{ "Token:\n  type: string\n  example:\n    value:\n      a: 1\n\n      token: @@", true },
	{ "example:\n  a: 1\nother:\n  token: @@", false },
	{ "{\n  \"examples\": {\n    \"a\": {\n      \"token\": \"@@\"", true },
	{ "{\n  \"examples\": {\n    \"a\": 1\n  },\n  \"b\": {\n    \"token\": \"@@\"", false },
	{ "# example:\n#   token: @@", false },
	{ "an example: see\n   below token: @@", false },
};

static void test_examples(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(examples); i++) {
		umb_slice    text = umb_slice_str(examples[i].text);
		size_t       at   = umb_text_find(text, umb_slice_str("@@"));
		umb_hit_view hit  = { .text = text, .match = { at, at + 2 }, .secret = { at, at + 2 }, .value = umb_slice_sub(text, at, at + 2) };

		if (umb_is_schema_example(&hit) != examples[i].is_example)
			fail_msg("%s", examples[i].text);
	}
}

/* Dropped, kept as a doubt by a scan that is to miss nothing, and not asked of what is proved. */
static void test_example_judged(void **state)
{
	umb_slice     text = umb_slice_str("example:\n  token: @@");
	umb_rule_info rule = { .confidence = UMB_CONF_HIGH, .severity = UMB_SEV_HIGH };
	umb_hit_view  hit  = { .rule = &rule, .text = text, .match = { 18, 20 }, .secret = { 18, 20 }, .value = umb_slice_sub(text, 18, 20) };
	umb_judgement j;

	UMB_UNUSED(state);
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(j.is_rejected);
	umb_judge(&j, &hit, NULL, 0, true);
	assert_true(!j.is_rejected && j.is_weak && j.is_doubted && j.severity == UMB_SEV_LOW);
	hit.text = umb_slice_str("sample_:\n  token: @@");
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(!j.is_rejected && !j.is_weak && j.severity == UMB_SEV_HIGH);
}

/* The certificate that stands beside a key, before it or behind it. */
static void test_certificates(void **state)
{
	static const struct {
		const char *label, *of;
		umb_verdict want;
	} rows[] = {
		{ "for localhost", "0\x82\x01\x02\x0c\tlocalhost0\x1e and so on for some bytes more", UMB_SHOWN },
		{ "as OpenSSL proposes", "0\x82\x01\x02\x0c\x18Internet Widgits Pty Ltd0\x1e and so on", UMB_SHOWN },
		{ "for a host of somebody", "0\x82\x01\x02\x0c\x09shop.corp0\x1e and so on for some bytes more", UMB_NO_OPINION },
	};
	const umb_validator_ops *ops = umb_validator_find("certificate");

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows) * 2; i++) {
		char         body[256], text[1024];
		const char  *reason = NULL, *of = rows[i / 2].of;
		size_t       n;
		umb_hit_view hit = { .text = { 0 } };

		body[make_base64(body, umb_slice_str(of), false)] = 0;
		n = (size_t)snprintf(text, sizeof(text), "%s-----BEGIN CERT" "IFICATE-----\n%s\n-----END CERT" "IFICATE-----\n%s", i % 2 ? "KEY\n" : "", body, i % 2 ? "" : "KEY\n");
		hit.text  = umb_slice_of(text, n);
		hit.match = hit.secret = i % 2 ? (umb_span){ 0, 3 } : (umb_span){ n - 4, n - 1 };
		if (ops->check(&hit, NULL, &reason) != rows[i / 2].want)
			fail_msg("%s, %zu", rows[i / 2].label, i % 2);
	}
}

/* What is for show keeps its score and its proof, and is never sure. */
static void test_shown(void **state)
{
	umb_rule_info rule = { .confidence = UMB_CONF_HIGH };
	umb_finding   f    = { .rule = &rule, .score = 97, .is_proved = true };

	UMB_UNUSED(state);
	assert_int_equal(umb_finding_level(&f), UMB_LEVEL_STRICT);
	f.is_shown = true;
	assert_int_equal(umb_finding_level(&f), UMB_LEVEL_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths), cmocka_unit_test(test_judged), cmocka_unit_test(test_examples), cmocka_unit_test(test_example_judged),
		cmocka_unit_test(test_certificates), cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
