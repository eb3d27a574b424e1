/*
 * gate.c - the check between a literal and the regex: a few bytes of look-ahead through a bitmap.
 */
#include "match/pattern.h"

bool umb_gate_pass(const umb_gate *g, umb_slice text, size_t at)
{
	size_t   last = UMB_MIN(text.len, at + g->gap_max); /* a run may begin up to here */
	uint32_t run  = 0;

	for (size_t i = at; i < text.len; i++) {
		if (umb_class_has(&g->set, text.ptr[i])) {
			if (++run >= g->run_min)
				return true;
		} else {
			if (i >= last)
				return false;
			run = 0;
		}
		/* a run that began behind the gap does not count */
		if (i + 1 - run > last)
			return false;
	}
	return false;
}
