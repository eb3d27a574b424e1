/*
 * git_modules.c - see git_modules.h.  The index is asked and not .gitmodules: what is checked out, or should be, stands in the
 * index, and a line that is missing from a file hides nothing.
 */
#include "git/git_modules.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "git/git_index.h"
#include "git/git_parse.h"

static umb_status add(char ***list, size_t *n, size_t *cap, const char *text)
{
	if (*n == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		char **at   = umb_realloc(*list, more * sizeof(*at));

		if (!at)
			return UMB_E_NOMEM;
		*list = at;
		*cap  = more;
	}
	(*list)[*n] = umb_strdup(text);
	return (*list)[(*n)++] ? UMB_OK : UMB_E_NOMEM;
}

/* Whether this is a work tree of its own, below the other. */
static bool is_inside(const umb_git_repo *r, const char *path)
{
	char  *top = realpath(r->work_dir, NULL), *real = realpath(path, NULL);
	size_t n   = top ? strlen(top) : 0;
	bool   is  = top && real && strncmp(real, top, n) == 0 && real[n] == '/';

	free(top);
	free(real);
	return is;
}

static umb_status take(umb_git_modules *m, const umb_git_repo *r, const char *target, umb_slice path)
{
	umb_buf     real = UMB_BUF_INIT_MAX(PATH_MAX * 2), shown = UMB_BUF_INIT_MAX(PATH_MAX * 2), git = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat sb;
	umb_status  st = UMB_OK;

	umb_buf_printf(&real, "%s/", r->work_dir);
	umb_buf_append_slice(&real, path);
	umb_buf_printf(&git, "%s/.git", umb_buf_str(&real));
	umb_buf_printf(&shown, "%s/", target);
	umb_buf_append_slice(&shown, path);
	if (real.failed != UMB_OK || git.failed != UMB_OK || shown.failed != UMB_OK)
		st = real.failed == UMB_E_NOMEM || git.failed == UMB_E_NOMEM || shown.failed == UMB_E_NOMEM ? UMB_E_NOMEM : UMB_OK;
	else if (lstat(umb_buf_str(&git), &sb) == 0 && is_inside(r, umb_buf_str(&real)))
		st = add(&m->here, &m->n_here, &m->cap_here, umb_buf_str(&shown));
	else
		st = add(&m->missing, &m->n_missing, &m->cap_missing, umb_buf_str(&shown) + strlen(target) + 1);
	umb_buf_clear(&real);
	umb_buf_clear(&shown);
	umb_buf_clear(&git);
	return st;
}

/* The user's words, where they name the work tree and not a folder in it. */
static const char *prefix_of(const umb_git_repo *r, const char *target)
{
	char *top = realpath(r->work_dir, NULL), *real = realpath(target, NULL);
	bool  is_top = top && real && strcmp(top, real) == 0;

	free(top);
	free(real);
	return is_top ? target : r->work_dir;
}

umb_status umb_git_modules_of(umb_git_modules *m, const umb_git_repo *r, const umb_git_index *x, const char *target)
{
	umb_status st = UMB_OK;

	memset(m, 0, sizeof(*m));
	if (!r->work_dir)
		return UMB_OK;
	target = prefix_of(r, target);
	for (size_t i = 0; i < x->n_entries && st == UMB_OK; i++) {
		/* While a merge is not resolved a path is there up to three times. */
		bool is_again = i > 0 && umb_slice_eq(x->entry[i].path, x->entry[i - 1].path);

		if (x->entry[i].mode == UMB_GIT_MODE_SUBMODULE && !is_again)
			st = take(m, r, target, x->entry[i].path);
	}
	return st;
}

umb_status umb_git_modules_read(umb_git_modules *m, const umb_git_repo *r, const char *target, umb_git_bad_fn bad, void *ctx)
{
	umb_buf       name = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_git_index x    = { 0 };
	umb_err       err  = UMB_ERR_INIT;
	umb_status    st;

	memset(m, 0, sizeof(*m));
	if (!r->work_dir)
		return UMB_OK;
	umb_buf_printf(&name, "%s/index", r->git_dir);
	st = name.failed == UMB_OK ? umb_git_index_open(&x, umb_buf_str(&name), r->git_dir, r->id_len, &err) : name.failed;
	if (st == UMB_OK)
		st = umb_git_modules_of(m, r, &x, target);
	umb_git_index_close(&x);
	umb_buf_clear(&name);
	if (st != UMB_OK && st != UMB_E_NOMEM) {
		bad(ctx, NULL, UMB_SKIP_UNREADABLE, err.text);
		st = UMB_OK;
	}
	return st;
}

/* -- what is kept of others ------------------------------------------------------------------------------- */

#define MAX_FOLDERS 8 /* a submodule's name may have slashes */

/* That of a work tree that is here comes with that one. */
static bool is_used(const umb_git_modules *m, const char *folder)
{
	char *real = realpath(folder, NULL);
	bool  is   = false;

	for (size_t i = 0; real && i < m->n_here && !is; i++) {
		umb_git_repo other = { .git_dir = NULL };

		if (umb_git_find(&other, m->here[i], false, NULL) == UMB_OK)
			is = strcmp(other.git_dir, real) == 0;
		umb_git_repo_close(&other);
	}
	free(real);
	return is;
}

static umb_status add_kept(umb_git_modules *m, const char *folder, int depth)
{
	DIR           *dir = depth < MAX_FOLDERS ? opendir(folder) : NULL;
	struct dirent *d;
	umb_status     st = UMB_OK;

	if (!dir && (depth == MAX_FOLDERS || (errno != ENOENT && errno != ENOTDIR)))
		st = add(&m->missing, &m->n_missing, &m->cap_missing, folder);
	while (dir && st == UMB_OK && (d = readdir(dir)) != NULL) {
		umb_buf     path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
		struct stat sb;

		umb_buf_printf(&path, "%s/%s", folder, d->d_name);
		if (path.failed != UMB_OK || d->d_name[0] == '.' || lstat(umb_buf_str(&path), &sb) != 0 || !S_ISDIR(sb.st_mode))
			;
		else if (!umb_git_is_there(umb_buf_str(&path), "HEAD") || !umb_git_is_there(umb_buf_str(&path), "objects"))
			st = add_kept(m, umb_buf_str(&path), depth + 1);
		else if (!is_used(m, umb_buf_str(&path)))
			st = add(&m->here, &m->n_here, &m->cap_here, umb_buf_str(&path));
		umb_buf_clear(&path);
	}
	if (dir)
		closedir(dir);
	return st;
}

umb_status umb_git_modules_add_kept(umb_git_modules *m, const umb_git_repo *r)
{
	const char *const places[] = { r->common_dir, r->git_dir };
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st   = UMB_OK;

	for (size_t i = 0; i < UMB_COUNT(places) && st == UMB_OK; i++) {
		if (i > 0 && strcmp(places[0], places[1]) == 0)
			break;
		umb_buf_reset(&path);
		umb_buf_printf(&path, "%s/modules", places[i]);
		st = add_kept(m, umb_buf_str(&path), 0);
	}
	umb_buf_clear(&path);
	return st;
}

void umb_git_modules_clear(umb_git_modules *m)
{
	for (size_t i = 0; i < m->n_here; i++)
		umb_free(m->here[i]);
	for (size_t i = 0; i < m->n_missing; i++)
		umb_free(m->missing[i]);
	umb_free(m->here);
	umb_free(m->missing);
	memset(m, 0, sizeof(*m));
}
