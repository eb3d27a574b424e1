/*
 * floor.c - the least that a scan must do, to put beside what it takes: for tools/bench.
 *
 * usage: floor read PATH [THREADS]    walk and read every file, look at nothing
 *        floor inflate REPOSITORY     inflate each blob, commit and tag, and deltas of these, once, one thread, no deltas applied
 *        floor attribute REPOSITORY [THREADS]   for each blob id on standard input, a line: id, commit, path and what else git/ tells of it
 *        floor empty                  start and end
 */
#include <stdio.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/thread.h"
#include "core/source.h"
#include "git/git_attribute.h"
#include "git/git_forest.h"

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

/* -- attribution --------------------------------------------------------------------------------------------- */

/* Numbers of refs: branches, remotes, tags, others; those whose tip holds it behind a slash. */
static void print_refs(const umb_ref_notes *r)
{
	printf("\t%llu/%llu", (unsigned long long)r->total, (unsigned long long)r->total_at_tip);
}

static void print_blob(const umb_git_found *f, const umb_provenance *p, uint32_t id_len)
{
	char hex[2 * UMB_ID_MAX + 1];

	umb_format_hex(hex, f->blob, id_len);
	printf("%s\t%s\t%.*s\t", hex, p->first.id[0] ? p->first.id : "-", (int)f->path.len, f->path.ptr ? (const char *)f->path.ptr : "");
	printf("%s\t%s\t%llu", umb_reach_name(p->reach), p->removed.id[0] ? p->removed.id : "-", (unsigned long long)p->total_paths);
	print_refs(&p->branches);
	print_refs(&p->remotes);
	print_refs(&p->tags);
	print_refs(&p->others);
	for (size_t i = 0; i < p->n_paths; i++)
		printf("\t%s%.*s", p->path[i].is_in_head ? "+" : "-", (int)p->path[i].path.len, (const char *)p->path[i].path.ptr);
	putchar('\n');
}

static size_t read_ids(umb_git_found *f, size_t max, uint32_t id_len)
{
	char   line[256];
	size_t n = 0;

	while (n < max && fgets(line, sizeof(line), stdin))
		n += umb_parse_hex(f[n].blob, id_len, umb_slice_of(line, strcspn(line, " \n")));
	return n;
}

static int floor_attribute(const char *path, const char *threads)
{
	enum { MAX = 100000 };
	umb_git_found   *f   = umb_alloc_zero(MAX, sizeof(*f));
	umb_provenance  *p   = umb_alloc_zero(MAX, sizeof(*p));
	umb_versions    *v   = umb_alloc_zero(MAX, sizeof(*v));
	const uint8_t  **id  = umb_alloc_zero(MAX, sizeof(*id));
	umb_buf          dir = UMB_BUF_INIT;
	umb_git_history *h   = NULL;
	umb_git_walk    *walk = NULL; /* as a scan has one then */
	umb_arena        arena = UMB_ARENA_INIT;
	umb_git_repo     r;
	umb_git_store    s;
	umb_err          err = UMB_ERR_INIT;
	umb_status       st  = f && p && v && id ? umb_git_repo_open(&r, path, &err) : UMB_E_NOMEM;
	uint64_t         n_threads = umb_thread_cores();
	uint64_t         began;
	size_t           n;

	if (st != UMB_OK || (threads && !umb_parse_u64(&n_threads, umb_slice_str(threads), 1, 256))) {
		fprintf(stderr, "floor: %s\n", err.text);
		return 1;
	}
	umb_buf_printf(&dir, "%s/objects", r.common_dir);
	st = umb_git_store_open(&s, umb_buf_str(&dir), r.id_len, on_bad, NULL, &err);
	n  = read_ids(f, MAX, r.id_len);
	for (size_t i = 0; i < n; i++) {
		id[i] = f[i].blob;
		v[i]  = (umb_versions){ &id[i], 1, &p[i] };
	}
	for (size_t i = 0; i < s.n_packs; i++)
		umb_git_pack_spread(&s.pack[i]);
	if (st == UMB_OK)
		st = umb_git_walk_open(&walk, &s, &(umb_git_walk_opts){ .wanted = UMB_GIT_WANT(UMB_GIT_BLOB), .n_threads = (uint32_t)n_threads }, &err);
	umb_git_walk_end(walk);
	began = umb_clock_ns();
	if (st == UMB_OK)
		st = umb_git_attribute(&h, &r, &s, walk, f, n, (uint32_t)n_threads, &arena, on_bad, NULL, NULL, &err);
	if (st == UMB_OK)
		st = umb_git_trace(h, &r, &s, v, n, &arena, on_bad, NULL, NULL);
	fprintf(stderr, "attribution of %zu blobs: %.3f s\n", n, (double)(umb_clock_ns() - began) / 1e9);
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		print_blob(&f[i], &p[i], r.id_len);
	umb_git_history_free(h);
	umb_git_walk_close(walk);
	umb_git_store_close(&s);
	umb_git_repo_close(&r);
	umb_arena_clear(&arena);
	umb_buf_clear(&dir);
	umb_free(f);
	umb_free(p);
	umb_free(v);
	umb_free(id);
	return st == UMB_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "read") == 0)
		return floor_read(argv[2], argc > 3 ? argv[3] : NULL);
	if (argc == 3 && strcmp(argv[1], "inflate") == 0)
		return floor_inflate(argv[2]);
	if (argc >= 3 && strcmp(argv[1], "attribute") == 0)
		return floor_attribute(argv[2], argc > 3 ? argv[3] : NULL);
	if (argc == 2 && strcmp(argv[1], "empty") == 0)
		return 0;
	fprintf(stderr, "usage: floor read PATH [THREADS] | inflate REPOSITORY | attribute REPOSITORY [THREADS] | empty\n");
	return 2;
}
