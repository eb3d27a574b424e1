/*
 * owners.c - who answers for the paths of findings: CODEOWNERS of HEAD's tree where a repository was scanned, else of the root
 * that the paths begin at.  Read only when there is something to report.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "conf/codeowners.h"

#define BUDGET ((uint64_t)4 << 30) /* bytes of patterns times bytes of paths, all paths together */
#define MAX_NAMES 64               /* of one path */

typedef struct asking {
	struct umb_scan *scan;
	umb_buf          text;
	umb_codeowners  *codeowners;
	const char      *name; /* where it lies */
	uint64_t         budget;
} asking;

static umb_status read_one(asking *a, const umb_target *t, const char *name)
{
	umb_status st;

	umb_buf_clear(&a->text);
	a->text = (umb_buf)UMB_BUF_INIT_MAX(UMB_CODEOWNERS_MAX + 70000);
	if (t->ops->file)
		st = t->source ? t->ops->file(t->source, name, UMB_CODEOWNERS_MAX, &a->text) : UMB_E_NOTFOUND;
	else
		st = t->root ? umb_file_read_below(&a->text, t->root, name, UMB_CODEOWNERS_MAX, NULL) : UMB_E_NOTFOUND;
	return st == UMB_OK ? umb_codeowners_parse(&a->codeowners, umb_buf_view(&a->text), name) : st;
}

/* The first that is there decides, also when it cannot be read: another would name the wrong people. */
static umb_status open_codeowners(asking *a, const umb_target *t)
{
	umb_status st = UMB_E_NOTFOUND;

	umb_codeowners_free(a->codeowners);
	a->codeowners = NULL;
	a->budget     = BUDGET;
	for (size_t i = 0; umb_codeowners_names[i] && st == UMB_E_NOTFOUND; i++) {
		a->name = umb_codeowners_names[i];
		st      = read_one(a, t, a->name);
	}
	if (st != UMB_OK && st != UMB_E_NOTFOUND && st != UMB_E_NOMEM)
		umb_log(UMB_LOG_WARN, "'%s' of '%s' cannot be read (%s): no owners are told", a->name, t->name, umb_status_text(st));
	/* One that is too large is a decision, the other a fault. */
	if (st != UMB_OK && st != UMB_E_NOTFOUND && st != UMB_E_NOMEM && st != UMB_E_LIMIT &&
	    !umb_skips_add(&a->scan->summary.skip[UMB_SKIP_UNREADABLE], umb_slice_str(a->name), "no owners are told", 1))
		a->scan->summary.skip[UMB_SKIP_MEMORY].count++;
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

static bool has_name(const char *const *names, size_t n, umb_slice name)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_slice_eq_str(name, names[i]))
			return true;
	}
	return false;
}

/* One line's owners to what there is already; several sections may name one. */
static umb_status add_line(asking *a, umb_owners *o, const char **names, const char **sources, umb_owner_line line)
{
	umb_arena *arena = &a->scan->arena;
	umb_slice  rest  = line.owners;
	char       where[64];

	snprintf(where, sizeof(where), "%s:%u", a->name, line.line);
	sources[o->n_sources] = umb_arena_strdup(arena, where);
	if (!sources[o->n_sources++])
		return UMB_E_NOMEM;
	for (umb_slice one = umb_owner_next(&rest); one.len && o->n_names < MAX_NAMES; one = umb_owner_next(&rest)) {
		if (has_name(names, o->n_names, one))
			continue;
		names[o->n_names] = umb_arena_strndup(arena, one.ptr, one.len);
		if (!names[o->n_names++])
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

/* What is unpacked lies in a file. */
static umb_slice file_of(umb_slice path)
{
	const uint8_t *member = path.len > 1 ? memchr(path.ptr + 1, '!', path.len - 1) : NULL;

	return member ? umb_slice_sub(path, 0, (size_t)(member - path.ptr)) : path;
}

static umb_status ask(asking *a, umb_slice path, const umb_owners **out)
{
	umb_owner_line line[UMB_MAX_OWNER_LINES];
	umb_owners    *o       = umb_arena_zero(&a->scan->arena, 1, sizeof(*o));
	const char   **names   = umb_arena_zero(&a->scan->arena, MAX_NAMES, sizeof(*names));
	const char   **sources = umb_arena_zero(&a->scan->arena, UMB_MAX_OWNER_LINES, sizeof(*sources));
	umb_status     st      = o && names && sources ? UMB_OK : UMB_E_NOMEM;
	size_t         n       = st == UMB_OK ? umb_codeowners_find(a->codeowners, file_of(path), line, &a->budget) : 0;

	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = add_line(a, o, names, sources, line[i]);
	if (st != UMB_OK)
		return st;
	o->name   = names;
	o->source = sources;
	*out      = a->budget ? o : NULL;
	return UMB_OK;
}

static int by_path(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	size_t n = UMB_MIN(a->f.rel_path.len, b->f.rel_path.len);
	int    d;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	d = n ? memcmp(a->f.rel_path.ptr, b->f.rel_path.ptr, n) : 0;
	return d ? d : (a->f.rel_path.len > b->f.rel_path.len) - (a->f.rel_path.len < b->f.rel_path.len);
}

/* Lies at a path of a tree: no message, no file of the repository's own, nothing from a pipe. */
static bool has_tree_path(const struct umb_scan *s, const umb_result *r)
{
	const umb_source_ops *ops = s->target[r->target].ops;

	if (r->is_dropped || (r->f.suppressed_by && !s->opts.show_suppressed) || !r->f.rel_path.len || r->f.commit.is_message)
		return false;
	return ops->file ? r->blob_len || !ops->attribute : strcmp(r->f.source, "dir") == 0;
}

static umb_status ask_all(asking *a, umb_result **r, size_t n)
{
	umb_status st = UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		if (i == 0 || r[i]->target != r[i - 1]->target)
			st = open_codeowners(a, &a->scan->target[r[i]->target]);
		if (st != UMB_OK || !a->codeowners || !a->budget)
			continue;
		if (i > 0 && by_path(&r[i], &r[i - 1]) == 0)
			r[i]->f.owners = r[i - 1]->f.owners;
		else
			st = ask(a, r[i]->f.rel_path, &r[i]->f.owners);
		if (!a->budget)
			umb_log(UMB_LOG_WARN, "'%s' takes too long to match: not all owners are told", a->name);
	}
	return st;
}

umb_status umb_owners_add(struct umb_scan *s, umb_err *err)
{
	umb_result **r  = umb_alloc_zero(s->n_results + 1, sizeof(*r));
	asking       a  = { .scan = s, .text = UMB_BUF_INIT };
	umb_status   st = r ? UMB_OK : UMB_E_NOMEM;
	size_t       n  = 0;

	for (size_t i = 0; i < s->n_results && st == UMB_OK; i++) {
		if (has_tree_path(s, s->result[i]))
			r[n++] = s->result[i];
	}
	if (n)
		qsort(r, n, sizeof(*r), by_path);
	if (st == UMB_OK)
		st = ask_all(&a, r, n);
	umb_codeowners_free(a.codeowners);
	umb_buf_clear(&a.text);
	umb_free(r);
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory while looking up owners");
}
