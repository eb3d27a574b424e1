/*
 * git_files.c - see git_files.h.  Addresses with passwords stand in configurations and in what was fetched; a log of a ref keeps
 * the subjects of commits that are gone; what was cherry-picked, rebased or resolved half way lies in files, and so does what
 * Git LFS keeps.  So all of the folder is read, and what is not is what others read: objects, the index, submodules.  Nothing is
 * followed: no link, no include.
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
		w->st = umb_fs_file_scan(fd, w->bytes, NULL, &place, w->visit);
	close(fd);
}

static bool is_read_elsewhere(const char *name)
{
	static const char *const names[] = { "objects", "refs", "index", "modules" };

	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
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

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0 || (depth == 0 && is_read_elsewhere(d->d_name)))
			continue;
		if (w->visit->is_cancelled(w->visit->ctx))
			break;
		umb_buf_printf(&w->path, "/%s", d->d_name);
		umb_buf_printf(&w->shown, w->shown.len ? "/%s" : "%s", d->d_name);
		place.path = umb_buf_view(&w->shown);
		if (w->path.failed != UMB_OK || w->shown.failed != UMB_OK)
			w->st = UMB_E_NOMEM;
		else if (lstat(umb_buf_str(&w->path), &sb) != 0)
			; /* a lock that was there for a moment */
		else if (S_ISDIR(sb.st_mode))
			scan_folder(w, depth + 1);
		else if (S_ISREG(sb.st_mode) || S_ISLNK(sb.st_mode))
			scan_file(w);
		else
			w->visit->skip(w->visit->ctx, &place, UMB_SKIP_SPECIAL, NULL);
		w->path.len  = n_path;
		w->shown.len = n_shown;
	}
	if (w->st == UMB_OK && errno) {
		place.path = umb_buf_view(&w->shown);
		umb_fs_skip_errno(&place, w->visit, errno);
	}
	closedir(dir);
}

static void scan_all(walk *w, const char *folder, const char *shown)
{
	umb_buf_reset(&w->path);
	umb_buf_reset(&w->shown);
	umb_buf_append_str(&w->path, folder);
	umb_buf_append_str(&w->shown, shown);
	if (w->path.failed != UMB_OK || w->shown.failed != UMB_OK)
		w->st = UMB_E_NOMEM;
	else
		scan_folder(w, 0);
}

/* What branches and tags are called; of those that are packed it stands in a file. */
static void scan_names(walk *w, const umb_git_repo *r, const char *shown)
{
	umb_buf   text  = UMB_BUF_INIT;
	umb_place place = { .source = "git", .path = umb_slice_str(shown) };
	umb_unit  unit  = { .place = &place };

	for (size_t i = 0; i < r->n_refs; i++) {
		if (!r->ref[i].is_packed)
			umb_buf_printf(&text, "%s\n", r->ref[i].name);
	}
	if (umb_buf_reserve(&text, UMB_TEXT_PAD) == UMB_OK && text.failed == UMB_OK) {
		memset(text.ptr + text.len, 0, UMB_TEXT_PAD);
		unit.bytes = umb_buf_view(&text);
		if (text.len)
			w->st = w->visit->unit(w->visit->ctx, &unit);
	} else {
		w->visit->skip(w->visit->ctx, &place, UMB_SKIP_MEMORY, NULL);
	}
	umb_buf_clear(&text);
}

umb_status umb_git_files_scan(const umb_git_repo *r, const umb_visit *visit)
{
	bool   is_bare = r->work_dir == NULL;
	size_t n       = strlen(r->common_dir);
	walk   w       = { .visit = visit, .bytes = umb_alloc(UMB_FS_READ_CAP + UMB_TEXT_PAD) };

	w.st = w.bytes ? UMB_OK : UMB_E_NOMEM;
	if (w.st == UMB_OK)
		scan_all(&w, r->common_dir, is_bare ? "" : ".git");
	/* That of a linked work tree lies inside, unless somebody moved it. */
	if (w.st == UMB_OK && strncmp(r->git_dir, r->common_dir, n) != 0)
		scan_all(&w, r->git_dir, is_bare ? "" : ".git");
	if (w.st == UMB_OK)
		scan_names(&w, r, is_bare ? "refs" : ".git/refs");
	umb_free(w.bytes);
	umb_buf_clear(&w.path);
	umb_buf_clear(&w.shown);
	return w.st;
}

umb_status umb_git_files_scan_bundle(const umb_git_pack *p, const umb_visit *visit)
{
	umb_buf    text  = UMB_BUF_INIT;
	umb_place  place = { .source = "git", .path = umb_slice_str(p->path) };
	umb_unit   unit  = { .place = &place, .is_opened = true };
	umb_status st;

	umb_buf_append_slice(&text, umb_slice_of(p->map.ptr, (size_t)(p->data - p->map.ptr)));
	if (umb_buf_reserve(&text, UMB_TEXT_PAD) == UMB_OK && text.failed == UMB_OK) {
		memset(text.ptr + text.len, 0, UMB_TEXT_PAD);
		unit.bytes = umb_buf_view(&text);
		st = visit->unit(visit->ctx, &unit);
	} else {
		visit->skip(visit->ctx, &place, UMB_SKIP_MEMORY, "its header");
		st = UMB_OK;
	}
	umb_buf_clear(&text);
	return st;
}
