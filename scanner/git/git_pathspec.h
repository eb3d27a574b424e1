/*
 * git_pathspec.h - which files of a repository some words mean, as git reads them (git's gitglossary, "pathspec").
 */
#ifndef UMB_GIT_PATHSPEC_H
#define UMB_GIT_PATHSPEC_H

#include "base/types.h"
#include "umb/status.h"

/* '*' and '?' stand for any bytes, slashes too; [...] classes, '\' escapes.  As git matches names of refs and plain pathspecs. */
bool umb_git_wild_match(umb_slice pattern, umb_slice text);
bool umb_git_is_wild(umb_slice text);

/*
 * Paths are from the top of the repository: "a", "a/", "*.env", ":!a", ":^a", ":/a", ":(exclude,glob)a"; of magic words exclude, top, glob,
 * icase and literal.  UMB_E_USAGE and words for what is not known or leads out.
 */
umb_status umb_git_pathspec_check(const char *spec, umb_err *err);
/* Of specs that were checked; none: every path. */
bool       umb_git_pathspec_match(const char *const *spec, size_t n, umb_slice path);

#endif
