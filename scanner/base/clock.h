/*
 * base/clock.h - monotonic time for deadlines, wall time for reports.
 */
#ifndef UMB_BASE_CLOCK_H
#define UMB_BASE_CLOCK_H

#include "base/types.h"

uint64_t umb_clock_ms(void); /* monotonic, milliseconds */
uint64_t umb_clock_ns(void); /* monotonic, nanoseconds */
int64_t  umb_clock_wall(void); /* seconds since 1970; SOURCE_DATE_EPOCH wins, for reproducible reports */
/* "2026-01-31T12:00:00Z" for seconds since 1970, with `offset_min` minutes added and shown as +hh:mm when not 0. */
const char *umb_clock_iso(char out[40], int64_t seconds, int offset_min);
/* "2026-01-31", and nothing else, as days since 1970-01-01. */
bool umb_clock_day(int64_t *out, umb_slice text);

#endif
