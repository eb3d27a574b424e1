/*
 * ignore_cli.c - the ignore files and baselines that the user names, in our words and in those of other scanners.
 *
 * Nothing that is scanned says by itself what is not reported.  Other scanners read their files where they stand; who comes from
 * them is told that they are there, and which word reads them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"

static int add(umb_cli *cli, const char *before, const char *path)
{
	size_t len  = strlen(before) + strlen(path) + 1;
	char  *copy = cli->n_owned < MAX_LIST && cli->ignores.n < MAX_LIST ? malloc(len) : NULL;

	if (!copy) {
		umb_cli_complain("too many ignore files");
		return EXIT_USAGE;
	}
	snprintf(copy, len, "%s%s", before, path);
	cli->owned[cli->n_owned++]        = copy;
	cli->ignores.item[cli->ignores.n++] = copy;
	return EXIT_CLEAN;
}

/* ripsecrets has one such file, where it is called.  It may be somebody else's: a link is not followed. */
static int add_strict(umb_cli *cli)
{
	static const char path[] = ".secretsignore";
	struct stat       sb;

	if (lstat(path, &sb) != 0)
		return EXIT_CLEAN;
	if (S_ISREG(sb.st_mode))
		return add(cli, "ripsecrets:", path);
	umb_cli_complain("--strict-ignore: '%s' is not a regular file", path);
	return EXIT_USAGE;
}

int umb_cli_ignores(umb_cli *cli, umb_scan_opts *o)
{
	if (cli->has[OPT_STRICT_IGNORE] && add_strict(cli))
		return EXIT_USAGE;
	for (size_t i = 0; i < cli->exclude_paths.n; i++) {
		if (add(cli, "trufflehog:", cli->exclude_paths.item[i]))
			return EXIT_USAGE;
	}
	o->baselines      = cli->baselines.item;
	o->n_baselines    = cli->baselines.n;
	o->ignore_files   = cli->ignores.item;
	o->n_ignore_files = cli->ignores.n;
	return EXIT_CLEAN;
}

/* One line of all that would be read, when nothing of its kind was named. */
static void hint(const char *option, int baseline, const char *value)
{
	char        names[512] = "";
	const char *name, *first = NULL;
	int         is_baseline;
	struct stat sb;

	for (size_t i = 0; (name = umb_list_file(i, &is_baseline)) != NULL; i++) {
		size_t n = strlen(names);

		if (is_baseline != baseline || lstat(name, &sb) != 0)
			continue;
		first = first ? first : name;
		snprintf(names + n, sizeof(names) - n, "%s%s", n ? ", " : "", name);
	}
	if (first)
		umb_cli_complain("note: not read, because only what you name is: %s (%s %s)", names, option, value ? value : first);
}

void umb_cli_ignore_hints(const umb_cli *cli)
{
	if (cli->ignores.n == 0)
		hint("-i", 0, ".");
	if (cli->baselines.n == 0)
		hint("-b", 1, NULL);
}

/* Rules of somebody else's at the root of what was scanned: found or not, they would have been looked for. */
void umb_cli_config_hint(const umb_cli *cli)
{
	static const char *const names[] = { ".gitleaks.toml", ".betterleaks.toml" };
	const char              *root    = cli->n_args > 0 ? cli->args[0] : cli->has[OPT_SOURCE] ? cli->value[OPT_SOURCE] : ".";
	char                     path[4096];
	struct stat              sb;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !cli->has[OPT_CONFIG] && !cli->is_hook && !cli->text_name; i++) {
		bool is_here = strcmp(root, ".") == 0;

		if (snprintf(path, sizeof(path), "%s%s%s", is_here ? "" : root, is_here || root[0] == 0 || root[strlen(root) - 1] == '/' ? "" : "/", names[i]) < (int)sizeof(path) &&
		    lstat(path, &sb) == 0)
			umb_cli_complain("note: not read, because only what you name is: %s (-c %s)", path, path);
	}
}

void umb_cli_put_lists(FILE *to)
{
	const char *name;

	fprintf(to, "\nKinds of ignore files (-i) and baselines (-b), known by their name or content, or said as KIND:FILE:\n");
	for (size_t i = 0; (name = umb_list_name(i)) != NULL; i++)
		fprintf(to, "  %-34s%s\n", name, umb_list_summary(i));
	fprintf(to, "\nComments that allow, on the line of a finding (umbra:allow-next-line: on the line before it), unless --no-ignore:\n"
	            "  umbra:allow [RULE[, RULE...]] [until=2027-01-31] [reason=\"why\"]\n"
	            "RULE is an id, or how one begins; behind the date the finding is reported again, and says why.  Those of other scanners are\n"
	            "honoured, too: gitleaks:allow, pragma: allowlist secret, trufflehog:ignore, ggignore, secretlint-disable and others.\n");
}
