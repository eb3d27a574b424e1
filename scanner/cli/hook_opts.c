/*
 * hook_opts.c - options of a scan that `hook install` writes into hooks: what the team knows already, what fails, how long it may take.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/hook.h"

/* A hook runs in another folder than the one in which it was installed. */
static bool names_file(umb_opt_id id)
{
	return id == OPT_CONFIG || id == OPT_BASELINE || id == OPT_IGNORE_FILE || id == OPT_EXCLUDE_PATHS || id == OPT_RULES || id == OPT_KEY_FILE;
}

/* One file for all repositories and runs, or values. */
static bool stays_out(umb_opt_id id)
{
	return id == OPT_REPORT || id == OPT_SHOW_SECRETS || id == OPT_HANDOVER || id == OPT_HANDOVER_FD || id == OPT_HANDOVER_FILE;
}

void hook_quote(FILE *f, const char *text)
{
	fputc('\'', f);
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", f);
		else
			fputc(*text, f);
	}
	fputc('\'', f);
}

/* FILE, or KIND:FILE. */
static int write_file(FILE *f, const umb_opt *o, const char *value)
{
	const char *colon = strchr(value, ':');
	char       *real = realpath(value, NULL), *all = NULL;
	size_t      kind = 0;

	if (!real && colon) {
		kind = (size_t)(colon + 1 - value);
		real = realpath(colon + 1, NULL);
	}
	if (!real) {
		umb_cli_complain("--%s '%s': %s", o->name, value, strerror(errno));
		return EXIT_USAGE;
	}
	if (asprintf(&all, "--%s=%.*s%s", o->name, (int)kind, value, real) < 0) {
		free(real);
		umb_cli_complain("out of memory");
		return EXIT_RUNTIME;
	}
	fputc(' ', f);
	hook_quote(f, all);
	free(all);
	free(real);
	return EXIT_CLEAN;
}

static int write_one(FILE *f, umb_opt_id id, const char *value)
{
	const umb_opt *o = &umb_opts[id];

	if (value && names_file(id))
		return write_file(f, o, value);
	fprintf(f, " --%s", o->name);
	if (value) {
		fputc('=', f);
		hook_quote(f, value);
	}
	return EXIT_CLEAN;
}

/* A scan of nothing: what is wrong with a value, or in a file, is said now and not at every commit. */
static int try_out(const umb_cli *cli)
{
	umb_cli copy = *cli;
	int     code;

	copy.cmd       = umb_cmd_find("git");
	copy.n_args    = 0;
	copy.is_hook   = true;
	copy.text      = "";
	copy.text_len  = 0;
	copy.text_name = "nothing";
	code           = umb_cli_scan(&copy, "hook");
	umb_cli_clear(&copy);
	return code;
}

int hook_options(const umb_cli *cli, char **out)
{
	size_t len = 0, n = 0;
	int    code = EXIT_CLEAN;
	FILE  *f;

	*out = NULL;
	f    = open_memstream(out, &len);
	for (int i = 0; f && i < N_OPTS && code == EXIT_CLEAN; i++) {
		const umb_list *list = umb_cli_list(cli, (umb_opt_id)i);

		if (!cli->has[i] || i == OPT_GLOBAL || umb_opts[i].scope[0] == 'A')
			continue;
		n++;
		if (stays_out((umb_opt_id)i)) {
			umb_cli_complain("--%s goes with 'hook run' only", umb_opts[i].name);
			code = EXIT_USAGE;
		}
		for (size_t k = 0; list && k < list->n && code == EXIT_CLEAN; k++)
			code = write_one(f, (umb_opt_id)i, list->item[k]);
		if (!list && code == EXIT_CLEAN)
			code = write_one(f, (umb_opt_id)i, cli->value[i]);
	}
	if (!f || fclose(f) != 0) {
		umb_cli_complain("out of memory");
		return EXIT_RUNTIME;
	}
	if (code == EXIT_CLEAN && len >= HOOK_MAX_OPTIONS) {
		umb_cli_complain("more options than a hook is made with (%d bytes): a configuration file holds them, --config", HOOK_MAX_OPTIONS - 1);
		return EXIT_USAGE;
	}
	return code == EXIT_CLEAN && n ? try_out(cli) : code;
}
