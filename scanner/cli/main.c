/*
 * main.c - finds the command and runs it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "cli/cli.h"

const umb_cmd umb_cmds[] = {
#define UMB_CMD(name, fn, scope, args, words) { name, fn, scope, args, words, false },
#define UMB_CMD_HIDDEN(name, fn, scope, args, words) { name, fn, scope, args, words, true },
#define UMB_CMD_ALIAS(other, name)
#define UMB_SUB(of, name, args, words)
#include "cli/cmds.def"
#undef UMB_CMD
#undef UMB_CMD_HIDDEN
#undef UMB_CMD_ALIAS
#undef UMB_SUB
};
const size_t umb_n_cmds = sizeof(umb_cmds) / sizeof(umb_cmds[0]);

static const char *const aliases[][2] = {
#define UMB_CMD(name, fn, scope, args, words)
#define UMB_CMD_HIDDEN(name, fn, scope, args, words)
#define UMB_CMD_ALIAS(other, name) { other, name },
#define UMB_SUB(of, name, args, words)
#include "cli/cmds.def"
#undef UMB_CMD
#undef UMB_CMD_HIDDEN
#undef UMB_CMD_ALIAS
#undef UMB_SUB
};

const umb_cmd *umb_cmd_find(const char *name)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(aliases[i][0], name) == 0)
			name = aliases[i][1];
	}
	for (size_t i = 0; i < umb_n_cmds; i++) {
		if (strcmp(umb_cmds[i].name, name) == 0)
			return &umb_cmds[i];
	}
	return NULL;
}

int umb_cmd_version(umb_cli *cli)
{
	if (umb_cli_no_args(cli))
		return EXIT_USAGE;
	printf("umbra %s\n", UMB_VERSION);
	return EXIT_CLEAN;
}

static void on_log(void *ctx, int level, const char *line)
{
	(void)ctx;
	(void)level;
	umb_cli_complain("%s", line);
}

bool umb_cli_log_level(const char *word, int *level)
{
	static const struct {
		const char *name;
		int         level;
	} levels[] = {
		{ "error", UMB_LOGLEVEL_ERROR }, { "warn", UMB_LOGLEVEL_WARN }, { "info", UMB_LOGLEVEL_INFO },
		{ "debug", UMB_LOGLEVEL_DEBUG }, { "fatal", UMB_LOGLEVEL_ERROR }, { "trace", UMB_LOGLEVEL_DEBUG },
	};

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (strcmp(levels[i].name, word) == 0) {
			*level = levels[i].level;
			return true;
		}
	}
	return false;
}

int umb_cli_set_log(const umb_cli *cli)
{
	int level = cli->has[OPT_VERBOSE] ? UMB_LOGLEVEL_INFO : UMB_LOGLEVEL_WARN;

	if (cli->has[OPT_LOG_LEVEL] && !umb_cli_log_level(cli->value[OPT_LOG_LEVEL], &level)) {
		umb_cli_complain("--log-level is error, warn, info or debug, not '%s'", cli->value[OPT_LOG_LEVEL]);
		return EXIT_USAGE;
	}
	umb_log_receive(on_log, NULL, level);
	return EXIT_CLEAN;
}

/* A report that did not reach its reader is a failure, not a success with less output. */
static int flush_output(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (errno != EPIPE)
		umb_cli_complain("cannot write to standard output: %s", strerror(errno));
	return EXIT_RUNTIME;
}

static int run(umb_cli *cli, int argc, char **argv)
{
	int code = umb_cli_parse(cli, argc, argv);

	if (code == EXIT_CLEAN && cli->has[OPT_HELP]) {
		umb_cli_usage(stdout, cli->cmd);
		return EXIT_CLEAN;
	}
	if (code == EXIT_CLEAN)
		code = umb_cli_set_log(cli);
	return code == EXIT_CLEAN ? cli->cmd->run(cli) : code;
}

/* A descriptor that was closed would become the next file's, and messages would go into a report.  What takes its place fails. */
static void keep_standard(void)
{
	static const int mode[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", mode[fd]) != fd)
			return;
	}
}

static bool has_word(int argc, char **argv, const char *word)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], word) == 0)
			return true;
	}
	return false;
}

static int no_command(const char *word)
{
	const char *name[64], *near;
	size_t      n = 0;

	for (size_t i = 0; i < umb_n_cmds && n < 64; i++) {
		if (!umb_cmds[i].is_hidden)
			name[n++] = umb_cmds[i].name;
	}
	near = umb_near_miss(word, name, n);
	if (near)
		umb_cli_complain("there is no command '%s' (did you mean '%s'?)", word, near);
	else
		umb_cli_complain("there is no command '%s' (umbra --help lists them)", word);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	static umb_cli cli;
	umb_err        err  = UMB_ERR_INIT;
	const char    *word = NULL;
	int            code;

	keep_standard();
	signal(SIGPIPE, SIG_IGN);
	if (umb_process_harden(&err) != UMB_OK)
		return umb_cli_fail(UMB_E_IO, &err);
	if (argc > 1 && strcmp(argv[1], "--version") == 0)
		word = "version";
	code = word ? EXIT_CLEAN : umb_cli_find_command(argc, argv, &word);
	if (code != EXIT_CLEAN)
		return code;
	if (!word || strcmp(word, "help") == 0) {
		umb_cli_usage(stdout, word && argc > 2 ? umb_cmd_find(argv[2]) : NULL);
		return flush_output(argc > 1 ? EXIT_CLEAN : EXIT_USAGE);
	}
	cli.cmd = umb_cmd_find(word);
	if (!cli.cmd && has_word(argc, argv, "--strict-ignore")) {
		/* ripsecrets knows no commands: its words are files. */
		cli.cmd = umb_cmd_find("dir");
		code    = run(&cli, argc, argv);
	} else if (cli.cmd) {
		code = run(&cli, argc - 1, argv + 1);
	} else {
		return no_command(word);
	}
	umb_cli_clear(&cli);
	return flush_output(code);
}
