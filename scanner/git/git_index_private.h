/*
 * git_index_private.h - private to git_index*.c: one index file as it stands, before a shared one is merged into it.
 */
#ifndef UMB_GIT_INDEX_PRIVATE_H
#define UMB_GIT_INDEX_PRIVATE_H

#include "git/git_index.h"
#include "git/git_parse.h"

#define UMB_GIT_INDEX_STAT_LEN 40 /* before an entry's id: what lstat said, mode included */

typedef struct umb_git_index_file {
	umb_slice            bytes;
	umb_git_index_entry *entry;
	size_t               n_entries;
	size_t               n_nameless; /* the first ones: what a split index has in place of entries of its shared one */
	bool                 has_folders, is_sparse;
	umb_slice            tree, link; /* what these extensions hold; ptr NULL: there is none */
} umb_git_index_file;

/* Bytes of the path as git sorts it: a folder's slash stands behind what `path` says. */
static inline size_t umb_git_index_path_len(const umb_git_index_entry *e)
{
	return e->path.len + (e->mode == UMB_GIT_MODE_TREE);
}

/* True when b may stand behind a.  Several entries of one path and one stage pass where git lets them: not of stage 0. */
static inline bool umb_git_index_in_order(const umb_git_index_entry *a, const umb_git_index_entry *b)
{
	size_t a_len = umb_git_index_path_len(a), b_len = umb_git_index_path_len(b);
	int    d     = memcmp(a->path.ptr, b->path.ptr, UMB_MIN(a_len, b_len));

	if (d != 0 || a_len != b_len)
		return d != 0 ? d < 0 : a_len < b_len;
	return a->stage > 0 && a->stage <= b->stage;
}

/* git_index_split.c: the shared index that it builds on, as hex into `name` (2 * id_len + 1 bytes); false: on none. */
bool       umb_git_index_shared(const umb_git_index_file *f, uint32_t id_len, char *name);
/* x->entry: those of `base` with what `own` changes. */
umb_status umb_git_index_merge(umb_git_index *x, const umb_git_index_file *own, const umb_git_index_file *base, uint32_t id_len,
                               umb_err *err);

/* git_index_tree.c: x->tree; a damaged one is left out.  UMB_E_NOMEM or UMB_OK. */
umb_status umb_git_index_trees(umb_git_index *x, umb_slice tree, uint32_t id_len, umb_err *err);

#endif
