/*
 * git_history.h - private to git/: all trees and commits as small tables, for attribution.
 */
#ifndef UMB_GIT_HISTORY_H
#define UMB_GIT_HISTORY_H

#include "git/git_attribute.h"
#include "git/git_id_map.h"

#define UMB_GIT_NO_TREE UINT32_MAX

/* One tree, in twelve bytes because there can be millions: which trees stand in it. */
typedef struct umb_git_tnode {
	uint32_t first_edge;     /* in edge[] */
	uint32_t n_edges : 26;   /* an object of the largest size has fewer entries */
	uint32_t is_read : 1;    /* 0: named by others, and not there */
	uint32_t has_wanted : 1; /* holds a wanted blob itself */
	uint32_t leads_to_wanted : 1, is_entered : 1, is_in_head : 1, is_checked : 1;
	uint32_t came_from;      /* the tree from which it was first entered */
} umb_git_tnode;

/* A wanted blob that stands in a tree. */
typedef struct umb_git_place {
	uint32_t tree, wanted;
} umb_git_place;

typedef struct umb_git_cnode {
	int64_t  date;                    /* of the committer */
	uint32_t tree;
	uint32_t first_parent, n_parents; /* in parent[] */
	uint32_t first_child;             /* in child_next[], or UMB_GIT_NO_TREE */
	uint32_t n_waiting : 30;          /* parents that are not ordered yet; an object of the largest size has fewer */
	uint32_t is_read : 1;             /* as of a tree; the other fields hold nothing then */
	uint32_t is_reached : 1;
} umb_git_cnode;

typedef struct umb_git_history {
	umb_git_id_map trees, commits, wanted, lacking;
	bool           is_partial; /* in: blobs that are not there are where the remote has them */
	umb_git_tnode *tree;
	umb_git_cnode *commit;
	size_t         cap_tree, cap_commit;
	uint32_t      *edge, *parent;
	umb_git_place *place; /* by tree */
	umb_git_place *lack;  /* trees, and the blobs (in `lacking`) that stand there and are not here */
	size_t         n_lack, cap_lack;
	size_t         n_edge, cap_edge, n_place, cap_place, n_parent, cap_parent;
	uint32_t      *ordered;  /* commits that refs reach, parents first, by date */
	uint32_t       n_ordered;
	uint32_t       head;     /* commit number, or UMB_GIT_NO_TREE */
} umb_git_history;

/* On n_threads; `bad` and `stop` are called on any of them, never two at a time. */
umb_status umb_git_history_read(umb_git_history *h, const umb_git_store *s, const umb_git_walk *like, const umb_git_found *wanted, size_t n_wanted,
                                uint32_t n_threads, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx);
umb_status umb_git_history_order(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf);
/* git_missing.c */
bool       umb_git_history_has_gaps(const umb_git_history *h); /* something is named and not there */
/* Tells what reachable commits name and the repository does not have.  A shallow clone's end is no gap of that kind. */
umb_status umb_git_history_tell_missing(umb_git_history *h, bool is_shallow, umb_git_bad_fn bad, void *ctx);
/* The places in this tree; *n of them. */
const umb_git_place *umb_git_history_places(const umb_git_history *h, uint32_t tree, size_t *n);
void       umb_git_history_clear(umb_git_history *h);

#endif
