/*
 * emit.c - the compiled tables as C source, so that the built-in rules cost nothing at start: no YAML,
 * no pattern parsing, no table building, only pages of constants that are touched when needed.
 */
#include "rule/rule.h"

static void put_string(umb_buf *out, const char *text)
{
	if (!text) {
		umb_buf_append_str(out, "NULL");
		return;
	}
	umb_buf_append_byte(out, '"');
	for (const uint8_t *p = (const uint8_t *)text; *p; p++) {
		if (*p == '"' || *p == '\\')
			umb_buf_printf(out, "\\%c", *p);
		else if (*p < 32 || *p > 126 || *p == '?')
			umb_buf_printf(out, "\\%03o", *p);
		else
			umb_buf_append_byte(out, *p);
	}
	umb_buf_append_byte(out, '"');
}

/* The lists of a rule.  Most are those of an earlier rule, too, and are written once: each pointer costs every start of the program a little. */
typedef struct listed {
	const char *name;
	size_t      at;
} listed;

static const listed lists[] = {
	{ "references", offsetof(umb_rule_info, references) }, { "tags", offsetof(umb_rule_info, tags) },
	{ "only", offsetof(umb_rule_info, only_paths) },       { "never", offsetof(umb_rule_info, never_paths) },
	{ "literals", offsetof(umb_rule_info, literals) },
};

static const char *const *list_of(const umb_rule *r, const listed *l)
{
	const char *const *list;

	memcpy(&list, (const uint8_t *)&r->info + l->at, sizeof(list));
	return list;
}

static bool are_equal(const char *const *a, const char *const *b)
{
	for (; *a && *b; a++, b++) {
		if (strcmp(*a, *b) != 0)
			return false;
	}
	return *a == *b;
}

/* The first rule with the list that rule i has. */
static size_t first_with_list(const umb_ruleset_tables *t, size_t i, const listed *l)
{
	size_t k = 0;

	while (k < i && !are_equal(list_of(&t->rules[k], l), list_of(&t->rules[i], l)))
		k++;
	return k;
}

static void emit_lists(umb_buf *out, const umb_ruleset_tables *t, size_t i)
{
	for (size_t k = 0; k < UMB_COUNT(lists); k++) {
		const char *const *list = list_of(&t->rules[i], &lists[k]);

		if (!*list || first_with_list(t, i, &lists[k]) != i)
			continue;
		umb_buf_printf(out, "static const char *const %s_%zu[] = { ", lists[k].name, i);
		for (; *list; list++) {
			put_string(out, *list);
			umb_buf_append_str(out, ", ");
		}
		umb_buf_append_str(out, "NULL };\n");
	}
}

static void put_list_names(umb_buf *out, const umb_ruleset_tables *t, size_t i)
{
	for (size_t k = 0; k < UMB_COUNT(lists); k++) {
		if (*list_of(&t->rules[i], &lists[k]))
			umb_buf_printf(out, "%s_%zu, ", lists[k].name, first_with_list(t, i, &lists[k]));
		else
			umb_buf_append_str(out, "none, ");
	}
}

/* "crc32-base62" is &umb_validator_crc32_base62. */
static void put_validator(umb_buf *out, const char *name)
{
	umb_buf_append_str(out, "umb_validator_");
	for (; *name; name++)
		umb_buf_append_byte(out, *name == '-' ? '_' : (uint8_t)*name);
}

/* The first rule with the checks that rule i has. */
static size_t first_with_checks(const umb_ruleset_tables *t, size_t i)
{
	const umb_rule *r = &t->rules[i];
	size_t          k = 0, n;

	for (; k < i; k++) {
		const umb_rule *other = &t->rules[k];

		if (other->n_checks != r->n_checks)
			continue;
		for (n = 0; n < r->n_checks; n++) {
			if (r->checks[n].ops != other->checks[n].ops ||
			    memcmp(r->checks[n].params, other->checks[n].params, sizeof(r->checks[n].params)) != 0)
				break;
		}
		if (n == r->n_checks)
			break;
	}
	return k;
}

static void emit_checks(umb_buf *out, const umb_ruleset_tables *t, size_t i)
{
	const umb_rule *r = &t->rules[i];

	if (!r->n_checks || first_with_checks(t, i) != i)
		return;
	umb_buf_printf(out, "static const umb_check checks_%zu[] = {\n", i);
	for (size_t k = 0; k < r->n_checks; k++) {
		umb_buf_append_str(out, "\t{ &");
		put_validator(out, r->checks[k].ops->name);
		umb_buf_append_str(out, ", { ");
		for (size_t n = 0; n < UMB_MAX_PARAMS; n++)
			umb_buf_printf(out, "%.9g, ", r->checks[k].params[n]);
		umb_buf_append_str(out, "} },\n");
	}
	umb_buf_append_str(out, "};\n");
}

static void emit_companions(umb_buf *out, size_t i, const umb_rule *r)
{
	if (!r->info.n_companions)
		return;
	umb_buf_printf(out, "static const umb_companion companions_%zu[] = {\n", i);
	for (size_t k = 0; k < r->info.n_companions; k++) {
		umb_buf_append_str(out, "\t{ ");
		put_string(out, r->info.companions[k].rule);
		umb_buf_printf(out, ", %u, %d },\n", r->info.companions[k].lines, r->info.companions[k].required);
	}
	umb_buf_append_str(out, "};\n");
}

static void emit_class(umb_buf *out, const umb_class *c)
{
	umb_buf_append_str(out, "{ { ");
	for (size_t k = 0; k < 4; k++)
		umb_buf_printf(out, "UINT64_C(0x%llx), ", (unsigned long long)c->bits[k]);
	umb_buf_append_str(out, "} }, ");
}

