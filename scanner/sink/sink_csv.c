/*
 * sink_csv.c - one record per finding behind a line of names: RFC 4180, for a spreadsheet.
 *
 * A spreadsheet takes a cell that begins with = + - @ for a formula and may run it: such a cell gets an apostrophe in front.
 * Control bytes are spelt out, so that a record is always one line.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "sink/record.h"

#define HEADER \
	"rule_id,rule_name,severity,confidence,score,path,start_line,end_line,start_column,end_column,layer,redacted,commit,blob,author,email,date," \
	"in_head,credential_id,exposure_id,identity,revoke,suppressed_by\r\n"

struct umb_sink {
	umb_out to;
	umb_buf record, spelt;
};

static umb_status csv_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status csv_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	UMB_UNUSED(run);
	return s->to.write(s->to.ctx, umb_slice_str(HEADER), err);
}

/* The wide forms of = + - @ (U+FF1D and so on) count as well where they are typed. */
static bool is_formula(umb_slice s)
{
	if (s.len && s.ptr[0] && strchr("=+-@\t\r\n", s.ptr[0]))
		return true;
	return s.len >= 3 && s.ptr[0] == 0xef && s.ptr[1] == 0xbc && (s.ptr[2] == 0x9d || s.ptr[2] == 0x8b || s.ptr[2] == 0x8d || s.ptr[2] == 0xa0);
}

static void put_slice(umb_sink *s, umb_slice field)
{
	bool is_quoted;

	umb_buf_reset(&s->spelt);
	if (is_formula(field))
		umb_buf_append_byte(&s->spelt, '\'');
	if (umb_text_append_safe(&s->spelt, field) != UMB_OK)
		s->record.failed = s->spelt.failed;
	if (s->record.len)
		umb_buf_append_byte(&s->record, ',');
	is_quoted = s->spelt.len && (memchr(s->spelt.ptr, ',', s->spelt.len) || memchr(s->spelt.ptr, '"', s->spelt.len));
	if (is_quoted)
		umb_buf_append_byte(&s->record, '"');
	for (size_t i = 0; i < s->spelt.len; i++) {
		if (s->spelt.ptr[i] == '"')
			umb_buf_append_byte(&s->record, '"');
		umb_buf_append_byte(&s->record, s->spelt.ptr[i]);
	}
	if (is_quoted)
		umb_buf_append_byte(&s->record, '"');
}

static void put(umb_sink *s, const char *field)
{
	put_slice(s, umb_slice_str(field));
}

static void put_number(umb_sink *s, uint64_t n)
{
	umb_buf_printf(&s->record, ",%llu", (unsigned long long)n);
}

static void put_commit(umb_sink *s, const umb_finding *f)
{
	bool is_known = f->commit.id[0] != 0;
	char date[40];

	put(s, f->commit.id);
	put(s, f->blob);
	put(s, is_known ? f->commit.author : "");
	put(s, is_known ? f->commit.email : "");
	put(s, is_known ? umb_clock_iso(date, f->commit.date, f->commit.tz_minutes) : "");
	put(s, !f->blob[0] || f->commit.is_head_unknown ? "" : f->commit.is_in_head ? "true" : "false");
}

static umb_status csv_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	put(s, f->rule->id);
	put(s, f->rule->name);
	put(s, umb_severity_name(f->severity));
	put(s, umb_confidence_name(f->rule->confidence));
	put_number(s, (uint64_t)f->score);
	put_slice(s, umb_record_file(f));
	put_number(s, f->start_line);
	put_number(s, f->end_line);
	put_number(s, f->start_column);
	put_number(s, f->end_column);
	put(s, f->layer);
	put(s, f->redacted);
	put_commit(s, f);
	put(s, f->credential_id);
	put(s, f->exposure_id);
	put(s, umb_identity_kind_name(f->identity));
	put(s, f->rule->revoke);
	put(s, f->suppressed_by ? f->suppressed_by : "");
	umb_buf_append_str(&s->record, "\r\n");
	return umb_record_flush(&s->to, &s->record, err);
}

static umb_status csv_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	UMB_UNUSED(s);
	UMB_UNUSED(err);
	umb_record_warn_gaps(sum, "csv");
	return UMB_OK;
}

static void csv_close(umb_sink *s)
{
	if (!s)
		return;
	umb_buf_clear(&s->record);
	umb_buf_clear(&s->spelt);
	umb_free(s);
}

const umb_sink_ops umb_sink_csv = {
	.name    = "csv",
	.summary = "one record per finding behind a line of names, for a spreadsheet",
	.open    = csv_open,
	.begin   = csv_begin,
	.finding = csv_finding,
	.finish  = csv_finish,
	.close   = csv_close,
};
