/*
 * write_baseline.c - what was found against a baseline of our own: new entries, and those of what is gone.
 */
#include "run/run_private.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "suppress/own.h"
#include "umb/baseline.h"

#define MAX_BYTES ((size_t)512 << 20)

typedef struct work {
	const struct umb_scan *scan;
	umb_own               *own;
	umb_baseline_op        op;
	umb_line_fn            line;
	void                  *ctx;
	umb_baseline_result    result;
	bool                  *is_found; /* by entry of the file */
} work;

static void tell(const work *w, char sign, const umb_own_entry *e)
{
	umb_buf b = UMB_BUF_INIT_MAX(131072);

	if (!w->line)
		return;
	umb_buf_printf(&b, "%c ", sign);
	umb_own_print_entry(&b, e);
	w->line(w->ctx, umb_buf_str(&b));
	umb_buf_clear(&b);
}

static umb_status load(work *w, const char *path, umb_err *err)
{
	umb_buf       text = UMB_BUF_INIT_MAX(MAX_BYTES + 1);
	umb_ident_key user;
	bool          has_user = w->scan->opts.key && umb_parse_hex(user.bytes, UMB_KEY_LEN, umb_slice_str(w->scan->opts.key));
	umb_status    st;

	if (w->op == UMB_BASELINE_CREATE)
		return umb_own_new(&w->own, has_user ? &user : NULL, &w->scan->key) == UMB_OK ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	st = umb_file_read(&text, path, MAX_BYTES, err);
	if (st == UMB_OK) {
		st = umb_own_parse(&w->own, umb_buf_view(&text), has_user ? &user : NULL, err);
		if (st != UMB_OK)
			umb_err_wrap(err, "baseline '%s'", path);
	}
	umb_buf_clear(&text);
	umb_wipe(&user, sizeof(user));
	return st;
}

/* -- what is found ---------------------------------------------------------------------------------------------- */

static int by_place(const void *x, const void *y)
{
	return umb_finding_compare(&(*(umb_result *const *)x)->f, &(*(umb_result *const *)y)->f);
}

/* Marks entries of the file that are found; moves what is reported and in none of them to the front, *n_new of them. */
static void compare(work *w, umb_result **result, size_t *n_new)
{
	char credential[UMB_PRINT_ID_LEN];

	for (size_t i = 0; i < w->scan->n_results; i++) {
		umb_result          *r = result[i];
		const umb_own_entry *e;

		if (r->is_dropped)
			continue;
		umb_credential_id(credential, &w->own->key, r->value);
		e = umb_own_find(w->own, &r->f, credential, true);
		if (e)
			w->is_found[e - w->own->entry] = true;
		if (!e && !r->f.suppressed_by && w->op != UMB_BASELINE_PRUNE)
			result[(*n_new)++] = r;
	}
}

/* The same value in a file counts once. */
static umb_status add_new(work *w, umb_result *const *result, size_t n)
{
	size_t     n_old = w->own->n_entries;
	char       credential[UMB_PRINT_ID_LEN];
	umb_status st = UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		umb_credential_id(credential, &w->own->key, result[i]->value);
		st = umb_own_add(w->own, &result[i]->f, credential);
	}
	if (st == UMB_OK && n)
		st = umb_own_settle(w->own);
	for (size_t i = n_old; i < w->own->n_entries && st == UMB_OK; i++) {
		if (w->own->entry[i].is_dropped)
			continue;
		w->result.n_added++;
		tell(w, '+', &w->own->entry[i]);
	}
	return st;
}

/* -- what is not found any more ------------------------------------------------------------------------------------ */

/* Where a target lies, as entries name it: a file, or what is in front of all that is in a folder.  Of a history: everywhere. */
static umb_status prefix_of(umb_target *t, umb_slice *out, umb_arena *arena)
{
	umb_buf     inside = UMB_BUF_INIT_MAX(16384);
	umb_finding f      = { .source = t->ops->name, .path = umb_slice_str(t->name) };
	umb_status  st     = strcmp(t->ops->name, "dir") == 0 ? umb_rel_path(t, &f, arena) : UMB_OK;

	*out = strcmp(t->ops->name, "dir") == 0 ? f.rel_path : umb_slice_of("", 0);
	if (st != UMB_OK || !t->is_folder)
		return st;
	/* By a name that stands in it. */
	if (strcmp(t->name, ".") != 0)
		umb_buf_printf(&inside, "%s/", t->name);
	umb_buf_append_byte(&inside, 'x');
	f.path = umb_buf_view(&inside);
	st     = inside.failed == UMB_OK ? umb_rel_path(t, &f, arena) : inside.failed;
	if (st == UMB_OK) {
		const char *copy = umb_arena_strndup(arena, f.rel_path.ptr, f.rel_path.len - 1);

		*out = umb_slice_of(copy, f.rel_path.len - 1);
		st   = copy ? UMB_OK : UMB_E_NOMEM;
	}
	umb_buf_clear(&inside);
	return st;
}

static bool is_below(const umb_target *t, umb_slice prefix, umb_slice path)
{
	if (strcmp(t->ops->name, "git") == 0)
		return true;
	if (!t->is_folder)
		return umb_slice_eq(prefix, path);
	return path.len > prefix.len && (prefix.len == 0 || memcmp(prefix.ptr, path.ptr, prefix.len) == 0);
}

