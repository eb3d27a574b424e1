/*
 * config_cli.c - the configuration file: each option of it is checked where it stands, so that all mistakes are told at once.
 *
 * The command line wins: what it says stands, a list of it comes behind that of the file, and --reset takes away what the file says.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define VERDICT "verdict"

static bool is_reset(const umb_cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->reset.n; i++) {
		if (strcmp(cli->reset.item[i], name) == 0)
			return true;
	}
	return false;
}

/* -- what may stand in it ------------------------------------------------------------------------------ */

static void tell(umb_config *c, const umb_config_item *item, const char *words)
{
	umb_config_error(c, item->line, item->column, words);
}

/* "one, two": each of them. */
static bool check_gaps(umb_config *c, const umb_config_item *item)
{
	bool is_right = true;

	for (const char *at = item->value;; at++) {
		umb_err err = UMB_ERR_INIT;
		char    word[80];

		at += strspn(at, " ");
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(at, ","), at);
		if (umb_scan_check_word("allow-incomplete", word, &err) != UMB_OK) {
			tell(c, item, err.text);
			is_right = false;
		}
		at += strcspn(at, ",");
		if (!*at)
			return is_right;
	}
}

static bool check_format(umb_config *c, const umb_config_item *item)
{
	const char *name[32], *near;
	char        words[300];
	size_t      n = 0;

	while (n < 32 && (name[n] = umb_report_name(n)) != NULL) {
		if (strcmp(name[n++], item->value) == 0)
			return true;
	}
	near = umb_near_miss(item->value, name, n);
	if (near)
		snprintf(words, sizeof(words), "no report format '%.100s' (did you mean '%s'?)", item->value, near);
	else
		snprintf(words, sizeof(words), "no report format '%.100s'", item->value);
	tell(c, item, words);
	return false;
}

static bool check(umb_config *c, umb_opt_id id, const umb_config_item *item)
{
	unsigned long long n;
	umb_err            err = UMB_ERR_INIT;
	char               words[300] = "";
	int                level;

	switch (id) {
	case OPT_ALLOW_INCOMPLETE: return check_gaps(c, item);
	case OPT_FORMAT: return check_format(c, item);
	case OPT_FAIL_ON:
	case OPT_MIN_CONFIDENCE:
		if (umb_scan_check_word(umb_opts[id].name, item->value, &err) != UMB_OK)
			snprintf(words, sizeof(words), "%.290s", err.text);
		break;
	case OPT_LOG_LEVEL:
		if (!umb_cli_log_level(item->value, &level))
			snprintf(words, sizeof(words), "log-level is error, warn, info or debug, not '%.100s'", item->value);
		break;
	case OPT_MAX_MEMORY:
		umb_cli_memory(item->value, words, sizeof(words));
		break;
	default:
		umb_opt_number(id, item->value, &n, words, sizeof(words));
		break;
	}
	if (words[0])
		tell(c, item, words);
	return !words[0];
}

/* Flags are true or false. */
static bool is_on(umb_config *c, const umb_config_item *item, bool *is_right)
{
	*is_right = strcmp(item->value, "true") == 0 || strcmp(item->value, "false") == 0;
	if (!*is_right)
		tell(c, item, "'true' or 'false' expected");
	return strcmp(item->value, "true") == 0;
}

static void on_item(void *ctx, umb_config *c, const umb_config_item *item)
{
	umb_cli    *cli = ctx;
	int         id  = umb_opt_find(item->key);
	const char *fault = NULL;
	bool        is_right;
	char        words[300];

	if (id == OPT_CONFIG || id == OPT_RESET || id == OPT_HELP) {
		snprintf(words, sizeof(words), "'%s' cannot stand in a configuration", item->key);
		fault = words;
	} else if (id < 0) {
		umb_opt_unknown(cli->cmd, item->key, words, sizeof(words));
		fault = words;
	}
	if (fault) {
		umb_config_error(c, item->key_line, item->key_column, fault);
		return;
	}
	if (!item->value)
		return;
	if (!umb_opts[id].arg ? !is_on(c, item, &is_right) : !check(c, (umb_opt_id)id, item))
		return;
	if (is_reset(cli, umb_opts[id].name) || is_reset(cli, item->key) || (cli->from_line[id] && !umb_opt_is_list((umb_opt_id)id)))
		return;
	/* Two names of one question. */
	if (id == OPT_EXIT_ZERO && cli->from_line[OPT_EXIT_CODE])
		return;
	fault = umb_cli_take(cli, (umb_opt_id)id, umb_opts[id].arg ? item->value : NULL, item->line, item->column);
	if (fault)
		umb_config_error(c, item->key_line, item->key_column, fault);
}

