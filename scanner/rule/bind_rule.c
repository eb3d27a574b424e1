/*
 * bind_rule.c - the field table of a rule: what may stand in a pack, and of which type.
 */
#include "base/buf.h"
#include "base/path.h"
#include "conf/bind.h"
#include "rule/fragments.h"
#include "rule/rule.h"

#define AT(field) offsetof(umb_rule_def, field)
#define MAX_TESTS 64
#define MAX_CHECKS 12
#define N_ADDED 2 /* by us: see umb_rule_bind */
#define MAX_LITERALS 64

static void *zeroed(umb_binder *b, size_t count, size_t size)
{
	void *p = umb_arena_zero(b->arena, count ? count : 1, size);

	if (!p)
		b->is_out_of_memory = true;
	return p;
}

static umb_yaml_place place_of(const umb_yaml_node *node)
{
	return (umb_yaml_place){ node->line, node->column };
}

/* -- validators ------------------------------------------------------------------------------- */

static void bind_params(umb_binder *b, const umb_yaml_node *map, umb_check *check)
{
	const umb_validator_ops *ops = check->ops;
	const char *names[UMB_MAX_PARAMS];

	if (map->kind != UMB_YAML_MAP) {
		umb_bind_error(b, map, "parameters of '%s' are a map, as in { min: 3.0 }", ops->name);
		return;
	}
	for (size_t i = 0; i < ops->n_params; i++)
		names[i] = ops->params[i].name;
	for (const umb_yaml_item *item = map->first; item; item = item->next) {
		size_t i = 0;

		while (i < ops->n_params && strcmp(names[i], item->key->text) != 0)
			i++;
		if (i == ops->n_params)
			umb_bind_unknown(b, item->key, "parameter", names, ops->n_params);
		else if (ops->params[i].type == UMB_PARAM_BOOL)
			check->params[i] = umb_bind_bool(b, item->value, ops->params[i].default_value != 0) ? 1 : 0;
		else if (ops->params[i].type == UMB_PARAM_WORD)
			check->params[i] = umb_bind_word(b, item->value, ops->words);
		else
			check->params[i] = umb_bind_number(b, item->value, ops->params[i].min, ops->params[i].max,
			                                   ops->params[i].default_value);
	}
}

static void unknown_validator(umb_binder *b, const umb_yaml_node *name)
{
	const char *names[64];
	size_t      n = 0;

	for (; n < umb_validator_count() && n < UMB_COUNT(names); n++)
		names[n] = umb_validator_at(n)->name;
	umb_bind_unknown(b, name, "validator", names, n);
}

static bool bind_check(umb_binder *b, const umb_yaml_node *node, umb_check *check)
{
	const umb_yaml_node *name = node, *params = NULL;

	if (node->kind == UMB_YAML_MAP && node->n_items == 1) {
		name   = node->first->key;
		params = node->first->value;
	} else if (node->kind != UMB_YAML_SCALAR) {
		umb_bind_error(b, node, "a validator is a name, or one name with its parameters");
		return false;
	}
	check->ops = umb_validator_find(name->text);
	if (!check->ops) {
		unknown_validator(b, name);
		return false;
	}
	for (size_t i = 0; i < check->ops->n_params; i++)
		check->params[i] = check->ops->params[i].default_value;
	if (params)
		bind_params(b, params, check);
	return true;
}

static void bind_checks(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def *rule = target;

	if (node->kind != UMB_YAML_LIST || node->n_items > MAX_CHECKS) {
		umb_bind_error(b, node, "a list of at most %d validators expected", MAX_CHECKS);
		return;
	}
	rule->checks = zeroed(b, node->n_items + N_ADDED, sizeof(*rule->checks));
	for (const umb_yaml_item *i = node->first; i && rule->checks; i = i->next)
		rule->n_checks += bind_check(b, i->value, &rule->checks[rule->n_checks]);
}

/* -- paths, companions ------------------------------------------------------------------------- */

