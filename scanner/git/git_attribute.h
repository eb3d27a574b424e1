/*
 * git_attribute.h - for blobs with findings: the first commit that holds each, its path, and whether HEAD still has it; and then
 * the whole story of some of them taken together.
 *
 * One pass over all trees and commits: a tree keeps which of its entries are wanted blobs and which are
 * trees; then the commits, parents before children and older before younger, those that refs reach before all others, each
 * tree entered once for each of its paths.  The first commit that reaches a blob's tree wins, merges included.
 */
#ifndef UMB_GIT_ATTRIBUTE_H
#define UMB_GIT_ATTRIBUTE_H

#include "core/provenance.h"
#include "git/git_repo.h"
#include "git/git_walk.h"

typedef struct umb_git_found {
	uint8_t   blob[UMB_ID_MAX]; /* in */
	bool      is_message;       /* in: a commit or tag, which is looked up in umb_git_trace only */
	bool      is_found;         /* a ref reaches it */
	bool      has_commit;       /* some commit does, and the fields below hold; without is_found one that no ref reaches */
	bool      is_in_head;
	bool      is_head_unknown;  /* HEAD, or a part of its tree, could not be read: not being in it says nothing */
	uint8_t   commit[UMB_ID_MAX];
	umb_slice path;             /* in the arena; where the first commit has it: of several the first by its bytes */
	char     *author, *email;   /* in the arena */
	int64_t   date;
	int       tz_minutes;
} umb_git_found;

/*
 * The tables of a history.  Who decodes all commits anyway may tell them, on any thread; then they are not decoded a second time.
 * _new: NULL when out of memory.
 */
typedef struct umb_git_history umb_git_history;
umb_git_history *umb_git_history_new(uint32_t id_len);
umb_status       umb_git_history_commit(umb_git_history *h, const umb_git_object *commit);
void             umb_git_history_free(umb_git_history *h); /* accepts NULL */

/*
 * `like`, or NULL, is a walk over the store whose delta trees can be used again.
 * `bad` hears of trees and commits that cannot be read, and of all that is named and missing: with nothing to find, too.  `stop` (or NULL) is asked often; when it says
 * yes the answer is UMB_E_CANCELLED and nothing in `found` holds.  Both may be called on other threads, never two at a time.
 * *h: NULL, or a history that was told all commits.  Afterwards what umb_git_trace needs, for the caller to free, or NULL.  `h` may be NULL.
 */
umb_status umb_git_attribute(umb_git_history **h, const umb_git_repo *r, const umb_git_store *s, const umb_git_walk *like, umb_git_found *found,
                             size_t n_found, uint32_t n_threads, umb_arena *arena, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx, umb_err *err);

/* git_trace.c: of blobs that were attributed, of commits and of tags.  UMB_E_CANCELLED: what is filled in holds for none. */
umb_status umb_git_trace(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_versions *group, size_t n_groups, umb_arena *arena,
                         umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx);

#endif
