/*
 * imp_gitleaks.c - gitleaks and betterleaks: TOML with [[rules]], allowlists and what it extends.
 *
 * Keywords only decide there whether a file is looked at, and are not needed where a literal can be derived.  Allowed paths become `paths`;
 * allowed values, words, commits and conditions of several kinds have no counterpart in a pack, and are told.
 */
#include "base/err.h"
#include "base/path.h"
#include "base/number.h"
#include "base/text.h"
#include "conf/toml_doc.h"
#include "rule/import.h"

static bool is_gitleaks(umb_slice text, umb_slice file_name)
{
	UMB_UNUSED(text);
	return umb_slice_eq_str(umb_path_ext(file_name), "toml");
}

static const char *const top_keys[]  = { "title", "description", "extend", "rules", "allowlist", "allowlists", "minVersion", "betterleaksMinVersion", NULL };
static const char *const rule_keys[] = { "id", "description", "path", "regex", "secretGroup", "entropy", "keywords", "tags", "allowlist", "allowlists", "specificity", NULL };
static const char *const allow_keys[] = { "description", "paths", "condition", "regexTarget", NULL };

static bool is_listed(const char *const *names, const char *word)
{
	for (; *names; names++) {
		if (umb_text_eq_nocase(umb_slice_str(*names), umb_slice_str(word)))
			return true;
	}
	return false;
}

/* Keys whose meaning is lost with them. */
static umb_status note_unknown(umb_import *im, const char *id, const umb_yaml_node *map, const char *const *known, const char *what)
{
	umb_status st = UMB_OK;

	for (const umb_yaml_item *i = map && map->kind == UMB_YAML_MAP ? map->first : NULL; i && st == UMB_OK; i = i->next) {
		if (is_listed(known, i->key->text))
			continue;
		im->noted = id;
		st        = umb_import_note(im, id, "%s '%s' cannot be expressed", what, i->key->text);
	}
	return st;
}

/* Its allowed paths, when they alone are enough to allow; everything else is told. */
static umb_status read_allow(umb_import *im, const char *id, const umb_yaml_node *allow, const umb_yaml_node **never)
{
	const char *condition = umb_import_text(allow, "condition");
	bool        is_and    = condition && (umb_text_eq_nocase(umb_slice_str(condition), umb_slice_str("AND")) || strcmp(condition, "&&") == 0);
	umb_status  st        = note_unknown(im, id, allow, allow_keys, "allowlist:");

	if (is_and && umb_yaml_get(allow, "paths") && (umb_yaml_get(allow, "regexes") || umb_yaml_get(allow, "stopwords") || umb_yaml_get(allow, "commits"))) {
		im->noted = id;
		return st == UMB_OK ? umb_import_note(im, id, "allowlist: paths that allow only together with something else cannot be expressed") : st;
	}
	if (umb_yaml_get(allow, "targetRules")) {
		im->noted = id;
		return st;
	}
	if (*never && umb_yaml_get(allow, "paths"))
		return st == UMB_OK ? umb_import_note(im, id, "allowlist: paths of a second list are not taken") : st;
	if (!*never)
		*never = umb_yaml_get(allow, "paths");
	return st;
}

static umb_status read_allows(umb_import *im, const char *id, const umb_yaml_node *map, const umb_yaml_node **never)
{
	static const char *const names[] = { "allowlist", "allowlists" };
	umb_status               st      = UMB_OK;

	for (size_t k = 0; k < UMB_COUNT(names); k++) {
		const umb_yaml_node *n = umb_yaml_get(map, names[k]);

		if (n && n->kind == UMB_YAML_MAP && st == UMB_OK)
			st = read_allow(im, id, n, never);
		for (const umb_yaml_item *i = n && n->kind == UMB_YAML_LIST ? n->first : NULL; i && st == UMB_OK; i = i->next) {
			if (i->value->kind == UMB_YAML_MAP)
				st = read_allow(im, id, i->value, never);
		}
	}
	return st;
}

