/*
 * suppress/list.h - private to suppress/: what a reader of a list is, and what it may put there.
 *
 * A list is one file that the user named: an ignore file (--ignore-file) or a baseline (--baseline-path).  A reader turns its text
 * into entries and knows nothing of findings; list.c and patterns.c keep entries and find those that fit.  To add a kind of file:
 * one lst_<name>.c that defines `const umb_list_format umb_list_<name>`, and its line in lists.def.
 *
 * Values are kept as keyed digests, or as the digest that the file itself holds; regular expressions, which may hold some, in
 * memory that is wiped.
 */
#ifndef UMB_SUPPRESS_LIST_H
#define UMB_SUPPRESS_LIST_H

#include "base/arena.h"
#include "base/json.h"
#include "conf/yaml_doc.h"
#include "match/regex.h"
#include "suppress/inline.h"
#include "suppress/own.h"
#include "suppress/suppress.h"

#define UMB_LIST_MAX_BYTES ((size_t)512 << 20)
#define UMB_LIST_NAMES 3

typedef struct umb_list umb_list;

/* What a reader gets.  Wiped after it has run: what is kept of it is copied. */
typedef struct umb_list_text {
	umb_slice       text;
	const umb_json *json; /* the text as one JSON document; NULL when it is none */
} umb_list_text;

typedef struct umb_list_format {
	const char  *name;                  /* -i NAME:FILE says that FILE is one, whatever it is called */
	const char  *summary;
	const char  *files[UMB_LIST_NAMES]; /* file names that are always this; NULL behind the last */
	umb_list_use use;
	bool         counts_entries;        /* its entries have numbers, not lines */
	bool (*is)(const umb_list_text *in); /* by content, when the name says nothing; NULL: never */
	/* UMB_E_FORMAT: this is no such file; a mistake inside is told with umb_list_wrong and left out. */
	umb_status (*read)(umb_list *to, const umb_list_text *in, umb_err *err);
} umb_list_format;

/* registry.c: NULL when there is none. */
const umb_list_format *umb_list_format_at(size_t i);
const umb_list_format *umb_list_format_named(umb_slice name);
/* By the name of the file, else by content among those for this use. */
const umb_list_format *umb_list_format_of(const char *path, const umb_list_text *in, umb_list_use use);

/* -- for readers ------------------------------------------------------------------------------------------ */

/* What the rule that an entry names has to do with the rule of a finding. */
typedef enum umb_rule_test {
	UMB_RULE_ANY,   /* nothing */
	UMB_RULE_OURS,  /* an id of ours (it has a '.') must be that of the finding; what others call theirs says nothing */
	UMB_RULE_VENDOR /* ours, or a name of somebody else's in which our vendor stands ("github-pat", "AWS Access Key") */
} umb_rule_test;

typedef struct umb_list_place {
	uint32_t      number;   /* line of the entry in its file, or which one it is */
	umb_slice     commit;   /* hex; empty: any */
	bool          is_since; /* of that commit, and what held the value in that file before or after */
	umb_slice     file;
	uint64_t      line;
	umb_slice     rule;
	umb_rule_test test;
	umb_slice     shown;    /* not empty: the value was shown like this, too */
} umb_list_place;

typedef enum umb_value_form {
	UMB_VALUE_PLAIN,
	UMB_VALUE_SHA1,
	UMB_VALUE_SHA256,
	UMB_VALUE_SHA256_TYPED, /* ggshield: of the value, a comma, and a word for its type */
	UMB_VALUE_LABEL_SHA1,   /* detect-secrets: only of what says the kind of some values, so `line` must fit, too */
	UMB_N_VALUE_FORMS
} umb_value_form;

typedef struct umb_list_value {
	uint32_t       number;
	umb_slice      file;  /* empty: wherever it is */
	umb_value_form form;
	umb_slice      bytes; /* the value, or the digest */
	uint64_t       line;  /* UMB_VALUE_LABEL_SHA1 */
} umb_list_value;

typedef enum umb_pattern_of {
	UMB_OF_PATH,      /* glob: the path, as base/path.h has it */
	UMB_OF_IGNORED,   /* glob: the path, as a line of a .gitignore: of folders, too, and '!' takes back */
	UMB_OF_PATH_RE,   /* regex: somewhere in the path */
	UMB_OF_VALUE_RE,  /* regex: somewhere in the value */
	UMB_OF_LINE_RE,   /* regex: somewhere in the line */
	UMB_OF_GREP_RE,   /* regex: somewhere in "path:number:line" */
	UMB_OF_MATCH_RE   /* regex: where it matches in the line it covers a part of what the rule matched */
} umb_pattern_of;

