/*
 * git_store.h - the objects of a repository: packs, loose objects, alternates.
 *
 * Read-only, mapped, shared by all threads once open.  Sizes and offsets in packs and indexes are hostile:
 * everything is checked against the file before it is used.
 */
#ifndef UMB_GIT_STORE_H
#define UMB_GIT_STORE_H

#include <errno.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/keyed.h"
#include "core/unit.h"

/* Why something could not be read, by errno: a folder that cannot be opened for want of memory is not a broken one. */
static inline umb_skip umb_git_unread(int code)
{
	return code == ENOMEM ? UMB_SKIP_MEMORY : UMB_SKIP_UNREADABLE;
}

static inline uint32_t umb_git_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#define UMB_GIT_MAX_OBJECT ((uint64_t)256 << 20) /* larger objects are not held: a blob that is no delta is streamed, others are reported */
#define UMB_GIT_MAX_WHOLE ((uint64_t)64 << 20)   /* larger blobs that nothing builds on are streamed */
#define UMB_GIT_MAX_CHAIN 10000                  /* deltas upon deltas */

typedef enum umb_git_type {
	UMB_GIT_NONE = 0, UMB_GIT_COMMIT = 1, UMB_GIT_TREE = 2, UMB_GIT_BLOB = 3, UMB_GIT_TAG = 4,
	UMB_GIT_OFS_DELTA = 6, UMB_GIT_REF_DELTA = 7
} umb_git_type;

/* What could not be read: id may be NULL; detail is a constant or system text. */
typedef void (*umb_git_bad_fn)(void *ctx, const uint8_t *id, umb_skip reason, const char *detail);
/* True: stop. */
typedef bool (*umb_git_stop_fn)(void *ctx);

typedef struct umb_git_teller {
	umb_git_bad_fn  bad;
	umb_git_stop_fn stop;
	void           *ctx; /* of both */
	uint64_t        max_made; /* of a pack without an index: bytes inflated and made of deltas until all ids are known, more is told; 0: no bound */
} umb_git_teller;

/* What the system says of a file; who replaces or writes to one changes it. */
typedef struct umb_git_stamp {
	uint64_t dev, ino, size;
	int64_t  written_s, written_ns, changed_s, changed_ns;
} umb_git_stamp;

typedef struct umb_git_pack {
	char          *path;
	const uint8_t *idx, *data;    /* mapped */
	size_t         idx_len, data_len;
	uint32_t       n_objects;
	uint32_t       id_len;        /* 20 or 32 */
	const uint8_t *ids;           /* n_objects * id_len, sorted */
	const uint8_t *offsets32;     /* big-endian, 4 bytes each */
	const uint8_t *offsets64;
	size_t         n_offsets64;
	umb_git_stamp  idx_stamp, data_stamp; /* zero over memory */
	umb_buf        made_idx;      /* of a pack that came without one: idx lies here */
	uint32_t      *fan;           /* by the first 32 - fan_shift bits of an id: the first position; or NULL */
	uint32_t       fan_shift;
	umb_slice      map;           /* of such a pack: the file that it lies in; empty: borrowed */
} umb_git_pack;

typedef struct umb_git_loose_dir {
	char *path; /* an objects directory */
} umb_git_loose_dir;

typedef struct umb_git_store {
	umb_git_pack      *pack;
	size_t             n_packs, cap_packs;
	umb_git_loose_dir *loose;
	size_t             n_loose, cap_loose;
	uint32_t           id_len;
	uint32_t           n_broken_packs; /* could not be opened: told by on_bad */
} umb_git_store;

/* `objects_dir` and its alternates, to a depth of 5.  id_len: 20 or 32. */
umb_status umb_git_store_open(umb_git_store *s, const char *objects_dir, uint32_t id_len, umb_git_bad_fn bad, void *ctx,
                              umb_err *err);
/* One more store of objects, and its alternates; not there is told. */
umb_status umb_git_store_add(umb_git_store *s, const char *objects_dir, umb_git_bad_fn bad, void *ctx);
/*
 * What is there beside packs with an index: packs without one, or whose index cannot be read, those that are being received, and
 * stores of what is being received.  Costs as much as a look at all they hold.
 */
umb_status umb_git_store_add_lone(umb_git_store *s, const umb_git_teller *t);
void       umb_git_store_close(umb_git_store *s);

/* git_pack.c */
struct stat;
umb_git_stamp umb_git_stamp_of(const struct stat *sb);
umb_status umb_git_pack_open(umb_git_pack *p, const char *idx_path, uint32_t id_len, umb_err *err);
/* The same over memory, for fuzzing; borrows both. */
umb_status umb_git_pack_view(umb_git_pack *p, umb_slice idx, umb_slice data, uint32_t id_len, umb_err *err);
/*
 * git_pack_index.c: the same of a pack that has no index; one is made in memory, for which every object is read once.  What cannot
 * be read, or builds on an object that is not in the pack, is told, each once (then with the id of what is missing), and left out.
 * Whether it is whole is not asked of the checksum at its end but of its objects.  UMB_E_CANCELLED when `stop` (or NULL) says so.
 */
