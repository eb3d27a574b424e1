/*
 * git_id_map.c - see git_id_map.h.  Ids are hashes already, so a few of their bytes say where to look.
 */
#include "git/git_id_map.h"

#include "base/alloc.h"

static uint64_t hash_of(const uint8_t *id)
{
	uint64_t h;

	memcpy(&h, id, sizeof(h));
	return h * UINT64_C(0x9e3779b97f4a7c15);
}

#define NUMBER_BITS 28
#define MAX_NUMBERS (((size_t)1 << NUMBER_BITS) - 1)

static uint32_t number_in(uint32_t slot)
{
	return slot & (uint32_t)MAX_NUMBERS;
}

/* The last bytes say nothing of the place. */
static uint32_t slot_with(const umb_git_id_map *m, uint32_t number, const uint8_t *id)
{
	return number | (uint32_t)id[m->id_len - 1] << NUMBER_BITS;
}

static size_t first_slot(const umb_git_id_map *m, const uint8_t *id)
{
	return (size_t)(hash_of(id) >> 20) & (m->size - 1);
}

static size_t slot_of(const umb_git_id_map *m, const uint8_t *id)
{
	size_t   i    = first_slot(m, id);
	uint32_t mark = slot_with(m, 0, id);

	for (;; i = (i + 1) & (m->size - 1)) {
		uint32_t s = m->slot[i];

		if (s == UMB_GIT_NO_NUMBER ||
		    (s - number_in(s) == mark && memcmp(umb_git_id_of(m, number_in(s)), id, m->id_len) == 0))
			return i;
	}
}

static bool grow_slots(umb_git_id_map *m)
{
	size_t    size = m->size ? m->size * 2 : 1024;
	uint32_t *slot = umb_alloc(size * sizeof(*slot)), *old = m->slot;

	if (!slot)
		return false;
	memset(slot, 255, size * sizeof(*slot));
	m->slot = slot;
	m->size = size;
	for (size_t i = 0; i < m->n; i++) {
		const uint8_t *id = umb_git_id_of(m, (uint32_t)i);

		slot[slot_of(m, id)] = slot_with(m, (uint32_t)i, id);
	}
	umb_free(old);
	return true;
}

uint32_t umb_git_id_add(umb_git_id_map *m, const uint8_t *id)
{
	size_t i;

	/* Up to four fifths full: longer searches, and memory for a million ids is worth more. */
	if (m->n * 5 >= m->size * 4 && !grow_slots(m))
		return UMB_GIT_NO_NUMBER;
	i = slot_of(m, id);
	if (m->slot[i] != UMB_GIT_NO_NUMBER)
		return number_in(m->slot[i]);
	if (m->n == MAX_NUMBERS)
		return UMB_GIT_NO_NUMBER;
	if (m->n == m->cap) {
		size_t   cap  = m->cap + m->cap / 4 + 512;
		uint8_t *more = umb_realloc(m->ids, cap * m->id_len);

		if (!more)
			return UMB_GIT_NO_NUMBER;
		m->ids = more;
		m->cap = cap;
	}
	memcpy(m->ids + m->n * m->id_len, id, m->id_len);
	m->slot[i] = slot_with(m, (uint32_t)m->n, id);
	return (uint32_t)m->n++;
}

uint32_t umb_git_id_find(const umb_git_id_map *m, const uint8_t *id)
{
	uint32_t s = m->size ? m->slot[slot_of(m, id)] : UMB_GIT_NO_NUMBER;

	return s == UMB_GIT_NO_NUMBER ? s : number_in(s);
}

void umb_git_id_expect(const umb_git_id_map *m, const uint8_t *const *id, size_t n)
{
	for (size_t i = 0; i < n && m->size; i++)
		__builtin_prefetch(&m->slot[first_slot(m, id[i])]);
	for (size_t i = 0; i < n && m->size; i++) {
		uint32_t s = m->slot[first_slot(m, id[i])];

		if (s != UMB_GIT_NO_NUMBER)
			__builtin_prefetch(umb_git_id_of(m, number_in(s)));
	}
}

void umb_git_id_map_clear(umb_git_id_map *m)
{
	umb_free(m->slot);
	umb_free(m->ids);
	m->slot = NULL;
	m->ids  = NULL;
	m->size = 0;
}
