/* A program that is not ours: finds what is in the text it is given, by the installed header and library alone. */
#include <stdio.h>
#include <string.h>

#include <umb.h>

int main(int argc, char **argv)
{
	umb_err         err    = UMB_ERR_INIT;
	umb_ruleset    *rules  = NULL;
	umb_scan       *scan   = NULL;
	umb_scan_result result = { 0 };
	umb_status      st     = argc == 2 ? umb_ruleset_load(&rules, NULL, NULL, NULL, &err) : UMB_E_USAGE;

	if (st == UMB_OK)
		st = umb_scan_new(&scan, rules, NULL, &err);
	if (st == UMB_OK)
		st = umb_scan_add_memory(scan, "text", argv[1], strlen(argv[1]), &err);
	if (st == UMB_OK)
		st = umb_scan_run(scan, &result, &err);
	umb_scan_free(scan);
	umb_ruleset_free(rules);
	if (st != UMB_OK)
		fprintf(stderr, "%s\n", err.text);
	else
		printf("%llu found\n", (unsigned long long)result.n_findings);
	return st != UMB_OK;
}
