/*
 * fuzz_pack.c - a pack and its index made of rubbish: half of the input each, behind headers that are right.
 */
#include "base/alloc.h"
#include "git/git_parse.h"
#include "git/git_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	umb_git_commit c;
	umb_git_entry  e;
	umb_git_type   type;
	uint8_t        id[UMB_ID_MAX];
	size_t         at = 0;

	UMB_UNUSED(ctx);
	umb_git_commit_parse(&c, o->data, 20);
	umb_git_tag_target(o->data, 20, id, &type);
	while (umb_git_tree_next(o->data, 20, &at, &e))
		;
	return UMB_OK;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_buf       idx = UMB_BUF_INIT, pack = UMB_BUF_INIT;
	umb_git_visit visit = { .ctx = NULL, .object = on_object, .bad = on_bad };
	umb_git_pack  p = { 0 };
	umb_git_store store = { .pack = &p, .n_packs = 1, .id_len = 20 };
	umb_git_walk *w = NULL;
	umb_git_lane *l = NULL;
	size_t        half = len / 2, n_objects = half / 28;

	umb_buf_append(&idx, "\377tOc\0\0\0\2", 8);
	for (size_t i = 0; i < 256; i++) {
		uint8_t n[4] = { 0, 0, (uint8_t)(n_objects >> 8), (uint8_t)n_objects };
		umb_buf_append(&idx, n, 4);
	}
	umb_buf_append(&idx, data, half);
	umb_buf_append(&idx, "0123456789012345678901234567890123456789", 40);
	umb_buf_append(&pack, "PACK\0\0\0\2\0\0\0\1", 12);
	umb_buf_append(&pack, data + half, len - half);
	umb_buf_append(&pack, "01234567890123456789", 20);
	if (umb_git_pack_view(&p, umb_buf_view(&idx), umb_buf_view(&pack), 20, NULL) == UMB_OK &&
	    umb_git_walk_open(&w, &store, &(umb_git_walk_opts){ .wanted = ~0u, .max_object = 1 << 20 }, NULL) == UMB_OK && umb_git_lane_open(&l, w, NULL) == UMB_OK) {
		while (umb_git_walk_next(w, l, &visit) == UMB_OK)
			;
	}
	umb_git_lane_close(l);
	umb_git_walk_close(w);
	umb_buf_clear(&idx);
	umb_buf_clear(&pack);
	return 0;
}
