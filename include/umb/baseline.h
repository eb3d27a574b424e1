/*
 * umb/baseline.h - write the baseline of what a scan has found: what is known, and need not be reported again.
 *
 * A text file to be committed, one line for each value in a file; no value can be read from it.  A scan reads it as
 * umb_scan_opts.baseline: a known value in its file is counted and not reported, in another file it is reported and marked.
 */
#ifndef UMB_BASELINE_H
#define UMB_BASELINE_H

#include "umb/scan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum umb_baseline_op {
	UMB_BASELINE_CREATE, /* a new file with all that is reported; what is there is never overwritten */
	UMB_BASELINE_UPDATE, /* adds what is reported, and leaves every line as it is */
	UMB_BASELINE_PRUNE,  /* removes entries of what is no longer found by a rule of this scan below one of its targets */
	UMB_BASELINE_DIFF    /* writes nothing: tells what update would add and prune remove */
} umb_baseline_op;

typedef struct umb_baseline_result {
	size_t n_added, n_removed; /* entries; with DIFF: that would be */
	size_t n_entries;          /* that are in the file afterwards */
} umb_baseline_result;

/*
 * After umb_scan_run, on its thread.  For all but CREATE the scan must have been made with `path` as its first baseline, so that its
 * entries count as known; the ids of the file are made with its salt, or, when it was created by a scan with a key, with that key.
 * `line` gets "+ ..." for what is added and "- ..." for what is removed, in the form of the file; may be NULL.  The file is
 * replaced as a whole or stays as it is.
 *
 * UMB_E_REFUSED: CREATE and there is a file; PRUNE after a scan that did not look at everything; a scan that was interrupted.
 * UMB_E_FORMAT: the file is damaged, or a merge in it is not finished, with the line.
 */
UMB_API umb_status umb_scan_baseline(const umb_scan *scan, umb_baseline_op op, const char *path, umb_line_fn line, void *ctx,
                                     umb_baseline_result *out, umb_err *err);

#ifdef __cplusplus
}
#endif
#endif
