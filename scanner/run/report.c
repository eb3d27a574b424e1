/*
 * report.c - the store to the sinks, in the one order; and the reasons in words.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"

static umb_status write_out(void *ctx, umb_slice bytes, umb_err *err)
{
	umb_report *r = ctx;

	return r->write(r->ctx, bytes.ptr, bytes.len, err) == 0 ? UMB_OK : UMB_E_IO;
}

static umb_status write_findings(struct umb_scan *s, umb_report *r, umb_err *err)
{
	umb_status st = UMB_OK;

	if (r->flags & UMB_REPORT_SUMMARY)
		return UMB_OK;
	for (size_t i = 0; r->ops->finding && i < s->store.n_findings && st == UMB_OK; i++)
		st = r->ops->finding(r->sink, s->store.finding[i], err);
	for (size_t i = 0; r->ops->credential && i < s->store.n_credentials && st == UMB_OK; i++)
		st = r->ops->credential(r->sink, &s->store.credential[i], err);
	return st;
}

static umb_status write_one(struct umb_scan *s, umb_report *r, const umb_run_info *run, umb_err *err)
{
	umb_out out = {
		.ctx = r, .write = write_out,
		.is_colour = (r->flags & UMB_REPORT_COLOUR) != 0, .is_verbose = (r->flags & UMB_REPORT_VERBOSE) != 0, .is_quiet = (r->flags & UMB_REPORT_QUIET) != 0,
	};
	umb_status st = r->ops->open(&r->sink, &out, err);

	if (st == UMB_OK)
		st = r->ops->begin(r->sink, run, err);
	if (st == UMB_OK)
		st = write_findings(s, r, err);
	if (st == UMB_OK)
		st = r->ops->finish(r->sink, &s->summary, err);
	r->ops->close(r->sink);
	r->sink = NULL;
	return st;
}

/* Those with findings, in the order of the ruleset. */
static const umb_rule_info **rules_of(struct umb_scan *s, size_t *n)
{
	const umb_rule_info **rules = umb_arena_zero(&s->arena, s->rules->t.n_rules + 1, sizeof(*rules));

	*n = 0;
	for (size_t i = 0; rules && i < s->store.n_findings; i++) {
		size_t at = umb_ruleset_position(&s->rules->t, s->store.finding[i]->rule->id);

		if (at != SIZE_MAX)
			rules[at] = &s->rules->t.rules[at].info;
	}
	for (size_t i = 0; rules && i < s->rules->t.n_rules; i++) {
		if (rules[i])
			rules[(*n)++] = rules[i];
	}
	return rules;
}

umb_status umb_reports_write(struct umb_scan *s, umb_err *err)
{
	umb_slice            *targets = umb_arena_zero(&s->arena, s->n_targets + 1, sizeof(*targets));
	umb_run_info          run     = { .started = s->started_wall, .command = s->opts.command ? s->opts.command : "scan" };
	const umb_rule_info **rules   = rules_of(s, &run.n_rules);
	umb_status            st      = UMB_OK;
	char                  key[2 * UMB_KEY_LEN + 1];

	if (!rules || !targets)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory for the report");
	for (size_t i = 0; i < s->n_targets; i++)
		targets[i] = umb_slice_str(s->target[i].name);
	umb_format_hex(key, s->key.bytes, UMB_KEY_LEN);
	run.rules           = rules;
	run.targets         = targets;
	run.n_targets       = s->n_targets;
	run.show_suppressed = s->opts.show_suppressed != 0;
	run.id_key          = key;
	run.has_own_key     = s->has_own_key;
	run.fail_on         = s->summary.fail_on;
	run.summary         = &s->summary;
	for (size_t i = 0; i < s->store.n_findings; i++)
		run.n_given[s->store.finding[i]->suppressed_by != NULL][s->store.finding[i]->severity]++;
	for (size_t i = 0; i < s->n_reports && st == UMB_OK; i++)
		st = write_one(s, &s->report[i], &run, err);
	umb_wipe(key, sizeof(key));
	return st;
}

#define MAX_OTHERS 5

/* -- explaining ------------------------------------------------------------------------------------ */

