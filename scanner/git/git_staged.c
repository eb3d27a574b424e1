/*
 * git_staged.c - see git_staged.h.
 *
 * The index is one sorted list of paths, a tree a folder of entries in the same order (a folder counts as if its name ended with
 * a slash), so that the two are merged folder by folder.  git writes down beside its index which folders are still those of
 * which tree (the cached tree): one staged file in sixty thousand is found by reading the few trees on its path.
 */
#include "git/git_staged.h"

#include <limits.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_parse.h"

#define NO_NODE UINT32_MAX

typedef struct differ {
	const umb_git_index *x;
	umb_git_changes     *out;
	umb_git_gone_list   *gone;
	umb_git_differ       trees;
	umb_git_bad_fn       bad;
	void                *ctx;
} differ;

/* A folder of the index: entries [from, to), whose paths begin with `skip` bytes in common. */
typedef struct range {
	size_t   from, to, skip;
	uint32_t node; /* of the cached tree, or NO_NODE */
	int      depth;
} range;

/* A change where all parents but the one at hand agree: there is one, or none, of old. */
static void add(differ *d, umb_slice path, const uint8_t *id, const uint8_t *old)
{
	umb_git_changes *c = d->out;
	umb_git_change  *at;

	if (c->n == c->cap) {
		size_t          cap  = c->cap ? c->cap * 2 : 64;
		umb_git_change *more = umb_realloc(c->at, cap * sizeof(*more));

		if (!more) {
			d->trees.st = UMB_E_NOMEM;
			return;
		}
		c->at  = more;
		c->cap = cap;
	}
	at = &c->at[c->n++];
	memset(at, 0, sizeof(*at));
	at->path = path;
	memcpy(at->id, id, d->trees.s->id_len);
	at->is_added = !old;
	if (old)
		memcpy(at->old[at->n_old++], old, d->trees.s->id_len);
}

static void on_gone(void *ctx, const uint8_t *id, bool is_folder)
{
	differ *d = ctx;

	umb_git_gone_list_add(d->gone, id, d->trees.s->id_len, is_folder);
}

/* Below a folder of a sparse index. */
static void on_change(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	differ     *d    = ctx;
	const char *kept = umb_arena_strndup(&d->out->arena, path.ptr, path.len);

	if (kept)
		add(d, umb_slice_of(kept, path.len), id, old->n ? old->id[0] : NULL);
	else
		d->trees.st = UMB_E_NOMEM;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	differ *d = ctx;

	d->bad(d->ctx, id, reason, words);
}

static umb_git_item item_of(const umb_git_index_entry *e, size_t skip)
{
	umb_slice      rest  = umb_slice_sub(e->path, skip, e->path.len);
	const uint8_t *slash = rest.len ? memchr(rest.ptr, '/', rest.len) : NULL;

	if (slash)
		return (umb_git_item){ umb_slice_sub(rest, 0, (size_t)(slash - rest.ptr)), true, NULL, UMB_GIT_MODE_TREE };
	return (umb_git_item){ rest, e->mode == UMB_GIT_MODE_TREE, e->id, e->mode };
}

/* -- the index beside a tree --------------------------------------------------------------------------------- */

/* The cached tree of a folder of the folder `node`; `hint` is where it was last. */
static uint32_t child_of(const umb_git_index *x, uint32_t node, umb_slice name, uint32_t *hint)
{
	uint32_t first = node + 1, end, at;

	if (node == NO_NODE || !x->tree)
		return NO_NODE;
	end = x->tree[node].next;
	at  = *hint >= first && *hint < end ? *hint : first;
	for (uint32_t i = 0; i < x->tree[node].n_children && first < end; i++) {
		const umb_git_cached_tree *t = &x->tree[at];

		*hint = t->next < end ? t->next : first;
		if (t->name.len == name.len && memcmp(t->name.ptr, name.ptr, name.len) == 0)
			return at;
		at = *hint;
	}
	return NO_NODE;
}

static bool is_below(const umb_git_index_entry *e, umb_slice folder)
{
	return e->path.len > folder.len && e->path.ptr[folder.len] == '/' && memcmp(e->path.ptr, folder.ptr, folder.len) == 0;
}

/* The folder that begins with entry i: how far it goes, by the cached tree where that can be right. */
static range folder_at(differ *d, const range *in, size_t i, size_t name_len, uint32_t *hint)
{
	const umb_git_index_entry *e = d->x->entry;
	umb_slice folder = umb_slice_sub(e[i].path, 0, in->skip + name_len);
	range     r      = { i, i + 1, folder.len + 1, NO_NODE, in->depth + 1 };
	uint32_t  node   = child_of(d->x, in->node, umb_slice_sub(folder, in->skip, folder.len), hint);
	size_t    end    = node != NO_NODE && d->x->tree[node].id ? i + d->x->tree[node].n_entries : 0;

	if (end > i && end <= in->to && is_below(&e[end - 1], folder) && (end == in->to || !is_below(&e[end], folder))) {
		r.to = end;
	} else {
		while (r.to < in->to && is_below(&e[r.to], folder))
			r.to++;
	}
	r.node = node;
	return r;
}

