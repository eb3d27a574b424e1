/*
 * unpack/whole.h - a container at hand as a whole, for unpackers that must look back and forth in it.
 *
 * Its bytes are pulled up to a bound.  What lies behind it is told as skipped, and the beginning is unpacked as far as it goes.
 */
#ifndef UMB_UNPACK_WHOLE_H
#define UMB_UNPACK_WHOLE_H

#include "base/buf.h"
#include "core/decoder.h"

#define UMB_WHOLE_MAX ((size_t)64 << 20)

typedef struct umb_whole {
	umb_slice bytes;
	bool      is_cut; /* there was more */
	umb_buf   own; /* wiped when it is closed */
} umb_whole;

/* `words` says what is skipped, a constant: "more of a database than is held at once".  Close it in any case. */
umb_status umb_whole_open(umb_whole *w, umb_reader *in, umb_emit *emit, const char *words);
void       umb_whole_close(umb_whole *w);

#endif
