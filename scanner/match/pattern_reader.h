/*
 * pattern_reader.h - private to match/: the state of one parse, shared by pattern_parse.c and pattern_class.c.
 */
#ifndef UMB_MATCH_PATTERN_READER_H
#define UMB_MATCH_PATTERN_READER_H

#include "match/pattern_tree.h"

#define UMB_FLAG_CASELESS 1u /* i */
#define UMB_FLAG_LINES 2u    /* m */
#define UMB_FLAG_DOTALL 4u   /* s */
#define UMB_FLAG_EXTENDED 8u /* x */

typedef struct umb_pattern_reader {
	const char     *text;
	size_t          len, at;
	umb_arena      *arena;
	umb_err        *err;
	umb_status      st;    /* first failure */
	unsigned        flags;
	unsigned        depth; /* open groups */
	uint32_t        n_groups;
	umb_group_name *names;
} umb_pattern_reader;

/* What one escape means. */
typedef struct umb_escape {
	enum { UMB_ESCAPE_BYTE, UMB_ESCAPE_SET, UMB_ESCAPE_EDGE } kind;
	uint8_t   byte;
	umb_class set;
	umb_edge  edge;
} umb_escape;

/* The byte `ahead` of the reader, or NUL at the end: the text holds no NUL. */
static inline char umb_pattern_peek(const umb_pattern_reader *r, size_t ahead)
{
	return ahead < r->len - r->at ? r->text[r->at + ahead] : 0;
}

/* Records the first failure, at 0-based offset `at`; always false. */
bool umb_pattern_fail(umb_pattern_reader *r, umb_status st, size_t at, const char *words);
bool umb_pattern_no_memory(umb_pattern_reader *r);

/* At a backslash.  Both consume what they read, and are false after a failure. */
bool umb_read_escape(umb_pattern_reader *r, bool in_class, umb_escape *out);
/* At '['. */
bool umb_read_class(umb_pattern_reader *r, umb_class *out);
/* True when a POSIX item like [:alpha:] begins at the '[' at r->at + ahead; *end is the offset of its "]". */
bool umb_pattern_at_posix(const umb_pattern_reader *r, size_t *end);

#endif
