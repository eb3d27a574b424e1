/*
 * opts_cli.c - the option table, and getopt_long driven by it.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

const umb_opt umb_opts[N_OPTS] = {
#define UMB_OPT(id, name, letter, arg, scope, words) { name, letter, arg, scope, words },
#define UMB_ALIAS(name, letter, id)
#include "cli/opts.def"
#undef UMB_OPT
#undef UMB_ALIAS
};

static const struct {
	const char *name;
	char        letter;
	umb_opt_id  id;
} aliases[] = {
#define UMB_OPT(id, name, letter, arg, scope, words)
#define UMB_ALIAS(name, letter, id) { name, letter, OPT_##id },
#include "cli/opts.def"
#undef UMB_OPT
#undef UMB_ALIAS
};

#define N_ALIASES (sizeof(aliases) / sizeof(aliases[0]))

/* What is complained about may be text of a stranger: a file name, a rule, an argument. */
void umb_cli_put(FILE *to, const char *text)
{
	char   safe[512];
	size_t n;

	while ((n = umb_safe_text(safe, sizeof(safe), text)) > 0) {
		fputs(safe, to);
		text += n;
	}
}

void umb_cli_line(void *to, const char *line)
{
	umb_cli_put(to, line);
	fputc('\n', to);
}

void umb_cli_complain(const char *fmt, ...)
{
	char    words[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	umb_cli_progress_hide();
	fputs("umbra: ", stderr);
	umb_cli_line(stderr, words);
}

bool umb_opt_applies(const umb_opt *o, const umb_cmd *cmd)
{
	for (const char *s = o->scope; *s; s++) {
		if (*s == 'A' || strchr(cmd->scope, *s))
			return true;
	}
	return false;
}

static umb_list *list_of(umb_cli *cli, umb_opt_id id)
{
	switch (id) {
	case OPT_RULES: return &cli->rules;
	case OPT_ENABLE: return &cli->enable;
	case OPT_DISABLE: return &cli->disable;
	case OPT_EXCLUDE: return &cli->exclude;
	case OPT_IGNORE_FILE: return &cli->ignores;
	case OPT_BASELINE: return &cli->baselines;
	case OPT_EXCLUDE_PATHS: return &cli->exclude_paths;
	case OPT_ALLOW_INCOMPLETE: return &cli->allow;
	case OPT_RESET: return &cli->reset;
	default: return NULL;
	}
}

const umb_list *umb_cli_list(const umb_cli *cli, umb_opt_id id)
{
	return list_of((umb_cli *)(uintptr_t)cli, id);
}

bool umb_opt_is_list(umb_opt_id id)
{
	umb_cli any;

	return list_of(&any, id) != NULL;
}

static const char no_match[] = "--%s does not go with '%s' (see umbra %s --help)";

const char *umb_cli_take(umb_cli *cli, umb_opt_id id, const char *value, unsigned line, unsigned column)
{
	static char words[300];
	umb_list   *list = list_of(cli, id);

	if (!umb_opt_applies(&umb_opts[id], cli->cmd)) {
		snprintf(words, sizeof(words), no_match, umb_opts[id].name, cli->cmd->name, cli->cmd->name);
		return words;
	}
	cli->has[id]   = true;
	cli->value[id] = value;
	if (!list)
		return NULL;
	if (list->n == MAX_LIST) {
		snprintf(words, sizeof(words), "--%s more than %d times", umb_opts[id].name, MAX_LIST);
		return words;
	}
	list->line[list->n]   = line;
	list->column[list->n] = column;
	list->item[list->n++] = value;
	return NULL;
}

static int set(umb_cli *cli, umb_opt_id id, const char *value)
{
	const char *fault = umb_cli_take(cli, id, value, 0, 0);

	if (!fault)
		return EXIT_CLEAN;
	umb_cli_complain("%s", fault);
	return EXIT_USAGE;
}

/* `word` without the dashes, and with its value or not. */
void umb_opt_unknown(const umb_cmd *cmd, const char *word, char *words, size_t size)
{
	const char *name[N_OPTS + N_ALIASES], *near, *of = cmd ? cmd->name : "";
	char        bare[80];
	size_t      n = 0;

	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(word, "="), word);
	for (int i = 0; i < N_OPTS; i++) {
		if (!cmd || umb_opt_applies(&umb_opts[i], cmd))
			name[n++] = umb_opts[i].name;
	}
	for (size_t i = 0; i < N_ALIASES; i++) {
		if (!cmd || umb_opt_applies(&umb_opts[aliases[i].id], cmd))
			name[n++] = aliases[i].name;
	}
	near = bare[0] && bare[1] ? umb_near_miss(bare, name, n) : NULL;
	if (near)
		snprintf(words, size, "there is no option '--%s' (did you mean '--%s'?)", bare, near);
	else
		snprintf(words, size, "there is no option '%s%s' (see umbra %s%s--help)", bare[0] && bare[1] ? "--" : "-", bare, of, *of ? " " : "");
}

