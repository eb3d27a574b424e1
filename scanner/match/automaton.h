/*
 * match/automaton.h - whether a pattern may match at a place, answered at a few bytes' cost: what stands before every run of a regex.
 *
 * An automaton lets through all that its pattern matches, and some more: counts are rounded up, positions (\b, $) are not asked.
 * Its states are made as text asks for them. It belongs to one worker.
 */
#ifndef UMB_MATCH_AUTOMATON_H
#define UMB_MATCH_AUTOMATON_H

#include "base/types.h"

typedef struct umb_automaton umb_automaton;

/*
 * A pattern that umb_pattern_parse accepts; it is not kept.  One that is too large gives an automaton that cannot tell.
 * `budget`: bytes left for the states of all automata that share it, which it outlives; where none is left there are only a few states.
 * NULL: no bound but that of one automaton.
 */
umb_status umb_automaton_new(umb_automaton **out, const char *pattern, size_t *budget, umb_err *err);
void       umb_automaton_free(umb_automaton *a);

/*
 * False: no match in `text` begins in [*from, *to].  True: none begins before the new *from; one may begin there, and where *to is not
 * lowered to the same place, it may also begin behind it without one beginning there.
 * *looked: the end of what was looked at is written down where it is farther; SIZE_MAX stands for the end of the text.
 * text_id: texts of one number are the same, as far as the shorter one goes, so that what was found out need not be again.  0: this is
 * another one.
 */
bool umb_automaton_find(umb_automaton *a, uint64_t text_id, umb_slice text, size_t *from, size_t *to, size_t *looked);

#endif
