/*
 * cmd_hook.c - umbra hook install|uninstall|status|run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hook.h"

#define N_OFFERED 5
#define N_OF_USERS 3 /* the others are a server's */
#define N_PASSED 23

#define OFFERED "pre-commit, commit-msg, pre-push, pre-receive and update"

static const char *const hooks[] = {
	/* the offered ones */
	"pre-commit", "commit-msg", "pre-push", "pre-receive", "update",
	/* these may be there and do nothing */
	"applypatch-msg", "pre-applypatch", "post-applypatch", "pre-merge-commit", "prepare-commit-msg", "post-commit", "pre-rebase",
	"post-checkout", "post-merge", "post-receive", "post-update", "pre-auto-gc", "post-rewrite",
	"sendemail-validate", "p4-changelist", "p4-prepare-changelist", "p4-post-changelist", "p4-pre-submit",
	/* and these may not: git does another thing, or much, when they are there */
	"proc-receive", "reference-transaction", "push-to-checkout", "fsmonitor-watchman", "post-index-change",
};
#define N_HOOKS (sizeof(hooks) / sizeof(hooks[0]))

int hook_is_offered(const char *name)
{
	const char *near;

	for (size_t i = 0; i < N_HOOKS; i++) {
		if (strcmp(hooks[i], name) != 0)
			continue;
		if (i < N_OFFERED)
			return EXIT_CLEAN;
		umb_cli_complain("the hook %s is nothing for a scan; there are " OFFERED, name);
		return EXIT_USAGE;
	}
	near = umb_near_miss(name, hooks, N_HOOKS);
	if (near)
		umb_cli_complain("git has no hook '%s' (did you mean '%s'?)", name, near);
	else
		umb_cli_complain("git has no hook '%s'; there are " OFFERED, name);
	return EXIT_USAGE;
}

/* -- which, and where ------------------------------------------------------------------------------------- */

typedef struct place {
	char folder[PATH_MAX];
	char global[PATH_MAX]; /* for --global: core.hooksPath, "" when it is not set */
	bool is_global;
} place;

/* A value of a configuration, "" when it is not set. */
static int get_config(const char *scope, const char *key, char out[PATH_MAX])
{
	const char *const args[] = { "config", scope, "--includes", "--type=path", key, NULL };
	int               code = hook_git(out, PATH_MAX, args);

	if (code == 1)
		out[0] = 0;
	if (code > 1)
		umb_cli_complain("git does not say what %s is", key);
	return code == 0 || code == 1 ? EXIT_CLEAN : EXIT_RUNTIME;
}

static int set_config(const char *key, const char *value)
{
	const char *const set[]   = { "config", "--global", key, value, NULL };
	const char *const unset[] = { "config", "--global", "--unset", key, NULL };
	char              out[256];
	int               code = hook_git(out, sizeof(out), value ? set : unset);

	if (code > 0)
		umb_cli_complain("git does not %s %s", value ? "set" : "unset", key);
	return code == 0 ? EXIT_CLEAN : EXIT_RUNTIME;
}

/* Where git itself would have them. */
static int default_global(char out[PATH_MAX])
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && config[0] == '/')
		return hook_join(out, config, "/git/hooks", "") ? EXIT_CLEAN : EXIT_RUNTIME;
	if (home && home[0] == '/')
		return hook_join(out, home, "/.config/git/hooks", "") ? EXIT_CLEAN : EXIT_RUNTIME;
	umb_cli_complain("HOME says no folder: where do hooks of all repositories go?");
	return EXIT_RUNTIME;
}

static int find_global(place *p)
{
	char system[PATH_MAX];
	int  code = get_config("--global", "core.hooksPath", p->global);

	if (code != EXIT_CLEAN)
		return code;
	if (p->global[0] && p->global[0] != '/') {
		umb_cli_complain("core.hooksPath is '%s', another folder in each repository; without --global hooks go into one", p->global);
		return EXIT_USAGE;
	}
	if (p->global[0])
		return hook_join(p->folder, p->global, "", "") ? EXIT_CLEAN : EXIT_RUNTIME;
	code = get_config("--system", "core.hooksPath", system);
	if (code == EXIT_CLEAN && system[0]) {
		umb_cli_complain("the system's configuration has core.hooksPath '%s', which --global would hide", system);
		return EXIT_USAGE;
	}
	return code == EXIT_CLEAN ? default_global(p->folder) : code;
}

