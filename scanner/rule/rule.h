/*
 * rule/rule.h - a rule as the engine uses it, and the immutable whole of them.
 *
 * Everything here is plain constant data: the built-in rules are C tables written by the build, a
 * user's rules are the same structs in an arena.  What changes while scanning (compiled regexes) is
 * kept beside the tables, in umb_ruleset.
 */
#ifndef UMB_RULE_RULE_H
#define UMB_RULE_RULE_H

#include "conf/bind.h"
#include "core/lane.h"
#include "core/rule_info.h"
#include "judge/judge.h"
#include "match/literals.h"
#include "match/pattern.h"
#include "match/regex.h"

/* The longest match the engine will look for, in bytes; stream windows overlap by more than this. */
#define UMB_REACH_MAX 16384
/* Taken for a pattern without an upper bound; lint asks for one. */
#define UMB_REACH_UNBOUNDED 4096

/* Of a file that a rule looks at, at least this much of its beginning is at hand: what `begins` matches ends here. */
#define UMB_FILE_HEAD 16384

/* What a file is known by, beside the pattern that it begins with and its path. */
typedef struct umb_file_form {
	umb_class first;              /* bytes that it can begin with */
	uint32_t  min_size, max_size; /* in bytes, <= UMB_FILE_HEAD; max_size 0: any */
} umb_file_form;

typedef struct umb_rule {
	umb_rule_info    info;
	const char      *pattern;     /* as handed to PCRE2 */
	const char      *written;     /* as written, or as made from near + value */
	const umb_check *checks;
	size_t           n_checks;
	uint32_t         width_max;   /* <= UMB_REACH_MAX */
	uint32_t         off_max;     /* largest distance from the start of a match to any of its literals, <= UMB_REACH_MAX */
	uint32_t         n_groups;    /* with group 0 */
	uint32_t         secret_group;
	bool             is_anchored; /* every literal stands at the same distance: one start to try */
	bool             is_text_only;
	bool             has_rows;    /* what it matches is a row of a table or a list: others may follow (engine/rows.h) */
	const umb_file_form *form;    /* of a rule about whole files; NULL: the pattern is looked for everywhere */
	bool             is_exact;    /* of a lane: it has no pattern, its values are looked for as they are */
} umb_rule;

/* What to do where a literal occurs. */
typedef struct umb_trigger {
	uint32_t rule;
	uint32_t off_min;
	uint32_t gate;        /* first in gates[] */
	uint8_t  n_gates;
	uint8_t  literal_len;
	bool     word_before; /* a token must begin at the literal */
	uint8_t  n_same;      /* triggers of the literal, from this one on, whose first gate is equal: where it shuts, none of them opens */
} umb_trigger;

typedef struct umb_ruleset_tables {
	const umb_rule        *rules; /* sorted by id */
	size_t                 n_rules;
	const umb_literal_set *literals;
	size_t                 n_literals;
	const uint32_t        *first_trigger; /* n_literals + 1 */
	const umb_trigger     *triggers;      /* by literal */
	const umb_gate        *gates;
	size_t                 n_gates;
	const uint32_t        *files; /* rules with a form */
	size_t                 n_files;
} umb_ruleset_tables;

struct umb_ruleset {
	umb_ruleset_tables t;
	umb_regex_slot    *slots;   /* one per rule; the only part that changes, atomically */
	bool              *is_off;  /* one per rule, or NULL */
	umb_arena          arena;   /* tables of rules that are not built in */
	umb_lane           lane;    /* what is looked for beside the rules; ops NULL: nothing */
};

typedef struct umb_ruleset umb_ruleset;

/* One line of tests inside a rule. */
typedef struct umb_rule_test {
	const char        *text; /* with recipes */
	const char        *path; /* NULL: none */
	const char        *because;
	const char *const *layers;
	int                severity; /* what the finding must have, or -1: whatever */
	bool               is_find;
	uint32_t           line;
} umb_rule_test;

/* A rule as it stands in a pack, before anything is derived. */
typedef struct umb_rule_def {
	umb_rule_info        info;
	const char          *pattern; /* NULL when near + value were given; replaced by what they stand for */
	const char *const   *near;
	const char          *value;
	const char          *secret; /* name or number of the group, NULL: the default */
	bool                 is_text_only, has_rows;
	umb_file_form       *form;   /* NULL: not a rule about files; `first` is not known yet */
	umb_check           *checks;
	size_t               n_checks;
	const umb_rule_test *tests;
	size_t               n_tests;
	const char          *file;
	size_t               pack;      /* counts packs as they were read: the same file may be read twice */
	bool                 is_partial; /* without id or name: looked at for further mistakes only */
	umb_yaml_place       at, pattern_at, secret_at, literals_at;
	umb_yaml_place      *companion_at; /* one for each of info.companions */
} umb_rule_def;

