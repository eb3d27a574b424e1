/*
 * git_where.h - private to source/: where an object stands that no commit has to be asked about.
 */
#ifndef UMB_SOURCE_GIT_WHERE_H
#define UMB_SOURCE_GIT_WHERE_H

#include "core/source.h"
#include "git/git_attribute.h"

/* How many of the objects are commits and tags, which say themselves what they are. */
size_t     umb_git_where_messages(const umb_git_store *s, umb_wanted *wanted, size_t n, umb_arena *arena, umb_status *st);
/* What no ref reaches may be staged: then the index says where it stands. */
umb_status umb_git_where_staged(const umb_git_repo *r, umb_wanted *wanted, const umb_git_found *found, size_t n, umb_arena *arena, const umb_visit *visit);

#endif
