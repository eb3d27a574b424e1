/*
 * record.h - private to sink/: findings and summaries as JSON records, shared by json and jsonl.
 */
#ifndef UMB_SINK_RECORD_H
#define UMB_SINK_RECORD_H

#include "base/json.h"
#include "core/sink.h"

/* Appends bytes of any kind as the path of a URI: what is not plain is percent-encoded, '/' stands. */
void umb_record_percent(umb_buf *b, umb_slice path);
void umb_record_finding(umb_json *o, const umb_finding *f);
void umb_record_summary(umb_json *o, const umb_run_info *run, const umb_summary *sum);
/* Prints the record, a newline behind it, writes and frees it (wiped: it may hold `shown` values). */
umb_status umb_record_write(const umb_out *to, umb_json *own_record, const char *before, const char *after, umb_err *err);

#endif
