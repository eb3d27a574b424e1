/*
 * pack_file.h - private to source/: bundles and packs of git that lie in a tree as files.
 */
#ifndef UMB_SOURCE_PACK_FILE_H
#define UMB_SOURCE_PACK_FILE_H

#include "core/source.h"

/*
 * As umb_fs_file_scan, and of a bundle or a pack what it holds: blobs, and the texts of commits and tags, as members named by their
 * ids.  It is read once more from its beginning, whole, because others may cut it off meanwhile.  What cannot be read, or is not in
 * it, is told.
 */
umb_status umb_pack_file_scan(int fd, uint8_t *bytes, const umb_place *place, const umb_source_opts *opts, const umb_visit *visit);

#endif
