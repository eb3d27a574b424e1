/*
 * pack.c - from files to rule definitions.  A folder is read in name order, so that "later replaces
 * earlier" means the same everywhere.
 */
#include "rule/rule.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/path.h"
#include "rule/fragments.h"

#define MAX_RULES 20000
#define MAX_PACKS 4096

static umb_status grow(umb_rule_list *list)
{
	size_t        cap = list->cap ? list->cap * 2 : 256;
	umb_rule_def *rule;

	if (list->n_rules >= MAX_RULES)
		return UMB_E_LIMIT;
	if (list->n_rules < list->cap)
		return UMB_OK;
	rule = umb_realloc(list->rule, cap * sizeof(*rule));
	if (!rule)
		return UMB_E_NOMEM;
	list->rule = rule;
	list->cap  = cap;
	return UMB_OK;
}

/* The top of a pack. */
typedef struct pack_head {
	uint32_t             format;
	const char          *provider;
	const char          *about;
	const umb_yaml_node *fragments;
	const umb_yaml_node *rules;
} pack_head;

static void keep_rules(umb_binder *b, const umb_yaml_node *node, void *target)
{
	if (node->kind != UMB_YAML_LIST)
		umb_bind_error(b, node, "a list of rules expected");
	else
		*(const umb_yaml_node **)target = node;
}

static const umb_bind_field head_fields[] = {
	{ .name = "format", .type = UMB_BIND_UINT, .offset = offsetof(pack_head, format), .is_required = true },
	{ .name = "provider", .type = UMB_BIND_STR, .offset = offsetof(pack_head, provider) },
	{ .name = "about", .type = UMB_BIND_STR, .offset = offsetof(pack_head, about) },
	{ .name = "fragments", .type = UMB_BIND_CUSTOM, .offset = offsetof(pack_head, fragments), .custom = umb_fragments_bind },
	{ .name = "rules", .type = UMB_BIND_CUSTOM, .offset = offsetof(pack_head, rules), .is_required = true, .custom = keep_rules },
};

static umb_status bind_pack(umb_rule_list *list, umb_binder *b, const umb_yaml_node *root, umb_err *err)
{
	pack_head  head = { .provider = "" };
	umb_status st   = UMB_OK;

	list->n_packs++;
	umb_bind_map(b, root, head_fields, UMB_COUNT(head_fields), &head);
	if (head.format != 1 && umb_yaml_get(root, "format"))
		umb_bind_error(b, umb_yaml_get(root, "format"), "format 1 is the only one there is");
	for (const umb_yaml_item *i = head.rules ? head.rules->first : NULL; i && st == UMB_OK; i = i->next) {
		umb_rule_def *rule;

		st = grow(list);
		if (st != UMB_OK)
			return umb_err_set(err, st, st == UMB_E_LIMIT ? "more than %d rules" : "out of memory (%d)", MAX_RULES);
		rule = &list->rule[list->n_rules];
		memset(rule, 0, sizeof(*rule));
		rule->pack = list->n_packs;
		umb_rule_bind(rule, b, i->value, head.fragments);
		if (rule->pattern)
			list->n_rules++;
		if (rule->info.provider && !rule->info.provider[0])
			rule->info.provider = head.provider;
	}
	return st;
}

static void bind_error(void *ctx, const char *file, umb_yaml_place at, const char *words)
{
	umb_tell(ctx, false, file, at, "%s", words);
}

umb_status umb_pack_parse(umb_rule_list *list, umb_arena *arena, umb_slice text, const char *name, umb_teller *tell,
                          umb_err *err)
{
	umb_binder           b    = { .arena = arena, .error = bind_error, .ctx = tell };
	const umb_yaml_node *root = NULL;
	umb_err              why  = UMB_ERR_INIT;
	umb_yaml_place       at   = { 1, 1 };
	umb_status           st;

	b.file = umb_arena_strdup(arena, name);
	if (!b.file)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	st = umb_yaml_parse(&root, arena, text, &at, &why);
	if (st == UMB_E_NOMEM)
		return umb_err_set(err, st, "out of memory");
	if (st != UMB_OK) {
		umb_tell(tell, false, b.file, at, "%s", why.text);
		return UMB_OK;
	}
	st = bind_pack(list, &b, root, err);
	if (st == UMB_OK && b.is_out_of_memory)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	return st;
}

static umb_status load_file(umb_rule_list *list, umb_arena *arena, const char *path, umb_teller *tell, umb_err *err)
{
	umb_buf    text = UMB_BUF_INIT;
	umb_status st   = umb_file_read(&text, path, UMB_YAML_MAX_BYTES, err);

	if (st == UMB_OK)
		st = umb_pack_parse(list, arena, umb_buf_view(&text), path, tell, err);
	umb_buf_clear(&text);
	return st;
}

static int is_pack(const struct dirent *d)
{
	return umb_slice_eq_str(umb_path_ext(umb_slice_str(d->d_name)), "yml");
}

static umb_status load_folder(umb_rule_list *list, umb_arena *arena, const char *path, umb_teller *tell, umb_err *err)
{
	struct dirent **entry = NULL;
	int             n = scandir(path, &entry, is_pack, alphasort);
	umb_status      st = UMB_OK;

	if (n < 0)
		return umb_err_errno(err, errno, "rules '%s'", path);
	if (n == 0)
		st = umb_err_set(err, UMB_E_USAGE, "rules '%s': no *.yml in this folder", path);
	for (int i = 0; i < n; i++) {
		umb_buf name = UMB_BUF_INIT;

		if (st == UMB_OK && i < MAX_PACKS) {
			umb_path_join(&name, umb_slice_str(path), umb_slice_str(entry[i]->d_name));
			st = load_file(list, arena, umb_buf_str(&name), tell, err);
		}
		umb_buf_clear(&name);
		free(entry[i]);
	}
	free(entry);
	return st;
}

umb_status umb_pack_load(umb_rule_list *list, umb_arena *arena, const char *path, umb_teller *tell, umb_err *err)
{
	struct stat sb;

	if (stat(path, &sb) != 0)
		return umb_err_errno(err, errno, "rules '%s'", path);
	if (S_ISDIR(sb.st_mode))
		return load_folder(list, arena, path, tell, err);
	return load_file(list, arena, path, tell, err);
}
