/*
 * fs_tree.c - see fs_tree.h.
 *
 * The thread that lists a directory also visits its files, relative to the open directory; of a large one it gives away most.
 */
#include "source/fs_tree.h"

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

#define LIST_CAP ((size_t)64 << 10)
#define CHUNK 128                   /* names of one directory per piece of work */

struct dirent64_raw {
	uint64_t ino;
	int64_t  off;
	uint16_t reclen;
	uint8_t  type;
	char     name[];
};

enum { TYPE_UNKNOWN = 0, TYPE_DIR = 4, TYPE_FILE = 8, TYPE_LINK = 10 };

/* -- opening ------------------------------------------------------------------------------------- */

umb_status umb_fs_tree_open(umb_fs_tree *t, const char *path, bool cross_mounts, umb_err *err)
{
	umb_fs_piece root = { umb_strdup(""), NULL, 0 };
	struct stat  sb;
	umb_status   st;

	memset(t, 0, sizeof(*t));
	umb_fs_queue_init(&t->queue);
	t->cross_mounts = cross_mounts;
	t->root_fd      = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->root_fd < 0 || fstat(t->root_fd, &sb) != 0) {
		st = umb_err_errno(err, errno, "'%s'", path);
	} else {
		t->device = sb.st_dev;
		st = root.dir ? umb_fs_queue_push(&t->queue, root) : UMB_E_NOMEM;
		if (st != UMB_OK)
			umb_err_set(err, st, "out of memory");
	}
	if (st == UMB_OK)
		return st;
	umb_free(root.dir);
	if (t->root_fd >= 0)
		close(t->root_fd);
	umb_fs_queue_clear(&t->queue);
	memset(t, 0, sizeof(*t));
	return st;
}

void umb_fs_tree_close(umb_fs_tree *t)
{
	if (!t->device && !t->queue.cap)
		return;
	close(t->root_fd);
	umb_fs_queue_clear(&t->queue);
	memset(t, 0, sizeof(*t));
}

umb_status umb_fs_tree_lane_open(umb_fs_tree_lane *l)
{
	l->dir_fd = -1;
	l->list   = umb_alloc(LIST_CAP);
	return l->list ? UMB_OK : UMB_E_NOMEM;
}

void umb_fs_tree_lane_close(umb_fs_tree_lane *l)
{
	umb_free(l->list);
	umb_buf_clear(&l->names);
	l->list = NULL;
}

/*
 * Where the system has no openat2 (Linux before 5.6, and sandboxes that do not pass it on): part by part, none of them a link.  A
 * mount point is known by its device.
 */
static int open_by_parts(const umb_fs_tree *t, int at, const char *name)
{
	char        part[NAME_MAX + 1];
	struct stat sb;
	int         fd = at, next, code;
	size_t      n;

	for (; *name; name += n + (name[n] == '/')) {
		n = strcspn(name, "/");
		if (n == 0 || n > NAME_MAX) {
			next = -1;
			code = ENAMETOOLONG;
		} else {
			memcpy(part, name, n);
			part[n] = 0;
			next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			code = errno;
		}
		if (next >= 0 && !t->cross_mounts && fstat(next, &sb) == 0 && sb.st_dev != t->device) {
			close(next);
			next = -1;
			code = EXDEV;
		}
		if (fd != at)
			close(fd);
		errno = code;
		if (next < 0)
			return -1;
		fd = next;
	}
	return fd;
}

/* `name`, of a length that a system call takes, below `at`; without a link in any part.  EXDEV: a mount point is in the way. */
static int open_beneath(const umb_fs_tree *t, int at, const char *name)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	long fd;

	if (!t->cross_mounts)
		how.resolve |= RESOLVE_NO_XDEV;
	fd = syscall(SYS_openat2, at, name, &how, sizeof(how));
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? open_by_parts(t, at, name) : (int)fd;
}

