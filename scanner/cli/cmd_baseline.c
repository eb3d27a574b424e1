/*
 * cmd_baseline.c - umbra baseline: a scan whose findings are what is known from now on.
 */
#include <string.h>

#include "cli/cli.h"

static const struct {
	const char     *name;
	umb_baseline_op op;
	const char     *done; /* words for what was added and removed */
} ops[] = {
	{ "create", UMB_BASELINE_CREATE, "written" },
	{ "update", UMB_BASELINE_UPDATE, "updated" },
	{ "prune", UMB_BASELINE_PRUNE, "pruned" },
	{ "diff", UMB_BASELINE_DIFF, "differs" },
};

static int finish(umb_cli *cli, umb_scan *scan, int code)
{
	umb_baseline_result r   = { 0 };
	umb_err             err = UMB_ERR_INIT;
	size_t              i   = (size_t)cli->after_op;
	bool                shows = ops[i].op != UMB_BASELINE_CREATE;
	umb_status          st  = umb_scan_baseline(scan, ops[i].op, cli->after_file, shows ? umb_cli_line : NULL, stdout, &r, &err);
	bool                is_same = r.n_added + r.n_removed == 0;

	if (st == UMB_E_REFUSED && code != EXIT_CLEAN) {
		umb_cli_complain("%s", err.text);
		return code;
	}
	if (st != UMB_OK)
		return umb_cli_fail(st, &err);
	umb_cli_complain("baseline '%s' %s: %zu added, %zu removed, %zu in it", cli->after_file, is_same && shows ? "is what was found" : ops[i].done, r.n_added,
	                 r.n_removed, r.n_entries);
	return ops[i].op == UMB_BASELINE_DIFF && !is_same ? EXIT_FINDINGS : code;
}

int umb_cmd_baseline(umb_cli *cli)
{
	size_t i = 0;

	while (i < sizeof(ops) / sizeof(ops[0]) && (cli->n_args == 0 || strcmp(cli->args[0], ops[i].name) != 0))
		i++;
	if (i == sizeof(ops) / sizeof(ops[0]) || cli->n_args < 2) {
		umb_cli_complain("baseline wants create, update, prune or diff, and a file (see umbra baseline --help)");
		return EXIT_USAGE;
	}
	cli->after      = finish;
	cli->after_op   = (int)i;
	cli->after_file = cli->args[1];
	cli->args += 2;
	cli->n_args -= 2;
	/* Its own file is the first of all that is known, and the ids are made with its key. */
	if (ops[i].op != UMB_BASELINE_CREATE) {
		if (cli->baselines.n == MAX_LIST) {
			umb_cli_complain("too many baselines");
			return EXIT_USAGE;
		}
		memmove(cli->baselines.item + 1, cli->baselines.item, cli->baselines.n * sizeof(cli->baselines.item[0]));
		cli->baselines.item[0] = cli->after_file;
		cli->baselines.n++;
	}
	return umb_cli_scan(cli, cli->has[OPT_GIT] ? "git" : "dir");
}
