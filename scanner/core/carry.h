/*
 * core/carry.h - what is known of one version of a file when the next one is looked at.
 *
 * A repository stores most versions as what they copy from another one, their base, and what they insert.  What the engine
 * found in the base is still there in what was copied, so only the rest must be searched.  The source owns the memory,
 * which lives as long as the base's bytes; whoever looks at the versions, and nobody else, reads and writes it.
 */
#ifndef UMB_CORE_CARRY_H
#define UMB_CORE_CARRY_H

#include "base/buf.h"

/* The unit's bytes [at, at + len) are the base's from `from` on. */
typedef struct umb_copy {
	uint32_t at, from, len;
} umb_copy;

/* Holds places and numbers, no byte of the text. */
typedef struct umb_carry {
	bool     is_known; /* the version was looked at, and the rest is all there is to know */
	uint32_t len;      /* bytes of the version that were looked at */
	uint32_t number;   /* of a tree: its reader's */
	uint32_t decoded;  /* of a text: a bit for each decoder without marks, by its number, that found something in the raw bytes, or must look at all versions */
	uint32_t n_begin;  /* of a text: no rule about files holds, which its first bytes alone decide, so many of them; 0: that is not known */
	bool     is_text;  /* as it was judged when they were asked */
	umb_buf  places;   /* by place: the occurrences of literals in a text, the entries of a tree */
	umb_buf  marked;   /* of a text, umb_marked by place and apart from each other: where the marks of decoders may stand that are worth a call */
} umb_carry;

typedef struct umb_version {
	const umb_carry *base;     /* NULL or not known: nothing is; the copies do not matter then */
	const umb_copy  *copies;   /* by `at`, without overlaps, each within the base and the unit */
	size_t           n_copies;
	umb_carry       *keep;     /* to be filled in; NULL: nobody will ask */
} umb_version;

#endif