typedef struct umb_rule_list {
	umb_rule_def *rule;
	size_t        n_rules, cap, n_packs;
} umb_rule_list;

typedef struct umb_note umb_note;

/* tell.c: gathers what is wrong with packs, and at the end tells it by file, line and column, as "file:line:column: words". */
typedef struct umb_teller {
	void (*line)(void *ctx, const char *line); /* NULL: only counted */
	void     *ctx;
	size_t    n_errors, n_warnings;
	umb_note *note; /* not told yet */
	size_t    n_notes, cap;
} umb_teller;

void umb_tell(umb_teller *t, bool is_warning, const char *file, umb_yaml_place at, const char *fmt, ...) UMB_PRINTF(5, 6);
/* Always called once: tells and frees.  What was gathered twice counts once. */
void umb_teller_finish(umb_teller *t);

/* pack.c: reads a pack, or every *.yml of a folder in name order, and appends its rules.  Errors go to `tell`. */
umb_status umb_pack_load(umb_rule_list *list, umb_arena *arena, const char *path, umb_teller *tell, umb_err *err);
/* From text, for fuzzing and tests; `name` stands for the file. */
umb_status umb_pack_parse(umb_rule_list *list, umb_arena *arena, umb_slice text, const char *name, umb_teller *tell,
                          umb_err *err);
/* bind_rule.c: one map of `rules:`; the fragments of its pack, or NULL. */
void umb_rule_bind(umb_rule_def *out, umb_binder *b, const umb_yaml_node *node, const umb_yaml_node *fragments);

/* near.c: the pattern that `near` and `value` stand for. */
umb_status umb_near_pattern(const char **out, umb_arena *arena, const char *const *near, const char *value);

/*
 * compile.c: rules to tables.  Later rules replace earlier ones by id.  `base`, or NULL, stands before the list: its rules,
 * triggers and gates are taken over as they are, and must outlive what comes out.  Errors go to `tell`.
 */
umb_status umb_rules_compile(umb_ruleset_tables *out, umb_arena *arena, const umb_ruleset_tables *base,
                             const umb_rule_list *list, umb_teller *tell, umb_err *err);

/* check.c: companions that are no rule of the list nor of `known` (which may be NULL). */
umb_status umb_rules_check(const umb_rule_list *list, const umb_ruleset_tables *known, umb_teller *tell, umb_err *err);

/*
 * extend.c: rules that a lane reports under join the others: `info` (sorted by id, without a pattern, borrowed) is added to the tables,
 * of which all but literals and gates are made anew in the arena of the ruleset.  UMB_E_USAGE for an id that is there.  number[i] becomes
 * the number of info[i]; numbers that were known before change.  Before anything is selected or compiled.
 */
umb_status umb_ruleset_extend(umb_ruleset *rs, const umb_rule_info *info, size_t n, uint32_t *number, umb_err *err);

/* ruleset.c */
umb_status umb_ruleset_new(umb_ruleset **out, const umb_ruleset_tables *tables, umb_err *err);
void       umb_ruleset_destroy(umb_ruleset *rs);
const char *umb_ruleset_near_id(const umb_ruleset_tables *t, const char *id); /* NULL when none is similar */
size_t     umb_ruleset_position(const umb_ruleset_tables *t, const char *id); /* SIZE_MAX when absent */
/* Of the rules that are not built in, and of those that are off: equal when both find the same. */
umb_status umb_ruleset_digest(const umb_ruleset *rs, uint8_t out[32]);
/* UMB_E_USAGE, with the near miss, for what is neither the id of a rule nor "tag:" with a tag of one. */
umb_status umb_ruleset_knows(const umb_ruleset_tables *t, const char *what, umb_err *err);
/* Turns rules off: with enable given all but those, then those of disable.  Ids, or "tag:word". */
umb_status umb_ruleset_select(umb_ruleset *rs, const char *const *enable, size_t n_enable, const char *const *disable,
                              size_t n_disable, umb_err *err);

/* lint.c: what is suspicious about rules that do compile. */
void umb_rules_lint_list(const umb_rule_list *list, umb_teller *tell);

/* emit.c: the tables as C source that defines `const umb_ruleset_tables NAME`. */
umb_status umb_tables_emit(const umb_ruleset_tables *t, const char *name, umb_buf *out);

/* recipe.c: a test text with its recipes carried out; the same seed gives the same text.  A recipe with a mistake is an error. */
umb_status umb_recipe_expand(umb_buf *out, const char *text, uint64_t seed, umb_err *err);

/* The tables of the built-in rules, in the source file that the build generates. */
extern const umb_ruleset_tables umb_builtin_tables;

#endif
