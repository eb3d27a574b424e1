/*
 * git_paths.c - under which paths the commits hold what is wanted, and since when.
 *
 * A tree is entered once for each path that it stands under, so that a version that nothing changed costs one look at its
 * root.  A path is a number: the folder above and a name.  Trees that hold themselves in many ways have more paths than there
 * are atoms; how many second ways are followed is bounded, and that there are more is told.
 */
#include "base/alloc.h"
#include "git/git_history.h"

#define MAX_AGAIN 100000
#define MAX_AGAIN_EDGES 16000000
#define MAX_HELD 1000000
#define MAX_HEAD 300000 /* folders of HEAD that are looked at */
#define MAX_DEPTH 4096

typedef struct step {
	uint32_t tree, folder;
} step;

static umb_status push(umb_buf *stack, uint32_t tree, uint32_t folder)
{
	return umb_buf_append(stack, &(step){ tree, folder }, sizeof(step));
}

static step pop(umb_buf *stack)
{
	step s;

	stack->len -= sizeof(s);
	memcpy(&s, stack->ptr + stack->len, sizeof(s));
	return s;
}

umb_status umb_git_paths_begin(umb_git_history *h)
{
	h->first_stay = umb_alloc((h->wanted.n + 1) * sizeof(*h->first_stay));
	h->since      = umb_alloc((h->wanted.n + 1) * sizeof(*h->since));
	if (!h->first_stay || !h->since || umb_git_triple_add(&h->folders, UMB_GIT_NONE_SUCH, UMB_GIT_NONE_SUCH, 0) != 0)
		return UMB_E_NOMEM;
	memset(h->first_stay, 255, (h->wanted.n + 1) * sizeof(*h->first_stay));
	memset(h->since, 255, (h->wanted.n + 1) * sizeof(*h->since));
	return UMB_OK;
}

/* The folder `name` in `folder`.  What the tree had before is mostly what it is. */
static uint32_t folder_of(umb_git_history *h, uint32_t child, uint32_t folder, uint32_t name)
{
	const umb_git_tnode  *t = &h->tree[child];
	const umb_git_triple *f = &h->folders.at[t->is_entered ? t->name_or_folder : 0];

	if (t->is_entered && f->a == folder && f->b == name)
		return t->name_or_folder;
	return umb_git_triple_add(&h->folders, folder, name, 0);
}

static umb_status go_to(umb_git_history *h, umb_buf *stack, uint32_t tree, uint32_t folder)
{
	umb_git_tnode *t = &h->tree[tree];

	if (folder == UMB_GIT_NONE_SUCH)
		return UMB_E_NOMEM;
	if (!t->is_entered) {
		/* As the root of a commit, or under another name than its first. */
		if (t->name_or_folder && h->folders.at[folder].b + 1 != t->name_or_folder && umb_git_history_keep_name(h, tree) != UMB_OK)
			return UMB_E_NOMEM;
		t->is_entered     = 1;
		t->name_or_folder = folder;
		return push(stack, tree, folder);
	}
	if (t->name_or_folder == folder || umb_git_triple_find(&h->again, tree, folder, 0) != UMB_GIT_NONE_SUCH)
		return UMB_OK;
	if (h->again.n >= MAX_AGAIN || h->n_again_edges >= MAX_AGAIN_EDGES) {
		h->has_more_paths = true;
		return UMB_OK;
	}
	h->n_again_edges += t->n_edges + 1;
	return umb_git_triple_add(&h->again, tree, folder, 0) == UMB_GIT_NONE_SUCH ? UMB_E_NOMEM : push(stack, tree, folder);
}

