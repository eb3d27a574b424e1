/*
 * umb/ruleset.h - what to look for: load rules, list, lint, test and price them.
 *
 * A ruleset is immutable once built and may be shared by any number of scans and threads.
 */
#ifndef UMB_RULESET_H
#define UMB_RULESET_H

#include "umb/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct umb_ruleset umb_ruleset;

/* Append fields only, and raise the version when you do. */
typedef struct umb_rules_opts {
	uint32_t           version;    /* UMB_RULES_OPTS_VERSION */
	const char *const *paths;      /* packs or folders of packs (*.yml), added to the built-in rules, replacing by id */
	size_t             n_paths;
	int                no_builtin; /* only the packs named above */
	const char *const *enable;     /* when given: only these rule ids or tags ("tag:ai") */
	size_t             n_enable;
	const char *const *disable;    /* without these ids or tags */
	size_t             n_disable;
	const char        *known;      /* a store of known secrets (umb/known.h): each label in it is a rule "known.LABEL" with the tag "known" */
	const char        *known_key;  /* 64 hex digits: its key */
	const char        *foreign;    /* a configuration of gitleaks or betterleaks: its rules, and the built-in ones only where it extends the default */
} umb_rules_opts;

#define UMB_RULES_OPTS_VERSION 3
#define UMB_RULES_OPTS_INIT { UMB_RULES_OPTS_VERSION, NULL, 0, 0, NULL, 0, NULL, 0, NULL, NULL, NULL }

/* Receives one line of output (no newline at the end), e.g. each error of a wrong pack. */
typedef void (*umb_line_fn)(void *ctx, const char *line);

/*
 * `opts` may be NULL: the built-in rules.  Every error of every pack goes to `line` ("file:line:column: words"); the
 * status is then UMB_E_RULES.  An unknown id in enable or disable is UMB_E_USAGE with the near miss, and so is a choice
 * that leaves no rule: a scan with none would call everything clean.
 */
UMB_API umb_status umb_ruleset_load(umb_ruleset **out, const umb_rules_opts *opts, umb_line_fn line, void *ctx,
                                    umb_err *err);
UMB_API void       umb_ruleset_free(umb_ruleset *rs); /* accepts NULL */
UMB_API size_t     umb_ruleset_count(const umb_ruleset *rs);

typedef enum umb_rule_text {
	UMB_RULE_ID, UMB_RULE_NAME, UMB_RULE_ABOUT, UMB_RULE_PROVIDER, UMB_RULE_IDENTITY, UMB_RULE_SEVERITY,
	UMB_RULE_CONFIDENCE, UMB_RULE_REVOKE, UMB_RULE_PATTERN
} umb_rule_text;

/* Borrowed from the ruleset; "" when the rule has none; NULL when `i` is out of range.  Rules are sorted by id. */
UMB_API const char *umb_ruleset_text(const umb_ruleset *rs, size_t i, umb_rule_text what);
/* 0 for a rule that the choice of enable and disable leaves out. */
UMB_API int umb_ruleset_is_on(const umb_ruleset *rs, size_t i);
/* UMB_E_USAGE, with the near miss, for what is neither the id of a rule nor "tag:" with a tag of one. */
UMB_API umb_status umb_ruleset_check(const umb_ruleset *rs, const char *what, umb_err *err);
/* Position of a rule, or SIZE_MAX; *near (may be NULL) is then the most similar id or NULL. */
UMB_API size_t umb_ruleset_find(const umb_ruleset *rs, const char *id, const char **near);
/* Everything about one rule, derived literals and gates included, line by line. */
UMB_API umb_status umb_ruleset_show(const umb_ruleset *rs, size_t i, umb_line_fn line, void *ctx, umb_err *err);

/*
 * Reads the packs at `paths` and says what is wrong or suspicious, line by line.  *n_errors and *n_warnings may be NULL.
 * UMB_E_RULES when there is an error.
 */
UMB_API umb_status umb_rules_lint(const char *const *paths, size_t n_paths, umb_line_fn line, void *ctx,
                                  size_t *n_errors, size_t *n_warnings, umb_err *err);
/* Rules of other scanners as a pack.  Append fields only, and raise the version when you do. */
typedef struct umb_import_opts {
	uint32_t    version;
	const char *kind;   /* whose rules they are, see umb_importer_name; NULL: as each file looks */
	const char *prefix; /* of the ids; NULL: "imported" */
} umb_import_opts;

#define UMB_IMPORT_OPTS_VERSION 1
#define UMB_IMPORT_OPTS_INIT { UMB_IMPORT_OPTS_VERSION, NULL, NULL }

typedef struct umb_import_counts {
	size_t n_rules, n_partly; /* taken, and how many of them not with all that they say */
	size_t n_left_out, n_notes;
} umb_import_counts;

/*
 * Reads a file ("-": standard input), or every *.toml, *.yml and *.yaml of a folder, and writes a pack that compiles.  Each thing that cannot be
 * expressed is a line "file: rule 'id': words" and a comment in the pack.  The caller frees *pack with umb_import_free.  UMB_E_USAGE:
 * it cannot be read, or nobody knows whose it is.
 */
UMB_API umb_status umb_rules_import(char **pack, size_t *len, const char *path, const umb_import_opts *opts, umb_line_fn line, void *ctx,
                                    umb_import_counts *counts, umb_err *err);
UMB_API void umb_import_free(char *own_pack);
/* Name and one-line summary of the i-th scanner whose rules are read, or NULL behind the last. */
UMB_API const char *umb_importer_name(size_t i);
UMB_API const char *umb_importer_summary(size_t i);

/* Runs the tests inside packs (and against the oracle); each failure is a line.  UMB_E_RULES when one fails. */
UMB_API umb_status umb_rules_test(const char *const *paths, size_t n_paths, umb_line_fn line, void *ctx,
                                  size_t *n_tests, size_t *n_failed, umb_err *err);

/* Cost of each rule over the regular files below `path`, dearest first: one tab-separated line per rule. */
UMB_API umb_status umb_ruleset_cost(const umb_ruleset *rs, const char *path, umb_line_fn line, void *ctx, umb_err *err);

#ifdef __cplusplus
}
#endif
#endif