/* Whether this scan would have found it. */
static bool was_looked_for(const work *w, const umb_own_entry *e, const umb_slice *prefix)
{
	const struct umb_scan *s = w->scan;
	char                   rule[256];
	size_t                 at;

	snprintf(rule, sizeof(rule), "%.*s", (int)UMB_MIN(e->rule.len, sizeof(rule) - 1), (const char *)e->rule.ptr);
	at = umb_ruleset_position(&s->rules->t, rule);
	if (at != SIZE_MAX && !umb_scan_uses(s, at))
		return false;
	for (size_t i = 0; i < s->n_targets; i++) {
		if (is_below(&s->target[i], prefix[i], e->path))
			return true;
	}
	return false;
}

static umb_status drop_gone(work *w, size_t n_old)
{
	umb_arena  arena  = UMB_ARENA_INIT;
	umb_slice *prefix = umb_arena_zero(&arena, w->scan->n_targets + 1, sizeof(*prefix));
	umb_status st     = prefix ? UMB_OK : UMB_E_NOMEM;

	for (size_t i = 0; i < w->scan->n_targets && st == UMB_OK; i++)
		st = prefix_of(&w->scan->target[i], &prefix[i], &arena);
	for (size_t i = 0; i < n_old && st == UMB_OK; i++) {
		umb_own_entry *e = &w->own->entry[i];

		if (w->is_found[i] || !was_looked_for(w, e, prefix))
			continue;
		e->is_dropped = true;
		w->result.n_removed++;
		tell(w, '-', e);
	}
	umb_arena_clear(&arena);
	return st;
}

/* -- writing --------------------------------------------------------------------------------------------------------- */

static umb_status save(work *w, const char *path, umb_err *err)
{
	umb_buf       text = UMB_BUF_INIT_MAX(MAX_BYTES);
	umb_file_out *file = NULL;
	struct stat   sb;
	/* It is for others to read, unless somebody has said otherwise of the one that is there. */
	mode_t        mode = stat(path, &sb) == 0 ? sb.st_mode & 0666 : 0644;
	umb_status    st   = umb_own_print(w->own, &text);

	if (st != UMB_OK)
		st = umb_err_set(err, st, st == UMB_E_LIMIT ? "more entries than a baseline can have" : "out of memory");
	if (st == UMB_OK)
		st = umb_file_out_open(&file, path, err);
	if (st == UMB_OK)
		st = umb_file_out_write(file, text.ptr, text.len, err);
	if (st == UMB_OK && fchmod(umb_file_out_fd(file), mode) != 0)
		st = umb_err_errno(err, errno, "'%s'", path);
	if (st == UMB_OK)
		st = umb_file_out_finish(file, err);
	else
		umb_file_out_abort(file);
	umb_buf_clear(&text);
	return st;
}

static umb_status check(const work *w, const char *path, umb_err *err)
{
	const umb_summary *sum = &w->scan->summary;
	struct stat        sb;

	if (!w->scan->has_run)
		return umb_err_set(err, UMB_E_USAGE, "the scan has not run");
	if (sum->is_interrupted || sum->has_failed_target)
		return umb_err_set(err, UMB_E_REFUSED, "baseline '%s': left as it is: the scan did not come to its end", path);
	if (w->op == UMB_BASELINE_CREATE && lstat(path, &sb) == 0)
		return umb_err_set(err, UMB_E_REFUSED, "'%s' is there already: `umbra baseline update` adds to it", path);
	if (w->op == UMB_BASELINE_PRUNE && (!sum->is_covered || sum->skip[UMB_SKIP_EXCLUDED].count))
		return umb_err_set(err, UMB_E_REFUSED, "baseline '%s': left as it is: not everything was looked at, and what was not found may be there", path);
	return UMB_OK;
}

umb_status umb_scan_baseline(const umb_scan *scan, umb_baseline_op op, const char *path, umb_line_fn line, void *ctx,
                             umb_baseline_result *out, umb_err *err)
{
	work         w      = { .scan = scan, .op = op, .line = line, .ctx = ctx };
	umb_result **result = umb_alloc_zero(scan->n_results + 1, sizeof(*result));
	umb_status   st     = result ? check(&w, path, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	size_t       n_old, n_new = 0;

	if (st == UMB_OK)
		st = load(&w, path, err);
	if (st != UMB_OK) {
		umb_free(result);
		return st;
	}
	if (scan->n_results) {
		memcpy(result, scan->result, scan->n_results * sizeof(*result));
		qsort(result, scan->n_results, sizeof(*result), by_place);
	}
	n_old      = w.own->n_entries;
	w.is_found = umb_alloc_zero(n_old + 1, sizeof(*w.is_found));
	st         = w.is_found ? UMB_OK : UMB_E_NOMEM;
	if (st == UMB_OK) {
		compare(&w, result, &n_new);
		st = add_new(&w, result, n_new);
	}
	if (st == UMB_OK && (op == UMB_BASELINE_PRUNE || (op == UMB_BASELINE_DIFF && scan->summary.is_covered && !scan->summary.skip[UMB_SKIP_EXCLUDED].count)))
		st = drop_gone(&w, n_old);
	if (st != UMB_OK)
		umb_err_set(err, st, "out of memory for the baseline");
	w.result.n_entries = n_old + w.result.n_added - w.result.n_removed;
	if (st == UMB_OK && op != UMB_BASELINE_DIFF && (op == UMB_BASELINE_CREATE || w.result.n_added + w.result.n_removed))
		st = save(&w, path, err);
	*out = w.result;
	umb_own_free(w.own);
	umb_free(w.is_found);
	umb_free(result);
	return st;
}
