/*
 * fuzz_history.c - packs that are whole but for some bytes: any objects, deltas on any of them, then any damage.
 *
 * Without damage every object must come out as it was put in; with it, nothing may be touched that is not there.  Trees read
 * along their deltas give what they give alone.
 */
#include "git/git_entries.h"
#include "git/git_parse.h"
#include "packer.h"

#define MAX_OBJECTS 12
#define MAX_LEN PACK_MAX_LEN

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

typedef struct made {
	packer       p;
	umb_buf      content[MAX_OBJECTS];
	umb_git_type type[MAX_OBJECTS];
	size_t       n_seen;
	bool         is_damaged;
	umb_git_id_map  trees, wanted;
	umb_git_entries along, alone;
} made;

/* Entries with ids of a small palette, or bytes as they come. */
static void put_piece(umb_buf *out, input *in)
{
	uint8_t kind = take(in), n = take(in) & 63;

	if (kind & 1) {
		uint8_t id[20] = { [19] = (uint8_t)(n & 7) };

		umb_buf_append_str(out, kind & 2 ? "40000 " : kind & 4 ? "160000 " : "100644 ");
		umb_buf_append_byte(out, (uint8_t)('a' + (kind >> 3)));
		umb_buf_append_byte(out, 0);
		umb_buf_append(out, id, sizeof(id));
		return;
	}
	for (; n > 0; n--)
		umb_buf_append_byte(out, take(in));
}

static void put_copy(umb_buf *delta, umb_buf *out, const umb_buf *base, size_t from, size_t n)
{
	from = UMB_MIN(from, base->len);
	n    = UMB_MIN(n, base->len - from);
	if (n == 0 || out->len + n > MAX_LEN)
		return;
	umb_buf_append_byte(delta, 128 | 1 | 2 | 16 | 32);
	umb_buf_append_byte(delta, (uint8_t)from);
	umb_buf_append_byte(delta, (uint8_t)(from >> 8));
	umb_buf_append_byte(delta, (uint8_t)n);
	umb_buf_append_byte(delta, (uint8_t)(n >> 8));
	umb_buf_append(out, base->ptr + from, n);
}

/* A delta on `base`, and what it makes. */
static void make_delta(umb_buf *delta, umb_buf *out, const umb_buf *base, input *in)
{
	umb_buf ops = UMB_BUF_INIT;

	for (unsigned n = take(in) % 8; n > 0 && out->len < MAX_LEN; n--) {
		size_t from = out->len;

		if (take(in) & 1) {
			size_t at = (size_t)take(in) * 8 + (take(in) & 7), many = (size_t)take(in) * 8 + (take(in) & 7);

			put_copy(&ops, out, base, at, many);
			continue;
		}
		put_piece(out, in);
		if (out->len > from) {
			umb_buf_append_byte(&ops, (uint8_t)(out->len - from));
			umb_buf_append(&ops, out->ptr + from, out->len - from);
		}
	}
	put_size(delta, base->len);
	put_size(delta, out->len);
	umb_buf_append_slice(delta, umb_buf_view(&ops));
	umb_buf_clear(&ops);
}

static void put_object(made *m, input *in)
{
	uint8_t  kind = take(in);
	size_t   i = pack_next(&m->p), base = i > 0 ? (size_t)take(in) % i : 0;
	umb_buf  delta = UMB_BUF_INIT, *pack = &m->p.pack;

	memset(m->p.id[i], (int)(10 * (i + 1)), 20);
	if (i == 0 || !(kind & 3)) {
		m->type[i] = (umb_git_type)(1 + (kind >> 2 & 3));
		for (unsigned n = take(in) % 8; n > 0; n--)
			put_piece(&m->content[i], in);
		put_header(pack, m->type[i], m->content[i].len);
		put_stream(pack, umb_buf_view(&m->content[i]));
		return;
	}
	m->type[i] = m->type[base];
	make_delta(&delta, &m->content[i], &m->content[base], in);
	put_header(pack, kind & 1 ? UMB_GIT_OFS_DELTA : UMB_GIT_REF_DELTA, delta.len);
	if (kind & 1) {
		uint64_t back = m->p.offset[i] - m->p.offset[base];

		put_back(pack, back);
		m->is_damaged = m->is_damaged || back >= 16512;
	} else {
		umb_buf_append(pack, m->p.id[base], 20);
	}
	put_stream(pack, umb_buf_view(&delta));
	umb_buf_clear(&delta);
}

