/*
 * check.c - what can be told of rules only when all of them are known.
 */
#include "rule/rule.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/text.h"

static bool is_rule(const char *const *names, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], id) == 0)
			return true;
	}
	return false;
}

static bool has_tag(const char *const *tags, const char *tag)
{
	while (*tags && strcmp(*tags, tag) != 0)
		tags++;
	return *tags != NULL;
}

/* "tag:" and one that some rule has. */
static bool is_tag(const umb_rule_list *list, const umb_ruleset_tables *known, const char *what)
{
	bool is = false;

	if (strncmp(what, "tag:", 4) != 0)
		return false;
	for (size_t i = 0; i < list->n_rules && !is; i++)
		is = has_tag(list->rule[i].info.tags, what + 4);
	for (size_t i = 0; known && i < known->n_rules && !is; i++)
		is = has_tag(known->rules[i].info.tags, what + 4);
	return is;
}

typedef struct known_rules {
	const umb_rule_list      *list;
	const umb_ruleset_tables *tables;
	const char              **names;
	size_t                    n_names;
} known_rules;

static void check_companions(const umb_rule_def *d, const known_rules *k, umb_teller *tell)
{
	for (size_t i = 0; i < d->info.n_companions; i++) {
		const char *id = d->info.companions[i].rule, *near;

		if (is_rule(k->names, k->n_names, id) || is_tag(k->list, k->tables, id))
			continue;
		near = umb_text_near_miss(id, k->names, k->n_names);
		umb_tell(tell, false, d->file, d->companion_at ? d->companion_at[i] : d->at, "rule '%s': the companion '%s' is no rule%s%s%s",
		         d->info.id, id, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
	}
}

umb_status umb_rules_check(const umb_rule_list *list, const umb_ruleset_tables *known, umb_teller *tell, umb_err *err)
{
	size_t       n_known = known ? known->n_rules : 0, n = 0;
	const char **names   = umb_alloc_zero(list->n_rules + n_known + 1, sizeof(*names));
	known_rules  all     = { list, known, names, list->n_rules + n_known };

	if (!names)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while checking rules");
	for (size_t i = 0; i < list->n_rules; i++)
		names[n++] = list->rule[i].info.id;
	for (size_t i = 0; i < n_known; i++)
		names[n++] = known->rules[i].info.id;
	for (size_t i = 0; i < list->n_rules; i++)
		check_companions(&list->rule[i], &all, tell);
	umb_free(names);
	return UMB_OK;
}
