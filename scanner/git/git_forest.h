/*
 * git_forest.h - private to git/: the delta trees of one pack, and the pieces of work made of them.
 */
#ifndef UMB_GIT_FOREST_H
#define UMB_GIT_FOREST_H

#include "git/git_store.h"

#define UMB_GIT_NO_NODE UINT32_MAX

/* 16 bytes per object; numbered in the order of offsets in the pack, which the index has. */
typedef struct umb_git_node {
	uint32_t position;    /* in the index: leads to the id */
	uint32_t first_child; /* deltas on this object */
	uint32_t sibling;
	uint32_t weight : 28; /* objects in the tree below and including this one; UMB_GIT_MAX_WEIGHT stands for more */
	uint32_t type : 4;    /* of roots; 0 for deltas; UMB_GIT_BAD when the header is none or the base is missing */
} umb_git_node;

#define UMB_GIT_BAD 15
#define UMB_GIT_MAX_WEIGHT ((1u << 28) - 1)

typedef struct umb_git_forest {
	const umb_git_pack *pack;
	umb_git_node       *node;
	uint32_t            n_nodes;
} umb_git_forest;

/* The headers of a large pack are read by up to n_threads, this one among them. */
umb_status umb_git_forest_build(umb_git_forest *f, const umb_git_pack *p, uint32_t n_threads);
/* Where the object begins; the length of the pack when the index says something outside of it. */
uint64_t   umb_git_forest_offset(const umb_git_forest *f, uint32_t node);
void       umb_git_forest_clear(umb_git_forest *f);
/* Bytes that the compressed object at most takes: up to the next one. */
size_t     umb_git_forest_room(const umb_git_forest *f, uint32_t node, uint64_t data_at);

#endif
