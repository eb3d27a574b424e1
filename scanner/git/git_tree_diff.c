/*
 * git_tree_diff.c - see git_tree_diff.h.  What equals that of any of the others is nothing new, a folder with all that is in it.
 */
#include "git/git_tree_diff.h"

#include <limits.h>

#include "base/hash.h"

#define PATH_CAP (PATH_MAX * 4)

int umb_git_item_compare(const umb_git_item *a, const umb_git_item *b)
{
	size_t n = UMB_MIN(a->name.len, b->name.len);
	int    d = n ? memcmp(a->name.ptr, b->name.ptr, n) : 0;

	if (d == 0)
		d = (a->name.len > n ? a->name.ptr[n] : a->is_folder ? '/' : 0) - (b->name.len > n ? b->name.ptr[n] : b->is_folder ? '/' : 0);
	return d;
}

bool umb_git_item_next(umb_slice tree, uint32_t id_len, size_t *at, umb_git_item *out)
{
	umb_git_entry e;

	if (!umb_git_tree_next(tree, id_len, at, &e))
		return false;
	*out = (umb_git_item){ e.name, e.mode == UMB_GIT_MODE_TREE, e.id, e.mode };
	return true;
}

bool umb_git_differ_read(umb_git_differ *d, const uint8_t *id, umb_buf *out)
{
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st;

	if (!id)
		return false;
	if (d->stop && d->stop(d->ctx)) {
		d->st = UMB_E_CANCELLED;
		return false;
	}
	st = umb_git_store_read(d->s, d->inf, id, &type, out);
	if (st == UMB_OK && type == UMB_GIT_TREE)
		return true;
	if (st == UMB_E_NOMEM)
		d->st = st;
	else
		d->bad(d->ctx, id, st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : UMB_SKIP_CORRUPT_OBJECT, "a tree that says what is new");
	return false;
}

/* One of the trees, read as far as its next entry. */
typedef struct cursor {
	umb_buf      text;
	size_t       at;
	umb_git_item item;
	bool         has_item, is_met; /* `now` has something of its name */
} cursor;

static void open_cursor(umb_git_differ *d, cursor *c, const uint8_t *id)
{
	*c = (cursor){ .text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096) };
	c->has_item = umb_git_differ_read(d, id, &c->text) && umb_git_item_next(umb_buf_view(&c->text), d->s->id_len, &c->at, &c->item);
}

static void step(const umb_git_differ *d, cursor *c)
{
	c->is_met   = false;
	c->has_item = umb_git_item_next(umb_buf_view(&c->text), d->s->id_len, &c->at, &c->item);
}

static void diff_folder(umb_git_differ *d, umb_buf *path, const uint8_t *now, const umb_git_olds *old, int depth);

/* The item of one of the others is passed. */
static void pass(umb_git_differ *d, cursor *c)
{
	if (d->gone && !c->is_met && c->item.mode != UMB_GIT_MODE_SUBMODULE)
		d->gone(d->ctx, c->item.id, c->item.is_folder);
	step(d, c);
}

/* What the others have at the place of `now`; false when one of them has the same. */
static bool gather_old(umb_git_differ *d, const umb_git_item *now, cursor *other, size_t n, umb_git_olds *old)
{
	bool is_new = now->mode != UMB_GIT_MODE_SUBMODULE;

	old->n = 0;
	for (size_t i = 0; i < n; i++) {
		cursor *c = &other[i];

		while (c->has_item && umb_git_item_compare(&c->item, now) < 0)
			pass(d, c);
		if (!c->has_item || umb_git_item_compare(&c->item, now) != 0 || c->item.mode == UMB_GIT_MODE_SUBMODULE)
			continue;
		/* What a submodule stands in the place of is gone. */
		c->is_met = now->mode != UMB_GIT_MODE_SUBMODULE;
		is_new = is_new && memcmp(c->item.id, now->id, d->s->id_len) != 0;
		old->id[old->n++] = c->item.id;
	}
	return is_new;
}

static void diff_item(umb_git_differ *d, umb_buf *path, const umb_git_item *now, const umb_git_olds *old, int depth)
{
	size_t before = path->len;

	if (path->len)
		umb_buf_append_byte(path, '/');
	umb_buf_append_slice(path, now->name);
	if (path->failed == UMB_E_NOMEM) {
		d->st = UMB_E_NOMEM;
	} else if (path->failed != UMB_OK) {
		d->bad(d->ctx, now->id, UMB_SKIP_TOO_DEEP, "its path is too long");
		path->failed = UMB_OK;
	} else if (now->is_folder) {
		diff_folder(d, path, now->id, old, depth + 1);
	} else {
		d->change(d->ctx, umb_buf_view(path), now->id, old);
	}
	path->len = before;
}

/* False when this has been looked at too often. */
static bool may_enter(umb_git_differ *d, const uint8_t *now, const umb_git_olds *old)
{
	uint8_t    all[(1 + UMB_GIT_MAX_OLD) * UMB_ID_MAX];
	size_t     len = d->s->id_len, n_met = d->met.n;
	umb_key128 key; /* two with one key: none is left out before there were very many, and then it is told */

	memcpy(all, now, len);
	for (size_t i = 0; i < old->n; i++)
		memcpy(all + (1 + i) * len, old->id[i], len);
	key = umb_hash128(umb_slice_of(all, (1 + old->n) * len));
	if (umb_git_id_add(&d->met, (const uint8_t *)&key) == UMB_GIT_NO_NUMBER) {
		d->st = UMB_E_NOMEM;
		return false;
	}
	if (d->met.n > n_met || ++d->n_again <= UMB_GIT_MAX_AGAIN)
		return true;
	if (d->n_again == UMB_GIT_MAX_AGAIN + 1)
		d->bad(d->ctx, now, UMB_SKIP_TOO_DEEP, "the same folders at too many paths");
	return false;
}

static void diff_folder(umb_git_differ *d, umb_buf *path, const uint8_t *now, const umb_git_olds *old, int depth)
{
	cursor       c, other[UMB_GIT_MAX_OLD];
	umb_git_olds at;

	if (depth > UMB_GIT_MAX_FOLDERS) {
		d->bad(d->ctx, now, UMB_SKIP_TOO_DEEP, "a folder inside too many others");
		return;
	}
	if (!may_enter(d, now, old))
		return;
	open_cursor(d, &c, now);
	for (size_t i = 0; i < old->n; i++)
		open_cursor(d, &other[i], c.has_item ? old->id[i] : NULL);
	for (; d->st == UMB_OK && c.has_item; step(d, &c)) {
		if (gather_old(d, &c.item, other, old->n, &at))
			diff_item(d, path, &c.item, &at, depth);
	}
	for (size_t i = 0; i < old->n; i++) {
		while (d->gone && d->st == UMB_OK && other[i].has_item)
			pass(d, &other[i]);
	}
	umb_buf_clear(&c.text);
	for (size_t i = 0; i < old->n; i++)
		umb_buf_clear(&other[i].text);
}

void umb_git_diff_trees(umb_git_differ *d, umb_slice path, const uint8_t *now, const umb_git_olds *old)
{
	umb_buf at = UMB_BUF_INIT_MAX(PATH_CAP);

	d->met     = (umb_git_id_map){ .id_len = sizeof(umb_key128) };
	d->n_again = 0;
	umb_buf_append_slice(&at, path);
	if (at.failed == UMB_OK)
		diff_folder(d, &at, now, old, 0);
	else
		d->st = at.failed;
	umb_git_id_map_clear(&d->met);
	umb_buf_clear(&at);
}
