/*
 * cmd_known.c - umbra known add|list|remove: hashes of secrets that the user has.
 */
#include <string.h>

#include "cli/cli.h"

static void tell(size_t n, const char *words)
{
	if (n)
		umb_cli_complain("%zu %s", n, words);
}

static int add(umb_cli *cli, const char *store, const umb_known_opts *o)
{
	static const char *const piped[] = { "-" };
	umb_known_counts c   = { 0 };
	umb_err          err = UMB_ERR_INIT;
	size_t           n   = (size_t)cli->n_args - 2;
	umb_status       st  = umb_known_secrets_add(store, n ? (const char *const *)cli->args + 2 : piped, n ? n : 1, o, &c, &err);

	if (st != UMB_OK)
		return umb_cli_fail(st, &err);
	umb_cli_complain("known secrets '%s': %zu added, %zu were there, %zu in it", store, c.n_added, c.n_there, c.n_values);
	tell(c.n_weak, "of them are weak (a word, a number, a path, or short): they may be found where they are no secret");
	tell(c.n_short, o->weak ? "left out: less than 4 bytes" : "left out: less than 8 bytes (--weak takes 4 to 7)");
	tell(c.n_unlikely, "left out: they look like no secret, as most of a .env does (--weak takes them)");
	tell(c.n_regular, "left out: the same one to three characters again and again");
	tell(c.n_long, "left out: more than 8,192 bytes");
	return EXIT_CLEAN;
}

static int list(const char *store, const umb_known_opts *o)
{
	umb_err    err = UMB_ERR_INIT;
	umb_status st  = umb_known_secrets_list(store, o, umb_cli_line, stdout, &err);

	return st == UMB_OK ? EXIT_CLEAN : umb_cli_fail(st, &err);
}

static int drop(umb_cli *cli, const char *store, const umb_known_opts *o)
{
	umb_known_counts c   = { 0 };
	umb_err          err = UMB_ERR_INIT;
	size_t           n   = 0;
	umb_status       st  = umb_known_secrets_remove(store, (const char *const *)cli->args + 2, (size_t)cli->n_args - 2, o, &c, &n, &err);

	if (st != UMB_OK)
		return umb_cli_fail(st, &err);
	umb_cli_complain("known secrets '%s': %zu removed, %zu in it", store, n, c.n_values);
	return EXIT_CLEAN;
}

int umb_cmd_known(umb_cli *cli)
{
	umb_known_opts o    = UMB_KNOWN_OPTS_INIT;
	const char    *word = cli->n_args > 0 ? cli->args[0] : "", *store = cli->n_args > 1 ? cli->args[1] : NULL;
	bool           is_add = strcmp(word, "add") == 0, is_list = strcmp(word, "list") == 0, is_remove = strcmp(word, "remove") == 0;
	char           key[65] = "";
	int            code;

	if (!store || !(is_add || is_list || is_remove) || (is_list && cli->n_args > 2) || (is_remove && cli->n_args < 3)) {
		umb_cli_complain("known wants add, list or remove, and a store (see umbra known --help)");
		return EXIT_USAGE;
	}
	if (!is_add && (cli->has[OPT_FROM] || cli->has[OPT_LABEL] || cli->has[OPT_NULL_ENDS] || cli->has[OPT_WEAK])) {
		umb_cli_complain("--from, --label, --null and --weak go with `known add`");
		return EXIT_USAGE;
	}
	code = cli->has[OPT_KEY_FILE] ? umb_cli_key(cli->value[OPT_KEY_FILE], key) : EXIT_CLEAN;
	if (code != EXIT_CLEAN)
		return code;
	o.key    = cli->has[OPT_KEY_FILE] ? key : NULL;
	o.kind   = cli->value[OPT_FROM];
	o.label  = cli->value[OPT_LABEL];
	o.by_nul = cli->has[OPT_NULL_ENDS];
	o.weak   = cli->has[OPT_WEAK];
	return is_add ? add(cli, store, &o) : is_list ? list(store, &o) : drop(cli, store, &o);
}
