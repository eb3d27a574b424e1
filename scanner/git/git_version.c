/*
 * git_version.c - buffers for versions, used again: freeing and mapping pages costs more than copying.
 */
#include "git/git_version.h"

#include "base/alloc.h"

#define MAX_HELD ((uint64_t)1 << 30)
#define MAX_SPARE_LEN ((size_t)4 << 20)

static void free_version(umb_git_versions *all, umb_git_version *v)
{
	all->held -= v->cap;
	umb_free(v->bytes);
	umb_buf_clear(&v->carry.places);
	umb_buf_clear(&v->carry.marked);
	v->bytes = NULL;
}

bool umb_git_version_take(umb_git_versions *all, umb_git_version *v, size_t len)
{
	for (size_t i = all->n_spare; i-- > 0;) {
		if (all->spare[i].cap < len + UMB_TEXT_PAD)
			continue;
		*v = all->spare[i];
		all->spare[i] = all->spare[--all->n_spare];
		v->len = len;
		v->carry.is_known = false;
		return true;
	}
	if (all->held + len > MAX_HELD)
		return false;
	*v       = (umb_git_version){ .len = len, .cap = UMB_MAX(len + len / 4, (size_t)4096) + UMB_TEXT_PAD };
	v->bytes = umb_alloc(v->cap);
	if (!v->bytes)
		return false;
	all->held += v->cap;
	return true;
}

void umb_git_version_give_back(umb_git_versions *all, umb_git_version *v)
{
	if (!v->bytes)
		return;
	if (all->n_spare < UMB_GIT_MAX_SPARE && v->cap <= MAX_SPARE_LEN)
		all->spare[all->n_spare++] = *v;
	else
		free_version(all, v);
	v->bytes = NULL;
}

void umb_git_versions_clear(umb_git_versions *all)
{
	while (all->n_spare > 0)
		free_version(all, &all->spare[--all->n_spare]);
}
