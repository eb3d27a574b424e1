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
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/path.h"
#include "core/source.h"
#include "source/fs_file.h"
#include "source/fs_queue.h"

#define LIST_CAP ((size_t)64 << 10)
#define CHUNK 128                   /* names of one directory per piece of work */
/*
 * Files are read to where a page begins, as they lie in the system's memory.  An address 16 bytes behind that, which is where
 * an allocator puts large blocks, makes the copy two and a half times slower on some processors (Zen 3: 5.0 µs a file, not 2.0).
 */
#define PAGE ((size_t)4096)

struct umb_source {
	const char     *target;
	umb_source_opts opts;
	umb_fs_queue    queue;
	int             root_fd;  /* the target directory, or -1 for a single file */
	dev_t           device;
	bool            is_file, is_taken;
	umb_mutex       lock;     /* guards is_taken */
};

struct umb_lane {
	uint8_t *room;
	uint8_t *bytes;   /* in `room`, where a page begins: UMB_FS_READ_CAP + UMB_TEXT_PAD */
	uint8_t *list;    /* LIST_CAP, for getdents64 */
	umb_buf  path;    /* of the file at hand, as shown */
	umb_buf  names;   /* of the directory at hand */
	size_t   n_names;
	int      dir_fd;
};

struct dirent64_raw {
	uint64_t ino;
	int64_t  off;
	uint16_t reclen;
	uint8_t  type;
	char     name[];
};

enum { TYPE_UNKNOWN = 0, TYPE_DIR = 4, TYPE_FILE = 8, TYPE_LINK = 10 };

/* -- opening ------------------------------------------------------------------------------------- */

static umb_status open_target(umb_source *s, umb_err *err)
{
	struct stat sb;

	s->root_fd = open(s->target, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_PATH);
	if (s->root_fd < 0 || fstat(s->root_fd, &sb) != 0)
		return umb_err_errno(err, errno, "'%s'", s->target);
	s->device  = sb.st_dev;
	s->is_file = !S_ISDIR(sb.st_mode);
	if (!S_ISREG(sb.st_mode) && !S_ISDIR(sb.st_mode))
		return umb_err_set(err, UMB_E_USAGE, "'%s' is neither a regular file nor a directory", s->target);
	close(s->root_fd);
	s->root_fd = -1;
	if (s->is_file)
		return UMB_OK;
	s->root_fd = open(s->target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return s->root_fd < 0 ? umb_err_errno(err, errno, "'%s'", s->target) : UMB_OK;
}

static void dir_close(umb_source *s)
{
	if (!s)
		return;
	if (s->root_fd >= 0)
		close(s->root_fd);
	umb_fs_queue_clear(&s->queue);
	umb_mutex_clear(&s->lock);
	umb_free(s);
}

static umb_status dir_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	umb_source  *s = umb_alloc_zero(1, sizeof(*s));
	umb_fs_piece root = { NULL, NULL, 0 };
	umb_status   st;

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->target  = target;
	s->opts    = *opts;
	s->root_fd = -1;
	umb_mutex_init(&s->lock);
	umb_fs_queue_init(&s->queue);
	st = open_target(s, err);
	if (st == UMB_OK && !s->is_file) {
		root.dir = umb_strdup("");
		st = root.dir ? umb_fs_queue_push(&s->queue, root) : UMB_E_NOMEM;
		if (st != UMB_OK)
			umb_free(root.dir);
	}
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
	umb_free(lane->list);
	umb_buf_clear(&lane->path);
	umb_buf_clear(&lane->names);
	umb_free(lane);
}

static umb_status dir_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane *lane = umb_alloc_zero(1, sizeof(*lane));

	UMB_UNUSED(s);
	if (lane) {
		lane->room   = umb_alloc(UMB_FS_READ_CAP + UMB_TEXT_PAD + PAGE);
		lane->list   = umb_alloc(LIST_CAP);
		lane->dir_fd = -1;
	}
	if (!lane || !lane->room || !lane->list) {
		dir_lane_close(lane);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	lane->bytes = lane->room + (PAGE - (uintptr_t)lane->room % PAGE) % PAGE;
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
		st = umb_fs_file_scan(fd, lane->bytes, &place, visit);
	close(fd);
	return st;
}

/* -- one directory ---------------------------------------------------------------------------------- */