/* Whether the index knows this folder to be this tree. */
static bool is_tree(const differ *d, const range *r, const uint8_t *tree)
{
	const umb_git_cached_tree *t = r->node != NO_NODE ? &d->x->tree[r->node] : NULL;

	return t && t->id && tree && t->n_entries == r->to - r->from && memcmp(t->id, tree, d->trees.s->id_len) == 0;
}

static void compare_folder(differ *d, const range *r, const uint8_t *tree);

static void compare_file(differ *d, const umb_git_index_entry *e, const umb_git_item *old)
{
	bool is_old_file = old && umb_git_has_content(old->mode);

	if (e->is_intent_to_add || e->mode == UMB_GIT_MODE_SUBMODULE)
		return;
	if (e->mode == UMB_GIT_MODE_TREE) {
		umb_git_olds olds = { { old ? old->id : NULL }, old != NULL };

		if (!old || memcmp(old->id, e->id, d->trees.s->id_len) != 0)
			umb_git_diff_trees(&d->trees, e->path, e->id, &olds);
		return;
	}
	if (!is_old_file || memcmp(old->id, e->id, d->trees.s->id_len) != 0)
		add(d, e->path, e->id, is_old_file ? old->id : NULL);
}

/* A tree that is compared with, read as far as its next entry. */
typedef struct older {
	umb_slice    tree;
	size_t       at;
	umb_git_item item;
	bool         has_item, is_met; /* the index has something of its name */
} older;

static void step(const differ *d, older *o)
{
	o->is_met   = false;
	o->has_item = o->has_item && umb_git_item_next(o->tree, d->trees.s->id_len, &o->at, &o->item);
}

static void pass(differ *d, older *o)
{
	if (!o->is_met && o->item.mode != UMB_GIT_MODE_SUBMODULE)
		on_gone(d, o->item.id, o->item.is_folder);
	step(d, o);
}

static void compare_entries(differ *d, const range *r, umb_slice tree, bool has_tree)
{
	uint32_t hint = 0;
	older    o = { tree, 0, { { NULL, 0 }, false, NULL, 0 }, has_tree, false };

	step(d, &o);

	for (size_t i = r->from; i < r->to && d->trees.st == UMB_OK;) {
		const umb_git_index_entry *e = &d->x->entry[i];
		umb_git_item now = item_of(e, r->skip);
		bool is_same;

		while (o.has_item && umb_git_item_compare(&o.item, &now) < 0)
			pass(d, &o);
		is_same  = o.has_item && umb_git_item_compare(&o.item, &now) == 0;
		o.is_met = o.is_met || (is_same && now.mode != UMB_GIT_MODE_SUBMODULE);
		if (now.id) {
			compare_file(d, e, is_same ? &o.item : NULL);
			i++;
		} else {
			range inner = folder_at(d, r, i, now.name.len, &hint);

			if (!is_tree(d, &inner, is_same ? o.item.id : NULL))
				compare_folder(d, &inner, is_same ? o.item.id : NULL);
			i = inner.to;
		}
	}
	while (o.has_item && d->trees.st == UMB_OK)
		pass(d, &o);
}

static void compare_folder(differ *d, const range *r, const uint8_t *tree)
{
	umb_buf text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	bool    has_tree;

	if (r->depth > UMB_GIT_MAX_FOLDERS) {
		d->bad(d->ctx, tree, UMB_SKIP_TOO_DEEP, "a folder inside too many others");
		return;
	}
	has_tree = umb_git_differ_read(&d->trees, tree, &text);
	if (d->trees.st == UMB_OK)
		compare_entries(d, r, umb_buf_view(&text), has_tree);
	umb_buf_clear(&text);
}

/* -- parents ------------------------------------------------------------------------------------------------- */

static bool tree_of(differ *d, const uint8_t *commit, uint8_t *tree)
{
	umb_buf         text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	umb_git_commit *c    = umb_alloc(sizeof(*c));
	umb_git_type    type = UMB_GIT_NONE;
	umb_status      st   = c ? umb_git_store_read(d->trees.s, d->trees.inf, commit, &type, &text) : UMB_E_NOMEM;
	bool            ok   = st == UMB_OK && type == UMB_GIT_COMMIT && umb_git_commit_parse(c, umb_buf_view(&text), d->trees.s->id_len);

	if (ok)
		memcpy(tree, c->tree, d->trees.s->id_len);
	else if (st == UMB_E_NOMEM)
		d->trees.st = st;
	else
		d->bad(d->ctx, commit, st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : UMB_SKIP_CORRUPT_OBJECT, "the commit that the index is compared with");
	umb_free(c);
	umb_buf_clear(&text);
	return ok;
}

static void compare_with(differ *d, const uint8_t *commit)
{
	range   all = { 0, d->x->n_entries, 0, d->x->tree ? 0 : NO_NODE, 0 };
	uint8_t tree[UMB_ID_MAX];
	bool    has_tree = commit && tree_of(d, commit, tree);

	if (d->trees.st == UMB_OK && !is_tree(d, &all, has_tree ? tree : NULL))
		compare_folder(d, &all, has_tree ? tree : NULL);
}

