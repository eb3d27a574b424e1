/*
 * sarif.h - private to sink/: how results are spread over the runs of one SARIF file, and what is said when they do not fit.
 */
#ifndef UMB_SINK_SARIF_H
#define UMB_SINK_SARIF_H

#include "base/gzip_size.h"
#include "sink/record.h"

/*
 * What code scanning of GitHub takes.  Its other bounds are kept by construction: one location per result (1,000), two tags
 * per rule (20).
 */
typedef struct umb_sarif_limits {
	uint64_t n_results; /* in a run */
	uint64_t n_runs;
	uint64_t n_rules;   /* in a run */
	uint64_t n_shown;   /* results of a run that it keeps, the most severe */
	uint64_t n_bytes;   /* of the file in gzip */
} umb_sarif_limits;

#define UMB_SARIF_LIMITS_INIT { 25000, 20, 25000, 5000, 10000000 }

struct umb_sink {
	umb_out             to;  /* counts, then writes to `out` */
	umb_out             out;
	umb_sarif_limits    limits;
	const umb_run_info *run;
	uint64_t            room[2][UMB_N_SEVERITIES]; /* results that still fit: [is suppressed][severity] */
	uint64_t            n_left_out;
	uint64_t            n_in_run, nth_run;
	size_t              n_rules;                   /* in the list of each run */
	uint64_t            n_bytes;
	umb_record_stories  stories;
	umb_gzip_size      *gzip;                      /* or NULL: too little to measure */
};

extern const umb_sink_ops umb_sink_sarif;

/* sink_sarif.c: as its open, with other limits for tests. */
umb_status umb_sarif_open(umb_sink **out, const umb_out *to, const umb_sarif_limits *limits, umb_err *err);
void       umb_sarif_add_rule(umb_json *rules, const umb_rule_info *info);
umb_json  *umb_sarif_add_physical(umb_json *location, umb_slice path);

/* sarif_run.c: the file begins, and its first run; where there is no room the least severe are left out. */
umb_status umb_sarif_begin(umb_sink *s, const umb_run_info *run, umb_err *err);
/* *fits false: left out, and counted.  Opens the next run where this one is full. */
umb_status umb_sarif_next(umb_sink *s, const umb_finding *f, bool *fits, umb_err *err);
umb_status umb_sarif_finish(umb_sink *s, umb_err *err);

#endif