static umb_status stays(umb_git_history *h, const umb_git_place *p, uint32_t folder, uint32_t position)
{
	uint32_t        newest = h->first_stay[p->wanted], i;
	const umb_git_triple *k = newest == UMB_GIT_NO_TREE ? NULL : &h->held.at[newest];
	size_t          n = h->held.n;

	if (k && k->b == folder && k->c == p->name)
		return UMB_OK;
	if (n >= MAX_HELD && umb_git_triple_find(&h->held, p->wanted, folder, p->name) == UMB_GIT_NONE_SUCH) {
		h->has_more_paths = true;
		return UMB_OK;
	}
	i = umb_git_triple_add(&h->held, p->wanted, folder, p->name);
	if (i == UMB_GIT_NONE_SUCH)
		return UMB_E_NOMEM;
	if (i < n)
		return UMB_OK;
	if (i >= h->cap_stay) {
		size_t        cap  = h->cap_stay + h->cap_stay / 2 + 256;
		umb_git_stay *more = umb_realloc(h->stay, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		h->stay     = more;
		h->cap_stay = cap;
	}
	h->stay[i]               = (umb_git_stay){ position, newest, false };
	h->first_stay[p->wanted] = i;
	h->since[p->wanted]      = UMB_MIN(h->since[p->wanted], position);
	return UMB_OK;
}

umb_status umb_git_paths_enter(umb_git_history *h, umb_buf *stack, uint32_t position)
{
	uint32_t   root = h->commit[h->ordered[position]].tree;
	umb_status st   = UMB_OK;

	if (root == UMB_GIT_NO_TREE || !h->tree[root].leads_to_wanted)
		return UMB_OK;
	st = go_to(h, stack, root, 0);
	while (st == UMB_OK && stack->len > 0) {
		step   s = pop(stack);
		size_t n_places;
		const umb_git_tnode *t     = &h->tree[s.tree];
		const umb_git_place *place = umb_git_history_places(h, s.tree, &n_places);

		for (size_t k = 0; k < n_places && st == UMB_OK; k++)
			st = stays(h, &place[k], s.folder, position);
		for (uint32_t k = t->first_edge; k < t->first_edge + t->n_edges && st == UMB_OK; k++) {
			uint32_t child = h->edge[k];

			if (h->tree[child].leads_to_wanted)
				st = go_to(h, stack, child, folder_of(h, child, s.folder, umb_git_history_edge_name(h, k)));
		}
	}
	return st;
}

umb_status umb_git_paths_mark_head(umb_git_history *h, umb_buf *stack)
{
	uint32_t   root = h->head != UMB_GIT_NO_TREE && h->commit[h->head].is_read ? h->commit[h->head].tree : UMB_GIT_NO_TREE;
	uint64_t   n    = 0;
	umb_status st   = root == UMB_GIT_NO_TREE ? UMB_OK : push(stack, root, 0);

	while (st == UMB_OK && stack->len > 0) {
		step   s = pop(stack);
		size_t n_places;
		const umb_git_tnode *t     = &h->tree[s.tree];
		const umb_git_place *place = umb_git_history_places(h, s.tree, &n_places);

		for (size_t k = 0; k < n_places; k++) {
			uint32_t i = umb_git_triple_find(&h->held, place[k].wanted, s.folder, place[k].name);

			if (i != UMB_GIT_NONE_SUCH)
				h->stay[i].is_in_head = true;
		}
		for (uint32_t k = t->first_edge; k < t->first_edge + t->n_edges && st == UMB_OK && n < MAX_HEAD; k++) {
			uint32_t child = h->edge[k], folder;

			if (!h->tree[child].leads_to_wanted)
				continue;
			folder = umb_git_triple_find(&h->folders, s.folder, umb_git_history_edge_name(h, k), 0);
			if (folder != UMB_GIT_NONE_SUCH)
				st = push(stack, child, folder);
			if (++n == MAX_HEAD)
				h->has_more_paths = true;
		}
	}
	return st;
}

bool umb_git_paths_append(const umb_git_history *h, uint32_t held, umb_buf *out)
{
	uint32_t part[MAX_DEPTH];
	size_t   n = 0;

	for (uint32_t f = h->held.at[held].b; f != 0; f = h->folders.at[f].a) {
		if (n == MAX_DEPTH)
			return false;
		part[n++] = h->folders.at[f].b;
	}
	while (n > 0) {
		umb_buf_append_slice(out, umb_git_name_of(&h->names, part[--n]));
		umb_buf_append_byte(out, '/');
	}
	return umb_buf_append_slice(out, umb_git_name_of(&h->names, h->held.at[held].c)) == UMB_OK;
}