static int compare_paths(umb_slice a, umb_slice b)
{
	size_t n = UMB_MIN(a.len, b.len);
	int    d = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return d ? d : (a.len > b.len) - (a.len < b.len);
}

/*
 * Of the changes those that the other parent does not have either, each with what both have there.  Both lists are in the order
 * of the index; a path is there more than once only while it is in conflict.
 */
static void keep_common(umb_git_changes *a, const umb_git_changes *b)
{
	size_t n = 0;

	for (size_t i = 0, k = 0; i < a->n; i++) {
		umb_git_change one = a->at[i];

		while (k < b->n && compare_paths(b->at[k].path, one.path) < 0)
			k++;
		for (size_t at = k; at < b->n && compare_paths(b->at[at].path, one.path) == 0; at++) {
			const umb_git_change *other = &b->at[at];

			if (memcmp(other->id, one.id, sizeof(one.id)) != 0)
				continue;
			one.is_added = one.is_added || other->is_added;
			if (other->n_old && one.n_old < UMB_GIT_MAX_OLD)
				memcpy(one.old[one.n_old++], other->old[0], sizeof(one.old[0]));
			a->at[n++] = one;
			break;
		}
	}
	a->n = n;
}

static void compare_with_merged(differ *d, const uint8_t *commit)
{
	umb_git_changes *first = d->out, other = { .arena = UMB_ARENA_INIT };

	d->out = &other;
	compare_with(d, commit);
	d->out = first;
	if (d->trees.st == UMB_OK)
		keep_common(first, &other);
	umb_git_changes_clear(&other);
}

/* MERGE_HEAD has a line for each commit that is being merged. */
static void compare_with_all_merged(differ *d, const umb_git_repo *r)
{
	umb_buf   path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(65536 * 2);
	umb_slice all;
	uint8_t   id[UMB_ID_MAX];

	umb_buf_printf(&path, "%s/MERGE_HEAD", r->git_dir);
	if (path.failed == UMB_OK)
		umb_file_read(&text, umb_buf_str(&path), 65536, NULL);
	all = umb_buf_view(&text);
	for (size_t at = 0, end; at < all.len && d->out->n && d->trees.st == UMB_OK; at = end + 1) {
		end = umb_text_line_end(all, at);
		if (umb_parse_hex(id, r->id_len, umb_slice_sub(all, at, end)))
			compare_with_merged(d, id);
	}
	umb_buf_clear(&path);
	umb_buf_clear(&text);
}

umb_status umb_git_staged(umb_git_changes *out, const umb_git_repo *r, const umb_git_store *s, const umb_git_index *x, umb_git_bad_fn bad,
                          void *ctx, umb_err *err)
{
	differ  d = { x, out, &out->gone, { .s = s, .inf = umb_git_inflater_new(), .change = on_change, .gone = on_gone, .bad = on_bad }, bad, ctx };
	uint8_t head[UMB_ID_MAX];

	memset(out, 0, sizeof(*out));
	out->arena = (umb_arena)UMB_ARENA_INIT;
	d.trees.ctx = &d;
	if (!d.trees.inf)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	d.trees.st = umb_git_ref_lookup(r, "HEAD", head);
	out->is_unborn = d.trees.st == UMB_E_NOTFOUND;
	if (d.trees.st == UMB_E_NOTFOUND)
		d.trees.st = UMB_OK;
	if (d.trees.st != UMB_OK) {
		umb_err_set(err, d.trees.st, "'%s': HEAD cannot be read, so that it is not known what is new", r->git_dir);
	} else {
		compare_with(&d, out->is_unborn ? NULL : head);
		if (d.trees.st == UMB_OK)
			compare_with_all_merged(&d, r);
		umb_git_changes_settle(out, 0);
		if (d.trees.st != UMB_OK)
			umb_err_set(err, d.trees.st, "out of memory while comparing the index");
	}
	umb_git_inflater_free(d.trees.inf);
	if (d.trees.st != UMB_OK)
		umb_git_changes_clear(out);
	return d.trees.st;
}

void umb_git_changes_settle(umb_git_changes *c, size_t first)
{
	bool has_added = false;

	for (size_t i = first; i < c->n; i++)
		has_added = has_added || c->at[i].is_added;
	if (!has_added || !umb_git_gone_list_keep(&c->gone, first, c->n - first)) {
		umb_git_gone_list_drop(&c->gone);
		return;
	}
	for (size_t i = first; i < c->n; i++)
		c->at[i].gone = c->at[i].is_added ? (uint32_t)c->gone.n_sets : 0;
}

void umb_git_changes_clear(umb_git_changes *c)
{
	umb_free(c->at);
	umb_git_gone_list_clear(&c->gone);
	umb_arena_clear(&c->arena);
	memset(c, 0, sizeof(*c));
}
