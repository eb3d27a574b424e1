/*
 * fuzz_bundle.c - a bundle's header of the fuzzer's words before a pack of whole objects, then any damage.
 *
 * Without damage every object comes out with the id of its content, deltas too, in whatever order; with it, what is lost is told.
 */
#include "git/git_bundle.h"
#include "git/git_walk.h"
#include "packer.h"
#include "unpack_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

typedef struct made {
	packer       p;
	umb_buf      content[PACK_MAX_OBJECTS];
	umb_git_type type[PACK_MAX_OBJECTS];
	size_t       n_seen, n_told, n_absent;
	bool         is_damaged;
} made;

static void put_header_line(umb_buf *out, input *in)
{
	static const char *const pieces[] = { "@object-format=sha1\n", "@object-format=sha256\n", "@filter=blob:none\n", "@x\n", "-", "\n",
		" refs/heads/a\n", " HEAD\n", "0123456789abcdef0123456789abcdef01234567", "\r", "@", "# v3 git bundle\n" };
	uint8_t what = take(in);

	if (what < 200)
		umb_buf_append_str(out, pieces[what % UMB_COUNT(pieces)]);
	else
		for (unsigned n = what - 199u; n > 0; n--)
			umb_buf_append_byte(out, take(in));
}

/* One that is right for the pack, or anything. */
static void put_lines(umb_buf *out, input *in)
{
	uint8_t kind = take(in);

	umb_buf_append_str(out, kind & 1 ? "# v3 git bundle\n" : "# v2 git bundle\n");
	for (unsigned n = kind >> 3; n > 0; n--)
		put_header_line(out, in);
	umb_buf_append_byte(out, '\n');
}

static void put_bytes(umb_buf *out, input *in, unsigned n)
{
	for (; n > 0; n--)
		umb_buf_append_byte(out, take(in));
}

/* Copies of all of the base, and more. */
static void make_delta(umb_buf *delta, umb_buf *out, const umb_buf *base, input *in)
{
	unsigned n = 1 + take(in) % 100;

	put_size(delta, base->len);
	put_size(delta, base->len + n);
	if (base->len) {
		uint8_t copy[] = { 128 | 16 | 32, (uint8_t)base->len, (uint8_t)(base->len >> 8) };

		umb_buf_append(delta, copy, 3);
	}
	umb_buf_append_slice(out, umb_buf_view(base));
	umb_buf_append_byte(delta, (uint8_t)n);
	put_bytes(out, in, n);
	umb_buf_append(delta, out->ptr + base->len, n);
}

/* Of what can be a base only by its name, later ones are as good as earlier ones: the second half of the list names the first. */
static void put_object(made *m, input *in)
{
	uint8_t kind = take(in);
	size_t  i = pack_next(&m->p), base = i > 0 ? (size_t)(kind >> 4) % i : 0;
	umb_buf delta = UMB_BUF_INIT, *pack = &m->p.pack;

	if (i == 0 || !(kind & 3) || m->content[base].len > PACK_MAX_LEN - 200) {
		m->type[i] = (umb_git_type)(1 + (kind >> 2 & 3));
		put_bytes(&m->content[i], in, take(in));
		put_header(pack, m->type[i], m->content[i].len);
		put_stream(pack, umb_buf_view(&m->content[i]));
	} else {
		uint8_t absent[20] = { 1, 2, 3, kind };
		bool    is_absent  = (kind & 15) == 14;

		m->type[i] = m->type[base];
		make_delta(&delta, &m->content[i], &m->content[base], in);
		put_header(pack, kind & 1 ? UMB_GIT_OFS_DELTA : UMB_GIT_REF_DELTA, delta.len);
		if (kind & 1)
			put_back(pack, m->p.offset[i] - m->p.offset[base]);
		else
			umb_buf_append(pack, is_absent ? absent : m->p.id[base], 20);
		m->n_absent += is_absent && !(kind & 1);
		m->is_damaged = m->is_damaged || m->p.offset[i] - m->p.offset[base] >= 16512;
		put_stream(pack, umb_buf_view(&delta));
	}
	umb_git_object_id(m->p.id[i], 20, m->type[i], umb_buf_view(&m->content[i]));
	umb_buf_clear(&delta);
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	made   *m = ctx;
	uint8_t real[20];
	bool    is_known = m->is_damaged;

	m->n_seen++;
	umb_git_object_id(real, 20, o->type, o->data);
	must(m->is_damaged || memcmp(real, o->id, 20) == 0);
	for (size_t i = 0; i < m->p.n; i++)
		is_known = is_known || (m->type[i] == o->type && umb_slice_eq(umb_buf_view(&m->content[i]), o->data));
	must(is_known);
	return UMB_OK;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	made *m = ctx;

	UMB_UNUSED(id);
	UMB_UNUSED(words);
	must(m->is_damaged || reason == UMB_SKIP_MISSING_OBJECT);
	m->n_told++;
}

