/*
 * git_chosen.c - from the objects that are wanted up to the roots they hang on.
 *
 * A node knows its children and not its base, so bases are noted first, for as long as this takes.
 */
#include "git/git_chosen.h"

#include "base/alloc.h"

static void note_bases(const umb_git_forest *f, uint32_t *base)
{
	for (uint32_t i = 0; i < f->n_nodes; i++) {
		for (uint32_t c = f->node[i].first_child; c != UMB_GIT_NO_NODE; c = f->node[c].sibling)
			base[c] = i;
	}
}

/* Ends where somebody was before: on a way that goes round in circles, too. */
static void mark_bases(const uint32_t *base, uint8_t *mark, uint32_t node)
{
	for (uint32_t i = base[node]; i != UMB_GIT_NO_NODE && !(mark[i] & UMB_GIT_LEADS_THERE); i = base[i])
		mark[i] |= UMB_GIT_LEADS_THERE;
}

umb_status umb_git_chosen_mark(uint8_t **marks, const umb_git_forest *f, size_t pack, const umb_git_part *part)
{
	size_t    n      = f->n_nodes;
	uint8_t  *wanted = umb_alloc_zero(n + 1, 1);
	uint32_t *base   = umb_alloc((n + 1) * sizeof(*base));

	*marks = umb_alloc_zero(n + 1, 1);
	if (!*marks || !wanted || !base) {
		umb_free(wanted);
		umb_free(base);
		return UMB_E_NOMEM;
	}
	part->mark(part->ctx, pack, wanted);
	memset(base, 255, (n + 1) * sizeof(*base));
	note_bases(f, base);
	for (uint32_t i = 0; i < n; i++) {
		if (!wanted[f->node[i].position])
			continue;
		(*marks)[i] |= UMB_GIT_CHOSEN;
		mark_bases(base, *marks, i);
	}
	umb_free(wanted);
	umb_free(base);
	return UMB_OK;
}