static void check_glob(umb_binder *b, const umb_yaml_node *node)
{
	const char *fault = node->kind == UMB_YAML_SCALAR ? umb_glob_fault(node->text) : NULL;

	if (fault)
		umb_bind_error(b, node, "path pattern '%s': %s", node->text, fault);
}

static void bind_globs(umb_binder *b, const umb_yaml_node *node, void *target)
{
	*(const char *const **)target = umb_bind_str_list(b, node);
	check_glob(b, node);
	for (const umb_yaml_item *i = node->kind == UMB_YAML_LIST ? node->first : NULL; i; i = i->next)
		check_glob(b, i->value);
}

static const umb_bind_field path_fields[] = {
	{ .name = "only", .type = UMB_BIND_CUSTOM, .offset = AT(info.only_paths), .custom = bind_globs },
	{ .name = "never", .type = UMB_BIND_CUSTOM, .offset = AT(info.never_paths), .custom = bind_globs },
};

static void bind_paths(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_bind_map(b, node, path_fields, UMB_COUNT(path_fields), target);
}

static const umb_bind_field companion_fields[] = {
	{ .name = "rule", .type = UMB_BIND_STR, .offset = offsetof(umb_companion, rule), .is_required = true },
	{ .name = "lines", .type = UMB_BIND_UINT, .offset = offsetof(umb_companion, lines) },
	{ .name = "required", .type = UMB_BIND_BOOL, .offset = offsetof(umb_companion, required) },
};

static void bind_companions(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def  *rule = target;
	umb_companion *list;

	if (node->kind != UMB_YAML_LIST) {
		umb_bind_error(b, node, "a list of { rule: ..., lines: ... } expected");
		return;
	}
	list               = zeroed(b, node->n_items, sizeof(*list));
	rule->companion_at = zeroed(b, node->n_items, sizeof(*rule->companion_at));
	for (const umb_yaml_item *i = node->first; i && list && rule->companion_at; i = i->next) {
		const umb_yaml_node *name = umb_yaml_get(i->value, "rule");
		size_t               n    = rule->info.n_companions;

		list[n].rule  = "";
		list[n].lines = 10;
		umb_bind_map(b, i->value, companion_fields, UMB_COUNT(companion_fields), &list[n]);
		if (!name)
			continue;
		rule->companion_at[n] = place_of(name);
		rule->info.n_companions++;
	}
	rule->info.companions = list;
}

/* -- tests --------------------------------------------------------------------------------------- */

static const umb_bind_field test_fields[] = {
	{ .name = "text", .type = UMB_BIND_STR, .offset = offsetof(umb_rule_test, text), .is_required = true },
	{ .name = "path", .type = UMB_BIND_STR, .offset = offsetof(umb_rule_test, path) },
	{ .name = "because", .type = UMB_BIND_STR, .offset = offsetof(umb_rule_test, because) },
	{ .name = "layers", .type = UMB_BIND_STR_LIST, .offset = offsetof(umb_rule_test, layers) },
	{ .name = "severity", .type = UMB_BIND_WORD, .offset = offsetof(umb_rule_test, severity), .words = umb_severity_names },
};

typedef struct test_lists {
	const umb_yaml_node *find, *ignore;
} test_lists;

static void keep_node(umb_binder *b, const umb_yaml_node *node, void *target)
{
	if (node->kind != UMB_YAML_LIST)
		umb_bind_error(b, node, "a list of tests expected");
	else
		*(const umb_yaml_node **)target = node;
}

static const umb_bind_field tests_fields[] = {
	{ .name = "find", .type = UMB_BIND_CUSTOM, .offset = offsetof(test_lists, find), .custom = keep_node },
	{ .name = "ignore", .type = UMB_BIND_CUSTOM, .offset = offsetof(test_lists, ignore), .custom = keep_node },
};

static void check_recipes(umb_binder *b, const umb_yaml_node *text)
{
	umb_buf    made = UMB_BUF_INIT_MAX(1 << 20);
	umb_err    err  = UMB_ERR_INIT;
	umb_status st   = text && text->kind == UMB_YAML_SCALAR ? umb_recipe_expand(&made, text->text, 1, &err) : UMB_OK;

	if (st == UMB_E_NOMEM)
		b->is_out_of_memory = true;
	else if (st != UMB_OK)
		umb_bind_error(b, text, "%s", err.text);
	umb_buf_clear(&made);
}

