/*
 * help.c - usage and manual page out of the tables.
 */
#include <string.h>

#include "cli/cli.h"

const umb_sub umb_subs[] = {
#define UMB_CMD(name, fn, scope, args, words)
#define UMB_CMD_HIDDEN(name, fn, scope, args, words)
#define UMB_CMD_ALIAS(other, name)
#define UMB_SUB(of, name, args, words) { of, name, args, words },
#include "cli/cmds.def"
#undef UMB_CMD
#undef UMB_CMD_HIDDEN
#undef UMB_CMD_ALIAS
#undef UMB_SUB
};
const size_t umb_n_subs = sizeof(umb_subs) / sizeof(umb_subs[0]);

static const char exit_codes[] =
	"Exit status: 0 clean and everything was looked at; 1 findings (of --fail-on or above); 2 wrong use or\n"
	"wrong rules; 3 runtime or I/O failure; 4 no such findings, but something could not be looked at (and\n"
	"--allow-incomplete does not name why); 130 interrupted.\n";

/* "  -f, --report-format FORMAT" and the words in a column of their own. */
static void put_option(FILE *to, const umb_opt *o)
{
	char left[64];
	int  n;

	n = snprintf(left, sizeof(left), o->letter ? "  -%c, --%s" : "  %c   --%s", o->letter ? o->letter : ' ', o->name);
	if (o->arg && n > 0 && n < (int)sizeof(left))
		snprintf(left + n, sizeof(left) - (size_t)n, o->arg[0] == '[' ? "%s" : " %s", o->arg);
	fprintf(to, strlen(left) < 36 ? "%-36s%s\n" : "%s\n                                    %s\n", left, o->words);
}

static void put_subs(FILE *to, const umb_cmd *c)
{
	bool has_any = false;

	for (size_t i = 0; i < umb_n_subs; i++) {
		char left[64];

		if (strcmp(umb_subs[i].of, c->name) != 0)
			continue;
		snprintf(left, sizeof(left), "  %s %s", umb_subs[i].name, umb_subs[i].args);
		fprintf(to, "%-36s%s\n", left, umb_subs[i].words);
		has_any = true;
	}
	if (has_any)
		fputc('\n', to);
}

static void put_command(FILE *to, const umb_cmd *c)
{
	fprintf(to, "usage: umbra %s [options] %s\n\n%s\n\n", c->name, c->args, c->words);
	put_subs(to, c);
	for (int i = 0; i < N_OPTS; i++) {
		if (umb_opt_applies(&umb_opts[i], c))
			put_option(to, &umb_opts[i]);
	}
	if (strchr(c->scope, 'S'))
		umb_cli_put_lists(to);
	fprintf(to, "\n%s", exit_codes);
}

void umb_cli_usage(FILE *to, const umb_cmd *cmd)
{
	if (cmd) {
		put_command(to, cmd);
		return;
	}
	fprintf(to, "umbra finds credentials that lie where they should not.\n\nusage: umbra COMMAND [options]\n\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		if (!umb_cmds[i].is_hidden)
			fprintf(to, "  %-12s%s\n", umb_cmds[i].name, umb_cmds[i].words);
	}
	fprintf(to, "\numbra COMMAND --help says more.\n\n%s", exit_codes);
}

/* -- the manual page ---------------------------------------------------------------------------------- */

static void troff(const char *text)
{
	for (; *text; text++) {
		if (*text == '-' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
}

static void man_entry(const char *of, const char *name, const char *args, const char *words)
{
	printf(".TP\n.B %s%s%s ", of, *of ? " " : "", name);
	troff(args);
	printf("\n");
	troff(words);
	printf("\n");
}

int umb_cmd_man(umb_cli *cli)
{
	if (umb_cli_no_args(cli))
		return EXIT_USAGE;
	printf(".TH UMBRA 1 \"\" \"umbra %s\" \"User Commands\"\n.SH NAME\numbra \\- find credentials that lie where they should not\n", UMB_VERSION);
	printf(".SH SYNOPSIS\n.B umbra\n.I COMMAND\n[options] [arguments]\n.SH COMMANDS\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		if (!umb_cmds[i].is_hidden)
			man_entry("", umb_cmds[i].name, umb_cmds[i].args, umb_cmds[i].words);
	}
	for (size_t i = 0; i < umb_n_subs; i++) {
		if (i == 0 || strcmp(umb_subs[i].of, umb_subs[i - 1].of) != 0) {
			printf(".SS \"umbra ");
			troff(umb_subs[i].of);
			printf("\"\n");
		}
		man_entry(umb_subs[i].of, umb_subs[i].name, umb_subs[i].args, umb_subs[i].words);
	}
	printf(".SH OPTIONS\n");
	for (int i = 0; i < N_OPTS; i++) {
		printf(".TP\n.B ");
		if (umb_opts[i].letter)
			printf("\\-%c, ", umb_opts[i].letter);
		printf("\\-\\-");
		troff(umb_opts[i].name);
		if (umb_opts[i].arg)
			printf(" %s", umb_opts[i].arg);
		printf("\n");
		troff(umb_opts[i].words);
		printf("\n");
	}
	printf(".SH \"IGNORE FILES AND BASELINES\"\n.nf\n");
	umb_cli_put_lists(stdout);
	printf(".fi\n.SH \"EXIT STATUS\"\n%s", exit_codes);
	return EXIT_CLEAN;
}
