/*
 * git_files.h - private to source/: files of a repository that are no objects and may hold credentials.
 */
#ifndef UMB_SOURCE_GIT_FILES_H
#define UMB_SOURCE_GIT_FILES_H

#include "core/source.h"
#include "git/git_repo.h"

/* Its configuration, what was fetched from where, messages in the making, and the logs of refs; as files of ".git". */
umb_status umb_git_files_scan(const umb_git_repo *r, const umb_visit *visit);

#endif
