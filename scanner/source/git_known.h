/*
 * git_known.h - private to source/: what of a repository an earlier run has looked at, and what this one adds to it.
 *
 * A pack never changes, so one that is the same by its checksums and by what the system says of its files is known as a whole,
 * at no cost; in any other pack it is known by id what is new.  A loose object is known with its file's stamp.
 *
 * Threads: made and asked for its result on one thread; the rest from any, but take and miss under the source's lock.
 */
#ifndef UMB_SOURCE_GIT_KNOWN_H
#define UMB_SOURCE_GIT_KNOWN_H

#include "core/scanned.h"
#include "core/source.h"
#include "git/git_repo.h"
#include "git/git_walk.h"

typedef struct umb_git_known umb_git_known;

/* What one lane has looked at. */
typedef struct umb_git_seen {
	uint32_t id_len;
	uint8_t *rows, *loose;
	size_t   n_rows, cap_rows, n_loose, cap_loose;
	uint8_t  asked[UMB_ID_MAX + UMB_SCANNED_STAMP]; /* the loose object at hand */
	bool     has_asked;
	bool     failed; /* out of memory: not all is in here */
} umb_git_seen;

/* Compares with the one of opts->known that is about this history, if any.  Borrows all three until freed. */
umb_status umb_git_known_new(umb_git_known **out, const umb_git_repo *r, const umb_git_store *s, const umb_source_opts *opts, umb_err *err);
void       umb_git_known_free(umb_git_known *k); /* accepts NULL */
const umb_scanned *umb_git_known_use(const umb_git_known *k, umb_scanned_use *use);
/* Nothing needs to be read. */
bool       umb_git_known_is_all(const umb_git_known *k);
/* What the walk is to hand out, or NULL for everything. */
const umb_git_part *umb_git_known_part(const umb_git_known *k);
/* This object is there, was looked at, and is not to be looked at again. */
bool       umb_git_known_has(const umb_git_known *k, const uint8_t *id);

/* As umb_git_visit.loose: notes its stamp in `seen`. */
bool       umb_git_known_wants(const umb_git_known *k, umb_git_seen *seen, const char *path, const uint8_t *id);
void       umb_git_seen_object(umb_git_seen *seen, const uint8_t *id, uint64_t n_bytes, const umb_looked *looked);
void       umb_git_seen_other(umb_git_seen *seen, const uint8_t *id);
void       umb_git_seen_clear(umb_git_seen *seen);
/* Takes over what a lane has seen. */
void       umb_git_known_take(umb_git_known *k, umb_git_seen *seen);
/* An object that was not looked at as a whole: its packs are not known as a whole.  is_bad: what hangs on it was not, either. */
void       umb_git_known_miss(umb_git_known *k, const uint8_t *id, bool is_bad);
/* What is known now; borrows from k.  UMB_E_NOMEM when something had no memory, UMB_E_FORMAT when old rows are damaged: it must not be kept then. */
umb_status umb_git_known_result(umb_git_known *k, umb_scanned *out);

#endif
