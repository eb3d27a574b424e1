/*
 * lst_kingfisher.c - a baseline of Kingfisher: version 2 (repositories, findings), and the one before it (ExactFindings, matches).
 *
 * Its fingerprints cannot be computed from a value, so the place decides, and of version 2 the vendor that its rule names: a new
 * value of that vendor in the old line counts as known, which is told.
 */
#include "suppress/list.h"

#include "base/log.h"
#include "base/number.h"
#include "base/text.h"

static bool is_baseline(const umb_list_text *in)
{
	return !in->json && (umb_text_find(in->text, umb_slice_str("ExactFindings:")) != SIZE_MAX ||
	                     (umb_text_find(in->text, umb_slice_str("fingerprint_algorithm:")) != SIZE_MAX &&
	                      umb_text_find(in->text, umb_slice_str("repositories:")) != SIZE_MAX));
}

static umb_slice text_of(const umb_yaml_node *map, const char *key)
{
	return umb_list_yaml_text(umb_yaml_get(map, key));
}

static umb_status add_places(umb_list *to, const umb_yaml_node *list, const char *file, const char *line)
{
	umb_status st = UMB_OK;

	for (const umb_yaml_item *i = list && list->kind == UMB_YAML_LIST ? list->first : NULL; i && st == UMB_OK; i = i->next) {
		umb_list_place p = { .number = i->value->line, .file = text_of(i->value, file), .rule = text_of(i->value, "rule_id"), .test = UMB_RULE_VENDOR };

		while (p.file.len && p.file.ptr[p.file.len - 1] == '/')
			p.file.len--;
		if (p.file.len && umb_parse_u64(&p.line, text_of(i->value, line), 1, UINT64_MAX))
			st = umb_list_add_place(to, &p);
		else
			umb_list_wrong(to, i->value->line, "no path, or no line");
	}
	return st;
}

static umb_status read_baseline(umb_list *to, const umb_list_text *in, umb_err *err)
{
	const umb_yaml_node *root = NULL, *repositories;
	umb_arena            tree = UMB_ARENA_INIT;
	umb_status           st   = umb_list_yaml(&root, &tree, in, err);

	repositories = st == UMB_OK ? umb_yaml_get(root, "repositories") : NULL;
	if (st == UMB_OK)
		st = add_places(to, umb_yaml_get(umb_yaml_get(root, "ExactFindings"), "matches"), "filepath", "linenum");
	for (const umb_yaml_item *i = repositories && repositories->kind == UMB_YAML_LIST ? repositories->first : NULL; i && st == UMB_OK; i = i->next)
		st = add_places(to, umb_yaml_get(i->value, "findings"), "path", "line");
	if (st == UMB_OK && to->has_places)
		umb_log(UMB_LOG_WARN, "baseline '%s': without values: what stands in its lines is known, new values, too (json and jsonl know the value)", to->path);
	umb_arena_clear(&tree);
	return st;
}

const umb_list_format umb_list_kingfisher = {
	.name    = "kingfisher",
	.summary = "a baseline of Kingfisher (YAML)",
	.use     = UMB_LIST_BASELINE,
	.is      = is_baseline,
	.read    = read_baseline,
};