umb_status umb_git_pack_view_alone(umb_git_pack *p, umb_slice data, uint32_t id_len, const umb_git_teller *t, umb_err *err);
/* Of a file. */
umb_status umb_git_pack_open_alone(umb_git_pack *p, const char *path, uint32_t id_len, const umb_git_teller *t, umb_err *err);
/* git_pack.c: the file whole, for the caller to unmap; a link is not followed. */
umb_status umb_git_map_file(const char *path, const uint8_t **out, size_t *len, umb_git_stamp *stamp, umb_err *err);
void       umb_git_pack_close(umb_git_pack *p);
/* For who looks for many: a finer fan-out table than the index has, half a byte an object.  Before other threads use the pack. */
void       umb_git_pack_spread(umb_git_pack *p);
/* These are looked for next. */
void       umb_git_pack_expect(const umb_git_pack *p, const uint8_t *const *id, size_t n);
const uint8_t *umb_git_pack_id(const umb_git_pack *p, uint32_t position);
bool       umb_git_pack_offset(const umb_git_pack *p, uint32_t position, uint64_t *offset);
bool       umb_git_pack_find(const umb_git_pack *p, const uint8_t *id, uint32_t *position);

typedef struct umb_git_header {
	umb_git_type   type;
	uint64_t       size;        /* inflated */
	uint64_t       data_at;     /* of the zlib stream */
	uint64_t       base_offset; /* OFS_DELTA */
	const uint8_t *base_id;     /* REF_DELTA */
} umb_git_header;

/* False when the bytes at `offset` are no object header. */
bool umb_git_pack_header(const umb_git_pack *p, uint64_t offset, umb_git_header *h);

/* git_inflate.c: exact sizes, by libdeflate.  One inflater per thread. */
typedef struct umb_git_inflater umb_git_inflater;
umb_git_inflater *umb_git_inflater_new(void);
void              umb_git_inflater_free(umb_git_inflater *i);
bool              umb_git_inflate(umb_git_inflater *i, umb_slice in, uint8_t *out, size_t out_len);
/* The same, and how many bytes of `in` it took. */
bool              umb_git_inflate_used(umb_git_inflater *i, umb_slice in, uint8_t *out, size_t out_len, size_t *used);
/* A loose object's stream, whose size stands inside it: header and body; `out` is padded and wiped by the owner. */
umb_status        umb_git_inflate_loose(umb_slice in, umb_git_type *type, umb_buf *out, uint64_t max);

/* git_delta.c */
bool       umb_git_delta_sizes(umb_slice delta, uint64_t *base_len, uint64_t *out_len);
/* `out` holds exactly out_len bytes.  What is copied is appended to `copies` as umb_copy, unless that is NULL. */
umb_status umb_git_delta_apply(umb_slice delta, umb_slice base, uint8_t *out, size_t out_len, umb_buf *copies);

/* Of an object in a pack, by its header and those that it builds on; UMB_GIT_NONE: only reading it would tell. */
umb_git_type umb_git_store_type(const umb_git_store *s, const uint8_t *id);
/* Reads one object by id, following deltas.  UMB_E_NOTFOUND when the store has none. */
umb_status umb_git_store_read(const umb_git_store *s, umb_git_inflater *inf, const uint8_t *id, umb_git_type *type, umb_buf *out);
/* These are looked for next: of a large pack, their places in its index are on their way then. */
void       umb_git_store_expect(const umb_git_store *s, const uint8_t *const *id, size_t n);
/* True when one of the first n_packs packs has it. */
bool       umb_git_store_in_packs(const umb_git_store *s, const uint8_t *id, size_t n_packs);

/* True when a pack's index or a loose file of this id is there; nothing is read. */
bool       umb_git_store_has(const umb_git_store *s, const uint8_t *id);

/* git_object_id.c: the id that an object of this type and content has. */
void umb_git_object_id(uint8_t *id, uint32_t id_len, umb_git_type type, umb_slice data);

/* The same in pieces; and the checksum of whole files, which is made alike. */
typedef struct umb_git_hash {
	uint32_t id_len;
	union {
		umb_sha1_state   sha1;
		umb_sha256_state sha256;
	} of;
} umb_git_hash;

void umb_git_hash_begin(umb_git_hash *g, uint32_t id_len);
void umb_git_hash_begin_object(umb_git_hash *g, uint32_t id_len, umb_git_type type, uint64_t size);
void umb_git_hash_add(umb_git_hash *g, umb_slice s);
void umb_git_hash_end(umb_git_hash *g, uint8_t *id);

/*
 * git_inflate.c: the content of an object in pieces, for one that is too large to be held.  One thread.  What is read is hashed
 * on the way, so that its id is known in the end.
 */
typedef struct umb_git_stream umb_git_stream;

/* Of a pack; `in` begins with the zlib stream and may go on behind it.  NULL: no memory. */
umb_git_stream *umb_git_stream_open(umb_slice in, uint32_t id_len, umb_git_type type, uint64_t size);
/* A loose object; the file is closed with the stream, or now when there is none.  NULL: no memory, or no object. */
umb_git_stream *umb_git_stream_open_loose(int own_fd, uint32_t id_len);
umb_git_type    umb_git_stream_type(const umb_git_stream *s);
uint64_t        umb_git_stream_size(const umb_git_stream *s);
/* As umb_reader: n_read 0 is the end, or damage. */
umb_status      umb_git_stream_read(void *stream, uint8_t *buf, size_t cap, size_t *n_read);
/* To its end, without the content. */
void            umb_git_stream_skip(umb_git_stream *s);
/* Compressed bytes that were taken so far. */
size_t          umb_git_stream_used(const umb_git_stream *s);
/* At the end: whether all of it was there, and its id. */
bool            umb_git_stream_end(umb_git_stream *s, uint8_t *id);
void            umb_git_stream_close(umb_git_stream *s);

#endif
