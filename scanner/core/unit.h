/*
 * core/unit.h - a unit is bytes plus the place they came from.
 */
#ifndef UMB_CORE_UNIT_H
#define UMB_CORE_UNIT_H

#include "base/types.h"
#include "core/carry.h"
#include "core/decoder.h"
#include "core/skip.h"

/* Bytes behind the end of a unit that may be read; their value does not matter. */
#define UMB_TEXT_PAD 128
#define UMB_ID_MAX 32 /* bytes of a git object id */

typedef struct umb_place {
	const char *source;  /* constant: "dir", "git", "staged", "worktree", "range", "stdin", "memory" */
	umb_slice   path;    /* raw bytes as the user named the target, '/'-separated; empty when not known yet (a blob) */
	umb_slice   name;    /* then: its last part, where that is known; or empty */
	uint8_t     blob[UMB_ID_MAX];
	uint8_t     blob_len; /* 0, 20 or 32 */
} umb_place;

/* What looking at a unit came to, beside its hits. */
typedef struct umb_looked {
	uint32_t n_skips; /* something of it was not looked at, and told */
	bool     is_dated; /* what a comment in it says is true until some day */
	uint64_t n_layers, n_layer_bytes;
} umb_looked;

/*
 * Borrowed for one visit.  `bytes` is followed by at least UMB_TEXT_PAD readable bytes.  When `rest` is
 * set, `bytes` is only the beginning (at least 64 KB of it) and the rest is pulled through it.
 */
typedef struct umb_unit {
	umb_slice        bytes;
	const umb_place *place;
	umb_reader      *rest;
	uint32_t        *n_hits;  /* NULL, or where what is found is counted */
	umb_version     *version; /* NULL, or what is known of the version it is a delta on, and asked about this one */
	/*
	 * NULL: all lines are new; else asked about what is found, whether one of the lines [from, to] is; else it was there before.
	 * From 0 on: whether any byte of it is, for what stands in no line.
	 */
	bool           (*is_new)(void *ctx, uint64_t from, uint64_t to);
	void            *is_new_ctx;
	bool             is_opened; /* the source hands out what is inside as units of their own: it is looked at as it stands */
	umb_looked      *looked;  /* NULL, or what came of it; counted up */
} umb_unit;

/* What a source calls, on the worker's thread. */
typedef struct umb_visit {
	void *ctx;
	/* Anything but UMB_OK means: stop this source's work and return the status. */
	umb_status (*unit)(void *ctx, const umb_unit *unit);
	/* detail: a short constant or system text, may be NULL. */
	void (*skip)(void *ctx, const umb_place *place, umb_skip reason, const char *detail);
	bool (*is_cancelled)(void *ctx);
} umb_visit;

#endif