static void damage(made *m, input *in)
{
	while (in->left > 2) {
		umb_buf *b  = take(in) & 1 ? &m->p.idx : &m->p.pack;
		size_t   at = (size_t)take(in) << 8;
		uint8_t  by;

		at = (at | take(in)) % b->len;
		by = take(in);
		b->ptr[at] ^= by;
		m->is_damaged = m->is_damaged || by;
	}
}

static void check_tree(made *m, const umb_git_object *o)
{
	umb_git_object bare = *o;

	bare.version = NULL;
	must(umb_git_entries_read(&m->along, o, &m->wanted) == UMB_OK && umb_git_entries_number(&m->along, o, &m->trees) == UMB_OK);
	must(umb_git_entries_read(&m->alone, &bare, &m->wanted) == UMB_OK && umb_git_entries_number(&m->alone, &bare, &m->trees) == UMB_OK);
	must(m->along.end == m->alone.end && m->along.notes.len == m->alone.notes.len);
	must(m->along.notes.len == 0 || memcmp(m->along.notes.ptr, m->alone.notes.ptr, m->along.notes.len) == 0);
	umb_git_entries_keep(&m->along, o, 0);
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	made          *m = ctx;
	umb_git_commit c;

	m->n_seen++;
	umb_git_commit_parse(&c, o->data, 20);
	if (o->type == UMB_GIT_TREE)
		check_tree(m, o);
	if (!m->is_damaged) {
		size_t i = o->id[0] / 10 - 1u;

		must(i < m->p.n && o->type == m->type[i] && o->data.len == m->content[i].len &&
		     (o->data.len == 0 || memcmp(o->data.ptr, m->content[i].ptr, o->data.len) == 0));
	}
	return UMB_OK;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	const made *m = ctx;

	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(words);
	must(m->is_damaged);
}

static void walk(made *m)
{
	umb_git_visit visit = { .ctx = m, .object = on_object, .bad = on_bad };
	umb_git_pack  p = { 0 };
	umb_git_store store = { .pack = &p, .n_packs = 1, .id_len = 20 };
	umb_git_walk *w = NULL;
	umb_git_lane *l = NULL;
	umb_status    st = umb_git_pack_view(&p, umb_buf_view(&m->p.idx), umb_buf_view(&m->p.pack), 20, NULL);

	must(st == UMB_OK || m->is_damaged);
	if (st == UMB_OK && umb_git_walk_open(&w, &store, &(umb_git_walk_opts){ .wanted = ~0u, .max_object = 1 << 20 }, NULL) == UMB_OK && umb_git_lane_open(&l, w, NULL) == UMB_OK) {
		while (umb_git_walk_next(w, l, &visit) == UMB_OK)
			;
		must(m->is_damaged || m->n_seen == m->p.n);
	}
	umb_git_lane_close(l);
	umb_git_walk_close(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t wanted[20] = { [19] = 3 };
	input in = { data, len };
	made *m  = umb_alloc_zero(1, sizeof(*m));
	unsigned n_objects = 1u + take(&in) % MAX_OBJECTS;

	must(m != NULL);
	m->trees.id_len = m->wanted.id_len = 20;
	must(umb_git_id_add(&m->wanted, wanted) == 0);
	pack_begin(&m->p);
	while (m->p.n < n_objects)
		put_object(m, &in);
	pack_end(&m->p);
	damage(m, &in);
	walk(m);
	for (size_t i = 0; i < MAX_OBJECTS; i++)
		umb_buf_clear(&m->content[i]);
	pack_clear(&m->p);
	umb_git_id_map_clear(&m->trees);
	umb_git_id_map_clear(&m->wanted);
	umb_git_entries_clear(&m->along);
	umb_git_entries_clear(&m->alone);
	umb_free(m);
	return 0;
}
