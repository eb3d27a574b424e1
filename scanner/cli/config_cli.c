/*
 * config_cli.c - options out of a configuration file; what the command line says wins.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

typedef struct config_ctx {
	umb_cli *cli;
	int      code;
} config_ctx;

static void on_config(void *ctx, const char *key, const char *value, unsigned line)
{
	config_ctx *c = ctx;
	char        where[300];
	char       *copy;

	snprintf(where, sizeof(where), "%.200s:%u: ", c->cli->value[OPT_CONFIG], line);
	if (strcmp(key, "config") == 0 || c->cli->n_owned == MAX_LIST) {
		umb_cli_complain("%s'%s' cannot stand in a configuration file", where, key);
		c->code = EXIT_USAGE;
		return;
	}
	copy = malloc(strlen(value) + 1);
	if (!copy) {
		c->code = EXIT_RUNTIME;
		return;
	}
	memcpy(copy, value, strlen(value) + 1);
	c->cli->owned[c->cli->n_owned++] = copy;
	/* The command line wins over the file. */
	for (int i = 0; i < N_OPTS; i++) {
		if (strcmp(umb_opts[i].name, key) == 0 && c->cli->has[i] && !umb_opt_is_list((umb_opt_id)i))
			return;
	}
	if (umb_cli_set(c->cli, key, copy, where) != EXIT_CLEAN)
		c->code = EXIT_USAGE;
}

int umb_cli_configure(umb_cli *cli)
{
	config_ctx c   = { cli, EXIT_CLEAN };
	umb_err    err = UMB_ERR_INIT;
	umb_status st;

	if (!cli->has[OPT_CONFIG])
		return EXIT_CLEAN;
	st = umb_config_read(cli->value[OPT_CONFIG], on_config, &c, &err);
	if (st != UMB_OK) {
		umb_cli_fail(st, &err);
		return EXIT_USAGE;
	}
	return c.code;
}
