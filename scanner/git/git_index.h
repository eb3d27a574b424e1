/*
 * git_index.h - git's index: what the next commit would hold (git's Documentation/gitformat-index).
 *
 * Versions 2 to 4, split and sparse ones.  Nothing in the file is trusted; its checksum is not looked at, as git's default is.
 * Paths are bytes from the file: components such as ".." are the reader's to refuse before it opens one.
 */
#ifndef UMB_GIT_INDEX_H
#define UMB_GIT_INDEX_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/types.h"

#define UMB_GIT_MAX_INDEX ((size_t)1 << 30) /* bytes of a file; larger ones are not read */

typedef struct umb_git_index_entry {
	umb_slice      path;   /* whole, '/'-separated raw bytes; lives as long as the index */
	const uint8_t *id;     /* id_len bytes; lives as long as the index; before it stands what lstat said of the file */
	uint32_t       mode;   /* as in git_parse.h; UMB_GIT_MODE_TREE: a folder of a sparse index (path without the final slash) */
	uint8_t        stage;  /* 0; 1 to 3 while a merge is unresolved */
	bool           is_intent_to_add;
	bool           is_left_out; /* skip-worktree: it need not lie in the work tree */
} umb_git_index_entry;

/*
 * Extension TREE, nodes in pre-order; children of a node in any order.  Of a valid node the entries were counted: those whose
 * paths begin with its folder are n_entries, one behind the other.  That its id is theirs is the file's claim.
 */
typedef struct umb_git_cached_tree {
	umb_slice      name;       /* of the folder in its parent; empty: the root */
	const uint8_t *id;         /* NULL: not valid */
	uint32_t       n_entries;  /* index entries below it; 0 unless valid */
	uint32_t       n_children; /* direct ones */
	uint32_t       next;       /* number of the node behind its whole subtree */
} umb_git_cached_tree;

typedef struct umb_git_index {
	umb_git_index_entry *entry; /* sorted as git sorts: by path, then stage; a folder sorts with its final slash */
	size_t               n_entries;
	umb_git_cached_tree *tree;  /* NULL: there is none */
	size_t               n_trees;
	umb_arena            arena;
	umb_slice            mapped[2]; /* the file and its shared index; empty: borrowed, or none */
	int64_t              written_s; /* when the file was last written to; 0: not known */
	uint32_t             written_ns;
} umb_git_index;

/*
 * No file: an index without entries (UMB_OK).  `git_dir` is where sharedindex.* of a split index lies; id_len: 20 or 32.
 * UMB_E_FORMAT with words when it is damaged or needs what is not known (a mandatory extension other than link and sdir),
 * UMB_E_LIMIT when it is too large, or its paths are when they stand in full.  After a failure *x is empty.
 */
umb_status umb_git_index_open(umb_git_index *x, const char *path, const char *git_dir, uint32_t id_len, umb_err *err);
/* The same over memory, for fuzzing and tests; borrows both; `shared` is the shared index of a split one, empty when there is none. */
umb_status umb_git_index_parse(umb_git_index *x, umb_slice bytes, umb_slice shared, uint32_t id_len, umb_err *err);
void       umb_git_index_close(umb_git_index *x);

/* git_index_stat.c: the first entry of this path, and how many it has (more than one while a merge is unresolved); NULL: none. */
const umb_git_index_entry *umb_git_index_find(const umb_git_index *x, umb_slice path, size_t *n);
/*
 * Whether the file is, by what lstat says of it now, the one that the entry was made from: then nobody wrote to it since.  As in
 * git, one that was written to when the index was, or later, is not believed (it may have changed and look the same).  What
 * marks an entry as not to be looked at (assume-unchanged, fsmonitor, skip-worktree) does not matter.
 */
bool umb_git_index_is_same(const umb_git_index *x, const umb_git_index_entry *e, const struct stat *now);

#endif
