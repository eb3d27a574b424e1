/*
 * base/buf.h - growing byte buffer with a cap it is born with.
 *
 * A buffer that is asked to grow past its cap answers UMB_E_LIMIT and keeps what it has.  The first
 * failure sticks in `failed`, so a writer may append many pieces and check once.
 */
#ifndef UMB_BASE_BUF_H
#define UMB_BASE_BUF_H

#include <stdarg.h>
#include "base/types.h"

typedef struct umb_buf {
	uint8_t   *ptr;
	size_t     len;
	size_t     cap;    /* bytes allocated */
	size_t     max;    /* never grows past this; 0 means UMB_BUF_MAX_DEFAULT */
	umb_status failed; /* first failure, or UMB_OK */
} umb_buf;

#define UMB_BUF_MAX_DEFAULT (UINT32_C(1) << 30)
#define UMB_BUF_INIT { NULL, 0, 0, 0, UMB_OK }
#define UMB_BUF_INIT_MAX(n) { NULL, 0, 0, (n), UMB_OK }

umb_status umb_buf_reserve(umb_buf *b, size_t more); /* room for `more` bytes after len */
umb_status umb_buf_append(umb_buf *b, const void *ptr, size_t len);
umb_status umb_buf_append_slice(umb_buf *b, umb_slice s);
umb_status umb_buf_append_str(umb_buf *b, const char *text);
umb_status umb_buf_append_byte(umb_buf *b, uint8_t byte);
umb_status umb_buf_printf(umb_buf *b, const char *fmt, ...) UMB_PRINTF(2, 3);
umb_status umb_buf_vprintf(umb_buf *b, const char *fmt, va_list ap);

/* The content as a C string: a NUL is kept after len.  "" when nothing could be allocated. */
const char *umb_buf_str(umb_buf *b);
umb_slice   umb_buf_view(const umb_buf *b);
void        umb_buf_reset(umb_buf *b); /* length 0, memory kept, failure forgotten */
void        umb_buf_clear(umb_buf *b); /* frees; may be used again */
void        umb_buf_wipe(umb_buf *b);  /* as clear, after overwriting what it held */

#endif
