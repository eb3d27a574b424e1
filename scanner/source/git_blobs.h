/*
 * git_blobs.h - private to source/: what sources of single changes share: the store as the environment names it, what could not
 * be read, and a change on its way to the engine.
 */
#ifndef UMB_SOURCE_GIT_BLOBS_H
#define UMB_SOURCE_GIT_BLOBS_H

#include "core/source.h"
#include "git/git_staged.h"

void umb_git_tell(const umb_visit *visit, const char *source, uint32_t id_len, const uint8_t *id, umb_skip reason, const char *words);

/* What could not be read while there was nobody to tell. */
#define UMB_GIT_MAX_TOLD 64

typedef struct umb_git_told {
	struct {
		uint8_t  id[UMB_ID_MAX];
		bool     has_id;
		umb_skip reason;
		char     words[200];
	} at[UMB_GIT_MAX_TOLD];
	size_t   n;
	uint32_t id_len; /* set by umb_git_blobs_store */
} umb_git_told;

void umb_git_told_add(void *told, const uint8_t *id, umb_skip reason, const char *words); /* a umb_git_bad_fn */
void umb_git_told_pass_on(umb_git_told *t, const umb_visit *visit, const char *source);

/* obeys_environment: GIT_OBJECT_DIRECTORY and GIT_ALTERNATE_OBJECT_DIRECTORIES, where git keeps what it has not accepted yet. */
umb_status umb_git_blobs_store(umb_git_store *s, const umb_git_repo *r, bool obeys_environment, umb_git_told *told, umb_err *err);

/* The index: the one that GIT_INDEX_FILE names (obeys_environment), or the repository's. */
umb_status umb_git_blobs_index(umb_git_index *x, const umb_git_repo *r, bool obeys_environment, umb_err *err);

/* What stands in the place of a path for the text of a commit or a tag; empty for a blob. */
umb_slice umb_git_message_name(umb_git_type type);
/*
 * What the text of a commit or a tag says of itself: who wrote it, and which commit it is or names.  False when the object is
 * neither, or cannot be read.  *st is UMB_E_NOMEM when memory is out.
 */
bool umb_git_message_attribute(const umb_git_store *s, umb_git_inflater *inf, umb_wanted *w, umb_arena *arena, umb_status *st);

/* One per lane. */
typedef struct umb_git_blobs umb_git_blobs;

/* `changes` are those that will be scanned, or NULL. */
umb_git_blobs *umb_git_blobs_new(const umb_git_store *s, const umb_git_changes *changes, bool whole_files);
void           umb_git_blobs_free(umb_git_blobs *b);
/* The text of a commit, as it is stored. */
umb_status     umb_git_blobs_scan_commit(umb_git_blobs *b, const uint8_t *id, const char *source, const umb_visit *visit);
/*
 * Hands the new version on under its path, with its new lines unless whole_files.  by_id: under its id, too, for who attributes it later.
 */
umb_status     umb_git_blobs_scan(umb_git_blobs *b, const umb_git_change *c, const char *source, bool by_id, const umb_visit *visit);
/* A new version that is not in the store: its bytes, padded, under c->path. */
umb_status     umb_git_blobs_scan_bytes(umb_git_blobs *b, const umb_git_change *c, umb_slice bytes, const char *source, const umb_visit *visit);
/* A unit of such a version, with its new lines unless whole_files; bytes alone, no rest. */
umb_status     umb_git_blobs_scan_unit(umb_git_blobs *b, const umb_git_change *c, const umb_unit *unit, const umb_visit *visit);
/* For who knows only when asked what is gone: `fill` does umb_git_gone_add.  Then a change with any number has it. */
void           umb_git_blobs_on_gone(umb_git_blobs *b, void (*fill)(void *ctx, umb_git_gone *gone), void *ctx);

#endif
