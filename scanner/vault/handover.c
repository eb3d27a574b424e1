/*
 * handover.c - where values may go.
 *
 * A pipe ends in a program that the user chose; a plain file stays.  So a file must be asked for in full
 * words, must not exist, and must not lie where the next commit would pick it up.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "vault/vault.h"

umb_status umb_handover_fd_allowed(int fd, umb_err *err)
{
	struct stat sb;

	if (fstat(fd, &sb) != 0)
		return umb_err_errno(err, errno, "hand-over descriptor %d", fd);
	if (S_ISFIFO(sb.st_mode) || S_ISSOCK(sb.st_mode))
		return UMB_OK;
	if (isatty(fd))
		return umb_err_set(err, UMB_E_REFUSED, "secrets are not written to a terminal; pipe the hand-over into a program");
	if (S_ISREG(sb.st_mode))
		return umb_err_set(err, UMB_E_REFUSED, "secrets are not written to a plain file; use a pipe, or say --handover-plaintext-file FILE");
	return umb_err_set(err, UMB_E_REFUSED, "secrets are only handed to a pipe or socket");
}

/* The directory that `path` will lie in, resolved. */
static bool resolve_parent(char out[PATH_MAX], const char *path)
{
	char        copy[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t      n = slash ? (size_t)(slash - path) : 0;

	if (n >= sizeof(copy))
		return false;
	memcpy(copy, path, n);
	copy[n] = 0;
	return realpath(!slash ? "." : n ? copy : "/", out) != NULL;
}

static bool is_below(const char *dir, const char *root)
{
	size_t n = strlen(root);

	if (strncmp(dir, root, n) != 0)
		return false;
	return dir[n] == 0 || dir[n] == '/' || (n > 0 && root[n - 1] == '/');
}

static bool is_in_work_tree(const char *dir)
{
	char   path[PATH_MAX + 8];
	size_t n = strlen(dir);
	struct stat sb;

	memcpy(path, dir, n + 1);
	for (;;) {
		memcpy(path + n, "/.git", 6);
		if (lstat(path, &sb) == 0)
			return true;
		path[n] = 0;
		while (n > 0 && path[n] != '/')
			n--;
		if (n == 0)
			return false;
		path[n] = 0;
	}
}

umb_status umb_handover_path_allowed(const char *path, const char *const *targets, size_t n_targets, umb_err *err)
{
	char dir[PATH_MAX], root[PATH_MAX];
	struct stat sb;

	if (!resolve_parent(dir, path))
		return umb_err_errno(err, errno, "'%s'", path);
	for (size_t i = 0; i < n_targets; i++) {
		if (realpath(targets[i], root) && is_below(dir, root))
			return umb_err_set(err, UMB_E_REFUSED, "'%s' lies inside the scanned '%s'", path, targets[i]);
	}
	if (is_in_work_tree(dir))
		return umb_err_set(err, UMB_E_REFUSED, "'%s' lies inside a git repository", path);
	if (lstat(path, &sb) == 0)
		return umb_err_set(err, UMB_E_REFUSED, "'%s' exists already", path);
	return UMB_OK;
}

umb_status umb_handover_write_file(const char *path, umb_slice bytes, umb_err *err)
{
	int        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	umb_status st;

	if (fd < 0)
		return umb_err_errno(err, errno, "cannot create '%s'", path);
	st = umb_fd_write(fd, bytes.ptr, bytes.len, err);
	if (st != UMB_OK)
		umb_err_wrap(err, "'%s'", path);
	if (st == UMB_OK && fsync(fd) != 0)
		st = umb_err_errno(err, errno, "cannot write '%s'", path);
	close(fd);
	if (st != UMB_OK)
		unlink(path);
	return st;
}
