/*
 * sink_text.c - for a person: one block per credential with all its places, then what was covered.
 *
 * Everything that comes from the scanned tree is escaped: a file name cannot move the cursor.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"
#include "sink/record.h"

#define MAX_PLACES 20 /* per credential without --verbose */
#define MAX_BOUNDS_TOLD 8

struct umb_sink {
	umb_out             to;
	const umb_run_info *run;
	umb_buf             b;
};

static const char *paint(const umb_sink *s, const char *code)
{
	return s->to.is_colour ? code : "";
}

#define RED "\033[1;31m"
#define YELLOW "\033[33m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define RESET "\033[0m"

static umb_status flush(umb_sink *s, umb_err *err)
{
	umb_status st = s->b.failed;

	if (st != UMB_OK)
		umb_err_set(err, st, "out of memory for the report");
	else if (s->b.len)
		st = s->to.write(s->to.ctx, umb_buf_view(&s->b), err);
	umb_buf_reset(&s->b);
	return st;
}

static umb_status text_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status text_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	UMB_UNUSED(err);
	s->run = run;
	return UMB_OK;
}

/* -- a credential ----------------------------------------------------------------------------------- */

/* "  revoke    words": rules may come from a pack of a stranger. */
static void put_words(umb_sink *s, const char *label, const char *words)
{
	umb_buf_append_str(&s->b, label);
	umb_text_append_safe(&s->b, umb_slice_str(words));
}

static void put_path(umb_sink *s, const umb_finding *f)
{
	umb_text_append_safe(&s->b, f->path.len ? f->path : umb_slice_str(f->blob));
	umb_buf_printf(&s->b, ":%llu:%llu", (unsigned long long)f->start_line, (unsigned long long)f->start_column);
	if (f->layer[0])
		umb_buf_printf(&s->b, " (in %s)", f->layer);
}

static void put_commit(umb_sink *s, const umb_finding *f)
{
	char date[40];

	if (!f->blob[0])
		return;
	if (f->commit.is_unreachable || !f->commit.id[0]) {
		umb_buf_printf(&s->b, "  %sblob %.12s, %s%s", paint(s, DIM), f->blob,
		               f->commit.is_staged ? "staged" : f->commit.is_unreachable ? "reachable from no ref" : "no time was left to look up its commit", paint(s, RESET));
		return;
	}
	umb_buf_printf(&s->b, "  %scommit %.12s, %.10s, ", paint(s, DIM), f->commit.id, umb_clock_iso(date, f->commit.date, f->commit.tz_minutes));
	umb_text_append_safe(&s->b, umb_slice_str(f->commit.author));
	if (f->commit.is_message) {
		umb_buf_append_str(&s->b, paint(s, RESET));
		return;
	}
	umb_buf_printf(&s->b, ", %s%s", f->commit.is_head_unknown ? "HEAD cannot be read" : f->commit.is_in_head ? "still in HEAD" : "not in HEAD",
	               paint(s, RESET));
}

static void put_place(umb_sink *s, const umb_finding *f, bool is_first)
{
	umb_buf_append_str(&s->b, is_first ? "  where     " : "            ");
	put_path(s, f);
	if (f->joined_id && f->joined_id != f->credential_id)
		put_words(s, "  ", f->rule->name);
	put_commit(s, f);
	if (f->suppressed_by) {
		umb_buf_printf(&s->b, "  %s[suppressed: ", paint(s, DIM));
		umb_text_append_safe(&s->b, umb_slice_str(f->suppressed_by));
		umb_buf_printf(&s->b, "]%s", paint(s, RESET));
	}
	umb_buf_append_byte(&s->b, '\n');
	if (f->note)
		umb_buf_printf(&s->b, "  note      %s\n", f->note);
	if (f->known_value) {
		umb_buf_append_str(&s->b, "  known     value, new place: ");
		umb_text_append_safe(&s->b, umb_slice_str(f->known_value));
		umb_buf_append_byte(&s->b, '\n');
	}
}

/* What it is used with: the account, the user and the host as they are, what is found by itself masked; the value first: behind its name it would read as a secret. */
static void put_beside(umb_sink *s, const umb_finding *f)
{
	for (size_t i = 0; i < f->n_beside; i++) {
		put_words(s, i ? "            " : "  with      ", f->beside[i].shown);
		put_words(s, "  ", f->beside[i].rule->name);
		umb_buf_printf(&s->b, "  %sline %llu%s\n", paint(s, DIM), (unsigned long long)f->beside[i].line, paint(s, RESET));
	}
}

static bool is_told(const umb_credential *c, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		const umb_owners *o = c->finding[k]->owners;

		if (o && o->n_sources && strcmp(o->source[0], c->finding[i]->owners->source[0]) == 0)
			return true;
	}
	return false;
}

