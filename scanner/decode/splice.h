/*
 * decode/splice.h - private to decode/: text in which something is written in a longer way, shown as what it stands for.
 *
 * Only what stands around marks is shown, their lines or UMB_SPLICE_REACH bytes of them to both sides: a copy of a whole file for
 * each "\n" in it would cost as much as the file.
 */
#ifndef UMB_DECODE_SPLICE_H
#define UMB_DECODE_SPLICE_H

#include "core/decoder.h"

/* Far enough that a key in PEM with one such place in most of its lines is shown in one piece. */
#define UMB_SPLICE_REACH 512u

/* What some bytes stand for. */
typedef struct umb_splice_unit {
	uint8_t out[8];
	size_t  n_out; /* 0: nothing, they are left out */
} umb_splice_unit;

typedef struct umb_splice {
	uint32_t mark;
	bool     (*is_mark)(umb_slice in, size_t at);
	/* How many bytes at `at` stand for something else, and for what; 0: they stand for themselves. */
	size_t   (*unit)(umb_slice in, size_t at, umb_splice_unit *u);
	char     first[4];      /* a unit begins with one of these */
	bool     has_next_line; /* what a mark changes goes on in the next line */
} umb_splice;

/* Emits the text around all marks as one run; between two places that are not shown stands a line with a byte that nothing matches. */
umb_status umb_splice_emit(const umb_splice *s, const umb_decoder_input *in, umb_emit *emit);

#endif
