/*
 * cli.h - private to cli/: options as parsed, and the commands.
 *
 * The command line sees include/ only, which proves that the public interface suffices.
 */
#ifndef UMB_CLI_H
#define UMB_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "umb.h"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_RUNTIME = 3, EXIT_INCOMPLETE = 4, EXIT_INTERRUPTED = 130 };

typedef enum umb_opt_id {
#define UMB_OPT(id, name, letter, arg, scope, words) OPT_##id,
#define UMB_ALIAS(name, letter, id)
#include "cli/opts.def"
#undef UMB_OPT
#undef UMB_ALIAS
	N_OPTS
} umb_opt_id;

typedef struct umb_opt {
	const char *name;
	char        letter;
	const char *arg;
	const char *scope;
	const char *words;
} umb_opt;

extern const umb_opt umb_opts[N_OPTS];

#define MAX_LIST 256

typedef struct umb_list {
	const char *item[MAX_LIST];
	unsigned    line[MAX_LIST], column[MAX_LIST]; /* in the configuration; 0: from the command line */
	size_t      n;
} umb_list;

/* What the user said; strings borrow argv or the configuration. */
typedef struct umb_cli {
	umb_config  *config;        /* or NULL */
	umb_verdict_entry *verdict; /* owned copy of its entries, as far as they go with the command */
	size_t       n_verdict;
	const struct umb_cmd *cmd;
	bool         has[N_OPTS];
	bool         from_line[N_OPTS]; /* on the command line, where there is a configuration, too */
	const char  *value[N_OPTS]; /* the last one given */
	umb_list     rules, enable, disable, exclude, allow, ignores, baselines, exclude_paths, reset;
	umb_list     gaps;          /* `allow`, word by word */
	umb_list     paths;         /* of a range of commits */
	char       **revs;          /* likewise, owned; a push may bring thousands */
	size_t       n_revs, cap_revs;
	bool         is_hook;       /* called by git: silent when there is nothing to say */
	char       **args;          /* what is no option */
	int          n_args;
	char        *owned[MAX_LIST]; /* strings from a configuration file, and copies */
	size_t       n_owned;
	const char  *text_name;     /* when given: this text under this name is what is scanned */
	const char  *text;
	size_t       text_len;
	/* NULL, or what is done with the scan in place of a report; `code` is its exit status as if findings were none. */
	int        (*after)(struct umb_cli *cli, umb_scan *scan, int code);
	int          after_op;
	const char  *after_file;
} umb_cli;

typedef struct umb_cmd {
	const char *name;
	int (*run)(umb_cli *cli);
	const char *scope;
	const char *args;
	const char *words;
	bool        is_hidden;
} umb_cmd;

extern const umb_cmd umb_cmds[];
extern const size_t  umb_n_cmds;

/* What may be the first argument of a command. */
typedef struct umb_sub {
	const char *of;
	const char *name;
	const char *args;
	const char *words;
} umb_sub;

extern const umb_sub umb_subs[];
extern const size_t  umb_n_subs;
const umb_cmd *umb_cmd_find(const char *name);

/* opts_cli.c: moves the command to the front, behind argv[0]; EXIT_USAGE after saying why.  *command is NULL for --help. */
int  umb_cli_find_command(int argc, char **argv, const char **command);
/* EXIT_CLEAN, or EXIT_USAGE after saying why. */
int  umb_cli_parse(umb_cli *cli, int argc, char **argv);
void umb_cli_clear(umb_cli *cli);
/* Sets an option, from the command line or (line not 0) from the configuration; NULL, or why not in words that the next call overwrites. */
const char *umb_cli_take(umb_cli *cli, umb_opt_id id, const char *value, unsigned line, unsigned column);
/* By its long name or another spelling of it; -1: none. */
int  umb_opt_find(const char *name);
void umb_opt_unknown(const umb_cmd *cmd, const char *word, char *words, size_t size);
/* false, with words, when `text` is not a whole number in the range of an option that wants one. */
bool umb_opt_number(umb_opt_id id, const char *text, unsigned long long *out, char *words, size_t size);
/* Every value counts, not only the last one. */
bool umb_opt_is_list(umb_opt_id id);
const umb_list *umb_cli_list(const umb_cli *cli, umb_opt_id id); /* these values; NULL: it is none of those */
bool umb_opt_applies(const umb_opt *o, const umb_cmd *cmd);
/* A whole number within the range, or EXIT_USAGE after saying why. */
int  umb_cli_number(const umb_cli *cli, umb_opt_id id, unsigned long long *out);
/* A size as in 512M: bytes, or 0 with words. */
unsigned long long umb_cli_memory(const char *text, char *words, size_t size);

