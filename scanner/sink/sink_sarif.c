/*
 * sink_sarif.c - SARIF 2.1.0 (OASIS), the way GitHub code scanning and DefectDojo read it.
 *
 * Rules that have results first, because these refer to them by number; results one at a time, over as many runs as they need (sarif_run.c).
 * Columns are in UTF-16 units, as declared.  No snippet and no match text: alerts are public in more places than code.
 * No primaryLocationLineHash: the uploader computes that one itself.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "sink/sarif.h"

static umb_status count_and_write(void *ctx, umb_slice bytes, umb_err *err)
{
	umb_sink *s = ctx;

	s->n_bytes += bytes.len;
	if (s->gzip)
		umb_gzip_size_add(s->gzip, bytes);
	return s->out.write(s->out.ctx, bytes, err);
}

umb_status umb_sarif_open(umb_sink **out, const umb_out *to, const umb_sarif_limits *limits, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->out      = *to;
	s->to       = *to;
	s->to.ctx   = s;
	s->to.write = count_and_write;
	s->limits   = *limits;
	*out        = s;
	return UMB_OK;
}

static umb_status sarif_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	static const umb_sarif_limits limits = UMB_SARIF_LIMITS_INIT;

	return umb_sarif_open(out, to, &limits, err);
}

static const char *level_of(umb_severity s)
{
	return s >= UMB_SEV_HIGH ? "error" : s == UMB_SEV_MEDIUM ? "warning" : "note";
}

/* GitHub: over 9 critical, 7 to 8.9 high, 4 to 6.9 medium, below low. */
static const char *security_severity(umb_severity s)
{
	static const char *const number[] = { "1.0", "3.0", "5.5", "8.0", "9.5" };

	return number[s];
}

static void add_text(umb_json *o, const char *key, const char *text)
{
	umb_json_add_str(umb_json_add_object(o, key), "text", text);
}

void umb_sarif_add_rule(umb_json *rules, const umb_rule_info *info)
{
	umb_json *r = umb_json_add_object(rules, NULL), *help, *p, *tags;
	umb_buf   words = UMB_BUF_INIT_MAX(8192);

	umb_json_add_str(r, "id", info->id);
	umb_json_add_str(r, "name", info->name);
	add_text(r, "shortDescription", info->name);
	add_text(r, "fullDescription", info->about[0] ? info->about : info->name);
	umb_buf_printf(&words, "Revoke it: %s", info->revoke[0] ? info->revoke : "at the provider; removing the line is not enough.");
	help = umb_json_add_object(r, "help");
	umb_json_add_buf(help, "text", &words);
	umb_json_add_buf(help, "markdown", &words);
	umb_buf_clear(&words);
	if (info->references[0])
		umb_json_add_str(r, "helpUri", info->references[0]);
	umb_json_add_str(umb_json_add_object(r, "defaultConfiguration"), "level", level_of(info->severity));
	p    = umb_json_add_object(r, "properties");
	tags = umb_json_add_array(p, "tags");
	umb_json_add_str(tags, NULL, "security");
	umb_json_add_str(tags, NULL, "external/cwe/cwe-798");
	umb_json_add_str(p, "security-severity", security_severity(info->severity));
	umb_json_add_str(p, "precision", info->confidence == UMB_CONF_HIGH ? "very-high" : info->confidence == UMB_CONF_MEDIUM ? "high" : "medium");
}

umb_json *umb_sarif_add_physical(umb_json *location, umb_slice path)
{
	umb_json *phys = umb_json_add_object(location, "physicalLocation"), *art;
	umb_buf   uri  = UMB_BUF_INIT;

	umb_record_percent(&uri, umb_record_relative(path));
	art = umb_json_add_object(phys, "artifactLocation");
	umb_json_add_buf(art, "uri", &uri);
	umb_json_add_str(art, "uriBaseId", "%SRCROOT%");
	umb_buf_clear(&uri);
	return phys;
}

static void add_region(umb_json *phys, const umb_finding *f)
{
	umb_json *region    = umb_json_add_object(phys, "region");
	bool      has_utf16 = f->utf16_start_column != 0;

	umb_json_add_u64(region, "startLine", f->start_line);
	umb_json_add_u64(region, "startColumn", has_utf16 ? f->utf16_start_column : f->start_column);
	umb_json_add_u64(region, "endLine", f->end_line);
	umb_json_add_u64(region, "endColumn", has_utf16 ? f->utf16_end_column : f->end_column + 1);
}

static void add_logical(umb_json *location, const char *name, const char *kind)
{
	umb_json *logical = umb_json_add_object(umb_json_add_array(location, "logicalLocations"), NULL);

	umb_json_add_str(logical, "fullyQualifiedName", name);
	umb_json_add_str(logical, "kind", kind);
}

