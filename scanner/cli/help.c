/*
 * help.c - usage, manual page and completions out of the two tables.
 */
#include <string.h>

#include "cli/cli.h"

static const char exit_codes[] =
	"Exit status: 0 clean and everything was looked at; 1 findings; 2 wrong use or wrong rules; 3 runtime or\n"
	"I/O failure; 4 no findings, but something could not be looked at; 130 interrupted.\n";

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

static void put_command(FILE *to, const umb_cmd *c)
{
	fprintf(to, "usage: umbra %s [options] %s\n\n%s\n\n", c->name, c->args, c->words);
	for (int i = 0; i < N_OPTS; i++) {
		if (umb_opt_applies(&umb_opts[i], c))
			put_option(to, &umb_opts[i]);
	}
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

int umb_cmd_man(umb_cli *cli)
{
	if (umb_cli_no_args(cli))
		return EXIT_USAGE;
	printf(".TH UMBRA 1 \"\" \"umbra %s\" \"User Commands\"\n.SH NAME\numbra \\- find credentials that lie where they should not\n", UMB_VERSION);
	printf(".SH SYNOPSIS\n.B umbra\n.I COMMAND\n[options] [arguments]\n.SH COMMANDS\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		printf(".TP\n.B %s ", umb_cmds[i].name);
		troff(umb_cmds[i].args);
		printf("\n");
		troff(umb_cmds[i].words);
		printf("\n");
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
	printf(".SH \"EXIT STATUS\"\n%s", exit_codes);
	return EXIT_CLEAN;
}

/* -- completions ----------------------------------------------------------------------------------------- */

static void bash_completion(void)
{
	printf("_umbra() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} cmd=${COMP_WORDS[1]}\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\tCOMPREPLY=($(compgen -W \"");
	for (size_t i = 0; i < umb_n_cmds; i++)
		printf("%s ", umb_cmds[i].name);
	printf("\" -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase \"$cur\" in -*) ;; *) COMPREPLY=($(compgen -f -- \"$cur\")); return ;; esac\n\tcase \"$cmd\" in\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		printf("\t%s) COMPREPLY=($(compgen -W \"", umb_cmds[i].name);
		for (int k = 0; k < N_OPTS; k++) {
			if (umb_opt_applies(&umb_opts[k], &umb_cmds[i]))
				printf("--%s ", umb_opts[k].name);
		}
		printf("\" -- \"$cur\")) ;;\n");
	}
	printf("\tesac\n}\ncomplete -o filenames -F _umbra umbra\n");
}

static void zsh_completion(void)
{
	printf("#compdef umbra\n_umbra() {\n\tlocal -a commands=(\n");
	for (size_t i = 0; i < umb_n_cmds; i++)
		printf("\t\t'%s:%s'\n", umb_cmds[i].name, umb_cmds[i].words);
	printf("\t)\n\tif (( CURRENT == 2 )); then _describe command commands; return; fi\n\t_arguments \\\n");
	for (int k = 0; k < N_OPTS; k++)
		printf("\t\t'--%s[%s]%s' \\\n", umb_opts[k].name, umb_opts[k].name, umb_opts[k].arg ? ":value:_files" : "");
	printf("\t\t'*:file:_files'\n}\n_umbra \"$@\"\n");
}

static void fish_completion(void)
{
	for (size_t i = 0; i < umb_n_cmds; i++) {
		printf("complete -c umbra -n __fish_use_subcommand -a %s -d \"%s\"\n", umb_cmds[i].name, umb_cmds[i].words);
		for (int k = 0; k < N_OPTS; k++) {
			if (umb_opt_applies(&umb_opts[k], &umb_cmds[i]))
				printf("complete -c umbra -n \"__fish_seen_subcommand_from %s\" -l %s%s\n", umb_cmds[i].name, umb_opts[k].name, umb_opts[k].arg ? " -r" : "");
		}
	}
}

int umb_cmd_completion(umb_cli *cli)
{
	const char *shell = cli->n_args == 1 ? cli->args[0] : "";

	if (strcmp(shell, "bash") == 0)
		bash_completion();
	else if (strcmp(shell, "zsh") == 0)
		zsh_completion();
	else if (strcmp(shell, "fish") == 0)
		fish_completion();
	else {
		umb_cli_complain("completion wants one of bash, zsh, fish");
		return EXIT_USAGE;
	}
	return EXIT_CLEAN;
}
