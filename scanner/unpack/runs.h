/*
 * unpack/runs.h - what can be read in bytes that are no text.
 */
#ifndef UMB_UNPACK_RUNS_H
#define UMB_UNPACK_RUNS_H

#include "unpack/member.h"

#define UMB_RUN_MIN 5u /* shorter ones are left out */

/* The next readable run from *at on, which moves behind it; false when there is none. */
bool umb_runs_next(umb_slice bytes, size_t *at, umb_slice *run);
/* A line for each. */
void umb_runs_put(umb_member *m, umb_slice bytes);

#endif
