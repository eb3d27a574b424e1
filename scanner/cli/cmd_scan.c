/*
 * cmd_scan.c - dir, git, stdin and explain: from options to a scan, its reports and the hand-over.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static umb_scan *running; /* for the signal handler; set before it is installed */

static void on_signal(int number)
{
	static volatile sig_atomic_t count;

	(void)number;
	umb_scan_cancel(running);
	if (++count > 1) {
		umb_report_files_unlink();
		_exit(EXIT_INTERRUPTED);
	}
}

/* A file that is mapped (a pack) was cut off: what was found until then lies in threads that cannot go on. */
static void on_bus_error(int number)
{
	static const char words[] = "umbra: a pack was cut off by somebody else while it was read; nothing is reported\n";
	ssize_t n = write(STDERR_FILENO, words, sizeof(words) - 1);

	(void)number;
	(void)n;
	umb_report_files_unlink();
	_exit(EXIT_RUNTIME);
}

/* From here on, or (NULL) no longer. */
static void catch_signals(umb_scan *scan)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	running       = scan;
	sa.sa_handler = scan ? on_signal : SIG_DFL;
	for (size_t i = 0; i < 3; i++) {
		struct sigaction old;

		/* nohup, and a shell for what it runs in the background, say that a signal is not for us. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &sa, NULL);
	}
	sa.sa_handler = scan ? on_bus_error : SIG_DFL;
	sigaction(SIGBUS, &sa, NULL);
}

/* -- options of a scan --------------------------------------------------------------------------------------- */

#define MAX_DEPTH 6

typedef struct settings {
	umb_scan_opts     opts;
	umb_handover_opts handover;
	char              key[65];
} settings;

static int read_memory(const umb_cli *cli)
{
	unsigned long long bytes;
	char               words[300];

	if (!cli->has[OPT_MAX_MEMORY])
		return EXIT_CLEAN;
	bytes = umb_cli_memory(cli->value[OPT_MAX_MEMORY], words, sizeof(words));
	if (!bytes) {
		umb_cli_complain("%s", words);
		return EXIT_USAGE;
	}
	umb_process_max_memory(bytes);
	return EXIT_CLEAN;
}

/* Scanners that people come from allow more. */
static int read_depth(const umb_cli *cli, umb_opt_id id, unsigned long long *depth)
{
	if (umb_cli_number(cli, id, depth))
		return EXIT_USAGE;
	if (cli->has[id] && *depth > MAX_DEPTH) {
		umb_cli_complain("note: --%s is %d at most", umb_opts[id].name, MAX_DEPTH);
		*depth = MAX_DEPTH;
	}
	return EXIT_CLEAN;
}

static int read_numbers(const umb_cli *cli, umb_scan_opts *o)
{
	unsigned long long threads = 0, seconds = 0, mb = 0, decode = 99, archive = 99, code = 0, percent;

	if (umb_cli_number(cli, OPT_THREADS, &threads) || umb_cli_number(cli, OPT_TIMEOUT, &seconds) || umb_cli_number(cli, OPT_MAX_MB, &mb) ||
	    read_depth(cli, OPT_MAX_DECODE, &decode) || read_depth(cli, OPT_MAX_ARCHIVE, &archive) || umb_cli_number(cli, OPT_EXIT_CODE, &code))
		return EXIT_USAGE;
	if (cli->value[OPT_REDACT] && umb_cli_number(cli, OPT_REDACT, &percent))
		return EXIT_USAGE;
	o->n_threads         = (uint32_t)threads;
	o->timeout_ms        = seconds * 1000;
	o->max_target_bytes  = mb * 1000000;
	o->max_decode_depth  = decode == 99 ? 0 : decode == 0 ? UMB_NO_LAYERS : (uint32_t)decode;
	o->max_archive_depth = archive == 99 ? 0 : archive == 0 ? UMB_NO_LAYERS : (uint32_t)archive;
	o->exit_code         = cli->has[OPT_EXIT_ZERO] || (cli->has[OPT_EXIT_CODE] && code == 0) ? UMB_EXIT_ZERO : (int)code;
	return EXIT_CLEAN;
}

static bool is_both(const umb_cli *cli, const char *source)
{
	return strcmp(source, "staged") == 0 && cli->has[OPT_WORKTREE];
}

static int read_settings(umb_cli *cli, const char *source, settings *s)
{
	umb_scan_opts     o = UMB_SCAN_OPTS_INIT;
	umb_handover_opts h = UMB_HANDOVER_OPTS_INIT;
	unsigned long long fd = 1;
	bool               is_range;

	if (read_numbers(cli, &o) || umb_cli_gate(cli, &o) || umb_cli_ignores(cli, &o) || read_memory(cli) || umb_cli_number(cli, OPT_HANDOVER_FD, &fd))
		return EXIT_USAGE;
	if (cli->has[OPT_KEY_FILE] && umb_cli_key(cli->value[OPT_KEY_FILE], s->key))
		return EXIT_USAGE;
	o.excludes        = cli->exclude.item;
	o.n_excludes      = cli->exclude.n;
	o.key             = cli->has[OPT_KEY_FILE] ? s->key : NULL;
	o.cross_mounts    = cli->has[OPT_CROSS_MOUNTS];
	o.no_ignore       = cli->has[OPT_NO_IGNORE];
	o.whole_versions  = cli->has[OPT_WHOLE_VERSIONS];
	o.whole_files     = cli->has[OPT_WHOLE_FILES];
	o.show_suppressed = cli->has[OPT_SHOW_SUPPRESSED];
	o.show_secrets    = cli->has[OPT_SHOW_SECRETS];
	o.keep_secrets    = cli->has[OPT_HANDOVER];
	o.state           = cli->value[OPT_STATE];
	o.exit_code       = cli->after ? UMB_EXIT_ZERO : o.exit_code;
	o.command         = is_both(cli, source) ? "staged+worktree" : source;
	if (strcmp(source, "range") == 0 && umb_cli_range(cli, &o, &is_range))
		return EXIT_USAGE;
	h.format          = cli->value[OPT_HANDOVER];
	h.fd              = (int)fd;
	h.plaintext_file  = cli->value[OPT_HANDOVER_FILE];
	if (!cli->has[OPT_HANDOVER] && (cli->has[OPT_HANDOVER_FD] || cli->has[OPT_HANDOVER_FILE])) {
		umb_cli_complain("say what to hand over: --handover 1pux");
		return EXIT_USAGE;
	}
	s->opts     = o;
	s->handover = h;
	return EXIT_CLEAN;
}

/* -- the report --------------------------------------------------------------------------------------------- */

typedef struct destination {
	umb_report_file *file;
	int              fd;
	int              handover_fd; /* -1: none */
} destination;

/* Two descriptors of one pipe count: what is written to them mixes. */
static bool is_same(int a, int b)
{
	struct stat x, y;

	return a == b || (fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* The hand-over is binary and whole: where messages go it cannot go.  A terminal is refused later, in better words. */
static int choose_handover(const umb_cli *cli, const settings *s, destination *d)
{
	d->handover_fd = cli->has[OPT_HANDOVER] && !cli->has[OPT_HANDOVER_FILE] ? s->handover.fd : -1;
	if (d->handover_fd < 0 || isatty(d->handover_fd) || !is_same(d->handover_fd, STDERR_FILENO))
		return EXIT_CLEAN;
	umb_cli_complain("the hand-over cannot go where standard error goes: messages would mix with it");
	return EXIT_USAGE;
}

static bool wants_colour(const umb_cli *cli, int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return !cli->has[OPT_NO_COLOR] && !(no && *no) && isatty(fd) && term && strcmp(term, "dumb") != 0;
}

static const char *format_of(const umb_cli *cli)
{
	static const char *const known[][2] = { { "json", "json" }, { "jsonl", "jsonl" }, { "sarif", "sarif" }, { "csv", "csv" }, { "xml", "junit" } };
	const char *path = cli->value[OPT_REPORT], *dot = path ? strrchr(path, '.') : NULL;

	if (cli->has[OPT_FORMAT])
		return cli->value[OPT_FORMAT];
	if (cli->has[OPT_JSON])
		return "jsonl";
	for (size_t i = 0; dot && i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(dot + 1, known[i][0]) == 0)
			return known[i][1];
	}
	return "text";
}

#define IN_THE_OPEN "warning: the output holds secrets in plain text, and does not go to a terminal"

static int write_fd(void *fd, const void *bytes, size_t len, umb_err *err)
{
	umb_cli_progress_hide();
	return umb_fd_report_write(fd, bytes, len, err);
}

/* What was covered is in the report, too: a standard error that is closed takes nothing from it. */
static int write_summary(void *ctx, const void *bytes, size_t len, umb_err *err)
{
	(void)ctx;
	(void)err;
	umb_cli_progress_hide();
	fwrite(bytes, 1, len, stderr);
	return 0;
}

/* To a file; who waits at the terminal is told what was covered. */
static umb_status open_file(umb_cli *cli, umb_scan *scan, destination *d, uint32_t flags, umb_err *err)
{
	umb_status st = umb_report_file_open(&d->file, cli->value[OPT_REPORT], err);

	if (st == UMB_OK)
		st = umb_scan_add_report(scan, format_of(cli), umb_report_file_write, d->file, flags, err);
	flags |= UMB_REPORT_SUMMARY | (wants_colour(cli, STDERR_FILENO) ? UMB_REPORT_COLOUR : 0);
	if (st == UMB_OK)
		st = umb_scan_add_report(scan, "text", write_summary, NULL, flags, err);
	if (st == UMB_OK && cli->has[OPT_SHOW_SECRETS])
		umb_cli_complain("warning: '%s' will hold secrets in plain text (mode 0600)", cli->value[OPT_REPORT]);
	return st;
}

static umb_status open_report(umb_cli *cli, umb_scan *scan, destination *d, umb_err *err)
{
	uint32_t   flags = cli->has[OPT_VERBOSE] ? UMB_REPORT_VERBOSE : cli->is_hook ? UMB_REPORT_QUIET : 0;
	umb_status st;

	if (cli->has[OPT_REPORT] && strcmp(cli->value[OPT_REPORT], "-") != 0)
		return open_file(cli, scan, d, flags, err);
	d->fd = d->handover_fd >= 0 && is_same(d->handover_fd, STDOUT_FILENO) ? STDERR_FILENO : STDOUT_FILENO;
	flags |= wants_colour(cli, d->fd) ? UMB_REPORT_COLOUR : 0;
	st = umb_scan_add_report(scan, format_of(cli), write_fd, &d->fd, flags, err);
	if (st == UMB_OK && cli->has[OPT_SHOW_SECRETS] && !isatty(d->fd))
		umb_cli_complain(IN_THE_OPEN);
	return st;
}

/* TruffleHog names a repository of this machine so. */
static const char *without_scheme(const char *source, const char *name)
{
	static const char scheme[] = "file://";
	size_t            n = sizeof(scheme) - 1;

	return strcmp(source, "dir") != 0 && strncmp(name, scheme, n) == 0 && name[n] ? name + n : name;
}

static umb_status add_targets(umb_cli *cli, umb_scan *scan, const char *source, umb_err *err)
{
	static char *here[] = { "." };
	bool   has_none = cli->n_args == 0 && !cli->has[OPT_SOURCE];
	char **args = has_none ? here : cli->args;
	int    n = has_none ? 1 : cli->n_args;
	umb_status st = UMB_OK;

	if (cli->text_name)
		return umb_scan_add_memory(scan, cli->text_name, cli->text, cli->text_len, err);
	if (strcmp(source, "stdin") == 0)
		return umb_scan_add_target(scan, source, NULL, err);
	if (cli->has[OPT_SOURCE])
		st = umb_scan_add_target(scan, source, without_scheme(source, cli->value[OPT_SOURCE]), err);
	for (int i = 0; i < n && st == UMB_OK; i++)
		st = umb_scan_add_target(scan, strcmp(args[i], "-") == 0 ? "stdin" : source, without_scheme(source, args[i]), err);
	/* All that is not committed is what is staged and what is not. */
	return st == UMB_OK && is_both(cli, source) ? add_targets(cli, scan, "worktree", err) : st;
}

/* Runs, reports, hands over.  The destination's file is finished or removed in any case. */
static int run_scan(umb_cli *cli, umb_scan *scan, const char *source, settings *s, destination *d)
{
	static char     object[] = "object", file[] = "file";
	umb_scan_result result = { 0 };
	umb_err         err    = UMB_ERR_INIT;
	bool            explains = strcmp(cli->cmd->name, "explain") == 0;
	umb_status      st     = UMB_OK;

	/* Before the report's file is there, so that no signal leaves a part of it behind. */
	catch_signals(scan);
	if (cli->has[OPT_HANDOVER])
		st = umb_handover_check(scan, &s->handover, &err);
	if (st == UMB_OK && cli->after)
		st = umb_scan_add_report(scan, "text", write_summary, NULL, UMB_REPORT_SUMMARY, &err);
	else if (st == UMB_OK && !explains)
		st = open_report(cli, scan, d, &err);
	if (st == UMB_OK && !cli->has[OPT_NO_PROGRESS] && isatty(STDERR_FILENO))
		umb_scan_on_progress(scan, umb_cli_progress, strcmp(source, "git") == 0 || strcmp(source, "range") == 0 ? object : file);
	if (st == UMB_OK)
		st = umb_scan_run(scan, &result, &err);
	umb_cli_progress_hide();
	if (st == UMB_OK && explains && cli->has[OPT_SHOW_SECRETS] && !isatty(STDOUT_FILENO))
		umb_cli_complain(IN_THE_OPEN);
	if (st == UMB_OK && explains)
		st = umb_scan_explain(scan, cli->value[OPT_ID], umb_cli_line, stdout, &err);
	if (st == UMB_OK && d->file) {
		st      = umb_report_file_finish(d->file, &err);
		d->file = NULL;
	}
	if (st == UMB_OK && cli->has[OPT_HANDOVER])
		st = umb_handover_write(scan, &s->handover, NULL, &err);
	umb_report_file_abort(d->file);
	if (st != UMB_OK)
		return umb_cli_fail(st, &err);
	if (cli->after)
		return cli->after(cli, scan, result.exit_code);
	if (result.n_findings)
		umb_cli_ignore_hints(cli);
	umb_cli_config_hint(cli);
	return result.exit_code;
}

int umb_cli_scan(umb_cli *cli, const char *source)
{
	umb_ruleset *rules = NULL;
	umb_scan    *scan  = NULL;
	settings     s     = { 0 };
	destination  d     = { NULL, -1, -1 };
	umb_err      err   = UMB_ERR_INIT;
	umb_status   st;
	int          rules_code, code = umb_cli_configure(cli);

	if (code != EXIT_CLEAN)
		return code;
	code = read_settings(cli, source, &s);
	if (code == EXIT_CLEAN)
		code = choose_handover(cli, &s, &d);
	/* Even then: what is wrong with the configuration is told as a whole, and the rules that it names are a part of that. */
	rules_code = code == EXIT_CLEAN || cli->config ? umb_cli_load_rules(cli, &rules) : EXIT_CLEAN;
	if (code != EXIT_CLEAN || rules_code != EXIT_CLEAN) {
		umb_ruleset_free(rules);
		return code != EXIT_CLEAN ? code : rules_code;
	}
	st = umb_scan_new(&scan, rules, &s.opts, &err);
	if (st == UMB_OK)
		st = add_targets(cli, scan, source, &err);
	code = st == UMB_OK ? run_scan(cli, scan, source, &s, &d) : umb_cli_fail(st, &err);
	catch_signals(NULL);
	umb_scan_free(scan);
	umb_ruleset_free(rules);
	return code;
}

int umb_cmd_dir(umb_cli *cli)
{
	return umb_cli_scan(cli, "dir");
}

/* What goes with --staged means nothing alone, or something else: gitleaks' --pre-commit is the work tree. `otherwise`: with no such option. */
static int choose_source(umb_cli *cli, const char *otherwise, const char **source)
{
	umb_scan_opts o = UMB_SCAN_OPTS_INIT;
	bool          is_range = false, is_uncommitted = cli->has[OPT_STAGED] || cli->has[OPT_WORKTREE];

	/* Which commits may stand in the configuration, too. */
	if (umb_cli_configure(cli) || umb_cli_range(cli, &o, &is_range))
		return EXIT_USAGE;
	*source = cli->has[OPT_STAGED] ? "staged" : cli->has[OPT_WORKTREE] ? "worktree" : is_range ? "range" : otherwise;
	if (is_uncommitted && is_range)
		umb_cli_complain("what is %s is in no commit yet: --%s, or commits", cli->has[OPT_STAGED] ? "staged" : "in the work tree", *source);
	else if (!cli->has[OPT_STAGED] && cli->has[OPT_PRE_COMMIT])
		umb_cli_complain("--pre-commit goes with --staged; what is not staged yet is scanned with --worktree");
	else if (cli->has[OPT_STATE] && strcmp(*source, "git") != 0)
		umb_cli_complain("--state goes with a whole history: no --staged, no --worktree, no commits, no files");
	else if (*source == otherwise && cli->has[OPT_WHOLE_FILES])
		umb_cli_complain("--whole-files goes with --staged, --worktree, or commits");
	else if (cli->has[OPT_EXCLUDE] && !cli->has[OPT_WORKTREE] && strcmp(*source, "dir") != 0)
		umb_cli_complain("--exclude leaves out files of a tree: `umbra dir`, or --worktree");
	else
		return EXIT_CLEAN;
	return EXIT_USAGE;
}

int umb_cmd_git(umb_cli *cli)
{
	const char *source;

	return choose_source(cli, "git", &source) ? EXIT_USAGE : umb_cli_scan(cli, source);
}

/* Elsewhere what is not staged of known files; here what is not staged. */
int umb_cmd_protect(umb_cli *cli)
{
	const char *source;

	cli->has[OPT_WORKTREE] = cli->has[OPT_WORKTREE] || !cli->has[OPT_STAGED];
	return choose_source(cli, "git", &source) ? EXIT_USAGE : umb_cli_scan(cli, source);
}

int umb_cmd_stdin(umb_cli *cli)
{
	if (umb_cli_no_args(cli))
		return EXIT_USAGE;
	return umb_cli_scan(cli, "stdin");
}

int umb_cmd_explain(umb_cli *cli)
{
	const char *source;

	return choose_source(cli, cli->has[OPT_GIT] ? "git" : "dir", &source) ? EXIT_USAGE : umb_cli_scan(cli, source);
}

int umb_cmd_detect(umb_cli *cli)
{
	return umb_cli_scan(cli, cli->has[OPT_NO_GIT] ? "dir" : "git");
}
