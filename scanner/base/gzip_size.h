/*
 * base/gzip_size.h - how long bytes that are written piece by piece would be in gzip; for bytes that hold no secret: what is
 * compressed is not wiped.
 */
#ifndef UMB_BASE_GZIP_SIZE_H
#define UMB_BASE_GZIP_SIZE_H

#include "base/types.h"

typedef struct umb_gzip_size umb_gzip_size;

/* NULL when there is no memory. */
umb_gzip_size *umb_gzip_size_new(void);
void           umb_gzip_size_add(umb_gzip_size *g, umb_slice bytes);
/* Bytes until here, to within a block; UINT64_MAX when memory was out on the way.  More may be added behind. */
uint64_t       umb_gzip_size_get(umb_gzip_size *g);
void           umb_gzip_size_free(umb_gzip_size *own); /* accepts NULL */

#endif