/* As git says it where nothing is there yet, nor a folder to make it in. */
static int without_detours(const char *path, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/'), *leaf = slash ? slash + 1 : path;
	char        above[PATH_MAX], *real = realpath(path, NULL);
	bool        fits;

	if (real) {
		fits = hook_join(out, real, "", "");
	} else {
		snprintf(above, sizeof(above), "%.*s", slash ? (int)(leaf - path) : 1, slash ? path : ".");
		real = realpath(above, NULL);
		fits = real ? hook_join(out, real, "/", leaf) : hook_join(out, path, "", "");
	}
	free(real);
	return fits ? EXIT_CLEAN : EXIT_RUNTIME;
}

static int find_local(place *p)
{
	static const char *const args[] = { "rev-parse", "--git-path", "hooks", NULL };
	char                     said[PATH_MAX];
	int                      code = hook_git(said, sizeof(said), args);

	if (code > 0)
		umb_cli_complain("here is no repository that git would work in: no hooks");
	return code == 0 ? without_detours(said, p->folder) : EXIT_RUNTIME;
}

/* Who asks for one repository must not change all. */
static int is_shared(const place *p)
{
	static const char *const args[] = { "config", "--show-scope", "--type=path", "core.hooksPath", NULL };
	char                     said[PATH_MAX];
	bool                     is_system;

	if (p->is_global || hook_git(said, sizeof(said), args) != 0)
		return EXIT_CLEAN;
	is_system = strncmp(said, "system\t/", 8) == 0;
	if (!is_system && strncmp(said, "global\t/", 8) != 0)
		return EXIT_CLEAN;
	umb_cli_complain("the %s configuration has git look for the hooks of all repositories in '%s'%s", is_system ? "system's" : "global", strchr(said, '/'),
	                 is_system ? "" : ": --global works there");
	return EXIT_USAGE;
}

/* Husky makes its folder anew whenever it likes, and its scripts go by their names. */
static int is_husky(const place *p)
{
	size_t n = strlen(p->folder);

	if (n < 9 || strcmp(p->folder + n - 9, "/.husky/_") != 0)
		return EXIT_CLEAN;
	umb_cli_complain("'%s' is husky's, which writes it anew; put the line `umbra hook run pre-commit` into .husky/pre-commit", p->folder);
	return EXIT_USAGE;
}

typedef struct job {
	place     place;
	hook_file file[N_OFFERED];
	size_t    n;
} job;

/* Uninstall and status ask nothing of a scan. */
static int takes_no_options(const umb_cli *cli)
{
	for (int i = 0; i < N_OPTS; i++) {
		if (!cli->has[i] || i == OPT_GLOBAL || umb_opts[i].scope[0] == 'A')
			continue;
		umb_cli_complain("--%s goes with 'hook install' and 'hook run' only", umb_opts[i].name);
		return EXIT_USAGE;
	}
	return EXIT_CLEAN;
}

/* The hooks named behind `first`, or the first `n_default` ones, looked at. */
static int prepare(const umb_cli *cli, int first, size_t n_default, job *j)
{
	bool wanted[N_OFFERED] = { false };
	int  code;

	for (int i = first; i < cli->n_args; i++) {
		if (hook_is_offered(cli->args[i]) != EXIT_CLEAN)
			return EXIT_USAGE;
		for (size_t k = 0; k < N_OFFERED; k++)
			wanted[k] = wanted[k] || strcmp(cli->args[i], hooks[k]) == 0;
	}
	j->place.is_global = cli->has[OPT_GLOBAL];
	code               = j->place.is_global ? find_global(&j->place) : find_local(&j->place);
	for (size_t k = 0; k < N_OFFERED && code == EXIT_CLEAN; k++) {
		if (cli->n_args > first ? wanted[k] : k < n_default)
			code = hook_look(&j->file[j->n++], j->place.folder, hooks[k]);
	}
	return code;
}

static void tell(const char *name, const char *words, const char *where)
{
	printf("%s: %s", name, words);
	umb_cli_line(stdout, where);
}

/* Of ours, and calls umbra. */
static bool is_installed(const hook_file *h)
{
	return h->state == HOOK_OURS && (h->does & HOOK_CHECKS);
}

/* -- a folder for all repositories ------------------------------------------------------------------------- */

/* Whether install has set core.hooksPath, or will. */
static int is_ours(const place *p, bool *ours)
{
	char said[PATH_MAX];
	int  code = EXIT_CLEAN;

	*ours = p->is_global && !p->global[0];
	if (p->is_global && p->global[0]) {
		code  = get_config("--global", "umbra.hooksPath", said);
		*ours = code == EXIT_CLEAN && strcmp(said, p->global) == 0;
	}
	return code;
}

