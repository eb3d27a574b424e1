/*
 * record.c - one finding, one summary: the fields of json and jsonl.
 *
 * Field names are an interface: add, never rename.
 */
#include "sink/record.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/number.h"
#include "base/text.h"

static void add_rule(umb_json *o, const umb_finding *f)
{
	umb_json *also;

	umb_json_add_str(o, "rule_id", f->rule->id);
	umb_json_add_str(o, "rule_name", f->rule->name);
	umb_json_add_str(o, "provider", f->rule->provider);
	umb_json_add_str(o, "severity", umb_severity_name(f->severity));
	umb_json_add_str(o, "confidence", umb_confidence_name(f->rule->confidence));
	umb_json_add_i64(o, "score", f->score);
	also = umb_json_add_array(o, "also");
	for (size_t i = 0; i < f->n_also; i++)
		umb_json_add_str(also, NULL, f->also[i]->id);
}

void umb_record_percent(umb_buf *b, umb_slice path)
{
	for (size_t i = 0; i < path.len; i++) {
		uint8_t c = path.ptr[i];

		if (c && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/!", c)))
			umb_buf_append_byte(b, c);
		else
			umb_buf_printf(b, "%%%02X", c);
	}
}

umb_slice umb_record_relative(umb_slice path)
{
	while (path.len > 1 && path.ptr[0] == '.' && path.ptr[1] == '/')
		path = umb_slice_sub(path, 2, path.len);
	while (path.len && path.ptr[0] == '/')
		path = umb_slice_sub(path, 1, path.len);
	return path;
}

umb_slice umb_record_file(const umb_finding *f)
{
	return f->path.len ? umb_record_relative(f->rel_path) : f->path;
}

/* JSON is UTF-8 and a path need not be: its bytes are told as well then.  null: a blob that nothing names. */
void umb_record_path(umb_json *o, umb_slice path)
{
	umb_buf bytes = UMB_BUF_INIT_MAX(1 << 20);

	if (path.len)
		umb_json_add_slice(o, "path", path);
	else
		umb_json_add_null(o, "path");
	if (umb_text_is_utf8(path))
		return;
	umb_record_percent(&bytes, path);
	umb_json_add_buf(o, "path_bytes", &bytes);
	umb_buf_clear(&bytes);
}

static void add_place(umb_json *o, const umb_finding *f)
{
	umb_json_add_str(o, "source", f->source);
	umb_json_add_slice(o, "target", f->target);
	umb_record_path(o, f->path);
	umb_json_add_u64(o, "start_line", f->start_line);
	umb_json_add_u64(o, "end_line", f->end_line);
	umb_json_add_u64(o, "start_column", f->start_column);
	umb_json_add_u64(o, "end_column", f->end_column);
	umb_json_add_u64(o, "offset", f->offset);
	umb_json_add_str(o, "layer", f->layer);
}

static void add_commit(umb_json *o, const umb_finding *f)
{
	char date[40];
	bool is_git = f->blob[0] != 0, is_known = f->commit.id[0] != 0;

	umb_json_add_str(o, "commit", is_known ? f->commit.id : NULL);
	umb_json_add_str(o, "blob", is_git ? f->blob : NULL);
	umb_json_add_str(o, "author", is_known ? f->commit.author : NULL);
	umb_json_add_str(o, "email", is_known ? f->commit.email : NULL);
	umb_json_add_str(o, "date", is_known ? umb_clock_iso(date, f->commit.date, f->commit.tz_minutes) : NULL);
	if (is_git) {
		if (f->commit.is_head_unknown || f->commit.is_message)
			umb_json_add_str(o, "in_head", NULL);
		else
			umb_json_add_bool(o, "in_head", f->commit.is_in_head);
		umb_json_add_bool(o, "unreachable", f->commit.is_unreachable);
		if (f->commit.is_staged)
			umb_json_add_bool(o, "staged", true);
	}
}

static void add_judgement(umb_json *o, const umb_finding *f)
{
	static const char *const methods[] = { "format", "recomputed", "inferred" };
	umb_json *reasons = umb_json_add_array(o, "reasons");

	for (size_t i = 0; i < f->n_reasons; i++) {
		umb_json *r = umb_json_add_object(reasons, NULL);
		umb_json_add_str(r, "text", f->reason[i].text);
		umb_json_add_i64(r, "points", f->reason[i].points);
	}
	umb_json_add_str(o, "identity", umb_identity_kind_name(f->identity));
	umb_json *claims = umb_json_add_array(o, "claims");
	for (size_t i = 0; i < f->n_claims; i++) {
		umb_json *c = umb_json_add_object(claims, NULL);
		umb_json_add_str(c, "field", f->claim[i].field);
		umb_json_add_str(c, "value", f->claim[i].value);
		umb_json_add_str(c, "method", methods[f->claim[i].method]);
	}
}

void umb_record_companions(umb_json *o, const umb_finding *f)
{
	umb_json *list;

	if (f->n_beside) {
		list = umb_json_add_array(o, "companions");
		for (size_t i = 0; i < f->n_beside; i++) {
			const umb_beside *b = &f->beside[i];
			umb_json         *c = umb_json_add_object(list, NULL);

			umb_json_add_str(c, "rule_id", b->rule->id);
			umb_json_add_str(c, "name", b->rule->name);
			umb_json_add_str(c, "part", umb_part_name(b->rule->part));
			umb_json_add_str(c, b->rule->part == UMB_PART_SECRET || b->rule->is_alone ? "redacted" : "value", b->shown);
			umb_json_add_str(c, "credential_id", b->credential_id);
			umb_json_add_u64(c, "line", b->line);
		}
	}
	if (f->joined_id && f->joined_id != f->credential_id)
		umb_json_add_str(o, "part_of", f->joined_id);
}

void umb_record_finding(umb_json *o, const umb_finding *f, umb_record_stories *stories)
{
	umb_json_add_str(o, "type", "finding");
	add_rule(o, f);
	add_place(o, f);
	add_commit(o, f);
	umb_record_provenance(o, f, stories);
	umb_record_owners(o, f);
	umb_json_add_str(o, "redacted", f->redacted);
	umb_json_add_str(o, "credential_id", f->credential_id);
	umb_json_add_str(o, "exposure_id", f->exposure_id);
	umb_record_companions(o, f);
	add_judgement(o, f);
	umb_json_add_str(o, "revoke", f->rule->revoke);
	if (umb_finding_first_step(f))
		umb_json_add_str(o, "first_step", umb_finding_first_step(f));
	if (f->suppressed_by)
		umb_json_add_str(o, "suppressed_by", f->suppressed_by);
	if (f->note)
		umb_json_add_str(o, "note", f->note);
	if (f->known_value)
		umb_json_add_str(o, "known_value", f->known_value);
	umb_json_add_str(o, "min_confidence", umb_level_names[umb_finding_level(f)]);
	umb_json_add_bool(o, "fails", f->fails);
	if (f->shown.ptr)
		umb_json_add_slice(o, "secret", f->shown);
}

static void add_skips(umb_json *o, const umb_summary *sum)
{
	umb_json *skips = umb_json_add_object(o, "skipped");

	for (int i = 0; i < UMB_N_SKIPS; i++) {
		const umb_skip_tally *t = &sum->skip[i];

		if (!t->count)
			continue;
		umb_json *s = umb_json_add_object(skips, umb_skip_name((umb_skip)i));
		umb_json_add_u64(s, "count", t->count);
		umb_json_add_bool(s, "incomplete", umb_skip_is_incomplete((umb_skip)i));
		umb_json_add_str(s, "reason", umb_skip_words((umb_skip)i));
		umb_json *examples = umb_json_add_array(s, "examples");
		for (size_t k = 0; k < t->n_examples; k++)
			umb_json_add_str(examples, NULL, t->example[k]);
	}
}

static void add_suppressors(umb_json *o, const umb_summary *sum)
{
	umb_json *list = umb_json_add_array(o, "suppressed_by");

	for (size_t i = 0; i < sum->n_suppressors; i++) {
		umb_json *one = umb_json_add_object(list, NULL);

		umb_json_add_str(one, "by", sum->suppressor[i].by);
		umb_json_add_u64(one, "count", sum->suppressor[i].count);
	}
}

/* Of each entry for some rules or paths, what it says and what it came to. */
static void add_bounds(umb_json *o, const umb_summary *sum)
{
	umb_json *list = sum->n_bounds ? umb_json_add_array(o, "verdict") : NULL;

	for (size_t i = 0; i < sum->n_bounds; i++) {
		const umb_bound *b   = &sum->bound[i];
		umb_json        *one = umb_json_add_object(list, NULL);

		umb_json_add_str(one, "name", b->name);
		umb_json_add_str(one, "rule", b->rule);
		umb_json_add_str(one, "path", b->path);
		if (b->has_level) {
			umb_json_add_str(one, "min_confidence", umb_level_names[b->level]);
			umb_json_add_u64(one, "below_min_confidence", b->n_unsure);
		}
		if (b->has_fail_on) {
			umb_json_add_str(one, "fail_on", umb_record_fail_on(b->fail_on));
			umb_json_add_u64(one, "decided", b->n_decided);
			umb_json_add_u64(one, "failing", b->n_failing);
		}
	}
}

const char *umb_record_fail_on(int fail_on)
{
	return fail_on == UMB_NEVER_FAILS ? "never" : umb_severity_name((umb_severity)fail_on);
}

void umb_record_verdict(umb_json *o, const umb_summary *sum)
{
	umb_json_add_str(o, "min_confidence", umb_level_names[sum->level]);
	umb_json_add_u64(o, "below_min_confidence", sum->n_unsure);
	umb_json_add_str(o, "fail_on", umb_severity_name(sum->fail_on));
	umb_json_add_u64(o, "failing", sum->n_failing);
	add_bounds(o, sum);
}

void umb_record_summary(umb_json *o, const umb_run_info *run, const umb_summary *sum)
{
	umb_json *severities, *accepted;

	umb_json_add_str(o, "type", "summary");
	umb_json_add_str(o, "version", UMB_VERSION);
	umb_json_add_str(o, "command", run->command);
	umb_json *targets = umb_json_add_array(o, "targets");
	for (size_t i = 0; i < run->n_targets; i++)
		umb_json_add_slice(targets, NULL, run->targets[i]);
	umb_json_add_u64(o, "rules", sum->n_rules);
	umb_json_add_u64(o, "units", sum->n_units);
	if (sum->has_state)
		umb_json_add_u64(o, "known_units", sum->n_known);
	umb_json_add_u64(o, "bytes", sum->n_bytes);
	umb_json_add_u64(o, "layers", sum->n_layers);
	umb_json_add_u64(o, "layer_bytes", sum->n_layer_bytes);
	umb_json_add_u64(o, "findings", sum->n_findings);
	umb_json_add_u64(o, "credentials", sum->n_credentials);
	umb_json_add_u64(o, "suppressed", sum->n_suppressed);
	if (run->show_suppressed)
		add_suppressors(o, sum);
	umb_record_verdict(o, sum);
	severities = umb_json_add_object(o, "by_severity");
	for (int i = UMB_N_SEVERITIES; i-- > 0;)
		umb_json_add_u64(severities, umb_severity_name((umb_severity)i), sum->by_severity[i]);
	umb_json_add_bool(o, "complete", sum->is_complete);
	umb_json_add_bool(o, "interrupted", sum->is_interrupted);
	umb_json_add_bool(o, "failed_target", sum->has_failed_target);
	accepted = umb_json_add_array(o, "accepted");
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (umb_summary_accepts(sum, (umb_skip)i))
			umb_json_add_str(accepted, NULL, umb_skip_name((umb_skip)i));
	}
	add_skips(o, sum);
	umb_json_add_i64(o, "exit_code", sum->exit_code);
	umb_json_add_str(o, "id_key", run->id_key);
}

