/*
 * src_git.h - private to source/: a repository that is scanned, between src_git.c, which reads it, and git_story.c, which says where
 * what was found comes from.
 */
#ifndef UMB_SOURCE_SRC_GIT_H
#define UMB_SOURCE_SRC_GIT_H

#include "base/thread.h"
#include "core/source.h"
#include "git/git_attribute.h"
#include "git/git_id_map.h"
#include "git/git_modules.h"
#include "git/git_walk.h"
#include "source/git_known.h"

/* What could not be read while it was opened: there is nobody to tell yet. */
typedef struct umb_git_gap {
	uint8_t  id[UMB_ID_MAX];
	bool     has_id;
	umb_skip reason;
	char    *words;
} umb_git_gap;

struct umb_source {
	umb_git_repo  repo;
	umb_git_store store;
	umb_git_walk *walk;
	umb_git_known *known;     /* NULL: nobody asks */
	umb_git_modules modules;
	umb_mutex     lock;       /* guards the three below, and what is added to known */
	bool          has_told_gaps, has_told_folders, has_missing; /* the last one: the history is no answer for the next run */
	umb_git_id_map told;      /* objects, so that each counts once however often it is come across */
	umb_git_gap  *gap;        /* what could not be read while it was opened */
	size_t        n_gaps, cap_gaps;
	bool          has_bad_index; /* and it is among them */
	umb_source_opts opts;
	umb_git_history *commits; /* or NULL: told of them as they are scanned */
	bool             has_all_commits; /* ... of all there are */
	umb_git_history *history; /* from attribute on, where there was time for it */
};

/* Whether this object was told before; it is from now on.  Any thread. */
bool umb_git_is_told(umb_source *s, const uint8_t *id);

/* git_story.c: the last steps of a source. */
umb_status umb_git_story_attribute(umb_source *s, umb_wanted *wanted, size_t n, umb_arena *arena, const umb_visit *visit, umb_err *err);
umb_status umb_git_story_trace(umb_source *s, umb_versions *versions, size_t n, umb_arena *arena, const umb_visit *visit, umb_err *err);
umb_status umb_git_story_file(umb_source *s, const char *path, size_t max, umb_buf *out);

#endif
