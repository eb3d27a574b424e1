/*
 * git_history.h - private to git/: all trees and commits as small tables, for attribution.
 */
#ifndef UMB_GIT_HISTORY_H
#define UMB_GIT_HISTORY_H

#include "base/thread.h"
#include "git/git_attribute.h"
#include "git/git_id_map.h"
#include "git/git_intern.h"

#define UMB_GIT_NO_TREE UINT32_MAX

/* One tree, in twelve bytes because there can be millions: which trees stand in it. */
typedef struct umb_git_tnode {
	uint32_t first_edge;     /* in edge[] */
	uint32_t n_edges : 24;   /* an object of the largest size has fewer entries */
	uint32_t is_read : 1;    /* 0: named by others, and not there */
	uint32_t has_wanted : 1; /* holds a wanted blob itself */
	uint32_t leads_to_wanted : 1, is_entered : 1, is_in_head : 1, is_checked : 1;
	uint32_t has_names : 1;  /* more than one: the first is kept in `kept_name`, see other_name[], too */
	/*
	 * Until it is entered, its name in `names` and plus one, or 0: none, the root of a commit.  Then the path under which it was
	 * entered first, a number in `folders`: its last part is the name, else has_names is set.
	 */
	uint32_t name_or_folder;
} umb_git_tnode;

/* A wanted blob that stands in a tree. */
typedef struct umb_git_place {
	uint32_t tree, wanted, name;
} umb_git_place;

/* An edge to a tree that goes by another name there than the one that is kept with the tree. */
typedef struct umb_git_other_name {
	uint32_t edge, name;
} umb_git_other_name;

/* A wanted blob at a path; which these are says `held`. */
typedef struct umb_git_stay {
	uint32_t since; /* the place in ordered[] of the first commit */
	uint32_t next;  /* of the same blob, or UMB_GIT_NO_TREE */
	bool     is_in_head;
} umb_git_stay;

typedef enum umb_git_root_kind { UMB_GIT_ROOT_LOG, UMB_GIT_ROOT_STASH, UMB_GIT_ROOT_HEAD } umb_git_root_kind;

/* What keeps a commit beside refs: an entry of a reflog, the HEAD of another work tree. */
typedef struct umb_git_root {
	uint32_t commit;
	uint8_t  kind;
} umb_git_root;

typedef struct umb_git_cnode {
	int64_t  date;                    /* of the committer */
	uint32_t tree;                    /* after umb_git_shapes_make: its shape */
	uint32_t first_parent, n_parents; /* in parent[] */
	uint32_t first_child;             /* in child_next[], or UMB_GIT_NO_TREE */
	uint32_t position;                /* in ordered[], or UMB_GIT_NO_TREE */
	uint32_t n_waiting : 30;          /* parents that are not ordered yet; an object of the largest size has fewer */
	uint32_t is_read : 1;             /* as of a tree; the other fields hold nothing then */
	uint32_t is_reached : 1;
} umb_git_cnode;

struct umb_git_history {
	/* While it is read: of the tables of ids, which are waited for most, and of all others.  Who needs both takes them in this order. */
	umb_mutex      ids_lock, lock;
	umb_git_id_map trees, commits, wanted, lacking;
	bool           is_partial; /* in: blobs that are not there are where the remote has them */
	umb_git_tnode *tree;
	umb_git_cnode *commit;
	size_t         cap_tree, cap_commit;
	uint32_t      *edge, *parent;
	umb_git_place *place;       /* those of one tree behind each other */
	uint32_t      *first_place; /* of each tree that has_wanted; after umb_git_history_index */
	umb_git_place *lack;  /* trees, and the blobs (in `lacking`) that stand there and are not here */
	size_t         n_lack, cap_lack;
	uint32_t      *broken; /* trees whose content is none: a file may hide behind a damaged type, unread */
	size_t         n_broken, cap_broken;
	size_t         n_edge, cap_edge, n_place, cap_place, n_parent, cap_parent;
	umb_git_names  names;
	umb_git_other_name *other_name; /* by edge */
	size_t         n_other_name, cap_other_name;
	umb_git_triples kept;           /* trees with more than one name */
	uint32_t      *kept_name;       /* of each of them as in name_or_folder */
	size_t         cap_kept_name;
	uint32_t      *ordered;   /* commits, parents first, by date; first those that refs reach, then those of reflogs, then the rest */
	uint32_t       n_ordered;
	uint32_t       n_reached; /* of them, by refs */
	uint32_t      *tip;       /* of each ref, the commit number, or UMB_GIT_NO_TREE */
	umb_git_root  *root;      /* n_root */
	size_t         n_root, cap_root;
	uint32_t       head;      /* commit number, or UMB_GIT_NO_TREE */
	/* git_paths.c */
	umb_git_triples folders;  /* paths of folders: the folder above, a name, 0; the root is number 0 and names itself */
	umb_git_triples again;    /* trees that were entered under a second path, and that: tree, folder, 0 */
	umb_git_triples held;     /* wanted, folder, name */
	umb_git_stay   *stay;     /* of each in `held` */
	size_t          cap_stay;
	uint32_t       *first_stay; /* of each wanted, in `held`, or UMB_GIT_NO_TREE; the newest stands first */
	uint32_t       *since;      /* of each wanted, the place in ordered[] of the first commit that holds it, or UMB_GIT_NO_TREE */
	uint64_t        n_again_edges;
	umb_git_triples shapes;     /* git_shape.h */
	bool            is_log_unread;   /* a reflog that is there cannot be read */
	bool            is_head_unknown; /* as in umb_git_found */
	bool            has_more_paths; /* than were followed */
};

