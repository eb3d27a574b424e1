/* A scan from targets to its result: codes, order, what is dropped or suppressed, and wrong use. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "harness/check.h"
#include "harness/make_rules.h"
#include "umb/scan.h"

static made_rules rules;
static umb_buf    out;

static int put(void *ctx, const void *bytes, size_t len, umb_err *err)
{
	UMB_UNUSED(err);
	return umb_buf_append(ctx, bytes, len) == UMB_OK ? 0 : 1;
}

static void put_line(void *ctx, const char *line)
{
	umb_buf_printf(ctx, "%s\n", line);
}

typedef struct unit {
	const char *path, *text;
} unit;

/* Scans texts of memory; the report is left in `out`. */
static umb_scan_result scan(const umb_scan_opts *o, const char *format, const unit *units, size_t n, umb_scan **keep)
{
	umb_scan_result r = { 0 };
	umb_scan       *s = NULL;
	umb_err         err = UMB_ERR_INIT;

	umb_buf_reset(&out);
	assert_int_equal(umb_scan_new(&s, rules.rs, o, &err), UMB_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(umb_scan_add_memory(s, units[i].path, units[i].text, strlen(units[i].text), &err), UMB_OK);
	assert_int_equal(umb_scan_add_report(s, format, put, &out, 0, &err), UMB_OK);
	CHECK_EQ_INT(umb_scan_run(s, &r, &err), UMB_OK, err.text);
	umb_buf_str(&out);
	if (keep)
		*keep = s;
	else
		umb_scan_free(s);
	return r;
}

static int set_up(void **state)
{
	const char *pack = MADE_PACK MADE_RULE("p.a", "(?<secret>qzqz_[a-z]{8})", "") MADE_RULE("p.c", "(?<secret>ccqq_[a-z]{8})", "    paths:\n      never: ['*.lock']\n")
		MADE_RULE("p.d", "(?<secret>ddqq_[a-z]{8})", "    companions:\n      - { rule: p.a, lines: 3, required: true }\n");

	UMB_UNUSED(state);
	return set_up_rules(&rules, pack);
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	umb_buf_clear(&out);
	clear_rules(&rules);
	return 0;
}

static size_t count(const char *word)
{
	size_t n = 0;

	for (const char *p = strstr((const char *)out.ptr, word); p; p = strstr(p + 1, word))
		n++;
	return n;
}

static void test_results(void **state)
{
	static const unit clean[] = { { "a", "nothing" } };
	static const unit found[] = { { "b", "x qzqz_kvhtrwpm" }, { "a", "y qzqz_kvhtrwpm\nz qzqz_mpwrthvk # umbra:allow\n" } };
	umb_scan_opts     o = UMB_SCAN_OPTS_INIT;
	umb_scan_result   r = scan(NULL, "jsonl", clean, 1, NULL);

	UMB_UNUSED(state);
	CHECK(r.exit_code == 0 && r.n_findings == 0 && r.n_units == 1 && r.is_complete, "clean");
	r = scan(NULL, "jsonl", found, 2, NULL);
	CHECK(r.exit_code == 1 && r.n_findings == 2 && r.n_credentials == 1 && r.n_suppressed == 1, "one credential in two places");
	CHECK_EQ_INT(count("qzqz_kvhtrwpm"), 0, "no value in the report");
	o.exit_code = 9;
	o.no_ignore = 1;
	o.n_threads = 4;
	r = scan(&o, "jsonl", found, 2, NULL);
	CHECK(r.exit_code == 9 && r.n_findings == 3 && r.n_credentials == 2 && r.n_suppressed == 0, "comments ignored");
	o.show_secrets = 1;
	scan(&o, "jsonl", found, 2, NULL);
	CHECK_EQ_INT(count("qzqz_kvhtrwpm"), 2, "values when asked for");
}

/* The day on which until= is judged is the caller's. */
static void test_today(void **state)
{
	static const unit units[] = { { "a", "qzqz_kvhtrwpm # umbra:allow until=2026-11-27\n" } };
	umb_scan_opts     o = UMB_SCAN_OPTS_INIT;

	UMB_UNUSED(state);
	o.today = "2026-11-27";
	CHECK_EQ_INT(scan(&o, "jsonl", units, 1, NULL).n_suppressed, 1, "the last day");
	o.today = "2026-11-28";
	CHECK_EQ_INT(scan(&o, "jsonl", units, 1, NULL).n_findings, 1, "the day behind it");
	CHECK_EQ_INT(count("has expired: until=2026-11-27"), 1, "says so");
}

/* What the targets alone decide: without the time at which the scan began, which stands behind the results. */
static umb_slice results_of(const umb_buf *report)
{
	const char *end = strstr((const char *)report->ptr, "\"invocations\"");

	assert_non_null(end);
	return umb_slice_of(report->ptr, (size_t)(end - (const char *)report->ptr));
}

static void test_order(void **state)
{
	static const unit units[] = { { "d", "qzqz_kvhtrwpm" }, { "a", "qzqz_mpwrthvk\nqzqz_kvhtrwpm" }, { "c", "qzqz_wwwqhtrv" }, { "b", "qzqz_kvhtrwpm" } };
	umb_scan_opts     o = UMB_SCAN_OPTS_INIT;
	umb_buf           first = UMB_BUF_INIT;

	UMB_UNUSED(state);
	o.key = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	for (o.n_threads = 1; o.n_threads < 9; o.n_threads++) {
		umb_slice results;

		scan(&o, "sarif", units, UMB_COUNT(units), NULL);
		results = results_of(&out);
		if (first.len == 0)
			umb_buf_append_slice(&first, results);
		CHECK(first.len == results.len && memcmp(first.ptr, results.ptr, results.len) == 0, "one order for any number of threads");
	}
	umb_buf_clear(&first);
}

static void test_conditions(void **state)
{
	static const unit lock[] = { { "x.lock", "ccqq_kvhtrwpm" }, { "x.txt", "ccqq_kvhtrwpm" } };
	static const unit alone[] = { { "x", "ddqq_kvhtrwpm" } }, near[] = { { "x", "qzqz_kvhtrwpm\nddqq_kvhtrwpm" } };
	static const unit far[] = { { "x", "qzqz_kvhtrwpm\n\n\n\n\n\nddqq_kvhtrwpm" } };

	UMB_UNUSED(state);
	CHECK_EQ_INT(scan(NULL, "jsonl", lock, 2, NULL).n_findings, 1, "never in such a path");
	CHECK_EQ_INT(count("\"path\":\"x.txt\""), 1, "the other stays");
	CHECK_EQ_INT(scan(NULL, "jsonl", alone, 1, NULL).n_findings, 0, "the companion is required");
	CHECK_EQ_INT(scan(NULL, "jsonl", near, 1, NULL).n_findings, 2, "and there");
	CHECK_EQ_INT(scan(NULL, "jsonl", far, 1, NULL).n_findings, 1, "and too far away");
}

static void test_baseline(void **state)
{
	static const unit units[] = { { "a", "qzqz_kvhtrwpm" } }, more[] = { { "a", "\n\nqzqz_kvhtrwpm qzqz_mpwrthvk" } };
	char              path[] = "/tmp/umbra-test-XXXXXX";
	int               fd = mkstemp(path);
	umb_scan_opts     o = UMB_SCAN_OPTS_INIT;
	umb_scan_result   r;

	UMB_UNUSED(state);
	scan(NULL, "jsonl", units, 1, NULL);
	assert_int_equal(umb_fd_write(fd, out.ptr, out.len, NULL), UMB_OK);
	close(fd);
	o.baseline = path;
	r = scan(&o, "jsonl", more, 1, NULL);
	CHECK(r.n_findings == 1 && r.n_suppressed == 1, "the known one is counted, wherever it moved in the file");
	o.show_suppressed = 1;
	scan(&o, "jsonl", more, 1, NULL);
	CHECK_EQ_INT(count("\"suppressed_by\":\"baseline"), 1, "shown with what suppressed it");
	CHECK_EQ_INT(count("{\"by\":\"baseline"), 1, "and counted");
	unlink(path);
}

static void test_outcome(void **state)
{
	static const unit   found[] = { { "a", "x qzqz_kvhtrwpm" } };
	static const char  *names[] = { "too-big", "nothing-to-scan" };
	static const char  *wrong[] = { "fail_on", "min_confidence", "allow_incomplete" };
	umb_scan_opts       o = UMB_SCAN_OPTS_INIT;
	umb_scan_result     r;
	size_t              n = 0;

	UMB_UNUSED(state);
	o.fail_on = "critical";
	r = scan(&o, "jsonl", found, 1, NULL);
	CHECK(r.exit_code == 0 && r.n_findings == 1, "reported, and does not fail");
	o.fail_on = "info";
	CHECK_EQ_INT(scan(&o, "jsonl", found, 1, NULL).exit_code, 1, "the bound that everything reaches");
	o.allow_incomplete   = names;
	o.n_allow_incomplete = 1;
	CHECK_EQ_INT(scan(&o, "jsonl", NULL, 0, NULL).exit_code, 4, "a gap that is not allowed");
	o.n_allow_incomplete = 2;
	r = scan(&o, "jsonl", NULL, 0, NULL);
	CHECK(r.exit_code == 0 && !r.is_complete, "one that is, and is none the less");
	while (umb_gap_name(n))
		n++;
	CHECK(n > 10 && strcmp(umb_gap_name(0), "unreadable") == 0, "what can be allowed has names");
	for (size_t i = 0; i < UMB_COUNT(wrong); i++) {
		umb_scan_opts w   = UMB_SCAN_OPTS_INIT;
		umb_scan     *s   = NULL;
		umb_err       err = UMB_ERR_INIT;

		w.fail_on            = i == 0 ? "x" : NULL;
		w.min_confidence     = i == 1 ? "x" : NULL;
		w.allow_incomplete   = &wrong[i];
		w.n_allow_incomplete = i == 2;
		CHECK(umb_scan_new(&s, rules.rs, &w, &err) == UMB_E_USAGE && !s, wrong[i]);
	}
}

static void test_verdict(void **state)
{
	static const unit              found[] = { { "a/x", "x qzqz_kvhtrwpm" }, { "b/x", "x qzqz_kvhtrwpm" } };
	static const umb_verdict_entry never[] = { { "p.a", "a/", "never", NULL, NULL }, { NULL, "b/", "never", "default", "mine" } };
	static const umb_verdict_entry wrong[] = { { "p.b", NULL, "high", NULL, "n" }, { "tag:x", NULL, "high", NULL, "n" }, { NULL, "[", "high", NULL, "n" },
	                                           { NULL, "x", "hgih", NULL, "n" }, { NULL, "x", NULL, "broat", "n" } };
	umb_scan_opts o = UMB_SCAN_OPTS_INIT;

	UMB_UNUSED(state);
	o.verdict   = never;
	o.n_verdict = 1;
	CHECK_EQ_INT(scan(&o, "jsonl", found, 2, NULL).exit_code, 1, "one of two");
	CHECK_EQ_INT(count("\"name\":\"entry 1\""), 1, "without a name it is called by its number");
	o.n_verdict = 2;
	CHECK_EQ_INT(scan(&o, "jsonl", found, 2, NULL).exit_code, 0, "none");
	CHECK_EQ_INT(count("\"name\":\"mine\""), 1, "by its name");
	for (size_t i = 0; i < UMB_COUNT(wrong); i++) {
		umb_scan *s   = NULL;
		umb_err   err = UMB_ERR_INIT;

		o.verdict   = &wrong[i];
		o.n_verdict = 1;
		CHECK(umb_scan_new(&s, rules.rs, &o, &err) == UMB_E_USAGE && !s && strncmp(err.text, "n: ", 3) == 0, err.text);
	}
}

static void test_wrong_use(void **state)
{
	umb_scan_opts   o = UMB_SCAN_OPTS_INIT;
	umb_scan       *s = NULL;
	umb_scan_result r;
	umb_err         err = UMB_ERR_INIT;

	UMB_UNUSED(state);
	o.version = 77;
	CHECK_EQ_INT(umb_scan_new(&s, rules.rs, &o, &err), UMB_E_USAGE, "a version of tomorrow");
	o.version      = UMB_SCAN_OPTS_VERSION;
	o.show_secrets = 1;
	o.key          = "0123";
	assert_int_equal(umb_scan_new(&s, rules.rs, &o, &err), UMB_OK);
	CHECK_EQ_INT(umb_scan_add_report(s, "sarif", put, &out, 0, &err), UMB_E_REFUSED, "never with values");
	CHECK_EQ_INT(umb_scan_add_report(s, "xml", put, &out, 0, &err), UMB_E_USAGE, "no such format");
	CHECK_EQ_INT(umb_scan_add_target(s, "ftp", "x", &err), UMB_E_USAGE, "no such source");
	CHECK_EQ_INT(umb_scan_run(s, &r, &err), UMB_E_USAGE, "a key that is none");
	CHECK_EQ_INT(umb_scan_run(s, &r, &err), UMB_E_USAGE, "a scan runs once");
	umb_scan_free(s);
	umb_scan_free(NULL);
}

static void test_ends(void **state)
{
	umb_scan       *s = NULL;
	umb_scan_result r;
	umb_err         err = UMB_ERR_INIT;

	UMB_UNUSED(state);
	assert_int_equal(umb_scan_new(&s, rules.rs, NULL, &err), UMB_OK);
	assert_int_equal(umb_scan_add_target(s, "dir", "/nowhere/at/all", &err), UMB_OK);
	assert_int_equal(umb_scan_run(s, &r, &err), UMB_OK);
	CHECK(r.exit_code == 3 && !r.is_complete, "a target that is not there");
	umb_scan_free(s);
	assert_int_equal(umb_scan_new(&s, rules.rs, NULL, &err), UMB_OK);
	assert_int_equal(umb_scan_run(s, &r, &err), UMB_OK);
	CHECK(r.exit_code == 4 && !r.is_complete, "nothing to scan is no all-clear");
	umb_scan_free(s);
	assert_int_equal(umb_scan_new(&s, rules.rs, NULL, &err), UMB_OK);
	assert_int_equal(umb_scan_add_memory(s, "a", "qzqz_kvhtrwpm", 13, &err), UMB_OK);
	umb_scan_cancel(s);
	assert_int_equal(umb_scan_run(s, &r, &err), UMB_OK);
	CHECK(r.exit_code == 130 && r.is_interrupted && r.n_findings == 0, "cancelled before it began");
	umb_scan_free(s);
}

static void test_explain(void **state)
{
	static const unit units[] = { { "a", "qzqz_kvhtrwpm" } };
	umb_scan         *s = NULL;
	umb_buf           words = UMB_BUF_INIT;
	umb_err           err = UMB_ERR_INIT;

	UMB_UNUSED(state);
	scan(NULL, "jsonl", units, 1, &s);
	assert_int_equal(umb_scan_explain(s, NULL, put_line, &words, &err), UMB_OK);
	CHECK(strstr(umb_buf_str(&words), "p.a") != NULL && !strstr(umb_buf_str(&words), "qzqz_kvhtrwpm"), umb_buf_str(&words));
	CHECK(umb_scan_explain(s, "c1:nothing", put_line, &words, &err) != UMB_OK, "no such credential");
	umb_buf_clear(&words);
	umb_scan_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_results), cmocka_unit_test(test_today), cmocka_unit_test(test_order), cmocka_unit_test(test_conditions), cmocka_unit_test(test_baseline),
		cmocka_unit_test(test_outcome), cmocka_unit_test(test_verdict), cmocka_unit_test(test_wrong_use), cmocka_unit_test(test_ends), cmocka_unit_test(test_explain),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
