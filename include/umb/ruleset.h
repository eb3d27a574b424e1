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
} umb_rules_opts;

#define UMB_RULES_OPTS_VERSION 2
#define UMB_RULES_OPTS_INIT { UMB_RULES_OPTS_VERSION, NULL, 0, 0, NULL, 0, NULL, 0, NULL, NULL }

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
/* Runs the tests inside packs (and against the oracle); each failure is a line.  UMB_E_RULES when one fails. */
UMB_API umb_status umb_rules_test(const char *const *paths, size_t n_paths, umb_line_fn line, void *ctx,
                                  size_t *n_tests, size_t *n_failed, umb_err *err);

/* Cost of each rule over the regular files below `path`, dearest first: one tab-separated line per rule. */
UMB_API umb_status umb_ruleset_cost(const umb_ruleset *rs, const char *path, umb_line_fn line, void *ctx, umb_err *err);

#ifdef __cplusplus
}
#endif
#endif
