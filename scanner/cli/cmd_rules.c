/*
 * cmd_rules.c - umbra rules list|count|show|lint|test|cost; import is in import_cli.c.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* -- count ------------------------------------------------------------------------------------------ */

#define MAX_COLUMNS 12

typedef struct counted {
	const char *provider;
	size_t      n, column[MAX_COLUMNS];
} counted;

static int by_provider(const void *x, const void *y)
{
	const counted *a = x, *b = y;
	int            c = strcasecmp(a->provider, b->provider);

	return c ? c : strcmp(a->provider, b->provider);
}

/* The column of a value, a new one when there is none yet; the last one takes what is too much. */
static size_t column_of(const char **names, size_t *n, const char *value)
{
	for (size_t i = 0; i < *n; i++) {
		if (strcmp(names[i], value) == 0)
			return i;
	}
	if (*n < MAX_COLUMNS)
		names[(*n)++] = value;
	return *n - 1;
}

static void count_line(const counted *c, size_t n_columns)
{
	printf("%6zu", c->n);
	for (size_t i = 0; i < n_columns; i++)
		printf(" %10zu", c->column[i]);
	printf("  ");
	umb_cli_line(stdout, c->provider);
}

static size_t count_all(const umb_ruleset *rs, umb_rule_text kind, counted *row, const char **names, counted *all)
{
	size_t n_columns = 0;

	for (size_t i = 0; i < umb_ruleset_count(rs); i++) {
		counted *c = &row[all->n];
		size_t   column;

		if (!umb_ruleset_is_on(rs, i))
			continue;
		column      = column_of(names, &n_columns, umb_ruleset_text(rs, i, kind));
		c->provider = umb_ruleset_text(rs, i, UMB_RULE_PROVIDER);
		c->n        = 1;
		c->column[column] = 1;
		all->n++;
		all->column[column]++;
	}
	return n_columns;
}

/* Rules by provider and by what the second argument says: identity (the kind who acts), severity or confidence. */
static int count_rules(umb_cli *cli, const umb_ruleset *rs)
{
	const char *what  = cli->n_args > 1 ? cli->args[1] : "identity", *names[MAX_COLUMNS];
	counted    *row   = calloc(umb_ruleset_count(rs) + 1, sizeof(*row)), all = { .provider = "all" };
	size_t      n_columns, n_providers = 0;
	umb_rule_text kind = UMB_RULE_IDENTITY;

	if (!row) {
		umb_cli_complain("out of memory");
		return EXIT_RUNTIME;
	}
	if (strcmp(what, "severity") == 0 || strcmp(what, "confidence") == 0) {
		kind = what[0] == 's' ? UMB_RULE_SEVERITY : UMB_RULE_CONFIDENCE;
	} else if (strcmp(what, "identity") != 0) {
		umb_cli_complain("count by identity, severity or confidence, not by '%s'", what);
		free(row);
		return EXIT_USAGE;
	}
	n_columns = count_all(rs, kind, row, names, &all);
	qsort(row, all.n, sizeof(*row), by_provider);
	for (size_t i = 0; i < all.n; i++) {
		counted *last = n_providers ? &row[n_providers - 1] : NULL;

		if (last && strcmp(last->provider, row[i].provider) == 0) {
			last->n++;
			for (size_t k = 0; k < n_columns; k++)
				last->column[k] += row[i].column[k];
		} else {
			row[n_providers++] = row[i];
		}
	}
	printf(" rules");
	for (size_t i = 0; i < n_columns; i++)
		printf(" %10s", names[i]);
	printf("  provider (%zu)\n", n_providers);
	for (size_t i = 0; i < n_providers; i++)
		count_line(&row[i], n_columns);
	count_line(&all, n_columns);
	free(row);
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

	if (strcmp(what, "import") == 0)
		return umb_cli_import(cli);
	if (cli->has[OPT_REPORT] || cli->has[OPT_FROM]) {
		umb_cli_complain("--%s goes with rules import", umb_opts[cli->has[OPT_FROM] ? OPT_FROM : OPT_REPORT].name);
		return EXIT_USAGE;
	}
	if (strcmp(what, "list") == 0)
		return with_rules(cli, list_rules);
	if (strcmp(what, "count") == 0)
		return with_rules(cli, count_rules);
	if (strcmp(what, "show") == 0)
		return with_rules(cli, show_rule);
	if (strcmp(what, "cost") == 0)
		return with_rules(cli, cost);
	if (strcmp(what, "lint") == 0)
		return lint(cli);
	if (strcmp(what, "test") == 0)
		return test(cli);
	umb_cli_complain("rules list, count, show, lint, test, import or cost, not '%s'", what);
	return EXIT_USAGE;
}
