/*
 * fs_file.h - private to source/: one open file of a tree, which others may write to, cut off or replace meanwhile.
 */
#ifndef UMB_SOURCE_FS_FILE_H
#define UMB_SOURCE_FS_FILE_H

#include "core/source.h"

#define UMB_FS_READ_CAP ((size_t)1 << 20) /* larger files are streamed */

/*
 * Reads all of it and hands it on; `bytes` has room for UMB_FS_READ_CAP + UMB_TEXT_PAD.  is_opened (or NULL) says by its first bytes
 * that the caller hands out what is inside.
 */
umb_status umb_fs_file_scan(int fd, uint8_t *bytes, bool (*is_opened)(umb_slice head), const umb_place *place, const umb_visit *visit);
/* Tells what could not be opened or read. */
void       umb_fs_skip_errno(const umb_place *place, const umb_visit *visit, int code);

#endif
