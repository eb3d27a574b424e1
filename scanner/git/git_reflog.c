/*
 * git_reflog.c - what keeps commits beside refs (git's Documentation/gitrepository-layout): the entries of reflogs, and the HEADs
 * of other work trees.
 *
 * They are read only when there are findings, to say what still leads to one.  A reflog may name what is long gone: nothing
 * in here is a gap, because every object that is there was looked at whatever names it.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_history.h"

#define MAX_DEPTH 16
#define MAX_FILE ((size_t)64 << 20)
#define MAX_ALL ((size_t)256 << 20)

typedef struct reading {
	const umb_git_repo *repo;
	umb_git_root_fn     root;
	void               *ctx;
	size_t              left; /* of MAX_ALL */
	umb_status          st;
	bool                is_unread; /* something that is there */
} reading;

static void tell(reading *r, umb_git_root_kind kind, umb_slice hex)
{
	uint8_t id[UMB_ID_MAX] = { 0 };

	if (r->st == UMB_OK && umb_parse_hex(id, r->repo->id_len, hex) && umb_git_is_id(id, r->repo->id_len))
		r->st = r->root(r->ctx, kind, id);
}

static bool read_file(reading *r, umb_buf *path, umb_buf *text)
{
	umb_status st = path->failed == UMB_OK ? umb_file_read_scanned(text, umb_buf_str(path), UMB_MIN(MAX_FILE, r->left), NULL) : path->failed;

	if (st == UMB_E_NOMEM)
		r->st = st;
	r->is_unread = r->is_unread || (st != UMB_OK && st != UMB_E_NOTFOUND);
	r->left -= UMB_MIN(text->len, r->left);
	return st == UMB_OK;
}

/* "<old> <new> <who> <when>\t<words>" */
static void read_log(reading *r, umb_buf *path, umb_git_root_kind kind)
{
	umb_buf text = UMB_BUF_INIT_MAX(MAX_FILE + 65536);
	size_t  hex  = 2 * (size_t)r->repo->id_len;

	if (read_file(r, path, &text)) {
		umb_slice all = umb_buf_view(&text);

		for (size_t at = 0, end; at < all.len && r->st == UMB_OK; at = end + 1) {
			umb_slice line;

			end  = umb_text_line_end(all, at);
			line = umb_slice_sub(all, at, end);
			if (line.len < 2 * hex + 1 || line.ptr[hex] != ' ')
				continue;
			tell(r, kind, umb_slice_sub(line, 0, hex));
			tell(r, kind, umb_slice_sub(line, hex + 1, 2 * hex + 1));
		}
	}
	umb_buf_clear(&text);
}

/* A HEAD that is no branch's; one that is names a ref, which is read as such. */
static void read_head(reading *r, umb_buf *path)
{
	umb_buf   text = UMB_BUF_INIT_MAX(70000);
	umb_slice name;
	uint8_t   id[UMB_ID_MAX] = { 0 };

	if (read_file(r, path, &text) && umb_git_ref_parse(umb_buf_view(&text), r->repo->id_len, id, &name) == UMB_GIT_REF_ID && r->st == UMB_OK)
		r->st = r->root(r->ctx, UMB_GIT_ROOT_HEAD, id);
	umb_buf_clear(&text);
}

static bool join(umb_buf *out, umb_slice folder, const char *name, struct stat *sb)
{
	umb_buf_append_slice(out, folder);
	umb_buf_append_byte(out, '/');
	umb_buf_append_str(out, name);
	return out->failed == UMB_OK && lstat(umb_buf_str(out), sb) == 0;
}

static void read_folder(reading *r, umb_slice folder, size_t name_at, int depth)
{
	umb_buf        zero = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	DIR           *dir  = umb_buf_append_slice(&zero, folder) == UMB_OK && depth < MAX_DEPTH ? opendir(umb_buf_str(&zero)) : NULL;
	struct dirent *d;

	r->is_unread = r->is_unread || !dir;
	while (dir && r->st == UMB_OK && (errno = 0, d = readdir(dir)) != NULL) {
		umb_buf     path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
		struct stat sb;

		if (d->d_name[0] != '.' && join(&path, folder, d->d_name, &sb)) {
			if (S_ISDIR(sb.st_mode))
				read_folder(r, umb_buf_view(&path), name_at, depth + 1);
			else if (S_ISREG(sb.st_mode))
				read_log(r, &path, umb_slice_eq_str(umb_slice_sub(umb_buf_view(&path), name_at, path.len), "refs/stash") ? UMB_GIT_ROOT_STASH : UMB_GIT_ROOT_LOG);
		}
		umb_buf_clear(&path);
	}
	r->is_unread = r->is_unread || (r->st == UMB_OK && errno);
	if (dir)
		closedir(dir);
	umb_buf_clear(&zero);
}

static void read_logs(reading *r, umb_slice git_dir)
{
	umb_buf     path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat sb;

	if (join(&path, git_dir, "logs", &sb) && S_ISDIR(sb.st_mode))
		read_folder(r, umb_buf_view(&path), path.len + 1, 0);
	umb_buf_clear(&path);
}

/* Each work tree beside the main one has a folder here. */
static void read_work_trees(reading *r)
{
	umb_buf        all = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat    sb;
	bool           is_there = join(&all, umb_slice_str(r->repo->common_dir), "worktrees", &sb) && S_ISDIR(sb.st_mode);
	DIR           *dir = is_there ? opendir(umb_buf_str(&all)) : NULL;
	struct dirent *d;

	r->is_unread = r->is_unread || (is_there && !dir);
	while (dir && r->st == UMB_OK && (errno = 0, d = readdir(dir)) != NULL) {
		umb_buf one = UMB_BUF_INIT_MAX(PATH_MAX * 2), head = UMB_BUF_INIT_MAX(PATH_MAX * 2);

		if (d->d_name[0] != '.' && join(&one, umb_buf_view(&all), d->d_name, &sb) && S_ISDIR(sb.st_mode)) {
			read_logs(r, umb_buf_view(&one));
			if (join(&head, umb_buf_view(&one), "HEAD", &sb) && S_ISREG(sb.st_mode))
				read_head(r, &head);
		}
		umb_buf_clear(&one);
		umb_buf_clear(&head);
	}
	r->is_unread = r->is_unread || (dir && r->st == UMB_OK && errno);
	if (dir)
		closedir(dir);
	umb_buf_clear(&all);
}

umb_status umb_git_reflogs_read(const umb_git_repo *repo, umb_git_root_fn root, void *ctx)
{
	reading r = { repo, root, ctx, MAX_ALL, UMB_OK, false };

	/* A bundle has none. */
	if (!repo->common_dir)
		return UMB_OK;
	read_logs(&r, umb_slice_str(repo->common_dir));
	read_work_trees(&r);
	return r.st == UMB_OK && r.is_unread ? UMB_E_IO : r.st;
}
