/*
 * automaton_private.h - private to match/: the program that an automaton's states are made of.
 */
#ifndef UMB_MATCH_AUTOMATON_PRIVATE_H
#define UMB_MATCH_AUTOMATON_PRIVATE_H

#include "match/automaton.h"
#include "match/pattern_tree.h"

#define UMB_PROGRAM_STEPS 2048
#define UMB_PROGRAM_SETS 252

/* Of a step: what it does.  Any smaller number is that of a set: it takes one byte of that. */
#define UMB_STEP_LAST 252   /* goes on where the text ends */
#define UMB_STEP_FIRST 253  /* goes on where the text begins, and nowhere else */
#define UMB_STEP_EITHER 254 /* goes on at both */
#define UMB_STEP_END 255    /* the pattern has matched */

/* The number of the only step of that kind. */
#define UMB_PROGRAM_END 0

typedef struct umb_program_step {
	uint16_t to, or_to; /* or_to: of UMB_STEP_EITHER */
	uint8_t  what;
} umb_program_step;

/* Thompson's way of writing a pattern down. */
typedef struct umb_program {
	umb_program_step step[UMB_PROGRAM_STEPS];
	umb_class        set[UMB_PROGRAM_SETS];
	uint16_t         n_steps, n_sets;
	uint16_t         first;
} umb_program;

/* UMB_E_LIMIT where it is too large even with all counts rounded up. */
umb_status umb_program_make(umb_program *out, umb_arena *arena, const umb_pattern *tree);

#endif