void umb_cli_usage(FILE *to, const umb_cmd *cmd); /* cmd NULL: the overview */
/* Text for a terminal, escaped; and a umb_line_fn whose context is a FILE. */
void umb_cli_put(FILE *to, const char *text);
void umb_cli_line(void *to, const char *line);
void umb_cli_complain(const char *fmt, ...) UMB_PRINTF(1, 2);
/* EXIT_USAGE, after saying so, when a command that takes none was given arguments. */
int  umb_cli_no_args(const umb_cli *cli);
/* "umbra: words" for a failed call, and the exit code that goes with it. */
int  umb_cli_fail(umb_status st, const umb_err *err);

/* main.c: how much is told; EXIT_USAGE after saying why. */
int  umb_cli_set_log(const umb_cli *cli);
bool umb_cli_log_level(const char *word, int *level);

/* progress.c: a umb_progress_fn; its context is what is counted, "file" or "object". */
void umb_cli_progress(void *unit, const umb_progress *p);
void umb_cli_progress_hide(void);

/* range_cli.c: from the options and arguments that name commits to `revs` and so on.  *is_range: there were any. */
int umb_cli_range(umb_cli *cli, umb_scan_opts *o, bool *is_range);
/* n bytes of text behind `before`, unless it is there already; EXIT_RUNTIME after saying that there is no memory. */
int umb_cli_add_rev(umb_cli *cli, const char *before, const char *text, size_t n);

/* ignore_cli.c: the lists of what is known, from the options to `o`; EXIT_USAGE after saying why. */
int  umb_cli_ignores(umb_cli *cli, umb_scan_opts *o);
void umb_cli_ignore_hints(const umb_cli *cli); /* what lies here and was not named */
void umb_cli_config_hint(const umb_cli *cli);       /* likewise, of rules */
void umb_cli_put_lists(FILE *to);

/* gate_cli.c: what decides the exit status, from the options to `o`; EXIT_USAGE after saying why. */
int umb_cli_gate(umb_cli *cli, umb_scan_opts *o);

/* cmd_scan.c: what dir, git, stdin and explain share. */
int umb_cli_scan(umb_cli *cli, const char *source);
/* import_cli.c: umbra rules import. */
int umb_cli_import(umb_cli *cli);

/* rules_cli.c: what is looked for. */
bool umb_cli_is_foreign(const umb_cli *cli); /* the configuration is one of gitleaks */
int umb_cli_load_rules(umb_cli *cli, umb_ruleset **out);
/* The 64 hex digits that a file begins with; EXIT_USAGE or EXIT_RUNTIME after saying why not. */
int umb_cli_key(const char *path, char key[65]);

/* config_cli.c: reads the file of --config, once; its mistakes are told by umb_cli_config_finish, after the rules (which may be NULL) are known. */
int umb_cli_configure(umb_cli *cli);
int umb_cli_config_finish(umb_cli *cli, const umb_ruleset *rules);
/* Says of each rule that was named and is none that it is not. */
void umb_cli_check_choice(umb_cli *cli, const umb_ruleset *rules);

#define UMB_CMD(name, fn, scope, args, words) int fn(umb_cli *cli);
#define UMB_CMD_HIDDEN(name, fn, scope, args, words) int fn(umb_cli *cli);
#define UMB_CMD_ALIAS(other, name)
#define UMB_SUB(of, name, args, words)
#include "cli/cmds.def"
#undef UMB_CMD
#undef UMB_CMD_HIDDEN
#undef UMB_CMD_ALIAS
#undef UMB_SUB

#endif
