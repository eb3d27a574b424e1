/*
 * core/summary.h - what a run covered.
 */
#ifndef UMB_CORE_SUMMARY_H
#define UMB_CORE_SUMMARY_H

#include "core/bound.h"
#include "core/skip.h"

#define UMB_SKIP_EXAMPLES 5

typedef struct umb_skip_tally {
	uint64_t count;
	/* The first few in path order: "path" or "path: detail", raw bytes, NUL-terminated; sinks escape. */
	char    *example[UMB_SKIP_EXAMPLES];
	size_t   path_len[UMB_SKIP_EXAMPLES]; /* how much of it is the path; 0: it has none */
	size_t   n_examples;
} umb_skip_tally;

/* What suppressed findings, and how many. */
typedef struct umb_suppressor {
	const char *by;
	uint64_t    count;
} umb_suppressor;

typedef struct umb_summary {
	uint64_t       n_units, n_bytes;         /* scanned */
	uint64_t       n_layers, n_layer_bytes;  /* decoded from them */
	uint64_t       n_findings, n_credentials, n_suppressed;
	uint64_t       by_severity[UMB_N_SEVERITIES]; /* findings */
	umb_severity   fail_on;                  /* findings below do not show in the exit code */
	umb_level      level;                    /* how sure findings must be to be reported */
	uint64_t       n_unsure;                 /* findings left out by `strict`, here or in a bound; n_suppressed holds them, too */
	uint64_t       n_failing;                /* findings that show in the exit code */
	const umb_bound *bound;                  /* for some rules or paths */
	size_t         n_bounds;
	uint64_t       n_decided, n_decided_failing; /* findings that fail_on decided, and those of them that fail */
	umb_skip_tally skip[UMB_N_SKIPS];
	uint64_t       elapsed_ms;
	uint32_t       n_threads;
	uint32_t       n_rules;
	bool           is_complete;    /* no skip that counts as incomplete, not interrupted */
	bool           accepts[UMB_N_SKIPS]; /* gaps that the user allows */
	bool           is_covered;     /* is_complete, or would be without the gaps that are allowed */
	bool           is_interrupted;
	bool           has_failed_target; /* a target could not be opened, or the state not be written */
	bool           has_state;      /* n_known says something */
	uint64_t       n_known;        /* of n_units: looked at by an earlier run */
	int            exit_code;
	umb_suppressor *suppressor; /* in order of their words; only when the user wants to see what is suppressed */
	size_t         n_suppressors;
} umb_summary;

/* There is such a gap, and it does not show in the exit code. */
static inline bool umb_summary_accepts(const umb_summary *sum, umb_skip s)
{
	return sum->skip[s].count && sum->accepts[s] && umb_skip_is_incomplete(s);
}

typedef struct umb_run_info {
	const umb_rule_info *const *rules; /* those with findings, by id */
	size_t                      n_rules;
	const umb_slice            *targets;
	size_t                      n_targets;
	int64_t                     started; /* wall clock, seconds */
	const char                 *command; /* "dir", "git", "stdin" */
	bool                        has_own_key; /* the key was given, so that ids are those of other runs with it */
	const char                 *id_key;  /* hex; what credential and exposure ids were made with */
	umb_severity                fail_on; /* as in umb_summary */
	bool                        show_suppressed;
	const umb_summary          *summary; /* the one that finish is given: it stands before a report begins */
	uint64_t                    n_given[2][UMB_N_SEVERITIES]; /* findings that come: [is suppressed][severity] */
} umb_run_info;

#endif
