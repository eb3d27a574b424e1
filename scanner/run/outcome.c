/*
 * outcome.c - what the exit status says: from which severity on a finding fails.
 */
#include "run/run_private.h"

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

umb_status umb_outcome_read(struct umb_scan *s, umb_err *err)
{
	return read_fail_on(s, err);
}

void umb_outcome_decide(struct umb_scan *s)
{
	umb_summary *sum = &s->summary;

	for (int i = (int)sum->fail_on; i < UMB_N_SEVERITIES; i++)
		sum->n_failing += sum->by_severity[i];
	if (sum->is_interrupted)
		sum->exit_code = 130;
	else if (sum->n_failing && s->opts.exit_code != UMB_EXIT_ZERO)
		sum->exit_code = s->opts.exit_code ? s->opts.exit_code : 1;
	else if (sum->has_failed_target)
		sum->exit_code = 3;
	else
		sum->exit_code = sum->is_complete ? 0 : 4;
}
