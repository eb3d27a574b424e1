/*
 * base/file.h - whole files in and out, bounded and private.
 */
#ifndef UMB_BASE_FILE_H
#define UMB_BASE_FILE_H

#include "base/buf.h"
#include "base/types.h"

/* Reads a regular file of at most `max` bytes; "-" is standard input.  Never follows into devices. */
umb_status umb_file_read(umb_buf *out, const char *path, size_t max, umb_err *err);
/* The same of a file that is part of what is scanned: a symbolic link is an error, and "-" a name. */
umb_status umb_file_read_scanned(umb_buf *out, const char *path, size_t max, umb_err *err);

/* A file below a folder, "docs/a.txt", with no symbolic link in any part of its name.  UMB_E_NOTFOUND where there is none such. */
umb_status umb_file_read_below(umb_buf *out, const char *folder, const char *name, size_t max, umb_err *err);

/*
 * A file being written next to its final name with mode 0600 (O_EXCL, O_NOFOLLOW) and renamed there
 * by _finish; _abort (accepts NULL) removes what was written.  A full disk is an error of _finish.
 * An existing target that is not a regular file (a device, a FIFO) is opened and written in place.
 */
typedef struct umb_file_out umb_file_out;
umb_status umb_file_out_open(umb_file_out **out, const char *path, umb_err *err);
int        umb_file_out_fd(const umb_file_out *f);
umb_status umb_file_out_write(umb_file_out *f, const void *ptr, size_t len, umb_err *err); /* as umb_fd_write; words name the file */
umb_status umb_file_out_finish(umb_file_out *own_f, umb_err *err); /* flush, fsync, rename, free */
void       umb_file_out_abort(umb_file_out *own_f);
/* Only async-signal-safe calls: unlinks the temporary of every open umb_file_out. */
void umb_file_out_unlink_all(void);

/* Writes everything or fails; EINTR and short writes are handled.  EPIPE is UMB_E_IO. */
umb_status umb_fd_write(int fd, const void *ptr, size_t len, umb_err *err);

#endif
