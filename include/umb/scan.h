/*
 * umb/scan.h - run a scan and receive its reports.
 *
 * A scan joins a ruleset (what to look for), targets (where to look) and reports (who is told).
 *
 * Threads: one umb_scan belongs to one thread.  umb_scan_run starts its own workers, but every callback
 * comes from the calling thread and in one fixed order: the report is the same, byte for byte, for 1
 * worker and for 64.  umb_scan_cancel alone may be called from any thread or from a signal handler.
 */
#ifndef UMB_SCAN_H
#define UMB_SCAN_H

#include "umb/ruleset.h"
#include "umb/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct umb_scan umb_scan;

/*
 * What a finding must be to be reported and to fail, of some rules and paths.  A NULL says nothing: `rule` and `path` of any, the
 * others leave what is said elsewhere.  Strings are borrowed until the scan is freed.
 */
typedef struct umb_verdict_entry {
	const char *rule;           /* an id, or "tag:WORD" */
	const char *path;           /* gitignore pattern, of the path below the root of the repository, else the working directory, else the target */
	const char *fail_on;        /* as below, or "never" */
	const char *min_confidence; /* as below */
	const char *name;           /* what reports call this entry: "gate.yml:7" */
} umb_verdict_entry;

/* Append fields only, and raise the version when you do.  Zero means the default everywhere. */
typedef struct umb_scan_opts {
	uint32_t           version;            /* UMB_SCAN_OPTS_VERSION */
	uint32_t           n_threads;          /* 0: one per core we may use */
	uint32_t           max_decode_depth;   /* decoded layers below the raw unit; 0: 4 (UMB_NO_LAYERS: none) */
	uint32_t           max_archive_depth;  /* unpacked containers inside each other; 0: 3 (UMB_NO_LAYERS: none) */
	uint64_t           max_decoded_bytes;  /* per unit, summed over its layers, and again for each 16 MiB of it; 0: 256 MiB */
	uint64_t           max_target_bytes;   /* larger files and objects are skipped and counted; 0: no limit */
	uint64_t           timeout_ms;         /* of the whole run; 0: none */
	uint64_t           unit_timeout_ms;    /* of decoding one unit, and again for each 256 MiB of it; 0: 60,000 */
	const char *const *excludes;           /* gitignore globs: not looked at, counted */
	size_t             n_excludes;
	const char        *baseline;           /* findings listed in this file are counted, not reported */
	const char        *key;                /* 64 hex digits: the key of credential and exposure ids; NULL: from the baseline, else random */
	int                cross_mounts;       /* enter other file systems */
	int                whole_files;        /* staged: findings in lines that were there before, too */
	const char *const *revs;               /* range: "A", "^A", "A^!", "A..B", "--all", "--branches", "--tags", "--remotes", these three with "=GLOB", too */
	size_t             n_revs;
	const char *const *paths;              /* range: only these files, as git's pathspecs from the top; none: all */
	size_t             n_paths;
	int64_t            since;              /* range, with has_since: committed then or later, seconds since 1970 */
	int                has_since;
	uint64_t           max_commits;        /* range: the newest so many; 0: all */
	int                whole_versions;     /* git: search every version as a whole; slower, with the same result */
	int                no_ignore;          /* ignore the inline "allow" comments */
	int                show_suppressed;
	int                show_secrets;       /* values in reports that can carry them */
	int                keep_secrets;       /* a hand-over will be asked for */
	int                exit_code;          /* what findings come to in the summary; 0: 1; UMB_EXIT_ZERO: nothing */
	const char        *command;            /* for the report: "dir", "git", "staged", "worktree", "staged+worktree", "range", "stdin" */
	const char        *ignore_file;        /* an ignore file, or a folder with some: what they list is counted, not reported */
	const char        *fail_on;            /* "low", "medium", "high", "critical": findings below are reported and do not fail; NULL or "info": all fail */
	const char *const *allow_incomplete;   /* names of gaps (umb_gap_name) that are told and do not make the exit code 4 */
	size_t             n_allow_incomplete;
	const char        *min_confidence;     /* "strict": findings of rules without high confidence that nothing proves are counted, not reported; NULL or "default":
	                                          what no check speaks against; "broad": what no check refutes, the unlikely with severity low at most */
	const char *const *baselines;          /* as `baseline`, any number of them; of several kinds: see umb_list_name */
	size_t             n_baselines;
	const char *const *ignore_files;       /* as `ignore_file`; "KIND:FILE" says what FILE is; of a folder all that are known there are read */
	size_t             n_ignore_files;
	const char        *today;              /* "2026-01-31": the day on which `until=` in a comment is judged; NULL: this one (UTC) */
	/*
	 * git: what was looked at with these rules is kept in this file (0600), with what was found, without values; the next run looks at
	 * what is new.  Wants `key`, which seals it: a file that was not written with this key, or is damaged, or belongs to other rules or
	 * another history, is not used, and the log says so; everything is scanned then.  Not written after an interrupted run.
	 */
	const char        *state;
	const umb_verdict_entry *verdict;      /* for each of fail_on and min_confidence, the last entry that matches a finding and sets it decides */
	size_t             n_verdict;
	int64_t            until;              /* range, with has_until: committed then or earlier, seconds since 1970 */
	int                has_until;
	int                first_parent;       /* range: of merges only the first parent is followed, and compared with */
	int                no_merges;          /* range: what merges bring is left out */
} umb_scan_opts;

