/*
 * range_cli.c - which commits: from our options, from A..B among the arguments, and from the words of git log that people give to
 * other scanners.  A word that is not known is refused: left out, a run would say another thing than it was asked.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

/* What is there already is not added again: options are read twice. */
static int add(umb_list *list, const char *word)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->item[i], word) == 0)
			return EXIT_CLEAN;
	}
	if (list->n == MAX_LIST) {
		umb_cli_complain("more than %d commits or paths", MAX_LIST);
		return EXIT_USAGE;
	}
	list->item[list->n++] = word;
	return EXIT_CLEAN;
}

/* `n` bytes of `text` behind `before`. */
static char *join(const char *before, const char *text, size_t n)
{
	size_t k    = strlen(before);
	char  *copy = malloc(k + n + 1);

	if (!copy)
		return NULL;
	memcpy(copy, before, k);
	memcpy(copy + k, text, n);
	copy[k + n] = 0;
	return copy;
}

int umb_cli_add_rev(umb_cli *cli, const char *before, const char *text, size_t n)
{
	char *rev = join(before, text, n), **more;

	for (size_t i = 0; rev && i < cli->n_revs; i++) {
		if (strcmp(cli->revs[i], rev) == 0) {
			free(rev);
			return EXIT_CLEAN;
		}
	}
	if (rev && cli->n_revs == cli->cap_revs) {
		more = realloc(cli->revs, (cli->cap_revs * 2 + 64) * sizeof(*more));
		if (!more) {
			free(rev);
			rev = NULL;
		} else {
			cli->revs     = more;
			cli->cap_revs = cli->cap_revs * 2 + 64;
		}
	}
	if (!rev) {
		umb_cli_complain("out of memory");
		return EXIT_RUNTIME;
	}
	cli->revs[cli->n_revs++] = rev;
	return EXIT_CLEAN;
}

static int add_rev(umb_cli *cli, const char *before, const char *text)
{
	return umb_cli_add_rev(cli, before, text, strlen(text));
}

/* A word for as long as the command runs. */
static const char *keep(umb_cli *cli, const char *text, size_t n)
{
	char *copy = cli->n_owned < MAX_LIST ? join("", text, n) : NULL;

	if (copy)
		cli->owned[cli->n_owned++] = copy;
	else
		umb_cli_complain("too many words about commits");
	return copy;
}

/* The whole number at *at, and *at behind it; -1 when there is none, or one of more than 12 digits. */
static long long take_number(const char **at)
{
	size_t    n     = strspn(*at, "0123456789");
	long long value = 0;

	if (n == 0 || n > 12)
		return -1;
	for (; n > 0; n--)
		value = value * 10 + *(*at)++ - '0';
	return value;
}

/* -- dates -------------------------------------------------------------------------------------------------------- */

/* "3 days ago", "3.days.ago", "2 weeks" */
static bool read_age(const char *text, long long *seconds)
{
	static const struct { const char *word; long long seconds; } units[] = {
		{ "second", 1 }, { "minute", 60 }, { "hour", 3600 }, { "day", 86400 }, { "week", 7 * 86400 }, { "month", 30 * 86400 }, { "year", 365 * 86400 },
	};
	const char *end = text;
	long long   n   = take_number(&end);

	if (n < 0 || n > 100000)
		return false;
	end += strspn(end, " .");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t k = strlen(units[i].word);

		if (strncmp(end, units[i].word, k) != 0)
			continue;
		end += k;
		end += *end == 's';
		end += strspn(end, " .");
		*seconds = n * units[i].seconds;
		return *end == 0 || strcmp(end, "ago") == 0;
	}
	return false;
}

