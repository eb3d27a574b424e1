/*
 * git_trace.h - private to git/: a few hundred groups of versions at a time, a bit for each in everything that is asked of a
 * commit.
 */
#ifndef UMB_GIT_TRACE_H
#define UMB_GIT_TRACE_H

#include "git/git_shape.h"

#define UMB_GIT_TRACE_WORDS 4 /* at most, per commit */

enum { UMB_GIT_BRANCH, UMB_GIT_REMOTE, UMB_GIT_TAG_REF, UMB_GIT_OTHER, UMB_GIT_HEAD_REF, UMB_GIT_N_KINDS };

/* Of one kind of refs, in order of their names. */
typedef struct umb_git_ref_list {
	uint32_t at_tip[UMB_MAX_LISTED], other[UMB_MAX_LISTED]; /* numbers in repo->ref */
	uint64_t n_at_tip, n_other;
} umb_git_ref_list;

/* What the sweeps say of one group. */
typedef struct umb_git_told_of {
	umb_git_ref_list list[UMB_GIT_HEAD_REF]; /* of each kind but HEAD */
	uint32_t         first, removed;         /* positions, or UMB_GIT_NO_TREE */
	bool             is_message, in_head_tree, in_head, in_stash, in_other, in_log;
} umb_git_told_of;

typedef struct umb_git_trace_task {
	umb_git_history     *h;
	const umb_git_repo  *repo;
	const umb_git_store *store;
	umb_git_inflater    *inflater;
	umb_arena           *arena;
	umb_versions       *group;   /* of the batch, n_groups */
	size_t               n_groups;
	uint32_t             n_words; /* group i has bit i + 1; the lowest says that something is not there */
	uint64_t            *bits;    /* of each shape: what it holds */
	uint64_t            *wanted_bits;
	uint64_t            *past;    /* by position: what the commit or one before it holds */
	uint64_t            *way;     /* by position: what is still looked for on the way from HEAD back */
	uint8_t             *kind;    /* of each ref */
	uint32_t             stash;   /* the number of refs/stash among refs, or UMB_GIT_NO_TREE */
	umb_git_told_of     *told;
	umb_git_id_map       named;    /* ids of the batch */
	bool                 has_tags; /* among them */
	const char         **ref_name; /* copies, where they were asked for */
	umb_buf              scratch;
	umb_git_bad_fn       bad;
	umb_git_stop_fn      stop;
	void                *ctx;
} umb_git_trace_task;

/* git_trace_fill.c: from t->told[i] to the group's provenance. */
umb_status umb_git_trace_fill(umb_git_trace_task *t, size_t i);

#endif