/* Each line of a CODEOWNERS once that is about one of the places shown. */
static void put_owners(umb_sink *s, const umb_credential *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const umb_owners *o = c->finding[i]->owners;

		if (!o || !o->n_sources || is_told(c, i))
			continue;
		umb_buf_append_str(&s->b, "  owner     ");
		if (!o->n_names)
			umb_buf_append_str(&s->b, "nobody");
		for (size_t k = 0; k < o->n_names; k++) {
			umb_buf_append_str(&s->b, k ? ", " : "");
			umb_text_append_safe(&s->b, umb_slice_str(o->name[k]));
		}
		umb_buf_printf(&s->b, "  %s%s%s\n", paint(s, DIM), o->source[0], paint(s, RESET));
	}
}

static void put_claims(umb_sink *s, const umb_finding *f)
{
	umb_buf_printf(&s->b, "  acts as   %s", umb_identity_kind_name(f->identity));
	for (size_t i = 0; i < f->n_claims; i++) {
		const umb_claim *c = &f->claim[i];

		if (strcmp(c->field, "kind") == 0 && strcmp(c->value, umb_identity_kind_name(f->identity)) == 0)
			continue; /* the line begins with it */
		umb_buf_append_str(&s->b, ", ");
		for (const char *at = c->field; *at; at++)
			umb_buf_append_byte(&s->b, (uint8_t)(*at == '_' ? ' ' : *at));
		umb_buf_append_byte(&s->b, ' ');
		umb_text_append_safe(&s->b, umb_slice_str(c->value));
		if (c->method == UMB_CLAIM_INFERRED)
			umb_buf_append_str(&s->b, " (a guess)");
	}
	umb_buf_append_byte(&s->b, '\n');
}

static void put_head(umb_sink *s, const umb_finding *f)
{
	const char *colour = f->severity >= UMB_SEV_HIGH ? RED : f->severity == UMB_SEV_MEDIUM ? YELLOW : "";

	umb_buf_printf(&s->b, "%s%s%s  ", paint(s, colour), umb_severity_name(f->severity), paint(s, colour[0] ? RESET : ""));
	put_words(s, paint(s, BOLD), f->rule->name);
	umb_buf_printf(&s->b, "%s  %s", paint(s, RESET), f->redacted);
	if (f->shown.ptr) {
		umb_buf_append_str(&s->b, "  value ");
		umb_text_append_safe(&s->b, f->shown);
	}
	umb_buf_append_byte(&s->b, '\n');
}

/* A comment helps where the line can still be written: not in the text of a commit, in an old version, or in what git itself keeps. */
static void put_advice(umb_sink *s, const umb_credential *c)
{
	bool can_edit = false;

	for (size_t i = 0; i < c->n_findings && !can_edit; i++) {
		const umb_finding *f = c->finding[i];

		can_edit = f->path.len && !f->commit.is_message && (!f->blob[0] || f->commit.is_in_head || f->commit.is_staged) &&
		           !(strcmp(f->source, "git") == 0 && !f->blob[0]);
	}
	if (c->finding[0]->rule->is_file)
		umb_buf_printf(&s->b, "  %ssuppress  it is the whole file; a report that holds it makes it known: -f jsonl -r FILE, then -b FILE%s\n\n", paint(s, DIM), paint(s, RESET));
	else if (can_edit)
		umb_buf_printf(&s->b, "  %ssuppress  put this comment on the line: umbra:allow %s%s\n\n", paint(s, DIM), c->finding[0]->rule->id, paint(s, RESET));
	else
		umb_buf_printf(&s->b, "  %ssuppress  no line of it can be changed; a report that holds it makes it known: -f jsonl -r FILE, then -b FILE%s\n\n", paint(s, DIM), paint(s, RESET));
}

/* What was only staged is taken back; what any commit holds is known to who has that. */
static void put_revoke(umb_sink *s, const umb_credential *c)
{
	const char *step = umb_finding_first_step(c->finding[0]);

	for (size_t i = 1; i < c->n_findings && step; i++)
		step = umb_finding_first_step(c->finding[i]) ? step : NULL;
	if (step)
		umb_buf_printf(&s->b, "  first     %s\n", step);
	if (!c->finding[0]->rule->revoke[0])
		return;
	put_words(s, "  revoke    ", step ? UMB_ADVICE_REVOKE : "");
	put_words(s, "", c->finding[0]->rule->revoke);
	umb_buf_append_byte(&s->b, '\n');
}

