/*
 * completion.c - completions for shells out of the tables: commands, their first words, options and the values these take.
 */
#include <string.h>

#include "cli/cli.h"

#define MAX_CHOICES 32

/* The words an option takes as its value; none: a file, or something that only the user knows. */
static size_t choices(int id, const char *out[MAX_CHOICES])
{
	static const char *const levels[] = { "error", "warn", "info", "debug" };
	static const char *const severities[] = { "info", "low", "medium", "high", "critical" };
	size_t n = 0;

	switch (id) {
	case OPT_FORMAT:
		while (n < MAX_CHOICES && umb_report_name(n)) {
			out[n] = umb_report_name(n);
			n++;
		}
		break;
	case OPT_ALLOW_INCOMPLETE:
		while (n < MAX_CHOICES && umb_gap_name(n)) {
			out[n] = umb_gap_name(n);
			n++;
		}
		break;
	case OPT_HANDOVER:
		while (n < MAX_CHOICES && umb_handover_name(n)) {
			out[n] = umb_handover_name(n);
			n++;
		}
		break;
	case OPT_LOG_LEVEL:
		for (; n < sizeof(levels) / sizeof(levels[0]); n++)
			out[n] = levels[n];
		break;
	case OPT_MIN_CONFIDENCE:
		out[n++] = "strict";
		out[n++] = "default";
		break;
	case OPT_FAIL_ON:
		for (; n < sizeof(severities) / sizeof(severities[0]); n++)
			out[n] = severities[n];
		break;
	default: break;
	}
	return n;
}

static bool is_file(const umb_opt *o)
{
	return o->arg && (strcmp(o->arg, "FILE") == 0 || strcmp(o->arg, "PATH") == 0);
}

/* Its value is a word of its own. */
static bool wants_word(const umb_opt *o)
{
	return o->arg && o->arg[0] != '[';
}

static bool is_repeatable(const umb_opt *o)
{
	return strstr(o->words, "(repeatable)") != NULL;
}

static void put_choices(int id)
{
	const char *word[MAX_CHOICES];
	size_t      n = choices(id, word);

	for (size_t i = 0; i < n; i++)
		printf("%s%s", i ? " " : "", word[i]);
}

/* The first words of a command; how many there are. */
static size_t put_subs(const char *of)
{
	size_t n = 0;

	for (size_t i = 0; i < umb_n_subs; i++) {
		if (strcmp(umb_subs[i].of, of) == 0)
			printf("%s%s", n++ ? " " : "", umb_subs[i].name);
	}
	return n;
}

/* Within single quotes; `special` get a backslash. */
static void put_quoted(const char *text, const char *special, const char *quote)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs(quote, stdout);
			continue;
		}
		if (strchr(special, *text))
			putchar('\\');
		putchar(*text);
	}
}

/* -- bash ------------------------------------------------------------------------------------------- */

/* "--report-format|-f" */
static void bash_names(const umb_opt *o)
{
	printf("--%s", o->name);
	if (o->letter)
		printf("|-%c", o->letter);
}

static void bash_valued(bool (*is_it)(const umb_opt *o))
{
	bool has_any = false;

	for (int k = 0; k < N_OPTS; k++) {
		if (!is_it(&umb_opts[k]))
			continue;
		if (has_any)
			putchar('|');
		bash_names(&umb_opts[k]);
		has_any = true;
	}
}

static void bash_options(const umb_cmd *cmd)
{
	for (int k = 0; k < N_OPTS; k++) {
		if (!umb_opt_applies(&umb_opts[k], cmd))
			continue;
		printf("--%s ", umb_opts[k].name);
		if (umb_opts[k].letter)
			printf("-%c ", umb_opts[k].letter);
	}
}

static void bash_values(void)
{
	const char *word[MAX_CHOICES];

	printf("\tcase $prev in\n");
	for (int k = 0; k < N_OPTS; k++) {
		if (choices(k, word) == 0)
			continue;
		printf("\t");
		bash_names(&umb_opts[k]);
		printf(") _umbra_words \"");
		put_choices(k);
		printf("\"; return ;;\n");
	}
	printf("\t");
	bash_valued(is_file);
	printf(") _umbra_files; return ;;\n\t");
	bash_valued(wants_word);
	printf(") return ;;\n\tesac\n");
}

static void bash_completion(void)
{
	printf("# line by line: names may hold blanks\n"
	       "_umbra_reply() {\n\tlocal line\n\twhile IFS= read -r line; do COMPREPLY+=(\"$line\"); done\n}\n"
	       "_umbra_words() {\n\t_umbra_reply < <(compgen -W \"$1\" -- \"$cur\")\n}\n"
	       "_umbra_files() {\n\tcompopt -o filenames 2>/dev/null\n\t_umbra_reply < <(compgen -f -- \"$cur\")\n}\n"
	       "_umbra() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd= at i\n\tCOMPREPLY=()\n"
	       "\tif [ \"$prev\" = = ]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n\tif [ \"$cur\" = = ]; then cur=; fi\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tcase ${COMP_WORDS[i]} in\n\t\t");
	bash_valued(wants_word);
	printf(") ((i++)) ;;\n\t\t-*) ;;\n\t\t*) cmd=${COMP_WORDS[i]} at=$i; break ;;\n\t\tesac\n\tdone\n");
	bash_values();
	printf("\tcase $cmd in\n\t'') _umbra_words \"");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		if (!umb_cmds[i].is_hidden)
			printf("%s ", umb_cmds[i].name);
	}
	printf("--help --version\"; return ;;\n\tesac\n\tcase $cur in\n\t-*)\n\t\tcase $cmd in\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		printf("\t\t%s) _umbra_words \"", umb_cmds[i].name);
		bash_options(&umb_cmds[i]);
		printf("\" ;;\n");
	}
	printf("\t\tesac\n\t\treturn ;;\n\tesac\n\tcase $cmd in\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		if (!umb_cmds[i].args[0]) {
			printf("\t%s) return ;;\n", umb_cmds[i].name);
			continue;
		}
		for (size_t k = 0; k < umb_n_subs; k++) {
			if (strcmp(umb_subs[k].of, umb_cmds[i].name) != 0)
				continue;
			printf("\t%s) if ((COMP_CWORD == at + 1)); then _umbra_words \"", umb_cmds[i].name);
			put_subs(umb_cmds[i].name);
			printf("\"; return; fi ;;\n");
			break;
		}
	}
	printf("\tesac\n\t_umbra_files\n}\ncomplete -F _umbra umbra\n");
}

