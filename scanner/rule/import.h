/*
 * rule/import.h - rules of other scanners as a pack of ours.
 *
 * A reader takes a file apart into foreign rules; import.c writes each as YAML, tries whether that compiles, and says what cannot be
 * expressed: by rule, with the reason, to whoever listens and as a comment in the pack.
 */
#ifndef UMB_RULE_IMPORT_H
#define UMB_RULE_IMPORT_H

#include "rule/rule.h"

/* Everything is borrowed; NULL or 0: nothing is said. */
typedef struct umb_foreign_rule {
	const char *id;
	const char *name, *about;
	const char *pattern;    /* in the syntax of RE2, Rust or PCRE; NULL: a rule about paths */
	const char *path;       /* a regular expression that paths of files match somewhere */
	const char *secret;     /* group */
	const umb_yaml_node *keywords; /* list of texts, one of which stands in every file with a match, in either case */
	const umb_yaml_node *never;    /* list of regular expressions of paths */
	double      entropy;    /* what is not above it is dropped */
	const char *confidence; /* a word of ours */
	const char *severity;
} umb_foreign_rule;

typedef struct umb_import {
	umb_arena  *arena;
	const char *prefix;     /* of ids */
	const char *file;       /* that is read now */
	umb_buf     rules;      /* maps of `rules:` */
	umb_buf     ids;        /* "\nid\n" of each */
	void      (*line)(void *ctx, const char *line);
	void       *ctx;
	size_t      n_rules, n_left_out, n_partly; /* taken, of them with something less; and not taken */
	bool        uses_default; /* the file builds on what its scanner has by itself */
	const umb_yaml_node *never; /* of all rules of the file */
	const char *noted;      /* id of the last rule of which something was said */
} umb_import;

typedef struct umb_importer_ops {
	const char *name, *summary;
	const char *other[4];  /* further names, NULL-terminated */
	bool      (*is_it)(umb_slice text, umb_slice file_name);
	umb_status (*read)(umb_import *im, umb_slice text, umb_err *err);
} umb_importer_ops;

/* importers.c, in the order of importers.def */
const umb_importer_ops *umb_importer_find(const char *name);
const umb_importer_ops *umb_importer_at(size_t i);
const umb_importer_ops *umb_importer_guess(umb_slice text, umb_slice file_name);

/* For readers.  A note is about a rule of the file (NULL: the file); what it says is missing in the pack. */
umb_status umb_import_rule(umb_import *im, const umb_foreign_rule *r);
umb_status umb_import_note(umb_import *im, const char *id, const char *fmt, ...) UMB_PRINTF(3, 4);
const char *umb_import_text(const umb_yaml_node *map, const char *key); /* NULL: absent, or no text */
umb_status umb_import_yaml(const umb_yaml_node **out, umb_import *im, umb_slice text, umb_err *err);

/* import_paths.c: gitignore patterns that match what the expression does, or NULL when there are none, or no memory. */
const char *const *umb_import_globs(umb_arena *arena, const char *regex);
/* import_regex.c: the same pattern without free spacing; NULL: out of memory. */
const char *umb_import_pattern(umb_arena *arena, const char *pattern);

/*
 * Reads a file, or every *.toml, *.yml and *.yaml of a folder in name order; kind NULL: as each looks.  UMB_E_USAGE for what cannot be read.
 */
umb_status umb_import_read(umb_import *im, const char *path, const umb_importer_ops *kind, umb_err *err);
/* The whole as a pack. */
umb_status umb_import_print(umb_import *im, umb_buf *out);
/* For a scan: the rules of a configuration join the list; what cannot be expressed is told as warnings. */
umb_status umb_import_load(umb_rule_list *list, umb_arena *arena, const char *path, bool *uses_default, umb_teller *tell, umb_err *err);
void       umb_import_clear(umb_import *im);

#endif