/* -- the file ------------------------------------------------------------------------------------------- */

static int check_reset(const umb_cli *cli)
{
	const char *name[N_OPTS + 1], *near;
	int         code = EXIT_CLEAN;

	if (cli->reset.n && !cli->has[OPT_CONFIG]) {
		umb_cli_complain("--reset takes away what a configuration says, and there is none (--config)");
		return EXIT_USAGE;
	}
	for (int i = 0; i < N_OPTS; i++)
		name[i] = umb_opts[i].name;
	name[N_OPTS] = VERDICT;
	for (size_t i = 0; i < cli->reset.n; i++) {
		const char *word = cli->reset.item[i];

		if (strcmp(word, VERDICT) == 0 || umb_opt_find(word) >= 0)
			continue;
		near = umb_near_miss(word, name, N_OPTS + 1);
		if (near)
			umb_cli_complain("--reset: there is no '%s' (did you mean '%s'?)", word, near);
		else
			umb_cli_complain("--reset: there is no '%s'", word);
		code = EXIT_USAGE;
	}
	return code;
}

/* `explain` leaves nothing out. */
static int keep_verdict(umb_cli *cli)
{
	size_t                   n;
	const umb_verdict_entry *entry = umb_config_verdict(cli->config, &n);

	if (n == 0 || is_reset(cli, VERDICT))
		return EXIT_CLEAN;
	cli->verdict = malloc(n * sizeof(*entry));
	if (!cli->verdict) {
		umb_cli_complain("out of memory");
		return EXIT_RUNTIME;
	}
	memcpy(cli->verdict, entry, n * sizeof(*entry));
	cli->n_verdict = n;
	for (size_t i = 0; i < n; i++) {
		const char *level = cli->verdict[i].min_confidence;

		if (!umb_opt_applies(&umb_opts[OPT_MIN_CONFIDENCE], cli->cmd) && level && strcmp(level, "strict") == 0)
			cli->verdict[i].min_confidence = NULL;
	}
	return EXIT_CLEAN;
}

int umb_cli_configure(umb_cli *cli)
{
	umb_err    err  = UMB_ERR_INIT;
	int        code = cli->config ? EXIT_CLEAN : check_reset(cli);
	umb_status st;

	if (code != EXIT_CLEAN || !cli->has[OPT_CONFIG] || cli->config)
		return code;
	if (umb_cli_is_foreign(cli))
		return EXIT_CLEAN;
	memcpy(cli->from_line, cli->has, sizeof(cli->has));
	st = umb_config_read(&cli->config, cli->value[OPT_CONFIG], on_item, cli, &err);
	if (st != UMB_OK) {
		umb_cli_fail(st, &err);
		return st == UMB_E_NOMEM ? EXIT_RUNTIME : EXIT_USAGE;
	}
	code = keep_verdict(cli);
	return code == EXIT_CLEAN ? umb_cli_set_log(cli) : code;
}

static void check_list(umb_cli *cli, const umb_list *list, const umb_ruleset *rules)
{
	for (size_t i = 0; i < list->n; i++) {
		umb_err err = UMB_ERR_INIT;

		if (umb_ruleset_check(rules, list->item[i], &err) == UMB_OK)
			continue;
		if (list->line[i])
			umb_config_error(cli->config, list->line[i], list->column[i], err.text);
		else
			umb_cli_complain("%s", err.text);
	}
}

void umb_cli_check_choice(umb_cli *cli, const umb_ruleset *rules)
{
	check_list(cli, &cli->enable, rules);
	check_list(cli, &cli->disable, rules);
}

int umb_cli_config_finish(umb_cli *cli, const umb_ruleset *rules)
{
	umb_err err = UMB_ERR_INIT;

	if (!cli->config)
		return EXIT_CLEAN;
	if (rules)
		umb_config_check_rules(cli->config, rules);
	if (umb_config_finish(cli->config, umb_cli_line, stderr, &err) == UMB_OK)
		return EXIT_CLEAN;
	umb_cli_complain("%s", err.text);
	return EXIT_USAGE;
}
