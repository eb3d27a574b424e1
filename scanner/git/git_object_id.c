/*
 * git_object_id.c - the id of an object: SHA-1 or SHA-256 over "type length\0content".
 */
#include "base/keyed.h"
#include "git/git_store.h"

void umb_git_object_id(uint8_t *id, uint32_t id_len, umb_git_type type, umb_slice data)
{
	static const char *const names[] = { "", "commit", "tree", "blob", "tag" };
	umb_buf all = UMB_BUF_INIT;

	umb_buf_printf(&all, "%s %zu", names[type], data.len);
	umb_buf_append_byte(&all, 0);
	umb_buf_append_slice(&all, data);
	memset(id, 0, id_len);
	if (all.failed == UMB_OK && id_len == 20)
		umb_sha1(id, umb_buf_view(&all));
	else if (all.failed == UMB_OK)
		umb_sha256(id, umb_buf_view(&all));
	umb_buf_clear(&all);
}
