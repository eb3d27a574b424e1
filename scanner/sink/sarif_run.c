/*
 * sarif_run.c - the runs of a SARIF file: where one is full the next begins, with rules and notifications of its own.
 *
 * Code scanning refuses a file with two runs of one tool and category, so that every run but the first names a category; the
 * first keeps that of whoever uploads the file, as a file with a single run does.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/number.h"
#include "base/path.h"
#include "sink/sarif.h"

#define RESULT_BYTES 1000 /* more than one comes to, for a guess at what is not worth measuring */
#define RULE_BYTES 2000

/* -- what fits ------------------------------------------------------------------------------------- */

/* What is suppressed goes first, then the least severe; within a severity the last by place. */
static void make_room(umb_sink *s)
{
	uint64_t left = s->limits.n_results * s->limits.n_runs, given, n = 0;

	for (int is_suppressed = 0; is_suppressed < 2; is_suppressed++) {
		for (int i = UMB_N_SEVERITIES; i-- > 0;) {
			given                     = s->run->n_given[is_suppressed][i];
			s->room[is_suppressed][i] = UMB_MIN(given, left);
			left -= s->room[is_suppressed][i];
			s->n_left_out += given - s->room[is_suppressed][i];
			n += given;
		}
	}
	s->n_rules = (size_t)UMB_MIN(s->run->n_rules, s->limits.n_rules);
	if (n * RESULT_BYTES + s->n_rules * RULE_BYTES > s->limits.n_bytes)
		s->gzip = umb_gzip_size_new();
}

/* -- a run ------------------------------------------------------------------------------------------- */

static umb_status open_run(umb_sink *s, umb_err *err)
{
	umb_json  *driver = umb_json_object(), *rules;
	umb_buf    b = UMB_BUF_INIT;
	umb_status st;

	umb_json_add_str(driver, "name", "umbra");
	umb_json_add_str(driver, "semanticVersion", UMB_VERSION);
	rules = umb_json_add_array(driver, "rules");
	for (size_t i = 0; i < s->n_rules; i++)
		umb_sarif_add_rule(rules, s->run->rules[i]);
	st = umb_record_write(&s->to, driver, s->nth_run ? ",\n{\"tool\":{\"driver\":" : "{\"tool\":{\"driver\":", "},\n", err);
	s->n_in_run = 0;
	if (st == UMB_OK && ++s->nth_run > 1)
		umb_buf_printf(&b, "\"automationDetails\":{\"id\":\"umbra-%llu/\"},\n", (unsigned long long)s->nth_run);
	umb_buf_append_str(&b, "\"columnKind\":\"utf16CodeUnits\",\"redactionTokens\":[\"********\"],\n"
	                       "\"originalUriBaseIds\":{\"%SRCROOT%\":{\"description\":{\"text\":\"the root of the repository, else the working directory, else the scanned target\"}}},\n"
	                       "\"results\":[");
	if (st == UMB_OK)
		st = umb_record_flush(&s->to, &b, err);
	umb_buf_clear(&b);
	return st;
}

/* The first few places of a reason. */
static void add_places(umb_json *notification, const umb_run_info *run, const umb_skip_tally *t)
{
	umb_json *locations = NULL;

	for (size_t i = 0; i < t->n_examples; i++) {
		umb_slice path = umb_slice_of(t->example[i], t->path_len[i]);

		for (size_t k = 0; k < run->n_targets && path.len; k++) {
			umb_slice below = umb_path_below(path, run->targets[k]);

			if (below.len < path.len) {
				path = below;
				break;
			}
		}
		if (!path.len)
			continue;
		if (!locations)
			locations = umb_json_add_array(notification, "locations");
		umb_sarif_add_physical(umb_json_add_object(locations, NULL), path);
	}
}

static umb_json *add_notification(umb_json *list, const char *level, const char *id, const umb_buf *words)
{
	umb_json *n = umb_json_add_object(list, NULL);

	umb_json_add_str(n, "level", level);
	umb_json_add_buf(umb_json_add_object(n, "message"), "text", words);
	umb_json_add_str(umb_json_add_object(n, "descriptor"), "id", id);
	return n;
}

static void add_gaps(umb_json *list, const umb_run_info *run)
{
	const umb_summary *sum = run->summary;
	umb_buf            whole = UMB_BUF_INIT_MAX(4096);

	if (sum->is_interrupted) {
		umb_buf_append_str(&whole, UMB_RECORD_INTERRUPTED);
		add_notification(list, "error", "interrupted", &whole);
	}
	umb_buf_reset(&whole);
	if (sum->has_failed_target) {
		umb_buf_append_str(&whole, UMB_RECORD_FAILED_TARGET);
		add_notification(list, "error", "failed-target", &whole);
	}
	umb_buf_clear(&whole);

	for (int i = 0; i < UMB_N_SKIPS; i++) {
		const char *level = umb_summary_accepts(sum, (umb_skip)i) ? "warning" : umb_skip_is_incomplete((umb_skip)i) ? "error" : "note";
		umb_buf     words = UMB_BUF_INIT_MAX(4096);

		if (!sum->skip[i].count)
			continue;
		umb_buf_printf(&words, "%llu: %s", (unsigned long long)sum->skip[i].count, umb_skip_words((umb_skip)i));
		add_places(add_notification(list, level, umb_skip_name((umb_skip)i), &words), run, &sum->skip[i]);
		umb_buf_clear(&words);
	}
}

