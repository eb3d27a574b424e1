/*
 * git_files.c - see git_files.h.  Addresses with passwords stand in configurations and in what was fetched; a log of a ref keeps
 * the subjects of commits that are gone.  Nothing is followed: no link, no include.
 */
#include "source/git_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "source/fs_file.h"

#define MAX_DEPTH 16

typedef struct walk {
	const umb_visit *visit;
	uint8_t         *bytes;
	umb_buf          path;  /* on disk */
	umb_buf          shown; /* ".git/config" */
	umb_status       st;
} walk;

static void scan_file(walk *w)
{
	umb_place   place = { .source = "git", .path = umb_buf_view(&w->shown) };
	struct stat sb;
	int         fd = open(umb_buf_str(&w->path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		if (errno == ELOOP)
			w->visit->skip(w->visit->ctx, &place, UMB_SKIP_SYMLINK, NULL);
		else if (errno != ENOENT && errno != ENOTDIR)
			umb_fs_skip_errno(&place, w->visit, errno);
		return;
	}
	if (fstat(fd, &sb) != 0)
		umb_fs_skip_errno(&place, w->visit, errno);
	else if (S_ISREG(sb.st_mode) && sb.st_size > 0)
		w->st = umb_fs_file_scan(fd, w->bytes, &place, w->visit);
	close(fd);
}

static void scan_folder(walk *w, int depth)
{
	umb_place      place = { .source = "git", .path = umb_buf_view(&w->shown) };
	DIR           *dir   = depth < MAX_DEPTH ? opendir(umb_buf_str(&w->path)) : NULL;
	struct dirent *d;

	if (!dir) {
		if (depth >= MAX_DEPTH)
			w->visit->skip(w->visit->ctx, &place, UMB_SKIP_TOO_DEEP, NULL);
		else if (errno != ENOENT && errno != ENOTDIR)
			umb_fs_skip_errno(&place, w->visit, errno);
		return;
	}
	while (w->st == UMB_OK && (errno = 0, d = readdir(dir)) != NULL) {
		size_t      n_path = w->path.len, n_shown = w->shown.len;
		struct stat sb;

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		umb_buf_printf(&w->path, "/%s", d->d_name);
		umb_buf_printf(&w->shown, "/%s", d->d_name);
		if (w->path.failed != UMB_OK || w->shown.failed != UMB_OK)
			w->st = UMB_E_NOMEM;
		else if (lstat(umb_buf_str(&w->path), &sb) == 0 && S_ISDIR(sb.st_mode))
			scan_folder(w, depth + 1);
		else
			scan_file(w);
		w->path.len  = n_path;
		w->shown.len = n_shown;
	}
	if (w->st == UMB_OK && errno) {
		place.path = umb_buf_view(&w->shown);
		umb_fs_skip_errno(&place, w->visit, errno);
	}
	closedir(dir);
}

static void scan_named(walk *w, const char *folder, const char *shown, const char *name, bool is_folder)
{
	umb_buf_reset(&w->path);
	umb_buf_reset(&w->shown);
	umb_buf_printf(&w->path, "%s/%s", folder, name);
	umb_buf_printf(&w->shown, "%s%s", shown, name);
	if (w->path.failed != UMB_OK || w->shown.failed != UMB_OK)
		w->st = UMB_E_NOMEM;
	else if (is_folder)
		scan_folder(w, 0);
	else
		scan_file(w);
}

umb_status umb_git_files_scan(const umb_git_repo *r, const umb_visit *visit)
{
	static const char *const shared[] = { "config", "packed-refs", "description" };
	static const char *const own[]    = { "config.worktree", "FETCH_HEAD", "COMMIT_EDITMSG", "MERGE_MSG", "SQUASH_MSG", "TAG_EDITMSG" };
	const char *shown = r->work_dir ? ".git/" : "";
	walk        w     = { .visit = visit, .bytes = umb_alloc(UMB_FS_READ_CAP + UMB_TEXT_PAD) };

	w.st = w.bytes ? UMB_OK : UMB_E_NOMEM;
	for (size_t i = 0; i < UMB_COUNT(shared) && w.st == UMB_OK; i++)
		scan_named(&w, r->common_dir, shown, shared[i], false);
	for (size_t i = 0; i < UMB_COUNT(own) && w.st == UMB_OK; i++)
		scan_named(&w, r->git_dir, shown, own[i], false);
	if (w.st == UMB_OK)
		scan_named(&w, r->common_dir, shown, "logs", true);
	if (w.st == UMB_OK && strcmp(r->git_dir, r->common_dir) != 0)
		scan_named(&w, r->git_dir, shown, "logs", true);
	umb_free(w.bytes);
	umb_buf_clear(&w.path);
	umb_buf_clear(&w.shown);
	return w.st;
}
