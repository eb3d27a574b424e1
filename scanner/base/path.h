/*
 * base/path.h - path patterns (gitignore style) and joining.  Pure text, no file system.
 */
#ifndef UMB_BASE_PATH_H
#define UMB_BASE_PATH_H

#include "base/buf.h"
#include "base/types.h"

/*
 * gitignore glob: '*' and '?' do not cross '/', "**" does, [...] classes, '\' escapes.  A pattern
 * without '/' matches the last component anywhere; one with '/' is anchored at the root unless it
 * begins with "**" and '/'; a pattern ending in '/' matches everything below that directory.
 * Linear time in text times pattern, no recursion.
 */
bool umb_glob_match(const char *pattern, umb_slice path);

/* The length of the class "[...]" that a glob goes on with; 0 where it never ends, and the bracket stands for itself. */
size_t umb_glob_class_len(const char *glob);

/* What is wrong with a pattern, in words, or NULL: one that can never match, or not what its author means. */
const char *umb_glob_fault(const char *pattern);

/* "a" + "b" gives "a/b"; no doubled slash; "." and "" as the first part vanish. */
umb_status umb_path_join(umb_buf *out, umb_slice dir, umb_slice name);
/* What stands behind `folder` and a slash in a path that begins with them; else the path itself. */
umb_slice  umb_path_below(umb_slice path, umb_slice folder);
umb_slice  umb_path_base(umb_slice path); /* last component */
umb_slice  umb_path_ext(umb_slice path);  /* without the dot; empty when none */

#endif
