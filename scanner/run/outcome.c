/*
 * outcome.c - what the exit status says: the words of --fail-on, --min-confidence and --allow-incomplete, and what it all comes to.
 */
#include "run/run_private.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

static size_t count_names(const char *const *names)
{
	size_t n = 0;

	while (names[n])
		n++;
	return n;
}

static umb_status no_word(umb_err *err, const char *what, const char *word, const char *const *names, size_t n, const char *all)
{
	const char *near = umb_text_near_miss(word, names, n);

	if (near)
		return umb_err_set(err, UMB_E_USAGE, "'%s' is no %s (did you mean '%s'?)", word, what, near);
	return umb_err_set(err, UMB_E_USAGE, "'%s' is no %s; there are: %s", word, what, all);
}

umb_status umb_fail_on_parse(int *out, const char *word, bool or_never, umb_err *err)
{
	const char  *name[UMB_N_SEVERITIES + 1];
	size_t       n = count_names(umb_severity_names);
	umb_severity severity;

	if (umb_severity_parse(&severity, word)) {
		*out = (int)severity;
		return UMB_OK;
	}
	*out = UMB_NEVER_FAILS;
	if (or_never && strcmp(word, "never") == 0)
		return UMB_OK;
	memcpy(name, umb_severity_names, n * sizeof(*name));
	name[n] = "never";
	return no_word(err, or_never ? "severity for fail-on" : "severity for --fail-on", word, name, n + or_never,
	               or_never ? "info, low, medium, high, critical, never" : "info, low, medium, high, critical");
}

umb_status umb_level_parse(umb_level *out, const char *word, umb_err *err)
{
	for (int i = 0; i < UMB_N_LEVELS; i++) {
		if (strcmp(umb_level_names[i], word) == 0) {
			*out = (umb_level)i;
			return UMB_OK;
		}
	}
	return no_word(err, "level of --min-confidence", word, umb_level_names, UMB_N_LEVELS, "strict, default, broad");
}

const char *umb_gap_name(size_t i)
{
	for (int k = 0; k < UMB_N_SKIPS; k++) {
		if (umb_skip_is_incomplete((umb_skip)k) && i-- == 0)
			return umb_skip_name((umb_skip)k);
	}
	return NULL;
}

static umb_status no_gap(umb_err *err, const char *word)
{
	const char *name[UMB_N_SKIPS];
	umb_buf     all = UMB_BUF_INIT_MAX(1024);
	size_t      n   = 0;
	umb_status  st;

	/* Who allows everything wants no gate; and a reason of tomorrow is not known today. */
	if (strcmp(word, "all") == 0)
		return umb_err_set(err, UMB_E_USAGE, "--allow-incomplete takes no 'all': name each reason");
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (!umb_skip_is_incomplete((umb_skip)i) && strcmp(word, umb_skip_name((umb_skip)i)) == 0)
			return umb_err_set(err, UMB_E_USAGE, "'%s' never keeps a run from being complete: there is nothing to allow (--allow-incomplete)", word);
	}
	while ((name[n] = umb_gap_name(n)) != NULL) {
		umb_buf_printf(&all, "%s%s", n ? ", " : "", name[n]);
		n++;
	}
	st = no_word(err, "reason for --allow-incomplete", word, name, n, umb_buf_str(&all));
	umb_buf_clear(&all);
	return st;
}

static umb_status read_gap(int *out, const char *word, umb_err *err)
{
	int k = 0;

	while (k < UMB_N_SKIPS && !(umb_skip_is_incomplete((umb_skip)k) && strcmp(word, umb_skip_name((umb_skip)k)) == 0))
		k++;
	*out = k;
	return k == UMB_N_SKIPS ? no_gap(err, word) : UMB_OK;
}

umb_status umb_scan_check_word(const char *option, const char *word, umb_err *err)
{
	umb_level level;
	int       n;

	if (strcmp(option, "fail-on") == 0 || strcmp(option, "verdict.fail-on") == 0)
		return umb_fail_on_parse(&n, word, option[0] == 'v', err);
	if (strcmp(option, "min-confidence") == 0)
		return umb_level_parse(&level, word, err);
	if (strcmp(option, "allow-incomplete") == 0)
		return read_gap(&n, word, err);
	return umb_err_set(err, UMB_E_USAGE, "no option '%s' takes one of some words", option);
}

umb_status umb_outcome_read(struct umb_scan *s, umb_err *err)
{
	int        n  = UMB_SEV_INFO;
	umb_status st = s->opts.fail_on ? umb_fail_on_parse(&n, s->opts.fail_on, false, err) : UMB_OK;

	s->summary.fail_on = (umb_severity)n;
	s->summary.level   = UMB_LEVEL_DEFAULT;
	if (st == UMB_OK && s->opts.min_confidence)
		st = umb_level_parse(&s->summary.level, s->opts.min_confidence, err);
	for (size_t i = 0; i < s->opts.n_allow_incomplete && st == UMB_OK; i++) {
		st = read_gap(&n, s->opts.allow_incomplete[i], err);
		if (st == UMB_OK)
			s->summary.accepts[n] = true;
	}
	return st == UMB_OK ? umb_bounds_read(s, err) : st;
}

static void look_for_gaps(umb_summary *sum)
{
	sum->is_complete = !sum->is_interrupted && !sum->has_failed_target;
	sum->is_covered  = sum->is_complete;
	for (int i = 0; i < UMB_N_SKIPS; i++) {
		if (!sum->skip[i].count || !umb_skip_is_incomplete((umb_skip)i))
			continue;
		sum->is_complete = false;
		sum->is_covered  = sum->is_covered && sum->accepts[i];
	}
}

void umb_outcome_decide(struct umb_scan *s)
{
	umb_summary *sum = &s->summary;

	look_for_gaps(sum);
	if (sum->is_interrupted)
		sum->exit_code = 130;
	else if (sum->n_failing && s->opts.exit_code != UMB_EXIT_ZERO)
		sum->exit_code = s->opts.exit_code ? s->opts.exit_code : 1;
	else if (sum->has_failed_target)
		sum->exit_code = 3;
	else
		sum->exit_code = sum->is_covered ? 0 : 4;
}
