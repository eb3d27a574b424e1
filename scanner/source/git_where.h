/*
 * git_where.h - private to source/: where an object stands that no commit has to be asked about.
 */
#ifndef UMB_SOURCE_GIT_WHERE_H
#define UMB_SOURCE_GIT_WHERE_H

#include "core/source.h"
#include "git/git_attribute.h"

/* Names the objects in `found`, and says which are commits and tags: these say themselves what they are. */
umb_status umb_git_where_messages(const umb_git_store *s, umb_wanted *wanted, umb_git_found *found, size_t n, umb_arena *arena);
/* What no ref reaches may be staged: then the index says where it stands. */
umb_status umb_git_where_staged(const umb_git_repo *r, umb_wanted *wanted, const umb_git_found *found, size_t n, umb_arena *arena, const umb_visit *visit);

#endif
