/*
 * gate_cli.c - the options that decide what the exit status says.  The library knows the words.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* "one, two" into words; the copy lives as long as the options. */
static int split(umb_cli *cli, const char *text)
{
	size_t len = strlen(text);
	char  *at  = cli->n_owned < MAX_LIST ? malloc(len + 1) : NULL;

	if (!at) {
		umb_cli_complain(cli->n_owned < MAX_LIST ? "out of memory" : "too many options");
		return EXIT_RUNTIME;
	}
	memcpy(at, text, len + 1);
	cli->owned[cli->n_owned++] = at;
	for (char *next = at; next; at = next) {
		at += strspn(at, " ");
		next = strchr(at, ',');
		if (next)
			*next++ = 0;
		if (cli->gaps.n == MAX_LIST) {
			umb_cli_complain("--allow-incomplete with more than %d reasons", MAX_LIST);
			return EXIT_USAGE;
		}
		cli->gaps.item[cli->gaps.n++] = at;
	}
	return EXIT_CLEAN;
}

int umb_cli_gate(umb_cli *cli, umb_scan_opts *o)
{
	for (size_t i = 0; i < cli->allow.n; i++) {
		if (split(cli, cli->allow.item[i]))
			return EXIT_USAGE;
	}
	o->fail_on            = cli->value[OPT_FAIL_ON];
	o->min_confidence     = cli->value[OPT_MIN_CONFIDENCE];
	o->verdict            = cli->verdict;
	o->n_verdict          = cli->n_verdict;
	o->allow_incomplete   = cli->gaps.item;
	o->n_allow_incomplete = cli->gaps.n;
	return EXIT_CLEAN;
}