static void say(umb_line_fn line, void *ctx, const char *fmt, ...) UMB_PRINTF(3, 4);
static void say(umb_line_fn line, void *ctx, const char *fmt, ...)
{
	umb_buf b = UMB_BUF_INIT_MAX(65536);
	va_list ap;

	va_start(ap, fmt);
	umb_buf_vprintf(&b, fmt, ap);
	va_end(ap);
	line(ctx, umb_buf_str(&b));
	umb_buf_clear(&b);
}

static void explain_place(const umb_finding *f, umb_line_fn line, void *ctx)
{
	umb_buf path = UMB_BUF_INIT_MAX(65536);

	umb_text_append_safe(&path, f->path.len ? f->path : umb_slice_str(f->blob));
	say(line, ctx, "%s", f->rule->name);
	say(line, ctx, "  where      %s:%llu:%llu%s%s", umb_buf_str(&path), (unsigned long long)f->start_line,
	    (unsigned long long)f->start_column, f->layer[0] ? ", decoded from " : "", f->layer);
	if (f->commit.id[0] && !f->provenance)
		say(line, ctx, "  since      commit %.12s", f->commit.id);
	umb_buf_clear(&path);
}

static void explain_value(const umb_finding *f, umb_line_fn line, void *ctx)
{
	umb_buf b = UMB_BUF_INIT;

	if (f->shown.ptr)
		umb_text_append_safe(&b, f->shown);
	say(line, ctx, "  value      %s%s%s", f->redacted, b.len ? "  " : "", umb_buf_str(&b));
	umb_buf_wipe(&b);
}

/* Where else the value lies: who takes it out of one file thinks of the others. */
static void explain_others(const struct umb_scan *s, const umb_finding *f, umb_line_fn line, void *ctx)
{
	const umb_credential *c = NULL;
	umb_buf path = UMB_BUF_INIT_MAX(65536);
	size_t  told = 0, more = 0;

	for (size_t i = 0; i < s->store.n_credentials && !c; i++) {
		if (strcmp(s->store.credential[i].id, f->joined_id) == 0)
			c = &s->store.credential[i];
	}
	for (size_t i = 0; c && i < c->n_findings; i++) {
		const umb_finding *o = c->finding[i];

		if (strcmp(o->exposure_id, f->exposure_id) == 0 || (i > 0 && strcmp(o->exposure_id, c->finding[i - 1]->exposure_id) == 0))
			continue;
		if (told == MAX_OTHERS) {
			more++;
			continue;
		}
		umb_buf_reset(&path);
		umb_text_append_safe(&path, o->path.len ? o->path : umb_slice_str(o->blob));
		umb_buf_printf(&path, ":%llu:%llu", (unsigned long long)o->start_line, (unsigned long long)o->start_column);
		say(line, ctx, "  %-10s %s", told++ ? "" : "also at", umb_buf_str(&path));
	}
	if (more)
		say(line, ctx, "  %-10s and %zu more", "", more);
	umb_buf_clear(&path);
}

/* The words for a field; others are written as they are. */
static const char *words_of(const char *field)
{
	static const struct {
		const char *field, *words;
	} words[] = {
		{ "provider", "issued by" },     { "token_kind", "is a" },        { "principal", "identity" },   { "host", "opens host" },
		{ "key_id", "known as" },        { "key_type", "kind of key" },   { "protection", "protected by" }, { "issued_at", "issued" },
		{ "created_at", "created" },     { "not_before", "valid from" },  { "expires_at", "valid until" }, { "scope", "may" },
		{ "network", "from addresses" }, { "kind", "acts as" },
	};

	for (size_t i = 0; i < UMB_COUNT(words); i++) {
		if (strcmp(words[i].field, field) == 0)
			return words[i].words;
	}
	return field;
}

