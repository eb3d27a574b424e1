/*
 * git_big.h - objects that are too large to be held: blobs that are no deltas, in pieces.
 */
#ifndef UMB_GIT_BIG_H
#define UMB_GIT_BIG_H

#include "git/git_forest.h"
#include "git/git_walk.h"

/*
 * Hand out a blob of at most `max` bytes, with umb_git_object.rest, and tell when it is damaged or has another id; *st is what
 * visit->object said.  False: it is none, or larger, or small enough to be held, and nothing was told.  The one is a node of the forest of pack k;
 * one that others build on is held as long as that can be.
 */
bool umb_git_big_packed(const umb_git_store *store, size_t k, const umb_git_forest *f, uint32_t node, uint64_t max, const umb_git_visit *visit,
                        umb_status *st);
/* Also true, with nothing handed out, when the object is of no wanted type. */
bool umb_git_big_loose(const char *path, unsigned wanted, uint64_t max, const uint8_t *id, uint32_t id_len, const umb_git_visit *visit, umb_status *st);

/* The content of a blob that the store has and that is no delta, or NULL; for the caller to close, before the store. */
umb_git_stream *umb_git_store_stream(const umb_git_store *s, const uint8_t *id);

#endif