/* "Z", "+0100", "+01:00": seconds east. */
static bool read_zone(const char *text, long long *offset)
{
	const char *at    = text + 1;
	size_t      n     = strspn(at, "0123456789");
	long long   hours = 0, minutes = 0;

	*offset = 0;
	if (strcmp(text, "Z") == 0)
		return true;
	if ((text[0] != '+' && text[0] != '-') || (n != 2 && n != 4))
		return false;
	hours = take_number(&at);
	if (n == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (*at == ':') {
		at++;
		minutes = take_number(&at);
	}
	*offset = (hours * 3600 + minutes * 60) * (text[0] == '-' ? -1 : 1);
	return *at == 0 && minutes >= 0 && minutes < 60 && hours < 24;
}

/* A day (its end, or its beginning), a time with or without its zone (then the local one, as in git), seconds since 1970, or how long ago. */
static bool read_date(const char *text, bool is_end, int64_t *out)
{
	struct tm   t = { .tm_isdst = -1, .tm_hour = is_end ? 23 : 0, .tm_min = is_end ? 59 : 0, .tm_sec = is_end ? 59 : 0 };
	long long   age, offset;
	const char *rest = text + (text[0] == '@');

	if (strcmp(text, "yesterday") == 0 || strcmp(text, "now") == 0) {
		*out = (int64_t)time(NULL) - (text[0] == 'y' ? 86400 : 0);
		return true;
	}
	if (read_age(text, &age)) {
		*out = (int64_t)time(NULL) - age;
		return true;
	}
	if (text[0] == '@' || strspn(text, "0123456789") >= 9) {
		*out = take_number(&rest);
		return *rest == 0 && *out >= 0;
	}
	rest = strptime(text, "%Y-%m-%d", &t);
	if (!rest)
		return false;
	if (*rest == 'T' || *rest == ' ') {
		const char *clock = strptime(rest + 1, "%H:%M:%S", &t);

		t.tm_sec = clock ? t.tm_sec : 0;
		rest = clock ? clock : strptime(rest + 1, "%H:%M", &t);
		if (!rest)
			return false;
		rest += strspn(rest, " ");
	}
	if (*rest == 0) {
		*out = (int64_t)mktime(&t);
		return true;
	}
	if (!read_zone(rest, &offset))
		return false;
	*out = (int64_t)timegm(&t) - offset;
	return true;
}

static int set_date(const char *text, bool is_end, int64_t *date, int *has_date)
{
	int64_t when;

	if (!read_date(text, is_end, &when)) {
		umb_cli_complain("'%s' is no date: 2026-01-31, 2026-01-31T12:00:00Z, '3 days ago'", text);
		return EXIT_USAGE;
	}
	*date     = when;
	*has_date = 1;
	return EXIT_CLEAN;
}

static int set_since(umb_scan_opts *o, const char *text)
{
	return set_date(text, false, &o->since, &o->has_since);
}

static int set_until(umb_scan_opts *o, const char *text)
{
	return set_date(text, true, &o->until, &o->has_until);
}

static int set_count(umb_scan_opts *o, const char *option, const char *text)
{
	const char *end = text;
	long long   n   = take_number(&end);

	if (n <= 0 || *end) {
		umb_cli_complain("%s is a whole number of commits, not '%s'", option, text);
		return EXIT_USAGE;
	}
	o->max_commits = (uint64_t)n;
	return EXIT_CLEAN;
}

/* -- the words of git log ---------------------------------------------------------------------------------------- */

typedef struct words {
	umb_cli       *cli;
	umb_scan_opts *opts;
	bool           is_not, is_path; /* behind --not, behind -- */
} words;

/* What other scanners add to every run, and what changes nothing in what is scanned here. */
static bool changes_nothing(const char *word)
{
	static const char *const known[] = { "-p", "-U0", "--patch", "--full-history", "-m", "--no-color", "--no-ext-diff", "--reverse", "--date-order", "--topo-order",
		"--unified=0", "--no-renames", "--no-textconv" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(word, known[i]) == 0)
			return true;
	}
	return false;
}

