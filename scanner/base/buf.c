/*
 * buf.c - see buf.h.  Growth doubles, so that appending n bytes costs O(n).
 */
#include "base/buf.h"

#include "base/alloc.h"
#include "base/keyed.h"

static umb_status fail(umb_buf *b, umb_status st)
{
	if (b->failed == UMB_OK)
		b->failed = st;
	return b->failed;
}

umb_status umb_buf_reserve(umb_buf *b, size_t more)
{
	size_t max = b->max ? b->max : UMB_BUF_MAX_DEFAULT;
	size_t need, cap;
	uint8_t *ptr;

	/* One byte beyond is kept for the terminator of umb_buf_str. */
	if (!umb_add(b->len, more, &need) || need > max)
		return fail(b, UMB_E_LIMIT);
	if (need + 1 <= b->cap)
		return UMB_OK;
	cap = UMB_MAX(b->cap, (size_t)64);
	while (cap < need + 1)
		cap += cap / 2 + 64;
	ptr = umb_realloc(b->ptr, cap);
	if (!ptr)
		return fail(b, UMB_E_NOMEM);
	b->ptr = ptr;
	b->cap = cap;
	return UMB_OK;
}

umb_status umb_buf_append(umb_buf *b, const void *ptr, size_t len)
{
	if (b->failed != UMB_OK || umb_buf_reserve(b, len) != UMB_OK)
		return b->failed;
	if (len)
		memcpy(b->ptr + b->len, ptr, len);
	b->len += len;
	return UMB_OK;
}

umb_status umb_buf_append_slice(umb_buf *b, umb_slice s)
{
	return umb_buf_append(b, s.ptr, s.len);
}

umb_status umb_buf_append_str(umb_buf *b, const char *text)
{
	return umb_buf_append(b, text, strlen(text));
}

umb_status umb_buf_append_byte(umb_buf *b, uint8_t byte)
{
	return umb_buf_append(b, &byte, 1);
}

umb_status umb_buf_vprintf(umb_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int     n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return fail(b, UMB_E_FORMAT);
	if (b->failed != UMB_OK || umb_buf_reserve(b, (size_t)n) != UMB_OK)
		return b->failed;
	vsnprintf((char *)b->ptr + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
	return UMB_OK;
}

umb_status umb_buf_printf(umb_buf *b, const char *fmt, ...)
{
	umb_status st;
	va_list    ap;

	va_start(ap, fmt);
	st = umb_buf_vprintf(b, fmt, ap);
	va_end(ap);
	return st;
}

const char *umb_buf_str(umb_buf *b)
{
	if (!b->ptr && umb_buf_reserve(b, 0) != UMB_OK)
		return "";
	b->ptr[b->len] = 0;
	return (const char *)b->ptr;
}

umb_slice umb_buf_view(const umb_buf *b)
{
	return umb_slice_of(b->ptr, b->len);
}

void umb_buf_reset(umb_buf *b)
{
	b->len    = 0;
	b->failed = UMB_OK;
}

void umb_buf_clear(umb_buf *b)
{
	umb_free(b->ptr);
	b->ptr = NULL;
	b->cap = 0;
	umb_buf_reset(b);
}

void umb_buf_wipe(umb_buf *b)
{
	if (b->ptr)
		umb_wipe(b->ptr, b->cap);
	umb_buf_clear(b);
}
