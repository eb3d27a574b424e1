/*
 * hook_file.c - the files that git runs: whose they are, ours put before them, and what was there put back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hook.h"

#define FIRST_LINES "#!/bin/sh\n# umbra hook: %s (made by umbra hook install)\n"
#define ASK_OWN "git rev-parse --git-common-dir"
#define CALL_UMBRA "\"$umbra\" hook run"

bool hook_join(char out[PATH_MAX], const char *a, const char *b, const char *c)
{
	int n = snprintf(out, PATH_MAX, "%s%s%s", a, b, c);

	if (n > 0 && n < PATH_MAX)
		return true;
	umb_cli_complain("'%.100s...': the path is too long", a);
	return false;
}

static int failed(const char *path, int code)
{
	umb_cli_complain("'%s': %s", path, strerror(code));
	return EXIT_RUNTIME;
}

int hook_make_folder(const char *path)
{
	char part[PATH_MAX];

	if (!hook_join(part, path, "", ""))
		return EXIT_RUNTIME;
	for (char *at = part + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = 0;
		if (mkdir(part, 0777) != 0 && errno != EEXIST)
			return failed(part, errno);
		*at = '/';
	}
	if (mkdir(part, 0777) == 0)
		return chmod(part, 0755) == 0 ? EXIT_CLEAN : failed(part, errno); /* others may share the repository */
	return errno == EEXIST ? EXIT_CLEAN : failed(part, errno);
}

/* -- what is there -------------------------------------------------------------------------------------- */

/* What stands between the name of the hook and "$@" in the line that calls umbra. */
static void read_options(hook_file *h, const char *text)
{
	char        call[128];
	const char *from, *to;

	snprintf(call, sizeof(call), CALL_UMBRA " %s", h->name);
	from = strstr(text, call);
	if (!from)
		return;
	from += strlen(call);
	to = strstr(from, " \"$@\"\n");
	if (to && (size_t)(to - from) < sizeof(h->options))
		snprintf(h->options, sizeof(h->options), "%.*s", (int)(to - from), from);
}

/* The word of a shell behind umbra=, as hook_quote writes it. */
static void read_program(hook_file *h, const char *text)
{
	const char *at = strstr(text, "\numbra='");
	size_t      n  = 0;

	for (at = at ? at + 8 : ""; *at && n < sizeof(h->program) - 1; at++) {
		if (*at == '\'' && strncmp(at, "'\\''", 4) == 0)
			at += 3;
		else if (*at == '\'')
			break;
		h->program[n++] = *at;
	}
	h->program[n] = 0;
}

