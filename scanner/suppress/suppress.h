/*
 * suppress/suppress.h - findings that somebody decided to live with: comments in the text, baselines.
 *
 * Whatever is suppressed is counted and says by what.
 */
#ifndef UMB_SUPPRESS_SUPPRESS_H
#define UMB_SUPPRESS_SUPPRESS_H

#include "ident/ident.h"

/* The comment that allows a finding of `rule_id` on this line, as a constant text, or NULL. */
const char *umb_inline_allows(umb_slice line, umb_slice previous_line, const char *rule_id);

typedef struct umb_baseline umb_baseline;
/*
 * Reads a report of an earlier run (umbra's json or jsonl, or the JSON array of gitleaks and betterleaks).  With a
 * report of ours *key becomes the key its ids were made with and *has_key true.
 */
umb_status umb_baseline_load(umb_baseline **out, const char *path, umb_ident_key *key, bool *has_key, umb_err *err);
void       umb_baseline_free(umb_baseline *b);
bool       umb_baseline_has(const umb_baseline *b, const umb_finding *f, umb_slice value);


typedef struct umb_ignored umb_ignored;
typedef enum umb_ignoring {
	UMB_NOT_IGNORED,
	UMB_IGNORED_HERE,
	UMB_IGNORED_SINCE /* in the commit that brought it: other versions of the file that hold the same value are meant, too */
} umb_ignoring;
/* Reads a .gitleaksignore or .betterleaksignore, or what a folder holds of them.  Wrong lines are told through the log. */
umb_status   umb_ignored_load(umb_ignored **out, const char *path, umb_err *err);
void         umb_ignored_free(umb_ignored *g); /* accepts NULL */
umb_ignoring umb_ignored_has(const umb_ignored *g, const umb_finding *f, umb_slice path);

#endif
