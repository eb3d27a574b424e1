/*
 * api_import.c - rules of other scanners, from umb/ruleset.h over the rule room.
 */
#include "umb/ruleset.h"

#include "base/alloc.h"
#include "base/err.h"
#include "rule/import.h"

typedef struct telling {
	umb_line_fn line;
	void       *ctx;
	size_t      n;
} telling;

static void tell(void *ctx, const char *line)
{
	telling *t = ctx;

	t->n++;
	if (t->line)
		t->line(t->ctx, line);
}

static umb_status no_kind(const char *word, umb_err *err)
{
	umb_buf    all = UMB_BUF_INIT_MAX(512);
	umb_status st;

	for (size_t i = 0; umb_importer_at(i); i++)
		umb_buf_printf(&all, "%s%s", i ? ", " : "", umb_importer_at(i)->name);
	st = umb_err_set(err, UMB_E_USAGE, "rules of '%s' are not read; those of these are: %s", word, umb_buf_str(&all));
	umb_buf_clear(&all);
	return st;
}

umb_status umb_rules_import(char **pack, size_t *len, const char *path, const umb_import_opts *opts, umb_line_fn line, void *ctx,
                            umb_import_counts *counts, umb_err *err)
{
	umb_import_opts         defaults = UMB_IMPORT_OPTS_INIT;
	const umb_import_opts  *o        = opts ? opts : &defaults;
	const umb_importer_ops *kind     = o->kind ? umb_importer_find(o->kind) : NULL;
	umb_arena               arena    = UMB_ARENA_INIT;
	telling                 t        = { line, ctx, 0 };
	umb_import              im       = { .arena = &arena, .prefix = o->prefix ? o->prefix : "imported", .line = tell, .ctx = &t };
	umb_buf                 out      = UMB_BUF_INIT;
	umb_status              st;

	if (o->version != UMB_IMPORT_OPTS_VERSION)
		return umb_err_set(err, UMB_E_USAGE, "umb_import_opts of version %u", o->version);
	if (o->kind && !kind)
		return no_kind(o->kind, err);
	st = umb_import_read(&im, path, kind, err);
	if (st == UMB_OK && umb_import_print(&im, &out) != UMB_OK)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory for the rules");
	*counts = (umb_import_counts){ im.n_rules, im.n_partly, im.n_left_out, t.n };
	if (st == UMB_OK) {
		umb_buf_str(&out);
		*pack = (char *)out.ptr;
		*len  = out.len;
	} else {
		umb_buf_clear(&out);
	}
	umb_import_clear(&im);
	umb_arena_clear(&arena);
	return st;
}

void umb_import_free(char *own_pack)
{
	umb_free(own_pack);
}

const char *umb_importer_name(size_t i)
{
	const umb_importer_ops *o = umb_importer_at(i);

	return o ? o->name : NULL;
}

const char *umb_importer_summary(size_t i)
{
	const umb_importer_ops *o = umb_importer_at(i);

	return o ? o->summary : NULL;
}
