/*
 * git_version.h - private to git/: the versions that one lane holds at a time, and what is known of them.
 */
#ifndef UMB_GIT_VERSION_H
#define UMB_GIT_VERSION_H

#include "core/unit.h"

typedef struct umb_git_version {
	uint8_t  *bytes; /* with UMB_TEXT_PAD bytes behind `len` */
	size_t    len, cap;
	umb_carry carry; /* the visitor's, once it has seen the version */
} umb_git_version;

#define UMB_GIT_MAX_SPARE 32

typedef struct umb_git_versions {
	umb_git_version spare[UMB_GIT_MAX_SPARE];
	size_t          n_spare;
	uint64_t        held; /* bytes of all, spare or not */
} umb_git_versions;

/* False when there is no memory, or what is held at a time would be too much. */
bool umb_git_version_take(umb_git_versions *all, umb_git_version *v, size_t len);
void umb_git_version_give_back(umb_git_versions *all, umb_git_version *v);
void umb_git_versions_clear(umb_git_versions *all); /* those that are not given back are the caller's */

#endif
