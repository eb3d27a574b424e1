/*
 * umb/known.h - a store of secrets that the user has already, so that a scan finds them wherever they lie: umb_rules_opts.known.
 *
 * The store holds keyed hashes and labels, never values, in one file (0600, replaced as a whole) that can be used with its key only.
 * Threads: none; one call at a time on one file, or one of two changes is lost.
 */
#ifndef UMB_KNOWN_H
#define UMB_KNOWN_H

#include "umb/ruleset.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append fields only, and raise the version when you do. */
typedef struct umb_known_opts {
	uint32_t    version;
	const char *key;    /* 64 hex digits */
	const char *kind;   /* add: what the files are, see umb_known_kind_name; NULL: as each looks */
	const char *label;  /* add: in place of the name of the file, and before the names in it; NULL: none */
	int         by_nul; /* add, lines: values end with a zero byte, not with a line feed */
	int         weak;   /* add: also those of 4 to 7 bytes, and what in a `.env` looks like no secret */
} umb_known_opts;

#define UMB_KNOWN_OPTS_VERSION 1
#define UMB_KNOWN_OPTS_INIT { UMB_KNOWN_OPTS_VERSION, NULL, NULL, NULL, 0, 0 }

/* What became of the values that were read. */
typedef struct umb_known_counts {
	size_t n_added, n_there;
	size_t n_weak;     /* of those added: short, a number, a word, a path, ...: they may stand where they are no secret */
	size_t n_short;    /* not added: less than 8 bytes, or with `weak` less than 4 */
	size_t n_long;     /* not added: more than 8,192 bytes */
	size_t n_regular;  /* not added: one to three characters again and again */
	size_t n_unlikely; /* not added: in a `.env`, and it looks like no secret */
	size_t n_values;   /* in the store now */
} umb_known_counts;

/*
 * Adds the values of these files ("-": standard input) to the store, which is made when it is not there.  Nothing is changed unless all
 * could be read.  UMB_E_USAGE: no or another key, a kind that there is not, or a file of which nobody knows what it is.
 */
UMB_API umb_status umb_known_secrets_add(const char *store, const char *const *files, size_t n_files, const umb_known_opts *opts,
                                         umb_known_counts *counts, umb_err *err);
/* One line per value: its id, the rule that finds are reported under, and its label, with tabs between them. */
UMB_API umb_status umb_known_secrets_list(const char *store, const umb_known_opts *opts, umb_line_fn line, void *ctx, umb_err *err);
/* Removes what has one of these ids, rules or labels.  UMB_E_USAGE, and nothing is changed, when one of them names none. */
UMB_API umb_status umb_known_secrets_remove(const char *store, const char *const *what, size_t n_what, const umb_known_opts *opts,
                                            umb_known_counts *counts, size_t *n_removed, umb_err *err);

/* Name and one-line summary of the i-th kind of file, or NULL behind the last. */
UMB_API const char *umb_known_kind_name(size_t i);
UMB_API const char *umb_known_kind_summary(size_t i);

#ifdef __cplusplus
}
#endif
#endif
