/*
 * sink_json.c - one JSON document: findings, credentials that join them, summary.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "sink/record.h"

struct umb_sink {
	umb_out             to;
	umb_record_stories  stories;
	const umb_run_info *run;
	uint64_t            n_findings, n_credentials;
};

static umb_status put(umb_sink *s, const char *text, umb_err *err)
{
	return s->to.write(s->to.ctx, umb_slice_str(text), err);
}

static umb_status json_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status json_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	s->run = run;
	return put(s, "{\"findings\":[", err);
}

static umb_status json_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	umb_json *o = umb_json_object();

	umb_record_finding(o, f, &s->stories);
	return umb_record_write(&s->to, o, s->n_findings++ ? ",\n" : "\n", "", err);
}

/* Which places belong to one credential: what a rotation has to visit. */
static umb_status json_credential(umb_sink *s, const umb_credential *c, umb_err *err)
{
	umb_json *o = umb_json_object();
	umb_json *places;

	umb_json_add_str(o, "credential_id", c->id);
	umb_json_add_str(o, "rule_id", c->finding[0]->rule->id);
	umb_json_add_str(o, "severity", umb_severity_name(c->finding[0]->severity));
	umb_json_add_str(o, "redacted", c->finding[0]->redacted);
	umb_json_add_str(o, "revoke", c->finding[0]->rule->revoke);
	places = umb_json_add_array(o, "exposures");
	for (size_t i = 0; i < c->n_findings; i++)
		umb_json_add_str(places, NULL, c->finding[i]->exposure_id);
	return umb_record_write(&s->to, o, s->n_credentials++ ? ",\n" : "\n],\"credentials\":[\n", "", err);
}

static umb_status json_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	umb_json *o = umb_json_object();

	umb_record_summary(o, s->run, sum);
	return umb_record_write(&s->to, o, s->n_credentials ? "\n],\"summary\":\n" : "],\"credentials\":[],\"summary\":\n", "}\n", err);
}

static void json_close(umb_sink *s)
{
	if (s)
		umb_record_stories_clear(&s->stories);
	umb_free(s);
}

const umb_sink_ops umb_sink_json = {
	.name       = "json",
	.summary    = "one JSON document: findings, credentials, summary",
	.flags      = UMB_SINK_SECRETS,
	.open       = json_open,
	.begin      = json_begin,
	.finding    = json_finding,
	.credential = json_credential,
	.finish     = json_finish,
	.close      = json_close,
};
