/*
 * git_modules.h - submodules: repositories inside the work tree of another, as its index names them.
 */
#ifndef UMB_GIT_MODULES_H
#define UMB_GIT_MODULES_H

#include "git/git_index.h"
#include "git/git_repo.h"

typedef struct umb_git_modules {
	char **here;    /* n_here work trees that are there, as paths below the target as the user named it; and repositories without one */
	char **missing; /* n_missing paths in the work tree, of those that are not */
	size_t n_here, n_missing, cap_here, cap_missing;
} umb_git_modules;

/*
 * `target` is what stands before the paths.  A path that leads out of the work tree, by dots or links, is one that is missing.
 * Without an index nothing is checked out, and what a bare repository links to are repositories elsewhere: both have none.
 * An index that cannot be read is told.
 */
umb_status umb_git_modules_read(umb_git_modules *m, const umb_git_repo *r, const char *target, umb_git_bad_fn bad, void *ctx);
/*
 * Repositories of submodules that are not checked out (any more) and lie in the folder of this one, added to `here`: they keep what
 * they held.  After the others.
 */
umb_status umb_git_modules_add_kept(umb_git_modules *m, const umb_git_repo *r);
/* As umb_git_modules_read, of an index that is open. */
umb_status umb_git_modules_of(umb_git_modules *m, const umb_git_repo *r, const umb_git_index *x, const char *target);
void       umb_git_modules_clear(umb_git_modules *m);

#endif
