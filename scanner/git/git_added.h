/*
 * git_added.h - which lines of a version its parents do not have.
 */
#ifndef UMB_GIT_ADDED_H
#define UMB_GIT_ADDED_H

#include "base/buf.h"

/* Lines, the first is 1, both ends included. */
typedef struct umb_line_range {
	uint64_t from, to;
} umb_line_range;

/* The lines of older texts, which may stand anywhere, and as often as they like. */
typedef struct umb_git_lines umb_git_lines;

/* Borrows the text.  NULL: no memory, or too many lines. */
umb_git_lines *umb_git_lines_new(umb_slice text);
void           umb_git_lines_free(umb_git_lines *l);

/*
 * Appends umb_line_range, ascending, of the lines of `now` that none of the n older texts has; of what a text has twice and an
 * older one once, the second is new.  A line that only moved, or ends with CRLF now, is not: who could read it there can read it here.
 * Nor is one of `others`, which may be NULL.  Threads: pure.
 */
umb_status umb_git_added_lines(umb_buf *ranges, umb_slice now, const umb_slice *old, size_t n_old, const umb_git_lines *others);

#endif
