/*
 * git_repo.h - finding and trusting a repository, and what its refs name.
 *
 * Nothing of the repository is executed, and of its configuration only the object format, the marks of a
 * partial clone and, when asked for, what a branch follows are read.
 */
#ifndef UMB_GIT_REPO_H
#define UMB_GIT_REPO_H

#include "git/git_store.h"

typedef struct umb_git_ref {
	char   *name; /* "HEAD", "refs/heads/main" */
	uint8_t id[UMB_ID_MAX];
	bool    is_packed;
} umb_git_ref;

/* What stands where a ref should and is none, or cannot be read. */
typedef struct umb_git_bad_ref {
	char       *name; /* "refs/heads/main", "packed-refs:3" */
	umb_skip    reason;
	const char *words; /* a constant */
} umb_git_bad_ref;

typedef struct umb_git_repo {
	char        *git_dir;    /* of this work tree */
	char        *work_dir;   /* NULL: bare */
	char        *common_dir; /* objects and refs live here; the same unless this is a linked work tree */
	uint32_t     id_len;     /* 20: SHA-1, 32: SHA-256 */
	bool         is_shallow, is_partial;
	umb_git_ref *ref;        /* sorted by name; HEAD first when it names a commit */
	size_t       n_refs, cap_refs;
	bool         has_head;
	bool         is_head_symbolic; /* it names a ref, which stands in the list, too */
	bool         is_head_bad;      /* not known whether it names a commit; otherwise no head is a branch without one */
	umb_git_bad_ref *bad;
	size_t       n_bad, cap_bad;
} umb_git_repo;

/*
 * `path` may be a work tree (or a folder in it), a .git folder, a bare repository or a linked work tree.  A repository of
 * somebody else is refused as git refuses it (safe.directory), with the words that mend it.
 */
umb_status umb_git_repo_open(umb_git_repo *r, const char *path, umb_err *err);
/* The same without libgit2 and without its refs.  obeys_environment: GIT_DIR and what goes with it, which git sets for hooks. */
umb_status umb_git_repo_open_light(umb_git_repo *r, const char *path, bool obeys_environment, umb_err *err);
/* git_find.c: UMB_E_NOTFOUND, with words. */
umb_status umb_git_none(const char *path, umb_err *err);
/* Fills in git_dir, common_dir and work_dir only. */
umb_status umb_git_find(umb_git_repo *r, const char *path, bool obeys_environment, umb_err *err);
/* Something of this name lies in the folder, be it a link that leads nowhere. */
bool       umb_git_is_there(const char *folder, const char *name);
void       umb_git_repo_close(umb_git_repo *r);

/* git_trust.c: UMB_E_REFUSED and words when neither its owner nor safe.directory allows it. */
umb_status umb_git_trust(const umb_git_repo *r, const char *path, umb_err *err);

/*
 * git_ref.c: as git reads it, an id and then nothing or white space, or "ref:" and a name.  No name leads out of refs/, and no
 * part begins with a dot: with refs of the kind "reftable" HEAD says refs/heads/.invalid.
 */
typedef enum umb_git_ref_kind { UMB_GIT_REF_BAD, UMB_GIT_REF_ID, UMB_GIT_REF_SYMBOLIC } umb_git_ref_kind;
umb_git_ref_kind umb_git_ref_parse(umb_slice text, uint32_t id_len, uint8_t *id, umb_slice *name);
bool             umb_git_ref_is_name(umb_slice name);
/* The id that "HEAD" or another ref leads to.  UMB_E_NOTFOUND: a branch without a commit, or no such ref; UMB_E_FORMAT: it is no ref. */
umb_status       umb_git_ref_lookup(const umb_git_repo *r, const char *name, uint8_t *id);

/* An id of zeros names nothing. */
static inline bool umb_git_is_id(const uint8_t *id, uint32_t len)
{
	uint8_t any = 0;

	for (uint32_t i = 0; i < len; i++)
		any |= id[i];
	return any != 0;
}

/* git_refs.c: fills r->ref and r->bad from HEAD, loose refs and packed-refs. */
umb_status umb_git_refs_read(umb_git_repo *r);
/* The same from lines as a bundle has them: an id, a blank, a name.  Without HEAD it is not known what that is. */
umb_status umb_git_refs_take(umb_git_repo *r, umb_slice lines);

/* git_head.c: the entry of a path in a tree.  UMB_E_NOTFOUND: there is none; anything else: a tree on the way cannot be read. */
umb_status umb_git_tree_find(const umb_git_store *s, umb_git_inflater *inf, const uint8_t *tree, umb_slice path, uint8_t *id, uint32_t *mode);
/* A file of HEAD's tree; `out` is empty before.  UMB_E_NOTFOUND: none, or a link; UMB_E_LIMIT: larger than max. */
umb_status umb_git_head_file(const umb_git_repo *r, const umb_git_store *s, const char *path, size_t max, umb_buf *out);

/* Tells which refs cannot be followed: r->bad, and those whose object the store has not.  Looks up ids, reads no object. */
typedef void (*umb_git_bad_ref_fn)(void *ctx, const char *name, umb_skip reason, const char *words);
void umb_git_refs_check(const umb_git_repo *r, const umb_git_store *s, umb_git_bad_ref_fn bad, void *ctx);

#endif