static void no_option(const umb_cmd *cmd, const char *word)
{
	char words[300];

	umb_opt_unknown(cmd, word, words, sizeof(words));
	umb_cli_complain("%s", words);
}

int umb_opt_find(const char *name)
{
	for (size_t i = 0; i < N_ALIASES; i++) {
		if (strcmp(aliases[i].name, name) == 0)
			name = umb_opts[aliases[i].id].name;
	}
	for (int i = 0; i < N_OPTS; i++) {
		if (strcmp(umb_opts[i].name, name) == 0)
			return i;
	}
	for (size_t i = 0; i < N_ALIASES; i++) {
		if (strcmp(aliases[i].name, name) == 0)
			return (int)aliases[i].id;
	}
	return -1;
}

static int has_arg(const umb_opt *o)
{
	return !o->arg ? no_argument : o->arg[0] == '[' ? optional_argument : required_argument;
}

/* `order` "+": stop at the first word that is no option. */
static void build(struct option *longs, char *shorts, const char *order)
{
	size_t n = 0, k = strlen(order);

	memcpy(shorts, order, k);
	shorts[k++] = ':'; /* a missing argument is ours to explain */
	for (int i = 0; i < N_OPTS; i++) {
		longs[n++] = (struct option){ umb_opts[i].name, has_arg(&umb_opts[i]), NULL, 256 + i };
		if (umb_opts[i].letter) {
			shorts[k++] = umb_opts[i].letter;
			if (umb_opts[i].arg)
				shorts[k++] = ':';
		}
	}
	for (size_t i = 0; i < N_ALIASES; i++) {
		longs[n++] = (struct option){ aliases[i].name, has_arg(&umb_opts[aliases[i].id]), NULL, 256 + (int)aliases[i].id };
		if (aliases[i].letter) {
			shorts[k++] = aliases[i].letter;
			if (umb_opts[aliases[i].id].arg)
				shorts[k++] = ':';
		}
	}
	memset(&longs[n], 0, sizeof(longs[n]));
	shorts[k] = 0;
}

static int id_of(int c)
{
	if (c >= 256)
		return c - 256;
	for (int i = 0; i < N_OPTS; i++) {
		if (umb_opts[i].letter == c)
			return i;
	}
	for (size_t i = 0; i < N_ALIASES; i++) {
		if (aliases[i].letter == c)
			return (int)aliases[i].id;
	}
	return -1;
}

/* What getopt_long said '?' or ':' to. */
static int wrong(int c, char **argv, const umb_cmd *cmd)
{
	const char *word = argv[optind - 1];
	char        letter[2] = { (char)optopt, 0 };

	if (c == ':')
		umb_cli_complain("'%s' wants a value (see umbra %s%s--help)", word, cmd ? cmd->name : "", cmd ? " " : "");
	else if (optopt > 0 && optopt < 256)
		no_option(cmd, letter);
	else if (optopt >= 256)
		umb_cli_complain("--%s takes no value", umb_opts[optopt - 256].name);
	else
		no_option(cmd, word + strspn(word, "-"));
	return EXIT_USAGE;
}

int umb_cli_find_command(int argc, char **argv, const char **command)
{
	struct option longs[N_OPTS + N_ALIASES + 1];
	char          shorts[2 * (N_OPTS + N_ALIASES) + 4];
	char         *word;
	int           c;

	build(longs, shorts, "+");
	opterr   = 0;
	optind   = 0; /* the GNU way to begin anew */
	*command = NULL;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return wrong(c, argv, NULL);
		if (id_of(c) == OPT_HELP)
			return EXIT_CLEAN;
	}
	if (optind >= argc) {
		if (argc == 1)
			return EXIT_CLEAN;
		umb_cli_complain("which command? (umbra --help lists them)");
		return EXIT_USAGE;
	}
	word = argv[optind];
	memmove(argv + 2, argv + 1, (size_t)(optind - 1) * sizeof(*argv));
	argv[1]  = word;
	*command = word;
	return EXIT_CLEAN;
}

