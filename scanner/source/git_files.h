/*
 * git_files.h - private to source/: files of a repository that are no objects and may hold credentials.
 */
#ifndef UMB_SOURCE_GIT_FILES_H
#define UMB_SOURCE_GIT_FILES_H

#include "core/source.h"
#include "git/git_repo.h"

/* All of its folder but what is read as objects, refs, index or submodules; and the names of refs.  As files of ".git". */
umb_status umb_git_files_scan(const umb_git_repo *r, const umb_visit *visit);
/* The lines before a bundle's pack: names of refs, and words for commits that are not in it. */
umb_status umb_git_files_scan_bundle(const umb_git_pack *p, const umb_visit *visit);

#endif
