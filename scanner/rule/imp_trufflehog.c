/*
 * imp_trufflehog.c - custom detectors of TruffleHog: YAML with `detectors`.  Each expression of `regex` is a rule; whom it would ask whether the
 * secret is live is not.
 */
#include "base/err.h"
#include "base/path.h"
#include "base/text.h"
#include "rule/import.h"

static bool is_trufflehog(umb_slice text, umb_slice file_name)
{
	umb_slice ext = umb_path_ext(file_name);

	return (umb_slice_eq_str(ext, "yml") || umb_slice_eq_str(ext, "yaml")) && umb_text_find(text, umb_slice_str("detectors:")) != SIZE_MAX;
}

static double entropy_of(const char *text)
{
	return text && text[0] >= '0' && text[0] <= '7' && (!text[1] || text[1] == '.') ? text[0] - '0' + (text[1] && text[2] >= '0' && text[2] <= '9' ? (text[2] - '0') / 10.0 : 0) : 0;
}

static umb_status note_lost(umb_import *im, const char *id, const umb_yaml_node *map)
{
	static const char *const lost[] = { "exclude_words", "exclude_regexes_match", "exclude_regexes_capture", "validations" };
	umb_status               st     = UMB_OK;

	for (size_t i = 0; i < UMB_COUNT(lost) && st == UMB_OK; i++) {
		if (!umb_yaml_get(map, lost[i]))
			continue;
		im->noted = id;
		st        = umb_import_note(im, id, "its %s cannot be expressed: more is found", lost[i]);
	}
	return st;
}

static umb_status read_detector(umb_import *im, const umb_yaml_node *map)
{
	const umb_yaml_node *regex   = umb_yaml_get(map, "regex");
	const char          *name    = umb_import_text(map, "name"), *primary = umb_import_text(map, "primary_regex_name");
	umb_status           st      = UMB_OK;

	if (!name || !regex || regex->kind != UMB_YAML_MAP)
		return umb_import_note(im, name, "a detector without name or regex (line %u) is left out", map->line);
	for (const umb_yaml_item *i = regex->first; i && st == UMB_OK; i = i->next) {
		umb_foreign_rule r = { .name = name, .pattern = i->value->kind == UMB_YAML_SCALAR ? i->value->text : NULL, .keywords = umb_yaml_get(map, "keywords"),
			               .entropy = entropy_of(umb_import_text(map, "entropy")) };
		char             id[128];

		snprintf(id, sizeof(id), regex->n_items > 1 ? "%.60s-%.60s" : "%.60s", name, i->key->text);
		r.id = umb_arena_strdup(im->arena, id);
		if (!r.id)
			return UMB_E_NOMEM;
		st = note_lost(im, r.id, map);
		if (st == UMB_OK && regex->n_items > 1) {
			im->noted = r.id;
			st = umb_import_note(im, r.id, "found by itself, not only where the other expressions of '%s' match, too%s", name,
			                     primary && strcmp(primary, i->key->text) == 0 ? " (it is the primary one)" : "");
		}
		if (st == UMB_OK)
			st = umb_import_rule(im, &r);
	}
	return st;
}

static umb_status read_trufflehog(umb_import *im, umb_slice text, umb_err *err)
{
	const umb_yaml_node *root = NULL, *list;
	umb_status           st   = umb_import_yaml(&root, im, text, err);

	if (st != UMB_OK)
		return st;
	list = umb_yaml_get(root, "detectors");
	if (!list || list->kind != UMB_YAML_LIST)
		return umb_err_set(err, UMB_E_FORMAT, "%s: no list of detectors", im->file);
	for (const umb_yaml_item *i = list->first; i && st == UMB_OK; i = i->next) {
		if (i->value->kind == UMB_YAML_MAP)
			st = read_detector(im, i->value);
	}
	return st == UMB_E_NOMEM ? umb_err_set(err, st, "out of memory") : st;
}

const umb_importer_ops umb_importer_trufflehog = {
	.name    = "trufflehog",
	.summary = "custom detectors of TruffleHog (YAML)",
	.is_it   = is_trufflehog,
	.read    = read_trufflehog,
};
