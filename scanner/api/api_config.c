/*
 * api_config.c - umb/config.h over conf/yaml_doc and conf/bind.
 */
#include "umb/config.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/path.h"
#include "conf/bind.h"
#include "rule/rule.h"

#define MAX_ENTRIES 1024

struct umb_config {
	umb_arena            arena;
	char                *path;
	umb_teller           tell;
	umb_verdict_entry   *entry;
	umb_yaml_place      *rule_at; /* one for each entry */
	size_t               n_entries;
	umb_line_fn          line;
	void                *ctx;
	bool                 is_out_of_memory;
};

/* -- the verdict ------------------------------------------------------------------------------------- */

static void on_error(void *ctx, const char *file, umb_yaml_place at, const char *words)
{
	umb_config *c = ctx;

	umb_tell(&c->tell, false, file, at, "%s", words);
}

static void bind_word(umb_binder *b, const umb_yaml_node *node, const char *option, void *target)
{
	const char *word = umb_bind_str(b, node);
	umb_err     why  = UMB_ERR_INIT;

	*(const char **)target = word;
	if (node->kind == UMB_YAML_SCALAR && umb_scan_check_word(option, word, &why) != UMB_OK)
		umb_bind_error(b, node, "%s", why.text);
}

static void bind_fail_on(umb_binder *b, const umb_yaml_node *node, void *target)
{
	bind_word(b, node, "verdict.fail-on", target);
}

static void bind_min_confidence(umb_binder *b, const umb_yaml_node *node, void *target)
{
	bind_word(b, node, "min-confidence", target);
}

static void bind_path(umb_binder *b, const umb_yaml_node *node, void *target)
{
	const char *path  = umb_bind_str(b, node);
	const char *fault = node->kind == UMB_YAML_SCALAR ? umb_glob_fault(path) : NULL;

	*(const char **)target = path;
	if (fault)
		umb_bind_error(b, node, "path pattern '%s': %s", path, fault);
}

#define AT(field) offsetof(umb_verdict_entry, field)

static const umb_bind_field entry_fields[] = {
	{ .name = "rule", .type = UMB_BIND_STR, .offset = AT(rule) },
	{ .name = "path", .type = UMB_BIND_CUSTOM, .offset = AT(path), .custom = bind_path },
	{ .name = "fail-on", .type = UMB_BIND_CUSTOM, .offset = AT(fail_on), .custom = bind_fail_on },
	{ .name = "min-confidence", .type = UMB_BIND_CUSTOM, .offset = AT(min_confidence), .custom = bind_min_confidence },
};

static void bind_entry(umb_config *c, umb_binder *b, const umb_yaml_node *node)
{
	umb_verdict_entry   *e    = &c->entry[c->n_entries];
	const umb_yaml_node *rule = umb_yaml_get(node, "rule");
	size_t               n    = b->n_errors;
	umb_buf              name = UMB_BUF_INIT_MAX(8192);

	umb_bind_map(b, node, entry_fields, UMB_COUNT(entry_fields), e);
	if (b->n_errors == n && !e->rule && !e->path)
		umb_bind_error(b, node, "an entry says of what: 'rule', 'path' or both (what holds for all stands at the top)");
	if (b->n_errors == n && !e->fail_on && !e->min_confidence)
		umb_bind_error(b, node, "an entry says what must be true: 'fail-on', 'min-confidence' or both");
	umb_buf_printf(&name, "%s:%u", c->path, node->line);
	e->name = umb_arena_strdup(&c->arena, umb_buf_str(&name));
	if (!e->name)
		b->is_out_of_memory = true;
	umb_buf_clear(&name);
	if (rule)
		c->rule_at[c->n_entries] = (umb_yaml_place){ rule->line, rule->column };
	c->n_entries++;
}

static void bind_verdict(umb_config *c, const umb_yaml_node *node)
{
	umb_binder b = { .arena = &c->arena, .file = c->path, .error = on_error, .ctx = c };

	if (node->kind != UMB_YAML_LIST || node->n_items > MAX_ENTRIES) {
		umb_bind_error(&b, node, "a list of at most %d entries expected, as in - { rule: ID, fail-on: high }", MAX_ENTRIES);
		return;
	}
	c->entry   = umb_arena_zero(&c->arena, node->n_items + 1, sizeof(*c->entry));
	c->rule_at = umb_arena_zero(&c->arena, node->n_items + 1, sizeof(*c->rule_at));
	for (const umb_yaml_item *i = node->first; i && c->entry && c->rule_at; i = i->next)
		bind_entry(c, &b, i->value);
	c->is_out_of_memory = b.is_out_of_memory || !c->entry || !c->rule_at;
}

/* -- options ------------------------------------------------------------------------------------------ */

