/*
 * git_intern.c - see git_intern.h.
 */
#include "git/git_intern.h"

#include "base/alloc.h"
#include "base/hash.h"

#define MAX_TEXT ((size_t)64 << 20)

/* The last bits of a product say little about the first of its factors, so the slot is taken from the middle. */
static size_t slot_of_triple(const umb_git_triples *t, const umb_git_triple *k)
{
	uint64_t h = (((uint64_t)k->a << 32 | k->b) ^ (uint64_t)k->c * UINT64_C(0xc2b2ae3d27d4eb4f)) * UINT64_C(0x9e3779b97f4a7c15);
	size_t   i;

	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	i = (size_t)(h >> 24) & (t->size - 1);
	while (t->slot[i] != UMB_GIT_NONE_SUCH && memcmp(&t->at[t->slot[i]], k, sizeof(*k)) != 0)
		i = (i + 1) & (t->size - 1);
	return i;
}

/* Room for a further one: a table at most three quarters full. */
static bool has_room(uint32_t **slot, size_t *size, size_t n, bool *has_grown)
{
	size_t    more = *size ? *size * 2 : 256;
	uint32_t *s;

	*has_grown = false;
	if (n < *size / 4 * 3)
		return true;
	s = umb_alloc(more * sizeof(*s));
	if (!s)
		return false;
	memset(s, 255, more * sizeof(*s));
	umb_free(*slot);
	*slot      = s;
	*size      = more;
	*has_grown = true;
	return true;
}

uint32_t umb_git_triple_add(umb_git_triples *t, uint32_t a, uint32_t b, uint32_t c)
{
	umb_git_triple k = { a, b, c };
	bool           has_grown;
	size_t         i;

	if (!has_room(&t->slot, &t->size, t->n, &has_grown))
		return UMB_GIT_NONE_SUCH;
	for (size_t n = 0; has_grown && n < t->n; n++)
		t->slot[slot_of_triple(t, &t->at[n])] = (uint32_t)n;
	i = slot_of_triple(t, &k);
	if (t->slot[i] != UMB_GIT_NONE_SUCH)
		return t->slot[i];
	if (t->n == t->cap) {
		size_t          cap  = t->cap + t->cap / 2 + 256;
		umb_git_triple *more = cap < UMB_GIT_NONE_SUCH ? umb_realloc(t->at, cap * sizeof(*more)) : NULL;

		if (!more)
			return UMB_GIT_NONE_SUCH;
		t->at  = more;
		t->cap = cap;
	}
	t->at[t->n] = k;
	t->slot[i]  = (uint32_t)t->n;
	return (uint32_t)t->n++;
}

uint32_t umb_git_triple_find(const umb_git_triples *t, uint32_t a, uint32_t b, uint32_t c)
{
	umb_git_triple k = { a, b, c };

	return t->size ? t->slot[slot_of_triple(t, &k)] : UMB_GIT_NONE_SUCH;
}

void umb_git_triples_clear(umb_git_triples *t)
{
	umb_free(t->slot);
	umb_free(t->at);
	memset(t, 0, sizeof(*t));
}

/* -- names ---------------------------------------------------------------------------------------------------- */

umb_slice umb_git_name_of(const umb_git_names *t, uint32_t number)
{
	size_t from = number ? t->end[number - 1] : 0;

	return umb_slice_sub(umb_buf_view(&t->text), from, t->end[number]);
}

static size_t slot_of_name(const umb_git_names *t, umb_slice name)
{
	size_t i = (size_t)umb_hash64(name) & (t->size - 1);

	while (t->slot[i] != UMB_GIT_NONE_SUCH && !umb_slice_eq(umb_git_name_of(t, t->slot[i]), name))
		i = (i + 1) & (t->size - 1);
	return i;
}

static uint32_t append_name(umb_git_names *t, umb_slice name)
{
	if (t->n == t->cap) {
		size_t  cap  = t->cap + t->cap / 2 + 256;
		size_t *more = umb_realloc(t->end, cap * sizeof(*more));

		if (!more)
			return UMB_GIT_NONE_SUCH;
		t->end = more;
		t->cap = cap;
	}
	if (umb_buf_append_slice(&t->text, name) != UMB_OK)
		return UMB_GIT_NONE_SUCH;
	t->end[t->n] = t->text.len;
	return (uint32_t)t->n++;
}

uint32_t umb_git_name_add(umb_git_names *t, umb_slice name)
{
	bool     has_grown;
	uint32_t number;
	size_t   i;

	t->text.max = MAX_TEXT + 4096;
	if (t->n == 0 && append_name(t, umb_slice_str("?")) == UMB_GIT_NONE_SUCH)
		return UMB_GIT_NONE_SUCH;
	if (!has_room(&t->slot, &t->size, t->n, &has_grown))
		return UMB_GIT_NONE_SUCH;
	/* The unknown name stands in no slot: a file of that name is another. */
	for (size_t n = 1; has_grown && n < t->n; n++)
		t->slot[slot_of_name(t, umb_git_name_of(t, (uint32_t)n))] = (uint32_t)n;
	i = slot_of_name(t, name);
	if (t->slot[i] != UMB_GIT_NONE_SUCH)
		return t->slot[i];
	if (name.len > MAX_TEXT || t->text.len > MAX_TEXT - name.len)
		return UMB_GIT_NAME_UNKNOWN;
	number = append_name(t, name);
	if (number != UMB_GIT_NONE_SUCH)
		t->slot[i] = number;
	return number;
}

void umb_git_names_clear(umb_git_names *t)
{
	umb_free(t->slot);
	umb_free(t->end);
	umb_buf_clear(&t->text);
	memset(t, 0, sizeof(*t));
}
