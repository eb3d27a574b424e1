/*
 * rules_cli.c - from options to what is looked for.
 */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"

int umb_cli_key(const char *path, char key[65])
{
	FILE  *f = fopen(path, "re");
	size_t n = f ? fread(key, 1, 64, f) : 0;

	if (!f || ferror(f)) {
		umb_cli_complain("'%s': %s", path, strerror(errno));
		if (f)
			fclose(f);
		return EXIT_RUNTIME;
	}
	fclose(f);
	key[n] = 0;
	if (n == 64 && strspn(key, "0123456789abcdefABCDEF") == 64)
		return EXIT_CLEAN;
	umb_cli_complain("'%s' does not begin with 64 hex digits", path);
	return EXIT_USAGE;
}

/* Of a choice that names what is no rule: what there is to choose from. */
static umb_status load_all(const umb_rules_opts *o, umb_ruleset **out)
{
	umb_rules_opts all = *o;
	umb_err        err = UMB_ERR_INIT;

	all.n_enable = all.n_disable = 0;
	return umb_ruleset_load(out, &all, umb_cli_line, stderr, &err);
}

static bool has_known_choice(const umb_rules_opts *o, const umb_ruleset *all)
{
	umb_err err  = UMB_ERR_INIT;
	bool    is_known = true;

	for (size_t i = 0; i < o->n_enable; i++)
		is_known = is_known && umb_ruleset_check(all, o->enable[i], &err) == UMB_OK;
	for (size_t i = 0; i < o->n_disable; i++)
		is_known = is_known && umb_ruleset_check(all, o->disable[i], &err) == UMB_OK;
	return is_known;
}

bool umb_cli_is_foreign(const umb_cli *cli)
{
	size_t n = cli->has[OPT_CONFIG] ? strlen(cli->value[OPT_CONFIG]) : 0;

	return n > 5 && strcmp(cli->value[OPT_CONFIG] + n - 5, ".toml") == 0;
}

int umb_cli_load_rules(umb_cli *cli, umb_ruleset **out)
{
	umb_ruleset   *all = NULL;
	umb_rules_opts o   = UMB_RULES_OPTS_INIT;
	umb_err        err = UMB_ERR_INIT;
	char           key[65] = "";
	umb_status     st;

	if (cli->has[OPT_NO_BUILTIN] && cli->rules.n == 0 && !cli->has[OPT_KNOWN] && !umb_cli_is_foreign(cli)) {
		umb_cli_complain("--no-builtin-rules leaves no rule; name a pack with --rules");
		return EXIT_USAGE;
	}
	if (cli->has[OPT_KNOWN] && cli->has[OPT_KEY_FILE] && umb_cli_key(cli->value[OPT_KEY_FILE], key))
		return EXIT_USAGE;
	o.paths      = cli->rules.item;
	o.n_paths    = cli->rules.n;
	o.no_builtin = cli->has[OPT_NO_BUILTIN];
	o.enable     = cli->enable.item;
	o.n_enable   = cli->enable.n;
	o.disable    = cli->disable.item;
	o.n_disable  = cli->disable.n;
	o.known      = cli->value[OPT_KNOWN];
	o.foreign    = umb_cli_is_foreign(cli) ? cli->value[OPT_CONFIG] : NULL;
	o.known_key  = key[0] ? key : NULL;
	st = umb_ruleset_load(out, &o, umb_cli_line, stderr, &err);
	if (st == UMB_E_USAGE && o.n_enable + o.n_disable > 0 && load_all(&o, &all) == UMB_OK) {
		umb_cli_check_choice(cli, all);
		if (umb_cli_config_finish(cli, all) == EXIT_CLEAN && has_known_choice(&o, all))
			umb_cli_fail(st, &err);
		umb_ruleset_free(all);
		return EXIT_USAGE;
	}
	if (st == UMB_OK)
		return umb_cli_config_finish(cli, *out);
	umb_cli_config_finish(cli, NULL);
	umb_cli_fail(st, &err);
	return st == UMB_E_NOMEM ? EXIT_RUNTIME : EXIT_USAGE;
}
