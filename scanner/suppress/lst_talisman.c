/*
 * lst_talisman.c - .talismanrc.
 *
 * A file with a checksum is let pass while it holds what it held then; ours is computed from the path below the root of the
 * repository and the bytes that were scanned, so what is not at hand as a whole is reported.  One checksum over the several files
 * that a pattern fits is never met here.  allowed_patterns are taken out of the text before it is looked at.
 */
#include "suppress/list.h"

static umb_status add_patterns(umb_list *to, const umb_yaml_node *list, umb_slice file)
{
	umb_status st = UMB_OK;

	for (const umb_yaml_item *i = list && list->kind == UMB_YAML_LIST ? list->first : NULL; i && st == UMB_OK; i = i->next) {
		if (umb_list_yaml_text(i->value).len)
			st = umb_list_add_pattern(to, i->value->line, UMB_OF_MATCH_RE, umb_list_yaml_text(i->value), file);
	}
	return st;
}

static bool is_content_ignored(const umb_yaml_node *list)
{
	for (const umb_yaml_item *i = list && list->kind == UMB_YAML_LIST ? list->first : NULL; i; i = i->next) {
		if (umb_slice_eq_str(umb_list_yaml_text(i->value), "filecontent"))
			return true;
	}
	return false;
}

static umb_status add_file(umb_list *to, const umb_yaml_node *map)
{
	umb_slice  file     = umb_list_yaml_text(umb_yaml_get(map, "filename"));
	umb_slice  checksum = umb_list_yaml_text(umb_yaml_get(map, "checksum"));
	umb_status st       = UMB_OK;

	if (!file.len) {
		umb_list_wrong(to, map->line, "no filename");
		return UMB_OK;
	}
	if (is_content_ignored(umb_yaml_get(map, "ignore_detectors")))
		st = umb_list_add_pattern(to, map->line, UMB_OF_PATH, file, umb_slice_of(NULL, 0));
	if (st == UMB_OK && checksum.len)
		st = umb_list_add_checksum(to, map->line, file, checksum);
	return st == UMB_OK ? add_patterns(to, umb_yaml_get(map, "allowed_patterns"), file) : st;
}

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	const umb_yaml_node *root = NULL, *files;
	umb_arena            tree = UMB_ARENA_INIT;
	umb_status           st;

	tree.wipes = true;
	st    = umb_list_yaml(&root, &tree, in, err);
	files = st == UMB_OK ? umb_yaml_get(root, "fileignoreconfig") : NULL;
	if (st == UMB_OK && umb_yaml_get(root, "scopeconfig"))
		umb_list_wrong(to, umb_yaml_get(root, "scopeconfig")->line, "scopeconfig means nothing here");
	if (st == UMB_OK)
		st = add_patterns(to, umb_yaml_get(root, "allowed_patterns"), umb_slice_of(NULL, 0));
	for (const umb_yaml_item *i = files && files->kind == UMB_YAML_LIST ? files->first : NULL; i && st == UMB_OK; i = i->next)
		st = add_file(to, i->value);
	umb_arena_clear(&tree);
	return st;
}

const umb_list_format umb_list_talisman = {
	.name    = "talisman",
	.summary = "Talisman's .talismanrc: files with their checksums, allowed_patterns",
	.files   = { ".talismanrc" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
