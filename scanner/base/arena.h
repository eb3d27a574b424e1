/*
 * base/arena.h - many small allocations with one lifetime.
 */
#ifndef UMB_BASE_ARENA_H
#define UMB_BASE_ARENA_H

#include "base/types.h"

typedef struct umb_arena_chunk umb_arena_chunk;

typedef struct umb_arena {
	umb_arena_chunk *chunk; /* newest first */
	size_t           held;  /* bytes in all chunks */
	size_t           max;   /* 0: no cap */
	bool             wipes; /* content is overwritten on reset and clear */
} umb_arena;

#define UMB_ARENA_INIT { NULL, 0, 0, false }

void *umb_arena_alloc(umb_arena *a, size_t len);                  /* 16-byte aligned, NULL on failure or cap */
void *umb_arena_zero(umb_arena *a, size_t count, size_t size);    /* checked product, zeroed */
char *umb_arena_strndup(umb_arena *a, const void *ptr, size_t len);
char *umb_arena_strdup(umb_arena *a, const char *text);
/* Where an arena stands; what is allocated from then on is given back by rewinding, and nothing before. */
typedef struct umb_arena_mark {
	umb_arena_chunk *chunk;
	size_t           len;
} umb_arena_mark;
umb_arena_mark umb_arena_at(const umb_arena *a);
void  umb_arena_rewind(umb_arena *a, umb_arena_mark mark);
void  umb_arena_reset(umb_arena *a); /* keeps one chunk for reuse */
void  umb_arena_clear(umb_arena *a);

#endif
