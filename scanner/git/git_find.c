/*
 * git_find.c - where a repository is, without libgit2: from a folder upwards, as git does, or where the environment says.
 *
 * For the gate, where loading libgit2 would take longer than the scan, and for what libgit2 1.5 cannot open.  What is read are
 * a ".git" file ("gitdir: ...") and "commondir"; of the configuration nothing.
 */
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "git/git_repo.h"

#define LINK_MAX_LEN 8192

static bool is_folder(const char *path)
{
	struct stat sb;

	return stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

bool umb_git_is_there(const char *folder, const char *name)
{
	umb_buf     path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat sb;
	bool        is;

	umb_buf_printf(&path, "%s/%s", folder, name);
	is = path.failed == UMB_OK && lstat(umb_buf_str(&path), &sb) == 0;
	umb_buf_clear(&path);
	return is;
}

/* The first line of a file, without `prefix`, which it must have; a relative path is one from `folder`. */
static char *read_link(const char *folder, const char *name, const char *prefix)
{
	umb_buf   path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(LINK_MAX_LEN + 65536);
	size_t    n    = strlen(prefix);
	umb_slice line = { NULL, 0 };
	char     *out  = NULL;

	umb_buf_printf(&path, "%s/%s", folder, name);
	if (path.failed == UMB_OK && umb_file_read(&text, umb_buf_str(&path), LINK_MAX_LEN, NULL) == UMB_OK)
		line = umb_slice_sub(umb_buf_view(&text), 0, umb_text_line_end(umb_buf_view(&text), 0));
	while (line.len && line.ptr[line.len - 1] == '\r')
		line.len--;
	if (line.len > n && memcmp(line.ptr, prefix, n) == 0) {
		umb_slice target = umb_slice_sub(line, n, line.len);

		umb_buf_reset(&path);
		if (target.ptr[0] != '/')
			umb_buf_printf(&path, "%s/", folder);
		umb_buf_append_slice(&path, target);
		if (path.failed == UMB_OK)
			out = realpath(umb_buf_str(&path), NULL);
	}
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	return out;
}

/* A folder that git would take for a repository's; that of a linked work tree has its objects elsewhere. */
static bool is_git_dir(const char *path)
{
	char *common = umb_git_is_there(path, "HEAD") ? read_link(path, "commondir", "") : NULL;
	bool  is     = umb_git_is_there(path, "HEAD") && umb_git_is_there(common ? common : path, "objects");

	free(common);
	return is;
}

static umb_status take(umb_git_repo *r, const char *git_dir, const char *work_dir)
{
	char *common = read_link(git_dir, "commondir", "");

	r->git_dir    = umb_strdup(git_dir);
	r->common_dir = umb_strdup(common ? common : git_dir);
	r->work_dir   = umb_strdup(work_dir);
	free(common);
	return r->git_dir && r->common_dir && (r->work_dir || !work_dir) ? UMB_OK : UMB_E_NOMEM;
}

/* A work tree's .git, folder or file; a .git folder itself; a bare repository.  UMB_E_NOTFOUND: none of them. */
static umb_status look_at(umb_git_repo *r, const char *folder)
{
	umb_buf    inner = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	char      *link  = NULL;
	umb_status st    = UMB_E_NOTFOUND;

	umb_buf_printf(&inner, "%s/.git", strcmp(folder, "/") ? folder : "");
	if (inner.failed == UMB_OK && !is_folder(umb_buf_str(&inner)) && umb_git_is_there(folder, ".git"))
		link = read_link(folder, ".git", "gitdir: ");
	if (link && is_git_dir(link)) {
		st = take(r, link, folder);
	} else if (inner.failed == UMB_OK && is_git_dir(umb_buf_str(&inner))) {
		st = take(r, umb_buf_str(&inner), folder);
	} else if (is_git_dir(folder)) {
		umb_slice name = umb_path_base(umb_slice_str(folder));
		char     *work = umb_slice_eq_str(name, ".git") && strlen(folder) > 5 ? umb_strndup(folder, strlen(folder) - 5) : NULL;

		st = take(r, folder, work);
		umb_free(work);
	}
	free(link);
	umb_buf_clear(&inner);
	return inner.failed != UMB_OK && inner.failed != UMB_E_LIMIT ? inner.failed : st;
}

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* As hooks are called: the work tree is the current folder, unless it is named. */
static umb_status take_environment(umb_git_repo *r, umb_err *err)
{
	char      *git    = realpath(env("GIT_DIR"), NULL), *work = realpath(env("GIT_WORK_TREE") ? env("GIT_WORK_TREE") : ".", NULL);
	char      *common = env("GIT_COMMON_DIR") ? realpath(env("GIT_COMMON_DIR"), NULL) : NULL;
	umb_status st     = UMB_E_NOTFOUND;

	if (git && (common || is_git_dir(git)))
		st = take(r, git, work);
	if (st == UMB_OK && common) {
		umb_free(r->common_dir);
		r->common_dir = umb_strdup(common);
		st = r->common_dir ? UMB_OK : UMB_E_NOMEM;
	}
	free(git);
	free(work);
	free(common);
	if (st == UMB_E_NOTFOUND)
		return umb_err_set(err, st, "GIT_DIR, '%s', is no git repository", env("GIT_DIR"));
	return st;
}

umb_status umb_git_none(const char *path, umb_err *err)
{
	/* Who names a branch where a repository is wanted sees how commits are named. */
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return umb_err_set(err, UMB_E_NOTFOUND, "'%s' is no git repository, and nothing of that name is here (commits are A..B, or --branch NAME)", path);
	return umb_err_set(err, UMB_E_NOTFOUND, "'%s' is no git repository, nor is any folder above it", path);
}

umb_status umb_git_find(umb_git_repo *r, const char *path, bool obeys_environment, umb_err *err)
{
	char      *at, *slash;
	umb_status st = UMB_E_NOTFOUND;

	if (obeys_environment && env("GIT_DIR"))
		return take_environment(r, err);
	at = realpath(path, NULL);
	while (at && (st = look_at(r, at)) == UMB_E_NOTFOUND && strcmp(at, "/") != 0) {
		slash = strrchr(at, '/');
		slash[slash == at] = 0;
	}
	free(at);
	if (st == UMB_E_NOTFOUND)
		return umb_git_none(path, err);
	return st == UMB_OK ? st : umb_err_set(err, st, "'%s': %s", path, umb_status_text(st));
}
