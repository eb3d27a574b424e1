/*
 * core/bound.h - how sure a finding must be to be reported, and how severe to fail; of some rules and paths as well as of all.
 */
#ifndef UMB_CORE_BOUND_H
#define UMB_CORE_BOUND_H

#include "core/rule_info.h"

/* What --min-confidence reports, from almost never wrong to almost nothing missed.  Each holds the one before. */
typedef enum umb_level {
	UMB_LEVEL_STRICT,  /* what is sure: see umb_finding_is_sure */
	UMB_LEVEL_DEFAULT, /* what no check speaks against */
	UMB_LEVEL_BROAD,   /* what no check refutes */
	UMB_N_LEVELS
} umb_level;

extern const char *const umb_level_names[]; /* NULL-terminated */

#define UMB_NEVER_FAILS UMB_N_SEVERITIES

/* An entry of a configuration's `verdict`, and what it came to.  Of those that match a finding the last one that says something decides. */
typedef struct umb_bound {
	const char *name;          /* "gate.yml:7"; lives as long as the scan */
	const char *rule, *path;   /* NULL: any */
	bool        has_fail_on, has_level;
	int         fail_on;       /* a umb_severity, or UMB_NEVER_FAILS */
	umb_level   level;
	uint64_t    n_decided, n_failing; /* reported findings whose exit it decided, and those of them that fail */
	uint64_t    n_unsure;      /* findings that it left out */
} umb_bound;

#endif
