/*
 * src_dir.c - directories and files: every byte of every regular file.
 *
 * The thread that lists a directory also reads its files, relative to the open directory, into one
 * buffer that it uses again and again: no stat, no mapping, no copy.  Nothing in the tree is followed
 * or obeyed: symbolic links are counted, devices and FIFOs are not opened (and would not block if one
 * were swapped in), and a directory is opened without following a link in any part of its path.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/path.h"
#include "core/source.h"
#include "source/fs_file.h"
#include "source/fs_tree.h"
#include "source/pack_file.h"

/*
 * Files are read to where a page begins, as they lie in the system's memory.  An address 16 bytes behind that, which is where
 * an allocator puts large blocks, makes the copy two and a half times slower on some processors (Zen 3: 5.0 µs a file, not 2.0).
 */
#define PAGE ((size_t)4096)

struct umb_source {
	const char     *target;
	umb_source_opts opts;
	umb_fs_tree     tree;
	bool            is_file, is_taken;
	umb_mutex       lock;     /* guards is_taken */
};

struct umb_lane {
	umb_source       *source;
	const umb_visit  *visit;
	umb_fs_tree_lane  tree;
	uint8_t *room;
	uint8_t *bytes;   /* in `room`, where a page begins: UMB_FS_READ_CAP + UMB_TEXT_PAD */
	umb_buf  path;    /* of the file at hand, as shown */
};

/* -- opening ------------------------------------------------------------------------------------- */

static umb_status open_target(umb_source *s, umb_err *err)
{
	struct stat sb;
	int         fd = open(s->target, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_PATH);

	if (fd < 0)
		return umb_err_errno(err, errno, "'%s'", s->target);
	if (fstat(fd, &sb) != 0) {
		umb_err_errno(err, errno, "'%s'", s->target);
		close(fd);
		return UMB_E_IO;
	}
	close(fd);
	s->is_file = !S_ISDIR(sb.st_mode);
	if (!S_ISREG(sb.st_mode) && !S_ISDIR(sb.st_mode))
		return umb_err_set(err, UMB_E_USAGE, "'%s' is neither a regular file nor a directory", s->target);
	return s->is_file ? UMB_OK : umb_fs_tree_open(&s->tree, s->target, s->opts.cross_mounts, err);
}

static void dir_close(umb_source *s)
{
	if (!s)
		return;
	umb_fs_tree_close(&s->tree);
	umb_mutex_clear(&s->lock);
	umb_free(s);
}

static umb_status dir_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	umb_source *s = umb_alloc_zero(1, sizeof(*s));
	umb_status  st;

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->target = target;
	s->opts   = *opts;
	umb_mutex_init(&s->lock);
	st = open_target(s, err);
	if (st != UMB_OK) {
		dir_close(s);
		return st;
	}
	*out = s;
	return UMB_OK;
}

static void dir_lane_close(umb_lane *lane)
{
	if (!lane)
		return;
	umb_free(lane->room);
	umb_fs_tree_lane_close(&lane->tree);
	umb_buf_clear(&lane->path);
	umb_free(lane);
}

static umb_status dir_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane *lane = umb_alloc_zero(1, sizeof(*lane));

	if (lane)
		lane->room = umb_alloc(UMB_FS_READ_CAP + UMB_TEXT_PAD + PAGE);
	if (!lane || !lane->room || umb_fs_tree_lane_open(&lane->tree) != UMB_OK) {
		dir_lane_close(lane);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	lane->source = s;
	lane->bytes  = lane->room + (PAGE - (uintptr_t)lane->room % PAGE) % PAGE;
	*out = lane;
	return UMB_OK;
}

/* -- one file -------------------------------------------------------------------------------------- */

static umb_place place_of(const umb_lane *lane)
{
	return (umb_place){ .source = "dir", .path = umb_buf_view(&lane->path) };
}

static void skip_errno(const umb_lane *lane, const umb_visit *visit, int code)
{
	umb_place place = place_of(lane);

	umb_fs_skip_errno(&place, visit, code);
}

static void skip(const umb_lane *lane, const umb_visit *visit, umb_skip reason, const char *detail)
{
	umb_place place = place_of(lane);

	visit->skip(visit->ctx, &place, reason, detail);
	/* Its name is not whole. */
	if (lane->path.failed != UMB_OK && reason != UMB_SKIP_MEMORY)
		visit->skip(visit->ctx, &place, UMB_SKIP_MEMORY, NULL);
}

static bool is_excluded(const umb_source *s, const umb_lane *lane)
{
	for (size_t i = 0; i < s->opts.n_excludes; i++) {
		if (umb_glob_match(s->opts.excludes[i], umb_buf_view(&lane->path)))
			return true;
	}
	return false;
}

/* With a size limit the size is asked first; without one that is a system call less. */
static bool is_too_big(const umb_source *s, int fd)
{
	struct stat sb;

	return s->opts.max_target_bytes && fstat(fd, &sb) == 0 && (uint64_t)sb.st_size > s->opts.max_target_bytes;
}