/* A tree may be deeper than a path may be long: then it is gone down in steps. */
static int open_dir(const umb_fs_tree *t, const char *dir)
{
	char   step[PATH_MAX];
	size_t left = strlen(dir), n;
	int    at = t->root_fd, fd, code;

	if (!left)
		return openat(t->root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	do {
		n = left;
		if (n >= sizeof(step)) {
			const char *slash = memrchr(dir, '/', sizeof(step) - 1);

			n = slash ? (size_t)(slash - dir) : sizeof(step) - 1;
		}
		memcpy(step, dir, n);
		step[n] = 0;
		fd   = open_beneath(t, at, step);
		code = errno;
		if (at != t->root_fd)
			close(at);
		at = fd;
		n += dir[n] == '/';
		dir += n;
		left -= n;
	} while (fd >= 0 && left > 0);
	errno = code;
	return fd;
}

/* -- one directory ---------------------------------------------------------------------------------- */

static uint8_t real_type(int dir_fd, const char *name, uint8_t type)
{
	struct stat sb;

	if (type != TYPE_UNKNOWN || fstatat(dir_fd, name, &sb, AT_SYMLINK_NOFOLLOW) != 0)
		return type;
	return S_ISREG(sb.st_mode) ? TYPE_FILE : S_ISDIR(sb.st_mode) ? TYPE_DIR : S_ISLNK(sb.st_mode) ? TYPE_LINK : 1;
}

static void push_dir(umb_fs_tree *t, const char *dir, const char *name, const umb_fs_tree_visit *v)
{
	umb_buf      path = UMB_BUF_INIT_MAX(1 << 20);
	umb_fs_piece piece = { NULL, NULL, 0 };

	umb_path_join(&path, umb_slice_str(dir), umb_slice_str(name));
	umb_buf_append(&path, "", 1);
	if (path.failed == UMB_OK)
		piece.dir = umb_strdup((const char *)path.ptr);
	umb_buf_clear(&path);
	if (!piece.dir || umb_fs_queue_push(&t->queue, piece) != UMB_OK) {
		umb_free(piece.dir);
		v->skip(v->ctx, dir, name, UMB_SKIP_MEMORY, 0);
	}
}

static umb_status on_entry(umb_fs_tree *t, umb_fs_tree_lane *l, const char *dir, const struct dirent64_raw *d, const umb_fs_tree_visit *v)
{
	const char *name = d->name;
	uint8_t     type = real_type(l->dir_fd, name, d->type);

	if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
		return UMB_OK;
	if (type == TYPE_LINK)
		return v->link(v->ctx, l->dir_fd, dir, name);
	if (type == TYPE_DIR) {
		if (v->enters(v->ctx, l->dir_fd, dir, name))
			push_dir(t, dir, name, v);
	} else if (type == TYPE_FILE || type == TYPE_UNKNOWN) {
		umb_buf_append(&l->names, name, strlen(name) + 1);
		l->n_names++;
	} else {
		v->skip(v->ctx, dir, name, UMB_SKIP_SPECIAL, 0);
	}
	return UMB_OK;
}

static umb_status visit_names(const umb_fs_tree_lane *l, const char *dir, const char *names, size_t n, const umb_fs_tree_visit *v)
{
	umb_status st = UMB_OK;

	for (size_t i = 0; i < n && st == UMB_OK; i++, names += strlen(names) + 1) {
		if (v->is_cancelled(v->ctx))
			return UMB_END;
		st = v->file(v->ctx, l->dir_fd, dir, names);
	}
	return st;
}

/* Gives what is left of a large directory to the others; what cannot be given away is done here. */
static size_t share_names(umb_fs_tree *t, const umb_fs_tree_lane *l, const char *dir)
{
	const char *at = (const char *)l->names.ptr;
	size_t      left = l->n_names, n_own = UMB_MIN(left, (size_t)CHUNK);

	for (size_t i = 0; i < n_own; i++)
		at += strlen(at) + 1;
	for (left -= n_own; left > 0;) {
		umb_fs_piece piece = { umb_strdup(dir), NULL, UMB_MIN(left, (size_t)CHUNK) };
		const char  *end = at;

		for (size_t i = 0; i < piece.n_names; i++)
			end += strlen(end) + 1;
		piece.names = umb_strndup(at, (size_t)(end - at));
		if (!piece.dir || !piece.names || umb_fs_queue_push(&t->queue, piece) != UMB_OK) {
			umb_free(piece.dir);
			umb_free(piece.names);
			return n_own + left;
		}
		at = end;
		left -= piece.n_names;
	}
	return n_own;
}

static umb_status list_dir(umb_fs_tree *t, umb_fs_tree_lane *l, const char *dir, const umb_fs_tree_visit *v)
{
	umb_status st = UMB_OK;
	long       n;

	umb_buf_reset(&l->names);
	l->n_names = 0;
	while ((n = syscall(SYS_getdents64, l->dir_fd, l->list, LIST_CAP)) > 0) {
		if (v->is_cancelled(v->ctx))
			return UMB_END;
		for (long at = 0; at < n && st == UMB_OK;) {
			const struct dirent64_raw *d = (const void *)(l->list + at);

			st = on_entry(t, l, dir, d, v);
			at += d->reclen;
		}
		if (st == UMB_OK)
			st = l->names.failed;
		if (st != UMB_OK)
			return st;
	}
	if (n < 0)
		v->skip(v->ctx, dir, NULL, UMB_SKIP_UNREADABLE, errno);
	return visit_names(l, dir, (const char *)l->names.ptr, share_names(t, l, dir), v);
}

static umb_status work_piece(umb_fs_tree *t, umb_fs_tree_lane *l, const umb_fs_piece *p, const umb_fs_tree_visit *v)
{
	umb_status st;

	l->dir_fd = open_dir(t, p->dir);
	if (l->dir_fd < 0) {
		int code = errno;

		if (code == EXDEV && !t->cross_mounts)
			v->skip(v->ctx, p->dir, NULL, UMB_SKIP_MOUNT, 0);
		else
			v->skip(v->ctx, p->dir, NULL, UMB_SKIP_UNREADABLE, code);
		return UMB_OK;
	}
	if (p->names)
		st = visit_names(l, p->dir, p->names, p->n_names, v);
	else
		st = list_dir(t, l, p->dir, v);
	close(l->dir_fd);
	return st;
}

umb_status umb_fs_tree_work(umb_fs_tree *t, umb_fs_tree_lane *l, const umb_fs_tree_visit *v)
{
	umb_fs_piece piece;
	umb_status   st;

	if (v->is_cancelled(v->ctx))
		return UMB_END;
	st = umb_fs_queue_take(&t->queue, &piece);
	if (st == UMB_E_LIMIT)
		return UMB_OK;
	if (st != UMB_OK)
		return st;
	st = work_piece(t, l, &piece, v);
	umb_fs_queue_done(&t->queue, &piece);
	return st;
}
