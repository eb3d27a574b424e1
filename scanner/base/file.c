/*
 * file.c - whole files in, private files out.
 *
 * A report is written beside its final name and renamed only when every byte is on disk, so that a full
 * disk or an interrupted run leaves the old report, never half of a new one.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/keyed.h"
#include "base/number.h"

static umb_status read_fd(umb_buf *out, int fd, const char *path, size_t max, umb_err *err)
{
	for (;;) {
		ssize_t n;

		if (out->len > max)
			return umb_err_set(err, UMB_E_LIMIT, "'%s' is larger than %zu bytes", path, max);
		if (umb_buf_reserve(out, 65536) != UMB_OK)
			return umb_err_set(err, UMB_E_NOMEM, "'%s': out of memory", path);
		n = read(fd, out->ptr + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return umb_err_errno(err, errno, "'%s'", path);
		if (n == 0)
			return UMB_OK;
		out->len += (size_t)n;
	}
}

/* Of a regular file, and closes it; fd < 0: could not be opened. */
static umb_status read_regular(umb_buf *out, int own_fd, const char *path, size_t max, umb_err *err)
{
	struct stat sb;
	umb_status  st;

	if (own_fd < 0)
		return umb_err_errno(err, errno, "'%s'", path);
	if (fstat(own_fd, &sb) != 0 || !S_ISREG(sb.st_mode))
		st = umb_err_set(err, UMB_E_IO, "'%s' is not a regular file", path);
	else
		st = read_fd(out, own_fd, path, max, err);
	close(own_fd);
	return st;
}

static umb_status read_path(umb_buf *out, const char *path, bool is_stdin, int flags, size_t max, umb_err *err)
{
	if (is_stdin)
		return read_fd(out, STDIN_FILENO, path, max, err);
	return read_regular(out, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags), path, max, err);
}

/* One part after the other, so that no system call is needed that an old kernel lacks. */
umb_status umb_file_read_below(umb_buf *out, const char *folder, const char *name, size_t max, umb_err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (const char *slash; fd >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
		char part[256];
		int  next = -1, code = ENAMETOOLONG;

		if ((size_t)(slash - name) < sizeof(part)) {
			memcpy(part, name, (size_t)(slash - name));
			part[slash - name] = 0;
			next = strcmp(part, "..") == 0 ? -1 : openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			code = errno;
		}
		close(fd);
		fd    = next;
		errno = code;
	}
	if (fd >= 0) {
		int file = openat(fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), code = errno;

		close(fd);
		errno = code;
		fd    = file;
	}
	/* A link where a folder or the file should be is no such file. */
	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
		errno = ENOENT;
	return read_regular(out, fd, name, max, err);
}

umb_status umb_file_read(umb_buf *out, const char *path, size_t max, umb_err *err)
{
	return read_path(out, path, strcmp(path, "-") == 0, 0, max, err);
}

umb_status umb_file_read_scanned(umb_buf *out, const char *path, size_t max, umb_err *err)
{
	return read_path(out, path, false, O_NOFOLLOW | O_NOCTTY, max, err);
}

umb_status umb_fd_write(int fd, const void *ptr, size_t len, umb_err *err)
{
	const uint8_t *p = ptr;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return umb_err_errno(err, errno, "cannot write");
		p += n;
		len -= (size_t)n;
	}
	return UMB_OK;
}

/* -- private files ------------------------------------------------------------------------------ */

#define MAX_OPEN 8

struct umb_file_out {
	int   fd;
	char *path;
	char *temp; /* NULL when written in place */
};

/* Names of unfinished files, for the signal handler: pointers only, swapped atomically. */
static _Atomic(char *) unfinished[MAX_OPEN];

static void remember(char *temp)
{
	for (size_t i = 0; i < MAX_OPEN; i++) {
		char *expected = NULL;

		if (atomic_compare_exchange_strong(&unfinished[i], &expected, temp))
			return;
	}
}

static void forget(char *temp)
{
	for (size_t i = 0; i < MAX_OPEN; i++) {
		char *expected = temp;

		if (atomic_compare_exchange_strong(&unfinished[i], &expected, NULL))
			return;
	}
}

void umb_file_out_unlink_all(void)
{
	for (size_t i = 0; i < MAX_OPEN; i++) {
		char *temp = atomic_load(&unfinished[i]);

		if (temp)
			unlink(temp);
	}
}

static void release(umb_file_out *f)
{
	if (f->fd >= 0)
		close(f->fd);
	umb_free(f->path);
	umb_free(f->temp);
	umb_free(f);
}

static umb_status open_beside(umb_file_out *f, umb_err *err)
{
	umb_buf name = UMB_BUF_INIT_MAX(8192);
	uint8_t salt[6];
	char    hex[16];

	umb_random(salt, sizeof(salt));
	umb_format_hex(hex, salt, sizeof(salt));
	umb_buf_printf(&name, "%s.%s.tmp", f->path, hex);
	f->temp = umb_strdup(umb_buf_str(&name));
	umb_buf_clear(&name);
	if (!f->temp)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	f->fd = open(f->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (f->fd < 0) {
		umb_status st = umb_err_errno(err, errno, "cannot create '%s'", f->path);
		umb_free(f->temp);
		f->temp = NULL;
		return st;
	}
	remember(f->temp);
	return UMB_OK;
}

umb_status umb_file_out_open(umb_file_out **out, const char *path, umb_err *err)
{
	umb_file_out *f = umb_alloc_zero(1, sizeof(*f));
	struct stat   sb;
	umb_status    st = UMB_OK;

	if (f)
		f->path = umb_strdup(path);
	if (!f || !f->path) {
		umb_free(f);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	f->fd = -1;
	if (stat(path, &sb) == 0 && !S_ISREG(sb.st_mode)) {
		f->fd = S_ISDIR(sb.st_mode) ? -1 : open(path, O_WRONLY | O_CLOEXEC);
		if (f->fd < 0)
			st = S_ISDIR(sb.st_mode) ? umb_err_set(err, UMB_E_IO, "'%s' is a directory", path)
			                         : umb_err_errno(err, errno, "cannot open '%s'", path);
	} else {
		st = open_beside(f, err);
	}
	if (st != UMB_OK) {
		release(f);
		return st;
	}
	*out = f;
	return UMB_OK;
}

int umb_file_out_fd(const umb_file_out *f)
{
	return f->fd;
}

umb_status umb_file_out_write(umb_file_out *f, const void *ptr, size_t len, umb_err *err)
{
	umb_status st = umb_fd_write(f->fd, ptr, len, err);

	if (st != UMB_OK)
		umb_err_wrap(err, "'%s'", f->path);
	return st;
}

umb_status umb_file_out_finish(umb_file_out *own_f, umb_err *err)
{
	umb_status st = UMB_OK;

	if (own_f->temp) {
		if (fsync(own_f->fd) != 0 && errno != EINVAL)
			st = umb_err_errno(err, errno, "cannot write '%s'", own_f->path);
		if (st == UMB_OK && rename(own_f->temp, own_f->path) != 0)
			st = umb_err_errno(err, errno, "cannot rename to '%s'", own_f->path);
		forget(own_f->temp);
		if (st != UMB_OK)
			unlink(own_f->temp);
	}
	release(own_f);
	return st;
}

void umb_file_out_abort(umb_file_out *own_f)
{
	if (!own_f)
		return;
	if (own_f->temp) {
		forget(own_f->temp);
		unlink(own_f->temp);
	}
	release(own_f);
}
