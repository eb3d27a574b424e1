/*
 * harness/make_around.h - a hit in a text, as resolvers see it: the secret stands between two marks.
 */
#ifndef UMB_TEST_MAKE_AROUND_H
#define UMB_TEST_MAKE_AROUND_H

#include "core/hit.h"

#define MARK "\x01"

/* Copies text without the marks into out, which must be twice as long. */
static inline umb_hit_view make_around(char *out, umb_rule_info *rule, const char *text)
{
	size_t       n = 0;
	uint64_t     at[2] = { 0, 0 };
	int          n_marks = 0;
	umb_hit_view v;

	for (; *text; text++) {
		if (*text == MARK[0])
			at[n_marks++ & 1] = n;
		else
			out[n++] = *text;
	}
	if (!n_marks)
		at[1] = n;
	v.rule   = rule;
	v.text   = umb_slice_of(out, n);
	v.match  = (umb_span){ 0, n };
	v.secret = (umb_span){ at[0], at[1] };
	/* The value is a copy of its own, as in a scan. */
	v.value = umb_slice_of(out + n + 1, (size_t)(at[1] - at[0]));
	memcpy(out + n + 1, out + at[0], v.value.len);
	return v;
}

#endif
