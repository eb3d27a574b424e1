/*
 * harness/hit_at.h - a hit in a text: its value is the first @@.
 */
#ifndef UMB_TEST_HIT_AT_H
#define UMB_TEST_HIT_AT_H

#include "base/text.h"
#include "harness/make_hit.h"

static inline umb_hit_view hit_at(const char *text)
{
	umb_hit_view hit = make_hit(umb_slice_str(text));
	size_t       at  = umb_text_find(hit.text, umb_slice_str("@@"));

	hit.match = hit.secret = (umb_span){ at, at + 2 };
	hit.value = umb_slice_sub(hit.text, at, at + 2);
	return hit;
}

#endif
