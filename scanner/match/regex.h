/*
 * match/regex.h - PCRE2 behind our own name: compiled lazily, once, for all threads; limits on every run.
 */
#ifndef UMB_MATCH_REGEX_H
#define UMB_MATCH_REGEX_H

#include <stdatomic.h>
#include "base/types.h"

#define UMB_REGEX_MAX_GROUPS 32

typedef struct umb_regex umb_regex; /* immutable, shared */

/* Where a compiled regex is kept; zero-initialised, one per rule, outside the constant tables. */
typedef struct umb_regex_slot {
	_Atomic(umb_regex *) regex;
} umb_regex_slot;

#define UMB_REGEX_ANCHORED 1u /* a match must begin exactly at `from` (decided at compile time: the JIT needs that) */

/* Compiles on first use; two threads that race compile twice and one result is kept.  *out is borrowed from the slot. */
umb_status umb_regex_get(const umb_regex **out, umb_regex_slot *slot, const char *pattern, unsigned flags, umb_err *err);
void       umb_regex_slot_clear(umb_regex_slot *slot);

/* Per-worker memory: match data, JIT stack, limits.  Not shared between threads. */
typedef struct umb_regex_scratch umb_regex_scratch;
umb_status umb_regex_scratch_new(umb_regex_scratch **out, umb_err *err);
void       umb_regex_scratch_free(umb_regex_scratch *s);

/*
 * The leftmost match in `subject` that begins in [from, start_max].  Bytes before `from` are context for \b.
 * UMB_OK with groups filled ([0] is the match; an unset group is {0,0} with from == to == UINT64_MAX), UMB_END when there
 * is none, UMB_E_LIMIT when the match, depth or heap limit was reached.  n_groups <= UMB_REGEX_MAX_GROUPS.
 */
umb_status umb_regex_match(const umb_regex *re, umb_regex_scratch *s, umb_slice subject, size_t from, size_t start_max,
                           umb_span *groups, size_t n_groups);

#endif
