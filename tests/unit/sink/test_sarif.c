/* More findings than one SARIF file may hold: several runs, the least severe left out, and each of that said. */
#include "base/log.h"
#include "harness/check.h"
#include "sink/sarif.h"

#define N_FINDINGS 23

static umb_rule_info        rules[3] = { { .id = "a.one" }, { .id = "b.two" }, { .id = "c.three" } };
static const umb_rule_info *all[]    = { &rules[0], &rules[1], &rules[2] };
static umb_finding          finding[N_FINDINGS];
static umb_buf              out, told;

static umb_status put(void *ctx, umb_slice bytes, umb_err *err)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(err);
	return umb_buf_append_slice(&out, bytes);
}

static void on_log(void *ctx, umb_log_level level, const char *line)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(level);
	umb_buf_printf(&told, "%s\n", line);
}

/* Severities in turn: 5 info, 5 low, 5 medium, 4 high, 4 critical; the last of the high ones is suppressed. */
static int set_up(void **state)
{
	static const char *const none[] = { NULL };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rules); i++) {
		rules[i].name = rules[i].about = rules[i].revoke = "x";
		rules[i].references = none;
	}
	for (size_t i = 0; i < N_FINDINGS; i++) {
		finding[i] = (umb_finding){ .rule = all[i % 3], .severity = (umb_severity)(i % 5), .path = umb_slice_str("f"), .rel_path = umb_slice_str("f"),
		                            .start_line = i + 1, .end_line = i + 1, .start_column = 1, .end_column = 1, .layer = "", .redacted = "**" };
		snprintf(finding[i].exposure_id, sizeof(finding[i].exposure_id), "e1:%zu", i);
	}
	finding[18].suppressed_by = "baseline";
	umb_log_set(on_log, NULL, UMB_LOG_WARN);
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	umb_log_set(NULL, NULL, UMB_LOG_WARN);
	umb_buf_clear(&out);
	umb_buf_clear(&told);
	return 0;
}

