/*
 * chosen.c - a table of stacks, by open addressing: it has twice the room that it needs.
 */
#include "torture/chosen.h"

#define SLOTS (2 * CHOSEN_CALLS_MAX)

typedef struct row {
	uint64_t stack; /* 0: free */
	uint64_t n_seen, last;
	int      elsewhere;
} row;

static row table[SLOTS];

static row *row_of(uint64_t stack)
{
	uint64_t at = stack % SLOTS;

	while (table[at].stack && table[at].stack != stack)
		at = (at + 1) % SLOTS;
	table[at].stack = stack;
	return &table[at];
}

void chosen_elsewhere(const uint64_t *stack, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		row_of(stack[i])->elsewhere = 1;
}

uint64_t chosen_of(const uint64_t *stack, uint64_t n, uint64_t shift, uint64_t *chosen)
{
	uint64_t n_chosen = 0, n_elsewhere = shift;

	for (uint64_t i = 0; i < n; i++)
		row_of(stack[i])->last = i;
	for (uint64_t i = 0; i < n; i++) {
		row     *r = row_of(stack[i]);
		uint64_t seen = ++r->n_seen;

		if ((seen & (seen - 1)) != 0 && r->last != i)
			continue;
		if (!r->elsewhere || n_elsewhere++ % CHOSEN_SHARED == 0)
			chosen[n_chosen++] = i + 1;
	}
	return n_chosen;
}
