/*
 * ruleset.c - tables plus the little that changes: compiled regexes and what the user switched off.
 */
#include "rule/rule.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/keyed.h"
#include "base/text.h"

umb_status umb_ruleset_new(umb_ruleset **out, const umb_ruleset_tables *tables, umb_err *err)
{
	umb_ruleset *rs = umb_alloc_zero(1, sizeof(*rs));

	if (rs) {
		rs->t     = *tables;
		rs->slots = umb_alloc_zero(tables->n_rules + 1, sizeof(*rs->slots));
	}
	if (!rs || !rs->slots) {
		umb_free(rs);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	*out = rs;
	return UMB_OK;
}

void umb_ruleset_destroy(umb_ruleset *rs)
{
	if (!rs)
		return;
	for (size_t i = 0; i < rs->t.n_rules; i++)
		umb_regex_slot_clear(&rs->slots[i]);
	umb_free(rs->slots);
	umb_free(rs->is_off);
	if (rs->lane.ops)
		rs->lane.ops->free(rs->lane.set);
	umb_arena_clear(&rs->arena);
	umb_free(rs);
}

size_t umb_ruleset_position(const umb_ruleset_tables *t, const char *id)
{
	size_t low = 0, high = t->n_rules;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int    d   = strcmp(t->rules[mid].info.id, id);

		if (d == 0)
			return mid;
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return SIZE_MAX;
}

const char *umb_ruleset_near_id(const umb_ruleset_tables *t, const char *id)
{
	const char **names = umb_alloc_zero(t->n_rules + 1, sizeof(*names));
	const char  *near  = NULL;

	if (!names)
		return NULL;
	for (size_t i = 0; i < t->n_rules; i++)
		names[i] = t->rules[i].info.id;
	near = umb_text_near_miss(id, names, t->n_rules);
	umb_free(names);
	return near;
}

static const char *near_tag(const umb_ruleset_tables *t, const char *tag)
{
	const char **names, *near;
	size_t       n = 0;

	for (size_t i = 0; i < t->n_rules; i++) {
		for (const char *const *k = t->rules[i].info.tags; *k; k++)
			n++;
	}
	names = umb_alloc_zero(n + 1, sizeof(*names));
	if (!names)
		return NULL;
	n = 0;
	for (size_t i = 0; i < t->n_rules; i++) {
		for (const char *const *k = t->rules[i].info.tags; *k; k++)
			names[n++] = *k;
	}
	near = umb_text_near_miss(tag, names, n);
	umb_free(names);
	return near;
}

umb_status umb_ruleset_knows(const umb_ruleset_tables *t, const char *what, umb_err *err)
{
	bool        is_tag = strncmp(what, "tag:", 4) == 0;
	const char *near;

	for (size_t i = 0; i < t->n_rules; i++) {
		if (umb_rule_info_is(&t->rules[i].info, what))
			return UMB_OK;
	}
	near = is_tag ? near_tag(t, what + 4) : umb_ruleset_near_id(t, what);
	if (is_tag)
		return near ? umb_err_set(err, UMB_E_USAGE, "no rule has the tag '%s' (did you mean '%s'?)", what + 4, near)
		            : umb_err_set(err, UMB_E_USAGE, "no rule has the tag '%s'", what + 4);
	return near ? umb_err_set(err, UMB_E_USAGE, "no rule '%s' (did you mean '%s'?)", what, near)
	            : umb_err_set(err, UMB_E_USAGE, "no rule '%s' (`umbra rules list` shows all)", what);
}

static umb_status switch_rules(umb_ruleset *rs, const char *what, bool off, umb_err *err)
{
	umb_status st = umb_ruleset_knows(&rs->t, what, err);

	for (size_t i = 0; i < rs->t.n_rules && st == UMB_OK; i++) {
		if (umb_rule_info_is(&rs->t.rules[i].info, what))
			rs->is_off[i] = off;
	}
	return st;
}

umb_status umb_ruleset_select(umb_ruleset *rs, const char *const *enable, size_t n_enable, const char *const *disable,
                              size_t n_disable, umb_err *err)
{
	umb_status st = UMB_OK;

	if (n_enable + n_disable == 0)
		return UMB_OK;
	rs->is_off = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*rs->is_off));
	if (!rs->is_off)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < rs->t.n_rules; i++)
		rs->is_off[i] = n_enable > 0;
	for (size_t i = 0; i < n_enable && st == UMB_OK; i++)
		st = switch_rules(rs, enable[i], false, err);
	for (size_t i = 0; i < n_disable && st == UMB_OK; i++)
		st = switch_rules(rs, disable[i], true, err);
	return st;
}

umb_status umb_ruleset_digest(const umb_ruleset *rs, uint8_t out[32])
{
	uint8_t    lane[32];
	umb_buf    all = UMB_BUF_INIT;
	umb_status st  = UMB_OK;

	/* As source, which has all of it; the built-in ones are the program's own. */
	if (rs->arena.held)
		st = umb_tables_emit(&rs->t, "rules", &all);
	umb_buf_printf(&all, "\n%zu rules without", rs->t.n_rules);
	for (size_t i = 0; rs->is_off && i < rs->t.n_rules; i++) {
		if (rs->is_off[i])
			umb_buf_printf(&all, " %zu", i);
	}
	if (rs->lane.ops) {
		rs->lane.ops->digest(rs->lane.set, lane);
		umb_buf_append(&all, lane, sizeof(lane));
	}
	if (st == UMB_OK)
		st = all.failed;
	umb_sha256(out, umb_buf_view(&all));
	umb_buf_clear(&all);
	return st;
}
