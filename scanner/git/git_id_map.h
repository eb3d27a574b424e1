/*
 * git_id_map.h - private to git/: object ids to numbers from 0 on, in the order of their coming.
 */
#ifndef UMB_GIT_ID_MAP_H
#define UMB_GIT_ID_MAP_H

#include "base/types.h"

/* Open addressing; keys lie in `ids`.  Zero it and set id_len to begin.  One thread at a time, unless all only find. */
typedef struct umb_git_id_map {
	uint32_t *slot; /* a number, and above it four bits of its id, so that few other ids are looked at */
	size_t    size; /* a power of two */
	uint8_t  *ids;
	size_t    n, cap;
	uint32_t  id_len;
} umb_git_id_map;

#define UMB_GIT_NO_NUMBER UINT32_MAX

/* The number of the id, given one if it is new; UMB_GIT_NO_NUMBER when out of memory, or of numbers: there are 2^28 - 1. */
uint32_t umb_git_id_add(umb_git_id_map *m, const uint8_t *id);
uint32_t umb_git_id_find(const umb_git_id_map *m, const uint8_t *id); /* UMB_GIT_NO_NUMBER: none */
/* Hints that these will be asked for: their places are fetched side by side, not one after the other. */
void     umb_git_id_expect(const umb_git_id_map *m, const uint8_t *const *id, size_t n);
void     umb_git_id_map_clear(umb_git_id_map *m);

static inline const uint8_t *umb_git_id_of(const umb_git_id_map *m, uint32_t number)
{
	return m->ids + (size_t)number * m->id_len;
}

#endif