/* What code scanning would not take, or not show: in the report, and once on standard error. */
static void tell_limit(umb_json *list, bool is_told, const char *level, const char *id, umb_buf *words)
{
	add_notification(list, level, id, words);
	if (is_told)
		umb_log(UMB_LOG_WARN, "SARIF: %s", umb_buf_str(words));
	umb_buf_reset(words);
}

static void add_size(umb_sink *s, umb_json *list, umb_buf *words)
{
	uint64_t measured = s->gzip ? umb_gzip_size_get(s->gzip) : UINT64_MAX;
	uint64_t n = UMB_MIN(measured, s->n_bytes);
	char     is[32], may[32];

	if (n <= s->limits.n_bytes)
		return;
	umb_buf_printf(words, "%s%s in gzip: code scanning takes %s and refuses a larger report", measured == UINT64_MAX ? "up to " : "", umb_format_bytes(is, n),
	               umb_format_bytes(may, s->limits.n_bytes));
	tell_limit(list, true, "warning", "report-size", words);
}

static void add_limits(umb_sink *s, umb_json *list, bool is_last)
{
	umb_buf words = UMB_BUF_INIT_MAX(4096);
	char    a[32], b[32], c[32];

	if (s->n_left_out) {
		umb_buf_printf(&words, "%s finding%s left out, the least severe: code scanning takes %s runs of %s results", umb_format_count(a, s->n_left_out),
		               s->n_left_out == 1 ? "" : "s", umb_format_count(b, s->limits.n_runs), umb_format_count(c, s->limits.n_results));
		tell_limit(list, is_last, "warning", "results-left-out", &words);
	}
	if (s->n_rules < s->run->n_rules) {
		umb_buf_printf(&words, "%s of %s rules are not described: code scanning takes %s", umb_format_count(a, s->run->n_rules - s->n_rules),
		               umb_format_count(b, s->run->n_rules), umb_format_count(c, s->limits.n_rules));
		tell_limit(list, is_last, "warning", "rules-left-out", &words);
	}
	if (s->n_in_run > s->limits.n_shown) {
		umb_buf_printf(&words, "code scanning shows the %s most severe of the %s results of this run", umb_format_count(a, s->limits.n_shown),
		               umb_format_count(b, s->n_in_run));
		tell_limit(list, false, "note", "results-not-shown", &words);
	}
	if (is_last)
		add_size(s, list, &words);
	umb_buf_clear(&words);
}

static umb_json *properties(const umb_sink *s)
{
	const umb_summary *sum = s->run->summary;
	umb_json          *p   = umb_json_object(), *accepted;

	umb_record_verdict(p, sum);
	accepted = umb_json_add_array(p, "accepted");
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (umb_summary_accepts(sum, (umb_skip)i))
			umb_json_add_str(accepted, NULL, umb_skip_name((umb_skip)i));
	}
	if (s->n_left_out)
		umb_json_add_u64(p, "results_left_out", s->n_left_out);
	return p;
}

static umb_status close_run(umb_sink *s, bool is_last, umb_err *err)
{
	const umb_summary *sum = s->run->summary;
	umb_json          *o   = umb_json_object(), *list;
	umb_status         st;
	char               date[40];

	umb_json_add_bool(o, "executionSuccessful", sum->is_covered);
	umb_json_add_i64(o, "exitCode", sum->exit_code);
	umb_json_add_str(o, "startTimeUtc", umb_clock_iso(date, s->run->started, 0));
	list = umb_json_add_array(o, "toolExecutionNotifications");
	add_gaps(list, s->run);
	add_limits(s, list, is_last);
	st = umb_record_write(&s->to, o, "\n],\n\"invocations\":[", "],\n", err);
	return st == UMB_OK ? umb_record_write(&s->to, properties(s), "\"properties\":", "}", err) : st;
}

/* -- the file ------------------------------------------------------------------------------------------ */

umb_status umb_sarif_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	umb_status st;

	s->run = run;
	make_room(s);
	st = s->to.write(s->to.ctx, umb_slice_str("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":["), err);
	return st == UMB_OK ? open_run(s, err) : st;
}

umb_status umb_sarif_next(umb_sink *s, const umb_finding *f, bool *fits, umb_err *err)
{
	uint64_t  *room = &s->room[f->suppressed_by != NULL][f->severity];
	umb_status st   = UMB_OK;

	*fits = *room > 0;
	if (!*fits)
		return UMB_OK;
	--*room;
	if (s->n_in_run == s->limits.n_results) {
		st = close_run(s, false, err);
		if (st == UMB_OK)
			st = open_run(s, err);
	}
	s->n_in_run++;
	return st;
}

umb_status umb_sarif_finish(umb_sink *s, umb_err *err)
{
	umb_status st = close_run(s, true, err);

	return st == UMB_OK ? s->to.write(s->to.ctx, umb_slice_str("]}\n"), err) : st;
}