/* core.hooksPath hides every hook that a repository has of its own: what the folder does not hold is passed on to that. */
static int pass_on(const place *p, bool wanted)
{
	int code = EXIT_CLEAN;

	for (size_t i = 0; i < N_PASSED && code == EXIT_CLEAN; i++) {
		hook_file h;

		code = hook_look(&h, p->folder, hooks[i]);
		if (code == EXIT_CLEAN && wanted && h.state == HOOK_NONE && !h.has_before)
			code = hook_put(&h, p->folder, HOOK_CALLS_OWN, NULL);
		else if (code == EXIT_CLEAN && !wanted && h.state == HOOK_OURS && !is_installed(&h))
			code = hook_take(&h);
	}
	return code;
}

/* -- install ------------------------------------------------------------------------------------------------ */

/* Behind the hooks: a folder that is named and empty would hide the hooks of all repositories for nothing. */
static int set_global(const place *p)
{
	bool ours;
	int  code = is_ours(p, &ours);

	if (code == EXIT_CLEAN && ours)
		code = pass_on(p, true);
	if (code != EXIT_CLEAN || p->global[0])
		return code;
	/* Ours to take back as long as both are the same. */
	if (set_config("umbra.hooksPath", p->folder) != EXIT_CLEAN || set_config("core.hooksPath", p->folder) != EXIT_CLEAN)
		return EXIT_RUNTIME;
	tell("core.hooksPath", "now ", p->folder);
	umb_cli_complain("note: git looks for hooks there only; they call a repository's own ones, but for reference-transaction, proc-receive, "
	                 "push-to-checkout and post-index-change");
	return EXIT_CLEAN;
}

static int install(umb_cli *cli, int first)
{
	static job j;
	char      *options = NULL;
	int        code = prepare(cli, first, 1, &j);

	if (code == EXIT_CLEAN)
		code = hook_options(cli, &options);
	if (code == EXIT_CLEAN)
		code = is_shared(&j.place);
	if (code == EXIT_CLEAN)
		code = is_husky(&j.place);
	for (size_t i = 0; i < j.n && code == EXIT_CLEAN; i++)
		code = hook_may_put(&j.file[i]);
	if (code == EXIT_CLEAN)
		code = hook_make_folder(j.place.folder);
	for (size_t i = 0; i < j.n && code == EXIT_CLEAN; i++) {
		hook_file *h = &j.file[i];
		/* Installed again because umbra has moved, say: what the team knows is not forgotten by it. */
		const char *with = options[0] ? options : h->options;

		code = hook_put(h, j.place.folder, HOOK_CHECKS | (j.place.is_global ? HOOK_CALLS_OWN : 0), with);
		if (code != EXIT_CLEAN)
			break;
		tell(h->name, "installed as ", h->path);
		if (h->has_before || h->state == HOOK_OTHER)
			tell(h->name, "what was there runs first, as ", h->before);
		if (with[0])
			tell(h->name, options[0] ? "with" : "with, as before,", with);
	}
	free(options);
	if (code == EXIT_CLEAN && j.place.is_global)
		code = set_global(&j.place);
	return code;
}

/* -- uninstall ---------------------------------------------------------------------------------------------- */

/* core.hooksPath goes when install has set it and no hook of ours is left, and its folder with it. */
static int unset_global(const place *p)
{
	bool ours, has_left = false;
	int  code = is_ours(p, &ours);

	for (size_t k = 0; k < N_OFFERED && code == EXIT_CLEAN; k++) {
		hook_file h;

		code     = hook_look(&h, p->folder, hooks[k]);
		has_left = has_left || (code == EXIT_CLEAN && is_installed(&h));
	}
	if (code != EXIT_CLEAN || !ours || !p->global[0])
		return code;
	code = pass_on(p, has_left);
	if (code != EXIT_CLEAN || has_left)
		return code;
	if (rmdir(p->folder) != 0 && errno != ENOENT) {
		tell("core.hooksPath", "still set, for the other files in ", p->folder);
		return pass_on(p, true);
	}
	if (set_config("core.hooksPath", NULL) != EXIT_CLEAN || set_config("umbra.hooksPath", NULL) != EXIT_CLEAN)
		return EXIT_RUNTIME;
	tell("core.hooksPath", "no longer set", "");
	return EXIT_CLEAN;
}

static int uninstall(umb_cli *cli)
{
	static job j;
	bool       has_named = cli->n_args > 1, has_told = false;
	int        code = takes_no_options(cli);

	if (code == EXIT_CLEAN)
		code = prepare(cli, 1, N_OFFERED, &j);
	if (code == EXIT_CLEAN)
		code = is_shared(&j.place);
	for (size_t i = 0; i < j.n && code == EXIT_CLEAN; i++) {
		hook_file *h = &j.file[i];

		if (h->state == HOOK_NONE || (h->state == HOOK_OURS && !is_installed(h))) {
			if (has_named)
				tell(h->name, "is not installed in ", j.place.folder);
			continue;
		}
		has_told = true;
		if (h->state != HOOK_OURS) {
			tell(h->name, "somebody else's, left as it is: ", h->path);
			continue;
		}
		code = hook_take(h);
		if (code == EXIT_CLEAN)
			tell(h->name, h->has_before ? "as it was before: " : "removed from ", h->has_before ? h->path : j.place.folder);
	}
	if (code == EXIT_CLEAN && !has_named && !has_told)
		tell("hooks", "umbra is not installed in ", j.place.folder);
	if (code == EXIT_CLEAN && j.place.is_global)
		code = unset_global(&j.place);
	return code;
}

