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

static bool is_empty(const char *const *list)
{
	return !list[0];
}

static void emit_list(umb_buf *out, const char *what, size_t i, const char *const *list)
{
	if (is_empty(list))
		return;
	umb_buf_printf(out, "static const char *const %s_%zu[] = { ", what, i);
	for (; *list; list++) {
		put_string(out, *list);
		umb_buf_append_str(out, ", ");
	}
	umb_buf_append_str(out, "NULL };\n");
}

static void put_list_name(umb_buf *out, const char *what, size_t i, const char *const *list)
{
	if (is_empty(list))
		umb_buf_append_str(out, "none, ");
	else
		umb_buf_printf(out, "%s_%zu, ", what, i);
}

/* "crc32-base62" is &umb_validator_crc32_base62. */
static void put_validator(umb_buf *out, const char *name)
{
	umb_buf_append_str(out, "umb_validator_");
	for (; *name; name++)
		umb_buf_append_byte(out, *name == '-' ? '_' : (uint8_t)*name);
}

static void emit_checks(umb_buf *out, size_t i, const umb_rule *r)
{
	if (!r->n_checks)
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

static void emit_info(umb_buf *out, size_t i, const umb_rule_info *info)
{
	const char *words[] = { info->id, info->name, info->about, info->provider, info->revoke };

	umb_buf_append_str(out, "\t{ { ");
	for (size_t k = 0; k < UMB_COUNT(words); k++) {
		put_string(out, words[k]);
		umb_buf_append_str(out, ",\n\t    ");
	}
	umb_buf_printf(out, "%d, %d, %d, ", info->identity, info->severity, info->confidence);
	put_list_name(out, "references", i, info->references);
	put_list_name(out, "tags", i, info->tags);
	put_list_name(out, "only", i, info->only_paths);
	put_list_name(out, "never", i, info->never_paths);
	put_list_name(out, "literals", i, info->literals);
	if (info->n_companions)
		umb_buf_printf(out, "companions_%zu, %zu, ", i, info->n_companions);
	else
		umb_buf_append_str(out, "NULL, 0, ");
	umb_buf_printf(out, "%d, %d, %d, %d },\n\t  ", info->is_file, info->part, info->is_alone, info->is_named);
}

static void emit_rule(umb_buf *out, size_t i, const umb_rule *r)
{
	emit_info(out, i, &r->info);
	put_string(out, r->pattern);
	umb_buf_append_str(out, ",\n\t  ");
	put_string(out, r->written);
	if (r->n_checks)
		umb_buf_printf(out, ",\n\t  checks_%zu, %zu, ", i, r->n_checks);
	else
		umb_buf_append_str(out, ",\n\t  NULL, 0, ");
	umb_buf_printf(out, "%u, %u, %u, %u, %d, %d, ", r->width_max, r->off_max, r->n_groups, r->secret_group, r->is_anchored, r->is_text_only);
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

		emit_list(out, "references", i, r->info.references);
		emit_list(out, "tags", i, r->info.tags);
		emit_list(out, "only", i, r->info.only_paths);
		emit_list(out, "never", i, r->info.never_paths);
		emit_list(out, "literals", i, r->info.literals);
		emit_checks(out, i, r);
		emit_companions(out, i, r);
		emit_form(out, i, r);
	}
	umb_buf_append_str(out, "\nstatic const umb_rule rules[] = {\n");
	for (size_t i = 0; i < t->n_rules; i++)
		emit_rule(out, i, &t->rules[i]);
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
