/*
 * git_repo.h - finding and trusting a repository, and what its refs name.
 *
 * Nothing of the repository is executed, and of its configuration only the object format and the marks of
 * a partial clone are read.
 */
#ifndef UMB_GIT_REPO_H
#define UMB_GIT_REPO_H

#include "git/git_store.h"

typedef struct umb_git_ref {
	char   *name; /* "HEAD", "refs/heads/main" */
	uint8_t id[UMB_ID_MAX];
	bool    is_packed;
} umb_git_ref;

typedef struct umb_git_repo {
	char        *git_dir;    /* of this work tree */
	char        *common_dir; /* objects and refs live here; the same unless this is a linked work tree */
	uint32_t     id_len;     /* 20: SHA-1, 32: SHA-256 */
	bool         is_shallow, is_partial;
	uint32_t     n_unread;   /* refs and folders of refs that are there and could not be read */
	umb_git_ref *ref;        /* sorted by name; HEAD first when it names a commit */
	size_t       n_refs, cap_refs;
	bool         has_head;
} umb_git_repo;

/*
 * `path` may be a work tree (or a folder in it), a .git folder, a bare repository or a linked work tree.  A repository of
 * somebody else is refused as git refuses it (safe.directory), with the words that mend it.
 */
umb_status umb_git_repo_open(umb_git_repo *r, const char *path, umb_err *err);
void       umb_git_repo_close(umb_git_repo *r);

/* git_refs.c: fills r->ref from HEAD, loose refs and packed-refs. */
umb_status umb_git_refs_read(umb_git_repo *r);

#endif
