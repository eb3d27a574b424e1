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

static size_t slot_of(const umb_git_id_map *m, const uint8_t *id)
{
	size_t i = (size_t)(hash_of(id) >> 20) & (m->size - 1);

	while (m->slot[i] != UMB_GIT_NO_NUMBER && memcmp(umb_git_id_of(m, m->slot[i]), id, m->id_len) != 0)
		i = (i + 1) & (m->size - 1);
	return i;
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
	for (size_t i = 0; i < m->n; i++)
		slot[slot_of(m, umb_git_id_of(m, (uint32_t)i))] = (uint32_t)i;
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
		return m->slot[i];
	if (m->n == m->cap) {
		size_t   cap  = m->cap + m->cap / 4 + 512;
		uint8_t *more = umb_realloc(m->ids, cap * m->id_len);

		if (!more)
			return UMB_GIT_NO_NUMBER;
		m->ids = more;
		m->cap = cap;
	}
	memcpy(m->ids + m->n * m->id_len, id, m->id_len);
	m->slot[i] = (uint32_t)m->n;
	return (uint32_t)m->n++;
}

uint32_t umb_git_id_find(const umb_git_id_map *m, const uint8_t *id)
{
	return m->size ? m->slot[slot_of(m, id)] : UMB_GIT_NO_NUMBER;
}

void umb_git_id_map_clear(umb_git_id_map *m)
{
	umb_free(m->slot);
	umb_free(m->ids);
	m->slot = NULL;
	m->ids  = NULL;
}
