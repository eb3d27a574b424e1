/*
 * fuzz_trees.c - what a tree has that others have not: trees that hold each other, in circles too, in any order, and damaged ones.
 *
 * No file is told that one of the others has at its path, and the end comes when it is asked for.
 */
#include "git/git_tree_diff.h"
#include "packer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MAX_READ 300

typedef struct differ {
	packer p;
	size_t n_asked;
} differ;

static void on_change(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	UMB_UNUSED(ctx);
	must(path.len < 100000 && old->n <= UMB_GIT_MAX_OLD);
	for (size_t i = 0; i < old->n; i++)
		must(memcmp(old->id[i], id, 20) != 0);
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(id);
	must(reason < UMB_N_SKIPS && words);
}

static bool should_stop(void *ctx)
{
	differ *d = ctx;

	return ++d->n_asked > MAX_READ;
}

static void put_entry(umb_buf *out, input *in)
{
	uint8_t kind = take(in), id[20];

	memset(id, 8 * (kind >> 4), 20);
	if (kind & 8) {
		umb_buf_append_byte(out, take(in));
		return;
	}
	umb_buf_append_str(out, kind & 1 ? "40000 " : kind & 2 ? "160000 " : kind & 4 ? "100755 " : "100644 ");
	for (unsigned n = take(in) % 5; n > 0; n--)
		umb_buf_append_byte(out, (uint8_t)('a' + take(in) % 4));
	umb_buf_append_byte(out, 0);
	umb_buf_append(out, id, 20);
}

static void put_tree(packer *p, input *in)
{
	umb_buf body = UMB_BUF_INIT;
	size_t  i    = pack_next(p);

	memset(p->id[i], (int)i * 8, 20);
	for (unsigned n = take(in) % 20; n > 0; n--)
		put_entry(&body, in);
	put_header(&p->pack, take(in) == 255 ? UMB_GIT_BLOB : UMB_GIT_TREE, body.len);
	put_stream(&p->pack, umb_buf_view(&body));
	umb_buf_clear(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	input          in    = { data, len };
	differ         d     = { .n_asked = 0 };
	umb_git_pack   pack  = { 0 };
	umb_git_store  store = { .pack = &pack, .n_packs = 1, .id_len = 20 };
	umb_git_differ diff  = { .s = &store, .inf = umb_git_inflater_new(), .change = on_change, .bad = on_bad, .ctx = &d, .stop = should_stop };
	umb_git_olds   old   = { .n = 0 };
	unsigned       n     = 1 + take(&in) % PACK_MAX_OBJECTS, n_old = take(&in) % (UMB_GIT_MAX_OLD + 1);

	pack_begin(&d.p);
	while (d.p.n < n)
		put_tree(&d.p, &in);
	pack_end(&d.p);
	must(umb_git_pack_view(&pack, umb_buf_view(&d.p.idx), umb_buf_view(&d.p.pack), 20, NULL) == UMB_OK);
	for (; old.n < n_old; old.n++)
		old.id[old.n] = d.p.id[(old.n + 1) % n];
	umb_git_diff_trees(&diff, umb_slice_of(NULL, 0), d.p.id[0], &old);
	must(diff.st == UMB_OK || diff.st == UMB_E_CANCELLED);
	umb_git_inflater_free(diff.inf);
	pack_clear(&d.p);
	return 0;
}
