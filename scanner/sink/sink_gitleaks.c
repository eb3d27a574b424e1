/*
 * sink_gitleaks.c - the JSON array of gitleaks, for what reads that already.
 *
 * Lines and columns are those of the match, as there.  Secret and Match hold the redacted form; Entropy and Message are not
 * known here and are empty.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "sink/record.h"

struct umb_sink {
	umb_out  to;
	uint64_t n_findings;
};

static umb_status gitleaks_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status gitleaks_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	UMB_UNUSED(run);
	return s->to.write(s->to.ctx, umb_slice_str("["), err);
}

/* A line of a .gitleaksignore. */
static void add_fingerprint(umb_json *o, const umb_finding *f)
{
	umb_slice file  = umb_record_file(f);
	umb_buf   print = UMB_BUF_INIT;

	if (f->commit.id[0])
		umb_buf_printf(&print, "%s:", f->commit.id);
	umb_buf_append_slice(&print, file.len ? file : umb_slice_str(f->blob));
	umb_buf_printf(&print, ":%s:%llu", f->rule->id, (unsigned long long)f->match_start_line);
	umb_json_add_buf(o, "Fingerprint", &print);
	umb_buf_clear(&print);
}

static void add_commit(umb_json *o, const umb_finding *f)
{
	bool is_known = f->commit.id[0] != 0;
	char date[40];

	umb_json_add_str(o, "Commit", f->commit.id);
	umb_json_add_num(o, "Entropy", 0);
	umb_json_add_str(o, "Author", is_known ? f->commit.author : "");
	umb_json_add_str(o, "Email", is_known ? f->commit.email : "");
	umb_json_add_str(o, "Date", is_known ? umb_clock_iso(date, f->commit.date, 0) : "");
	umb_json_add_str(o, "Message", "");
}

static umb_status gitleaks_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	umb_json *o = umb_json_object(), *tags;

	umb_json_add_str(o, "RuleID", f->rule->id);
	/* Readers refuse an empty one. */
	umb_json_add_str(o, "Description", f->rule->name[0] ? f->rule->name : f->rule->id);
	umb_json_add_u64(o, "StartLine", f->match_start_line);
	umb_json_add_u64(o, "EndLine", f->match_end_line);
	umb_json_add_u64(o, "StartColumn", f->match_start_column);
	umb_json_add_u64(o, "EndColumn", f->match_end_column);
	umb_json_add_str(o, "Match", f->redacted);
	umb_json_add_str(o, "Secret", f->redacted);
	umb_json_add_slice(o, "File", umb_record_file(f));
	umb_json_add_str(o, "SymlinkFile", "");
	add_commit(o, f);
	tags = umb_json_add_array(o, "Tags");
	for (const char *const *tag = f->rule->tags; tag && *tag; tag++)
		umb_json_add_str(tags, NULL, *tag);
	if (f->suppressed_by)
		umb_json_add_str(tags, NULL, "suppressed");
	add_fingerprint(o, f);
	return umb_record_write(&s->to, o, s->n_findings++ ? ",\n" : "\n", "", err);
}

static umb_status gitleaks_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	umb_record_warn_gaps(sum, "gitleaks");
	return s->to.write(s->to.ctx, umb_slice_str(s->n_findings ? "\n]\n" : "]\n"), err);
}

static void gitleaks_close(umb_sink *s)
{
	umb_free(s);
}

const umb_sink_ops umb_sink_gitleaks = {
	.name    = "gitleaks",
	.summary = "the JSON array of gitleaks, redacted",
	.open    = gitleaks_open,
	.begin   = gitleaks_begin,
	.finding = gitleaks_finding,
	.finish  = gitleaks_finish,
	.close   = gitleaks_close,
};
