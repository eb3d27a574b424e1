/*
 * api_ruleset.c - umb/ruleset.h over the rule room.
 */
#include "umb/ruleset.h"

#include "api/api_private.h"
#include "base/alloc.h"
#include "base/err.h"
#include "base/text.h"
#include "rule/import.h"

static umb_status load_packs(umb_rule_list *list, umb_arena *arena, const char *const *paths, size_t n, umb_teller *tell, umb_err *err)
{
	umb_status st = UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = umb_pack_load(list, arena, paths[i], tell, err);
	return st;
}

static umb_status load_user(umb_ruleset **out, const umb_rules_opts *o, umb_teller *tell, umb_err *err)
{
	umb_arena          arena = UMB_ARENA_INIT;
	umb_rule_list      list  = { 0 };
	umb_ruleset_tables t     = { 0 };
	bool               uses_default = true;
	umb_status         st    = o->foreign ? umb_import_load(&list, &arena, o->foreign, &uses_default, tell, err) : UMB_OK;
	const umb_ruleset_tables *base;

	if (st == UMB_OK)
		st = load_packs(&list, &arena, o->paths, o->n_paths, tell, err);
	base = o->no_builtin || !uses_default ? NULL : &umb_builtin_tables;
	if (st == UMB_OK)
		st = umb_rules_compile(&t, &arena, base, &list, tell, err);
	if (st == UMB_OK)
		st = umb_rules_check(&list, base, tell, err);
	umb_teller_finish(tell);
	if (st == UMB_OK && tell->n_errors)
		st = umb_err_set(err, UMB_E_RULES, "%zu error%s in the rules", tell->n_errors, tell->n_errors == 1 ? "" : "s");
	if (st == UMB_OK)
		st = umb_ruleset_new(out, &t, err);
	if (st == UMB_OK)
		(*out)->arena = arena;
	else
		umb_arena_clear(&arena);
	umb_free(list.rule);
	return st;
}

/* A scan with no rule would look like an all-clear. */
static umb_status demand_rules(const umb_ruleset *rs, const umb_rules_opts *o, umb_err *err)
{
	for (size_t i = 0; i < rs->t.n_rules; i++) {
		if (umb_ruleset_is_on(rs, i))
			return UMB_OK;
	}
	return umb_err_set(err, UMB_E_USAGE, "%s", rs->t.n_rules ? "no rule is left: everything enabled is disabled, too"
	                   : o->n_paths || o->foreign ? "no rule is left: the packs hold none, and the built-in ones are not wanted"
	                                : "no rule is left: without the built-in ones, name a pack");
}

umb_status umb_ruleset_load(umb_ruleset **out, const umb_rules_opts *opts, umb_line_fn line, void *ctx, umb_err *err)
{
	umb_rules_opts defaults = UMB_RULES_OPTS_INIT;
	umb_teller     tell = { .line = line, .ctx = ctx };
	umb_ruleset   *rs = NULL;
	umb_status     st;

	if (!opts)
		opts = &defaults;
	if (opts->version != UMB_RULES_OPTS_VERSION)
		return umb_err_set(err, UMB_E_USAGE, "umb_rules_opts of version %u", opts->version);
	if (opts->n_paths || opts->no_builtin || opts->foreign)
		st = load_user(&rs, opts, &tell, err);
	else
		st = umb_ruleset_new(&rs, &umb_builtin_tables, err);
	if (st == UMB_OK && opts->known)
		st = umb_ruleset_add_known(rs, opts->known, opts->known_key, err);
	if (st == UMB_OK)
		st = umb_ruleset_select(rs, opts->enable, opts->n_enable, opts->disable, opts->n_disable, err);
	if (st == UMB_OK)
		st = demand_rules(rs, opts, err);
	if (st != UMB_OK) {
		umb_ruleset_destroy(rs);
		return st;
	}
	*out = rs;
	return UMB_OK;
}

void umb_ruleset_free(umb_ruleset *rs)
{
	umb_ruleset_destroy(rs);
}

size_t umb_ruleset_count(const umb_ruleset *rs)
{
	return rs->t.n_rules;
}

const char *umb_ruleset_text(const umb_ruleset *rs, size_t i, umb_rule_text what)
{
	const umb_rule *r;

	if (i >= rs->t.n_rules)
		return NULL;
	r = &rs->t.rules[i];
	switch (what) {
	case UMB_RULE_ID: return r->info.id;
	case UMB_RULE_NAME: return r->info.name;
	case UMB_RULE_ABOUT: return r->info.about;
	case UMB_RULE_PROVIDER: return r->info.provider;
	case UMB_RULE_IDENTITY: return umb_identity_kind_name(r->info.identity);
	case UMB_RULE_SEVERITY: return umb_severity_name(r->info.severity);
	case UMB_RULE_CONFIDENCE: return umb_confidence_name(r->info.confidence);
	case UMB_RULE_REVOKE: return r->info.revoke;
	case UMB_RULE_PATTERN: return r->written;
	}
	return NULL;
}

int umb_ruleset_is_on(const umb_ruleset *rs, size_t i)
{
	return i < rs->t.n_rules && !(rs->is_off && rs->is_off[i]);
}

umb_status umb_ruleset_check(const umb_ruleset *rs, const char *what, umb_err *err)
{
	return umb_ruleset_knows(&rs->t, what, err);
}

size_t umb_ruleset_find(const umb_ruleset *rs, const char *id, const char **near)
{
	size_t at = umb_ruleset_position(&rs->t, id);

	if (near)
		*near = at == SIZE_MAX ? umb_ruleset_near_id(&rs->t, id) : NULL;
	return at;
}

umb_status umb_rules_lint(const char *const *paths, size_t n_paths, umb_line_fn line, void *ctx, size_t *n_errors,
                          size_t *n_warnings, umb_err *err)
{
	umb_arena          arena = UMB_ARENA_INIT;
	umb_rule_list      list  = { 0 };
	umb_ruleset_tables t     = { 0 };
	umb_teller         tell  = { .line = line, .ctx = ctx };
	umb_status         st    = load_packs(&list, &arena, paths, n_paths, &tell, err);

	if (st == UMB_OK)
		st = umb_rules_compile(&t, &arena, NULL, &list, &tell, err);
	if (st == UMB_OK)
		st = umb_rules_check(&list, &umb_builtin_tables, &tell, err);
	if (st == UMB_OK)
		umb_rules_lint_list(&list, &tell);
	umb_teller_finish(&tell);
	if (n_errors)
		*n_errors = tell.n_errors;
	if (n_warnings)
		*n_warnings = tell.n_warnings;
	umb_free(list.rule);
	umb_arena_clear(&arena);
	if (st == UMB_OK && tell.n_errors)
		st = umb_err_set(err, UMB_E_RULES, "%zu errors", tell.n_errors);
	return st;
}
