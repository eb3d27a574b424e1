/*
 * git_config.h - a file of git's configuration, one setting at a time (git's Documentation/config).  No includes: who wants them follows them.
 */
#ifndef UMB_GIT_CONFIG_H
#define UMB_GIT_CONFIG_H

#include <limits.h>

#include "base/buf.h"

typedef struct umb_git_config {
	umb_slice text;
	size_t    at;
	umb_buf   section, key, value; /* "safe", "safe.directory"; lower case but for what stands in quotes: "branch.Main.merge" */
	bool      has_value;
} umb_git_config;

#define UMB_GIT_CONFIG_INIT { .section = UMB_BUF_INIT_MAX(4096), .key = UMB_BUF_INIT_MAX(8192), .value = UMB_BUF_INIT_MAX(PATH_MAX * 2) }

bool umb_git_config_next(umb_git_config *r);
void umb_git_config_clear(umb_git_config *r);

#endif