/* -- status ------------------------------------------------------------------------------------------------- */

static bool is_program(const char *path)
{
	struct stat sb;

	return stat(path, &sb) == 0 && S_ISREG(sb.st_mode) && access(path, X_OK) == 0;
}

/* As the hook will look for it. */
static bool has_program(const hook_file *h)
{
	const char *at = getenv("PATH");
	bool        found = is_program(h->program);

	for (size_t n; !found && at && *at; at += n + (at[n] == ':')) {
		char path[PATH_MAX];

		n = strcspn(at, ":");
		if (snprintf(path, sizeof(path), "%.*s/umbra", n ? (int)n : 1, n ? at : ".") < (int)sizeof(path))
			found = is_program(path);
	}
	return found;
}

typedef enum health { HEALTH_NONE, HEALTH_GOOD, HEALTH_BAD } health;

static health say_health(const hook_file *h, bool is_hidden, char *words, size_t size)
{
	if (!is_hidden && h->has_before && h->state != HOOK_OURS) {
		snprintf(words, size, "replaced or removed since umbra was installed");
		return HEALTH_BAD;
	}
	if (is_hidden || h->state == HOOK_NONE || (h->state == HOOK_OURS && !is_installed(h))) {
		snprintf(words, size, "none");
		return HEALTH_NONE;
	}
	if (h->state != HOOK_OURS) {
		snprintf(words, size, "somebody else's");
		return HEALTH_NONE;
	}
	if (!h->is_executable || !has_program(h)) {
		snprintf(words, size, "installed, but %s", h->is_executable ? "umbra is not where it was: git stops" : "not executable: git passes it over");
		return HEALTH_BAD;
	}
	snprintf(words, size, "installed%s%s%s", h->has_before ? ", after " : "", h->has_before ? h->name : "", h->has_before ? HOOK_BEFORE : "");
	return HEALTH_GOOD;
}

/* Who names hooks wants all of them; else those that are installed must work, and there must be one. */
static int status(umb_cli *cli)
{
	static job j;
	bool       wants_all = cli->n_args > 1, is_bad = false, has_good = false;
	int        code = takes_no_options(cli);

	if (code == EXIT_CLEAN)
		code = prepare(cli, 1, N_OFFERED, &j);
	if (code != EXIT_CLEAN)
		return code;
	for (size_t i = 0; i < j.n; i++) {
		const hook_file *h = &j.file[i];
		char             words[128];
		health           is = say_health(h, j.place.is_global && !j.place.global[0], words, sizeof(words));

		has_good = has_good || is == HEALTH_GOOD;
		is_bad   = is_bad || is == HEALTH_BAD || (wants_all && is == HEALTH_NONE);
		/* Those of a server are told where they are there, or asked for. */
		if (i >= N_OF_USERS && !wants_all && is == HEALTH_NONE)
			continue;
		printf("%-12s%-44s", h->name, words);
		umb_cli_line(stdout, h->path);
		if (is_installed(h) && h->options[0]) {
			printf("%-12s%s", "", "with");
			umb_cli_line(stdout, h->options);
		}
	}
	return is_bad || !has_good ? EXIT_FINDINGS : EXIT_CLEAN;
}

int umb_cmd_install_hook(umb_cli *cli)
{
	return install(cli, 0);
}

int umb_cmd_hook(umb_cli *cli)
{
	static const char *const whats[] = { "install", "uninstall", "status", "run" };
	const char              *what = cli->n_args ? cli->args[0] : NULL, *near;

	if (!what) {
		umb_cli_complain("hook install, uninstall, status or run? (see umbra hook --help)");
		return EXIT_USAGE;
	}
	if (strcmp(what, "install") == 0)
		return install(cli, 1);
	if (strcmp(what, "uninstall") == 0)
		return uninstall(cli);
	if (strcmp(what, "status") == 0)
		return status(cli);
	if (strcmp(what, "run") == 0)
		return hook_run(cli);
	near = umb_near_miss(what, whats, 4);
	if (near)
		umb_cli_complain("hook install, uninstall, status or run, not '%s' (did you mean '%s'?)", what, near);
	else
		umb_cli_complain("hook install, uninstall, status or run, not '%s'", what);
	return EXIT_USAGE;
}