/*
 * Tables grow by little, since large ones move by their pages, and what is not written to is no memory yet.  False when out of memory.
 * _reach is for those that are addressed by number: new rows are zero.
 */
bool       umb_git_row_make(void **table, size_t *cap, size_t size, size_t row);
bool       umb_git_row_reach(void **table, size_t *cap, size_t size, size_t row);
bool       umb_git_row_append(uint32_t **list, size_t *n, size_t *cap, uint32_t value);

/*
 * On n_threads; `bad` and `stop` are called on any of them, never two at a time.  types: UMB_GIT_WANT of commits, unless all
 * have been told, and of trees, unless no blob is wanted.
 */
umb_status umb_git_history_read(umb_git_history *h, const umb_git_store *s, const umb_git_walk *like, const umb_git_found *wanted, size_t n_wanted,
                                unsigned types, uint32_t n_threads, umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx);
umb_status umb_git_history_order(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_git_inflater *inf);
/* git_missing.c */
bool       umb_git_history_has_gaps(const umb_git_history *h); /* something is named and not there */
/* Tells what reachable commits name and the repository does not have.  A shallow clone's end is no gap of that kind. */
umb_status umb_git_history_tell_missing(umb_git_history *h, bool is_shallow, umb_git_bad_fn bad, void *ctx);
/* Forgets the ids of trees: numbers say enough from here on.  In their room stands which places are in which tree. */
umb_status umb_git_history_index(umb_git_history *h);
/* The places in this tree; *n of them. */
const umb_git_place *umb_git_history_places(const umb_git_history *h, uint32_t tree, size_t *n);
/* The name, in h->names, under which the tree at the end of this edge stands in the one at its beginning. */
uint32_t   umb_git_history_edge_name(const umb_git_history *h, uint32_t edge);
/* Sets has_names, and keeps the name of a tree that was not entered yet. */
umb_status umb_git_history_keep_name(umb_git_history *h, uint32_t tree);
/* What is only asked until the commits have shapes: most of the memory. */
void       umb_git_history_drop_trees(umb_git_history *h);

/* git_paths.c: under which paths the commits hold what is wanted.  Enter each commit once, in order. */
umb_status umb_git_paths_begin(umb_git_history *h);
umb_status umb_git_paths_enter(umb_git_history *h, umb_buf *stack, uint32_t position);
/* Marks those under which HEAD's tree holds it. */
umb_status umb_git_paths_mark_head(umb_git_history *h, umb_buf *stack);
/* Appends the path of one of h->held; false when it is longer than can be. */
bool       umb_git_paths_append(const umb_git_history *h, uint32_t held, umb_buf *out);

/* git_reflog.c: every id that a reflog holds, and the HEADs of other work trees.  UMB_E_IO: all but what is there and cannot be read. */
typedef umb_status (*umb_git_root_fn)(void *ctx, umb_git_root_kind kind, const uint8_t *id);
umb_status umb_git_reflogs_read(const umb_git_repo *r, umb_git_root_fn root, void *ctx);

#endif