static size_t bind_test_list(umb_binder *b, const umb_yaml_node *list, bool is_find, umb_rule_test *out)
{
	size_t n = 0;

	for (const umb_yaml_item *i = list ? list->first : NULL; i; i = i->next, n++) {
		out[n].is_find  = is_find;
		out[n].line     = i->value->line;
		out[n].text     = "";
		out[n].severity = -1;
		if (i->value->kind == UMB_YAML_SCALAR)
			out[n].text = i->value->text;
		else
			umb_bind_map(b, i->value, test_fields, UMB_COUNT(test_fields), &out[n]);
		check_recipes(b, i->value->kind == UMB_YAML_MAP ? umb_yaml_get(i->value, "text") : i->value);
	}
	return n;
}

static void bind_tests(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def  *rule = target;
	test_lists     lists = { NULL, NULL };
	umb_rule_test *tests;
	size_t         n;

	umb_bind_map(b, node, tests_fields, UMB_COUNT(tests_fields), &lists);
	n = (lists.find ? lists.find->n_items : 0) + (lists.ignore ? lists.ignore->n_items : 0);
	if (n > MAX_TESTS) {
		umb_bind_error(b, node, "at most %d tests", MAX_TESTS);
		return;
	}
	tests = zeroed(b, n, sizeof(*tests));
	if (!tests)
		return;
	n = bind_test_list(b, lists.find, true, tests);
	n += bind_test_list(b, lists.ignore, false, tests + n);
	rule->tests   = tests;
	rule->n_tests = n;
}

/* -- the rule -------------------------------------------------------------------------------------- */

static void bind_pattern(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def *rule = target;

	rule->pattern    = umb_bind_str(b, node);
	rule->pattern_at = (umb_yaml_place){ node->line, node->column + (node->is_quoted ? 1 : 0) };
}

static void bind_value(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def *rule = target;

	rule->value      = umb_bind_str(b, node);
	rule->pattern_at = (umb_yaml_place){ node->line, node->column + (node->is_quoted ? 1 : 0) };
}

static void check_literal(umb_binder *b, const umb_yaml_node *node)
{
	size_t len = node->kind == UMB_YAML_SCALAR ? strlen(node->text) : UMB_LITERAL_GOOD_LEN;

	if (len < 4 || len > UMB_LITERAL_MAX_LEN)
		umb_bind_error(b, node, "a literal has 4 to %d bytes", UMB_LITERAL_MAX_LEN);
}

static void bind_literals(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def *rule = target;
	size_t        n    = node->kind == UMB_YAML_LIST ? node->n_items : 1;

	rule->info.literals = umb_bind_str_list(b, node);
	rule->literals_at   = place_of(node);
	if (n == 0 || n > MAX_LITERALS || node->kind == UMB_YAML_MAP)
		umb_bind_error(b, node, "a list of 1 to %d texts expected", MAX_LITERALS);
	else if (node->kind == UMB_YAML_SCALAR)
		check_literal(b, node);
	for (const umb_yaml_item *i = node->first; i && node->kind == UMB_YAML_LIST; i = i->next)
		check_literal(b, i->value);
}

static void bind_secret(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def *rule = target;

	rule->secret    = umb_bind_str(b, node);
	rule->secret_at = place_of(node);
}

#define FORM(field) offsetof(umb_file_form, field)

static void bind_begins(umb_binder *b, const umb_yaml_node *node, void *target)
{
	UMB_UNUSED(b);
	UMB_UNUSED(node);
	UMB_UNUSED(target); /* of the rule: see bind_file */
}

static const umb_bind_field file_fields[] = {
	{ .name = "begins", .type = UMB_BIND_CUSTOM, .custom = bind_begins },
	{ .name = "min-size", .type = UMB_BIND_UINT, .offset = FORM(min_size) },
	{ .name = "max-size", .type = UMB_BIND_UINT, .offset = FORM(max_size) },
};

