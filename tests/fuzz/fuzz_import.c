/*
 * fuzz_import.c - rules of other scanners: whatever stands in the file, the pack that comes out is read without a mistake, and has as many rules
 * as were counted.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/path.h"
#include "rule/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void demand(bool ok)
{
	if (!ok)
		abort();
}

static void ignore_line(void *ctx, const char *line)
{
	++*(size_t *)ctx;
	demand(line[0] != 0);
}

static void try_globs(umb_arena *arena, umb_slice text)
{
	char              *regex = umb_arena_strndup(arena, text.ptr, UMB_MIN(text.len, (size_t)200));
	const char *const *globs = regex ? umb_import_globs(arena, regex) : NULL;

	for (size_t i = 0; globs && globs[i]; i++)
		umb_glob_match(globs[i], umb_slice_str("some/path.txt"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_arena               arena = UMB_ARENA_INIT;
	size_t                  n_lines = 0, n_kinds = 0;
	umb_import              im   = { .arena = &arena, .prefix = "t", .file = "f", .line = ignore_line, .ctx = &n_lines };
	umb_rule_list           list = { 0 };
	umb_ruleset_tables      t    = { 0 };
	umb_teller              tell = { .line = NULL };
	umb_buf                 pack = UMB_BUF_INIT;
	umb_slice               text = umb_slice_of(data, len);
	const umb_importer_ops *kind;
	umb_status              st;

	while (umb_importer_at(n_kinds))
		n_kinds++;
	if (len == 0)
		return 0;
	kind = umb_importer_at(data[0] % n_kinds);
	text = umb_slice_sub(text, 1, len);
	umb_importer_guess(text, umb_slice_str("a.yml"));
	try_globs(&arena, text);
	st = kind->read(&im, text, NULL);
	demand(st == UMB_OK || st == UMB_E_FORMAT);
	if (st == UMB_OK && umb_import_print(&im, &pack) == UMB_OK) {
		demand(umb_pack_parse(&list, &arena, umb_buf_view(&pack), "pack", &tell, NULL) == UMB_OK);
		demand(umb_rules_compile(&t, &arena, NULL, &list, &tell, NULL) == UMB_OK);
		umb_teller_finish(&tell);
		demand(tell.n_errors == 0 && t.n_rules == im.n_rules);
	}
	umb_free(list.rule);
	umb_import_clear(&im);
	umb_buf_clear(&pack);
	umb_arena_clear(&arena);
	return 0;
}
