/*
 * git_walk.h - every distinct object of chosen types, each inflated once, on as many threads as ask.
 *
 * A pack is a forest: roots stand in full, the others are deltas on a parent.  One piece of work is a
 * tree of that forest (or a run of small ones, or one folder of loose objects); a lane decodes a tree depth
 * first, so that a version exists for microseconds between its base and its children.  The header pass
 * reads no content: trees whose root has another type are never inflated.
 *
 * Threads: open and close on one (which starts some of its own while it reads headers); next from any number side by side, each with its own lane.
 */
#ifndef UMB_GIT_WALK_H
#define UMB_GIT_WALK_H

#include "git/git_store.h"

/* Borrowed for the call.  `data` is followed by UMB_TEXT_PAD readable bytes. */
typedef struct umb_git_object {
	umb_git_type   type;
	const uint8_t *id;
	umb_slice      data;
	umb_version   *version; /* what it copies from its base, and room for what is to be known of it; NULL: stands alone */
	umb_reader    *rest;    /* NULL, or `data` is the beginning of a blob that is too large to be held, and this is how it goes on */
} umb_git_object;

typedef struct umb_git_visit {
	void *ctx;
	umb_status (*object)(void *ctx, const umb_git_object *o); /* not UMB_OK: stop and return it */
	umb_git_bad_fn bad;                                       /* with the same ctx */
	/* NULL: every loose object is wanted; else asked, with the same ctx, before its file is opened. */
	bool (*loose)(void *ctx, const char *path, const uint8_t *id);
	/* NULL, or told of a loose object whose type is not wanted. */
	void (*other)(void *ctx, const uint8_t *id);
} umb_git_visit;

/*
 * What of the packs is wanted, when not all of it: asked while the walk opens.  Bases of what is wanted are decoded and not
 * handed out; what cannot be read is told as without this, wherever a pack is looked into.
 */
typedef struct umb_git_part {
	void *ctx;
	bool (*pack)(void *ctx, size_t pack);                   /* false: this pack is not looked into */
	void (*mark)(void *ctx, size_t pack, uint8_t *wanted);  /* by position in its index; 0 as handed over, 1: wanted */
} umb_git_part;

#define UMB_GIT_WANT(type) (1u << (type))

typedef struct umb_git_walk umb_git_walk;
typedef struct umb_git_lane umb_git_lane;

typedef struct umb_git_walk_opts {
	unsigned            wanted;     /* UMB_GIT_WANT of each type */
	uint64_t            max_object; /* larger ones are told as too big; 0: those that cannot be held and are no whole blobs */
	const umb_git_walk *like;       /* over the same store, closed later than this one: its delta trees are used again; or NULL */
	uint32_t            n_threads;  /* for reading the headers of large packs; 0: this one */
	const umb_git_part *part;       /* NULL: all of the packs; not with `like` */
} umb_git_walk_opts;

umb_status umb_git_walk_open(umb_git_walk **out, const umb_git_store *s, const umb_git_walk_opts *opts, umb_err *err);
void       umb_git_walk_close(umb_git_walk *w);
/* Gives back what only handing out needs; the walk is at its end then, and may still be `like` for another. */
void       umb_git_walk_end(umb_git_walk *w);
/* Objects of the wanted types in packs; loose ones are not counted.  0 for a part. */
uint64_t   umb_git_walk_total(const umb_git_walk *w);
umb_status umb_git_lane_open(umb_git_lane **out, umb_git_walk *w, umb_err *err);
void       umb_git_lane_close(umb_git_lane *l);
/* One piece of work: UMB_OK when there may be more, UMB_END when all is handed out. */
umb_status umb_git_walk_next(umb_git_walk *w, umb_git_lane *l, const umb_git_visit *visit);

#endif
