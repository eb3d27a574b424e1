/*
 * ignore_file.c - .gitleaksignore and .betterleaksignore: places that somebody decided to live with.
 *
 * "file:rule:line" or "commit:file:rule:line", read from the right, so that files may have a ':' in their names.  A rule of
 * ours is spelt with a '.' and must be the one that found it; ids of other scanners name other rules than ours, so the
 * place alone decides there.
 */
#include <strings.h>
#include <sys/stat.h>

#include "suppress/suppress.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/number.h"

#define MAX_BYTES ((size_t)64 << 20)
#define MAX_TOLD 5

typedef struct entry {
	umb_slice commit; /* empty: any */
	umb_slice file;
	umb_slice rule;
	uint64_t  line;
} entry;

struct umb_ignored {
	umb_buf text[2]; /* what the entries borrow from: one file, or both of a folder */
	entry  *entry;   /* sorted by file */
	size_t  n, cap;
	size_t  n_wrong;
};

static umb_slice without_dot(umb_slice path)
{
	while (path.len > 2 && path.ptr[0] == '.' && path.ptr[1] == '/')
		path = umb_slice_sub(path, 2, path.len);
	return path;
}

static int compare_files(umb_slice a, umb_slice b)
{
	int d = memcmp(a.ptr, b.ptr, UMB_MIN(a.len, b.len));

	return d ? d : (a.len > b.len) - (a.len < b.len);
}

static int compare(const void *x, const void *y)
{
	return compare_files(((const entry *)x)->file, ((const entry *)y)->file);
}

/* -- reading ----------------------------------------------------------------------------------------- */

static size_t last_colon(umb_slice s)
{
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != ':')
		at--;
	return at;
}

static bool is_commit(umb_slice s, size_t n)
{
	uint8_t id[UMB_ID_MAX];

	return s.len > n + 1 && s.ptr[n] == ':' && umb_parse_hex(id, n / 2, umb_slice_sub(s, 0, n));
}

static bool parse(entry *e, umb_slice s)
{
	size_t line = last_colon(s), rule = line ? last_colon(umb_slice_sub(s, 0, line - 1)) : 0, n;

	if (rule < 2 || rule + 1 >= line || !umb_parse_u64(&e->line, umb_slice_sub(s, line, s.len), 1, UINT64_MAX))
		return false;
	e->rule = umb_slice_sub(s, rule, line - 1);
	s       = umb_slice_sub(s, 0, rule - 1);
	n       = is_commit(s, 40) ? 40 : is_commit(s, 64) ? 64 : 0;
	e->commit = umb_slice_sub(s, 0, n);
	e->file   = without_dot(umb_slice_sub(s, n ? n + 1 : 0, s.len));
	return e->file.len > 0;
}