/* The report of the first n findings, parsed; the caller frees it. */
static umb_json *write(umb_sarif_limits limits, size_t n)
{
	static umb_summary sum;
	umb_run_info       run = { .rules = all, .n_rules = UMB_COUNT(all), .command = "dir", .summary = &sum };
	umb_out            to  = { .write = put };
	umb_err            err = UMB_ERR_INIT;
	umb_sink          *s   = NULL;
	umb_json          *j   = NULL;

	sum.is_covered = sum.is_complete = true;
	umb_buf_reset(&out);
	umb_buf_reset(&told);
	for (size_t i = 0; i < n; i++)
		run.n_given[finding[i].suppressed_by != NULL][finding[i].severity]++;
	assert_int_equal(umb_sarif_open(&s, &to, &limits, &err), UMB_OK);
	assert_int_equal(umb_sink_sarif.begin(s, &run, &err), UMB_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(umb_sink_sarif.finding(s, &finding[i], &err), UMB_OK);
	assert_int_equal(umb_sink_sarif.finish(s, &sum, &err), UMB_OK);
	umb_sink_sarif.close(s);
	CHECK_EQ_INT(umb_json_parse(&j, umb_buf_view(&out), out.len + 1, &err), UMB_OK, err.text);
	umb_buf_str(&told);
	return j;
}

static const char *label(const char *fmt, ...) UMB_PRINTF(1, 2);
static const char *label(const char *fmt, ...)
{
	static char words[300];
	va_list     ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	return words;
}

static size_t length(const umb_json *list)
{
	size_t n = 0;

	for (const umb_json *i = umb_json_first(list); i; i = umb_json_next(i))
		n++;
	return n;
}

/* Of the run's notifications, the words of the one with this id; NULL without one. */
static const char *notification(const umb_json *run, const char *id)
{
	const umb_json *list = umb_json_get(umb_json_first(umb_json_get(run, "invocations")), "toolExecutionNotifications");

	for (const umb_json *i = umb_json_first(list); i; i = umb_json_next(i)) {
		if (strcmp(umb_json_str(umb_json_get(umb_json_get(i, "descriptor"), "id")), id) == 0)
			return umb_json_str(umb_json_get(umb_json_get(i, "message"), "text"));
	}
	return NULL;
}

static const umb_json *nth_run(const umb_json *j, size_t n)
{
	const umb_json *run = umb_json_first(umb_json_get(j, "runs"));

	while (run && n-- > 0)
		run = umb_json_next(run);
	return run;
}

static void test_boundaries(void **state)
{
	static const struct {
		size_t n, in[4];
	} rows[] = { { 0, { 0 } }, { 1, { 1 } }, { 6, { 6 } }, { 7, { 6, 1 } }, { 12, { 6, 6 } }, { 13, { 6, 6, 1 } }, { 18, { 6, 6, 6 } }, { 19, { 6, 6, 6 } } };
	umb_sarif_limits limits = UMB_SARIF_LIMITS_INIT;

	UMB_UNUSED(state);
	limits.n_results = 6;
	limits.n_runs    = 3;
	for (size_t r = 0; r < UMB_COUNT(rows); r++) {
		umb_json *j = write(limits, rows[r].n);
		size_t    n = 0;

		for (; n < 4 && (n == 0 || rows[r].in[n]); n++) {
			const umb_json *run = nth_run(j, n);

			CHECK(run && length(umb_json_get(run, "results")) == rows[r].in[n], label("run %zu of %zu findings", n, rows[r].n));
			CHECK(length(umb_json_get(umb_json_get(umb_json_get(run, "tool"), "driver"), "rules")) == 3, label("run %zu has its rules", n));
			CHECK((umb_json_get(run, "automationDetails") != NULL) == (n > 0), label("run %zu: only the later ones name a category", n));
		}
		CHECK(length(umb_json_get(j, "runs")) == n, label("%zu findings: %zu runs", rows[r].n, n));
		CHECK((notification(nth_run(j, n - 1), "results-left-out") != NULL) == (rows[r].n > 18), label("%zu findings: left out is told", rows[r].n));
		CHECK((strstr((char *)told.ptr, "left out") != NULL) == (rows[r].n > 18), label("%zu findings: on standard error", rows[r].n));
		umb_json_free(j);
	}
}

/* 23 findings, room for 10: all 4 critical, the 3 high ones that are not suppressed, and the first 3 of medium. */
static void test_severity(void **state)
{
	umb_sarif_limits limits = UMB_SARIF_LIMITS_INIT;
	size_t           n[3] = { 0 };
	umb_json        *j;
	uint64_t         left_out = 0;

	UMB_UNUSED(state);
	limits.n_results = 5;
	limits.n_runs    = 2;
	j = write(limits, N_FINDINGS);
	for (size_t r = 0; r < 2; r++) {
		for (const umb_json *i = umb_json_first(umb_json_get(nth_run(j, r), "results")); i; i = umb_json_next(i)) {
			const char *severity = umb_json_str(umb_json_get(umb_json_get(i, "properties"), "security-severity"));

			CHECK(!umb_json_get(i, "suppressions"), "what is suppressed goes first");
			n[strcmp(severity, "9.5") == 0 ? 0 : strcmp(severity, "8.0") == 0 ? 1 : 2]++;
		}
		CHECK(strstr(notification(nth_run(j, r), "results-left-out"), "13 findings left out"), label("run %zu says how many", r));
		umb_json_u64(umb_json_get(umb_json_get(nth_run(j, r), "properties"), "results_left_out"), &left_out);
		CHECK_EQ_INT(left_out, 13, "as a number, too");
	}
	CHECK(n[0] == 4 && n[1] == 3 && n[2] == 3, label("%zu critical, %zu high, %zu others", n[0], n[1], n[2]));
	CHECK(strstr((char *)told.ptr, "13 findings left out") && !strstr(strstr((char *)told.ptr, "13 findings") + 1, "13 findings"), label("told once: %s", (char *)told.ptr));
	umb_json_free(j);
}

static void test_rules(void **state)
{
	umb_sarif_limits limits = UMB_SARIF_LIMITS_INIT;
	umb_json        *j;

	UMB_UNUSED(state);
	limits.n_rules = 2;
	j = write(limits, 6);
	CHECK(length(umb_json_get(umb_json_get(umb_json_get(nth_run(j, 0), "tool"), "driver"), "rules")) == 2, "two rules are described");
	for (const umb_json *i = umb_json_first(umb_json_get(nth_run(j, 0), "results")); i; i = umb_json_next(i)) {
		bool is_third = strcmp(umb_json_str(umb_json_get(i, "ruleId")), "c.three") == 0;

		CHECK((umb_json_get(i, "ruleIndex") == NULL) == is_third, "a number only for what is in the list");
	}
	CHECK(strstr(notification(nth_run(j, 0), "rules-left-out"), "1 of 3 rules"), "told");
	CHECK(strstr((char *)told.ptr, "1 of 3 rules"), "on standard error");
	umb_json_free(j);
}

static void test_shown_and_size(void **state)
{
	umb_sarif_limits limits = UMB_SARIF_LIMITS_INIT;
	umb_json        *j;

	UMB_UNUSED(state);
	limits.n_shown = 5;
	j = write(limits, 5);
	CHECK(!notification(nth_run(j, 0), "results-not-shown") && !notification(nth_run(j, 0), "report-size"), "nothing to tell");
	umb_json_free(j);
	j = write(limits, 6);
	CHECK(strstr(notification(nth_run(j, 0), "results-not-shown"), "5 most severe of the 6"), "not shown");
	CHECK(told.len == 0, label("that is no warning: %s", (char *)told.ptr));
	umb_json_free(j);
	/* 23 results are about 10 KB, and less than 2 KB compressed. */
	limits.n_bytes = 3000;
	j = write(limits, N_FINDINGS);
	CHECK(!notification(nth_run(j, 0), "report-size"), label("%zu bytes, and compressed few", out.len));
	umb_json_free(j);
	limits.n_bytes = 500;
	j = write(limits, N_FINDINGS);
	CHECK(notification(nth_run(j, 0), "report-size") && !strstr(notification(nth_run(j, 0), "report-size"), "up to"), "measured");
	CHECK(strstr((char *)told.ptr, "in gzip"), "on standard error");
	umb_json_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_severity),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_shown_and_size),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
