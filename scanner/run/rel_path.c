/*
 * rel_path.c - where a finding lies, however its target was named: what ids, uris and conditions on paths are made of.
 *
 * Below the root of the repository that the target stands in, so that `umbra dir` and `umbra git` agree; else below the
 * working directory; else below the target.  Asked once per target: links are resolved in the path of its directory and
 * nowhere below it, and of a repository nothing is looked at but whether it is there.
 */
#include "run/run_private.h"

#include <limits.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/path.h"

/* A ".git" that git would take for one: a file, or a folder with a HEAD. */
static bool has_git(umb_slice folder)
{
	umb_buf     path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat sb;
	bool        has;

	umb_buf_append_slice(&path, folder);
	umb_buf_append_str(&path, "/.git");
	has = path.failed == UMB_OK && lstat(umb_buf_str(&path), &sb) == 0;
	if (has && !S_ISREG(sb.st_mode)) {
		umb_buf_append_str(&path, "/HEAD");
		has = path.failed == UMB_OK && lstat(umb_buf_str(&path), &sb) == 0;
	}
	umb_buf_clear(&path);
	return has;
}

/* How much of `real` is the root of a repository; SIZE_MAX: it stands in none. */
static size_t root_of(umb_slice real)
{
	size_t n = real.len == 1 ? 0 : real.len;

	for (;;) {
		if (has_git(umb_slice_sub(real, 0, n)))
			return n;
		if (n == 0)
			return SIZE_MAX;
		while (real.ptr[--n] != '/')
			;
	}
}

/* How much of `real` is the working directory; SIZE_MAX: it does not lie there. */
static size_t inside_cwd(umb_slice real)
{
	char     *cwd = realpath(".", NULL);
	umb_slice in  = umb_slice_str(cwd);
	size_t    n   = SIZE_MAX;

	in.len = in.len == 1 ? 0 : in.len;
	if (cwd && real.len >= in.len && memcmp(real.ptr, in.ptr, in.len) == 0 && (real.len == in.len || real.ptr[in.len] == '/'))
		n = in.len;
	free(cwd);
	return n;
}

/* What stands before a path in the directory `folder`: "src/deep", or nothing.  *root: what such a path begins at; NULL: out of memory. */
static void append_prefix(umb_buf *out, const char *folder, char **root)
{
	char     *path = realpath(folder, NULL);
	umb_slice real = umb_slice_str(path);
	size_t    n    = SIZE_MAX;

	if (real.len) {
		n = root_of(real);
		if (n == SIZE_MAX)
			n = inside_cwd(real);
	}
	if (n < real.len)
		umb_buf_append_slice(out, umb_slice_sub(real, n + 1, real.len));
	*root = umb_strndup(n == 0 ? "/" : path ? path : folder, n == 0 ? 1 : n == SIZE_MAX ? strlen(path ? path : folder) : n);
	free(path);
}

/* The directory of a named file, as it was named. */
static void append_folder(umb_buf *out, umb_slice name, umb_slice base)
{
	umb_slice before = umb_slice_sub(name, 0, name.len - base.len);

	if (before.len)
		umb_buf_append_slice(out, before);
	else
		umb_buf_append_str(out, ".");
}

static umb_status find_base(umb_target *t)
{
	umb_slice   name   = umb_slice_str(t->name);
	umb_buf     prefix = UMB_BUF_INIT_MAX(PATH_MAX * 2), folder = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat sb;
	umb_status  st;

	t->is_folder = stat(t->name, &sb) == 0 && S_ISDIR(sb.st_mode);
	if (t->is_folder) {
		append_prefix(&prefix, t->name, &t->root);
	} else {
		append_folder(&folder, name, umb_path_base(name));
		append_prefix(&prefix, umb_buf_str(&folder), &t->root);
		if (prefix.len)
			umb_buf_append_byte(&prefix, '/');
		umb_buf_append_slice(&prefix, umb_path_base(name));
	}
	st = prefix.failed != UMB_OK ? prefix.failed : folder.failed;
	t->rel_base = st == UMB_OK ? umb_strndup(prefix.ptr, prefix.len) : NULL;
	umb_buf_clear(&prefix);
	umb_buf_clear(&folder);
	return t->rel_base && t->root ? UMB_OK : UMB_E_NOMEM;
}

/* What stands behind the target's name in a path that begins with it. */
static umb_slice behind_target(const umb_target *t, umb_slice path)
{
	umb_slice name = umb_slice_str(t->name);

	/* The one name that stands in no path; see umb_path_join. */
	if (!(t->is_folder && umb_slice_eq_str(name, ".")))
		path = umb_slice_sub(path, name.len, path.len);
	while (t->is_folder && path.len && path.ptr[0] == '/')
		path = umb_slice_sub(path, 1, path.len);
	return path;
}

umb_status umb_rel_path(umb_target *t, umb_finding *f, umb_arena *arena)
{
	umb_buf     path = UMB_BUF_INIT;
	const char *copy;

	f->rel_path = f->path;
	if (strcmp(f->source, "dir") != 0)
		return UMB_OK;
	if (!t->rel_base && find_base(t) != UMB_OK)
		return UMB_E_NOMEM;
	if (t->is_folder && !t->rel_base[0]) {
		f->rel_path = behind_target(t, f->path);
		return UMB_OK;
	}
	umb_buf_append_str(&path, t->rel_base);
	if (t->is_folder)
		umb_buf_append_byte(&path, '/');
	umb_buf_append_slice(&path, behind_target(t, f->path));
	copy = path.failed == UMB_OK ? umb_arena_strndup(arena, path.ptr, path.len) : NULL;
	if (copy)
		f->rel_path = umb_slice_of(copy, path.len);
	umb_buf_clear(&path);
	return copy ? UMB_OK : UMB_E_NOMEM;
}