static const char *value_of(const char *word, const char *option)
{
	size_t n = strlen(option);

	return strncmp(word, option, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

static bool is_refs(const char *word)
{
	static const char *const kinds[] = { "--branches", "--tags", "--remotes" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *glob = value_of(word, kinds[i]);

		if (strcmp(word, kinds[i]) == 0 || (glob && *glob))
			return true;
	}
	return strcmp(word, "--all") == 0;
}

static int take_rev(words *w, const char *word)
{
	bool is_out = word[0] == '^';

	return w->is_not ? add_rev(w->cli, is_out ? "" : "^", word + is_out) : add_rev(w->cli, "", word);
}

/* *next: the word behind, NULL at the end; set to NULL when it is taken as a value. */
static int take_word(words *w, const char *word, const char **next)
{
	static const struct { const char *word; int (*set)(umb_scan_opts *o, const char *text); } dates[] = {
		{ "--since", set_since }, { "--after", set_since }, { "--until", set_until }, { "--before", set_until },
	};
	const char *value;

	if (w->is_path)
		return add(&w->cli->paths, word);
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		value = value_of(word, dates[i].word);
		if (!value && strcmp(word, dates[i].word) == 0 && *next) {
			value = *next;
			*next = NULL;
		}
		if (value)
			return dates[i].set(w->opts, value);
	}
	if ((strcmp(word, "-n") == 0 || strcmp(word, "--max-count") == 0) && *next) {
		value = *next;
		*next = NULL;
		return set_count(w->opts, word, value);
	}
	if (value_of(word, "--max-count"))
		return set_count(w->opts, "--max-count", value_of(word, "--max-count"));
	if (word[0] == '-' && (isdigit((unsigned char)word[1]) || (word[1] == 'n' && isdigit((unsigned char)word[2]))))
		return set_count(w->opts, "-n", word + 1 + (word[1] == 'n'));
	if (strcmp(word, "--not") == 0)
		w->is_not = !w->is_not;
	else if (strcmp(word, "--") == 0)
		w->is_path = true;
	else if (strcmp(word, "--first-parent") == 0)
		w->opts->first_parent = 1;
	else if (strcmp(word, "--no-merges") == 0)
		w->opts->no_merges = 1;
	else if (word[0] != '-' || is_refs(word))
		return take_rev(w, word);
	else if (!changes_nothing(word)) {
		umb_cli_complain("--log-opts: '%s' is not understood; there are A..B, A...B, NAME@{N}, A^!, ^A, --all, --branches, --tags, --remotes[=GLOB], --not, --since=DATE, --until=DATE, -n N, --no-merges, --first-parent, -- PATH", word);
		return EXIT_USAGE;
	}
	return EXIT_CLEAN;
}

/* The next word of a text, without its quotes; NULL at the end, or when there is no room. */
static const char *next_word(umb_cli *cli, const char **text)
{
	char   word[4096];
	size_t n     = 0;
	char   quote = 0;

	*text += strspn(*text, " \t\n");
	if (!**text)
		return NULL;
	for (; **text && n + 1 < sizeof(word) && (quote || !strchr(" \t\n", **text)); (*text)++) {
		if (quote ? **text == quote : **text == '"' || **text == '\'')
			quote = quote ? 0 : **text;
		else
			word[n++] = **text;
	}
	return keep(cli, word, n);
}

static int read_log_opts(umb_cli *cli, umb_scan_opts *o)
{
	words       w    = { cli, o, false, false };
	const char *text = cli->value[OPT_LOG_OPTS], *word, *next;

	for (word = next_word(cli, &text); word; word = next) {
		next = next_word(cli, &text);
		const char *left = next;

		if (take_word(&w, word, &left))
			return EXIT_USAGE;
		if (next && !left)
			next = next_word(cli, &text);
	}
	return EXIT_CLEAN;
}

/* -- ours --------------------------------------------------------------------------------------------------------- */

/* An argument with two dots that is no path: which commits, not which repository. */
static int take_arguments(umb_cli *cli)
{
	int n = 0;

	for (int i = 0; i < cli->n_args; i++) {
		const char *word = cli->args[i], *dots = strstr(word, "..");
		bool        is_range = dots && strcmp(word, "..") != 0 && !strstr(word, "../") && access(word, F_OK) != 0;

		if (is_range && add_rev(cli, "", word))
			return EXIT_USAGE;
		if (!is_range)
			cli->args[n++] = cli->args[i];
	}
	cli->n_args = n;
	return EXIT_CLEAN;
}

int umb_cli_range(umb_cli *cli, umb_scan_opts *o, bool *is_range)
{
	if (take_arguments(cli))
		return EXIT_USAGE;
	if (cli->has[OPT_SINCE] && set_since(o, cli->value[OPT_SINCE]))
		return EXIT_USAGE;
	if (cli->has[OPT_MAX_DEPTH] && set_count(o, "--max-depth", cli->value[OPT_MAX_DEPTH]))
		return EXIT_USAGE;
	if (cli->has[OPT_LOG_OPTS] && read_log_opts(cli, o))
		return EXIT_USAGE;
	if (cli->has[OPT_SINCE_COMMIT] &&
	    (add_rev(cli, "^", cli->value[OPT_SINCE_COMMIT]) || (!cli->has[OPT_BRANCH] && add_rev(cli, "", "HEAD"))))
		return EXIT_USAGE;
	if (cli->has[OPT_BRANCH] && add_rev(cli, "", cli->value[OPT_BRANCH]))
		return EXIT_USAGE;
	*is_range = cli->n_revs || cli->paths.n || o->has_since || o->has_until || o->max_commits || o->first_parent || o->no_merges;
	/* Which commits was left open: all that a ref leads to. */
	if (*is_range && cli->n_revs == 0 && add_rev(cli, "", "--all"))
		return EXIT_USAGE;
	o->revs    = (const char *const *)cli->revs;
	o->n_revs  = cli->n_revs;
	o->paths   = cli->paths.item;
	o->n_paths = cli->paths.n;
	return EXIT_CLEAN;
}
