/*
 * sink_gitlab.c - the secret detection report of GitLab, schema 15.0.7 (artifacts:reports:secret_detection).
 *
 * By credential, so that places which share an exposure id lie side by side and can be counted.  An id never holds an unkeyed digest of a value.  The extract holds the
 * redacted form: GitLab's own analyzer puts the value there, and whoever may read the report reads it.  A run with gaps is
 * a failure, with what was not covered as messages.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/number.h"
#include "sink/record.h"

#define SCHEMA "15.0.7"
#define SCHEMA_URI "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v" SCHEMA "/dist/secret-detection-report-format.json"
#define NO_COMMIT "0000000" /* what GitLab's analyzer writes for files outside a history; the field must be there */
#define MAX_NAME 255
#define MAX_SOLUTION 7000

struct umb_sink {
	umb_out             to;
	const umb_run_info *run;
	uint64_t            n_written;
	struct place {
		umb_key128 key;
		uint64_t   n; /* findings there; 0: a free row */
	} *places;        /* open addressing; NULL until needed */
	size_t              n_places, size; /* a power of two */
};

static umb_status gitlab_open(umb_sink **out, const umb_out *to, umb_err *err)
{
	umb_sink *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->to = *to;
	*out  = s;
	return UMB_OK;
}

static umb_status gitlab_begin(umb_sink *s, const umb_run_info *run, umb_err *err)
{
	s->run = run;
	return s->to.write(s->to.ctx, umb_slice_str("{\"version\":\"" SCHEMA "\",\"schema\":\"" SCHEMA_URI "\",\n\"vulnerabilities\":["), err);
}

/* The schema counts characters; so many bytes are no more than that, and no character is cut. */
static void add_short(umb_json *o, const char *key, const char *text, size_t max)
{
	umb_slice s = umb_slice_str(text);

	if (s.len > max) {
		for (s.len = max; s.len && (s.ptr[s.len] & 0xc0) == 0x80; s.len--)
			;
	}
	umb_json_add_slice(o, key, s);
}

