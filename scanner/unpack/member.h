/*
 * unpack/member.h - one member being written: begun with its first byte, so that empty ones leave no trace.
 *
 * The first failure sticks: write many pieces and look at what umb_member_end says.
 */
#ifndef UMB_UNPACK_MEMBER_H
#define UMB_UNPACK_MEMBER_H

#include "base/buf.h"
#include "core/decoder.h"

#define UMB_MEMBER_NAME 256 /* bytes of a name that are kept */

typedef struct umb_member {
	umb_emit  *emit;
	umb_status st;
	bool       is_open;
	uint8_t    last; /* the byte written last; a new member stands at the begin of a line */
	size_t     at;   /* in the container: behind what was written last */
	umb_buf    name; /* set by umb_member_name */
} umb_member;

void umb_member_init(umb_member *m, umb_emit *emit);
#define UMB_MEMBER_PART(s) (int)UMB_MIN((s).len, (size_t)160), (const char *)(s).ptr /* for %.*s: of a foreign name */
/* The one that follows: before its first byte.  At most UMB_MEMBER_NAME bytes, or it has no name. */
void umb_member_name(umb_member *m, const char *fmt, ...) UMB_PRINTF(2, 3);
/* These bytes stand in the container at [from, from + len). */
void umb_member_put(umb_member *m, umb_slice bytes, size_t from, size_t len);
/* Words that stand nowhere: names of columns, line feeds. */
void umb_member_say(umb_member *m, umb_slice words);
void umb_member_line(umb_member *m); /* goes to a new line, if it is not at the begin of one */
umb_status umb_member_end(umb_member *m);
void umb_member_clear(umb_member *m);

#endif
