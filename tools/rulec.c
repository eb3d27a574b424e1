/*
 * rulec.c - rule packs to C tables; run by the build for the packs in rules/.
 *
 * usage: rulec OUTPUT.c PACK-OR-FOLDER...
 */
#include <stdio.h>

#include "base/alloc.h"
#include "base/file.h"
#include "rule/rule.h"

static void say(void *ctx, const char *line)
{
	UMB_UNUSED(ctx);
	fprintf(stderr, "%s\n", line);
}

static umb_status compile(umb_buf *out, char **paths, int n, umb_err *err)
{
	umb_arena          arena = UMB_ARENA_INIT;
	umb_rule_list      list  = { 0 };
	umb_ruleset_tables t     = { 0 };
	umb_teller         tell  = { .line = say };
	umb_status         st    = UMB_OK;

	for (int i = 0; i < n && st == UMB_OK; i++)
		st = umb_pack_load(&list, &arena, paths[i], &tell, err);
	if (st == UMB_OK)
		st = umb_rules_compile(&t, &arena, NULL, &list, &tell, err);
	if (st == UMB_OK)
		st = umb_rules_check(&list, NULL, &tell, err);
	umb_teller_finish(&tell);
	if (st == UMB_OK && tell.n_errors)
		st = UMB_E_RULES;
	if (st == UMB_OK)
		st = umb_tables_emit(&t, "umb_builtin_tables", out);
	umb_free(list.rule);
	umb_arena_clear(&arena);
	return st;
}

int main(int argc, char **argv)
{
	umb_buf       text = UMB_BUF_INIT;
	umb_err       err  = UMB_ERR_INIT;
	umb_file_out *file = NULL;
	umb_status    st;

	if (argc < 3) {
		fprintf(stderr, "usage: rulec OUTPUT.c PACK-OR-FOLDER...\n");
		return 2;
	}
	st = compile(&text, argv + 2, argc - 2, &err);
	if (st == UMB_OK)
		st = umb_file_out_open(&file, argv[1], &err);
	if (st == UMB_OK) {
		st = umb_fd_write(umb_file_out_fd(file), text.ptr, text.len, &err);
		if (st == UMB_OK)
			st = umb_file_out_finish(file, &err);
		else
			umb_file_out_abort(file);
	}
	umb_buf_clear(&text);
	if (st != UMB_OK)
		fprintf(stderr, "rulec: %s\n", err.text[0] ? err.text : umb_status_text(st));
	return st == UMB_OK ? 0 : 1;
}