void umb_record_severities(umb_buf *b, const umb_summary *sum)
{
	const char *before = " (";
	char        n[32];

	for (int i = UMB_N_SEVERITIES; i-- > 0;) {
		if (!sum->by_severity[i])
			continue;
		umb_buf_printf(b, "%s%s %s", before, umb_format_count(n, sum->by_severity[i]), umb_severity_name((umb_severity)i));
		before = ", ";
	}
	if (before[0] == ',')
		umb_buf_append_byte(b, ')');
}

umb_status umb_record_write(const umb_out *to, umb_json *own_record, const char *before, const char *after, umb_err *err)
{
	umb_buf    b = UMB_BUF_INIT;
	umb_status st;

	umb_buf_append_str(&b, before);
	st = umb_json_print(&b, own_record);
	if (st == UMB_OK)
		st = umb_buf_append_str(&b, after);
	if (st != UMB_OK)
		umb_err_set(err, st, "out of memory for the report");
	else
		st = to->write(to->ctx, umb_buf_view(&b), err);
	umb_buf_wipe(&b);
	umb_json_free_wiped(own_record);
	return st;
}

umb_status umb_record_flush(const umb_out *to, umb_buf *b, umb_err *err)
{
	umb_status st = b->failed;

	if (st != UMB_OK)
		umb_err_set(err, st, "out of memory for the report");
	else if (b->len)
		st = to->write(to->ctx, umb_buf_view(b), err);
	umb_buf_reset(b);
	return st;
}

