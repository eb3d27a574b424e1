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

void umb_record_provenance(umb_json *o, const umb_finding *f)
{
	const umb_provenance *p = f->provenance;
	umb_json             *j;

	if (!p)
		return;
	j = umb_json_add_object(o, "provenance");
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
