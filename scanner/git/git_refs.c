/*
 * git_refs.c - HEAD, loose refs and packed-refs (git's Documentation/gitrepository-layout).
 *
 * Own code because libgit2's way to all refs opens and peels each; here an id per ref is all that is
 * needed, and a repository can have a hundred thousand.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_repo.h"

#define MAX_REFS 2000000
#define MAX_DEPTH 16
#define PACKED_MAX ((size_t)512 << 20)

static umb_status add(umb_git_repo *r, const char *name, const uint8_t *id, bool is_packed)
{
	if (r->n_refs == r->cap_refs) {
		size_t       cap  = r->cap_refs ? r->cap_refs * 2 : 64;
		umb_git_ref *more = r->n_refs < MAX_REFS ? umb_realloc(r->ref, cap * sizeof(*more)) : NULL;

		if (!more)
			return UMB_E_NOMEM;
		r->ref      = more;
		r->cap_refs = cap;
	}
	memcpy(r->ref[r->n_refs].id, id, r->id_len);
	r->ref[r->n_refs].is_packed = is_packed;
	r->ref[r->n_refs].name      = umb_strdup(name);
	if (!r->ref[r->n_refs].name)
		return UMB_E_NOMEM;
	r->n_refs++;
	return UMB_OK;
}

static umb_slice first_line(umb_slice text)
{
	umb_slice line = umb_slice_sub(text, 0, umb_text_line_end(text, 0));

	while (line.len && line.ptr[line.len - 1] <= ' ')
		line.len--;
	return line;
}

/* What is not there is not missed; what is there and cannot be read is counted. */
static umb_status read_file(umb_git_repo *r, umb_buf *path, size_t max, umb_buf *out)
{
	umb_status st = path->failed != UMB_OK ? path->failed : umb_file_read(out, umb_buf_str(path), max, NULL);

	if (st != UMB_OK && st != UMB_E_NOTFOUND && st != UMB_E_NOMEM)
		r->n_unread++;
	return st;
}

static umb_status read_loose(umb_git_repo *r, umb_buf *path, const char *name)
{
	umb_buf    text = UMB_BUF_INIT_MAX(70000);
	uint8_t    id[UMB_ID_MAX];
	umb_status st = read_file(r, path, 4096, &text);

	if (st == UMB_OK && umb_parse_hex(id, r->id_len, first_line(umb_buf_view(&text))))
		st = add(r, name, id, false);
	umb_buf_clear(&text);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

static umb_status read_folder(umb_git_repo *r, const char *path, const char *name, int depth)
{
	DIR           *dir = depth < MAX_DEPTH ? opendir(path) : NULL;
	struct dirent *d;
	umb_status     st = UMB_OK;

	if (!dir && errno != ENOENT && depth < MAX_DEPTH)
		r->n_unread++;
	while (dir && st == UMB_OK && (errno = 0, d = readdir(dir)) != NULL) {
		umb_buf     p = UMB_BUF_INIT_MAX(PATH_MAX * 2), n = UMB_BUF_INIT_MAX(PATH_MAX * 2);
		struct stat sb;

		if (d->d_name[0] == '.')
			continue;
		umb_buf_printf(&p, "%s/%s", path, d->d_name);
		umb_buf_printf(&n, "%s/%s", name, d->d_name);
		if (p.failed != UMB_OK || n.failed != UMB_OK || lstat(umb_buf_str(&p), &sb) != 0)
			sb.st_mode = 0;
		if (S_ISDIR(sb.st_mode))
			st = read_folder(r, umb_buf_str(&p), umb_buf_str(&n), depth + 1);
		else if (S_ISREG(sb.st_mode))
			st = read_loose(r, &p, umb_buf_str(&n));
		umb_buf_clear(&p);
		umb_buf_clear(&n);
	}
	if (dir && st == UMB_OK && errno)
		r->n_unread++;
	if (dir)
		closedir(dir);
	return st;
}

/* "<hex> <name>" per line; '#' and '^' lines are comments and peeled tags. */
static umb_status read_packed(umb_git_repo *r)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(PACKED_MAX + 65536);
	umb_status st;

	umb_buf_printf(&path, "%s/packed-refs", r->common_dir);
	st = read_file(r, &path, PACKED_MAX, &text);
	if (st == UMB_OK) {
		umb_slice all = umb_buf_view(&text);

		for (size_t at = 0; at < all.len && st == UMB_OK;) {
			size_t    end  = umb_text_line_end(all, at);
			umb_slice line = umb_slice_sub(all, at, end), hex = umb_slice_sub(line, 0, 2 * (size_t)r->id_len);
			uint8_t   id[UMB_ID_MAX];
			char     *name;

			at = end + 1;
			if (!umb_parse_hex(id, r->id_len, hex) || line.len < hex.len + 2)
				continue;
			name = umb_strndup(line.ptr + hex.len + 1, line.len - hex.len - 1);
			st   = name ? add(r, name, id, true) : UMB_E_NOMEM;
			umb_free(name);
		}
	}
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

/* By name; of two with one name the loose one, which was read first, stays in front. */
static int by_name(const void *x, const void *y)
{
	const umb_git_ref *a = x, *b = y;
	int d = strcmp(a->name, b->name);

	return d ? d : (int)a->is_packed - (int)b->is_packed;
}

/* A loose ref was read first and wins over the packed one of its name. */
static void drop_doubles(umb_git_repo *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_refs; i++) {
		bool is_double = false;

		if (n > 0)
			is_double = strcmp(r->ref[n - 1].name, r->ref[i].name) == 0;
		if (is_double)
			umb_free(r->ref[i].name);
		else
			r->ref[n++] = r->ref[i];
	}
	r->n_refs = n;
}

static const umb_git_ref *find(const umb_git_repo *r, umb_slice name)
{
	for (size_t i = 0; i < r->n_refs; i++) {
		if (umb_slice_eq_str(name, r->ref[i].name))
			return &r->ref[i];
	}
	return NULL;
}

static umb_status read_head(umb_git_repo *r)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(70000);
	uint8_t    id[UMB_ID_MAX];
	umb_status st;
	umb_slice  line;

	umb_buf_printf(&path, "%s/HEAD", r->git_dir);
	st = read_file(r, &path, 4096, &text);
	if (st == UMB_OK) {
		line = first_line(umb_buf_view(&text));
		if (line.len > 5 && memcmp(line.ptr, "ref: ", 5) == 0) {
			const umb_git_ref *ref = find(r, umb_slice_sub(line, 5, line.len));

			r->has_head = ref != NULL;
			if (ref)
				memcpy(id, ref->id, sizeof(id));
		} else {
			r->has_head = umb_parse_hex(id, r->id_len, line);
		}
	}
	if (r->has_head) {
		st = add(r, "HEAD", id, false);
		if (st == UMB_OK) {
			umb_git_ref head = r->ref[r->n_refs - 1];

			memmove(r->ref + 1, r->ref, (r->n_refs - 1) * sizeof(*r->ref));
			r->ref[0] = head;
		}
	}
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

umb_status umb_git_refs_read(umb_git_repo *r)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	umb_buf_printf(&path, "%s/refs", r->common_dir);
	st = read_folder(r, umb_buf_str(&path), "refs", 0);
	umb_buf_clear(&path);
	if (st == UMB_OK)
		st = read_packed(r);
	if (st == UMB_OK && r->n_refs)
		qsort(r->ref, r->n_refs, sizeof(*r->ref), by_name);
	if (st == UMB_OK)
		drop_doubles(r);
	return st == UMB_OK ? read_head(r) : st;
}