/* A blob that no tree names lies in no file; a made-up one would be looked for. */
static void add_location(umb_json *result, const umb_finding *f)
{
	umb_json *loc = umb_json_add_object(umb_json_add_array(result, "locations"), NULL);

	if (f->path.len)
		add_region(umb_sarif_add_physical(loc, f->rel_path), f);
	if (f->commit.id[0])
		add_logical(loc, f->commit.id, "commit");
	else if (!f->path.len)
		add_logical(loc, f->blob, "blob");
}

static void add_properties(umb_json *result, const umb_finding *f, umb_record_stories *stories)
{
	umb_json *p = umb_json_add_object(result, "properties");
	char      date[40];

	umb_json_add_str(p, "security-severity", security_severity(f->severity));
	umb_json_add_str(p, "credential_id", f->credential_id);
	umb_json_add_str(p, "redacted", f->redacted);
	umb_json_add_i64(p, "score", f->score);
	if (f->layer[0])
		umb_json_add_str(p, "layer", f->layer);
	if (f->note)
		umb_json_add_str(p, "note", f->note);
	if (f->known_value)
		umb_json_add_str(p, "knownValue", f->known_value);
	if (f->blob[0])
		umb_json_add_str(p, "blob", f->blob);
	if (f->commit.id[0]) {
		umb_json_add_str(p, "commit", f->commit.id);
		umb_json_add_str(p, "author", f->commit.author);
		umb_json_add_str(p, "date", umb_clock_iso(date, f->commit.date, f->commit.tz_minutes));
		if (!f->commit.is_head_unknown && !f->commit.is_message)
			umb_json_add_bool(p, "in_head", f->commit.is_in_head);
	}
	umb_record_companions(p, f);
	umb_record_provenance(p, f, stories);
	umb_record_owners(p, f);
}

static void add_suppression(umb_json *result, const umb_finding *f)
{
	umb_json *list, *one;

	if (!f->suppressed_by)
		return;
	list = umb_json_add_array(result, "suppressions");
	one  = umb_json_add_object(list, NULL);
	umb_json_add_str(one, "kind", f->is_allowed_inline ? "inSource" : "external");
	umb_json_add_str(one, "justification", f->suppressed_by);
}

static uint64_t rule_index(const umb_run_info *run, const umb_rule_info *rule)
{
	size_t low = 0, high = run->n_rules;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int    d   = strcmp(run->rules[mid]->id, rule->id);

		if (d == 0)
			return mid;
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return UINT64_MAX;
}

static umb_status sarif_finding(umb_sink *s, const umb_finding *f, umb_err *err)
{
	umb_json  *r;
	umb_buf    words = UMB_BUF_INIT_MAX(8192);
	uint64_t   index = rule_index(s->run, f->rule);
	bool       fits;
	umb_status st = umb_sarif_next(s, f, &fits, err);

	if (st != UMB_OK || !fits)
		return st;
	r = umb_json_object();
	umb_json_add_str(r, "ruleId", f->rule->id);
	if (index < s->n_rules)
		umb_json_add_u64(r, "ruleIndex", index);
	umb_json_add_str(r, "level", level_of(f->severity));
	umb_buf_printf(&words, "%s (%s).", f->rule->name, f->redacted);
	if (f->blob[0] && !f->commit.is_in_head && !f->commit.is_staged && !f->commit.is_head_unknown && !f->commit.is_message)
		umb_buf_append_str(&words, " Not in the current version, still in the history.");
	umb_json_add_buf(umb_json_add_object(r, "message"), "text", &words);
	umb_buf_clear(&words);
	add_location(r, f);
	umb_json_add_str(umb_json_add_object(r, "fingerprints"), "umbra/v1", f->exposure_id);
	umb_json_add_str(umb_json_add_object(r, "partialFingerprints"), "umbra/v1", f->exposure_id);
	add_suppression(r, f);
	add_properties(r, f, &s->stories);
	return umb_record_write(&s->to, r, s->n_in_run > 1 ? ",\n" : "\n", "", err);
}

static umb_status sarif_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	UMB_UNUSED(sum);
	return umb_sarif_finish(s, err);
}

static void sarif_close(umb_sink *s)
{
	if (!s)
		return;
	umb_gzip_size_free(s->gzip);
	umb_record_stories_clear(&s->stories);
	umb_free(s);
}

const umb_sink_ops umb_sink_sarif = {
	.name    = "sarif",
	.summary = "SARIF 2.1.0 for code scanning",
	.open    = sarif_open,
	.begin   = umb_sarif_begin,
	.finding = sarif_finding,
	.finish  = sarif_finish,
	.close   = sarif_close,
};
