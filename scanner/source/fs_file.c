/*
 * fs_file.c - see fs_file.h.
 */
#include "source/fs_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

void umb_fs_skip_errno(const umb_place *place, const umb_visit *visit, int code)
{
	char        text[128];
	const char *words = strerror_r(code, text, sizeof(text));
	umb_skip    reason = UMB_SKIP_UNREADABLE;

	/* Opened without following links: these say that something else stands there now than when it was listed. */
	switch (code) {
	case ENOENT:
		reason = UMB_SKIP_VANISHED;
		break;
	case ELOOP:
		reason = UMB_SKIP_VANISHED;
		words  = "a symbolic link stands in its place";
		break;
	case EISDIR:
		reason = UMB_SKIP_VANISHED;
		words  = "a directory stands in its place";
		break;
	case ENOTDIR:
		reason = UMB_SKIP_VANISHED;
		words  = "a file stands in the place of a directory";
		break;
	case ENXIO:
		reason = UMB_SKIP_VANISHED;
		words  = "a special file stands in its place";
		break;
	case ENOMEM:
		reason = UMB_SKIP_MEMORY;
		break;
	}
	visit->skip(visit->ctx, place, reason, words);
}

typedef struct fd_reader {
	int         fd;
	int         code; /* errno that ended it, or 0 */
	uint64_t    n_read;
	bool        is_at_end;
	uint64_t    max;  /* the size when it was opened, of a large file: one that grows as fast as it is read has no end */
	struct stat sb;   /* of a large file, when it was opened */
} fd_reader;

static umb_status read_fd(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	fd_reader *r = ctx;
	ssize_t    n;

	do
		n = read(r->fd, buf, (size_t)UMB_MIN((uint64_t)cap, r->max - r->n_read));
	while (n < 0 && errno == EINTR);
	*n_read = n > 0 ? (size_t)n : 0;
	r->n_read += *n_read;
	r->is_at_end = n == 0;
	if (n >= 0)
		return UMB_OK;
	r->code = errno;
	return UMB_E_IO;
}

/* For what is read from its end. */
static umb_status read_fd_at(void *ctx, uint64_t at, uint8_t *buf, size_t cap, size_t *n_read)
{
	fd_reader *r = ctx;
	ssize_t    n;

	do
		n = pread(r->fd, buf, cap, (off_t)at);
	while (n < 0 && errno == EINTR);
	*n_read = n > 0 ? (size_t)n : 0;
	if (n >= 0)
		return UMB_OK;
	r->code = errno;
	return UMB_E_IO;
}

/* Fills the buffer; a short read of a regular file is its end. */
static umb_status read_head(fd_reader *r, uint8_t *buf, size_t *len)
{
	umb_status st = UMB_OK;
	size_t     n;

	for (*len = 0; *len < UMB_FS_READ_CAP; *len += n) {
		size_t want = UMB_FS_READ_CAP - *len;

		st = read_fd(r, buf + *len, want, &n);
		if (st != UMB_OK || n == 0)
			break;
		if (n < want && *len == 0 && n < 65536) {
			*len = n;
			break;
		}
	}
	return st;
}

/* What is asked only of files that look odd: most are shorter than the buffer and cost no system call more. */
static bool is_regular(fd_reader *r)
{
	if (fstat(r->fd, &r->sb) != 0 || !S_ISREG(r->sb.st_mode))
		return false;
	/* Files of /proc say nothing about their size. */
	if (r->sb.st_size > 0)
		r->max = UMB_MAX((uint64_t)r->sb.st_size, r->n_read);
	return true;
}

/* Bytes that were written while others were read may have been missed. */
static const char *change_of(const fd_reader *r)
{
	struct stat now;

	if (r->sb.st_size == 0 || !r->is_at_end || fstat(r->fd, &now) != 0)
		return NULL;
	if (now.st_size != r->sb.st_size)
		return now.st_size > r->sb.st_size ? "grew" : "shrank";
	if (now.st_mtim.tv_sec != r->sb.st_mtim.tv_sec || now.st_mtim.tv_nsec != r->sb.st_mtim.tv_nsec)
		return "was written to";
	return r->n_read < (uint64_t)r->sb.st_size ? "shrank" : NULL;
}

/* What the file was when it was opened is known from now on: what was read before is read again, so that no change falls in between. */
static umb_status read_head_again(fd_reader *r, uint8_t *buf, size_t *len)
{
	size_t     n  = 0;
	umb_status st = UMB_OK;

	for (*len = 0; st == UMB_OK && *len < UMB_FS_READ_CAP; *len += n) {
		st = read_fd_at(r, *len, buf + *len, UMB_FS_READ_CAP - *len, &n);
		if (n == 0)
			break;
	}
	r->n_read = *len;
	return st;
}

static umb_status scan_large(umb_unit *unit, fd_reader *r, const umb_visit *visit)
{
	umb_reader  rest = { .ctx = r, .read = read_fd, .read_at = r->sb.st_size > 0 ? read_fd_at : NULL, .size = (uint64_t)r->sb.st_size };
	const char *change;
	umb_status  st;

	unit->rest = &rest;
	st = visit->unit(visit->ctx, unit);
	change = st == UMB_OK && !r->code ? change_of(r) : NULL;
	if (change)
		visit->skip(visit->ctx, unit->place, UMB_SKIP_CHANGED, change);
	return st;
}

umb_status umb_fs_file_scan(int fd, uint8_t *bytes, bool (*is_opened)(umb_slice head), const umb_place *place, const umb_visit *visit)
{
	fd_reader  r = { .fd = fd, .max = UINT64_MAX };
	umb_unit   unit = { .place = place };
	size_t     len;
	bool       is_large;
	umb_status st;

	if (read_head(&r, bytes, &len) != UMB_OK) {
		umb_fs_skip_errno(place, visit, r.code);
		return UMB_OK;
	}
	/* What was a file when it was listed may by now be a FIFO, which is empty, or a device, which never ends. */
	if ((len == 0 || len == UMB_FS_READ_CAP) && !is_regular(&r)) {
		visit->skip(visit->ctx, place, UMB_SKIP_VANISHED, "a special file stands in its place");
		return UMB_OK;
	}
	is_large = len == UMB_FS_READ_CAP;
	if (is_large && r.sb.st_size > 0 && read_head_again(&r, bytes, &len) != UMB_OK) {
		umb_fs_skip_errno(place, visit, r.code);
		return UMB_OK;
	}
	memset(bytes + len, 0, UMB_TEXT_PAD);
	unit.bytes     = umb_slice_of(bytes, len);
	unit.is_opened = is_opened && is_opened(unit.bytes);
	st = is_large ? scan_large(&unit, &r, visit) : visit->unit(visit->ctx, &unit);
	if (r.code)
		umb_fs_skip_errno(place, visit, r.code);
	return st;
}