/* A plain decimal number. */
static double number_of(const char *text)
{
	double v = 0, unit = 1;
	bool   behind = false;

	for (; text && *text; text++) {
		if (*text == '.' && !behind) {
			behind = true;
		} else if (*text >= '0' && *text <= '9') {
			v = v * 10 + (*text - '0');
			unit *= behind ? 10 : 1;
		} else {
			return 0;
		}
	}
	return v / unit;
}

static umb_status read_rule(umb_import *im, const umb_yaml_node *map)
{
	umb_foreign_rule r = { .id = umb_import_text(map, "id"), .name = umb_import_text(map, "id"), .about = umb_import_text(map, "description"), .pattern = umb_import_text(map, "regex"),
		               .path = umb_import_text(map, "path"), .keywords = NULL, .entropy = number_of(umb_import_text(map, "entropy")) };
	const char      *group = umb_import_text(map, "secretGroup");
	umb_status       st;

	if (!r.id)
		return umb_import_note(im, NULL, "a rule without an id (line %u) is left out", map->line);
	r.keywords = umb_yaml_get(map, "keywords");
	r.secret   = group && strcmp(group, "0") != 0 ? group : NULL;
	st = note_unknown(im, r.id, map, rule_keys, "key");
	if (st == UMB_OK)
		st = read_allows(im, r.id, map, &r.never);
	return st == UMB_OK ? umb_import_rule(im, &r) : st;
}

static umb_status read_gitleaks(umb_import *im, umb_slice text, umb_err *err)
{
	const umb_yaml_node *root = NULL, *extend, *rules;
	umb_yaml_place       at;
	umb_status           st = umb_toml_parse(&root, im->arena, text, &at, err);
	const char          *use;

	if (st != UMB_OK) {
		if (st != UMB_E_NOMEM)
			umb_err_wrap(err, "%s:%u:%u", im->file, at.line, at.column);
		return st;
	}
	im->never = NULL;
	extend    = umb_yaml_get(root, "extend");
	use       = umb_import_text(extend, "useDefault");
	im->uses_default = im->uses_default || (use && strcmp(use, "true") == 0);
	if (umb_import_text(extend, "path") || umb_import_text(extend, "url"))
		st = umb_import_note(im, NULL, "what it extends by path or address is not read: import that, too");
	if (st == UMB_OK && extend && umb_yaml_get(extend, "disabledRules"))
		st = umb_import_note(im, NULL, "disabledRules of what it extends cannot be expressed: --disable-rule turns rules off");
	if (st == UMB_OK)
		st = note_unknown(im, NULL, root, top_keys, "key");
	if (st == UMB_OK)
		st = read_allows(im, NULL, root, &im->never);
	for (const umb_yaml_item *i = im->never && im->never->kind == UMB_YAML_LIST ? im->never->first : NULL; i && st == UMB_OK; i = i->next) {
		if (i->value->kind == UMB_YAML_SCALAR && !umb_import_globs(im->arena, i->value->text))
			st = umb_import_note(im, NULL, "an allowed path is no gitignore pattern: %s", i->value->text);
	}
	rules = umb_yaml_get(root, "rules");
	for (const umb_yaml_item *i = rules && rules->kind == UMB_YAML_LIST ? rules->first : NULL; i && st == UMB_OK; i = i->next) {
		if (i->value->kind == UMB_YAML_MAP)
			st = read_rule(im, i->value);
	}
	im->never = NULL;
	return st == UMB_E_NOMEM ? umb_err_set(err, st, "out of memory") : st;
}

const umb_importer_ops umb_importer_gitleaks = {
	.name    = "gitleaks",
	.summary = "gitleaks and betterleaks (TOML)",
	.other   = { "betterleaks" },
	.is_it   = is_gitleaks,
	.read    = read_gitleaks,
};
