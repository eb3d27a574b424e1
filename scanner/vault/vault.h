/*
 * vault/vault.h - items for a vault, written where values may go and nowhere else.
 *
 * The only room besides the collector that is given values.  handover.c alone decides where they may go.
 */
#ifndef UMB_VAULT_ROOM_H
#define UMB_VAULT_ROOM_H

#include "base/buf.h"
#include "core/finding.h"

/* One credential, neutral of any vault's format.  Everything is borrowed. */
typedef struct umb_item {
	const umb_credential *credential;
	umb_slice             secret;
	int64_t               created; /* seconds since 1970 */
} umb_item;

typedef struct umb_emitter_ops {
	const char *name; /* "1pux" */
	const char *summary;
	/* The whole file into `out`, which the caller wipes. */
	umb_status (*emit)(umb_buf *out, const umb_item *items, size_t n_items, int64_t now, umb_err *err);
} umb_emitter_ops;

/* vault/registry.c */
const umb_emitter_ops *umb_emitter_find(const char *name);
size_t umb_emitter_count(void);
const umb_emitter_ops *umb_emitter_at(size_t i);

/*
 * handover.c: may values go to this descriptor?  A pipe, FIFO or socket may take them; a terminal, a plain file, a
 * device and anything unknown may not.
 */
umb_status umb_handover_fd_allowed(int fd, umb_err *err);
/* Would `path` lie inside `target`, or inside a git work tree? */
umb_status umb_handover_path_allowed(const char *path, const char *const *targets, size_t n_targets, umb_err *err);
/* Creates `path` (0600, must not exist) and writes. */
umb_status umb_handover_write_file(const char *path, umb_slice bytes, umb_err *err);

/* zip.c: a ZIP archive of stored entries, built in memory so that every copy of a value can be wiped. */
typedef struct umb_zip {
	umb_buf *out;
	umb_buf  directory;
	uint32_t n_entries;
} umb_zip;
void       umb_zip_begin(umb_zip *z, umb_buf *out);
umb_status umb_zip_add(umb_zip *z, const char *name, umb_slice bytes);
umb_status umb_zip_finish(umb_zip *z);

#endif
