/*
 * git_staged.h - what the next commit changes: the index beside the trees of the commits it will follow.
 */
#ifndef UMB_GIT_STAGED_H
#define UMB_GIT_STAGED_H

#include "git/git_gone.h"
#include "git/git_index.h"
#include "git/git_repo.h"
#include "git/git_tree_diff.h"

/* A file whose content no parent has at this path. */
typedef struct umb_git_change {
	umb_slice path; /* lives as long as the index and the list */
	uint8_t   id[UMB_ID_MAX];
	uint8_t   old[UMB_GIT_MAX_OLD][UMB_ID_MAX]; /* what parents have there instead */
	size_t    n_old;
	bool      is_added; /* some parent has no file there */
	uint32_t  gone;     /* of an added one: the number, from 1 on, of what the same comparison took away; 0: nothing */
} umb_git_change;

typedef struct umb_git_changes {
	umb_git_change   *at; /* in the order of the index */
	size_t            n, cap;
	umb_git_gone_list gone;
	umb_arena       arena; /* paths that are not the index's */
	bool            is_unborn; /* there is no commit yet */
} umb_git_changes;

/*
 * Compares with HEAD, and while a merge is under way with what is merged, too.  Folders whose tree the index knows are not
 * looked into.  Where a tree cannot be read, that is told, and all below it counts as changed.  Submodules and files that are
 * only intended to be added have no content here.  Files that a parent has and the index has not are out->gone, as one set.
 */
umb_status umb_git_staged(umb_git_changes *out, const umb_git_repo *r, const umb_git_store *s, const umb_git_index *x, umb_git_bad_fn bad,
                          void *ctx, umb_err *err);
/* A comparison is over, whose changes begin with this one: what it took away is kept if it added a file. */
void       umb_git_changes_settle(umb_git_changes *c, size_t first);
void       umb_git_changes_clear(umb_git_changes *c);

#endif
