/*
 * decode/marks.h - private to decode/: places that a coding of text cannot do without, at the speed of memory.
 */
#ifndef UMB_DECODE_MARKS_H
#define UMB_DECODE_MARKS_H

#include "core/decoder.h"

/* Called for a place and the UMB_MARK_* that may stand there, in order; true ends the walk. */
typedef bool (*umb_mark_fn)(void *ctx, umb_slice in, size_t at, uint32_t marks);

/* All places in [from, to) at which two bytes look like one of `marks`; some of them are none.  Returns whether `fn` ended the walk. */
bool umb_marks_walk(umb_slice in, size_t from, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx);
/* The same without vector instructions; for tests. */
bool umb_marks_walk_plain(umb_slice in, size_t from, size_t to, uint32_t marks, umb_mark_fn fn, void *ctx);
/* The same for all places where there may be some. */
void umb_marks_walk_all(const umb_decoder_input *in, uint32_t marks, umb_mark_fn fn, void *ctx);

/* Which of `marks` the walk would call for at `at`. */
uint32_t umb_marks_at(umb_slice in, size_t at, uint32_t marks);

/* Whether `begins` is true of a mark of `in`: what a decoder that lives on marks has for a probe. */
bool umb_marks_any(umb_slice in, uint32_t mark, bool (*begins)(umb_slice in, size_t at));

/* A set of bytes, one bit each. */
typedef struct umb_mark_set {
	uint64_t bits[4];
} umb_mark_set;

extern const umb_mark_set umb_mark_token;   /* letters, digits and _-.+/=~$: what keys and tokens are made of */
extern const umb_mark_set umb_mark_part;    /* those and \ % & # ;: what they are made of in a coding */
extern const umb_mark_set umb_mark_between; /* what may stand between two strings that are joined, and their quotes */

static inline bool umb_mark_has(const umb_mark_set *set, uint8_t c)
{
	return set->bits[c >> 6] >> (c & 63) & 1;
}

static inline bool umb_mark_is_token(uint8_t c)
{
	return umb_mark_has(&umb_mark_token, c);
}

/*
 * Whether a quote, spelled by in[from, to), opens a value that is assigned to something: the end of a key, ':', '=', '(' or the like stands
 * before it, and some characters of a value behind.  Only such a quote changes what a rule sees.
 */
bool umb_mark_opens_value(umb_slice in, size_t from, size_t to);

#endif