static umb_status text_credential(umb_sink *s, const umb_credential *c, umb_err *err)
{
	const umb_finding *first = c->finding[0];
	size_t n = s->to.is_verbose ? c->n_findings : UMB_MIN(c->n_findings, (size_t)MAX_PLACES);

	put_head(s, first);
	for (size_t i = 0; i < n; i++)
		put_place(s, c->finding[i], i == 0);
	if (n < c->n_findings)
		umb_buf_printf(&s->b, "            ... and %zu more places (--verbose shows all)\n", c->n_findings - n);
	put_beside(s, first);
	put_owners(s, c, UMB_MIN(n, (size_t)MAX_PLACES));
	put_claims(s, first);
	if (s->to.is_verbose) {
		for (size_t i = 0; i < first->n_reasons; i++) {
			umb_buf_printf(&s->b, "  reason    %+d ", first->reason[i].points);
			put_words(s, "", first->reason[i].text);
			umb_buf_append_byte(&s->b, '\n');
		}
		for (size_t i = 0; i < first->n_also; i++)
			umb_buf_printf(&s->b, "  also      %s\n", first->also[i]->id);
	}
	put_revoke(s, c);
	umb_buf_printf(&s->b, "  %sid        %s  rule %s%s\n", paint(s, DIM), c->id, first->rule->id, paint(s, RESET));
	put_advice(s, c);
	return flush(s, err);
}

/* -- the summary -------------------------------------------------------------------------------------- */

static void put_skips(umb_sink *s, const umb_summary *sum)
{
	/* Which one, and why, was told when it happened. */
	if (sum->has_failed_target)
		umb_buf_printf(&s->b, "  %snot covered%s: %s\n", paint(s, YELLOW), paint(s, RESET), UMB_RECORD_FAILED_TARGET);
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		const umb_skip_tally *t = &sum->skip[i];
		bool is_gap = umb_skip_is_incomplete((umb_skip)i);
		const char *how = !is_gap ? "left out" : umb_summary_accepts(sum, (umb_skip)i) ? "accepted" : "not covered";
		char n[32];

		if (!t->count)
			continue;
		umb_buf_printf(&s->b, "  %s%s%s %s: %s", paint(s, is_gap ? YELLOW : DIM), how, paint(s, RESET), umb_format_count(n, t->count),
		               umb_skip_words((umb_skip)i));
		/* The name is what --allow-incomplete takes. */
		if (is_gap)
			umb_buf_printf(&s->b, " (%s)", umb_skip_name((umb_skip)i));
		umb_buf_append_byte(&s->b, '\n');
		for (size_t k = 0; k < t->n_examples && (is_gap || s->to.is_verbose); k++) {
			umb_buf_append_str(&s->b, "              ");
			umb_text_append_safe(&s->b, umb_slice_str(t->example[k]));
			umb_buf_append_byte(&s->b, '\n');
		}
	}
}

/* "2 of 3 by fail-on high in NAME": of the findings that an entry, or (name NULL) the option, decided, how many fail. */
static void put_decided(umb_sink *s, const char **before, uint64_t n_failing, uint64_t n, int fail_on, const char *name)
{
	char a[32], b[32];

	if (!n)
		return;
	umb_buf_printf(&s->b, "%s%s of %s by %sfail-on %s", *before, umb_format_count(a, n_failing), umb_format_count(b, n), name ? "" : "--", umb_record_fail_on(fail_on));
	if (name)
		put_words(s, " in ", name);
	*before = ", ";
}

static void put_bounds(umb_sink *s, const umb_summary *sum)
{
	const char *before = " (";
	size_t      n = 0, n_more = 0;

	put_decided(s, &before, sum->n_decided_failing, sum->n_decided, (int)sum->fail_on, NULL);
	for (size_t i = 0; i < sum->n_bounds; i++) {
		const umb_bound *b = &sum->bound[i];

		if (!b->n_decided)
			continue;
		if (n++ < MAX_BOUNDS_TOLD)
			put_decided(s, &before, b->n_failing, b->n_decided, b->fail_on, b->name);
		else
			n_more++;
	}
	if (n_more)
		umb_buf_printf(&s->b, ", and %zu more entries", n_more);
	umb_buf_append_str(&s->b, ")");
}

/* What of the findings decides, where not all of them do. */
static void put_failing(umb_sink *s, const umb_summary *sum)
{
	const char *from = umb_severity_name(sum->fail_on);
	bool        has_bounds = sum->n_decided < sum->n_findings;
	char        n[32];

	if ((sum->fail_on == UMB_SEV_INFO && !has_bounds) || !sum->n_findings)
		return;
	if (sum->n_failing)
		umb_buf_printf(&s->b, ", %s place%s", umb_format_count(n, sum->n_failing), sum->n_failing == 1 ? "" : "s");
	else
		umb_buf_append_str(&s->b, ", none");
	if (has_bounds) {
		umb_buf_printf(&s->b, " that fail%s", sum->n_failing == 1 || !sum->n_failing ? "s" : "");
		put_bounds(s, sum);
	} else {
		umb_buf_printf(&s->b, " of severity %s%s (--fail-on %s)", from, sum->fail_on == UMB_SEV_CRITICAL ? "" : " or above", from);
	}
}