static void add_gap(umb_buf *b, size_t from, const char *words)
{
	umb_buf_printf(b, "%s%s", b->len > from ? "; " : "", words);
}

void umb_record_gaps(umb_buf *b, const umb_summary *sum)
{
	size_t from = b->len;

	if (sum->is_interrupted)
		add_gap(b, from, UMB_RECORD_INTERRUPTED);
	if (sum->has_failed_target)
		add_gap(b, from, UMB_RECORD_FAILED_TARGET);
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (!sum->skip[i].count || !umb_skip_is_incomplete((umb_skip)i))
			continue;
		add_gap(b, from, umb_skip_words((umb_skip)i));
		umb_buf_printf(b, " (%llu%s)", (unsigned long long)sum->skip[i].count, umb_summary_accepts(sum, (umb_skip)i) ? ", accepted" : "");
	}
	if (b->len == from && !sum->is_complete)
		add_gap(b, from, "not everything could be looked at");
}

const char *umb_record_gap_words(const umb_summary *sum)
{
	return sum->is_covered ? "accepted, though not covered" : "no all-clear, not covered";
}

void umb_record_warn_gaps(const umb_summary *sum, const char *format)
{
	umb_buf words = UMB_BUF_INIT;

	umb_record_gaps(&words, sum);
	if (!sum->is_complete)
		umb_log(UMB_LOG_WARN, "%s, which %s has no place for: %s", umb_record_gap_words(sum), format, umb_buf_str(&words));
	umb_buf_clear(&words);
}
