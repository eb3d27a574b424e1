/*
 * codec.h - what compressed streams have in common: one thing in, one thing out, in frames behind each other.
 *
 * A codec knows its form and nothing of readers and members; codec.c feeds it.  Memory is the codec's state and two chunks.
 */
#ifndef UMB_UNPACK_CODEC_H
#define UMB_UNPACK_CODEC_H

#include "core/decoder.h"
#include "unpack/library.h"

/* As much of what comes next as `is_next` is given, unless the input ends. */
#define UMB_STREAM_HEAD 32

typedef struct umb_codec {
	umb_library *library;   /* NULL: linked */
	size_t       state_len; /* zeroed before the first frame */
	/* Another frame begins here.  NULL: there is one. */
	bool       (*is_next)(umb_slice head);
	umb_status (*begin)(void *state); /* a frame */
	/*
	 * Takes from the front of *in and gives up to `cap` bytes.  UMB_END: that was the frame.  UMB_E_FORMAT: damaged.
	 * UMB_E_UNSUPPORTED: it wants more than `unsupported` says.  is_last: nothing comes behind *in.
	 */
	umb_status (*step)(void *state, umb_slice *in, bool is_last, uint8_t *out, size_t cap, size_t *n_out);
	void       (*end)(void *state); /* whether it began or not */
	const char *(*name)(const void *state); /* of the frame, behind its first bytes.  NULL: frames go on where the last one ended */
	const char  *unsupported;
} umb_codec;

/* umb_unpacker_ops.unpack for a codec. */
umb_status umb_stream_unpack(const umb_codec *c, umb_reader *in, umb_emit *emit);

#endif
