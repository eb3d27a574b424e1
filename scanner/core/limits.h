/*
 * core/limits.h - every bound of a scan in one place.
 */
#ifndef UMB_CORE_LIMITS_H
#define UMB_CORE_LIMITS_H

#include "base/types.h"

typedef struct umb_limits {
	uint32_t max_decode_depth;  /* decoders inside each other */
	uint32_t max_archive_depth; /* containers inside each other */
	uint64_t max_decoded_bytes; /* per unit, summed over its layers */
	uint64_t unit_timeout_ms;   /* for the layers of one unit; 0: none */
	uint32_t max_unit_hits;     /* after judging; more are counted, not kept */
	size_t   window;            /* bytes scanned in one piece; longer layers overlap (tests make it small) */
	bool     keeps_weak;        /* what a validator calls unlikely is kept, and marked */
} umb_limits;

#define UMB_LIMITS_INIT { 4, 3, UINT64_C(256) << 20, 60000, 100000, (size_t)4 << 20, false }

#endif
