/*
 * sink_github.c - workflow commands of GitHub Actions: an annotation at the line of each finding.
 *
 * GitHub shows ten of a kind and step: the most severe come first, so lines are kept by severity until the end, and the last
 * line says how many there are and what was not covered.  A name cannot begin a command of its own: newlines are encoded, and
 * other control bytes are spelt out.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/text.h"
#include "sink/record.h"

#define SHOWN 10

struct umb_sink {
	umb_out to;
	umb_buf lines[UMB_N_SEVERITIES];
	umb_buf spelt;
};

static umb_status github_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status github_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	UMB_UNUSED(s);
	UMB_UNUSED(run);
	UMB_UNUSED(err);
	return UMB_OK;
}

static void put_encoded(umb_buf *b, umb_slice text, bool is_property)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ',')))
			umb_buf_printf(b, "%%%02X", c);
		else
			umb_buf_append_byte(b, c);
	}
}

static void put(umb_sink *s, umb_buf *b, umb_slice text, bool is_property)
{
	umb_buf_reset(&s->spelt);
	if (umb_text_append_safe(&s->spelt, text) != UMB_OK)
		b->failed = s->spelt.failed;
	put_encoded(b, umb_buf_view(&s->spelt), is_property);
}

/* GitHub looks for the file by this name: what the encoding can carry stays as it is. */
static void put_file(umb_sink *s, umb_buf *b, umb_slice file)
{
	for (size_t from = 0, i = 0; i <= file.len; i++) {
		if (i < file.len && file.ptr[i] != '\n' && file.ptr[i] != '\r' && file.ptr[i] != '\t')
			continue;
		put(s, b, umb_slice_sub(file, from, i), true);
		put_encoded(b, umb_slice_sub(file, i, i + 1), true);
		from = i + 1;
	}
}

/* Of a buffer that has failed, the report fails, too. */
static void put_words(umb_sink *s, umb_buf *b, umb_buf *own_words)
{
	if (own_words->failed != UMB_OK)
		b->failed = own_words->failed;
	put(s, b, umb_buf_view(own_words), false);
	umb_buf_clear(own_words);
}

static const char *kind_of(umb_severity s)
{
	return s >= UMB_SEV_HIGH ? "error" : s == UMB_SEV_MEDIUM ? "warning" : "notice";
}

static void put_message(umb_sink *s, umb_buf *b, const umb_finding *f)
{
	umb_buf words = UMB_BUF_INIT;

	umb_buf_printf(&words, "%s (%s), rule %s%s.", f->rule->name, f->redacted, f->rule->id, f->known_value ? ", a known value in a new place" : "");
	if (f->layer[0])
		umb_buf_printf(&words, " Decoded from %s.", f->layer);
	if (!f->path.len)
		umb_buf_printf(&words, " In blob %s, which no tree names.", f->blob);
	if (f->commit.id[0])
		umb_buf_printf(&words, " Since commit %.12s%s.", f->commit.id,
		               f->commit.is_head_unknown ? "" : f->commit.is_in_head ? ", still there" : ", not in the current version and still in the history");
	if (f->suppressed_by)
		umb_buf_printf(&words, " Suppressed: %s.", f->suppressed_by);
	if (umb_finding_first_step(f))
		umb_buf_printf(&words, " First: %s.", umb_finding_first_step(f));
	umb_buf_printf(&words, " Revoke it%s: %s", umb_finding_first_step(f) ? " if it was shared" : "", f->rule->revoke[0] ? f->rule->revoke : "at the provider; removing the line is not enough.");
	put_words(s, b, &words);
}

static umb_status github_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	umb_severity severity = f->suppressed_by ? UMB_SEV_INFO : f->severity;
	umb_buf     *b        = &s->lines[severity];
	umb_slice    file     = umb_record_file(f);

	umb_buf_printf(b, "::%s ", kind_of(severity));
	if (file.len) {
		umb_buf_append_str(b, "file=");
		put_file(s, b, file);
		umb_buf_printf(b, ",line=%llu,endLine=%llu,", (unsigned long long)f->start_line, (unsigned long long)f->end_line);
	}
	umb_buf_append_str(b, "title=");
	put(s, b, umb_slice_str(f->rule->name), true);
	umb_buf_append_str(b, "::");
	put_message(s, b, f);
	umb_buf_append_byte(b, '\n');
	return b->failed == UMB_OK ? UMB_OK : umb_err_set(err, b->failed, "out of memory for the report");
}

static void put_numbers(umb_buf *b, const umb_summary *sum)
{
	uint64_t most = UMB_MAX(sum->by_severity[UMB_SEV_CRITICAL] + sum->by_severity[UMB_SEV_HIGH],
	                        UMB_MAX(sum->by_severity[UMB_SEV_MEDIUM], sum->by_severity[UMB_SEV_LOW] + sum->by_severity[UMB_SEV_INFO]));

	if (sum->n_findings == 0)
		umb_buf_append_str(b, "no credentials found");
	else
		umb_buf_printf(b, "%llu credential%s in %llu place%s", (unsigned long long)sum->n_credentials, sum->n_credentials == 1 ? "" : "s",
		               (unsigned long long)sum->n_findings, sum->n_findings == 1 ? "" : "s");
	umb_record_severities(b, sum);
	if (sum->n_suppressed)
		umb_buf_printf(b, ", %llu suppressed", (unsigned long long)sum->n_suppressed);
	if (most > SHOWN)
		umb_buf_printf(b, "; GitHub shows %d of a kind, the log has all", SHOWN);
}

/* A gap is an error, so that it is seen, unless the user accepts it. */
static void put_summary(umb_sink *s, umb_buf *b, const umb_summary *sum)
{
	umb_buf words = UMB_BUF_INIT;

	put_numbers(&words, sum);
	if (!sum->is_complete) {
		umb_buf_printf(&words, "; %s: ", umb_record_gap_words(sum));
		umb_record_gaps(&words, sum);
	}
	umb_buf_printf(b, "::%s title=umbra::", sum->is_complete ? "notice" : sum->is_covered ? "warning" : "error");
	put_words(s, b, &words);
	umb_buf_append_byte(b, '\n');
}

static umb_status github_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	umb_status st = UMB_OK;

	put_summary(s, &s->lines[UMB_SEV_INFO], sum);
	for (int i = UMB_N_SEVERITIES; i-- > 0 && st == UMB_OK;)
		st = umb_record_flush(&s->to, &s->lines[i], err);
	return st;
}

static void github_close(umb_sink *s)
{
	if (!s)
		return;
	for (int i = 0; i < UMB_N_SEVERITIES; i++)
		umb_buf_clear(&s->lines[i]);
	umb_buf_clear(&s->spelt);
	umb_free(s);
}

const umb_sink_ops umb_sink_github = {
	.name    = "github",
	.summary = "workflow commands: annotations of GitHub Actions",
	.open    = github_open,
	.begin   = github_begin,
	.finding = github_finding,
	.finish  = github_finish,
	.close   = github_close,
};
