/*
 * outcome.c - what the exit status says: how sure and how severe a finding must be to fail, and which gaps are allowed.
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

static umb_status read_fail_on(struct umb_scan *s, umb_err *err)
{
	const char *word = s->opts.fail_on;

	if (!word || umb_severity_parse(&s->summary.fail_on, word))
		return UMB_OK;
	return no_word(err, "severity for --fail-on", word, umb_severity_names, count_names(umb_severity_names), "info, low, medium, high, critical");
}

static umb_status read_confidence(struct umb_scan *s, umb_err *err)
{
	static const char *const words[] = { "strict", "default" };
	const char *word = s->opts.min_confidence;

	s->summary.is_strict = word && strcmp(word, "strict") == 0;
	if (!word || s->summary.is_strict || strcmp(word, "default") == 0)
		return UMB_OK;
	/* Nothing is dropped for its score: what the default leaves out is refuted, or lacks what its rule demands. */
	if (strcmp(word, "broad") == 0)
		return umb_err_set(err, UMB_E_USAGE, "--min-confidence broad is not there yet: default already reports all that no check refutes");
	return no_word(err, "level of --min-confidence", word, words, UMB_COUNT(words), "strict, default");
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

static umb_status read_allowed(struct umb_scan *s, umb_err *err)
{
	for (size_t i = 0; i < s->opts.n_allow_incomplete; i++) {
		const char *word = s->opts.allow_incomplete[i];
		int         k = 0;

		while (k < UMB_N_SKIPS && !(umb_skip_is_incomplete((umb_skip)k) && strcmp(word, umb_skip_name((umb_skip)k)) == 0))
			k++;
		if (k == UMB_N_SKIPS)
			return no_gap(err, word);
		s->summary.accepts[k] = true;
	}
	return UMB_OK;
}

umb_status umb_outcome_read(struct umb_scan *s, umb_err *err)
{
	umb_status st = read_fail_on(s, err);

	if (st == UMB_OK)
		st = read_confidence(s, err);
	return st == UMB_OK ? read_allowed(s, err) : st;
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
	for (int i = (int)sum->fail_on; i < UMB_N_SEVERITIES; i++)
		sum->n_failing += sum->by_severity[i];
	if (sum->is_interrupted)
		sum->exit_code = 130;
	else if (sum->n_failing && s->opts.exit_code != UMB_EXIT_ZERO)
		sum->exit_code = s->opts.exit_code ? s->opts.exit_code : 1;
	else if (sum->has_failed_target)
		sum->exit_code = 3;
	else
		sum->exit_code = sum->is_covered ? 0 : 4;
}
