/*
 * git_parse.h - commits, trees and tags from their bytes.  Bounded, no copies: slices point into the object.
 */
#ifndef UMB_GIT_PARSE_H
#define UMB_GIT_PARSE_H

#include "git/git_store.h"

typedef struct umb_git_person {
	umb_slice name, email;
	int64_t   date;       /* seconds since 1970 */
	int       tz_minutes;
} umb_git_person;

typedef struct umb_git_commit {
	uint8_t        tree[UMB_ID_MAX];
	uint8_t        first_parent[UMB_ID_MAX]; /* if there is any */
	size_t         n_parents;
	umb_slice      parents; /* their lines: as many as there are */
	umb_git_person author, committer;
} umb_git_commit;

bool umb_git_commit_parse(umb_git_commit *out, umb_slice data, uint32_t id_len);
/* The next of all parents, from *at, which begins at 0; false: there is none.  While the commit's text is there. */
bool umb_git_commit_parent(const umb_git_commit *c, uint32_t id_len, size_t *at, uint8_t *id);

typedef struct umb_git_entry {
	uint32_t       mode; /* octal as in git: 040000 is a tree, 0160000 a submodule */
	umb_slice      name;
	const uint8_t *id;
} umb_git_entry;

#define UMB_GIT_MODE_TREE 040000u
#define UMB_GIT_MODE_SUBMODULE 0160000u

/* The next entry at *at, or false at the end or at the first that is none. */
bool umb_git_tree_next(umb_slice data, uint32_t id_len, size_t *at, umb_git_entry *out);

/* The object that a tag names. */
bool umb_git_tag_target(umb_slice data, uint32_t id_len, uint8_t *id, umb_git_type *type);

#endif
