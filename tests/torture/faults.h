/*
 * faults.h - which call of a run fails.
 */
#ifndef UMB_TORTURE_FAULTS_H
#define UMB_TORTURE_FAULTS_H

#include <stdint.h>

typedef enum faults_kind { FAULTS_NONE, FAULTS_ALLOC, FAULTS_READ } faults_kind;

typedef struct faults_plan {
	faults_kind kind;
	uint64_t    at;       /* 1-based; 0: none */
	int         for_good; /* all later calls fail, too */
} faults_plan;

void     faults_set(faults_plan plan);
uint64_t faults_count(faults_kind kind); /* calls since faults_set */
/* For a run without a fault: call n of that kind since then leaves in stack[n - 1] a number of who called whom. */
void     faults_note(faults_kind kind, uint64_t *stack, uint64_t cap);

#endif