static void emit_form(umb_buf *out, size_t i, const umb_rule *r)
{
	if (!r->form)
		return;
	umb_buf_printf(out, "static const umb_file_form form_%zu = { ", i);
	emit_class(out, &r->form->first);
	umb_buf_printf(out, "%u, %u };\n", r->form->min_size, r->form->max_size);
}

static void emit_info(umb_buf *out, const umb_ruleset_tables *t, size_t i)
{
	const umb_rule_info *info = &t->rules[i].info;
	const char *words[] = { info->id, info->name, info->about, info->provider, info->revoke };

	umb_buf_append_str(out, "\t{ { ");
	for (size_t k = 0; k < UMB_COUNT(words); k++) {
		put_string(out, words[k]);
		umb_buf_append_str(out, ",\n\t    ");
	}
	umb_buf_printf(out, "%d, %d, %d, ", info->identity, info->severity, info->confidence);
	put_list_names(out, t, i);
	if (info->n_companions)
		umb_buf_printf(out, "companions_%zu, %zu, ", i, info->n_companions);
	else
		umb_buf_append_str(out, "NULL, 0, ");
	umb_buf_printf(out, "%d, %d, %d, %d },\n\t  ", info->is_file, info->part, info->is_alone, info->is_named);
}

static void emit_rule(umb_buf *out, const umb_ruleset_tables *t, size_t i)
{
	const umb_rule *r = &t->rules[i];

	emit_info(out, t, i);
	put_string(out, r->pattern);
	umb_buf_append_str(out, ",\n\t  ");
	put_string(out, r->written);
	if (r->n_checks)
		umb_buf_printf(out, ",\n\t  checks_%zu, %zu, ", first_with_checks(t, i), r->n_checks);
	else
		umb_buf_append_str(out, ",\n\t  NULL, 0, ");
	umb_buf_printf(out, "%u, %u, %u, %u, %d, %d, %d, ", r->width_max, r->off_max, r->n_groups, r->secret_group, r->is_anchored, r->is_text_only, r->has_rows);
	if (r->form)
		umb_buf_printf(out, "&form_%zu, ", i);
	else
		umb_buf_append_str(out, "NULL, ");
	umb_buf_printf(out, "%d },\n", r->is_exact);
}

static void emit_rules(umb_buf *out, const umb_ruleset_tables *t)
{
	for (size_t i = 0; i < t->n_rules; i++) {
		const umb_rule *r = &t->rules[i];

		emit_lists(out, t, i);
		emit_checks(out, t, i);
		emit_companions(out, i, r);
		emit_form(out, i, r);
	}
	umb_buf_append_str(out, "\nstatic const umb_rule rules[] = {\n");
	for (size_t i = 0; i < t->n_rules; i++)
		emit_rule(out, t, i);
	umb_buf_append_str(out, "};\n\nstatic const uint32_t files[] = { ");
	for (size_t i = 0; i < t->n_files; i++)
		umb_buf_printf(out, "%u, ", t->files[i]);
	umb_buf_append_str(out, "0 };\n\n");
}

static void emit_triggers(umb_buf *out, const umb_ruleset_tables *t)
{
	size_t n = t->first_trigger[t->n_literals];

	umb_buf_append_str(out, "static const umb_gate gates[] = {\n");
	for (size_t i = 0; i < t->n_gates; i++) {
		const umb_gate *g = &t->gates[i];

		umb_buf_append_str(out, "\t{ ");
		emit_class(out, &g->set);
		emit_class(out, &g->stop);
		umb_buf_printf(out, "%u, %u },\n", g->gap_max, g->run_min);
	}
	umb_buf_append_str(out, "\t{ { { 0 } }, { { 0 } }, 0, 0 }\n};\n\nstatic const umb_trigger triggers[] = {\n");
	for (size_t i = 0; i < n; i++) {
		const umb_trigger *tr = &t->triggers[i];

		umb_buf_printf(out, "\t{ %u, %u, %u, %u, %u, %d, %u },\n", tr->rule, tr->off_min, tr->gate, tr->n_gates,
		               tr->literal_len, tr->word_before, tr->n_same);
	}
	umb_buf_append_str(out, "\t{ 0, 0, 0, 0, 0, 0, 0 }\n};\n\nstatic const uint32_t first_trigger[] = {\n\t");
	for (size_t i = 0; i <= t->n_literals; i++)
		umb_buf_printf(out, "%u,%s", t->first_trigger[i], i % 16 == 15 ? "\n\t" : " ");
	umb_buf_append_str(out, "\n};\n\n");
}

umb_status umb_tables_emit(const umb_ruleset_tables *t, const char *name, umb_buf *out)
{
	umb_status st;

	umb_buf_append_str(out, "/* Generated from the packs in rules/ by the build; do not edit. */\n"
	                        "#include \"match/literal_tables.h\"\n#include \"rule/rule.h\"\n\n");
	for (size_t i = 0; i < umb_validator_count(); i++) {
		umb_buf_append_str(out, "extern const umb_validator_ops ");
		put_validator(out, umb_validator_at(i)->name);
		umb_buf_append_str(out, ";\n");
	}
	umb_buf_append_str(out, "\nstatic const char *const none[] = { NULL };\n\n");
	emit_rules(out, t);
	emit_triggers(out, t);
	st = umb_literal_set_emit(t->literals, "umb_builtin_literals", out);
	if (st != UMB_OK)
		return st;
	umb_buf_printf(out, "\nconst umb_ruleset_tables %s = {\n\trules, %zu, &umb_builtin_literals, %zu, first_trigger,\n"
	               "\ttriggers, gates, %zu, files, %zu\n};\n", name, t->n_rules, t->n_literals, t->n_gates, t->n_files);
	return out->failed;
}
