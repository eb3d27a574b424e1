/*
 * git_ref.c - one ref at a time: how it is written, and the id that it leads to (git's Documentation/gitrepository-layout).
 *
 * The gate asks for HEAD and nothing else, and a repository can have a hundred thousand refs: git_refs.c reads them all.
 */
#include <limits.h>

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_repo.h"

#define PACKED_MAX ((size_t)512 << 20)
#define MAX_SYMBOLIC 5 /* as git: refs that name refs */

umb_git_ref_kind umb_git_ref_parse(umb_slice text, uint32_t id_len, uint8_t *id, umb_slice *name)
{
	size_t hex = 2 * (size_t)id_len;

	if (text.len >= 4 && memcmp(text.ptr, "ref:", 4) == 0) {
		*name = umb_slice_sub(text, 4, umb_text_line_end(text, 0));
		while (name->len && name->ptr[0] <= ' ')
			*name = umb_slice_sub(*name, 1, name->len);
		while (name->len && name->ptr[name->len - 1] <= ' ')
			name->len--;
		return name->len ? UMB_GIT_REF_SYMBOLIC : UMB_GIT_REF_BAD;
	}
	if (text.len > hex && text.ptr[hex] > ' ')
		return UMB_GIT_REF_BAD;
	return umb_parse_hex(id, id_len, umb_slice_sub(text, 0, hex)) && umb_git_is_id(id, id_len) ? UMB_GIT_REF_ID : UMB_GIT_REF_BAD;
}

bool umb_git_ref_is_name(umb_slice name)
{
	return name.len > 5 && memcmp(name.ptr, "refs/", 5) == 0 && umb_text_find(name, umb_slice_str("..")) == SIZE_MAX &&
	       umb_text_find(name, umb_slice_str("/.")) == SIZE_MAX;
}

/* The line "<hex> <name>" of packed-refs. */
static umb_status find_packed(const umb_git_repo *r, umb_slice name, uint8_t *id)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(PACKED_MAX + 65536), tail = UMB_BUF_INIT_MAX(70000);
	size_t     hex  = 2 * (size_t)r->id_len, at = 0;
	umb_status st;

	umb_buf_printf(&path, "%s/packed-refs", r->common_dir);
	umb_buf_append_byte(&tail, ' ');
	umb_buf_append_slice(&tail, name);
	st = path.failed == UMB_OK ? umb_file_read(&text, umb_buf_str(&path), PACKED_MAX, NULL) : path.failed;
	if (st == UMB_OK && tail.failed != UMB_OK)
		st = tail.failed;
	while (st == UMB_OK) {
		umb_slice rest  = umb_slice_sub(umb_buf_view(&text), at, text.len);
		size_t    found = umb_text_find(rest, umb_buf_view(&tail)), end = found + tail.len;

		if (found == SIZE_MAX) {
			st = UMB_E_NOTFOUND;
			break;
		}
		at += found + 1;
		if (found < hex || (found > hex && rest.ptr[found - hex - 1] != '\n') || (end < rest.len && rest.ptr[end] > ' '))
			continue;
		st = umb_parse_hex(id, r->id_len, umb_slice_sub(rest, found - hex, found)) && umb_git_is_id(id, r->id_len) ? UMB_OK : UMB_E_FORMAT;
		break;
	}
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	umb_buf_clear(&tail);
	return st;
}

umb_status umb_git_ref_lookup(const umb_git_repo *r, const char *name, uint8_t *id)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2), text = UMB_BUF_INIT_MAX(70000), at = UMB_BUF_INIT_MAX(70000);
	umb_status st   = umb_buf_append_str(&at, name);
	umb_git_ref_kind kind = UMB_GIT_REF_SYMBOLIC;

	for (int depth = 0; depth <= MAX_SYMBOLIC && st == UMB_OK && kind == UMB_GIT_REF_SYMBOLIC; depth++) {
		umb_slice target;
		bool      is_shared = strncmp(umb_buf_str(&at), "refs/", 5) == 0; /* by all work trees */

		umb_buf_reset(&path);
		umb_buf_reset(&text);
		umb_buf_printf(&path, "%s/%s", is_shared ? r->common_dir : r->git_dir, umb_buf_str(&at));
		st = path.failed == UMB_OK ? umb_file_read(&text, umb_buf_str(&path), 4096, NULL) : path.failed;
		if (st == UMB_E_NOTFOUND && is_shared) {
			st   = find_packed(r, umb_buf_view(&at), id);
			kind = UMB_GIT_REF_ID;
		}
		if (st != UMB_OK || kind == UMB_GIT_REF_ID)
			break;
		kind = umb_git_ref_parse(umb_buf_view(&text), r->id_len, id, &target);
		if (kind == UMB_GIT_REF_SYMBOLIC && !umb_git_ref_is_name(target))
			kind = UMB_GIT_REF_BAD;
		umb_buf_reset(&at);
		if (kind == UMB_GIT_REF_SYMBOLIC)
			st = umb_buf_append_slice(&at, target);
	}
	if (st == UMB_OK && kind != UMB_GIT_REF_ID)
		st = UMB_E_FORMAT;
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	umb_buf_clear(&at);
	return st;
}
