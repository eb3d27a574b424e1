/*
 * git_packed.h - a bundle or a pack in memory, wherever it was found: what it holds, as a store of its own.
 */
#ifndef UMB_GIT_PACKED_H
#define UMB_GIT_PACKED_H

#include "git/git_walk.h"

#define UMB_GIT_PACKED_HEAD 16 /* bytes that tell what it is */

typedef struct umb_git_packed {
	umb_git_pack  pack;
	umb_git_store store; /* of that; its id_len is known as soon as something can be told of an id */
} umb_git_packed;

bool umb_git_packed_probe(umb_slice head);
/*
 * Borrows `bytes`.  What is not in it, or cannot be read, is told; so is that it builds on commits that are elsewhere.  UMB_E_FORMAT or
 * UMB_E_UNSUPPORTED, and words, where nothing of it can be read.  Close it in any case.
 */
umb_status umb_git_packed_open(umb_git_packed *x, umb_slice bytes, const umb_git_teller *t, umb_err *why);
/* All blobs, commits and tags, on this thread; max_object as in umb_git_walk_opts. */
umb_status umb_git_packed_walk(const umb_git_packed *x, uint64_t max_object, const umb_git_visit *v);
void       umb_git_packed_close(umb_git_packed *x);

#endif