/* -- zsh -------------------------------------------------------------------------------------------- */

static void zsh_value(int id)
{
	const umb_opt *o = &umb_opts[id];
	const char    *word[MAX_CHOICES];

	if (!o->arg)
		return;
	printf(":%.*s:", (int)strcspn(o->arg + strspn(o->arg, "[="), "]"), o->arg + strspn(o->arg, "[="));
	if (choices(id, word)) {
		putchar('(');
		put_choices(id);
		putchar(')');
	} else if (is_file(o)) {
		printf("_files");
	}
}

static void zsh_option(int id)
{
	const umb_opt *o = &umb_opts[id];
	const char    *after = !o->arg ? "" : wants_word(o) ? "=" : "=-";

	printf("\t\t\t");
	if (is_repeatable(o))
		printf("'*'");
	else if (o->letter)
		printf("'(-%c --%s)'", o->letter, o->name);
	if (o->letter)
		printf("{-%c%s,--%s%s}", o->letter, o->arg ? "+" : "", o->name, after);
	else
		printf("--%s%s", o->name, after);
	printf("'[");
	put_quoted(o->words, "[]\\", "'\\''");
	putchar(']');
	zsh_value(id);
	printf("' \\\n");
}

static void zsh_completion(void)
{
	printf("#compdef umbra\n_umbra() {\n\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		if (umb_cmds[i].is_hidden)
			continue;
		printf("\t\t'%s:", umb_cmds[i].name);
		put_quoted(umb_cmds[i].words, "\\:", "'\\''");
		printf("'\n");
	}
	printf("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe -t commands command commands\n\t\treturn\n\tfi\n"
	       "\tlocal cmd=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n\tcase $cmd in\n");
	for (size_t i = 0; i < umb_n_cmds; i++) {
		printf("\t%s)\n\t\t_arguments -s \\\n", umb_cmds[i].name);
		for (int k = 0; k < N_OPTS; k++) {
			if (umb_opt_applies(&umb_opts[k], &umb_cmds[i]))
				zsh_option(k);
		}
		for (size_t k = 0; k < umb_n_subs; k++) {
			if (strcmp(umb_subs[k].of, umb_cmds[i].name) != 0)
				continue;
			printf("\t\t\t'1:what:(");
			put_subs(umb_cmds[i].name);
			printf(")' \\\n");
			break;
		}
		printf("\t\t\t%s ;;\n", umb_cmds[i].args[0] ? "'*:file:_files'" : "'*: :'");
	}
	printf("\tesac\n}\nif [ \"$funcstack[1]\" = _umbra ]; then _umbra \"$@\"; else compdef _umbra umbra; fi\n");
}

/* -- fish ------------------------------------------------------------------------------------------- */

static void fish_words(const char *flag, const char *text)
{
	printf(" %s '", flag);
	put_quoted(text, "\\", "\\'");
	putchar('\'');
}

static void fish_option(int id, const umb_cmd *cmd)
{
	const umb_opt *o = &umb_opts[id];
	const char    *word[MAX_CHOICES];

	printf("complete -c umbra -n '__fish_seen_subcommand_from %s'", cmd->name);
	if (o->letter)
		printf(" -s %c", o->letter);
	printf(" -l %s", o->name);
	if (choices(id, word)) {
		printf(" -xa '");
		put_choices(id);
		putchar('\'');
	} else if (wants_word(o)) {
		printf(is_file(o) ? " -rF" : " -x");
	}
	fish_words("-d", o->words);
	putchar('\n');
}

static void fish_completion(void)
{
	for (size_t i = 0; i < umb_n_cmds; i++) {
		const umb_cmd *c = &umb_cmds[i];

		if (!c->is_hidden) {
			printf("complete -c umbra -n __fish_use_subcommand -f -a %s", c->name);
			fish_words("-d", c->words);
			putchar('\n');
		}
		if (!c->args[0])
			printf("complete -c umbra -n '__fish_seen_subcommand_from %s' -f\n", c->name);
		for (int k = 0; k < N_OPTS; k++) {
			if (umb_opt_applies(&umb_opts[k], c))
				fish_option(k, c);
		}
	}
	for (size_t i = 0; i < umb_n_subs; i++) {
		const umb_sub *u = &umb_subs[i];

		printf("complete -c umbra -n '__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from ", u->of);
		put_subs(u->of);
		printf("' -f -a %s", u->name);
		fish_words("-d", u->words);
		putchar('\n');
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
