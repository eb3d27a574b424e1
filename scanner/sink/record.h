/*
 * record.h - private to sink/: findings and summaries as JSON records, shared by json and jsonl; what formats have in common.
 */
#ifndef UMB_SINK_RECORD_H
#define UMB_SINK_RECORD_H

#include "base/json.h"
#include "core/sink.h"

/* Appends bytes of any kind as the path of a URI: what is not plain is percent-encoded, '/' stands. */
void umb_record_percent(umb_buf *b, umb_slice path);
/* Without "./" and "/" in front, as below the root of a checkout. */
umb_slice umb_record_relative(umb_slice path);
/* The file of a finding, so; empty for a blob that nothing names. */
umb_slice umb_record_file(const umb_finding *f);
/* "path", and "path_bytes" where that cannot be said in JSON. */
void umb_record_path(umb_json *o, umb_slice path);
/*
 * Stories as JSON.  A value that a file holds through thousands of versions is one story of thousands of findings, which stand near each other.
 * Zero it to begin, clear in the end.
 */
typedef struct umb_record_stories {
	struct {
		const umb_provenance *of;
		umb_buf               json;
	} at[64];
} umb_record_stories;
/* "companions" and "part_of"; nothing where there are none. */
void umb_record_companions(umb_json *o, const umb_finding *f);
/* record_past.c: "provenance", and "owners" with "owners_source"; nothing where it is not known. */
void umb_record_provenance(umb_json *o, const umb_finding *f, umb_record_stories *stories);
void umb_record_stories_clear(umb_record_stories *stories);
void umb_record_owners(umb_json *o, const umb_finding *f);
void umb_record_finding(umb_json *o, const umb_finding *f, umb_record_stories *stories);
/* What decides the exit code: fields of the summary. */
void umb_record_verdict(umb_json *o, const umb_summary *sum);
const char *umb_record_fail_on(int fail_on);
void umb_record_summary(umb_json *o, const umb_run_info *run, const umb_summary *sum);
/* " (1 critical, 2 low)": how many of the findings are of each severity; nothing where there are none. */
void umb_record_severities(umb_buf *b, const umb_summary *sum);
/* Prints the record, a newline behind it, writes and frees it (wiped: it may hold `shown` values). */
umb_status umb_record_write(const umb_out *to, umb_json *own_record, const char *before, const char *after, umb_err *err);
/* Writes what the buffer holds and empties it; of a buffer that has failed, nothing. */
umb_status umb_record_flush(const umb_out *to, umb_buf *b, umb_err *err);
#define UMB_RECORD_INTERRUPTED "interrupted: only a part was looked at"
#define UMB_RECORD_FAILED_TARGET "a target could not be opened"
/* What keeps a run from being an all-clear, in words and one line; nothing when it is one. */
void umb_record_gaps(umb_buf *b, const umb_summary *sum);
/* What stands before them: whether the user accepts them all. */
const char *umb_record_gap_words(const umb_summary *sum);
/* For formats that have no place for it. */
void umb_record_warn_gaps(const umb_summary *sum, const char *format);

#endif
