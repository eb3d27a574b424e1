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

static void check_companions(const umb_rule_def *d, const char *const *names, size_t n_names, umb_teller *tell)
{
	for (size_t k = 0; k < d->info.n_companions; k++) {
		const char *id = d->info.companions[k].rule, *near;

		if (is_rule(names, n_names, id))
			continue;
		near = umb_text_near_miss(id, names, n_names);
		umb_tell(tell, false, d->file, d->companion_at ? d->companion_at[k] : d->at, "rule '%s': the companion '%s' is no rule%s%s%s",
		         d->info.id, id, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
	}
}

umb_status umb_rules_check(const umb_rule_list *list, const umb_ruleset_tables *known, umb_teller *tell, umb_err *err)
{
	size_t       n_known = known ? known->n_rules : 0, n = 0;
	const char **names   = umb_alloc_zero(list->n_rules + n_known + 1, sizeof(*names));

	if (!names)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while checking rules");
	for (size_t i = 0; i < list->n_rules; i++)
		names[n++] = list->rule[i].info.id;
	for (size_t i = 0; i < n_known; i++)
		names[n++] = known->rules[i].info.id;
	for (size_t i = 0; i < list->n_rules; i++)
		check_companions(&list->rule[i], names, n, tell);
	umb_free(names);
	return UMB_OK;
}
