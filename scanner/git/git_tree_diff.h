/*
 * git_tree_diff.h - what a tree has that others have not.
 */
#ifndef UMB_GIT_TREE_DIFF_H
#define UMB_GIT_TREE_DIFF_H

#include "git/git_id_map.h"
#include "git/git_parse.h"

#define UMB_GIT_MAX_OLD 4   /* trees that one is compared with; of a commit with more parents these */
#define UMB_GIT_MAX_FOLDERS 512 /* inside each other */
#define UMB_GIT_MAX_AGAIN 100000 /* folders that were compared with the same before, at another path */

/* What others have at the same path; what is NULL is not there. */
typedef struct umb_git_olds {
	const uint8_t *id[UMB_GIT_MAX_OLD];
	size_t         n;
} umb_git_olds;

typedef struct umb_git_differ {
	const umb_git_store *s;
	umb_git_inflater    *inf;
	/* A file with content that none of the others has at its path.  Path and ids are borrowed. */
	void (*change)(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old);
	/* NULL, or told of what one of the others has and `now` has nothing of that name; not in folders that another one has as they are. */
	void (*gone)(void *ctx, const uint8_t *id, bool is_folder);
	umb_git_bad_fn bad; /* a tree that cannot be read: of `now` all that is below it is missing, of others all counts as changed */
	void          *ctx;
	umb_status     st;  /* set to end it */
	umb_git_stop_fn stop; /* NULL, or asked for each tree: few can say that they hold very many */
	/* Ten folders inside each other that each hold the next one ten times are ten thousand million paths. */
	umb_git_id_map  met;     /* what was compared with what, by this call */
	uint64_t        n_again; /* of those, how often again; beyond the bound they are not entered, which is told once */
} umb_git_differ;

/* Of one list of entries, in git's order: a folder counts as if its name ended with a slash. */
typedef struct umb_git_item {
	umb_slice      name;
	bool           is_folder;
	const uint8_t *id;
	uint32_t       mode;
} umb_git_item;

int  umb_git_item_compare(const umb_git_item *a, const umb_git_item *b);
bool umb_git_item_next(umb_slice tree, uint32_t id_len, size_t *at, umb_git_item *out);

/* Neither a folder nor a submodule. */
static inline bool umb_git_has_content(uint32_t mode)
{
	return mode != UMB_GIT_MODE_TREE && mode != UMB_GIT_MODE_SUBMODULE;
}

/* False where there is none, or it cannot be read, which is told. */
bool umb_git_differ_read(umb_git_differ *d, const uint8_t *id, umb_buf *out);

/* `path` names the folder that `now` is; empty: the root. */
void umb_git_diff_trees(umb_git_differ *d, umb_slice path, const uint8_t *now, const umb_git_olds *old);

#endif
