/*
 * alloc.c - the heap, counted, with a ceiling and a fault switch.
 *
 * The size of a block is asked from the C library instead of being kept in front of it, so that the
 * sanitizers see the same blocks as everybody else.
 */
#include "base/alloc.h"

#include <malloc.h>
#include <stdatomic.h>

static _Atomic uint64_t n_requests, n_refused, held, ceiling, fail_at, fail_once_at;

#define LARGE ((size_t)4 << 20) /* bytes: blocks of their own pages, from umb_alloc_return_large on */

static bool may_allocate(size_t len)
{
	uint64_t n   = atomic_fetch_add_explicit(&n_requests, 1, memory_order_relaxed) + 1;
	uint64_t at  = atomic_load_explicit(&fail_at, memory_order_relaxed);
	uint64_t max = atomic_load_explicit(&ceiling, memory_order_relaxed);

	if ((at && n >= at) || n == atomic_load_explicit(&fail_once_at, memory_order_relaxed))
		return false;
	return !max || (len <= max && atomic_load_explicit(&held, memory_order_relaxed) <= max - len);
}

static void *refused(void)
{
	atomic_fetch_add_explicit(&n_refused, 1, memory_order_relaxed);
	return NULL;
}

static void *account(void *ptr)
{
	if (!ptr)
		return refused();
	atomic_fetch_add_explicit(&held, malloc_usable_size(ptr), memory_order_relaxed);
	return ptr;
}

void *umb_alloc(size_t len)
{
	return may_allocate(len) ? account(malloc(len ? len : 1)) : refused();
}

void *umb_alloc_zero(size_t count, size_t size)
{
	size_t len;

	if (!umb_mul(count, size, &len) || !may_allocate(len))
		return refused();
	return account(calloc(len ? len : 1, 1));
}

void *umb_realloc(void *ptr, size_t len)
{
	size_t before = ptr ? malloc_usable_size(ptr) : 0;
	void  *out;

	if (!may_allocate(len > before ? len - before : 0))
		return refused();
	out = realloc(ptr, len ? len : 1);
	if (!out)
		return refused();
	atomic_fetch_sub_explicit(&held, before, memory_order_relaxed);
	/* It moved to pages of its own, and left a hole of its size among the small ones. */
	if (before >= LARGE / 4 && before < LARGE && len >= LARGE)
		umb_alloc_trim();
	return account(out);
}

void umb_free(void *ptr)
{
	if (!ptr)
		return;
	atomic_fetch_sub_explicit(&held, malloc_usable_size(ptr), memory_order_relaxed);
	free(ptr);
}

void umb_alloc_return_large(void)
{
#if defined(__GLIBC__)
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

void umb_alloc_trim(void)
{
#if defined(__GLIBC__)
	malloc_trim(0);
#endif
}

char *umb_strndup(const void *ptr, size_t len)
{
	char *out = len < SIZE_MAX ? umb_alloc(len + 1) : NULL;

	if (!out)
		return NULL;
	if (len)
		memcpy(out, ptr, len);
	out[len] = 0;
	return out;
}

char *umb_strdup(const char *text)
{
	return text ? umb_strndup(text, strlen(text)) : NULL;
}

void umb_alloc_fail_at(uint64_t n)
{
	atomic_store(&fail_at, n ? atomic_load(&n_requests) + n : 0);
}

void umb_alloc_fail_once(uint64_t n)
{
	atomic_store(&fail_once_at, n ? atomic_load(&n_requests) + n : 0);
}

uint64_t umb_alloc_refused(void)
{
	return atomic_load(&n_refused);
}

uint64_t umb_alloc_count(void)
{
	return atomic_load(&n_requests);
}

void umb_alloc_ceiling(uint64_t bytes)
{
	atomic_store(&ceiling, bytes);
}

uint64_t umb_alloc_held(void)
{
	return atomic_load(&held);
}