/* Whose it is: each fact on a line, and how it is known where it was not simply read. */
static void explain_claims(const umb_finding *f, umb_line_fn line, void *ctx)
{
	say(line, ctx, "  acts as    %s", umb_identity_kind_name(f->identity));
	for (size_t i = 0; i < f->n_claims; i++) {
		const umb_claim *c = &f->claim[i];
		umb_buf          v = UMB_BUF_INIT_MAX(4096);

		if (strcmp(c->field, "kind") == 0 && strcmp(c->value, umb_identity_kind_name(f->identity)) == 0)
			continue;
		umb_text_append_safe(&v, umb_slice_str(c->value));
		say(line, ctx, "    %-14s %s%s", words_of(c->field), umb_buf_str(&v),
		    c->method == UMB_CLAIM_INFERRED ? " (a guess: so it is in samples)" : c->method == UMB_CLAIM_RECOMPUTED ? " (recomputed)" : "");
		umb_buf_clear(&v);
	}
}

static void explain(const struct umb_scan *s, const umb_finding *f, const umb_finding *before, umb_line_fn line, void *ctx)
{
	explain_place(f, line, ctx);
	explain_value(f, line, ctx);
	umb_story_tell(f, before, line, ctx);
	explain_others(s, f, line, ctx);
	say(line, ctx, "  rule       %s: %s", f->rule->id, f->rule->about);
	for (size_t i = 0; i < f->n_also; i++)
		say(line, ctx, "  also       %s matched the same bytes and is less specific", f->also[i]->id);
	say(line, ctx, "  severity   %s, score %d of 100, because", umb_severity_name(f->severity), f->score);
	for (size_t i = 0; i < f->n_reasons; i++)
		say(line, ctx, "    %+4d     %s", f->reason[i].points, f->reason[i].text);
	explain_claims(f, line, ctx);
	for (size_t i = 0; i < f->n_beside; i++)
		say(line, ctx, "  with       %s, %s in line %llu (%s)", f->beside[i].shown, f->beside[i].rule->name, (unsigned long long)f->beside[i].line, f->beside[i].rule->id);
	if (umb_finding_first_step(f))
		say(line, ctx, "  first      %s", umb_finding_first_step(f));
	if (f->rule->revoke[0])
		say(line, ctx, "  revoke     %s%s", umb_finding_first_step(f) ? UMB_ADVICE_REVOKE : "", f->rule->revoke);
	if (f->note)
		say(line, ctx, "  note       %s", f->note);
	if (f->known_value)
		say(line, ctx, "  known      value, new place: %s", f->known_value);
	if (f->suppressed_by)
		say(line, ctx, "  suppressed by %s", f->suppressed_by);
	say(line, ctx, "  ids        %s %s", f->credential_id, f->exposure_id);
}

/* What `strict` keeps back, of the command line or of entries. */
static void say_unsure(const umb_summary *sum, bool has_before, umb_line_fn line, void *ctx)
{
	const char *before = " in ";
	umb_buf     in     = UMB_BUF_INIT_MAX(4096);

	for (size_t i = 0; i < sum->n_bounds && sum->level != UMB_LEVEL_STRICT; i++) {
		if (!sum->bound[i].n_unsure)
			continue;
		umb_buf_append_str(&in, before);
		umb_text_append_safe(&in, umb_slice_str(sum->bound[i].name));
		before = ", ";
	}
	if (has_before)
		line(ctx, "");
	say(line, ctx, "%llu below --min-confidence strict%s (--show-suppressed explains them)", (unsigned long long)sum->n_unsure, umb_buf_str(&in));
	umb_buf_clear(&in);
}

umb_status umb_scan_explain(const umb_scan *scan, const char *id, umb_line_fn line, void *ctx, umb_err *err)
{
	const umb_finding *before = NULL;
	size_t n = 0;

	if (!scan->has_run)
		return umb_err_set(err, UMB_E_USAGE, "the scan has not run");
	for (size_t i = 0; i < scan->store.n_findings; i++) {
		const umb_finding *f = scan->store.finding[i];

		if (id && strcmp(id, f->credential_id) != 0 && strcmp(id, f->exposure_id) != 0 && strcmp(id, f->rule->id) != 0)
			continue;
		if (n++)
			line(ctx, "");
		explain(scan, f, before, line, ctx);
		before = f;
	}
	if (scan->summary.n_unsure && !id && !scan->opts.show_suppressed)
		say_unsure(&scan->summary, n > 0, line, ctx);
	return n || !id ? UMB_OK : umb_err_set(err, UMB_E_NOTFOUND, "no finding '%s' in this scan", id);
}