static umb_status add(umb_ignored *g, const entry *e)
{
	if (g->n == g->cap) {
		size_t cap  = g->cap ? g->cap * 2 : 64;
		entry *more = umb_realloc(g->entry, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		g->entry = more;
		g->cap   = cap;
	}
	g->entry[g->n++] = *e;
	return UMB_OK;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static umb_status read_lines(umb_ignored *g, umb_slice text, const char *path)
{
	umb_status st = UMB_OK;
	size_t     number = 1;

	for (size_t at = 0, end; at < text.len && st == UMB_OK; at = end + 1, number++) {
		const uint8_t *nl = memchr(text.ptr + at, '\n', text.len - at);
		entry          e  = { .line = 0 };
		umb_slice      s;

		end = nl ? (size_t)(nl - text.ptr) : text.len;
		s   = umb_slice_sub(text, at, end);
		while (s.len && is_blank(s.ptr[0]))
			s = umb_slice_sub(s, 1, s.len);
		while (s.len && is_blank(s.ptr[s.len - 1]))
			s.len--;
		if (s.len == 0 || s.ptr[0] == '#')
			continue;
		if (parse(&e, s))
			st = add(g, &e);
		else if (g->n_wrong++ < MAX_TOLD)
			umb_log(UMB_LOG_WARN, "'%s':%zu: neither file:rule:line nor commit:file:rule:line", path, number);
	}
	return st;
}

static umb_status read_file(umb_ignored *g, umb_buf *text, const char *path, umb_err *err)
{
	umb_status st = umb_file_read(text, path, MAX_BYTES, err);

	if (st == UMB_OK)
		st = read_lines(g, umb_buf_view(text), path);
	if (st == UMB_E_NOMEM)
		umb_err_set(err, st, "out of memory for '%s'", path);
	return st;
}

static umb_status read_folder(umb_ignored *g, const char *folder, umb_err *err)
{
	static const char *const names[] = { ".gitleaksignore", ".betterleaksignore" };
	umb_status  st = UMB_OK;
	size_t      n_there = 0;
	struct stat sb;

	for (size_t i = 0; i < UMB_COUNT(names) && st == UMB_OK; i++) {
		umb_buf path = UMB_BUF_INIT_MAX(8192);

		umb_buf_printf(&path, "%s/%s", folder, names[i]);
		if (path.failed == UMB_OK && stat(umb_buf_str(&path), &sb) == 0) {
			n_there++;
			st = read_file(g, &g->text[i], umb_buf_str(&path), err);
		}
		umb_buf_clear(&path);
	}
	if (st == UMB_OK && n_there == 0)
		st = umb_err_set(err, UMB_E_NOTFOUND, "'%s' holds no %s", folder, names[0]);
	return st;
}

umb_status umb_ignored_load(umb_ignored **out, const char *path, umb_err *err)
{
	umb_ignored *g = umb_alloc_zero(1, sizeof(*g));
	umb_status   st;
	struct stat  sb;

	if (!g)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	g->text[0] = g->text[1] = (umb_buf)UMB_BUF_INIT_MAX(MAX_BYTES);
	st = stat(path, &sb) == 0 && S_ISDIR(sb.st_mode) ? read_folder(g, path, err) : read_file(g, &g->text[0], path, err);
	if (st != UMB_OK) {
		umb_ignored_free(g);
		return st;
	}
	if (g->n_wrong > MAX_TOLD)
		umb_log(UMB_LOG_WARN, "'%s': %zu such lines", path, g->n_wrong);
	if (g->n)
		qsort(g->entry, g->n, sizeof(*g->entry), compare);
	*out = g;
	return UMB_OK;
}

void umb_ignored_free(umb_ignored *g)
{
	if (!g)
		return;
	umb_buf_clear(&g->text[0]);
	umb_buf_clear(&g->text[1]);
	umb_free(g->entry);
	umb_free(g);
}

/* -- asking ------------------------------------------------------------------------------------------- */

static bool is_rule(const umb_finding *f, umb_slice rule)
{
	if (!memchr(rule.ptr, '.', rule.len) || umb_slice_eq_str(rule, f->rule->id))
		return true;
	for (size_t i = 0; i < f->n_also; i++) {
		if (umb_slice_eq_str(rule, f->also[i]->id))
			return true;
	}
	return false;
}

static bool is_place(const umb_finding *f, const entry *e)
{
	if (e->line != f->match_start_line && e->line != f->start_line)
		return false;
	if (e->commit.len && (strlen(f->commit.id) != e->commit.len || strncasecmp(f->commit.id, (const char *)e->commit.ptr, e->commit.len) != 0))
		return false;
	return is_rule(f, e->rule);
}

umb_ignoring umb_ignored_has(const umb_ignored *g, const umb_finding *f, umb_slice path)
{
	size_t low = 0, high = g->n;

	path = without_dot(path);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_files(g->entry[mid].file, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (umb_ignoring found = UMB_NOT_IGNORED;; low++) {
		if (low == g->n || compare_files(g->entry[low].file, path) != 0)
			return found;
		if (!is_place(f, &g->entry[low]))
			continue;
		if (!g->entry[low].commit.len)
			return UMB_IGNORED_HERE;
		found = UMB_IGNORED_SINCE;
	}
}
