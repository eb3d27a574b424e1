/*
 * sink_jsonl.c - one JSON record per line: every finding, then the summary.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "sink/record.h"

struct umb_sink {
	umb_out             to;
	umb_record_stories  stories;
	const umb_run_info *run;
};

static umb_status jsonl_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status jsonl_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	UMB_UNUSED(err);
	s->run = run;
	return UMB_OK;
}

static umb_status jsonl_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	umb_json *o = umb_json_object();

	umb_record_finding(o, f, &s->stories);
	return umb_record_write(&s->to, o, "", "\n", err);
}

static umb_status jsonl_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	umb_json *o = umb_json_object();

	umb_record_summary(o, s->run, sum);
	return umb_record_write(&s->to, o, "", "\n", err);
}

static void jsonl_close(umb_sink *s)
{
	if (s)
		umb_record_stories_clear(&s->stories);
	umb_free(s);
}

const umb_sink_ops umb_sink_jsonl = {
	.name    = "jsonl",
	.summary = "one JSON record per line, a summary record at the end",
	.flags   = UMB_SINK_SECRETS,
	.open    = jsonl_open,
	.begin   = jsonl_begin,
	.finding = jsonl_finding,
	.finish  = jsonl_finish,
	.close   = jsonl_close,
};
