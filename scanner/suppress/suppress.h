/*
 * suppress/suppress.h - findings that somebody decided to live with: ignore files, baselines (and comments: inline.h).
 *
 * Whatever is suppressed is counted and says by what.
 */
#ifndef UMB_SUPPRESS_SUPPRESS_H
#define UMB_SUPPRESS_SUPPRESS_H

#include "ident/ident.h"

/* -- files that the user names ------------------------------------------------------------------------------- */

typedef enum umb_list_use { UMB_LIST_IGNORE, UMB_LIST_BASELINE } umb_list_use;

/* All that is known.  One thread. */
typedef struct umb_known umb_known;

/* Borrows the rules, which may be none. */
umb_status umb_known_new(umb_known **out, const umb_rule_info *const *rules, size_t n_rules, umb_err *err);
void       umb_known_free(umb_known *k); /* accepts NULL */
/*
 * Reads a file; its kind is known by its name or its content, or said: "keyhog:FILE".  UMB_LIST_IGNORE: or a folder, of which all
 * ignore files are read that lie there under a name known here.  Mistakes inside are told through the log and are no entries.
 */
umb_status umb_known_add(umb_known *k, umb_list_use use, const char *name, umb_err *err);
/* What --key-file holds; before lists are added that want it. */
void       umb_known_set_key(umb_known *k, const umb_ident_key *key);
/* The key of the first baseline that holds one; false: none does. */
bool       umb_known_key(const umb_known *k, umb_ident_key *key);
/* Whether the line of a finding, or the SHA-256 of its file, may decide. */
bool       umb_known_wants_lines(const umb_known *k);
bool       umb_known_wants_content(const umb_known *k);
/* Whether anything but places and ids made with this key may decide: the value itself, its line, its file. */
bool       umb_known_wants_values(const umb_known *k, const umb_ident_key *key);
/* Name and one-line summary of the i-th kind of file, or NULL behind the last. */
const char *umb_known_kind(size_t i, const char **summary);
/* The i-th file name that says what a file is, and of which use, or NULL behind the last. */
const char *umb_known_file(size_t i, umb_list_use *use);

/* A finding with its ids, and what a report does not say of it. */
typedef struct umb_asked {
	const umb_finding *f;
	umb_slice          value;
	umb_slice          line;       /* in which it begins; empty when nobody wanted it */
	umb_span           match;      /* of the rule, within the line */
	const uint8_t     *content;    /* SHA-256 of its file, or NULL */
	size_t             member_len; /* how much at the end of its path stands for a place inside its file */
} umb_asked;

typedef enum umb_ignoring {
	UMB_NOT_IGNORED,
	UMB_IGNORED_HERE,
	UMB_VALUE_KNOWN,  /* not ignored: a baseline of ours knows the value, in another place */
	UMB_IGNORED_SINCE /* in the commit that brought it: other versions of the file that hold the same value are meant, too */
} umb_ignoring;

/* *by: which entry of which file, in words that live as long as `k`; not touched when nothing knows it. */
umb_ignoring umb_known_ask(umb_known *k, const umb_asked *a, const char **by);

#endif
