/*
 * lst_gitguardian.c - .gitguardian.yaml of ggshield, version 2: secret.ignored_paths, ignored_matches, ignored_detectors.
 *
 * A match is a value, or the SHA-256 of what ggshield makes of it: the value, a comma and a word for its type.  Of credentials
 * that are several values together that cannot be computed from one of them; those are reported.
 */
#include "suppress/list.h"

#include "base/number.h"

/* Anchored at its end; at its beginning only with a '/'. */
static umb_status add_path(umb_list *to, const umb_yaml_node *node)
{
	umb_slice  path = umb_list_yaml_text(node);
	umb_buf    glob = UMB_BUF_INIT_MAX(65536);
	umb_status st;

	if (path.len && path.ptr[0] != '/' && memchr(path.ptr, '/', path.len - 1))
		umb_buf_append_str(&glob, "**/");
	umb_buf_append_slice(&glob, path);
	st = glob.failed == UMB_E_NOMEM ? UMB_E_NOMEM : umb_list_add_pattern(to, node->line, UMB_OF_PATH, umb_buf_view(&glob), umb_slice_of(NULL, 0));
	umb_buf_clear(&glob);
	return st;
}

static umb_status add_match(umb_list *to, const umb_yaml_node *node)
{
	umb_slice      match = umb_list_yaml_text(node->kind == UMB_YAML_MAP ? umb_yaml_get(node, "match") : node);
	uint8_t        sha[32];
	umb_list_value v = { .number = node->line, .form = UMB_VALUE_PLAIN, .bytes = match };
	umb_status     st;

	if (!match.len) {
		umb_list_wrong(to, node->line, "no match");
		return UMB_OK;
	}
	if (!umb_parse_hex(sha, 32, match))
		return umb_list_add_value(to, &v);
	v.bytes = umb_slice_of(sha, 32);
	v.form  = UMB_VALUE_SHA256_TYPED;
	st      = umb_list_add_value(to, &v);
	v.form  = UMB_VALUE_SHA256;
	return st == UMB_OK ? umb_list_add_value(to, &v) : st;
}

static umb_status add_detector(umb_list *to, const umb_yaml_node *node)
{
	return umb_list_add_rule(to, node->line, umb_list_yaml_text(node));
}

static umb_status each(umb_list *to, const umb_yaml_node *list, umb_status (*add)(umb_list *to, const umb_yaml_node *node))
{
	umb_status st = UMB_OK;

	for (const umb_yaml_item *i = list && list->kind == UMB_YAML_LIST ? list->first : NULL; i && st == UMB_OK; i = i->next)
		st = add(to, i->value);
	return st;
}

/* Both spellings are read by ggshield. */
static const umb_yaml_node *get(const umb_yaml_node *map, const char *dashed, const char *scored)
{
	const umb_yaml_node *node = umb_yaml_get(map, dashed);

	return node ? node : umb_yaml_get(map, scored);
}

static umb_status read_list(umb_list *to, const umb_list_text *in, umb_err *err)
{
	const umb_yaml_node *root = NULL, *secret;
	umb_arena            tree = UMB_ARENA_INIT;
	umb_status           st;

	tree.wipes = true;
	st     = umb_list_yaml(&root, &tree, in, err);
	secret = st == UMB_OK ? umb_yaml_get(root, "secret") : NULL;
	if (st == UMB_OK && root && !secret)
		umb_list_wrong(to, 1, "no 'secret:' as version 2 has it");
	if (st == UMB_OK)
		st = each(to, get(secret, "ignored-paths", "ignored_paths"), add_path);
	if (st == UMB_OK)
		st = each(to, get(secret, "ignored-matches", "ignored_matches"), add_match);
	if (st == UMB_OK)
		st = each(to, get(secret, "ignored-detectors", "ignored_detectors"), add_detector);
	umb_arena_clear(&tree);
	return st;
}

const umb_list_format umb_list_gitguardian = {
	.name    = "gitguardian",
	.summary = "ggshield's .gitguardian.yaml: ignored_paths, ignored_matches, ignored_detectors",
	.files   = { ".gitguardian.yaml", ".gitguardian.yml" },
	.use     = UMB_LIST_IGNORE,
	.read    = read_list,
};
