/*
 * git_packed.c - see git_packed.h.
 */
#include "git/git_packed.h"

#include "git/git_bundle.h"

bool umb_git_packed_probe(umb_slice head)
{
	if (umb_git_bundle_probe(head))
		return true;
	return head.len >= 12 && memcmp(head.ptr, "PACK\0\0\0", 7) == 0 && (head.ptr[7] == 2 || head.ptr[7] == 3);
}

/* A pack does not say how long its ids are; the checksum at its end tells. */
static uint32_t id_len_of(umb_slice pack)
{
	umb_git_hash g;
	uint8_t      sum[UMB_ID_MAX];

	if (pack.len < 12 + UMB_ID_MAX)
		return 20;
	umb_git_hash_begin(&g, UMB_ID_MAX);
	umb_git_hash_add(&g, umb_slice_sub(pack, 0, pack.len - UMB_ID_MAX));
	umb_git_hash_end(&g, sum);
	return memcmp(sum, pack.ptr + pack.len - UMB_ID_MAX, UMB_ID_MAX) == 0 ? UMB_ID_MAX : 20;
}

umb_status umb_git_packed_open(umb_git_packed *x, umb_slice bytes, const umb_git_teller *t, umb_err *why)
{
	umb_git_bundle b  = { .pack = bytes };
	umb_status     st = UMB_OK;

	memset(x, 0, sizeof(*x));
	if (umb_git_bundle_probe(bytes))
		st = umb_git_bundle_parse(&b, bytes, NULL, why);
	else
		b.id_len = id_len_of(bytes);
	x->store = (umb_git_store){ .pack = &x->pack, .n_packs = 1, .id_len = b.id_len };
	if (st != UMB_OK)
		return st;
	if (b.n_prerequisites > 0)
		t->bad(t->ctx, NULL, UMB_SKIP_SHALLOW, "a bundle that builds on commits which are not in it");
	if (b.is_filtered)
		t->bad(t->ctx, NULL, UMB_SKIP_PARTIAL, "a bundle from which objects were left out");
	return umb_git_pack_view_alone(&x->pack, b.pack, b.id_len, t, why);
}

umb_status umb_git_packed_walk(const umb_git_packed *x, uint64_t max_object, const umb_git_visit *v)
{
	umb_git_walk_opts o = {
		.wanted     = UMB_GIT_WANT(UMB_GIT_BLOB) | UMB_GIT_WANT(UMB_GIT_COMMIT) | UMB_GIT_WANT(UMB_GIT_TAG),
		.max_object = max_object,
	};
	umb_git_walk *w    = NULL;
	umb_git_lane *lane = NULL;
	umb_status    st   = umb_git_walk_open(&w, &x->store, &o, NULL);

	if (st == UMB_OK)
		st = umb_git_lane_open(&lane, w, NULL);
	while (st == UMB_OK)
		st = umb_git_walk_next(w, lane, v);
	umb_git_lane_close(lane);
	umb_git_walk_close(w);
	return st == UMB_END ? UMB_OK : st;
}

void umb_git_packed_close(umb_git_packed *x)
{
	umb_git_pack_close(&x->pack);
}
