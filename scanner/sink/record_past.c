/*
 * record_past.c - what a history tells of a value, and who answers for its path, as JSON: fields of json, jsonl and sarif.
 */
#include "base/clock.h"
#include "sink/record.h"

static void add_commit(umb_json *o, const char *key, const umb_commit_note *c)
{
	umb_json *j;
	char      date[40];

	if (!c->id[0]) {
		umb_json_add_null(o, key);
		return;
	}
	j = umb_json_add_object(o, key);
	umb_json_add_str(j, "commit", c->id);
	umb_json_add_str(j, "author", c->author);
	umb_json_add_str(j, "email", c->email);
	umb_json_add_str(j, "date", umb_clock_iso(date, c->date, c->tz_minutes));
}

static void add_refs(umb_json *o, const char *key, const umb_ref_notes *refs)
{
	umb_json *j = umb_json_add_object(o, key), *list;

	umb_json_add_u64(j, "count", refs->total);
	umb_json_add_u64(j, "at_tip", refs->total_at_tip);
	list = umb_json_add_array(j, "refs");
	for (size_t i = 0; i < refs->n; i++) {
		umb_json *r = umb_json_add_object(list, NULL);

		umb_json_add_str(r, "name", refs->at[i].name);
		umb_json_add_bool(r, "at_tip", refs->at[i].is_at_tip);
	}
}

static void add_paths(umb_json *o, const umb_provenance *p)
{
	umb_json *j = umb_json_add_object(o, "paths"), *list;

	umb_json_add_u64(j, "count", p->total_paths);
	umb_json_add_bool(j, "and_more", p->has_more_paths);
	list = umb_json_add_array(j, "paths");
	for (size_t i = 0; i < p->n_paths; i++) {
		umb_json *one = umb_json_add_object(list, NULL);

		umb_record_path(one, p->path[i].path);
		umb_json_add_str(one, "since", p->path[i].since);
		umb_json_add_bool(one, "in_head", p->path[i].is_in_head);
	}
}

static umb_status print_story(umb_buf *out, const umb_provenance *p)
{
	umb_json  *j = umb_json_object();
	umb_status st;

	umb_json_add_str(j, "reached_by", umb_reach_name(p->reach));
	umb_json_add_bool(j, "head_unknown", p->is_head_unknown);
	add_commit(j, "first", &p->first);
	add_commit(j, "removed", &p->removed);
	umb_json_add_u64(j, "versions", p->n_versions);
	add_paths(j, p);
	add_refs(j, "branches", &p->branches);
	add_refs(j, "remotes", &p->remotes);
	add_refs(j, "tags", &p->tags);
	add_refs(j, "other_refs", &p->others);
	umb_buf_reset(out);
	st = umb_json_print(out, j);
	umb_json_free(j);
	return st;
}

void umb_record_provenance(umb_json *o, const umb_finding *f, umb_record_stories *stories)
{
	const umb_provenance *p = f->provenance;
	size_t                i = ((uintptr_t)p / sizeof(*p)) % UMB_COUNT(stories->at);

	if (!p)
		return;
	if (stories->at[i].of != p) {
		stories->at[i].of = p;
		if (print_story(&stories->at[i].json, p) != UMB_OK) {
			stories->at[i].of = NULL;
			umb_buf_clear(&stories->at[i].json);
			stories->at[i].json.failed = UMB_E_NOMEM;
		}
	}
	umb_json_add_printed(o, "provenance", &stories->at[i].json);
}

void umb_record_stories_clear(umb_record_stories *stories)
{
	for (size_t i = 0; i < UMB_COUNT(stories->at); i++)
		umb_buf_clear(&stories->at[i].json);
}

void umb_record_owners(umb_json *o, const umb_finding *f)
{
	umb_json *names, *sources;

	if (!f->owners)
		return;
	names   = umb_json_add_array(o, "owners");
	sources = umb_json_add_array(o, "owners_source");
	for (size_t i = 0; i < f->owners->n_names; i++)
		umb_json_add_str(names, NULL, f->owners->name[i]);
	for (size_t i = 0; i < f->owners->n_sources; i++)
		umb_json_add_str(sources, NULL, f->owners->source[i]);
}
