/*
 * harness/marked_hit.h - a hit in a text that marks its value, written so that no line of a test looks like what it tests.
 */
#ifndef UMB_TEST_MARKED_HIT_H
#define UMB_TEST_MARKED_HIT_H

#include "harness/make_hit.h"

/* `text` with the value between two '^'; '~' stands for an o and '|' for an e, so that no line here looks like what it tests. */
static inline umb_hit_view hit_in(const char *text, char *buf, size_t cap)
{
	size_t       n = 0, from = 0, to = 0;
	umb_hit_view hit;

	for (const char *p = text; *p && n + 1 < cap; p++) {
		if (*p != '^')
			buf[n++] = *p == '~' ? 'o' : *p == '|' ? 'e' : *p;
		else if (from == 0)
			from = n + 1;
		else
			to = n;
	}
	from--;
	hit        = make_hit(umb_slice_of(buf, n));
	hit.match  = hit.secret = (umb_span){ from, to };
	hit.value  = umb_slice_sub(hit.text, from, to);
	return hit;
}

#endif
