/*
 * git_range_walk.h - private to git_range*.c: one search for what some commits introduce.
 */
#ifndef UMB_GIT_RANGE_WALK_H
#define UMB_GIT_RANGE_WALK_H

#include "git/git_range.h"

typedef struct umb_git_range_node {
	int64_t  date;
	uint32_t first_parent, n_parents; /* in parents[] */
	bool     is_met, is_read, is_waiting, is_out;
} umb_git_range_node;

typedef struct umb_git_range_walk {
	umb_git_range            *g;
	const umb_git_repo       *r;
	const umb_git_store      *s;
	const umb_git_range_opts *o;
	umb_git_inflater         *inf;
	umb_git_bad_fn            bad;
	umb_git_stop_fn           stop;
	void                     *ctx;
	umb_err                  *err;
	umb_git_range_node       *node;
	size_t                    cap_nodes;
	uint32_t                 *parent, *heap, *shown;
	size_t                    n_parents, cap_parents, n_heap, cap_heap, n_shown, cap_shown;
	size_t                    n_waiting; /* in the heap, and not out */
	umb_buf                   text;
	umb_git_commit            commit;    /* the one read last, which lies in `text` */
	umb_git_id_map            seen;      /* changes */
	umb_git_id_map            others;    /* of a commit with many parents: what those behind the first ones do not have */
	umb_git_id_map            others_now;
	bool                      has_others;
	size_t                    n_compared; /* trees of parents, side by side with that of the commit */
	uint32_t                  at;        /* the commit whose changes come */
	umb_status                st;
} umb_git_range_walk;

/* Ends it; false. */
bool umb_git_range_fail(umb_git_range_walk *w, umb_status st);
/* Into w->commit; false where it is not here: a gap, unless it would only say what to leave out. */
bool umb_git_range_read(umb_git_range_walk *w, const uint8_t *id, bool is_gap);
/* This one is part of the range, or it and all that is before it are not. */
void umb_git_range_tip(umb_git_range_walk *w, const uint8_t *id, bool is_out);

/* git_range_bases.c: what both of these reach is no part of the range. */
void umb_git_range_leave_out_common(umb_git_range_walk *w, const uint8_t *left, const uint8_t *right);
/* git_range_tips.c: "A", "^A", "A^!", "A..B", "A...B" (from HEAD or to HEAD where one is left out), "--all" and so on. */
void umb_git_range_add(umb_git_range_walk *w, umb_slice word);

/* git_range_diff.c: what each of w->shown brings. */
void umb_git_range_diff(umb_git_range_walk *w);

#endif
