/*
 * git_modules.c - see git_modules.h.  The file is the repository's word: of it only the paths are read, and only what lies
 * inside the work tree is believed.
 */
#include "git/git_modules.h"

#include <limits.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#define FILE_MAX ((size_t)1 << 20)
#define MAX_MODULES 10000

static umb_status add(char ***list, size_t *n, size_t *cap, const char *text)
{
	if (*n == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		char **at   = *n < MAX_MODULES ? umb_realloc(*list, more * sizeof(*at)) : NULL;

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
	else if (umb_text_find(path, umb_slice_str("..")) == SIZE_MAX && path.ptr[0] != '/')
		st = add(&m->missing, &m->n_missing, &m->cap_missing, umb_buf_str(&shown) + strlen(target) + 1);
	umb_buf_clear(&real);
	umb_buf_clear(&shown);
	umb_buf_clear(&git);
	return st;
}

static umb_slice trim(umb_slice s)
{
	while (s.len && s.ptr[0] <= ' ')
		s = umb_slice_sub(s, 1, s.len);
	while (s.len && s.ptr[s.len - 1] <= ' ')
		s.len--;
	return s;
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

umb_status umb_git_modules_read(umb_git_modules *m, const umb_git_repo *r, const char *target)
{
	umb_buf     name = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(FILE_MAX + 65536);
	umb_slice   all;
	struct stat sb;
	umb_status  st = UMB_OK;

	memset(m, 0, sizeof(*m));
	if (!r->work_dir)
		return UMB_OK;
	target = prefix_of(r, target);
	umb_buf_printf(&name, "%s/.gitmodules", r->work_dir);
	/* What cannot be read, or leads elsewhere, could name submodules that nobody looked at. */
	if (name.failed == UMB_OK && lstat(umb_buf_str(&name), &sb) == 0)
		st = umb_file_read_scanned(&text, umb_buf_str(&name), FILE_MAX, NULL);
	if (st != UMB_OK && st != UMB_E_NOMEM)
		st = add(&m->missing, &m->n_missing, &m->cap_missing, ".gitmodules");
	all = umb_buf_view(&text);
	for (size_t at = 0, end; at < all.len && st == UMB_OK; at = end + 1) {
		umb_slice line, value;

		end  = umb_text_line_end(all, at);
		line = trim(umb_slice_sub(all, at, end));
		if (line.len < 5 || memcmp(line.ptr, "path", 4) != 0)
			continue;
		value = trim(umb_slice_sub(line, 4, line.len));
		if (value.len < 2 || value.ptr[0] != '=')
			continue;
		value = trim(umb_slice_sub(value, 1, value.len));
		if (value.len > 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
			value = umb_slice_sub(value, 1, value.len - 1);
		st = take(m, r, target, value);
	}
	umb_buf_clear(&name);
	umb_buf_clear(&text);
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
