/*
 * base/alloc.h - the only way to the heap: counted, capped, and able to fail on request.
 *
 * Threads: safe from any thread.  The fault and the ceiling are process-wide switches for tests and
 * for `--max-memory`, set before workers start.
 */
#ifndef UMB_BASE_ALLOC_H
#define UMB_BASE_ALLOC_H

#include "base/types.h"

/* NULL when memory is out, above the ceiling, or made to fail.  A size of 0 gives a unique pointer. */
void *umb_alloc(size_t len);
void *umb_alloc_zero(size_t count, size_t size); /* checks the product */
void *umb_realloc(void *ptr, size_t len);        /* on failure `ptr` is still valid */
/* Gives freed memory back to the system where the C library would keep it; after the large part of a work is over. */
void  umb_alloc_trim(void);
/*
 * For the whole process: large blocks stay pages of their own, however many were freed.  The C library would move them into
 * its heap after a while, where growing copies them and leaves holes.
 */
void  umb_alloc_return_large(void);
void  umb_free(void *ptr);                       /* accepts NULL */
char *umb_strdup(const char *text);              /* NULL in, NULL out */
char *umb_strndup(const void *ptr, size_t len);  /* adds the terminator */

/* The torture test: the n-th request from now (1-based) and all later ones fail; 0 turns it off. */
void umb_alloc_fail_at(uint64_t n);
/* The same for that one request. */
void umb_alloc_fail_once(uint64_t n);
/* Requests that were answered with NULL, since the start of the process. */
uint64_t umb_alloc_refused(void);
/* Requests since the start of the process. */
uint64_t umb_alloc_count(void);
/* Bytes this process may hold through these calls; 0 is no ceiling. */
void umb_alloc_ceiling(uint64_t bytes);
/* Bytes held now, as the allocator accounts them. */
uint64_t umb_alloc_held(void);

#endif
