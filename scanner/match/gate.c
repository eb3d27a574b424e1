/*
 * gate.c - the check between a literal and the regex: is there a long enough run of the right bytes, or one that ends as it must?
 *
 * A run is tested from its far end, so that one wrong byte rules out every start up to it: text that
 * fails costs about one look per run_min bytes.  Most calls end at the first look.
 */
#include "match/pattern.h"

/* Bytes from `at` on that are of the set, counted backwards from at + n; n when all are. */
static size_t run_before(const umb_class *set, const uint8_t *at, size_t n)
{
	size_t i = n;

	while (i > 0 && umb_class_has(set, at[i - 1]))
		i--;
	return n - i;
}

static bool has_one(const umb_class *set, const uint8_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_class_has(set, at[i]))
			return true;
	}
	return false;
}

static bool ends_at_stop(const umb_gate *g, umb_slice text, size_t at)
{
	size_t i = at, end = UMB_MIN(text.len, at + g->gap_max);

	while (i < end && umb_class_has(&g->set, text.ptr[i]))
		i++;
	return i < text.len && i - at >= g->run_min && umb_class_has(&g->stop, text.ptr[i]);
}

bool umb_gate_pass(const umb_gate *g, umb_slice text, size_t at)
{
	size_t run = g->run_min, start = at, last, n;

	if (at > text.len || run > text.len - at)
		return false;
	if (umb_gate_has_stop(g))
		return ends_at_stop(g, text, at);
	last = UMB_MIN(at + g->gap_max, text.len - run); /* the last place where the run may begin */
	if (run == 1)
		return has_one(&g->set, text.ptr + start, last - start + 1);
	while (start <= last) {
		n = run_before(&g->set, text.ptr + start, run);
		if (n == run)
			return true;
		start += run - n; /* behind the byte that was wrong */
	}
	return false;
}