/* Below `strict`: of the command line or, where only entries say so, of those. */
static void put_unsure(umb_sink *s, const umb_summary *sum)
{
	const char *before = " in ";
	char        n[32];

	if (!sum->n_unsure)
		return;
	umb_buf_printf(&s->b, "  %sleft out%s %s finding%s below --min-confidence strict", paint(s, DIM), paint(s, RESET), umb_format_count(n, sum->n_unsure),
	               sum->n_unsure == 1 ? "" : "s");
	for (size_t i = 0; i < sum->n_bounds && sum->level != UMB_LEVEL_STRICT; i++) {
		if (!sum->bound[i].n_unsure)
			continue;
		put_words(s, before, sum->bound[i].name);
		before = ", ";
	}
	umb_buf_printf(&s->b, "%s\n", s->run->show_suppressed ? "" : " (--show-suppressed shows them)");
}

/* Of each comment and entry that suppressed something, how much. */
static void put_suppressors(umb_sink *s, const umb_summary *sum)
{
	for (size_t i = 0; i < sum->n_suppressors; i++) {
		char n[32];

		umb_buf_printf(&s->b, "  %ssuppressed%s %s by ", paint(s, DIM), paint(s, RESET), umb_format_count(n, sum->suppressor[i].count));
		umb_text_append_safe(&s->b, umb_slice_str(sum->suppressor[i].by));
		umb_buf_append_byte(&s->b, '\n');
	}
}

static void put_accepted(umb_sink *s, const umb_summary *sum)
{
	const char *before = "; accepted, though not looked at: ";

	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (!umb_summary_accepts(sum, (umb_skip)i))
			continue;
		umb_buf_printf(&s->b, "%s%s", before, umb_skip_name((umb_skip)i));
		before = ", ";
	}
}

static void put_verdict(umb_sink *s, const umb_summary *sum)
{
	char a[32], b[32];

	if (sum->n_findings)
		umb_buf_printf(&s->b, "%s%s credential%s in %s place%s%s", paint(s, sum->n_failing ? RED : YELLOW), umb_format_count(a, sum->n_credentials),
		               sum->n_credentials == 1 ? "" : "s", umb_format_count(b, sum->n_findings), sum->n_findings == 1 ? "" : "s", paint(s, RESET));
	else
		umb_buf_printf(&s->b, "no credentials found");
	umb_record_severities(&s->b, sum);
	put_failing(s, sum);
	if (sum->n_suppressed)
		umb_buf_printf(&s->b, ", %s suppressed", umb_format_count(a, sum->n_suppressed));
	if (sum->is_interrupted)
		umb_buf_printf(&s->b, "; %s" UMB_RECORD_INTERRUPTED "%s", paint(s, YELLOW), paint(s, RESET));
	else if (!sum->is_covered)
		umb_buf_printf(&s->b, "; %snot everything could be looked at, so this is no all-clear%s", paint(s, YELLOW), paint(s, RESET));
	else
		put_accepted(s, sum);
	umb_buf_append_byte(&s->b, '\n');
}

static umb_status text_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	char        units[32], bytes[32], known[32], note[80] = "";
	const char *unit = strcmp(s->run->command, "git") == 0 || strcmp(s->run->command, "range") == 0 ? "object" : "file";

	if (s->to.is_quiet && sum->n_findings == 0 && sum->n_unsure == 0 && sum->is_complete)
		return flush(s, err);
	if (sum->has_state)
		snprintf(note, sizeof(note), " (%s known from earlier runs)", umb_format_count(known, sum->n_known));
	umb_buf_printf(&s->b, "%s %s%s%s, %s in %llu.%03llu s with %u rule%s on %u thread%s\n", umb_format_count(units, sum->n_units),
	               unit, sum->n_units == 1 ? "" : "s", note, umb_format_bytes(bytes, sum->n_bytes), (unsigned long long)(sum->elapsed_ms / 1000),
	               (unsigned long long)(sum->elapsed_ms % 1000), sum->n_rules, sum->n_rules == 1 ? "" : "s",
	               sum->n_threads, sum->n_threads == 1 ? "" : "s");
	put_skips(s, sum);
	put_unsure(s, sum);
	put_suppressors(s, sum);
	put_verdict(s, sum);
	return flush(s, err);
}

static void text_close(umb_sink *s)
{
	if (!s)
		return;
	umb_buf_wipe(&s->b);
	umb_free(s);
}

const umb_sink_ops umb_sink_text = {
	.name       = "text",
	.summary    = "for a person: a block per credential",
	.flags      = UMB_SINK_SECRETS,
	.open       = text_open,
	.begin      = text_begin,
	.credential = text_credential,
	.finish     = text_finish,
	.close      = text_close,
};
