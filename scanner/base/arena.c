/*
 * arena.c - chunks that double up to a megabyte; big requests get a chunk of their own.
 */
#include "base/arena.h"

#include "base/alloc.h"
#include "base/keyed.h"

struct umb_arena_chunk {
	umb_arena_chunk *next;
	size_t           len, cap;
	_Alignas(16) uint8_t bytes[];
};

static umb_arena_chunk *add_chunk(umb_arena *a, size_t len)
{
	size_t cap = a->chunk ? UMB_MIN(a->chunk->cap * 2, (size_t)1 << 20) : 4096;
	size_t size;
	umb_arena_chunk *c;

	cap = UMB_MAX(cap, len);
	if (!umb_add(sizeof(*c), cap, &size) || (a->max && (cap > a->max || a->held > a->max - cap)))
		return NULL;
	c = umb_alloc(size);
	if (!c)
		return NULL;
	c->next  = a->chunk;
	c->len   = 0;
	c->cap   = cap;
	a->chunk = c;
	a->held += cap;
	return c;
}

void *umb_arena_alloc(umb_arena *a, size_t len)
{
	umb_arena_chunk *c = a->chunk;
	void *out;

	if (len > SIZE_MAX - 15)
		return NULL;
	len = (len + 15) & ~(size_t)15;
	if (!c || c->cap - c->len < len)
		c = add_chunk(a, len);
	if (!c)
		return NULL;
	out = c->bytes + c->len;
	c->len += len;
	return out;
}

void *umb_arena_zero(umb_arena *a, size_t count, size_t size)
{
	size_t len;
	void  *out;

	if (!umb_mul(count, size, &len))
		return NULL;
	out = umb_arena_alloc(a, len);
	if (out)
		memset(out, 0, len);
	return out;
}

char *umb_arena_strndup(umb_arena *a, const void *ptr, size_t len)
{
	char *out = len < SIZE_MAX ? umb_arena_alloc(a, len + 1) : NULL;

	if (!out)
		return NULL;
	if (len)
		memcpy(out, ptr, len);
	out[len] = 0;
	return out;
}

char *umb_arena_strdup(umb_arena *a, const char *text)
{
	return text ? umb_arena_strndup(a, text, strlen(text)) : NULL;
}

static void drop(umb_arena *a, umb_arena_chunk *c)
{
	if (a->wipes)
		umb_wipe(c->bytes, c->len);
	a->held -= c->cap;
	umb_free(c);
}

umb_arena_mark umb_arena_at(const umb_arena *a)
{
	return (umb_arena_mark){ a->chunk, a->chunk ? a->chunk->len : 0 };
}

void umb_arena_rewind(umb_arena *a, umb_arena_mark mark)
{
	while (a->chunk != mark.chunk) {
		umb_arena_chunk *next = a->chunk->next;

		drop(a, a->chunk);
		a->chunk = next;
	}
	if (!a->chunk)
		return;
	if (a->wipes)
		umb_wipe(a->chunk->bytes + mark.len, a->chunk->len - mark.len);
	a->chunk->len = mark.len;
}

void umb_arena_reset(umb_arena *a)
{
	while (a->chunk && a->chunk->next) {
		umb_arena_chunk *next = a->chunk->next;

		drop(a, a->chunk);
		a->chunk = next;
	}
	if (!a->chunk)
		return;
	if (a->wipes)
		umb_wipe(a->chunk->bytes, a->chunk->len);
	a->chunk->len = 0;
}

void umb_arena_clear(umb_arena *a)
{
	while (a->chunk) {
		umb_arena_chunk *next = a->chunk->next;

		drop(a, a->chunk);
		a->chunk = next;
	}
}
