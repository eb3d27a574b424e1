/*
 * git_object_id.c - the id of an object: SHA-1 or SHA-256 over "type length\0content".
 */
#include "git/git_store.h"

void umb_git_hash_begin(umb_git_hash *g, uint32_t id_len)
{
	g->id_len = id_len;
	if (id_len == 20)
		umb_sha1_begin(&g->of.sha1);
	else
		umb_sha256_begin(&g->of.sha256);
}

void umb_git_hash_add(umb_git_hash *g, umb_slice s)
{
	if (g->id_len == 20)
		umb_sha1_add(&g->of.sha1, s);
	else
		umb_sha256_add(&g->of.sha256, s);
}

void umb_git_hash_end(umb_git_hash *g, uint8_t *id)
{
	if (g->id_len == 20)
		umb_sha1_end(&g->of.sha1, id);
	else
		umb_sha256_end(&g->of.sha256, id);
}

void umb_git_hash_begin_object(umb_git_hash *g, uint32_t id_len, umb_git_type type, uint64_t size)
{
	static const char *const names[] = { "", "commit", "tree", "blob", "tag" };
	char head[40];
	int  n = snprintf(head, sizeof(head), "%s %llu", names[type], (unsigned long long)size);

	umb_git_hash_begin(g, id_len);
	umb_git_hash_add(g, umb_slice_of(head, (size_t)n + 1));
}

void umb_git_object_id(uint8_t *id, uint32_t id_len, umb_git_type type, umb_slice data)
{
	umb_git_hash g;

	umb_git_hash_begin_object(&g, id_len, type, data.len);
	umb_git_hash_add(&g, data);
	umb_git_hash_end(&g, id);
}
