/*
 * sink_junit.c - JUnit XML: a failed test case per finding, one in error for every reason that something was not looked at.
 * A case of what the user lets pass (--fail-on, --allow-incomplete) is skipped, with what it would have said.
 *
 * With no gap there is one case that passes, so that a clean run is no empty suite.  The counts stand in front, so the cases
 * are kept until the end.  XML 1.0 has no way to write most control characters: they are spelt out before the markup is
 * escaped.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "sink/record.h"

struct umb_sink {
	umb_out             to;
	const umb_run_info *run;
	umb_buf             cases, spelt;
	uint64_t            n_tests, n_failures, n_errors, n_skipped;
};

static umb_status junit_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status junit_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	UMB_UNUSED(err);
	s->run = run;
	return UMB_OK;
}

/* For an attribute or a text. */
static void put(umb_sink *s, umb_slice text)
{
	umb_buf_reset(&s->spelt);
	if (umb_text_append_safe(&s->spelt, text) != UMB_OK)
		s->cases.failed = s->spelt.failed;
	for (size_t i = 0; i < s->spelt.len && s->cases.failed == UMB_OK; i++) {
		const uint8_t *c = s->spelt.ptr + i;

		if (*c == '&')
			umb_buf_append_str(&s->cases, "&amp;");
		else if (*c == '<')
			umb_buf_append_str(&s->cases, "&lt;");
		else if (*c == '>')
			umb_buf_append_str(&s->cases, "&gt;");
		else if (*c == '"')
			umb_buf_append_str(&s->cases, "&quot;");
		else if (*c == '\'')
			umb_buf_append_str(&s->cases, "&apos;");
		else if (*c == 0xef && i + 2 < s->spelt.len && c[1] == 0xbf && (c[2] == 0xbe || c[2] == 0xbf)) {
			/* U+FFFE and U+FFFF are UTF-8 and no XML */
			umb_buf_append_str(&s->cases, c[2] == 0xbe ? "\\u{fffe}" : "\\u{ffff}");
			i += 2;
		} else
			umb_buf_append_byte(&s->cases, *c);
	}
}

static void put_attribute(umb_sink *s, const char *name, umb_slice value)
{
	umb_buf_printf(&s->cases, " %s=\"", name);
	put(s, value);
	umb_buf_append_byte(&s->cases, '"');
}

/* Of a buffer that has failed, the report fails, too. */
static void put_words(umb_sink *s, const char *name, umb_buf *own_words)
{
	if (own_words->failed != UMB_OK)
		s->cases.failed = own_words->failed;
	put_attribute(s, name, umb_buf_view(own_words));
	umb_buf_clear(own_words);
}

/* "label: words" and a newline. */
static void put_line(umb_sink *s, const char *label, const char *words)
{
	if (!words[0])
		return;
	umb_buf_printf(&s->cases, "%s: ", label);
	put(s, umb_slice_str(words));
	umb_buf_append_byte(&s->cases, '\n');
}

/* "file:line:column", and the version where there are several. */
static void put_place(umb_sink *s, const umb_finding *f)
{
	umb_slice file  = umb_record_file(f);
	umb_buf   place = UMB_BUF_INIT;

	umb_buf_append_slice(&place, file.len ? file : umb_slice_str(f->blob));
	umb_buf_printf(&place, ":%llu:%llu", (unsigned long long)f->start_line, (unsigned long long)f->start_column);
	if (f->layer[0])
		umb_buf_printf(&place, " (in %s)", f->layer);
	if (f->commit.id[0])
		umb_buf_printf(&place, " in commit %.12s", f->commit.id);
	umb_buf_append_str(&s->cases, "<testcase");
	put_attribute(s, "classname", umb_slice_str(f->rule->id));
	put_words(s, "name", &place);
	if (file.len) {
		put_attribute(s, "file", file);
		umb_buf_printf(&s->cases, " line=\"%llu\"", (unsigned long long)f->start_line);
	}
	umb_buf_append_str(&s->cases, " time=\"0\">\n");
}

static void put_result(umb_sink *s, const umb_finding *f)
{
	bool        is_failing = f->fails;
	const char *element    = is_failing ? "failure" : "skipped";
	umb_buf     words      = UMB_BUF_INIT;
	char        date[40];

	*(is_failing ? &s->n_failures : &s->n_skipped) += 1;
	umb_buf_printf(&words, "%s (%s)%s", f->rule->name, f->redacted, f->known_value ? ", a known value in a new place" : "");
	if (!is_failing)
		umb_buf_printf(&words, ", %s: ", umb_severity_name(f->severity));
	if (!is_failing && f->bound)
		umb_buf_printf(&words, "fail-on %s in %s", umb_record_fail_on(f->bound->fail_on), f->bound->name);
	else if (!is_failing)
		umb_buf_printf(&words, "below --fail-on %s", umb_severity_name(s->run->fail_on));
	umb_buf_printf(&s->cases, "<%s", element);
	put_words(s, "message", &words);
	if (is_failing) /* "skipped" has no type */
		put_attribute(s, "type", umb_slice_str(umb_severity_name(f->severity)));
	umb_buf_append_str(&s->cases, ">");
	put_line(s, "rule", f->rule->id);
	if (f->commit.id[0]) {
		put_line(s, "commit", f->commit.id);
		put_line(s, "author", f->commit.author);
		put_line(s, "date", umb_clock_iso(date, f->commit.date, f->commit.tz_minutes));
		if (!f->commit.is_head_unknown)
			put_line(s, "in HEAD", f->commit.is_in_head ? "yes" : "no");
	}
	put_line(s, "blob", f->blob);
	put_line(s, "credential id", f->credential_id);
	put_line(s, "exposure id", f->exposure_id);
	if (umb_finding_first_step(f))
		put_line(s, "first", umb_finding_first_step(f));
	put_line(s, "revoke", f->rule->revoke);
	umb_buf_printf(&s->cases, "</%s>\n", element);
}