/* For kernels before 5.6: only the last part is checked for a link, and a mount point is known by its device. */
static int open_beneath_old(const umb_source *s, int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat sb;

	if (fd < 0 || s->opts.cross_mounts || fstat(fd, &sb) != 0 || sb.st_dev == s->device)
		return fd;
	close(fd);
	errno = EXDEV;
	return -1;
}

/* `name`, of a length that a system call takes, below `at`; without a link in any part.  EXDEV: a mount point is in the way. */
static int open_beneath(const umb_source *s, int at, const char *name)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	long fd;

	if (!s->opts.cross_mounts)
		how.resolve |= RESOLVE_NO_XDEV;
	fd = syscall(SYS_openat2, at, name, &how, sizeof(how));
	return fd < 0 && errno == ENOSYS ? open_beneath_old(s, at, name) : (int)fd;
}

/* A tree may be deeper than a path may be long: then it is gone down in steps. */
static int open_dir(const umb_source *s, const char *dir)
{
	char   step[PATH_MAX];
	size_t left = strlen(dir), n;
	int    at = s->root_fd, fd, code;

	if (!left)
		return openat(s->root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	do {
		n = left;
		if (n >= sizeof(step)) {
			const char *slash = memrchr(dir, '/', sizeof(step) - 1);

			n = slash ? (size_t)(slash - dir) : sizeof(step) - 1;
		}
		memcpy(step, dir, n);
		step[n] = 0;
		fd   = open_beneath(s, at, step);
		code = errno;
		if (at != s->root_fd)
			close(at);
		at = fd;
		n += dir[n] == '/';
		dir += n;
		left -= n;
	} while (fd >= 0 && left > 0);
	errno = code;
	return fd;
}

static void set_path(const umb_source *s, umb_lane *lane, const char *dir, const char *name)
{
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

static uint8_t real_type(int dir_fd, const char *name, uint8_t type)
{
	struct stat sb;

	if (type != TYPE_UNKNOWN || fstatat(dir_fd, name, &sb, AT_SYMLINK_NOFOLLOW) != 0)
		return type;
	return S_ISREG(sb.st_mode) ? TYPE_FILE : S_ISDIR(sb.st_mode) ? TYPE_DIR : S_ISLNK(sb.st_mode) ? TYPE_LINK : 1;
}

static bool is_git_dir(int dir_fd)
{
	struct stat sb;

	return fstatat(dir_fd, "HEAD", &sb, AT_SYMLINK_NOFOLLOW) == 0 && fstatat(dir_fd, "refs", &sb, AT_SYMLINK_NOFOLLOW) == 0;
}

static umb_status push_dir(umb_source *s, umb_lane *lane, const char *dir, const char *name, const umb_visit *visit)
{
	umb_buf      path = UMB_BUF_INIT_MAX(1 << 20);
	umb_fs_piece piece = { NULL, NULL, 0 };
	umb_status   st;

	set_path(s, lane, dir, name);
	if (lane->path.failed == UMB_OK && s->opts.n_excludes && is_excluded(s, lane)) {
		skip(lane, visit, UMB_SKIP_EXCLUDED, NULL);
		return UMB_OK;
	}
	if (strcmp(name, "objects") == 0 && is_git_dir(lane->dir_fd)) {
		skip(lane, visit, UMB_SKIP_GIT_OBJECTS, NULL);
		return UMB_OK;
	}
	umb_path_join(&path, umb_slice_str(dir), umb_slice_str(name));
	umb_buf_append(&path, "", 1);
	if (path.failed == UMB_OK)
		piece.dir = umb_strdup((const char *)path.ptr);
	umb_buf_clear(&path);
	st = piece.dir ? umb_fs_queue_push(&s->queue, piece) : UMB_E_NOMEM;
	if (st != UMB_OK) {
		umb_free(piece.dir);
		skip(lane, visit, UMB_SKIP_MEMORY, NULL);
	}
	return UMB_OK;
}

static void on_entry(umb_source *s, umb_lane *lane, const char *dir, const struct dirent64_raw *d, const umb_visit *visit)
{
	const char *name = d->name;
	uint8_t     type = real_type(lane->dir_fd, name, d->type);

	if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
		return;
	if (type == TYPE_DIR) {
		push_dir(s, lane, dir, name, visit);
	} else if (type == TYPE_FILE || type == TYPE_UNKNOWN) {
		umb_buf_append(&lane->names, name, strlen(name) + 1);
		lane->n_names++;
	} else {
		set_path(s, lane, dir, name);
		skip(lane, visit, type == TYPE_LINK ? UMB_SKIP_SYMLINK : UMB_SKIP_SPECIAL, NULL);
	}
}

static umb_status scan_names(umb_source *s, umb_lane *lane, const char *dir, const char *names, size_t n, const umb_visit *visit)
{
	umb_status st = UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++, names += strlen(names) + 1) {
		if (visit->is_cancelled(visit->ctx))
			return UMB_END;
		set_path(s, lane, dir, names);
		st = scan_file(s, lane, lane->dir_fd, names, visit);
	}
	return st;
}

/* Gives what is left of a large directory to the others; what cannot be given away is done here. */
static size_t share_names(umb_source *s, umb_lane *lane, const char *dir)
{
	const char *at = (const char *)lane->names.ptr;
	size_t      left = lane->n_names, n_own = UMB_MIN(left, (size_t)CHUNK);

	for (size_t i = 0; i < n_own; i++)
		at += strlen(at) + 1;
	for (left -= n_own; left > 0;) {
		umb_fs_piece piece = { umb_strdup(dir), NULL, UMB_MIN(left, (size_t)CHUNK) };
		const char  *end = at;

		for (size_t i = 0; i < piece.n_names; i++)
			end += strlen(end) + 1;
		piece.names = umb_strndup(at, (size_t)(end - at));
		if (!piece.dir || !piece.names || umb_fs_queue_push(&s->queue, piece) != UMB_OK) {
			umb_free(piece.dir);
			umb_free(piece.names);
			return n_own + left;
		}
		at = end;
		left -= piece.n_names;
	}
	return n_own;
}

static umb_status list_dir(umb_source *s, umb_lane *lane, const char *dir, const umb_visit *visit)
{
	long n;

	umb_buf_reset(&lane->names);
	lane->n_names = 0;
	while ((n = syscall(SYS_getdents64, lane->dir_fd, lane->list, LIST_CAP)) > 0) {
		if (visit->is_cancelled(visit->ctx))
			return UMB_END;
		for (long at = 0; at < n;) {
			const struct dirent64_raw *d = (const void *)(lane->list + at);

			on_entry(s, lane, dir, d, visit);
			at += d->reclen;
		}
		if (lane->names.failed != UMB_OK)
			return UMB_E_NOMEM;
	}
	if (n < 0) {
		set_path(s, lane, dir, NULL);
		skip_errno(lane, visit, errno);
	}
	return scan_names(s, lane, dir, (const char *)lane->names.ptr, share_names(s, lane, dir), visit);
}

static umb_status work_piece(umb_source *s, umb_lane *lane, const umb_fs_piece *p, const umb_visit *visit)
{
	umb_status st;

	lane->dir_fd = open_dir(s, p->dir);
	if (lane->dir_fd < 0) {
		int code = errno;

		set_path(s, lane, p->dir, NULL);
		if (code == EXDEV && !s->opts.cross_mounts)
			skip(lane, visit, UMB_SKIP_MOUNT, NULL);
		else
			skip_errno(lane, visit, code);
		return UMB_OK;
	}
	if (p->names)
		st = scan_names(s, lane, p->dir, p->names, p->n_names, visit);
	else
		st = list_dir(s, lane, p->dir, visit);
	close(lane->dir_fd);
	return st;
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
	umb_fs_piece piece;
	umb_status   st;

	UMB_UNUSED(err);
	if (visit->is_cancelled(visit->ctx))
		return UMB_END;
	if (s->is_file)
		return work_file(s, lane, visit);
	st = umb_fs_queue_take(&s->queue, &piece);
	if (st == UMB_E_LIMIT)
		return UMB_OK;
	if (st != UMB_OK)
		return st;
	st = work_piece(s, lane, &piece, visit);
	umb_fs_queue_done(&s->queue, &piece);
	return st;
}

const umb_source_ops umb_source_dir = {
	.name       = "dir",
	.summary    = "directories and files",
	.open       = dir_open,
	.lane_open  = dir_lane_open,
	.work       = dir_work,
	.lane_close = dir_lane_close,
	.close      = dir_close,
};