static void hand_text(umb_config *c, const umb_yaml_node *key, const umb_yaml_node *value, umb_config_fn fn, void *ctx)
{
	umb_config_item item = { key->text, value->text, key->line, key->column, value->line, value->column };

	if (value->kind == UMB_YAML_SCALAR)
		fn(ctx, c, &item);
	else
		umb_config_error(c, value->line, value->column, "a text expected");
}

static void walk(umb_config *c, const umb_yaml_node *root, umb_config_fn fn, void *ctx)
{
	for (const umb_yaml_item *i = root->first; i; i = i->next) {
		if (strcmp(i->key->text, "verdict") == 0)
			bind_verdict(c, i->value);
		else if (i->value->kind != UMB_YAML_LIST)
			hand_text(c, i->key, i->value, fn, ctx);
		else if (!i->value->first)
			fn(ctx, c, &(umb_config_item){ i->key->text, NULL, i->key->line, i->key->column, i->value->line, i->value->column });
		else
			for (const umb_yaml_item *k = i->value->first; k; k = k->next)
				hand_text(c, i->key, k->value, fn, ctx);
	}
}

static umb_status read(umb_config *c, umb_config_fn fn, void *ctx, umb_err *err)
{
	umb_buf              text = UMB_BUF_INIT;
	const umb_yaml_node *root = NULL;
	umb_yaml_place       at   = { 1, 1 };
	umb_status           st   = umb_file_read(&text, c->path, UMB_YAML_MAX_BYTES, err);

	if (st == UMB_OK) {
		st = umb_yaml_parse(&root, &c->arena, umb_buf_view(&text), &at, err);
		if (st == UMB_OK && root->kind != UMB_YAML_MAP) {
			at = (umb_yaml_place){ root->line, root->column };
			st = umb_err_set(err, UMB_E_FORMAT, "a map of options expected");
		}
		if (st == UMB_OK)
			walk(c, root, fn, ctx);
		else if (st != UMB_E_NOMEM)
			umb_err_wrap(err, "%s:%u:%u", c->path, at.line, at.column);
	}
	umb_buf_clear(&text);
	return st == UMB_OK && c->is_out_of_memory ? umb_err_set(err, UMB_E_NOMEM, "out of memory") : st;
}

/* -- from outside ------------------------------------------------------------------------------------- */

static void pass_on(void *config, const char *line)
{
	umb_config *c = config;

	if (c->line)
		c->line(c->ctx, line);
}

umb_status umb_config_read(umb_config **out, const char *path, umb_config_fn fn, void *ctx, umb_err *err)
{
	umb_config *c;
	umb_status  st;

	if (umb_slice_eq_str(umb_path_ext(umb_slice_str(path)), "toml"))
		return umb_err_set(err, UMB_E_UNSUPPORTED, "'%s': TOML configurations of other scanners are not read yet; umbra's own is YAML", path);
	c = umb_alloc_zero(1, sizeof(*c));
	if (!c)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	c->arena = (umb_arena)UMB_ARENA_INIT;
	c->tell  = (umb_teller){ .line = pass_on, .ctx = c };
	c->path  = umb_strdup(path);
	st       = c->path ? read(c, fn, ctx, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK)
		*out = c;
	else
		umb_config_free(c);
	return st;
}

void umb_config_error(umb_config *config, unsigned line, unsigned column, const char *words)
{
	umb_tell(&config->tell, false, config->path, (umb_yaml_place){ line, column }, "%s", words);
}

void umb_config_check_rules(umb_config *config, const umb_ruleset *rules)
{
	for (size_t i = 0; i < config->n_entries; i++) {
		const char *rule = config->entry[i].rule;
		umb_err     why  = UMB_ERR_INIT;

		if (rule && config->rule_at[i].line && umb_ruleset_knows(&rules->t, rule, &why) != UMB_OK)
			umb_config_error(config, config->rule_at[i].line, config->rule_at[i].column, why.text);
	}
}

umb_status umb_config_finish(umb_config *config, umb_line_fn line, void *ctx, umb_err *err)
{
	config->line = line;
	config->ctx  = ctx;
	umb_teller_finish(&config->tell);
	if (!config->tell.n_errors)
		return UMB_OK;
	return umb_err_set(err, UMB_E_USAGE, "%zu error%s in the configuration", config->tell.n_errors, config->tell.n_errors == 1 ? "" : "s");
}

const umb_verdict_entry *umb_config_verdict(const umb_config *config, size_t *n)
{
	*n = config->n_entries;
	return config->entry;
}

void umb_config_free(umb_config *own)
{
	if (!own)
		return;
	own->line = NULL;
	umb_teller_finish(&own->tell);
	umb_arena_clear(&own->arena);
	umb_free(own->path);
	umb_free(own);
}
