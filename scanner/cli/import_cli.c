/*
 * import_cli.c - umbra rules import: rules of other scanners as a pack.
 */
#include <string.h>

#include "cli/cli.h"

/* What stands before the dot of every id: the name of the file that the pack goes to, as lint asks for. */
static const char *prefix_of(const char *path, char out[32])
{
	const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;
	size_t      n     = 0;

	for (; name && *name && *name != '.' && n < 31; name++) {
		if ((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '-')
			out[n++] = *name;
	}
	out[n] = 0;
	return n ? out : NULL;
}

static umb_status write_pack(const char *path, const char *pack, size_t len, umb_err *err)
{
	umb_report_file *file = NULL;
	umb_status       st   = umb_report_file_open(&file, path, err);

	if (st == UMB_OK && umb_report_file_write(file, pack, len, err) != 0)
		st = UMB_E_IO;
	if (st == UMB_OK)
		return umb_report_file_finish(file, err);
	umb_report_file_abort(file);
	return st;
}

int umb_cli_import(umb_cli *cli)
{
	umb_import_opts   o   = UMB_IMPORT_OPTS_INIT;
	umb_import_counts c   = { 0 };
	umb_err           err = UMB_ERR_INIT;
	const char       *to  = cli->has[OPT_REPORT] && strcmp(cli->value[OPT_REPORT], "-") != 0 ? cli->value[OPT_REPORT] : NULL;
	char             *pack = NULL, prefix[32];
	size_t            len  = 0;
	umb_status        st;

	if (cli->n_args != 2) {
		umb_cli_complain("import which file or folder?");
		return EXIT_USAGE;
	}
	o.kind   = cli->has[OPT_FROM] && strcmp(cli->value[OPT_FROM], "auto") != 0 ? cli->value[OPT_FROM] : NULL;
	o.prefix = prefix_of(to, prefix);
	st       = umb_rules_import(&pack, &len, cli->args[1], &o, umb_cli_line, stderr, &c, &err);
	if (st == UMB_OK && to)
		st = write_pack(to, pack, len, &err);
	else if (st == UMB_OK)
		fwrite(pack, 1, len, stdout);
	umb_import_free(pack);
	if (st != UMB_OK)
		return umb_cli_fail(st, &err);
	umb_cli_complain("%zu rules taken, %zu of them not with all they say; %zu left out", c.n_rules, c.n_partly, c.n_left_out);
	return c.n_notes ? EXIT_INCOMPLETE : EXIT_CLEAN;
}