/* A UUID of the form that is left to everybody (version 8). */
static void add_uuid(umb_json *o, uint8_t b[16])
{
	char hex[33], uuid[40];

	b[6] = (uint8_t)((b[6] & 0x0f) | 0x80);
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
	umb_format_hex(hex, b, 16);
	snprintf(uuid, sizeof(uuid), "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
	umb_json_add_str(o, "id", uuid);
}

/*
 * With a key of the user's: the digits of the exposure id, and which place in the file it is.  Without line and commit, so that
 * edits leave it as it is; another value is another finding.
 */
static void add_keyed_id(umb_json *o, const char *exposure_id, uint64_t nth)
{
	uint8_t b[16] = { 0 };

	if (strncmp(exposure_id, "e1:", 3) == 0)
		umb_parse_hex(b, sizeof(b), umb_slice_str(exposure_id + 3));
	for (size_t i = 0; i < 7; i++)
		b[15 - i] ^= (uint8_t)(nth >> 8 * i);
	add_uuid(o, b);
}

static struct place *row_of(struct place *rows, size_t size, umb_key128 key)
{
	size_t i = (size_t)key.lo & (size - 1);

	while (rows[i].n && (rows[i].key.lo != key.lo || rows[i].key.hi != key.hi))
		i = (i + 1) & (size - 1);
	return &rows[i];
}

/* How many findings were at this place before: a target may have been named twice. */
static umb_status count_place(umb_sink *s, umb_key128 key, uint64_t *nth)
{
	struct place *row;

	if (2 * (s->n_places + 1) > s->size) {
		size_t        size = s->size ? 2 * s->size : 256;
		struct place *rows = umb_alloc_zero(size, sizeof(*rows));

		if (!rows)
			return UMB_E_NOMEM;
		for (size_t i = 0; i < s->size; i++) {
			if (s->places[i].n)
				*row_of(rows, size, s->places[i].key) = s->places[i];
		}
		umb_free(s->places);
		s->places = rows;
		s->size   = size;
	}
	row = row_of(s->places, s->size, key);
	s->n_places += row->n == 0;
	row->key = key;
	*nth     = row->n++;
	return UMB_OK;
}

/*
 * Without one: what the report says of the place anyway, and nothing of the value, whose digest could be guessed from.  The same
 * in the next run as long as the place is the same; another value there is not another finding.
 */
static umb_status add_place_id(umb_sink *s, umb_json *o, const umb_finding *f)
{
	umb_buf    b = UMB_BUF_INIT_MAX(1 << 20);
	umb_key128 h;
	uint8_t    bytes[16];
	uint64_t   nth = 0;
	umb_status st;

	umb_buf_append_str(&b, f->rule->id);
	umb_buf_append_byte(&b, 0);
	umb_buf_append_slice(&b, umb_record_file(f));
	umb_buf_printf(&b, "%c%s%c%s%c%s%c%llu:%llu", 0, f->path.len ? "" : f->blob, 0, f->commit.id, 0, f->layer, 0, (unsigned long long)f->start_line,
	               (unsigned long long)f->start_column);
	h = umb_hash128(umb_buf_view(&b));
	st = b.failed != UMB_OK ? b.failed : count_place(s, h, &nth);
	h.lo += nth;
	for (size_t i = 0; i < 8; i++) {
		bytes[i]     = (uint8_t)(h.hi >> 8 * i);
		bytes[i + 8] = (uint8_t)(h.lo >> 8 * (7 - i));
	}
	add_uuid(o, bytes);
	umb_buf_clear(&b);
	return st;
}

static void add_identifier(umb_json *list, const char *type, const char *name, const char *value, const char *url)
{
	umb_json *i = umb_json_add_object(list, NULL);

	umb_json_add_str(i, "type", type);
	umb_json_add_str(i, "name", name);
	umb_json_add_str(i, "value", value);
	if (url)
		umb_json_add_str(i, "url", url);
}

static void add_location(umb_json *o, const umb_finding *f)
{
	umb_json *location = umb_json_add_object(o, "location"), *commit;
	umb_slice file     = umb_record_file(f);
	char      date[40];

	if (file.len)
		umb_json_add_slice(location, "file", file);
	umb_json_add_u64(location, "start_line", f->start_line);
	umb_json_add_u64(location, "end_line", f->end_line);
	commit = umb_json_add_object(location, "commit");
	umb_json_add_str(commit, "sha", f->commit.id[0] ? f->commit.id : NO_COMMIT);
	if (f->commit.id[0]) {
		umb_json_add_str(commit, "author", f->commit.author);
		umb_json_add_str(commit, "date", umb_clock_iso(date, f->commit.date, f->commit.tz_minutes));
	}
}

static void add_description(umb_json *o, const umb_finding *f)
{
	umb_buf words = UMB_BUF_INIT;

	umb_buf_printf(&words, "%s (%s)%s.", f->rule->name, f->redacted, f->known_value ? ", a known value in a new place" : "");
	if (f->rule->about[0])
		umb_buf_printf(&words, " %s", f->rule->about);
	if (f->layer[0])
		umb_buf_printf(&words, " Decoded from %s.", f->layer);
	if (f->blob[0] && !f->commit.is_in_head && !f->commit.is_staged && !f->commit.is_head_unknown)
		umb_buf_append_str(&words, " Not in the current version, still in the history.");
	umb_json_add_buf(o, "description", &words);
	umb_buf_clear(&words);
}

static umb_status put_one(umb_sink *s, const umb_finding *f, uint64_t nth, umb_err *err)
{
	static const char *const severity[] = { "Info", "Low", "Medium", "High", "Critical" };
	umb_json  *o  = umb_json_object(), *list;
	umb_status st = UMB_OK;

	if (s->run->has_own_key)
		add_keyed_id(o, f->exposure_id, nth);
	else
		st = add_place_id(s, o, f);
	if (st != UMB_OK) {
		umb_json_free(o);
		return umb_err_set(err, st, "out of memory for the report");
	}
	umb_json_add_str(o, "category", "secret_detection");
	add_short(o, "name", f->rule->name, MAX_NAME);
	add_description(o, f);
	umb_json_add_str(o, "severity", severity[f->severity]);
	add_short(o, "solution", f->rule->revoke[0] ? f->rule->revoke : "Revoke it at the provider; removing the line is not enough.", MAX_SOLUTION);
	add_location(o, f);
	list = umb_json_add_array(o, "identifiers");
	add_identifier(list, "umbra_rule_id", f->rule->id, f->rule->id, NULL);
	add_identifier(list, "cwe", "CWE-798", "798", "https://cwe.mitre.org/data/definitions/798.html");
	umb_json_add_str(o, "raw_source_code_extract", f->redacted);
	if (f->suppressed_by) {
		umb_json *flag = umb_json_add_object(umb_json_add_array(o, "flags"), NULL);

		/* The only flag there is. */
		umb_json_add_str(flag, "type", "flagged-as-likely-false-positive");
		umb_json_add_str(flag, "origin", "umbra");
		umb_json_add_str(flag, "description", f->suppressed_by);
	}
	return umb_record_write(&s->to, o, s->n_written++ ? ",\n" : "\n", "", err);
}

static umb_status gitlab_credential(umb_sink *s, const umb_credential *c, umb_err *err)
{
	umb_status st  = UMB_OK;
	uint64_t   nth = 0;

	for (size_t i = 0; i < c->n_findings && st == UMB_OK; i++) {
		nth = i && strcmp(c->finding[i]->exposure_id, c->finding[i - 1]->exposure_id) == 0 ? nth + 1 : 0;
		st  = put_one(s, c->finding[i], nth, err);
	}
	return st;
}

static void add_tool(umb_json *scan, const char *key)
{
	umb_json *t = umb_json_add_object(scan, key);

	umb_json_add_str(t, "id", "umbra");
	umb_json_add_str(t, "name", "umbra");
	umb_json_add_str(t, "version", UMB_VERSION);
	umb_json_add_str(umb_json_add_object(t, "vendor"), "name", "umbra");
}

/* UTC without the zone: with it, the schema refuses the report. */
static void add_time(umb_json *scan, const char *key, int64_t seconds)
{
	char date[40];

	umb_clock_iso(date, seconds, 0);
	date[strcspn(date, "Z")] = 0;
	umb_json_add_str(scan, key, date);
}

static void add_message(umb_json *list, const char *level, const umb_buf *words)
{
	umb_json *m = umb_json_add_object(list, NULL);

	umb_json_add_str(m, "level", level);
	umb_json_add_buf(m, "value", words);
}

static void add_messages(umb_json *scan, const umb_summary *sum)
{
	umb_json *list  = umb_json_add_array(scan, "messages");
	umb_buf   words = UMB_BUF_INIT;

	umb_record_gaps(&words, sum);
	if (!sum->is_covered)
		add_message(list, "fatal", &words);
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		const umb_skip_tally *t = &sum->skip[i];
		bool is_gap = umb_skip_is_incomplete((umb_skip)i);

		if (!t->count)
			continue;
		umb_buf_reset(&words);
		umb_buf_printf(&words, "%s %llu: %s", is_gap ? "not covered" : "left out", (unsigned long long)t->count, umb_skip_words((umb_skip)i));
		if (umb_summary_accepts(sum, (umb_skip)i))
			umb_buf_append_str(&words, ", accepted");
		for (size_t k = 0; k < t->n_examples && is_gap; k++)
			umb_buf_printf(&words, "%s%s", k ? ", " : ": ", t->example[k]);
		add_message(list, is_gap ? "warn" : "info", &words);
	}
	umb_buf_clear(&words);
}

static umb_status gitlab_finish(umb_sink *s, const umb_summary *sum, umb_err *err)
{
	umb_json *scan = umb_json_object();

	add_tool(scan, "analyzer");
	add_tool(scan, "scanner");
	umb_json_add_str(scan, "type", "secret_detection");
	add_time(scan, "start_time", s->run->started);
	add_time(scan, "end_time", umb_clock_wall());
	umb_json_add_str(scan, "status", sum->is_covered ? "success" : "failure");
	add_messages(scan, sum);
	return umb_record_write(&s->to, scan, "\n],\n\"remediations\":[],\n\"scan\":", "}\n", err);
}

static void gitlab_close(umb_sink *s)
{
	if (s)
		umb_free(s->places);
	umb_free(s);
}

const umb_sink_ops umb_sink_gitlab = {
	.name       = "gitlab",
	.summary    = "GitLab secret detection report",
	.open       = gitlab_open,
	.begin      = gitlab_begin,
	.credential = gitlab_credential,
	.finish     = gitlab_finish,
	.close      = gitlab_close,
};
