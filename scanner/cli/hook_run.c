/*
 * hook_run.c - umbra hook run: what git's hooks call.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hook.h"

#define CUT " ------------------------ >8 ------------------------"

/* The same as `umbra git --staged`. */
static int run_staged(umb_cli *cli)
{
	return umb_cli_scan(cli, "git"); /* wired to --staged when that lands */
}

/* -- the message --------------------------------------------------------------------------------------------- */

/* What git will leave out of the message. */
typedef struct cleanup {
	char comment[64];    /* what a comment line begins with; "": any one character, as core.commentChar=auto may choose it */
	bool keeps_comments; /* those lines stay in the commit */
	bool keeps_all;
} cleanup;

static const char *value_of(const char *line, const char *key)
{
	size_t n = strlen(key);

	return strncmp(line, key, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

static void read_line(cleanup *c, const char *line)
{
	const char *value;

	if ((value = value_of(line, "core.commentchar")) || (value = value_of(line, "core.commentstring"))) {
		bool is_auto = strcmp(value, "auto") == 0;

		snprintf(c->comment, sizeof(c->comment), "%s", is_auto ? "" : value);
	}
	if ((value = value_of(line, "commit.cleanup")))
		c->keeps_comments = strcmp(value, "verbatim") == 0 || strcmp(value, "whitespace") == 0 || strcmp(value, "scissors") == 0;
}

/* What git would commit is searched: a line that only looks like a comment must not be passed over. */
static void read_cleanup(cleanup *c)
{
	static const char *const args[] = { "config", "--get-regexp", "^(core\\.comment(char|string)|commit\\.cleanup)$", NULL };
	const char *editor = getenv("GIT_EDITOR");
	char        text[4096], *line, *end;

	*c = (cleanup){ .comment = "#" };
	/* So git tells a hook that nobody edits the message (-m, -F); then it keeps every line. */
	c->keeps_all = editor && strcmp(editor, ":") == 0;
	if (c->keeps_all || hook_git(text, sizeof(text), args) != 0)
		return;
	for (line = text; line; line = end ? end + 1 : NULL) {
		end = strchr(line, '\n');
		if (end)
			*end = 0;
		read_line(c, line);
	}
	if (!c->comment[0])
		c->keeps_comments = true;
}

static bool is_cut(const cleanup *c, const char *line, size_t len)
{
	size_t n = c->comment[0] ? strlen(c->comment) : 1;

	return len == n + strlen(CUT) && memcmp(line, c->comment, c->comment[0] ? n : 0) == 0 && memcmp(line + n, CUT, strlen(CUT)) == 0;
}

/* Comment lines become empty ones, so that lines keep their numbers.  The new length. */
static size_t clean(const cleanup *c, char *text, size_t len)
{
	size_t n = 0, n_comment = strlen(c->comment);

	if (c->keeps_all)
		return len;
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t      n_line = end ? (size_t)(end - text) - at : len - at, n_all = n_line + (end != NULL);

		if (is_cut(c, text + at, n_line))
			break;
		if (!c->keeps_comments && n_line >= n_comment && memcmp(text + at, c->comment, n_comment) == 0) {
			text[n++] = '\n';
		} else {
			memmove(text + n, text + at, n_all);
			n += n_all;
		}
		at += n_all;
	}
	return n;
}

/* The whole file; NULL after saying why not. */
static char *read_message(const char *path, size_t *len)
{
	FILE  *f = fopen(path, "re");
	char  *text = NULL, *more;
	size_t n = 0, cap = 0;

	while (f && !ferror(f) && !feof(f)) {
		if (n == cap) {
			more = realloc(text, cap + 65536);
			if (!more) {
				errno = ENOMEM;
				break;
			}
			text = more;
			cap += 65536;
		}
		n += fread(text + n, 1, cap - n, f);
	}
	if (f && feof(f)) {
		fclose(f);
		*len = n;
		return text;
	}
	umb_cli_complain("'%s': %s", path, strerror(errno));
	if (f)
		fclose(f);
	free(text);
	return NULL;
}

static int run_message(umb_cli *cli, const char *path)
{
	cleanup c;
	size_t  len;
	char   *text = read_message(path, &len);
	int     code;

	if (!text)
		return EXIT_RUNTIME;
	read_cleanup(&c);
	cli->text      = text;
	cli->text_len  = clean(&c, text, len);
	cli->text_name = "commit message";
	code = umb_cli_scan(cli, "hook");
	free(text);
	return code;
}

int hook_run(umb_cli *cli)
{
	const char *name = cli->n_args > 1 ? cli->args[1] : NULL;

	if (!name) {
		umb_cli_complain("run which hook? pre-commit or commit-msg");
		return EXIT_USAGE;
	}
	if (hook_is_offered(name) != EXIT_CLEAN)
		return EXIT_USAGE;
	if (cli->has[OPT_GLOBAL]) {
		umb_cli_complain("--global does not go with 'hook run'");
		return EXIT_USAGE;
	}
	if (strcmp(name, "commit-msg") == 0) {
		if (cli->n_args == 3)
			return run_message(cli, cli->args[2]);
		umb_cli_complain("hook run commit-msg wants one file, which holds the message");
		return EXIT_USAGE;
	}
	if (cli->n_args > 2) {
		umb_cli_complain("hook run pre-commit takes no arguments, and '%s' is one", cli->args[2]);
		return EXIT_USAGE;
	}
	cli->cmd    = umb_cmd_find("git");
	cli->n_args = 0;
	return run_staged(cli);
}
