/*
 * git_known_list.h - private to source/: the loose objects of a repository, by the stamps of their files.
 */
#ifndef UMB_SOURCE_GIT_KNOWN_LIST_H
#define UMB_SOURCE_GIT_KNOWN_LIST_H

#include "core/scanned.h"
#include "git/git_store.h"

/* Of a file as it is now; false when there is none. */
bool       umb_git_loose_stamp(const char *path, uint8_t stamp[UMB_SCANNED_STAMP]);
/*
 * *same: those of old->loose that are still there, unchanged; the caller frees it, on failure, too.  Sets *has_new when there is
 * another that is in no pack, and *has_lost when one is gone; leaves both alone otherwise.
 */
umb_status umb_git_loose_compare(const umb_git_store *s, const umb_scanned *old, uint8_t **same, size_t *n_same, bool *has_new, bool *has_lost);

#endif
