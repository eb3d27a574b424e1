/*
 * git_missing.c - what attribution would be wrong about without a word: objects that are named and not there.
 */
#include "git/git_history.h"

#include "base/alloc.h"

bool umb_git_history_has_gaps(const umb_git_history *h)
{
	for (size_t i = 0; i < h->trees.n; i++) {
		if (!h->tree[i].is_read)
			return true;
	}
	for (size_t i = 0; i < h->commits.n; i++) {
		if (!h->commit[i].is_read)
			return true;
	}
	return false;
}

/* Below one root; every tree is looked at once, so the stack holds each at most once. */
static void check_trees(umb_git_history *h, uint32_t root, uint32_t *stack, umb_git_bad_fn bad, void *ctx)
{
	size_t n = 0;

	if (root == UMB_GIT_NO_TREE || h->tree[root].is_checked)
		return;
	h->tree[root].is_checked = true;
	stack[n++] = root;
	while (n > 0) {
		uint32_t             i = stack[--n];
		const umb_git_tnode *t = &h->tree[i];

		if (!t->is_read)
			bad(ctx, umb_git_id_of(&h->trees, i), UMB_SKIP_MISSING_OBJECT, "a tree that is named is not there");
		for (uint32_t k = t->first_edge; k < t->first_edge + t->n_edges; k++) {
			uint32_t child = h->edge[k];

			if (child == UMB_GIT_NO_TREE || h->tree[child].is_checked)
				continue;
			h->tree[child].is_checked = true;
			stack[n++] = child;
		}
	}
}

umb_status umb_git_history_tell_missing(umb_git_history *h, bool is_shallow, umb_git_bad_fn bad, void *ctx)
{
	uint32_t *stack;

	for (size_t i = 0; i < h->n_broken; i++)
		bad(ctx, umb_git_id_of(&h->trees, h->broken[i]), UMB_SKIP_CORRUPT_OBJECT, "it says that it is a tree, and is none");
	if (!umb_git_history_has_gaps(h) && h->n_lack == 0)
		return UMB_OK;
	stack = umb_alloc((h->trees.n + 1) * sizeof(*stack));
	if (!stack)
		return UMB_E_NOMEM;
	for (uint32_t i = 0; i < h->n_reached; i++) {
		const umb_git_cnode *c = &h->commit[h->ordered[i]];

		if (c->is_read)
			check_trees(h, c->tree, stack, bad, ctx);
		else if (!is_shallow)
			bad(ctx, umb_git_id_of(&h->commits, h->ordered[i]), UMB_SKIP_MISSING_OBJECT, "a commit that is named is not there");
	}
	/* An old tree that no ref reaches may have lost what it named. */
	for (size_t i = 0; i < h->n_lack; i++) {
		if (h->tree[h->lack[i].tree].is_checked)
			bad(ctx, umb_git_id_of(&h->lacking, h->lack[i].wanted), UMB_SKIP_MISSING_OBJECT, "a file that is named is not there");
	}
	umb_free(stack);
	return UMB_OK;
}