/* Whether the file begins as ours do. */
static void read_file(hook_file *h)
{
	char    text[8192], first[256];
	int     fd = open(h->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), n;
	size_t  len = 0;
	ssize_t got;

	h->state = HOOK_OTHER;
	if (fd < 0)
		return;
	while (len < sizeof(text) - 1 && (got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)got;
	close(fd);
	text[len] = 0;
	n = snprintf(first, sizeof(first), FIRST_LINES, h->name);
	if (strncmp(text, first, (size_t)n) != 0)
		return;
	h->state = HOOK_OURS;
	h->does  = (strstr(text, ASK_OWN) ? HOOK_CALLS_OWN : 0) | (strstr(text, CALL_UMBRA) ? HOOK_CHECKS : 0);
	read_options(h, text);
	read_program(h, text);
}

int hook_look(hook_file *h, const char *folder, const char *name)
{
	struct stat st;

	memset(h, 0, sizeof(*h));
	h->name = name;
	if (!hook_join(h->path, folder, "/", name) || !hook_join(h->before, h->path, HOOK_BEFORE, ""))
		return EXIT_RUNTIME;
	if (lstat(h->before, &st) == 0)
		h->has_before = true;
	else if (errno != ENOENT && errno != ENOTDIR)
		return failed(h->before, errno);
	if (lstat(h->path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? EXIT_CLEAN : failed(h->path, errno);
	h->is_executable = (st.st_mode & S_IXUSR) != 0;
	if (S_ISLNK(st.st_mode))
		h->state = HOOK_LINK;
	else if (S_ISREG(st.st_mode))
		read_file(h);
	else
		h->state = HOOK_STRANGE;
	return EXIT_CLEAN;
}

int hook_may_put(const hook_file *h)
{
	switch (h->state) {
	case HOOK_LINK:
		umb_cli_complain("'%s' is a symbolic link: what it leads to would change for others, too; nothing was changed", h->path);
		return EXIT_USAGE;
	case HOOK_STRANGE:
		umb_cli_complain("'%s' is no file; nothing was changed", h->path);
		return EXIT_USAGE;
	case HOOK_OTHER:
		if (h->has_before) {
			umb_cli_complain("'%s' is somebody else's, and '%s' is there already; nothing was changed", h->path, h->before);
			return EXIT_USAGE;
		}
		break;
	default: break;
	}
	if (h->state != HOOK_NONE && access(h->path, W_OK) != 0) {
		umb_cli_complain("'%s' cannot be written: %s; nothing was changed", h->path, strerror(errno));
		return EXIT_RUNTIME;
	}
	return EXIT_CLEAN;
}

/* -- the script ------------------------------------------------------------------------------------------- */

/* Where this program lies; nothing when that is not known. */
static void write_own_path(FILE *f)
{
	char    path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n > 0 ? n : 0] = 0;
	fputs("umbra=", f);
	hook_quote(f, path);
	fputc('\n', f);
}

/* What git says on standard input is for each of those that are called. */
static bool reads_input(const char *name)
{
	return strcmp(name, "pre-push") == 0 || strcmp(name, "pre-receive") == 0;
}

/* Outside of any repository there is no hook to call, but nothing to commit either. */
static void write_call_own(FILE *f, const char *name, bool checks)
{
	const char *input = checks && reads_input(name) ? "say_input | " : "";

	fprintf(f, "# core.hooksPath hides the repository's own hook.\n"
	           "folder=$(" ASK_OWN "%s\n"
	           "own=$folder/hooks/%s\n"
	           "if [ -f \"$own\" ] && [ -x \"$own\" ] && ! [ \"$own\" -ef \"$0\" ]; then\n"
	           "\t%s\"$own\" \"$@\" || exit $?\n"
	           "fi\n", checks ? ") || exit 1" : " 2>/dev/null) || exit 0", name, input);
}

static const char *way_on(const char *name)
{
	if (strcmp(name, "pre-push") == 0)
		return "; push with --no-verify to go on anyway";
	return strncmp(name, "pre-c", 5) == 0 || strncmp(name, "commit", 6) == 0 ? "; commit with --no-verify to go on anyway" : "";
}

static void write_check(FILE *f, const char *name, const char *options)
{
	bool pipes = reads_input(name);

	fprintf(f, "if [ \"${UMBRA_SKIP-}\" = 1 ]; then\n"
	           "\techo \"umbra: nothing was checked: UMBRA_SKIP=1\" >&2\n"
	           "\texit 0\n"
	           "fi\n");
	write_own_path(f);
	fprintf(f, "was=$umbra\n"
	           "if ! [ -f \"$umbra\" ] || ! [ -x \"$umbra\" ]; then umbra=umbra; fi\n"
	           "if ! command -v \"$umbra\" >/dev/null 2>&1; then\n"
	           "\techo \"umbra is not installed: nothing was checked%s\" >&2\n"
	           "\techo \"(it was at $was, and is not in PATH; where it is now, 'umbra hook install' mends this)\" >&2\n"
	           "\texit 1\n"
	           "fi\n"
	           "%s%s %s%s \"$@\"\n", way_on(name), pipes ? "say_input | " : "exec ", CALL_UMBRA, name, options ? options : "");
}

/* Names of hooks are ours and need no quotes. */
static void write_script(FILE *f, const char *name, unsigned does, const char *options)
{
	const char *input = does & HOOK_CHECKS && reads_input(name) ? "say_input | " : "";

	fprintf(f, FIRST_LINES, name);
	if (*input)
		fputs("input=$(cat)\n"
		      "say_input() { [ -z \"$input\" ] || printf '%s\\n' \"$input\"; }\n", f);
	fprintf(f, "# What was here before runs first; `umbra hook uninstall` puts it back.\n"
	           "if [ -f \"$0" HOOK_BEFORE "\" ] && [ -x \"$0" HOOK_BEFORE "\" ]; then\n"
	           "\t%s\"$0" HOOK_BEFORE "\" \"$@\" || exit $?\n"
	           "fi\n", input);
	if (does & HOOK_CALLS_OWN)
		write_call_own(f, name, does & HOOK_CHECKS);
	if (does & HOOK_CHECKS)
		write_check(f, name, options);
}

/* A new file beside the hook, complete and executable; removed again when that fails. */
static int write_temporary(char path[PATH_MAX], const hook_file *h, const char *folder, unsigned does, const char *options)
{
	FILE *f  = NULL;
	int   fd, code = 0;

	if (!hook_join(path, folder, "/.umbra-", "XXXXXX"))
		return EXIT_RUNTIME;
	fd = mkstemp(path);
	if (fd < 0) {
		umb_cli_complain("cannot write into '%s': %s", folder, strerror(errno));
		return EXIT_RUNTIME;
	}
	f = fdopen(fd, "w");
	if (!f) {
		code = errno;
		close(fd);
	} else {
		write_script(f, h->name, does, options);
		if (fflush(f) != 0 || ferror(f) || fchmod(fd, 0755) != 0 || fsync(fd) != 0)
			code = errno;
		if (fclose(f) != 0 && !code)
			code = errno;
	}
	if (!code)
		return EXIT_CLEAN;
	unlink(path);
	return failed(path, code);
}

/* Never onto a file that is there. */
static int set_aside(const hook_file *h)
{
	/* A second name: at no time is there no hook. */
	if (link(h->path, h->before) == 0)
		return EXIT_CLEAN;
	if (errno == EEXIST)
		return failed(h->before, errno);
	/* Not every file system has second names. */
	if (renameat2(AT_FDCWD, h->path, AT_FDCWD, h->before, RENAME_NOREPLACE) == 0)
		return EXIT_CLEAN;
	return failed(h->path, errno);
}

int hook_put(const hook_file *h, const char *folder, unsigned does, const char *options)
{
	char temporary[PATH_MAX];
	int  code = write_temporary(temporary, h, folder, does | h->does, options);

	if (code != EXIT_CLEAN)
		return code;
	if (h->state == HOOK_OTHER)
		code = set_aside(h);
	if (code == EXIT_CLEAN && rename(temporary, h->path) != 0) {
		code = failed(h->path, errno);
		/* While both names are of one file, rename does nothing. */
		if (h->state == HOOK_OTHER && rename(h->before, h->path) == 0)
			unlink(h->before);
	}
	if (code != EXIT_CLEAN)
		unlink(temporary);
	return code;
}

int hook_take(const hook_file *h)
{
	if (h->has_before)
		return rename(h->before, h->path) == 0 ? EXIT_CLEAN : failed(h->before, errno);
	return unlink(h->path) == 0 ? EXIT_CLEAN : failed(h->path, errno);
}
