/*
 * git_gone.h - what comparisons take away: what stood in a file that is removed, or renamed, is not new in one that is added.
 *
 * While a comparison runs only ids are noted, of folders as a whole; what is in them is read for who found something.
 */
#ifndef UMB_GIT_GONE_H
#define UMB_GIT_GONE_H

#include "git/git_added.h"
#include "git/git_store.h"

typedef struct umb_git_gone_item {
	uint8_t id[UMB_ID_MAX];
	bool    is_folder;
} umb_git_gone_item;

/* Of one comparison: items, and changes (git_staged.h), some of which are added files. */
typedef struct umb_git_gone_set {
	size_t from, n, first_change, n_changes;
} umb_git_gone_set;

typedef struct umb_git_gone_list {
	umb_git_gone_item *item;
	umb_git_gone_set  *set;
	size_t             n, cap, n_sets, cap_sets;
} umb_git_gone_list;

/* What there is no room for is not gone: more counts as new then, never less. */
void umb_git_gone_list_add(umb_git_gone_list *l, const uint8_t *id, uint32_t id_len, bool is_folder);
/* Those that were added since the last set are one, or nothing.  False: there were none, or no memory. */
bool umb_git_gone_list_keep(umb_git_gone_list *l, size_t first_change, size_t n_changes);
void umb_git_gone_list_drop(umb_git_gone_list *l);
void umb_git_gone_list_clear(umb_git_gone_list *l);

/* Files of one set, to be asked for; one per thread.  Folders are read on the first question, files when lines are asked for. */
typedef struct umb_git_gone umb_git_gone;

umb_git_gone *umb_git_gone_new(const umb_git_store *s, umb_git_inflater *inf);
void          umb_git_gone_free(umb_git_gone *g);
void          umb_git_gone_reset(umb_git_gone *g);
void          umb_git_gone_add(umb_git_gone *g, const uint8_t *id, bool is_folder);
/* A file of this very content is gone. */
bool          umb_git_gone_has(umb_git_gone *g, const uint8_t *id);
/* This one lies elsewhere as it was: where there is no room for all lines, its are left out. */
void          umb_git_gone_is_whole(umb_git_gone *g, const uint8_t *id);
/* Their lines, of 16 MB of them; NULL: none, or no memory.  They live as long as the set. */
const umb_git_lines *umb_git_gone_lines(umb_git_gone *g);

#endif