static umb_status scan_file(umb_source *s, umb_lane *lane, int at, const char *name, const umb_visit *visit)
{
	int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (at == AT_FDCWD ? 0 : O_NOFOLLOW);
	umb_place  place = place_of(lane);
	umb_status st = UMB_OK;
	int fd;

	if (lane->path.failed != UMB_OK) {
		skip(lane, visit, UMB_SKIP_MEMORY, NULL);
		return UMB_OK;
	}
	if (s->opts.n_excludes && is_excluded(s, lane)) {
		skip(lane, visit, UMB_SKIP_EXCLUDED, NULL);
		return UMB_OK;
	}
	fd = openat(at, name, flags);
	if (fd < 0) {
		skip_errno(lane, visit, errno);
		return UMB_OK;
	}
	if (is_too_big(s, fd))
		skip(lane, visit, UMB_SKIP_TOO_BIG, NULL);
	else
		st = umb_pack_file_scan(fd, lane->bytes, &place, &s->opts, visit);
	close(fd);
	return st;
}

/* -- the tree --------------------------------------------------------------------------------------- */

static void set_path(umb_lane *lane, const char *dir, const char *name)
{
	const umb_source *s = lane->source;

	umb_buf_reset(&lane->path);
	umb_path_join(&lane->path, umb_slice_str(s->target), umb_slice_str(dir));
	/* "." stands before no name, and for itself. */
	if (!name && !lane->path.len)
		umb_buf_append_str(&lane->path, s->target);
	if (!name)
		return;
	if (lane->path.len && lane->path.ptr[lane->path.len - 1] != '/')
		umb_buf_append_byte(&lane->path, '/');
	umb_buf_append_str(&lane->path, name);
}

static bool is_git_dir(int dir_fd)
{
	struct stat sb;

	return fstatat(dir_fd, "HEAD", &sb, AT_SYMLINK_NOFOLLOW) == 0 && fstatat(dir_fd, "refs", &sb, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool on_folder(void *ctx, int dir_fd, const char *dir, const char *name)
{
	umb_lane *lane = ctx;
	umb_skip  reason;

	set_path(lane, dir, name);
	if (lane->path.failed == UMB_OK && lane->source->opts.n_excludes && is_excluded(lane->source, lane))
		reason = UMB_SKIP_EXCLUDED;
	else if (strcmp(name, "objects") == 0 && is_git_dir(dir_fd))
		reason = UMB_SKIP_GIT_OBJECTS;
	else
		return true;
	skip(lane, lane->visit, reason, NULL);
	return false;
}

static void on_skip(void *ctx, const char *dir, const char *name, umb_skip reason, int code)
{
	umb_lane *lane = ctx;

	set_path(lane, dir, name);
	if (code)
		skip_errno(lane, lane->visit, code);
	else
		skip(lane, lane->visit, reason, NULL);
}

static umb_status on_link(void *ctx, int dir_fd, const char *dir, const char *name)
{
	UMB_UNUSED(dir_fd);
	on_skip(ctx, dir, name, UMB_SKIP_SYMLINK, 0);
	return UMB_OK;
}

static umb_status on_file(void *ctx, int dir_fd, const char *dir, const char *name)
{
	umb_lane *lane = ctx;

	set_path(lane, dir, name);
	return scan_file(lane->source, lane, dir_fd, name, lane->visit);
}

static bool is_cancelled(void *ctx)
{
	umb_lane *lane = ctx;

	return lane->visit->is_cancelled(lane->visit->ctx);
}

static umb_status work_file(umb_source *s, umb_lane *lane, const umb_visit *visit)
{
	bool       is_mine;
	umb_status st;

	umb_mutex_lock(&s->lock);
	is_mine     = !s->is_taken;
	s->is_taken = true;
	umb_mutex_unlock(&s->lock);
	if (!is_mine)
		return UMB_END;
	umb_buf_reset(&lane->path);
	umb_buf_append_str(&lane->path, s->target);
	st = scan_file(s, lane, AT_FDCWD, s->target, visit);
	return st == UMB_OK ? UMB_END : st;
}

static umb_status dir_work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	umb_fs_tree_visit v = { lane, on_file, on_folder, on_link, on_skip, is_cancelled };

	UMB_UNUSED(err);
	lane->visit = visit;
	if (visit->is_cancelled(visit->ctx))
		return UMB_END;
	return s->is_file ? work_file(s, lane, visit) : umb_fs_tree_work(&s->tree, &lane->tree, &v);
}

static uint64_t dir_total(const umb_source *s)
{
	return s->is_file ? 1 : UINT64_MAX;
}

const umb_source_ops umb_source_dir = {
	.name       = "dir",
	.summary    = "directories and files",
	.open       = dir_open,
	.lane_open  = dir_lane_open,
	.work       = dir_work,
	.total      = dir_total,
	.lane_close = dir_lane_close,
	.close      = dir_close,
};
