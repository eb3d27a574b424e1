/*
 * fuzz_pack.c - packs whose streams are whole and whose words are not: deltas that copy from anywhere, headers that lie about
 * sizes, bases that are themselves, in a circle, in the middle of another object or nowhere; with an index that knows the objects,
 * and without one.
 */
#include "git/git_parse.h"
#include "git/git_walk.h"
#include "packer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MAX_OBJECT 65536

typedef struct seen {
	umb_git_inflater *inf;
	size_t            n_objects, n_bad;
} seen;

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	seen   *s = ctx;
	uint8_t sum = 0;

	s->n_objects++;
	must(o->type >= UMB_GIT_COMMIT && o->type <= UMB_GIT_TAG && o->data.len <= MAX_OBJECT);
	for (size_t i = 0; i < o->data.len + UMB_TEXT_PAD; i++)
		sum ^= o->data.ptr[i];
	for (size_t i = 0; o->version && i < o->version->n_copies; i++)
		must(o->version->copies[i].at + (size_t)o->version->copies[i].len <= o->data.len);
	return sum == 255 ? UMB_OK : s->n_objects < 1000 ? UMB_OK : UMB_E_LIMIT;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	seen *s = ctx;

	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(words);
	s->n_bad++;
}

/* Copies and insertions that fit, nearly, or not at all. */
static void put_delta(umb_buf *out, input *in)
{
	put_size(out, (size_t)take(in) * (1 + (take(in) & 3)));
	put_size(out, (size_t)take(in) * (1 + (take(in) & 7)));
	for (unsigned n = take(in) % 8; n > 0; n--) {
		uint8_t op = take(in);

		if (op & 128) {
			umb_buf_append_byte(out, op);
			for (unsigned bit = 0; bit < 7; bit++) {
				if (op & (1u << bit))
					umb_buf_append_byte(out, take(in));
			}
			continue;
		}
		umb_buf_append_byte(out, op & 31);
		for (int k = (op & 32) ? (op & 31) / 2 : op & 31; k > 0; k--)
			umb_buf_append_byte(out, take(in));
	}
}

static void put_object(packer *p, input *in)
{
	uint8_t kind = take(in), lie = take(in);
	size_t  i = pack_next(p);
	umb_buf body = UMB_BUF_INIT;

	/* a palette, so that objects share ids and name each other, later ones as well */
	memset(p->id[i], (lie >> 4) + (int)i * 8 * !(lie & 8), 20);
	if (kind & 3)
		put_delta(&body, in);
	else
		for (unsigned n = take(in); n > 0; n--)
			umb_buf_append_byte(&body, take(in));
	put_header(&p->pack, kind & 1 ? UMB_GIT_OFS_DELTA : kind & 2 ? UMB_GIT_REF_DELTA : 1 + (kind >> 2 & 3), body.len + (lie & 1) * (lie & 6));
	if (kind & 1) {
		uint64_t back = p->offset[i] - p->offset[(kind >> 2) % (i + 1)];

		put_back(&p->pack, UMB_MIN(back + (lie & 2), (uint64_t)16000));
	} else if (kind & 2) {
		uint8_t id[20];

		memset(id, (take(in) & 15) + (int)((kind >> 2) % PACK_MAX_OBJECTS) * 8, 20);
		umb_buf_append(&p->pack, id, 20);
	}
	put_stream(&p->pack, umb_buf_view(&body));
	umb_buf_clear(&body);
}

static void walk(umb_git_store *store, seen *s)
{
	umb_git_walk_opts opts = { .wanted = ~0u, .max_object = MAX_OBJECT };
	umb_git_visit visit = { .ctx = s, .object = on_object, .bad = on_bad };
	umb_git_walk *w = NULL;
	umb_git_lane *l = NULL;
	umb_buf       text = UMB_BUF_INIT;

	if (umb_git_walk_open(&w, store, &opts, NULL) == UMB_OK && umb_git_lane_open(&l, w, NULL) == UMB_OK) {
		while (umb_git_walk_next(w, l, &visit) == UMB_OK)
			;
	}
	for (uint32_t i = 0; i < store->pack->n_objects; i++) {
		umb_git_type type;

		umb_git_store_read(store, s->inf, umb_git_pack_id(store->pack, i), &type, &text);
	}
	umb_buf_clear(&text);
	umb_git_lane_close(l);
	umb_git_walk_close(w);
}

/* Without its index the ids are those of the contents, and nothing is lost without a word. */
static void walk_alone(const packer *p, seen *s)
{
	umb_git_teller t     = { .bad = on_bad, .ctx = s };
	umb_git_pack   pack  = { 0 };
	umb_git_store  store = { .pack = &pack, .n_packs = 1, .id_len = 20 };
	umb_status     st;

	s->n_bad = 0;
	st = umb_git_pack_view_alone(&pack, umb_buf_view(&p->pack), 20, &t, NULL);
	must(st == UMB_OK && (s->n_bad > 0 || pack.n_objects == p->n) && pack.n_objects <= p->n);
	walk(&store, s);
	umb_git_pack_close(&pack);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	input         in    = { data, len };
	packer        p     = { .n = 0 };
	seen          s     = { umb_git_inflater_new(), 0, 0 };
	umb_git_pack  pack  = { 0 };
	umb_git_store store = { .pack = &pack, .n_packs = 1, .id_len = 20 };
	unsigned      n     = 1 + take(&in) % PACK_MAX_OBJECTS;

	pack_begin(&p);
	while (p.n < n)
		put_object(&p, &in);
	pack_end(&p);
	must(umb_git_pack_view(&pack, umb_buf_view(&p.idx), umb_buf_view(&p.pack), 20, NULL) == UMB_OK);
	walk(&store, &s);
	walk_alone(&p, &s);
	umb_git_inflater_free(s.inf);
	pack_clear(&p);
	return 0;
}
