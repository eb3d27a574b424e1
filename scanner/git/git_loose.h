/*
 * git_loose.h - private to git/: the loose objects of one folder.
 */
#ifndef UMB_GIT_LOOSE_H
#define UMB_GIT_LOOSE_H

#include "git/git_walk.h"

/* Used again for the next object. */
typedef struct umb_git_loose_room {
	umb_buf raw, bytes;
} umb_git_loose_room;

/* Hands out what of folder 0..255 of this store is wanted and in no pack and no earlier store. */
umb_status umb_git_loose_walk(const umb_git_store *s, size_t store, unsigned folder, unsigned wanted, uint64_t max_object, uint64_t max_big, umb_git_loose_room *room,
                              const umb_git_visit *visit);

#endif
