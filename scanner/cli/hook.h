/*
 * hook.h - private to the hook command: the git program, and the files that git runs.
 */
#ifndef UMB_CLI_HOOK_H
#define UMB_CLI_HOOK_H

#include <limits.h>

#include "cli/cli.h"

#define HOOK_BEFORE ".before-umbra"
#define HOOK_MAX_OPTIONS 4096

typedef enum hook_state {
	HOOK_NONE,
	HOOK_OURS,
	HOOK_OTHER,  /* a file of somebody else */
	HOOK_LINK,
	HOOK_STRANGE /* a folder, a device */
} hook_state;

/* What stands at FOLDER/NAME. */
typedef struct hook_file {
	const char *name;
	char        path[PATH_MAX];
	char        before[PATH_MAX]; /* where somebody else's hook goes */
	hook_state  state;
	bool        has_before, is_executable;
	unsigned    does;             /* of ours: what it does besides what was there before */
	char        options[HOOK_MAX_OPTIONS]; /* and the options it calls umbra with, as hook_options writes them */
	char        program[PATH_MAX]; /* where umbra lay when it was installed; "" when that is not known */
} hook_file;

#define HOOK_CHECKS 1u    /* calls umbra */
#define HOOK_CALLS_OWN 2u /* calls the repository's own hook, which core.hooksPath hides */

/* hook_file.c: EXIT_CLEAN, or another exit code after saying why. */
int hook_look(hook_file *h, const char *folder, const char *name);
int hook_may_put(const hook_file *h);
/* `options`, or NULL: what hook_options made, for a hook that calls umbra. */
int hook_put(const hook_file *h, const char *folder, unsigned does, const char *options);
/* Removes ours, and puts back what was there before. */
int hook_take(const hook_file *h);
/* All of it, one behind the other; false after saying that this is too long. */
bool hook_join(char out[PATH_MAX], const char *a, const char *b, const char *c);
/* The folder and those above it. */
int hook_make_folder(const char *path);

/*
 * hook_git.c: what the program says to these arguments (the last is NULL), without the newline at its end.  Its exit status, or -1 after
 * saying why there is none; what it complains about goes to standard error as it comes.
 */
int hook_git(char *out, size_t size, const char *const *args);

/*
 * hook_opts.c: the options of a scan that were given, for a shell, each with a space before it; the caller frees *out, also after an error.  Files are
 * named from the root, and all of it has been tried.
 */
int  hook_options(const umb_cli *cli, char **out);
void hook_quote(FILE *f, const char *text); /* as one word of a shell's */

/* hook_run.c */
int hook_run(umb_cli *cli);
/* cmd_hook.c: EXIT_USAGE, after saying so, when this is no hook that is offered. */
int hook_is_offered(const char *name);

#endif