static umb_status junit_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	s->n_tests++;
	put_place(s, f);
	if (f->suppressed_by) {
		s->n_skipped++;
		umb_buf_append_str(&s->cases, "<skipped");
		put_attribute(s, "message", umb_slice_str(f->suppressed_by));
		umb_buf_append_str(&s->cases, "/>\n");
	} else {
		put_result(s, f);
	}
	umb_buf_append_str(&s->cases, "</testcase>\n");
	if (s->cases.failed != UMB_OK)
		return umb_err_set(err, s->cases.failed, "out of memory for the report");
	return UMB_OK;
}

/* -- what was covered ------------------------------------------------------------------------------------ */

/* A case in error, or skipped because the user accepts it, or (words NULL) one that passes. */
static void put_coverage(umb_sink *s, const char *name, const char *words, const umb_skip_tally *t, bool is_accepted)
{
	const char *element = is_accepted ? "skipped" : "error";
	umb_buf     message = UMB_BUF_INIT;

	s->n_tests++;
	umb_buf_printf(&s->cases, "<testcase classname=\"umbra.coverage\" name=\"%s\" time=\"0\">", name);
	if (words) {
		*(is_accepted ? &s->n_skipped : &s->n_errors) += 1;
		umb_buf_printf(&s->cases, "<%s", element);
		if (t)
			umb_buf_printf(&message, "%llu not covered%s: ", (unsigned long long)t->count, is_accepted ? ", accepted" : "");
		umb_buf_append_str(&message, words);
		put_words(s, "message", &message);
		if (!is_accepted)
			put_attribute(s, "type", umb_slice_str(name));
		umb_buf_append_byte(&s->cases, '>');
		for (size_t i = 0; t && i < t->n_examples; i++) {
			put(s, umb_slice_str(t->example[i]));
			umb_buf_append_byte(&s->cases, '\n');
		}
		umb_buf_printf(&s->cases, "</%s>", element);
	}
	umb_buf_append_str(&s->cases, "</testcase>\n");
}

static void put_gaps(umb_sink *s, const umb_summary *sum)
{
	uint64_t before = s->n_tests;

	if (sum->is_interrupted)
		put_coverage(s, "interrupted", "interrupted: only a part was looked at", NULL, false);
	if (sum->has_failed_target)
		put_coverage(s, "failed-target", "a target could not be opened", NULL, false);
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (sum->skip[i].count && umb_skip_is_incomplete((umb_skip)i))
			put_coverage(s, umb_skip_name((umb_skip)i), umb_skip_words((umb_skip)i), &sum->skip[i], umb_summary_accepts(sum, (umb_skip)i));
	}
	if (s->n_tests == before)
		put_coverage(s, "complete", sum->is_covered ? NULL : "not everything could be looked at", NULL, false);
}

/* What was left out on purpose fails nothing, and is told. */
static void put_left_out(umb_sink *s, const umb_summary *sum)
{
	umb_buf_append_str(&s->cases, "<system-out>");
	umb_buf_printf(&s->cases, "scanned: %llu\nsuppressed: %llu\n", (unsigned long long)sum->n_units, (unsigned long long)sum->n_suppressed);
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (!sum->skip[i].count || umb_skip_is_incomplete((umb_skip)i))
			continue;
		umb_buf_printf(&s->cases, "left out: %llu, ", (unsigned long long)sum->skip[i].count);
		put(s, umb_slice_str(umb_skip_words((umb_skip)i)));
		umb_buf_append_byte(&s->cases, '\n');
	}
	umb_buf_append_str(&s->cases, "</system-out>\n");
}

/* Whole seconds by the wall clock: a report that is to be the same each time fixes that one. */
static void put_counts(umb_buf *b, const umb_sink *s)
{
	umb_buf_printf(b, " name=\"umbra\" tests=\"%llu\" failures=\"%llu\" errors=\"%llu\" skipped=\"%llu\" time=\"%llu\"",
	               (unsigned long long)s->n_tests, (unsigned long long)s->n_failures, (unsigned long long)s->n_errors,
	               (unsigned long long)s->n_skipped, (unsigned long long)UMB_MAX(umb_clock_wall() - s->run->started, 0));
}

static umb_status junit_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	umb_buf    head = UMB_BUF_INIT_MAX(4096);
	umb_status st;
	char       date[40];

	put_gaps(s, sum);
	put_left_out(s, sum);
	umb_clock_iso(date, s->run->started, 0);
	date[strcspn(date, "Z")] = 0;
	umb_buf_append_str(&head, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	put_counts(&head, s);
	umb_buf_append_str(&head, ">\n<testsuite");
	put_counts(&head, s);
	umb_buf_printf(&head, " timestamp=\"%s\">\n", date);
	umb_buf_append_str(&s->cases, "</testsuite>\n</testsuites>\n");
	st = s->cases.failed == UMB_OK ? umb_record_flush(&s->to, &head, err) : UMB_OK;
	if (st == UMB_OK)
		st = umb_record_flush(&s->to, &s->cases, err);
	umb_buf_clear(&head);
	return st;
}

static void junit_close(umb_sink *s)
{
	if (!s)
		return;
	umb_buf_clear(&s->cases);
	umb_buf_clear(&s->spelt);
	umb_free(s);
}

const umb_sink_ops umb_sink_junit = {
	.name    = "junit",
	.summary = "JUnit XML: a failed test per finding, one in error per gap",
	.open    = junit_open,
	.begin   = junit_begin,
	.finding = junit_finding,
	.finish  = junit_finish,
	.close   = junit_close,
};
