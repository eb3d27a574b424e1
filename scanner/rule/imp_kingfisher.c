/*
 * imp_kingfisher.c - Nosey Parker, Titus and Kingfisher: YAML with `rules`, patterns with free spacing, the secret in the first named group,
 * else the first one.
 */
#include "base/err.h"
#include "base/path.h"
#include "base/text.h"
#include "rule/import.h"

static bool is_yaml(umb_slice file_name)
{
	umb_slice ext = umb_path_ext(file_name);

	return umb_slice_eq_str(ext, "yml") || umb_slice_eq_str(ext, "yaml");
}

static bool is_kingfisher(umb_slice text, umb_slice file_name)
{
	return is_yaml(file_name) && umb_text_find(text, umb_slice_str("rules:")) != SIZE_MAX;
}

/* What a finding may lose by, or gain: told only where it decides what is found. */
static umb_status note_lost(umb_import *im, const char *id, const umb_yaml_node *map)
{
	static const struct {
		const char *key, *words;
	} lost[] = {
		{ "depends_on_rule", "what it needs of other rules cannot be expressed" },
		{ "pattern_requirements", "its pattern_requirements cannot be expressed: more is found" },
	};
	umb_status st = UMB_OK;

	for (size_t i = 0; i < UMB_COUNT(lost) && st == UMB_OK; i++) {
		if (!umb_yaml_get(map, lost[i].key))
			continue;
		im->noted = id;
		st        = umb_import_note(im, id, "%s", lost[i].words);
	}
	return st;
}

/* The name of the first named group, or NULL. */
static const char *first_name(umb_import *im, const char *pattern)
{
	for (const char *p = pattern; (p = strstr(p, "(?")) != NULL; p += 2) {
		const char *from = p[2] == 'P' && p[3] == '<' ? p + 4 : p[2] == '<' && p[3] != '=' && p[3] != '!' ? p + 3 : NULL;
		size_t      n    = from ? strcspn(from, ">") : 0;

		if (n && from[n] == '>' && n < 32)
			return umb_arena_strndup(im->arena, from, n);
	}
	return NULL;
}

static double entropy_of(const char *text)
{
	double v = 0;

	/* "3.5": one digit, and one or two behind the dot. */
	if (text && text[0] >= '0' && text[0] <= '7' && !text[1])
		v = text[0] - '0';
	else if (text && text[0] >= '0' && text[0] <= '7' && text[1] == '.' && text[2] >= '0' && text[2] <= '9')
		v = text[0] - '0' + (text[2] - '0') / 10.0 + (text[3] >= '0' && text[3] <= '9' ? (text[3] - '0') / 100.0 : 0);
	return v;
}

static umb_status read_rule(umb_import *im, const umb_yaml_node *map)
{
	umb_foreign_rule r = { .id = umb_import_text(map, "id"), .name = umb_import_text(map, "name"), .about = umb_import_text(map, "description"),
		               .pattern = umb_import_text(map, "pattern"), .confidence = umb_import_text(map, "confidence"),
		               .entropy = entropy_of(umb_import_text(map, "min_entropy")) };
	const char      *visible = umb_import_text(map, "visible");
	umb_confidence   c;
	umb_status       st;

	if (!r.id)
		r.id = r.name;
	if (!r.id || !r.pattern)
		return umb_import_note(im, r.id, "a rule without id or pattern (line %u) is left out", map->line);
	if (visible && strcmp(visible, "false") == 0) {
		im->n_left_out++;
		return umb_import_note(im, r.id, "left out: it is not visible by itself, and only there for other rules");
	}
	if (r.confidence && !umb_confidence_parse(&c, r.confidence))
		r.confidence = NULL;
	r.secret = first_name(im, r.pattern);
	st       = note_lost(im, r.id, map);
	return st == UMB_OK ? umb_import_rule(im, &r) : st;
}

static umb_status read_kingfisher(umb_import *im, umb_slice text, umb_err *err)
{
	const umb_yaml_node *root  = NULL, *rules;
	umb_status           st    = umb_import_yaml(&root, im, text, err);

	if (st != UMB_OK)
		return st;
	rules = umb_yaml_get(root, "rules");
	if (!rules || rules->kind != UMB_YAML_LIST)
		return umb_err_set(err, UMB_E_FORMAT, "%s: no list of rules", im->file);
	for (const umb_yaml_item *i = rules->first; i && st == UMB_OK; i = i->next) {
		if (i->value->kind == UMB_YAML_MAP)
			st = read_rule(im, i->value);
	}
	return st == UMB_E_NOMEM ? umb_err_set(err, st, "out of memory") : st;
}

const umb_importer_ops umb_importer_kingfisher = {
	.name    = "kingfisher",
	.summary = "Kingfisher, Nosey Parker and Titus (YAML)",
	.other   = { "noseyparker", "titus" },
	.is_it   = is_kingfisher,
	.read    = read_kingfisher,
};
