/* What the path says of a finding, and what stands under the key of an example. */
#include "harness/check.h"
#include "harness/hit_at.h"
#include "judge/example.h"
#include "judge/judge.h"
#include "judge/place.h"
#include "judge/weights.h"

static const char *const no_tags[] = { NULL };

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
	umb_rule_info rule = { .id = "test.rule", .confidence = UMB_CONF_LOW, .tags = no_tags };
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
	/* the text of a description */
	{ "description: |\n  token: @@", true },
	{ "  field:\n    description: >-\n      Set it.\n\n        token: @@", true },
	{ "\"description\": |\n  token: @@", true },
	{ "Description: |\n  token: @@", true },
	{ "description: |\n  a\ntoken: @@", false },
	{ "description: a\n  token: @@", false },
	{ "description:\n  token: @@", false },
	{ "description: a | b\n  token: @@", false },
	{ "content: |\n  token: @@", false },
	{ "description: | @@", false },
};

static void test_examples(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(examples); i++) {
		umb_hit_view hit = hit_at(examples[i].text);

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

#define JOB "on: push\njobs:\n  test:\n    "
#define SERVICE "services:\n      postgres:\n        env:\n          POSTGRES_DB: "

static const struct {
	const char *label, *text;
	bool        want, is_last; /* the last @@ is asked about */
} services[] = {
	{ "of a service", JOB SERVICE "@@\n", true, false },
	{ "the same in a step", JOB SERVICE "@@\n    steps:\n      - run: x\n        env:\n          DB: @@\n", true, true },
	{ "the same in a step above it", JOB "steps:\n      - run: x @@\n    " SERVICE "@@\n", true, false },
	{ "another one in a step", JOB SERVICE "zz\n    steps:\n      - run: x\n        env:\n          DB: @@\n", false, false },
	{ "no service", JOB "env:\n      POSTGRES_DB: @@\n", false, false },
	{ "a part of another word in a service", JOB SERVICE "x@@\n    steps:\n      - run: @@\n", false, true },
	{ "the name of its image", JOB "services:\n      postgres:\n        image: @@\n    steps:\n      - run: @@\n", false, true },
	{ "behind the services", JOB "services:\n      redis:\n        image: x\n    env:\n      NAME: @@\n", false, false },
	{ "given to the word itself", JOB "services: @@\n", false, false },
	{ "right below it", JOB "services:\n      @@\n", false, false },
	{ "no workflow", "services:\n  postgres:\n    env:\n      POSTGRES_DB: @@\n", false, false },
	{ "jobs below it", "on:\n  x:\n    " SERVICE "@@\njobs:\n", false, false },
	{ "services of the whole", "on: push\njobs:\n  a: b\nservices:\n  postgres:\n    env:\n      X: @@\n", false, false },
};

static void test_services(void **state)
{
	char text[1024];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(services); i++) {
		umb_hit_view hit = hit_at(services[i].text);
		size_t       at  = (size_t)hit.secret.from, next;

		while (services[i].is_last && (next = umb_text_find(umb_slice_sub(hit.text, at + 2, hit.text.len), umb_slice_str("@@"))) != SIZE_MAX)
			at += 2 + next;
		hit.match = hit.secret = (umb_span){ at, at + 2 };
		CHECK_EQ_INT(umb_is_ci_service(&hit), services[i].want, services[i].label);
	}
	/* It may be repeated a few times, not everywhere. */
	for (size_t n = 14; n <= 17; n++) {
		size_t       len = (size_t)snprintf(text, sizeof(text), "%ssteps:\n", JOB);
		umb_hit_view hit;

		for (size_t i = 0; i < n; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "      - run: x @@\n");
		snprintf(text + len, sizeof(text) - len, "    %s@@\n", SERVICE);
		hit = hit_at(text);
		CHECK_EQ_INT(umb_is_ci_service(&hit), n < 16, "repeated");
	}
}

static void test_service_judged(void **state)
{
	umb_rule_info rule = made_rule;
	umb_hit_view  hit  = hit_at(JOB SERVICE "@@\n");
	umb_judgement j;

	UMB_UNUSED(state);
	hit.rule = &rule;
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(j.is_rejected);
	assert_string_equal(j.reason[0].text, "of a service that a CI job starts for itself");
	rule.confidence = UMB_CONF_HIGH;
	umb_judge(&j, &hit, NULL, 0, false);
	assert_false(j.is_rejected);
}

