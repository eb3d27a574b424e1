/*
 * git_range.h - what some commits of a repository introduce: of each that a range holds, the files that none of its parents has.
 */
#ifndef UMB_GIT_RANGE_H
#define UMB_GIT_RANGE_H

#include "git/git_id_map.h"
#include "git/git_repo.h"
#include "git/git_staged.h"

/* git_rev.c: the commit that a name, an id, or its beginning stands for; UMB_E_USAGE and words when there is none. */
umb_status umb_git_rev_find(const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf, umb_slice text, uint8_t *id, umb_err *err);

/* Which commits. */
typedef struct umb_git_range_opts {
	const char *const *revs;  /* "A", "^A", "A^!", "A..B", "A...B", "--all", "--branches", "--tags", "--remotes", these three with "=GLOB", too; each with "^" before it, too */
	size_t             n_revs;
	const char *const *paths; /* pathspecs; none: all */
	size_t             n_paths;
	int64_t            since; /* committed then or later, seconds since 1970; INT64_MIN: whenever */
	uint64_t           max_commits; /* the newest; 0: all */
	int64_t            until; /* committed then or earlier; INT64_MAX: whenever */
	bool               first_parent; /* of merges only the first parent is followed, and compared with */
	bool               no_merges;    /* what merges bring does not count */
} umb_git_range_opts;

typedef struct umb_git_range {
	umb_git_id_map   commits; /* those that were come across, more than the range holds */
	umb_git_changes  changes; /* oldest commits first; each file's content once for the same older ones */
	uint32_t        *commit_of; /* for each change: a number in `commits` */
	uint32_t        *in_range;  /* n_commits numbers, newest first */
	size_t           n_commits; /* whose texts count; none when files are named */
} umb_git_range;

/*
 * Merges count with what their resolution brings.  Where a commit's parent is not here (a shallow clone) all its files count
 * as new.  UMB_E_USAGE when a name stands for nothing.
 */
umb_status umb_git_range_find(umb_git_range *out, const umb_git_repo *r, const umb_git_store *s, const umb_git_range_opts *o, umb_git_bad_fn bad,
                              umb_git_stop_fn stop, void *ctx, umb_err *err);
void       umb_git_range_clear(umb_git_range *g);

#endif
