/*
 * automaton_trail.c - the marks of runs.  Marks that a run jumped by are brought up to date with those it made, so that the next one jumps all the way.
 */
#include "match/automaton_trail.h"

static umb_trail_mark *mark_of(umb_trail *t, size_t at)
{
	return &t->mark[at / UMB_TRAIL_STEP % UMB_TRAIL_MARKS];
}

static void visit(umb_trail *t, const umb_trail_mark *m)
{
	t->visited[t->n_visited++] = (uint16_t)(m - t->mark);
}

bool umb_trail_pass(umb_trail *t, uint64_t text, size_t end, size_t *at, size_t *row)
{
	umb_trail_mark *m = mark_of(t, *at);

	if (t->n_visited == UMB_COUNT(t->visited))
		return false;
	if (m->text == text && m->at == *at && m->row == *row && m->to > *at && m->to <= end) {
		visit(t, m);
		*at  = m->to;
		*row = m->to_row;
		return true;
	}
	/* Nowhere, as long as it goes on. */
	*m = (umb_trail_mark){ text, *at, *row, 0, 0 };
	visit(t, m);
	return false;
}

void umb_trail_end(umb_trail *t, size_t at, size_t row)
{
	for (size_t i = 0; i < t->n_visited; i++) {
		umb_trail_mark *m = &t->mark[t->visited[i]];

		m->to     = at;
		m->to_row = row;
	}
	t->n_visited = 0;
}