/* Weak only by two things of which the path may be one. */
static const struct {
	const char  *label, *path;
	const char  *tag; /* "common": of no vendor's form */
	bool         is_shown, is_hinted, is_only_shown, is_proved;
	bool         is_weak;
	umb_severity severity;
	const char  *reason; /* why it is weak */
} twos[] = {
	{ "nothing", "src/a.c", "x", false, false, false, false, false, UMB_SEV_HIGH, NULL },
	{ "the path alone, a folder", "tests/a.c", "x", false, false, false, false, false, UMB_SEV_MEDIUM, NULL },
	{ "the path alone, a file", "a_test.go", "x", false, false, false, false, false, UMB_SEV_MEDIUM, NULL },
	{ "the path alone, of a proved one", "tests/a.c", "x", false, false, false, true, false, UMB_SEV_MEDIUM, NULL },
	{ "shown alone", "src/a.c", "x", true, false, false, false, false, UMB_SEV_HIGH, NULL },
	{ "hinted alone", "src/a.c", "x", false, true, false, false, false, UMB_SEV_HIGH, NULL },
	{ "indirect alone", "src/a.c", "indirect", false, false, false, false, false, UMB_SEV_HIGH, NULL },
	{ "shown and hinted", "src/a.c", "x", true, true, false, false, false, UMB_SEV_HIGH, NULL },
	{ "shown by two", "src/a.c", "x", true, false, true, false, true, UMB_SEV_LOW, "for show by two things that stand around it" },
	{ "shown by two, proved", "src/a.c", "x", true, false, true, true, true, UMB_SEV_LOW, "for show by two things that stand around it" },
	{ "shown, and the path", "tests/a.c", "x", true, false, false, false, true, UMB_SEV_INFO, "for show by what stands around it, and by its path" },
	{ "shown, and the file's name", "guide.md", "x", true, false, false, false, true, UMB_SEV_INFO, "for show by what stands around it, and by its path" },
	{ "shown, and the path, proved", "tests/a.c", "x", true, false, false, true, true, UMB_SEV_INFO, "for show by what stands around it, and by its path" },
	{ "hinted, and the path", "tests/a.c", "x", false, true, false, true, true, UMB_SEV_INFO, "of little use as it is, and for show by its path" },
	{ "indirect, and the path", "tests/a.c", "indirect", false, false, false, false, true, UMB_SEV_INFO, "of little use as it is, and for show by its path" },
	{ "shown by two, and the path", "tests/a.c", "x", true, false, true, false, true, UMB_SEV_INFO, "for show by what stands around it, and by its path" },
	{ "tests of others, of a form of no vendor's", "vendor/a/tests/a.c", "common", false, false, false, false, true, UMB_SEV_INFO, "in tests or documents of others" },
	{ "tests of others, the same proved", "vendor/a/tests/a.c", "common", false, false, false, true, false, UMB_SEV_MEDIUM, NULL },
	{ "tests of others, of a vendor's form", "vendor/a/tests/a.c", "x", false, false, false, false, false, UMB_SEV_MEDIUM, NULL },
	{ "tests of others, proved", "vendor/a/tests/a.c", "x", false, false, false, true, false, UMB_SEV_MEDIUM, NULL },
	{ "of others alone, of a form of no vendor's", "vendor/a/a.c", "common", false, false, false, false, false, UMB_SEV_HIGH, NULL },
	{ "of others, proved", "vendor/a/a.c", "x", false, false, false, true, false, UMB_SEV_HIGH, NULL },
	{ "of others and shown, proved", "vendor/a/a.c", "x", true, false, false, true, false, UMB_SEV_HIGH, NULL },
};

static bool has_reason(const umb_finding *f, const char *text)
{
	for (size_t i = 0; i < f->n_reasons; i++) {
		if (strcmp(f->reason[i].text, text) == 0)
			return true;
	}
	return false;
}

static void test_weak_by_two(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(twos); i++) {
		const char *const tags[] = { twos[i].tag, NULL };
		umb_rule_info     rule   = { .id = "test.rule", .confidence = strcmp(twos[i].tag, "common") == 0 ? UMB_CONF_MEDIUM : UMB_CONF_HIGH, .tags = tags };
		umb_finding       f      = make_finding(&rule, twos[i].path, 97);
		int               sum    = 97;

		f.is_weighed    = f.is_sure = false;
		f.is_shown      = twos[i].is_shown;
		f.is_hinted     = twos[i].is_hinted;
		f.is_only_shown = twos[i].is_only_shown;
		f.is_proved     = twos[i].is_proved;
		CHECK(umb_judge_place(&f), twos[i].label);
		CHECK_EQ_INT(f.is_weak, twos[i].is_weak, twos[i].label);
		CHECK_EQ_INT(f.severity, twos[i].severity, twos[i].label);
		CHECK(f.is_weak == (f.score < UMB_SCORE_DEFAULT), twos[i].label);
		CHECK_EQ_INT(umb_finding_level(&f) == UMB_LEVEL_BROAD, twos[i].is_weak, twos[i].label);
		CHECK(!twos[i].reason || has_reason(&f, twos[i].reason), twos[i].label);
		/* Still the points are the score. */
		for (size_t k = 0; k < f.n_reasons; k++)
			sum += f.reason[k].points;
		CHECK_EQ_INT(sum, f.score, twos[i].label);
	}
}

/* What is weak already keeps its reasons; a score below the default is no lower for it. */
static void test_weak_once(void **state)
{
	umb_rule_info rule = { .id = "test.rule", .confidence = UMB_CONF_LOW, .tags = no_tags };
	umb_finding   f    = make_finding(&rule, "tests/a.c", 40);

	UMB_UNUSED(state);
	f.is_weak = f.is_shown = true;
	assert_true(umb_judge_place(&f));
	assert_true(f.score == 40 && f.n_reasons == 1 && f.severity == UMB_SEV_MEDIUM);
	f         = make_finding(&rule, "tests/a.c", 30);
	f.is_shown = true;
	assert_true(umb_judge_place(&f));
	assert_true(f.is_weak && f.score == 30 && f.n_reasons == 2 && f.reason[0].points == 0);
}

/* What is for show keeps its score and its proof, and is never sure. */
static void test_shown(void **state)
{
	umb_rule_info rule = { .id = "test.rule", .confidence = UMB_CONF_HIGH, .tags = no_tags };
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
		cmocka_unit_test(test_services), cmocka_unit_test(test_service_judged), cmocka_unit_test(test_weak_by_two), cmocka_unit_test(test_weak_once),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
