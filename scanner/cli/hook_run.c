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
	cli->has[OPT_STAGED] = true;
	return umb_cli_scan(cli, "staged");
}

/* -- what is pushed ------------------------------------------------------------------------------------------- */

/* An id of zeros: a ref that is made, or goes away. */
static bool is_nothing(const char *id)
{
	return id[strspn(id, "0")] == 0;
}

static int add(umb_cli *cli, const char *before, const char *id)
{
	return is_nothing(id) ? EXIT_CLEAN : umb_cli_add_rev(cli, before, id, strlen(id));
}

/* The n words of a line; false when there are not so many. */
static bool split(char *line, char **word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		word[i] = line + strspn(line, " \t");
		line    = word[i] + strcspn(word[i], " \t\n");
		if (line == word[i])
			return false;
		if (*line)
			*line++ = 0;
	}
	return true;
}

/* Lines of git's on standard input: of each the new id is word `new_id`, the one that the other side has word `old_id`. */
static int read_refs(umb_cli *cli, size_t n_words, size_t new_id, size_t old_id)
{
	char  *line = NULL, *word[4];
	size_t cap  = 0;
	int    code = EXIT_CLEAN;

	while (code == EXIT_CLEAN && getline(&line, &cap, stdin) > 0) {
		if (!split(line, word, n_words)) {
			umb_cli_complain("standard input is not what git gives to this hook");
			code = EXIT_USAGE;
		} else if (!is_nothing(word[new_id])) {
			code = add(cli, "", word[new_id]) || add(cli, "^", word[old_id]) ? EXIT_RUNTIME : EXIT_CLEAN;
		}
	}
	if (ferror(stdin)) {
		umb_cli_complain("standard input: %s", strerror(errno));
		code = EXIT_RUNTIME;
	}
	free(line);
	return code;
}

/* Only what goes away brings nothing. */
static int run_commits(umb_cli *cli, int code)
{
	return code != EXIT_CLEAN || cli->n_revs == 0 ? code : umb_cli_scan(cli, "range");
}

/* The pre-commit program says in the environment what git says on standard input. */
static int read_environment(umb_cli *cli, const char *to)
{
	const char *from = getenv("PRE_COMMIT_FROM_REF"), *remote = getenv("PRE_COMMIT_REMOTE_NAME");

	if (add(cli, "", to) || (from && add(cli, "^", from)))
		return EXIT_RUNTIME;
	return remote && *remote ? umb_cli_add_rev(cli, "^--remotes=", remote, strlen(remote)) : EXIT_CLEAN;
}

/* REMOTE URL: what the remote is known to have is left out; where it has no name that is what git says that it has. */
static int run_push(umb_cli *cli, char **args, int n_args)
{
	const char *to   = getenv("PRE_COMMIT_TO_REF");
	int         code = n_args == 0 && to && *to ? read_environment(cli, to) : read_refs(cli, 4, 1, 3);

	if (code == EXIT_CLEAN && cli->n_revs && n_args > 0 && (n_args < 2 || strcmp(args[0], args[1]) != 0))
		code = umb_cli_add_rev(cli, "^--remotes=", args[0], strlen(args[0]));
	return run_commits(cli, code);
}

/* What no ref of the repository leads to yet: git changes them when this is over. */
static int run_receive(umb_cli *cli)
{
	int code = read_refs(cli, 3, 1, 0);

	if (code == EXIT_CLEAN && cli->n_revs)
		code = umb_cli_add_rev(cli, "^--all", "", 0);
	return run_commits(cli, code);
}

/* REF OLD NEW */
static int run_update(umb_cli *cli, char **args)
{
	int code = is_nothing(args[2]) ? EXIT_CLEAN : add(cli, "", args[2]) || add(cli, "^", args[1]) || umb_cli_add_rev(cli, "^--all", "", 0);

	return run_commits(cli, code);
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

/* What each wants behind its name. */
static int run_named(umb_cli *cli, const char *name, char **args, int n_args)
{
	static const struct { const char *name; int least, most; const char *words; } wants[] = {
		{ "pre-commit", 0, 0, "no arguments" }, { "commit-msg", 1, 1, "one file, which holds the message" }, { "pre-push", 0, 2, "the remote's name and its address" },
		{ "pre-receive", 0, 0, "no arguments" }, { "update", 3, 3, "a ref, its old and its new id" },
	};

	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		if (strcmp(name, wants[i].name) != 0 || (n_args >= wants[i].least && n_args <= wants[i].most))
			continue;
		umb_cli_complain("hook run %s wants %s", name, wants[i].words);
		return EXIT_USAGE;
	}
	if (strcmp(name, "commit-msg") == 0)
		return run_message(cli, args[0]);
	if (strcmp(name, "pre-push") == 0)
		return run_push(cli, args, n_args);
	if (strcmp(name, "pre-receive") == 0)
		return run_receive(cli);
	return strcmp(name, "update") == 0 ? run_update(cli, args) : run_staged(cli);
}

/* Behind the report: what git did not do, and what mends it.  Who is stopped in the middle of other work reads this line first. */
static void tell_next(const char *name, char **args, int code)
{
	static const char in_commits[] = "take the value out of these commits (`git commit --amend`, `git rebase -i`; one more commit does not)";
	bool              has_looked = code != EXIT_INCOMPLETE && code != EXIT_RUNTIME;
	const char       *mend       = "mend what is said above";

	if (code == EXIT_CLEAN || code == EXIT_USAGE || code == EXIT_INTERRUPTED)
		return;
	if (strcmp(name, "pre-commit") == 0)
		umb_cli_complain("no commit was made: %s, commit again (unchecked: `git commit --no-verify`)", has_looked ? "take the value out, `git add` the file" : mend);
	else if (strcmp(name, "commit-msg") == 0)
		umb_cli_complain("no commit was made: %s; the message again: `git commit -e -F '%s'`", has_looked ? "take the value out of the message" : mend, args[0]);
	else if (strcmp(name, "pre-push") == 0)
		umb_cli_complain("nothing was pushed: %s, push again (unchecked: `git push --no-verify`)", has_looked ? in_commits : mend);
	else
		umb_cli_complain("refused: %s%s", has_looked ? in_commits : "not everything that is pushed could be looked at", has_looked ? ", push again" : "");
}

int hook_run(umb_cli *cli)
{
	const char *name = cli->n_args > 1 ? cli->args[1] : NULL;
	char      **args;
	int         n_args, code;

	if (!name) {
		umb_cli_complain("run which hook? pre-commit, commit-msg, pre-push, pre-receive or update");
		return EXIT_USAGE;
	}
	if (hook_is_offered(name) != EXIT_CLEAN)
		return EXIT_USAGE;
	if (cli->has[OPT_GLOBAL]) {
		umb_cli_complain("--global does not go with 'hook run'");
		return EXIT_USAGE;
	}
	args         = cli->args + 2;
	n_args       = cli->n_args - 2;
	cli->cmd     = umb_cmd_find("git");
	cli->n_args  = 0;
	cli->is_hook = true;
	code         = run_named(cli, name, args, n_args);
	tell_next(name, args, code);
	return code;
}
