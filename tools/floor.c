/*
 * floor.c - the least that a scan must do, to put beside what it takes: for tools/bench.
 *
 * usage: floor read PATH [THREADS]    walk and read every file, look at nothing
 *        floor inflate REPOSITORY     inflate each blob, commit and tag, and deltas of these, once, one thread, no deltas applied
 *        floor empty                  start and end
 */
#include <stdio.h>

#include "base/alloc.h"
#include "base/number.h"
#include "base/thread.h"
#include "core/source.h"
#include "git/git_forest.h"
#include "git/git_repo.h"

typedef struct reader {
	const umb_source_ops *ops;
	umb_source           *source;
	uint64_t              n_units, n_bytes;
} reader;

static umb_status on_unit(void *ctx, const umb_unit *unit)
{
	reader *r = ctx;
	uint8_t buf[65536];
	size_t  n = 1;

	r->n_units++;
	r->n_bytes += unit->bytes.len;
	while (unit->rest && n > 0 && unit->rest->read(unit->rest->ctx, buf, sizeof(buf), &n) == UMB_OK)
		r->n_bytes += n;
	return UMB_OK;
}

static void on_skip(void *ctx, const umb_place *place, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(place);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static bool never(void *ctx)
{
	UMB_UNUSED(ctx);
	return false;
}

static void *read_all(void *arg)
{
	reader   *r     = arg;
	umb_visit visit = { r, on_unit, on_skip, never };
	umb_lane *lane  = NULL;

	if (r->ops->lane_open(&lane, r->source, NULL) == UMB_OK) {
		while (r->ops->work(r->source, lane, &visit, NULL) == UMB_OK)
			;
	}
	r->ops->lane_close(lane);
	return NULL;
}

static int floor_read(const char *path, const char *threads)
{
	enum { MAX = 64 };
	umb_source_opts opts = { 0 };
	umb_source     *source = NULL;
	umb_thread      thread[MAX];
	reader          r[MAX];
	uint64_t        n = umb_thread_cores(), units = 0, bytes = 0;

	if (threads && !umb_parse_u64(&n, umb_slice_str(threads), 1, MAX))
		return 2;
	if (umb_source_find("dir")->open(&source, path, &opts, NULL) != UMB_OK)
		return 1;
	for (uint64_t i = 0; i < n; i++) {
		r[i] = (reader){ umb_source_find("dir"), source, 0, 0 };
		umb_thread_start(&thread[i], read_all, &r[i], NULL);
	}
	for (uint64_t i = 0; i < n; i++) {
		umb_thread_join(thread[i]);
		units += r[i].n_units;
		bytes += r[i].n_bytes;
	}
	umb_source_find("dir")->close(source);
	printf("%llu files, %llu bytes\n", (unsigned long long)units, (unsigned long long)bytes);
	return 0;
}

/* -- inflate only ------------------------------------------------------------------------------------------ */

static uint64_t inflate_tree(const umb_git_forest *f, umb_git_inflater *inf, uint32_t node, umb_buf *out)
{
	umb_git_header h;
	uint64_t       n = 0;

	if (umb_git_pack_header(f->pack, umb_git_forest_offset(f, node), &h) && h.size <= UMB_GIT_MAX_OBJECT) {
		umb_buf_reset(out);
		if (umb_buf_reserve(out, (size_t)h.size) == UMB_OK &&
		    umb_git_inflate(inf, umb_slice_of(f->pack->data + h.data_at, umb_git_forest_room(f, node, h.data_at)), out->ptr, (size_t)h.size))
			n = 1;
	}
	for (uint32_t c = f->node[node].first_child; c != UMB_GIT_NO_NODE; c = f->node[c].sibling)
		n += inflate_tree(f, inf, c, out);
	return n;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static int floor_inflate(const char *path)
{
	umb_git_inflater *inf = umb_git_inflater_new();
	umb_buf           out = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096), dir = UMB_BUF_INIT;
	umb_git_repo      r;
	umb_git_store     s;
	umb_err           err = UMB_ERR_INIT;
	uint64_t          n = 0;

	if (umb_git_repo_open(&r, path, &err) != UMB_OK) {
		fprintf(stderr, "floor: %s\n", err.text);
		return 1;
	}
	umb_buf_printf(&dir, "%s/objects", r.common_dir);
	if (umb_git_store_open(&s, umb_buf_str(&dir), r.id_len, on_bad, NULL, &err) != UMB_OK)
		return 1;
	for (size_t i = 0; i < s.n_packs; i++) {
		umb_git_forest f = { 0 };

		if (umb_git_forest_build(&f, &s.pack[i], 0) != UMB_OK)
			return 1;
		for (uint32_t k = 0; k < f.n_nodes; k++) {
			/* what is a delta is reached from its base */
			if (f.node[k].type == UMB_GIT_BLOB || f.node[k].type == UMB_GIT_COMMIT || f.node[k].type == UMB_GIT_TAG)
				n += inflate_tree(&f, inf, k, &out);
		}
		umb_git_forest_clear(&f);
	}
	printf("%llu streams\n", (unsigned long long)n);
	umb_git_store_close(&s);
	umb_git_repo_close(&r);
	umb_git_inflater_free(inf);
	umb_buf_clear(&out);
	umb_buf_clear(&dir);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "read") == 0)
		return floor_read(argv[2], argc > 3 ? argv[3] : NULL);
	if (argc == 3 && strcmp(argv[1], "inflate") == 0)
		return floor_inflate(argv[2]);
	if (argc == 2 && strcmp(argv[1], "empty") == 0)
		return 0;
	fprintf(stderr, "usage: floor read PATH [THREADS] | inflate REPOSITORY | empty\n");
	return 2;
}
