/*
 * core/provenance.h - what a history tells of a value at a place: how it came in, where it lay, who took it away, what still
 * leads to it.
 *
 * "Holds" is said of a commit whose tree has, under any path, one of the versions that hold the value.  All strings lie in the
 * arena of the collector.
 */
#ifndef UMB_CORE_PROVENANCE_H
#define UMB_CORE_PROVENANCE_H

#include "core/unit.h"

#define UMB_MAX_LISTED 64 /* of paths and branches; how many there are is told */
#define UMB_MAX_LISTED_REFS 8 /* of remotes, tags, others: a mirror has tens of thousands, and every finding would name them */

/* What keeps it, the nearest first. */
typedef enum umb_reach {
	UMB_REACH_HEAD_TREE, /* the current version holds it */
	UMB_REACH_HEAD,      /* an earlier one does */
	UMB_REACH_BRANCH, UMB_REACH_REMOTE, UMB_REACH_TAG,
	UMB_REACH_STASH,
	UMB_REACH_OTHER_REF, /* notes, pull requests, the HEAD of another work tree */
	UMB_REACH_REFLOG,    /* no ref does, only the record of where one was: it goes when that expires */
	UMB_REACH_NOTHING,   /* it goes with the next `git gc` that prunes; who knows an id may still ask a server for it */
	UMB_N_REACHES
} umb_reach;

/* "head-tree", "head", "branch", "remote", "tag", "stash", "other-ref", "reflog", "nothing" */
const char *umb_reach_name(umb_reach r);

typedef struct umb_commit_note {
	char        id[2 * UMB_ID_MAX + 1]; /* "": none */
	const char *author, *email;         /* "" when unknown */
	int64_t     date;                   /* author date, seconds since 1970 */
	int         tz_minutes;
} umb_commit_note;

typedef struct umb_ref_note {
	const char *name;      /* without "refs/heads/" and the like */
	bool        is_at_tip; /* the newest version of it still holds the value; else only its history */
} umb_ref_note;

typedef struct umb_ref_notes {
	umb_ref_note *at;    /* `n` of them, by name, those whose tip holds it first; at most as many as are listed */
	size_t        n;
	uint64_t      total, total_at_tip;
} umb_ref_notes;

typedef struct umb_path_note {
	umb_slice path;
	char      since[2 * UMB_ID_MAX + 1]; /* the first commit that has it there */
	bool      is_in_head;
} umb_path_note;

typedef struct umb_provenance {
	umb_reach       reach;
	bool            is_head_unknown; /* HEAD, or a part of its tree, cannot be read: it may be nearer than `reach` says */
	uint32_t        n_versions;      /* of files, that hold it */
	umb_commit_note first;           /* that holds it, by the order of git_order.c; of a message the commit itself */
	/*
	 * On the way from HEAD back, the commit that has none of it although a parent did; where one side of a merge had lost it
	 * before and the other still holds it, the merge followed the first, and so does the way.  None while HEAD's tree holds it,
	 * where HEAD never did, and where a gap in the history leaves it open.
	 */
	umb_commit_note removed;
	umb_path_note  *path;            /* by age */
	size_t          n_paths;
	uint64_t        total_paths;
	bool            has_more_paths;  /* total_paths is what was counted until that was given up */
	umb_ref_notes   branches, remotes, tags, others; /* whose history holds it; the stash is one of the others */
} umb_provenance;

/* Versions of files that hold one value, or commits or tags whose text does: their story is told as that of one thing. */
typedef struct umb_versions {
	const uint8_t *const *id;
	size_t                n;
	umb_provenance       *out; /* zeroed by the caller */
} umb_versions;

#endif