static void read_pack(made *m, umb_slice pack, uint32_t id_len)
{
	umb_git_teller t     = { .bad = on_bad, .ctx = m };
	umb_git_visit  visit = { .ctx = m, .object = on_object, .bad = on_bad };
	umb_git_walk_opts opts = { .wanted = ~0u, .max_object = 1 << 20 };
	umb_git_pack   p     = { 0 };
	umb_git_store  store = { .pack = &p, .n_packs = 1, .id_len = id_len };
	umb_git_walk  *w     = NULL;
	umb_git_lane  *l     = NULL;
	umb_status     st    = umb_git_pack_view_alone(&p, pack, id_len, &t, NULL);

	must(st == UMB_OK || st == UMB_E_FORMAT);
	if (st == UMB_OK && umb_git_walk_open(&w, &store, &opts, NULL) == UMB_OK && umb_git_lane_open(&l, w, NULL) == UMB_OK) {
		while (umb_git_walk_next(w, l, &visit) == UMB_OK)
			;
		must(m->is_damaged || (m->n_seen + m->n_told == m->p.n && m->n_told >= m->n_absent));
	}
	umb_git_lane_close(l);
	umb_git_walk_close(w);
	umb_git_pack_close(&p);
}

static void read_bundle(made *m, umb_slice bytes, umb_slice pack)
{
	umb_git_repo   r = { .git_dir = NULL };
	umb_git_bundle b;
	umb_status     st = umb_git_bundle_parse(&b, bytes, &r, NULL);

	must(st == UMB_OK || st == UMB_E_FORMAT || st == UMB_E_UNSUPPORTED);
	if (st == UMB_OK && (b.pack.ptr != pack.ptr || b.id_len != 20))
		m->is_damaged = true;
	if (st == UMB_OK)
		read_pack(m, b.pack, b.id_len);
	umb_git_repo_close(&r);
}

/* The same as it lies in something else: all but trees, each a member. */
static void unpack_bundle(const made *m, umb_slice bytes)
{
	static emit_double      d;
	const umb_unpacker_ops *u  = umb_unpacker_find("git-pack");
	unpack_source           s  = { bytes, bytes, 1 + bytes.len / 3 };
	umb_reader              in = { .ctx = &s, .read = unpack_read };
	size_t                  n_trees = 0;
	umb_status              st;

	double_reset(&d, INPUT_BUDGET, SIZE_MAX, false);
	st = u->unpack(&in, &d.emit);
	must(!d.is_wrong && !d.is_open && d.n_total <= INPUT_BUDGET);
	must(st == UMB_OK || st == UMB_E_FORMAT || st == UMB_E_UNSUPPORTED || st == UMB_E_LIMIT);
	for (size_t i = 0; i < m->p.n; i++)
		n_trees += m->type[i] == UMB_GIT_TREE;
	must(m->is_damaged || m->n_seen == 0 || st != UMB_OK || d.n_members + n_trees >= m->n_seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	input    in = { data, len };
	made    *m  = umb_alloc_zero(1, sizeof(*m));
	umb_buf  lines = UMB_BUF_INIT;
	uint8_t *exact;
	size_t   n_lines, n;

	must(m != NULL);
	n = 1u + take(&in) % PACK_MAX_OBJECTS;
	put_lines(&lines, &in);
	pack_begin(&m->p);
	while (m->p.n < n)
		put_object(m, &in);
	pack_end(&m->p);
	n_lines = lines.len;
	umb_buf_append_slice(&lines, umb_buf_view(&m->p.pack));
	while (in.left > 2) {
		size_t  at = ((size_t)take(&in) << 8 | take(&in)) % lines.len;
		uint8_t by = take(&in);

		lines.ptr[at] ^= by;
		m->is_damaged = m->is_damaged || by;
	}
	/* of the exact size, so that a byte too many is seen */
	exact = umb_alloc(lines.len);
	must(exact != NULL);
	memcpy(exact, lines.ptr, lines.len);
	read_bundle(m, umb_slice_of(exact, lines.len), umb_slice_of(exact + n_lines, 0));
	unpack_bundle(m, umb_slice_of(exact, lines.len));
	umb_free(exact);
	umb_buf_clear(&lines);
	for (size_t i = 0; i < PACK_MAX_OBJECTS; i++)
		umb_buf_clear(&m->content[i]);
	pack_clear(&m->p);
	umb_free(m);
	return 0;
}
