/*
 * run_private.h - private to run/ and api/: a scan and what is in flight during one.
 *
 * Threads: the caller's thread is the collector.  Workers own their umb_worker until they are joined;
 * `cancelled` and the progress counters are the only things shared while they run.
 */
#ifndef UMB_RUN_PRIVATE_H
#define UMB_RUN_PRIVATE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/thread.h"
#include "core/sink.h"
#include "core/source.h"
#include "engine/engine.h"
#include "ident/ident.h"
#include "store/state.h"
#include "store/store.h"
#include "suppress/inline.h"
#include "suppress/suppress.h"
#include "umb/scan.h"

#define UMB_MAX_REPORTS 8
#define UMB_MAX_TARGETS 65536

typedef struct umb_target {
	const umb_source_ops *ops;
	char                 *name;
	const void           *memory;
	size_t                memory_len;
	umb_source           *source;    /* open while the scan runs */
	bool                  has_failed;
	char                 *rel_base;  /* rel_path.c: asked for the first finding; of a file the whole path, of a folder what stands before */
	bool                  is_folder;
	char                 *root;      /* with rel_base: the folder that the rel_paths of its findings begin at */
	const umb_state_section *section;  /* what an earlier run knew of it, or NULL */
	umb_scanned_use         use;
	umb_state_origin     *origin;      /* of its objects with findings, for the next run */
	size_t                n_origins;
} umb_target;

/* A finding in flight.  `value` lies in the worker's wiped arena. */
typedef struct umb_result {
	umb_finding f;
	umb_slice   value;
	const char *account; /* of what is no secret, for a hand-over: all of it; else "", or NULL when an earlier run found it */
	uint32_t    target;
	uint32_t    unit;      /* number of the unit within the worker, for companions */
	uint32_t    worker;
	uint8_t     blob[UMB_ID_MAX];
	uint8_t     blob_len;
	bool        is_dropped;
	bool        is_lonely;   /* companions.c: the companion that its rule demands is missing */
	bool        is_weak_hit; /* a check called it unlikely; f.is_weak may come later */
	/* For lists that want them (umb_known_wants_lines, _content); in the wiped arena. */
	umb_slice      line;
	umb_span       in_line;
	const uint8_t *content;    /* SHA-256 of the file */
	size_t         member_len; /* of f.path: what stands for a place inside the file */
	/* twins.c, while its unit is at hand: where it ends in its text; of a member, the path of the text that holds it, and its place there if it has lines. */
	uint64_t       end_offset;
	umb_slice      container;
	umb_span       in_container;
	bool        is_kept;   /* found by an earlier run: there is no value, but its credential id */
	const umb_finding *as_found; /* with a state: f before anything else was known */
} umb_result;

typedef struct umb_worker {
	struct umb_scan *scan;
	umb_thread       thread;
	bool             is_started;
	uint32_t         number;
	umb_scratch     *scratch;     /* until its work is done */
	umb_engine_stats stats;       /* of all of it, from then on */
	umb_lane        *lane;
	uint32_t         target;      /* at hand */
	const umb_unit  *unit;        /* at hand */
	uint32_t         n_units_seen;
	umb_arena        arena;       /* wiped: values, and the strings of results */
	umb_result     **result;
	size_t           n_results, cap;
	umb_region       region[UMB_ENGINE_LEVELS]; /* of the texts at hand */
	struct { uint64_t offset, line; } counted; /* of the unit at hand: lines up to there */
	umb_skip_tally   skip[UMB_N_SKIPS];
	uint64_t         n_units, n_bytes;
	uint64_t         told_bytes;  /* what of the engine's count is in live_bytes */
	umb_status       st;
	umb_err          err;
	/* Read by the collector while the worker runs. */
	_Atomic uint64_t live_units, live_bytes, live_hits;
	_Atomic bool     is_done;
} umb_worker;

typedef struct umb_report {
	const umb_sink_ops *ops;
	umb_sink           *sink;
	umb_write_fn        write;
	void               *ctx;
	uint32_t            flags;
} umb_report;

struct umb_scan {
	umb_ruleset     *rules;
	umb_scan_opts    opts;
	umb_limits       limits;
	umb_target      *target;
	size_t           n_targets, cap_targets;
	umb_report       report[UMB_MAX_REPORTS];
	size_t           n_reports;
	umb_progress_fn  on_progress;
	void            *progress_ctx;
	umb_worker      *worker;
	uint32_t         n_workers;
	_Atomic bool     cancelled;
	_Atomic bool     has_timed_out;
	uint64_t         started_ms, deadline_ms, collecting_ms;
	uint64_t         refused_before; /* requests for memory */
	int64_t          started_wall;
	umb_ident_key    key;
	bool             has_own_key; /* it was given, and not made for this run */
	umb_known       *known;       /* NULL: the user named no list */
	const umb_rule_info **rule_infos; /* of the ruleset, for it */
	bool             wants_lines, wants_content;
	int64_t          today;       /* days since 1970-01-01: the last on which a comment with this date allows */
	umb_arena        arena;       /* of the collector; wiped */
	umb_result     **result;      /* of all workers, sorted, after the run */
	size_t           n_results;
	umb_store        store;       /* reported findings */
	umb_state       *state;       /* what an earlier run knew, or NULL */
	umb_state_key    state_key;
	umb_ident_key    file_key;    /* with a state: the user's, whatever the ids are made with */
	bool             keeps_state, is_state; /* one is asked for; and that is what the file is, or it is not there */
	bool             looks_again; /* values are wanted of what was found earlier */
	umb_summary      summary;
	umb_bound       *bound;       /* in `arena`; counted up while findings are collected */
	bool             has_run;
};

