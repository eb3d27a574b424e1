/*
 * ignored.c - the lists that the user named, over all findings side by side.
 *
 * A .gitleaksignore names the commit which brought a value, and other scanners look at no version behind it.  We look at all of
 * them, so an entry with a commit stands for every version of that file which holds that value.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"

static umb_status add_all(struct umb_scan *s, umb_list_use use, const char *one, const char *const *more, size_t n, umb_err *err)
{
	umb_status st = one ? umb_known_add(s->known, use, one, err) : UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = umb_known_add(s->known, use, more[i], err);
	return st;
}

umb_status umb_ignored_read(struct umb_scan *s, umb_ident_key *key, bool *has_key, umb_err *err)
{
	const umb_scan_opts *o = &s->opts;
	umb_ident_key        of_list;
	umb_status           st;

	if (!o->baseline && !o->ignore_file && !o->n_baselines && !o->n_ignore_files)
		return UMB_OK;
	s->rule_infos = umb_alloc_zero(s->rules->t.n_rules + 1, sizeof(*s->rule_infos));
	if (!s->rule_infos)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < s->rules->t.n_rules; i++)
		s->rule_infos[i] = &s->rules->t.rules[i].info;
	st = umb_known_new(&s->known, s->rule_infos, s->rules->t.n_rules, err);
	if (st == UMB_OK && *has_key)
		umb_known_set_key(s->known, key);
	if (st == UMB_OK)
		st = add_all(s, UMB_LIST_BASELINE, o->baseline, o->baselines, o->n_baselines, err);
	if (st == UMB_OK)
		st = add_all(s, UMB_LIST_IGNORE, o->ignore_file, o->ignore_files, o->n_ignore_files, err);
	if (st != UMB_OK)
		return st;
	/* The ids of this run are those of the baseline, so that a new report can take its place. */
	if (umb_known_key(s->known, &of_list)) {
		*key     = of_list;
		*has_key = true;
		umb_wipe(&of_list, sizeof(of_list));
	}
	s->wants_lines   = umb_known_wants_lines(s->known);
	s->wants_content = umb_known_wants_content(s->known);
	return UMB_OK;
}

/* -- applying ---------------------------------------------------------------------------------------------------- */

typedef struct exposure {
	uint8_t     mac[UMB_MAC_LEN];
	const char *by;
} exposure;

static int compare(const void *a, const void *b)
{
	return memcmp(((const exposure *)a)->mac, ((const exposure *)b)->mac, UMB_MAC_LEN);
}

/* This value in this file, whatever the version. */
static exposure exposure_of(const struct umb_scan *s, const umb_result *r, const char *by)
{
	umb_slice part[] = { r->f.target, r->f.path, umb_slice_str(r->f.credential_id) };
	exposure  x      = { .by = by };

	umb_mac_parts(x.mac, s->key.bytes, part, UMB_COUNT(part));
	return x;
}

void umb_ignored_apply(struct umb_scan *s)
{
	/* Without memory nothing is suppressed, and the run says that memory was out. */
	exposure *since = s->known ? umb_alloc_zero(s->n_results + 1, sizeof(*since)) : NULL, *known;
	size_t    n = 0;

	for (size_t i = 0; since && i < s->n_results; i++) {
		umb_result  *r  = s->result[i];
		umb_asked    a  = { &r->f, r->value, r->line, r->in_line, r->content, r->member_len };
		const char  *by = NULL;
		umb_ignoring ignoring = r->is_dropped || r->f.suppressed_by ? UMB_NOT_IGNORED : umb_known_ask(s->known, &a, &by);

		if (ignoring == UMB_IGNORED_HERE)
			r->f.suppressed_by = by;
		else if (ignoring == UMB_VALUE_KNOWN)
			r->f.known_value = by;
		else if (ignoring == UMB_IGNORED_SINCE)
			since[n++] = exposure_of(s, r, by);
	}
	if (n)
		qsort(since, n, sizeof(*since), compare);
	for (size_t i = 0; n && i < s->n_results; i++) {
		umb_result *r = s->result[i];
		exposure    x;

		if (r->is_dropped || r->f.suppressed_by)
			continue;
		x     = exposure_of(s, r, NULL);
		known = bsearch(&x, since, n, sizeof(*since), compare);
		if (known)
			r->f.suppressed_by = known->by;
	}
	umb_free(since);
}

/* -- counting ------------------------------------------------------------------------------------------------------ */

static int by_words(const void *x, const void *y)
{
	return strcmp(((const umb_suppressor *)x)->by, ((const umb_suppressor *)y)->by);
}

bool umb_ignored_count(struct umb_scan *s)
{
	umb_suppressor *all = umb_arena_zero(&s->arena, s->store.n_findings + 1, sizeof(*all));
	size_t          n = 0, kept = 0;

	if (!all)
		return false;
	for (size_t i = 0; i < s->store.n_findings; i++) {
		if (s->store.finding[i]->suppressed_by)
			all[n++] = (umb_suppressor){ s->store.finding[i]->suppressed_by, 1 };
	}
	if (n)
		qsort(all, n, sizeof(*all), by_words);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && strcmp(all[kept - 1].by, all[i].by) == 0)
			all[kept - 1].count++;
		else
			all[kept++] = all[i];
	}
	s->summary.suppressor    = all;
	s->summary.n_suppressors = kept;
	return true;
}
