/*
 * core/source.h - where units come from.
 *
 * A source drives its own work on the workers' threads, because the cheapest order of reading is its
 * secret: a tree is fastest when the thread that lists a directory also reads its files, a pack along
 * its delta trees.
 */
#ifndef UMB_CORE_SOURCE_H
#define UMB_CORE_SOURCE_H

#include "base/arena.h"
#include "core/finding.h"
#include "core/provenance.h"
#include "core/scanned.h"
#include "core/unit.h"

typedef struct umb_source_opts {
	const char *const *excludes; /* gitignore globs */
	size_t             n_excludes;
	uint64_t           max_target_bytes; /* 0: no limit */
	bool               cross_mounts;
	bool               whole_files;    /* of what is staged, lines that were there before, too */
	bool               whole_versions; /* nothing is carried over from the version that another is a delta on */
	const char *const *revs;        /* of a range of commits: "A", "^A", "A..B", "--all" and so on */
	size_t             n_revs;
	const char *const *paths;       /* only these files and folders; none: all */
	size_t             n_paths;
	int64_t            since;       /* seconds since 1970; INT64_MIN: whenever */
	uint64_t           max_commits; /* 0: all */
	int64_t            until;       /* seconds since 1970; INT64_MAX: whenever */
	bool               first_parent, no_merges;
	uint32_t           n_threads;
	const void        *memory;   /* the "memory" source: the bytes themselves */
	size_t             memory_len;
	bool               keeps_known; /* what is looked at will be asked for: `remember` */
	const umb_scanned *const *known;  /* n_known histories of which earlier runs looked at something; borrowed until close */
	size_t             n_known;
	bool               looks_again; /* known objects with findings are looked at once more: their values are wanted */
	bool             (*is_cancelled)(void *ctx); /* asked while opening takes long; NULL: never */
	void              *cancel_ctx;
} umb_source_opts;

/*
 * A blob that has findings, and what the source can tell about it.  Paths live in the arena handed along.  Where the units of a source have paths and
 * ids, `path` is set before, and one blob is asked for once for each of its paths.
 */
typedef struct umb_wanted {
	uint8_t         blob[UMB_ID_MAX];
	uint8_t         blob_len;
	umb_slice       path;
	umb_commit_info commit;
} umb_wanted;

typedef struct umb_source umb_source;
typedef struct umb_lane   umb_lane;

typedef struct umb_source_ops {
	const char *name; /* "git" */
	const char *summary;
	/* `target` is what the user named; borrowed, like opts, until close. */
	umb_status (*open)(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err);
	/* One lane per worker; lanes never touch each other's state. */
	umb_status (*lane_open)(umb_lane **out, umb_source *src, umb_err *err);
	/*
	 * Any number of workers call this side by side until it says UMB_END.  One call does one piece of work that the
	 * source picks and hands each unit to `visit` on the calling thread.  Units are gone when visit->unit returns.
	 * With is_cancelled true it returns UMB_END soon.
	 */
	umb_status (*work)(umb_source *src, umb_lane *lane, const umb_visit *visit, umb_err *err);
	/* After the last unit, on one thread: fills in what is known about the wanted blobs; with none of them,
	 * what else is to be told of the whole.  NULL: nothing to add. */
	umb_status (*attribute)(umb_source *src, umb_wanted *wanted, size_t n_wanted, umb_arena *arena, const umb_visit *visit,
	                        umb_err *err);
	/* After attribute, for findings that are reported: the story of some versions taken together, each of them attributed.  NULL: knows none. */
	umb_status (*trace)(umb_source *src, umb_versions *versions, size_t n, umb_arena *arena, const umb_visit *visit, umb_err *err);
	/* A file of the version that is current, by its path from the root; UMB_E_NOTFOUND: none.  NULL: it lies in the file system. */
	umb_status (*file)(umb_source *src, const char *path, size_t max, umb_buf *out);
	/* Units this source will hand out; UINT64_MAX: it does not know yet.  NULL: never knows. */
	uint64_t (*total)(const umb_source *src);
	/* Targets inside this one that are to be scanned, too: n of them, owned by the source.  NULL: never any. */
	const char *const *(*inner)(const umb_source *src, size_t *n);
	/*
	 * With keeps_known; NULL: cannot.  The one of opts->known that this run builds on, or NULL, and what that saves; whether this
	 * object's earlier findings stand; and, after attribution, all that is known now, which the source owns until it is closed.
	 */
	const umb_scanned *(*known)(const umb_source *src, umb_scanned_use *use);
	bool (*knows)(const umb_source *src, const uint8_t *id);
	umb_status (*remember)(umb_source *src, umb_scanned *out);
	bool may_be_empty; /* no unit at all is an answer, not a gap */
	void (*lane_close)(umb_lane *lane); /* accept NULL */
	void (*close)(umb_source *src);
} umb_source_ops;

/* source/registry.c */
const umb_source_ops *umb_source_find(const char *name);
size_t umb_source_count(void);
const umb_source_ops *umb_source_at(size_t i);

#endif