/* Whether the choice of rules left this one in. */
static inline bool umb_scan_uses(const struct umb_scan *s, size_t rule)
{
	return !(s->rules->is_off && s->rules->is_off[rule]);
}

/* skips.c */
/* Both count in any case; false when there was no memory for a name that should be told. */
bool umb_skips_add(umb_skip_tally *tally, umb_slice path, const char *detail, uint64_t count);
bool umb_skips_merge(umb_skip_tally *into, const umb_skip_tally *from);
void umb_skips_clear(umb_skip_tally *tally);

/* worker.c: opens its memory, then works through all targets. */
umb_status umb_worker_prepare(umb_worker *w, umb_err *err);
void      *umb_worker_body(void *worker);
void       umb_worker_clear(umb_worker *w);
bool       umb_scan_is_cancelled(void *scan);

/* collector.c: everything that happens to results after the workers. */
umb_status umb_collect(struct umb_scan *s, umb_err *err);
/* Interrupted, and the little time over that is left to say where findings come from, too. */
bool       umb_collect_is_out_of_time(void *scan);
void       umb_collect_skip(void *scan, const umb_place *place, umb_skip reason, const char *detail); /* as umb_visit has it */
/* stories.c: sets f.provenance of what is in the store. */
umb_status umb_stories_add(struct umb_scan *s, umb_err *err);
/* owners.c: sets f.owners. */
umb_status umb_owners_add(struct umb_scan *s, umb_err *err);
/* rel_path.c: sets f->rel_path from f->path. */
umb_status umb_rel_path(umb_target *t, umb_finding *f, umb_arena *arena);
/* twins.c: of the results of one unit, from `first` on, those that a member and its container both show are made one. */
umb_status umb_twins_join(umb_worker *w, size_t first);
/* Of the same unit when 0: what stands side by side. */
static inline int umb_result_unit_compare(const umb_result *a, const umb_result *b)
{
	if (a->worker != b->worker)
		return a->worker < b->worker ? -1 : 1;
	return (a->unit > b->unit) - (a->unit < b->unit);
}
/* Both of results in the order of their units and places.  overlaps.c: two that claim the same bytes, once their paths are known. */
umb_status umb_overlaps_settle(struct umb_scan *s, umb_err *err);
/* witnesses.c: what certificates say of keys elsewhere.  Drops the witnesses. */
umb_status umb_witnesses_hear(struct umb_scan *s, umb_err *err);
/* companions.c: rules that belong together, within one unit. */
umb_status umb_companions_apply(struct umb_scan *s, umb_err *err);
/* ignored.c: reads the lists that the user named; then what they say of all results side by side. */
umb_status umb_ignored_read(struct umb_scan *s, umb_ident_key *key, bool *has_key, umb_err *err);
void       umb_ignored_apply(struct umb_scan *s);
/* Findings per comment or entry that suppressed them, sorted by its words; false when memory is out. */
bool       umb_ignored_count(struct umb_scan *s);
/* masked.c: claims of one finding that are the value of another. */
umb_status umb_claims_mask(struct umb_scan *s, umb_err *err);
/* outcome.c: the options that decide, checked; then what is complete and the exit code, once the rest of the summary stands. */
umb_status umb_outcome_read(struct umb_scan *s, umb_err *err);
void       umb_outcome_decide(struct umb_scan *s);
/* story.c: what the history tells of it, and who answers for it, in sentences; nothing where nothing is known.  `before`: what was told last. */
void       umb_story_tell(const umb_finding *f, const umb_finding *before, umb_line_fn line, void *ctx);
/*
 * resume.c: what an earlier run knew.  Begin: after the key and the baseline.  Of each target before and after it is opened; of results once
 * they are gathered, and once they are attributed (true: they are, by what is known).
 */
umb_status umb_resume_begin(struct umb_scan *s, umb_err *err);
umb_status umb_resume_open(struct umb_scan *s, umb_source_opts *o, umb_err *err);
void       umb_resume_opened(struct umb_scan *s, umb_target *t);
size_t     umb_resume_count(const struct umb_scan *s);
umb_status umb_resume_gather(struct umb_scan *s, umb_err *err);
bool       umb_resume_attribute(umb_target *t, umb_wanted *wanted, size_t n);
umb_status umb_resume_attributed(struct umb_scan *s, umb_target *t, const umb_wanted *wanted, size_t n, umb_err *err);
/* remember.c: for the next run, when this one looked at everything it wanted to look at. */
void       umb_remember(struct umb_scan *s);
/* The digest of all that decides what is found, made by the build. */
extern const char umb_engine_digest[];
umb_status umb_fail_on_parse(int *out, const char *word, bool or_never, umb_err *err);
umb_status umb_level_parse(umb_level *out, const char *word, umb_err *err);
/* verdict.c: entries for some rules and paths, checked; then, with paths known, what is not even that; last, what is not sure enough (what something
   else suppresses is not left out by this); and whether a finding fails. */
umb_status umb_bounds_read(struct umb_scan *s, umb_err *err);
void       umb_bounds_drop(struct umb_scan *s);
void       umb_bounds_admit(struct umb_scan *s, umb_finding *f);
void       umb_bounds_decide(struct umb_scan *s, umb_finding *f);
/* report.c */
umb_status umb_reports_write(struct umb_scan *s, umb_err *err);

#endif