/* All copy what they are given.  UMB_E_LIMIT: more than a list may have. */
umb_status umb_list_add_place(umb_list *l, const umb_list_place *p);
umb_status umb_list_add_value(umb_list *l, const umb_list_value *v);
/* `file`: a glob that the path must fit, or empty.  A regex with a mistake is told, and is no entry. */
umb_status umb_list_add_pattern(umb_list *l, uint32_t number, umb_pattern_of of, umb_slice pattern, umb_slice file);
/* Everything that this rule finds; a name that is none of our rules is told, and is no entry. */
umb_status umb_list_add_rule(umb_list *l, uint32_t number, umb_slice name);
/* Talisman: files that fit `glob` and have this checksum; `checksum` empty: whatever they hold. */
umb_status umb_list_add_checksum(umb_list *l, uint32_t number, umb_slice glob, umb_slice checksum);
/* An exposure id of ours, "e1:...", and the key that all of them in this list were made with (64 hex digits; others are ignored). */
umb_status umb_list_add_exposure(umb_list *l, uint32_t number, const char *id);
void       umb_list_set_key(umb_list *l, const char *hex);
/* Something that is no entry: counted, and the first few are told, without their text. */
void       umb_list_wrong(umb_list *l, uint32_t number, const char *words);
/* The lines of a text without blanks around them, numbers from 1; false behind the last. */
typedef struct umb_list_lines {
	umb_slice left, line;
	uint32_t  number;
} umb_list_lines;
bool       umb_list_next_line(umb_list_lines *at);
/* Every line is a pattern, but for empty ones and those that begin with #. */
umb_status umb_list_add_lines(umb_list *l, umb_slice text, umb_pattern_of of);
/* The text as YAML; *root is NULL when nothing but comments stands there. */
umb_status umb_list_yaml(const umb_yaml_node **root, umb_arena *arena, const umb_list_text *in, umb_err *err);
/* A scalar's text, else empty. */
umb_slice  umb_list_yaml_text(const umb_yaml_node *node);

/* -- what a list is, for list.c, patterns.c and known.c --------------------------------------------------------- */

typedef struct umb_entry {
	uint32_t      number;
	bool          is_since;
	umb_rule_test test;
	const char   *rule;    /* of a place; or the name of add_rule */
	const char   *by;      /* words for reports, made when it is used first */
} umb_entry;

typedef struct umb_fact {
	uint8_t  bytes[16]; /* of a keyed digest of what must be equal */
	uint32_t entry;
} umb_fact;

typedef struct umb_pattern_entry {
	uint32_t       entry;
	umb_pattern_of of;
	const char    *text;
	const char    *file;      /* glob, or NULL */
	bool           is_negated;
	bool           is_off;    /* too slow too often */
	uint32_t       n_slow;
	umb_regex_slot slot;
} umb_pattern_entry;

typedef struct umb_checksum {
	uint32_t    entry;
	const char *glob, *checksum;
} umb_checksum;

struct umb_list {
	const umb_list_format *format;
	char                  *path;
	const umb_known       *known;    /* whose rules and key these are */
	umb_arena              arena;    /* wiped */
	umb_entry             *entry;
	size_t                 n_entries, cap_entries;
	umb_fact              *fact;     /* sorted once all are there */
	size_t                 n_facts, cap_facts;
	umb_pattern_entry     *pattern;
	size_t                 n_patterns, cap_patterns;
	umb_checksum          *checksum;
	size_t                 n_checksums, cap_checksums;
	uint32_t              *rule;     /* entries of add_rule */
	size_t                 n_rules, cap_rules;
	bool                   has_form[UMB_N_VALUE_FORMS], has_anywhere[UMB_N_VALUE_FORMS]; /* such values: in a file, in any */
	bool                   has_places, has_commits, has_shown, has_exposures, has_key;
	umb_ident_key          key;
	size_t                 n_wrong;
	umb_own               *own;   /* a baseline of our own, which finds by itself; its entries are these */
};

struct umb_known {
	umb_list                  **list;
	size_t                      n_lists, cap_lists;
	const umb_rule_info *const *rules;
	size_t                      n_rules;
	uint8_t                     key[UMB_KEY_LEN]; /* of facts; random */
	umb_ident_key               user_key;         /* what --key-file holds */
	bool                        has_user_key;
	umb_regex_scratch          *scratch;          /* made with the first regex */
};

/* list.c */
umb_status umb_list_new(umb_list **out, const umb_known *k, const umb_list_format *format, const char *path);
void       umb_list_free(umb_list *l);
void       umb_list_seal(umb_list *l);
/* The entry of an exact fact that fits, or NULL. */
umb_entry *umb_list_find(umb_list *l, const umb_asked *a);
/* A baseline of our own: an entry of the value in another file, or NULL. */
umb_entry *umb_list_find_elsewhere(umb_list *l, const umb_asked *a);
/* patterns.c: the same by patterns, rules and checksums. */
umb_entry *umb_list_match(umb_list *l, umb_regex_scratch *s, const umb_asked *a);
/* A new entry, or NULL when memory is out; its number in *at. */
umb_entry *umb_list_entry(umb_list *l, uint32_t number, uint32_t *at);
bool       umb_list_grow(void **items, size_t n, size_t *cap, size_t size);

#endif
