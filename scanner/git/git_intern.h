/*
 * git_intern.h - private to git/: triples of numbers, and names, to numbers from 0 on, in the order of their coming.
 *
 * Zero them to begin, clear in the end.  One thread at a time.
 */
#ifndef UMB_GIT_INTERN_H
#define UMB_GIT_INTERN_H

#include "base/buf.h"

#define UMB_GIT_NONE_SUCH UINT32_MAX

typedef struct umb_git_triple {
	uint32_t a, b, c;
} umb_git_triple;

typedef struct umb_git_triples {
	uint32_t       *slot; /* open addressing */
	size_t          size; /* a power of two */
	umb_git_triple *at;
	size_t          n, cap;
} umb_git_triples;

/* The number of the triple, given one if it is new; NONE_SUCH when out of memory. */
uint32_t umb_git_triple_add(umb_git_triples *t, uint32_t a, uint32_t b, uint32_t c);
uint32_t umb_git_triple_find(const umb_git_triples *t, uint32_t a, uint32_t b, uint32_t c); /* NONE_SUCH: none */
void     umb_git_triples_clear(umb_git_triples *t);

/* Names of files and folders, at most 64 MiB of them: whatever comes later is one and the same unknown name. */
typedef struct umb_git_names {
	uint32_t *slot;
	size_t    size;
	size_t   *end; /* in `text`, of each */
	size_t    n, cap;
	umb_buf   text;
} umb_git_names;

#define UMB_GIT_NAME_UNKNOWN 0 /* "?" */

uint32_t  umb_git_name_add(umb_git_names *t, umb_slice name); /* NONE_SUCH when out of memory */
umb_slice umb_git_name_of(const umb_git_names *t, uint32_t number);
void      umb_git_names_clear(umb_git_names *t);

#endif
