/*
 * automaton_trail.h - private to match/: where earlier runs of an automaton over the same text came by, in which state, and how they ended.
 *
 * A text that is full of beginnings of a long pattern would be followed to the end of its reach from each of them.  But runs that
 * are in one state at one place go on alike, and nearly all of them soon are: so each goes on where the last one ended.
 */
#ifndef UMB_MATCH_AUTOMATON_TRAIL_H
#define UMB_MATCH_AUTOMATON_TRAIL_H

#include "base/types.h"

/* Places that are written down, and how many of the last ones are kept: those of 16 KB. */
#define UMB_TRAIL_STEP 64u
#define UMB_TRAIL_MARKS 256u

typedef struct umb_trail_mark {
	uint64_t text; /* 0: nothing is written here */
	size_t   at, row;
	size_t   to, to_row; /* how a run that was there ended */
} umb_trail_mark;

typedef struct umb_trail {
	umb_trail_mark mark[UMB_TRAIL_MARKS];
	uint16_t       visited[UMB_TRAIL_MARKS]; /* by the run at hand */
	size_t         n_visited;
} umb_trail;

/*
 * The run at hand is at `at` in the state `row`, which it may have reached by *at and *row of an earlier one: true, and they are where
 * that one ended, no farther than `end`.  False: it is written down.
 */
bool umb_trail_pass(umb_trail *t, uint64_t text, size_t end, size_t *at, size_t *row);

/* How it ended, for all places that it came by. */
void umb_trail_end(umb_trail *t, size_t at, size_t row);

#endif
