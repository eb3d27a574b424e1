/*
 * conf/codeowners.h - CODEOWNERS: who answers for a path, and in which line that stands.
 *
 * As GitHub reads it: gitignore patterns without "!" and "[...]"; the last line that matches decides, also when it names nobody;
 * a line with a mistake counts for nothing.  As GitLab reads it when it lies in .gitlab/ or has a section ("[Name] @default"):
 * the last line that matches in each section, patterns without a leading "/" anywhere in the tree, "!" for paths that a section
 * leaves alone.  Whether an owner exists is not asked.
 */
#ifndef UMB_CONF_CODEOWNERS_H
#define UMB_CONF_CODEOWNERS_H

#include "base/buf.h"

#define UMB_CODEOWNERS_MAX ((size_t)3 << 20) /* bytes; GitHub reads no more either */
#define UMB_MAX_OWNER_LINES 16               /* sections that say something of one path */

typedef struct umb_codeowners umb_codeowners;

/* `owners` is borrowed from the text: words between blanks; empty: the line says that nobody does. */
typedef struct umb_owner_line {
	umb_slice owners;
	uint32_t  line; /* from 1 */
} umb_owner_line;

/* Where it may lie, in an order that is that of GitHub and of GitLab; NULL behind the last. */
extern const char *const umb_codeowners_names[];

/* `name` is where it lies.  Borrows the text.  UMB_E_LIMIT: too large. */
umb_status umb_codeowners_parse(umb_codeowners **out, umb_slice text, const char *name);
void       umb_codeowners_free(umb_codeowners *c); /* accepts NULL */

/*
 * The lines that decide about a path ("src/a.c"), one for each section, into out[]; how many.  *budget goes down by what it
 * costs; with none left the answer is nothing, and *budget 0.
 */
size_t umb_codeowners_find(const umb_codeowners *c, umb_slice path, umb_owner_line out[UMB_MAX_OWNER_LINES], uint64_t *budget);

/* The next of `owners`, taken off it: "@name", "@group/name", "name@example.org"; empty at the end. */
umb_slice umb_owner_next(umb_slice *owners);

#endif
