/*
 * git_head.c - one file of a tree, and of the newest version.
 */
#include "git/git_repo.h"

#include "base/alloc.h"
#include "git/git_parse.h"

umb_status umb_git_tree_find(const umb_git_store *s, umb_git_inflater *inf, const uint8_t *tree, umb_slice path, uint8_t *id, uint32_t *mode)
{
	umb_buf    text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	umb_status st = UMB_OK;
	bool       is_end = false;

	memmove(id, tree, s->id_len);
	for (size_t from = 0; st == UMB_OK && !is_end;) {
		const uint8_t *slash = memchr(path.ptr + from, '/', path.len - from);
		size_t         to = slash ? (size_t)(slash - path.ptr) : path.len, at = 0;
		umb_slice      name = umb_slice_sub(path, from, to);
		umb_git_type   type = UMB_GIT_NONE;
		umb_git_entry  e;

		st = umb_git_store_read(s, inf, id, &type, &text);
		if (st == UMB_E_NOTFOUND || (st == UMB_OK && type != UMB_GIT_TREE))
			st = UMB_E_FORMAT; /* not UMB_E_NOTFOUND: what the tree names is not known */
		if (st != UMB_OK)
			break;
		do
			st = umb_git_tree_next(umb_buf_view(&text), s->id_len, &at, &e) ? UMB_OK : UMB_E_NOTFOUND;
		while (st == UMB_OK && !umb_slice_eq(e.name, name));
		if (st == UMB_OK) {
			memcpy(id, e.id, s->id_len);
			*mode = e.mode;
		}
		is_end = to == path.len;
		from   = to + 1;
	}
	umb_buf_clear(&text);
	return st;
}

/* A link says where it leads, and nothing is followed here. */
static bool is_file(uint32_t mode)
{
	return (mode & 0170000) == 0100000;
}

umb_status umb_git_head_file(const umb_git_repo *r, const umb_git_store *s, const char *path, size_t max, umb_buf *out)
{
	umb_git_inflater *inf  = umb_git_inflater_new();
	umb_git_commit   *c    = umb_alloc(sizeof(*c));
	umb_buf           text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	umb_git_type      type = UMB_GIT_NONE;
	uint8_t           id[UMB_ID_MAX];
	uint32_t          mode = 0;
	umb_status        st   = inf && c ? umb_git_ref_lookup(r, "HEAD", id) : UMB_E_NOMEM;

	if (st == UMB_OK)
		st = umb_git_store_read(s, inf, id, &type, &text);
	if (st == UMB_OK && (type != UMB_GIT_COMMIT || !umb_git_commit_parse(c, umb_buf_view(&text), s->id_len) ||
	                     umb_git_tree_find(s, inf, c->tree, umb_slice_str(path), id, &mode) != UMB_OK || !is_file(mode)))
		st = UMB_E_NOTFOUND;
	out->max = max + 4096;
	if (st == UMB_OK)
		st = umb_git_store_read(s, inf, id, &type, out);
	if (st == UMB_OK && (type != UMB_GIT_BLOB || out->len > max))
		st = type != UMB_GIT_BLOB ? UMB_E_NOTFOUND : UMB_E_LIMIT;
	umb_git_inflater_free(inf);
	umb_free(c);
	umb_buf_clear(&text);
	return st;
}
