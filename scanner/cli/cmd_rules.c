/*
 * cmd_rules.c - umbra rules list|show|lint|test|cost.
 */
#include <string.h>

#include "cli/cli.h"

static int list_rules(umb_cli *cli, const umb_ruleset *rs)
{
	for (size_t i = 0; i < umb_ruleset_count(rs); i++) {
		const char *id = umb_ruleset_text(rs, i, UMB_RULE_ID), *name = umb_ruleset_text(rs, i, UMB_RULE_NAME);

		if (!umb_ruleset_is_on(rs, i))
			continue;
		if (cli->n_args > 1 && !strstr(id, cli->args[1]) && !strstr(name, cli->args[1]))
			continue;
		printf("%-44s %-9s %-7s ", id, umb_ruleset_text(rs, i, UMB_RULE_SEVERITY), umb_ruleset_text(rs, i, UMB_RULE_CONFIDENCE));
		umb_cli_line(stdout, name);
	}
	return EXIT_CLEAN;
}

static int show_rule(umb_cli *cli, const umb_ruleset *rs)
{
	const char *near = NULL;
	umb_err     err  = UMB_ERR_INIT;

	if (cli->n_args < 2) {
		umb_cli_complain("show which rule?");
		return EXIT_USAGE;
	}
	for (int i = 1; i < cli->n_args; i++) {
		size_t     at = umb_ruleset_find(rs, cli->args[i], &near);
		umb_status st;

		if (at == SIZE_MAX) {
			if (near)
				umb_cli_complain("no rule '%s' (did you mean '%s'?)", cli->args[i], near);
			else
				umb_cli_complain("no rule '%s'", cli->args[i]);
			return EXIT_USAGE;
		}
		st = umb_ruleset_show(rs, at, umb_cli_line, stdout, &err);
		if (st != UMB_OK)
			return umb_cli_fail(st, &err);
	}
	return EXIT_CLEAN;
}

static int cost(umb_cli *cli, const umb_ruleset *rs)
{
	umb_err    err = UMB_ERR_INIT;
	umb_status st  = umb_ruleset_cost(rs, cli->n_args > 1 ? cli->args[1] : ".", umb_cli_line, stdout, &err);

	return st == UMB_OK ? EXIT_CLEAN : umb_cli_fail(st, &err);
}

static int with_rules(umb_cli *cli, int (*run)(umb_cli *, const umb_ruleset *))
{
	umb_ruleset *rs   = NULL;
	int          code = umb_cli_load_rules(cli, &rs);

	if (code == EXIT_CLEAN)
		code = run(cli, rs);
	umb_ruleset_free(rs);
	return code;
}

/* Packs named as arguments or with --rules. */
static const char *const *packs(umb_cli *cli, size_t *n)
{
	for (int i = 1; i < cli->n_args && cli->rules.n < MAX_LIST; i++)
		cli->rules.item[cli->rules.n++] = cli->args[i];
	*n = cli->rules.n;
	if (*n == 0)
		umb_cli_complain("name a pack or a folder of packs");
	return cli->rules.item;
}

static int lint(umb_cli *cli)
{
	size_t             n, n_errors = 0, n_warnings = 0;
	const char *const *paths = packs(cli, &n);
	umb_err            err = UMB_ERR_INIT;
	umb_status         st;

	if (n == 0)
		return EXIT_USAGE;
	st = umb_rules_lint(paths, n, umb_cli_line, stdout, &n_errors, &n_warnings, &err);
	printf("%zu errors, %zu warnings\n", n_errors, n_warnings);
	if (st != UMB_OK && st != UMB_E_RULES)
		umb_cli_fail(st, &err);
	return st == UMB_OK ? EXIT_CLEAN : EXIT_USAGE;
}

static int test(umb_cli *cli)
{
	size_t             n, n_tests = 0, n_failed = 0;
	const char *const *paths = packs(cli, &n);
	umb_err            err = UMB_ERR_INIT;
	umb_status         st;

	if (n == 0)
		return EXIT_USAGE;
	st = umb_rules_test(paths, n, umb_cli_line, stdout, &n_tests, &n_failed, &err);
	printf("%zu tests, %zu failed\n", n_tests, n_failed);
	if (st != UMB_OK && st != UMB_E_RULES)
		umb_cli_fail(st, &err);
	return st == UMB_OK ? EXIT_CLEAN : EXIT_USAGE;
}

int umb_cmd_rules(umb_cli *cli)
{
	const char *what = cli->n_args ? cli->args[0] : "list";

	if (strcmp(what, "list") == 0)
		return with_rules(cli, list_rules);
	if (strcmp(what, "show") == 0)
		return with_rules(cli, show_rule);
	if (strcmp(what, "cost") == 0)
		return with_rules(cli, cost);
	if (strcmp(what, "lint") == 0)
		return lint(cli);
	if (strcmp(what, "test") == 0)
		return test(cli);
	umb_cli_complain("rules list, show, lint, test or cost, not '%s'", what);
	return EXIT_USAGE;
}
