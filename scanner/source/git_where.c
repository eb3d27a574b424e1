/*
 * git_where.c - see git_where.h.
 */
#include "source/git_where.h"

#include <limits.h>

#include "git/git_id_map.h"
#include "git/git_index.h"
#include "source/git_blobs.h"

umb_status umb_git_where_messages(const umb_git_store *s, umb_wanted *wanted, umb_git_found *found, size_t n, umb_arena *arena)
{
	umb_git_inflater *inf = umb_git_inflater_new();
	umb_status        st  = inf ? UMB_OK : UMB_E_NOMEM;

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		memcpy(found[i].blob, wanted[i].blob, UMB_ID_MAX);
		found[i].is_message = umb_git_message_attribute(s, inf, &wanted[i], arena, &st);
	}
	umb_git_inflater_free(inf);
	return st;
}

umb_status umb_git_where_staged(const umb_git_repo *r, umb_wanted *wanted, const umb_git_found *found, size_t n, umb_arena *arena, const umb_visit *visit)
{
	umb_git_id_map lost = { .id_len = r->id_len };
	umb_git_index  x    = { 0 };
	umb_buf        path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_err        why  = UMB_ERR_INIT;
	umb_status     st   = UMB_OK;

	/* Numbers are those of `wanted`, in which no blob stands twice. */
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = umb_git_id_add(&lost, wanted[i].blob) == UMB_GIT_NO_NUMBER ? UMB_E_NOMEM : UMB_OK;
	umb_buf_printf(&path, "%s/index", r->git_dir);
	if (st == UMB_OK)
		st = path.failed == UMB_OK ? umb_git_index_open(&x, umb_buf_str(&path), r->git_dir, r->id_len, &why) : path.failed;
	if (st != UMB_OK && st != UMB_E_NOMEM) {
		umb_git_tell(visit, "git", 0, NULL, UMB_SKIP_UNREADABLE, why.text);
		st = UMB_OK;
	}
	for (size_t i = 0; i < x.n_entries && st == UMB_OK; i++) {
		uint32_t    k = umb_git_id_find(&lost, x.entry[i].id);
		const char *copy;

		if (k == UMB_GIT_NO_NUMBER || found[k].is_found || wanted[k].commit.is_message || wanted[k].commit.is_staged)
			continue;
		copy                       = umb_arena_strndup(arena, x.entry[i].path.ptr, x.entry[i].path.len);
		wanted[k].path             = umb_slice_of(copy, copy ? x.entry[i].path.len : 0);
		wanted[k].commit.is_staged = true;
		st                         = copy ? UMB_OK : UMB_E_NOMEM;
	}
	umb_git_index_close(&x);
	umb_git_id_map_clear(&lost);
	umb_buf_clear(&path);
	return st;
}
