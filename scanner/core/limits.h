/*
 * core/limits.h - every bound of a scan in one place.
 */
#ifndef UMB_CORE_LIMITS_H
#define UMB_CORE_LIMITS_H

#include "base/types.h"

typedef struct umb_limits {
	uint32_t max_decode_depth;  /* decoders inside each other */
	uint32_t max_archive_depth; /* containers inside each other */
	uint64_t max_decoded_bytes; /* per unit, summed over its layers; once more for each UMB_DECODED_STEP of its own bytes */
	uint64_t unit_timeout_ms;   /* for the layers of one unit; 0: none; once more for each UMB_TIMEOUT_STEP */
	uint32_t max_unit_hits;     /* after judging; more are counted, not kept */
	size_t   window;            /* bytes scanned in one piece; longer layers overlap (tests make it small) */
	bool     keeps_weak;        /* what a validator calls unlikely is kept, and marked */
	bool     leaves_lonely;     /* rules about what stands beside a secret (umb_rule_info_needs_secret) are asked where the unit holds one */
} umb_limits;

/* A large archive may hold much: what makes a bomb is much from little. */
#define UMB_DECODED_STEP (UINT64_C(16) << 20)
#define UMB_TIMEOUT_STEP (UINT64_C(256) << 20)
/* What a member costs beside its bytes: a million empty ones are no less work than one of 256 MB. */
#define UMB_MEMBER_COST 256

#define UMB_LIMITS_INIT { 4, 3, UINT64_C(256) << 20, 60000, 100000, (size_t)4 << 20, false, false }

#endif