static void bind_file(umb_binder *b, const umb_yaml_node *node, void *target)
{
	umb_rule_def        *rule   = target;
	const umb_yaml_node *begins = node->kind == UMB_YAML_MAP ? umb_yaml_get(node, "begins") : NULL;

	rule->form = zeroed(b, 1, sizeof(*rule->form));
	if (!rule->form)
		return;
	umb_bind_map(b, node, file_fields, UMB_COUNT(file_fields), rule->form);
	if (rule->form->min_size > UMB_FILE_HEAD || rule->form->max_size > UMB_FILE_HEAD)
		umb_bind_error(b, node, "sizes are told apart up to %d bytes", UMB_FILE_HEAD);
	if (begins)
		bind_pattern(b, begins, rule);
}

static const umb_bind_field fields[] = {
	{ .name = "id", .type = UMB_BIND_STR, .offset = AT(info.id), .is_required = true },
	{ .name = "name", .type = UMB_BIND_STR, .offset = AT(info.name), .is_required = true },
	{ .name = "about", .type = UMB_BIND_STR, .offset = AT(info.about) },
	{ .name = "provider", .type = UMB_BIND_STR, .offset = AT(info.provider) },
	{ .name = "identity", .type = UMB_BIND_WORD, .offset = AT(info.identity), .words = umb_identity_kind_names },
	{ .name = "severity", .type = UMB_BIND_WORD, .offset = AT(info.severity), .words = umb_severity_names, .is_required = true },
	{ .name = "confidence", .type = UMB_BIND_WORD, .offset = AT(info.confidence), .words = umb_confidence_names },
	{ .name = "pattern", .type = UMB_BIND_CUSTOM, .custom = bind_pattern },
	{ .name = "near", .type = UMB_BIND_STR_LIST, .offset = AT(near) },
	{ .name = "value", .type = UMB_BIND_CUSTOM, .custom = bind_value },
	{ .name = "file", .type = UMB_BIND_CUSTOM, .custom = bind_file },
	{ .name = "literals", .type = UMB_BIND_CUSTOM, .custom = bind_literals },
	{ .name = "secret", .type = UMB_BIND_CUSTOM, .custom = bind_secret },
	{ .name = "validate", .type = UMB_BIND_CUSTOM, .custom = bind_checks },
	{ .name = "text-only", .type = UMB_BIND_BOOL, .offset = AT(is_text_only) },
	{ .name = "rows", .type = UMB_BIND_BOOL, .offset = AT(has_rows) },
	{ .name = "paths", .type = UMB_BIND_CUSTOM, .custom = bind_paths },
	{ .name = "part", .type = UMB_BIND_WORD, .offset = AT(info.part), .words = umb_part_names },
	{ .name = "alone", .type = UMB_BIND_BOOL, .offset = AT(info.is_alone) },
	{ .name = "companions", .type = UMB_BIND_CUSTOM, .custom = bind_companions },
	{ .name = "revoke", .type = UMB_BIND_STR, .offset = AT(info.revoke) },
	{ .name = "references", .type = UMB_BIND_STR_LIST, .offset = AT(info.references) },
	{ .name = "tags", .type = UMB_BIND_STR_LIST, .offset = AT(info.tags) },
	{ .name = "tests", .type = UMB_BIND_CUSTOM, .custom = bind_tests },
};

/* Every list points somewhere, so that no reader has to ask. */
static void fill_defaults(umb_rule_def *r)
{
	static const char *const none[] = { NULL };

	r->info.confidence  = UMB_CONF_MEDIUM;
	r->info.about       = "";
	r->info.provider    = "";
	r->info.revoke      = "";
	r->info.references  = none;
	r->info.tags        = none;
	r->info.only_paths  = none;
	r->info.never_paths = none;
	r->info.literals    = none;
}

