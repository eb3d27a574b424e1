/*
 * fs_tree.h - private to source/: walking a tree that others may change meanwhile, on as many threads as ask.
 *
 * Nothing in it is followed: a directory is opened with no link in any part of its path, what is mounted inside is entered only
 * when asked for, and the depth of a tree matters to nothing.  What a file is good for is the visitor's to say.
 */
#ifndef UMB_SOURCE_FS_TREE_H
#define UMB_SOURCE_FS_TREE_H

#include <sys/types.h>

#include "core/source.h"
#include "source/fs_queue.h"

typedef struct umb_fs_tree {
	int          root_fd;
	dev_t        device;
	bool         cross_mounts;
	umb_fs_queue queue;
} umb_fs_tree;

/* One per thread; zero to begin. */
typedef struct umb_fs_tree_lane {
	uint8_t *list;  /* for getdents64 */
	umb_buf  names; /* of the directory at hand */
	size_t   n_names;
	int      dir_fd;
} umb_fs_tree_lane;

/* `dir` is relative to the root, "" for the root itself; `dir_fd` is that directory, open. */
typedef struct umb_fs_tree_visit {
	void *ctx;
	umb_status (*file)(void *ctx, int dir_fd, const char *dir, const char *name);
	bool       (*enters)(void *ctx, int dir_fd, const char *dir, const char *name); /* whether to go into this folder */
	umb_status (*link)(void *ctx, int dir_fd, const char *dir, const char *name);
	/* What is not looked at: name NULL is the directory; code is errno, which says more than `reason`, or 0. */
	void       (*skip)(void *ctx, const char *dir, const char *name, umb_skip reason, int code);
	bool       (*is_cancelled)(void *ctx);
} umb_fs_tree_visit;

/* `path` is a directory, which may be named by a link. */
umb_status umb_fs_tree_open(umb_fs_tree *t, const char *path, bool cross_mounts, umb_err *err);
void       umb_fs_tree_close(umb_fs_tree *t); /* also one that is zero, or could not be opened */
umb_status umb_fs_tree_lane_open(umb_fs_tree_lane *l);
void       umb_fs_tree_lane_close(umb_fs_tree_lane *l);
/* One piece of work: UMB_OK when there may be more, UMB_END when all is visited, or it is cancelled. */
umb_status umb_fs_tree_work(umb_fs_tree *t, umb_fs_tree_lane *l, const umb_fs_tree_visit *v);

#endif
