/*
 * core/sink.h - a report format.
 *
 * Called from one thread, in one fixed order: begin, then finding for each finding in place order and
 * credential for each credential in order of its first place (a sink sets what it needs, the other is
 * NULL), then finish.  Output goes through umb_out; a failed write is the status of the call.
 */
#ifndef UMB_CORE_SINK_H
#define UMB_CORE_SINK_H

#include "base/buf.h"
#include "core/finding.h"
#include "core/summary.h"

#define UMB_SINK_SECRETS 1u /* may receive `shown` values */

typedef struct umb_out {
	void *ctx;
	umb_status (*write)(void *ctx, umb_slice bytes, umb_err *err);
	bool is_colour;  /* a terminal that wants colours */
	bool is_verbose;
	bool is_quiet;   /* nothing at all when nothing was found and everything looked at */
} umb_out;

typedef struct umb_sink umb_sink; /* the format's own state */

typedef struct umb_sink_ops {
	const char *name; /* "sarif" */
	const char *summary;
	uint32_t    flags;
	umb_status (*open)(umb_sink **out, const umb_out *to, umb_err *err); /* copies *to */
	umb_status (*begin)(umb_sink *s, const umb_run_info *run, umb_err *err);
	umb_status (*finding)(umb_sink *s, const umb_finding *f, umb_err *err);
	umb_status (*credential)(umb_sink *s, const umb_credential *c, umb_err *err);
	umb_status (*finish)(umb_sink *s, const umb_summary *sum, umb_err *err);
	void       (*close)(umb_sink *s); /* accepts NULL */
} umb_sink_ops;

/* sink/registry.c */
const umb_sink_ops *umb_sink_find(const char *name);
size_t umb_sink_count(void);
const umb_sink_ops *umb_sink_at(size_t i);

#endif
