/*
 * api_config.c - umb_config_read over conf/yaml_doc.
 */
#include "base/err.h"
#include "base/file.h"
#include "base/path.h"
#include "conf/yaml_doc.h"
#include "umb/process.h"

static umb_status walk(const umb_yaml_node *root, umb_config_fn fn, void *ctx, umb_err *err)
{
	if (root->kind != UMB_YAML_MAP)
		return umb_err_set(err, UMB_E_FORMAT, "line %u: a map of options expected", root->line);
	for (const umb_yaml_item *i = root->first; i; i = i->next) {
		if (i->value->kind == UMB_YAML_MAP)
			return umb_err_set(err, UMB_E_FORMAT, "line %u: '%s' is a text or a list of texts", i->value->line, i->key->text);
		if (i->value->kind == UMB_YAML_SCALAR)
			fn(ctx, i->key->text, i->value->text, i->key->line);
		for (const umb_yaml_item *k = i->value->first; k; k = k->next) {
			if (k->value->kind != UMB_YAML_SCALAR)
				return umb_err_set(err, UMB_E_FORMAT, "line %u: a text expected", k->value->line);
			fn(ctx, i->key->text, k->value->text, k->value->line);
		}
	}
	return UMB_OK;
}

umb_status umb_config_read(const char *path, umb_config_fn fn, void *ctx, umb_err *err)
{
	umb_arena            arena = UMB_ARENA_INIT;
	umb_buf              text  = UMB_BUF_INIT;
	const umb_yaml_node *root  = NULL;
	umb_status           st;

	if (umb_slice_eq_str(umb_path_ext(umb_slice_str(path)), "toml"))
		return umb_err_set(err, UMB_E_UNSUPPORTED, "'%s': TOML configurations of other scanners are not read yet; umbra's own is YAML", path);
	st = umb_file_read(&text, path, UMB_YAML_MAX_BYTES, err);
	if (st == UMB_OK) {
		st = umb_yaml_parse(&root, &arena, umb_buf_view(&text), NULL, err);
		if (st == UMB_OK)
			st = walk(root, fn, ctx, err);
		if (st != UMB_OK)
			umb_err_wrap(err, "configuration '%s'", path);
	}
	umb_buf_clear(&text);
	umb_arena_clear(&arena);
	return st;
}
