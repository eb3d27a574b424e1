/*
 * git_bundle.h - a bundle: refs and a pack in one file (git's Documentation/gitformat-bundle, versions 2 and 3).
 */
#ifndef UMB_GIT_BUNDLE_H
#define UMB_GIT_BUNDLE_H

#include "git/git_repo.h"

/* Slices and numbers of one that was parsed; borrows its bytes. */
typedef struct umb_git_bundle {
	uint32_t  id_len;
	size_t    n_prerequisites; /* commits that whoever takes it must have; what they hold is not in it */
	bool      is_filtered;     /* objects were left out when it was made */
	umb_slice pack;            /* to the end */
} umb_git_bundle;

#define UMB_GIT_MAX_BUNDLE_REFS 10000000

/* By its first bytes. */
bool       umb_git_bundle_probe(umb_slice head);
/* Refs are added to `r`, unless that is NULL; those that are none to r->bad.  UMB_E_FORMAT and words when the header is damaged or asks for what is not known. */
umb_status umb_git_bundle_parse(umb_git_bundle *b, umb_slice bytes, umb_git_repo *r, umb_err *err);

/*
 * As a repository without files and work tree (its folders are NULL), and a store of its one pack; what cannot be read is told.
 * UMB_E_NOTFOUND when `path` is no file that begins as a bundle does: then nothing was done.
 */
umb_status umb_git_bundle_open(umb_git_repo *r, umb_git_store *s, const char *path, const umb_git_teller *t, umb_err *err);

#endif
