/*
 * git_rev.h - private to git/: parts of what people call a commit.
 */
#ifndef UMB_GIT_REV_H
#define UMB_GIT_REV_H

#include "git/git_repo.h"

#define UMB_GIT_MAX_NAME 1100 /* of a ref, with its end */

/* The places where git looks for a name, in its order: the ref's id, and its whole name (or NULL). */
umb_status umb_git_rev_ref(const umb_git_repo *r, umb_slice name, uint8_t *id, char whole[UMB_GIT_MAX_NAME]);

/* git_selector.c: "NAME@{N}", "@{upstream}".  UMB_E_USAGE and words when there is none; UMB_E_NOTFOUND: it is nothing of the kind. */
bool       umb_git_selector_is(umb_slice text);
umb_status umb_git_selector_find(const umb_git_repo *r, umb_slice text, uint8_t *id, umb_err *err);

#endif
