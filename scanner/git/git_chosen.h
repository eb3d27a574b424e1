/*
 * git_chosen.h - private to git/: of the delta trees of a pack, those objects that are wanted, and what leads to them.
 */
#ifndef UMB_GIT_CHOSEN_H
#define UMB_GIT_CHOSEN_H

#include "git/git_forest.h"
#include "git/git_walk.h"

#define UMB_GIT_CHOSEN 1     /* handed out */
#define UMB_GIT_LEADS_THERE 2 /* a base of one that is */

/* *marks: one for each node of f, 0 for what need not be decoded; the caller frees it, on failure, too. */
umb_status umb_git_chosen_mark(uint8_t **marks, const umb_git_forest *f, size_t pack, const umb_git_part *part);

#endif