int umb_cli_parse(umb_cli *cli, int argc, char **argv)
{
	struct option longs[N_OPTS + N_ALIASES + 1];
	char          shorts[2 * (N_OPTS + N_ALIASES) + 4];
	int           c;

	build(longs, shorts, "");
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return wrong(c, argv, cli->cmd);
		if (set(cli, (umb_opt_id)id_of(c), optarg) != EXIT_CLEAN)
			return EXIT_USAGE;
	}
	cli->args   = argv + optind;
	cli->n_args = argc - optind;
	return EXIT_CLEAN;
}

int umb_cli_no_args(const umb_cli *cli)
{
	if (cli->n_args == 0)
		return EXIT_CLEAN;
	umb_cli_complain("%s takes no arguments, and '%s' is one", cli->cmd->name, cli->args[0]);
	return EXIT_USAGE;
}

void umb_cli_clear(umb_cli *cli)
{
	for (size_t i = 0; i < cli->n_owned; i++)
		free(cli->owned[i]);
	for (size_t i = 0; i < cli->n_revs; i++)
		free(cli->revs[i]);
	free(cli->revs);
	free(cli->verdict);
	umb_config_free(cli->config);
}

static const struct {
	umb_opt_id         id;
	unsigned long long min, max;
} ranges[] = {
	{ OPT_THREADS, 1, 256 }, { OPT_TIMEOUT, 0, 86400 * 30 }, { OPT_MAX_MB, 0, 1u << 30 }, { OPT_MAX_DECODE, 0, 1u << 30 },
	{ OPT_MAX_ARCHIVE, 0, 1u << 30 }, { OPT_EXIT_CODE, 0, 255 }, { OPT_REDACT, 0, 100 }, { OPT_HANDOVER_FD, 0, 1023 },
};

bool umb_opt_number(umb_opt_id id, const char *text, unsigned long long *out, char *words, size_t size)
{
	unsigned long long n = 0;
	size_t             i = 0, len = text ? strspn(text, "0123456789") : 0;

	while (i < sizeof(ranges) / sizeof(ranges[0]) && ranges[i].id != id)
		i++;
	if (i == sizeof(ranges) / sizeof(ranges[0]))
		return true;
	/* The library's own parser is not public; strtoumax accepts too much, so the text is checked first. */
	for (size_t k = 0; k < len && n <= ranges[i].max; k++)
		n = n * 10 + (unsigned long long)(text[k] - '0');
	if (len == 0 || len > 18 || text[len] || n < ranges[i].min || n > ranges[i].max) {
		snprintf(words, size, "--%s is a whole number from %llu to %llu, not '%.100s'", umb_opts[id].name, ranges[i].min, ranges[i].max, text ? text : "");
		return false;
	}
	*out = n;
	return true;
}

unsigned long long umb_cli_memory(const char *text, char *words, size_t size)
{
	size_t             n = strspn(text, "0123456789");
	unsigned long long bytes = 0;
	unsigned           shift;

	for (size_t i = 0; i < n; i++)
		bytes = bytes * 10 + (unsigned long long)(text[i] - '0');
	shift = text[n] == 0 ? 0 : strchr("kK", text[n]) ? 10 : strchr("mM", text[n]) ? 20 : strchr("gG", text[n]) ? 30 : 99;
	if (n == 0 || n > 10 || shift == 99 || (text[n] && text[n + 1]) || (bytes << shift) < (1u << 20)) {
		snprintf(words, size, "--max-memory is a size of at least 1M, as in 512M or 2G, not '%.100s'", text);
		return 0;
	}
	return bytes << shift;
}

int umb_cli_number(const umb_cli *cli, umb_opt_id id, unsigned long long *out)
{
	char words[300];

	if (!cli->has[id] || umb_opt_number(id, cli->value[id], out, words, sizeof(words)))
		return EXIT_CLEAN;
	umb_cli_complain("%s", words);
	return EXIT_USAGE;
}

int umb_cli_fail(umb_status st, const umb_err *err)
{
	umb_cli_complain("%s%s", err->text[0] ? err->text : umb_status_text(st),
	                 st == UMB_E_NOMEM ? "; nothing is reported (more --max-memory, or fewer --threads, may help)" : "");
	return st == UMB_E_USAGE || st == UMB_E_RULES || st == UMB_E_REFUSED ? EXIT_USAGE : EXIT_RUNTIME;
}
