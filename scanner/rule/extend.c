/*
 * extend.c - rules without a pattern join those that are there already.
 *
 * Literals and gates stay as they are; rules are sorted by id, so that numbers behind a new one move, and with them whoever names one.
 */
#include "rule/rule.h"

#include "base/alloc.h"
#include "base/err.h"

/* Sorted lists to one; moved[] says where the old ones went. */
static umb_status merge(const umb_ruleset_tables *t, const umb_rule_info *info, size_t n, umb_rule *out, uint32_t *moved, uint32_t *number, umb_err *err)
{
	size_t at = 0;

	for (size_t i = 0, k = 0; i < t->n_rules || k < n; at++) {
		int d = i == t->n_rules ? 1 : k == n ? -1 : strcmp(t->rules[i].info.id, info[k].id);

		if (d == 0)
			return umb_err_set(err, UMB_E_USAGE, "there is a rule '%s' already", info[k].id);
		if (d < 0) {
			out[at]    = t->rules[i];
			moved[i++] = (uint32_t)at;
		} else {
			out[at]     = (umb_rule){ .info = info[k], .pattern = "", .written = "", .n_groups = 1, .is_exact = true };
			number[k++] = (uint32_t)at;
		}
	}
	return UMB_OK;
}

umb_status umb_ruleset_extend(umb_ruleset *rs, const umb_rule_info *info, size_t n, uint32_t *number, umb_err *err)
{
	umb_ruleset_tables *t          = &rs->t;
	size_t              n_triggers = t->n_literals ? t->first_trigger[t->n_literals] : 0;
	umb_rule           *rules      = umb_arena_zero(&rs->arena, t->n_rules + n + 1, sizeof(*rules));
	umb_trigger        *triggers   = umb_arena_zero(&rs->arena, n_triggers + 1, sizeof(*triggers));
	uint32_t           *files      = umb_arena_zero(&rs->arena, t->n_files + 1, sizeof(*files));
	uint32_t           *moved      = umb_arena_zero(&rs->arena, t->n_rules + 1, sizeof(*moved));
	umb_regex_slot     *slots      = umb_alloc_zero(t->n_rules + n + 1, sizeof(*slots));
	umb_status          st;

	if (!rules || !triggers || !files || !moved || !slots) {
		umb_free(slots);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	st = merge(t, info, n, rules, moved, number, err);
	if (st != UMB_OK) {
		umb_free(slots);
		return st;
	}
	for (size_t i = 0; i < n_triggers; i++) {
		triggers[i]      = t->triggers[i];
		triggers[i].rule = moved[triggers[i].rule];
	}
	for (size_t i = 0; i < t->n_files; i++)
		files[i] = moved[t->files[i]];
	umb_free(rs->slots);
	t->files    = files;
	rs->slots   = slots;
	t->rules    = rules;
	t->triggers = triggers;
	t->n_rules += n;
	return UMB_OK;
}
