/*
 * git_entries.h - private to git/: which trees and wanted blobs stand in a tree, read along the delta tree.
 *
 * Most of a tree is copied from its base, so that its entries are known: only those that a copy does not hold as a whole
 * are parsed and looked up.
 */
#ifndef UMB_GIT_ENTRIES_H
#define UMB_GIT_ENTRIES_H

#include "git/git_id_map.h"
#include "git/git_walk.h"

/*
 * One entry of a tree object; `what` is NO_NUMBER for what is none of these, a tree's number, a wanted blob's with WANTED set, or
 * with LACKING the number of a blob that is not there.
 */
typedef struct umb_git_entry_note {
	uint32_t at; /* where it begins in the object */
	uint32_t what;
} umb_git_entry_note;

#define UMB_GIT_NOTE_WANTED 0x80000000u
#define UMB_GIT_NOTE_LACKING 0x40000000u

/* One lane's; zero to begin, clear in the end. */
typedef struct umb_git_entries {
	umb_buf notes;   /* umb_git_entry_note of the object at hand, in order */
	umb_buf pending; /* of those, the numbers whose tree or lacking blob has none yet, as uint32_t */
	umb_buf asked, asking; /* ids of blobs that are to be looked for, in the tree, and the numbers of their notes, as uint32_t */
	size_t  end;     /* behind the last entry */
	const umb_git_store *store; /* or NULL: blobs are not looked for */
	umb_git_id_map *lacking;    /* with a store: numbers of those that it does not have; as `trees` of _number */
} umb_git_entries;

/* Reads the tree; `wanted` is only looked up in.  Any thread, each with entries of its own. */
umb_status umb_git_entries_read(umb_git_entries *e, const umb_git_object *o, const umb_git_id_map *wanted);
/* Gives the pending trees their numbers.  One thread at a time. */
umb_status umb_git_entries_number(umb_git_entries *e, const umb_git_object *o, umb_git_id_map *trees);
/* Leaves the notes, and the tree's number, to the trees that are deltas on this one; there are none in `e` afterwards. */
void       umb_git_entries_keep(umb_git_entries *e, const umb_git_object *o, uint32_t number);
void       umb_git_entries_clear(umb_git_entries *e);

static inline size_t umb_git_entries_count(const umb_git_entries *e)
{
	return e->notes.len / sizeof(umb_git_entry_note);
}

static inline umb_git_entry_note *umb_git_entries_at(const umb_git_entries *e, size_t i)
{
	return (umb_git_entry_note *)(void *)e->notes.ptr + i;
}

#endif
