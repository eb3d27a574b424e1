/*
 * git_commits.c - a history's tables: made, told of commits one by one, and freed.
 */
#include "base/alloc.h"
#include "git/git_history.h"
#include "git/git_parse.h"

umb_git_history *umb_git_history_new(uint32_t id_len)
{
	umb_git_history *h = umb_alloc_zero(1, sizeof(*h));

	if (!h)
		return NULL;
	umb_mutex_init(&h->ids_lock);
	umb_mutex_init(&h->lock);
	h->trees.id_len = h->commits.id_len = h->wanted.id_len = h->lacking.id_len = id_len;
	h->head = UMB_GIT_NO_TREE;
	return h;
}

static umb_status keep(umb_git_history *h, const umb_git_object *o, const umb_git_commit *c)
{
	uint32_t i = umb_git_id_add(&h->commits, o->id), tree;
	uint8_t  id[UMB_ID_MAX];

	if (i == UMB_GIT_NO_NUMBER || !umb_git_row_reach((void **)&h->commit, &h->cap_commit, sizeof(*h->commit), i))
		return UMB_E_NOMEM;
	h->commit[i].tree = UMB_GIT_NO_TREE;
	if (!c)
		return UMB_OK;
	tree = umb_git_id_add(&h->trees, c->tree);
	if (tree == UMB_GIT_NO_NUMBER)
		return UMB_E_NOMEM;
	h->commit[i].is_read      = true;
	h->commit[i].tree         = tree;
	h->commit[i].date         = c->committer.date;
	h->commit[i].first_parent = (uint32_t)h->n_parent;
	h->commit[i].n_parents    = (uint32_t)c->n_parents;
	for (size_t at = 0; umb_git_commit_parent(c, h->commits.id_len, &at, id);) {
		uint32_t parent = umb_git_id_add(&h->commits, id);

		if (parent == UMB_GIT_NO_NUMBER || !umb_git_row_append(&h->parent, &h->n_parent, &h->cap_parent, parent))
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

umb_status umb_git_history_commit(umb_git_history *h, const umb_git_object *o)
{
	umb_git_commit c;
	bool           is_whole = umb_git_commit_parse(&c, o->data, h->commits.id_len);
	umb_status     st;

	umb_mutex_lock(&h->ids_lock);
	umb_mutex_lock(&h->lock);
	if (is_whole) {
		const uint8_t *id[] = { o->id, c.first_parent }, *tree = c.tree;

		umb_git_id_expect(&h->trees, &tree, 1);
		umb_git_id_expect(&h->commits, id, c.n_parents ? 2 : 1);
	}
	st = keep(h, o, is_whole ? &c : NULL);
	umb_mutex_unlock(&h->lock);
	umb_mutex_unlock(&h->ids_lock);
	return st;
}

void umb_git_history_free(umb_git_history *h)
{
	if (!h)
		return;
	umb_git_history_drop_trees(h);
	umb_git_id_map_clear(&h->commits);
	umb_git_id_map_clear(&h->wanted);
	umb_git_id_map_clear(&h->lacking);
	umb_free(h->lack);
	umb_free(h->broken);
	umb_free(h->commit);
	umb_free(h->parent);
	umb_free(h->ordered);
	umb_free(h->tip);
	umb_free(h->root);
	umb_free(h->stay);
	umb_free(h->first_stay);
	umb_free(h->since);
	umb_git_names_clear(&h->names);
	umb_git_triples_clear(&h->folders);
	umb_git_triples_clear(&h->held);
	umb_git_triples_clear(&h->shapes);
	umb_mutex_clear(&h->ids_lock);
	umb_mutex_clear(&h->lock);
	umb_free(h);
}
