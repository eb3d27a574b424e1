/*
 * umb/config.h - a configuration file: options by name, and the verdict for some rules and paths.
 *
 * A YAML map.  `verdict` is a list of maps with `rule` (an id, or tag:WORD) and `path` (a gitignore pattern), at least one of
 * them, and `fail-on` and `min-confidence`, at least one of them; every other key is a name with a text or a list of texts, whose
 * meaning is the caller's.  Every mistake is kept with its place, so that all of them are told at once.  Nothing is looked for by
 * itself and nothing inside a scanned tree is obeyed.
 *
 * Threads: one umb_config belongs to one thread.
 */
#ifndef UMB_CONFIG_H
#define UMB_CONFIG_H

#include "umb/ruleset.h"
#include "umb/scan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct umb_config umb_config;

/* One text; a list gives one of these for each of its texts, and an empty one a single one with value NULL.  Strings live as long as the configuration. */
typedef struct umb_config_item {
	const char *key, *value;
	unsigned    key_line, key_column; /* 1-based; columns count characters */
	unsigned    line, column;         /* of the value */
} umb_config_item;

/* Calls umb_config_error for what is wrong with the item. */
typedef void (*umb_config_fn)(void *ctx, umb_config *config, const umb_config_item *item);

/*
 * UMB_E_IO when the file cannot be read, UMB_E_FORMAT for what is no YAML map (told in `err`).  Other mistakes are kept for
 * umb_config_finish.  The caller owns *out.
 */
UMB_API umb_status umb_config_read(umb_config **out, const char *path, umb_config_fn fn, void *ctx, umb_err *err);
UMB_API void umb_config_error(umb_config *config, unsigned line, unsigned column, const char *words);
/* Keeps an error for each entry of the verdict whose rule is none of these (those that are off are some of them, too). */
UMB_API void umb_config_check_rules(umb_config *config, const umb_ruleset *rules);
/* Tells what is wrong in the order of lines, each as "file:line:column: words".  UMB_E_USAGE when anything is. */
UMB_API umb_status umb_config_finish(umb_config *config, umb_line_fn line, void *ctx, umb_err *err);
/* The entries, for umb_scan_opts; borrowed from the configuration. */
UMB_API const umb_verdict_entry *umb_config_verdict(const umb_config *config, size_t *n);
UMB_API void umb_config_free(umb_config *own); /* accepts NULL */

#ifdef __cplusplus
}
#endif
#endif