/* Puts a check before those of the rule, with its defaults, unless it is there already. */
static void add_check(umb_binder *b, umb_rule_def *r, const char *name)
{
	const umb_validator_ops *ops = umb_validator_find(name);

	for (size_t i = 0; i < r->n_checks; i++) {
		if (r->checks[i].ops == ops)
			return;
	}
	if (!r->checks)
		r->checks = zeroed(b, N_ADDED, sizeof(*r->checks));
	if (!r->checks || !ops)
		return;
	memmove(r->checks + 1, r->checks, r->n_checks * sizeof(*r->checks));
	memset(r->checks, 0, sizeof(*r->checks));
	r->checks[0].ops = ops;
	for (size_t i = 0; i < ops->n_params; i++)
		r->checks[0].params[i] = ops->params[i].default_value;
	r->n_checks++;
}

/* Those that are cheap first, each lot in its order: what is rejected is the same, and most of it is rejected at once. */
static void cheap_first(umb_rule_def *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_checks; i++) {
		umb_check one = r->checks[i];

		if (!one.ops || !one.ops->is_cheap)
			continue;
		memmove(r->checks + n + 1, r->checks + n, (i - n) * sizeof(one));
		r->checks[n++] = one;
	}
}

static void check_form(umb_binder *b, umb_rule_def *r, const umb_yaml_node *node)
{
	if (r->form && (r->near || r->value || umb_yaml_get(node, "pattern") || umb_yaml_get(node, "literals"))) {
		umb_bind_error(b, node, "'file' stands for itself, without 'pattern', 'near', 'value' or 'literals'");
	} else if (r->form) {
		if (!r->pattern)
			umb_bind_error(b, node, "'file' says how the file 'begins'");
	} else if (r->near || r->value) {
		if (r->pattern || !r->near || !r->value || !r->near[0])
			umb_bind_error(b, node, "either 'pattern', or 'near' together with 'value'");
		else if (umb_near_pattern(&r->pattern, b->arena, r->near, r->value) != UMB_OK)
			b->is_out_of_memory = true;
		r->info.is_named = true;
	} else if (!r->pattern) {
		umb_bind_error(b, node, "key 'pattern' is missing (or 'near' with 'value', or 'file')");
	}
	for (const char *p = r->info.id; p && *p; p++) {
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-' || *p == '.')) {
			umb_bind_error(b, node, "an id is made of a-z, 0-9, '-' and '.', unlike '%s'", r->info.id);
			break;
		}
	}
}

/* By the text alone: what is wrong with it is told when it is compiled. */
static bool names_secret(const umb_rule_def *r)
{
	return r->secret || (r->pattern && (strstr(r->pattern, "(?<secret>") || strstr(r->pattern, "(?P<secret>")));
}

/* A file of some kind is told, and no value: there is nothing to check, and nothing to read. */
static void check_kind(umb_binder *b, umb_rule_def *r, const umb_yaml_node *node)
{
	r->info.is_file = true;
	if (r->n_checks)
		umb_bind_error(b, node, "validators look at a value, and this rule has none: name it with (?<secret>...) in 'begins', or leave 'validate' out");
}

static void expand_fragments(umb_rule_def *r, umb_binder *b, const umb_yaml_node *node, const umb_yaml_node *fragments)
{
	if (r->pattern)
		r->pattern = umb_fragments_expand(b, fragments, umb_yaml_get(node, "pattern"), r->pattern);
	if (r->value)
		r->value = umb_fragments_expand(b, fragments, umb_yaml_get(node, "value"), r->value);
}

void umb_rule_bind(umb_rule_def *out, umb_binder *b, const umb_yaml_node *node, const umb_yaml_node *fragments)
{
	out->at   = place_of(node);
	out->file = b->file;
	fill_defaults(out);
	umb_bind_map(b, node, fields, UMB_COUNT(fields), out);
	expand_fragments(out, b, node, fragments);
	check_form(b, out, node);
	if (!out->form || names_secret(out))
		add_check(b, out, "placeholder"); /* on unless a rule turns it off */
	else
		check_kind(b, out, node);
	if (out->info.literals[0])
		add_check(b, out, "literals");
	cheap_first(out);
	out->is_partial = !out->info.id || !out->info.name;
	if (!out->info.id)
		out->info.id = "without an id";
	if (!out->info.name)
		out->info.name = "";
}
