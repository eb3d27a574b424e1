/*
 * gate_cli.c - the options that decide what the exit status says.  The library knows the words.
 */
#include "cli/cli.h"

int umb_cli_gate(umb_cli *cli, umb_scan_opts *o)
{
	o->fail_on = cli->value[OPT_FAIL_ON];
	return EXIT_CLEAN;
}