#define UMB_NO_LAYERS UINT32_MAX
#define UMB_EXIT_ZERO (-1) /* findings do not show in the exit code; a failed target and a gap still do */
#define UMB_SCAN_OPTS_VERSION 8
#define UMB_SCAN_OPTS_INIT { .version = UMB_SCAN_OPTS_VERSION }

/* `opts` may be NULL.  Borrows `rules` until the scan is freed.  On success the caller owns *out. */
UMB_API umb_status umb_scan_new(umb_scan **out, const umb_ruleset *rules, const umb_scan_opts *opts, umb_err *err);

/* source: "dir" (file or directory), "git", "staged", "worktree", "range", "stdin" (target ignored).  Opened when the scan runs. */
UMB_API umb_status umb_scan_add_target(umb_scan *scan, const char *source, const char *target, umb_err *err);
/* Scans bytes of the caller under the name `path`; borrows `bytes` until the scan has run. */
UMB_API umb_status umb_scan_add_memory(umb_scan *scan, const char *path, const void *bytes, size_t len, umb_err *err);

/* Where a report goes.  A non-zero return stops the scan with UMB_E_IO; fill err for the words. */
typedef int (*umb_write_fn)(void *ctx, const void *bytes, size_t len, umb_err *err);

#define UMB_REPORT_COLOUR 1u  /* a terminal that wants colours */
#define UMB_REPORT_VERBOSE 2u
#define UMB_REPORT_SUMMARY 4u /* what was covered, and no findings */
#define UMB_REPORT_QUIET 8u   /* text: nothing at all when there is nothing to say */

/*
 * Adds a report: "text", "json", "sarif" and more (see umb_report_name).  UMB_E_REFUSED when show_secrets is on
 * and the format cannot carry values.
 */
UMB_API umb_status umb_scan_add_report(umb_scan *scan, const char *format, umb_write_fn write, void *ctx,
                                       uint32_t flags, umb_err *err);
/* Name and one-line summary of the i-th report format, or NULL behind the last. */
UMB_API const char *umb_report_name(size_t i);
UMB_API const char *umb_report_summary(size_t i);

/* Name and one-line summary of the i-th kind of ignore file or baseline, or NULL behind the last. */
UMB_API const char *umb_list_name(size_t i);
UMB_API const char *umb_list_summary(size_t i);
/* The i-th file name by which one is known, or NULL behind the last; *is_baseline: what it is. */
UMB_API const char *umb_list_file(size_t i, int *is_baseline);

/* Name of the i-th reason for which something was not looked at and a run is no all-clear ("too-big"), or NULL behind the last. */
UMB_API const char *umb_gap_name(size_t i);

/*
 * Whether `word` may stand for this option: "fail-on" (with "never" as in an entry, "verdict.fail-on"), "min-confidence" or
 * "allow-incomplete".  UMB_E_USAGE with the near miss.
 */
UMB_API umb_status umb_scan_check_word(const char *option, const char *word, umb_err *err);

typedef struct umb_scan_result {
	int      exit_code; /* 0 clean, or nothing that fails; 1 findings (of fail_on or above), 3 failed target, 4 incomplete, 130 interrupted */
	uint64_t n_findings, n_credentials, n_suppressed;
	uint64_t n_units, n_bytes;
	int      is_complete, is_interrupted; /* a gap that is allowed is one all the same */
} umb_scan_result;

/*
 * Scans everything once.  UMB_OK means that the run completed (even when a target could not be opened: that is in the
 * result); findings are no failure.  Targets that cannot be opened are told through the log.
 */
UMB_API umb_status umb_scan_run(umb_scan *scan, umb_scan_result *result, umb_err *err);

/* Stops workers at the next unit, layer or window; reports are still written.  Async-signal-safe. */
UMB_API void umb_scan_cancel(umb_scan *scan);

typedef struct umb_progress {
	uint64_t n_units, n_bytes, n_hits;
	uint64_t total_units; /* 0 when the source does not know */
	uint64_t elapsed_ms;
} umb_progress;

/* Called from the thread in umb_scan_run about ten times a second. */
typedef void (*umb_progress_fn)(void *ctx, const umb_progress *p);
UMB_API void umb_scan_on_progress(umb_scan *scan, umb_progress_fn fn, void *ctx);

/* Accepts NULL, and a scan that never ran.  Wipes every value it still holds. */
UMB_API void umb_scan_free(umb_scan *scan);

/* The reasons of the findings with this credential or exposure id (or all, id NULL), in words; after umb_scan_run. */
UMB_API umb_status umb_scan_explain(const umb_scan *scan, const char *id, umb_line_fn line, void *ctx, umb_err *err);

#ifdef __cplusplus
}
#endif
#endif
