/*
 * base/types.h - the few words every room speaks: slices, counts, checked sizes, assertions.
 */
#ifndef UMB_BASE_TYPES_H
#define UMB_BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "umb/status.h"
#include "base/banned.h"

/* Borrowed bytes: not terminated, may hold NUL, valid until the owner changes. */
typedef struct umb_slice {
	const uint8_t *ptr;
	size_t         len;
} umb_slice;

/* Half-open byte range [from, to). */
typedef struct umb_span {
	uint64_t from;
	uint64_t to;
} umb_span;

#define UMB_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define UMB_MIN(a, b) ((a) < (b) ? (a) : (b))
#define UMB_MAX(a, b) ((a) > (b) ? (a) : (b))
#define UMB_SLICE_INIT { NULL, 0 }
#define UMB_UNUSED(x) ((void)(x))
#define UMB_LIKELY(x) __builtin_expect(!!(x), 1)
#define UMB_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* For our own mistakes only; what a file or a user can cause is a status. */
#if defined(UMB_DEBUG)
#include <assert.h>
#define UMB_ASSERT(x) assert(x)
#else
#define UMB_ASSERT(x) ((void)sizeof(x))
#endif

static inline umb_slice umb_slice_of(const void *ptr, size_t len)
{
	umb_slice s = { (const uint8_t *)ptr, len };
	return s;
}

/* The text of a NUL-terminated string, without the NUL; NULL gives an empty slice. */
static inline umb_slice umb_slice_str(const char *text)
{
	return umb_slice_of(text, text ? strlen(text) : 0);
}

static inline umb_slice umb_slice_sub(umb_slice s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return umb_slice_of(s.ptr ? s.ptr + from : NULL, to - from);
}

static inline bool umb_slice_eq(umb_slice a, umb_slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool umb_slice_eq_str(umb_slice a, const char *text)
{
	return umb_slice_eq(a, umb_slice_str(text));
}

/* False when the sum or product does not fit; *out is then undefined. */
static inline bool umb_add(size_t a, size_t b, size_t *out)
{
	return !__builtin_add_overflow(a, b, out);
}

static inline bool umb_mul(size_t a, size_t b, size_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

#endif
