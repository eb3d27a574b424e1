/*
 * fuzz_revs.c - which commits some words name, in a history of the fuzzer's: parents in circles, dates of any time, tags of tags, and
 * words from a list or letter by letter.
 *
 * A commit that is found is one of the pack's, and each that a range holds stands in it once.
 */
#include "git/git_range.h"
#include "packer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MAX_REVS 5
#define MAX_REV_LEN 40
#define MAX_ASKED 500

typedef struct made {
	packer p;
	size_t n_asked;
	char   rev[MAX_REVS][MAX_REV_LEN + 40];
} made;

static void put_id(umb_buf *out, const char *key, uint8_t number)
{
	umb_buf_append_str(out, key);
	for (unsigned i = 0; i < 20; i++)
		umb_buf_printf(out, "%02x", (unsigned)(number % PACK_MAX_OBJECTS * 8));
	umb_buf_append_byte(out, '\n');
}

static void put_object(packer *p, input *in)
{
	umb_buf  body = UMB_BUF_INIT;
	size_t   i    = pack_next(p);
	uint8_t  kind = take(in);
	unsigned type = kind & 1 ? UMB_GIT_COMMIT : kind & 2 ? UMB_GIT_TAG : UMB_GIT_TREE;

	memset(p->id[i], (int)i * 8, 20);
	if (type == UMB_GIT_COMMIT) {
		put_id(&body, "tree ", take(in));
		for (unsigned n = (kind >> 1 & 3u) * (kind & 64 ? 5u : 1u); n > 0; n--)
			put_id(&body, "parent ", take(in));
		umb_buf_printf(&body, "author A <a@example.org> %d +0000\ncommitter A <a@example.org> %d +0000\n\nwords\n", (int8_t)take(in), (int8_t)take(in));
	} else if (type == UMB_GIT_TAG) {
		put_id(&body, "object ", take(in));
		umb_buf_append_str(&body, kind & 4 ? "type tag\n" : "type commit\n");
	} else {
		for (unsigned n = kind >> 2 & 7; n > 0; n--) {
			uint8_t entry = take(in), id[20];

			memset(id, entry % PACK_MAX_OBJECTS * 8, 20);
			umb_buf_append_str(&body, entry & 128 ? "40000 " : "100644 ");
			umb_buf_append_byte(&body, (uint8_t)('a' + (entry >> 4 & 7)));
			umb_buf_append_byte(&body, 0);
			umb_buf_append(&body, id, 20);
		}
	}
	put_header(&p->pack, type, body.len);
	put_stream(&p->pack, umb_buf_view(&body));
	umb_buf_clear(&body);
}

static const char *make_rev(char *out, input *in)
{
	static const char *const pieces[] = { "^", "..", "...", "~", "2", "^{commit}", "^{}", "HEAD", "@", "--all", "--tags", "--branches", "--remotes",
		"--remotes=o", "0808", "1010101010101010101010101010101010101010", "1818", "refs/", "main", "^^", "~99999", "{", "",
		"^!", "--branches=", "*", "[", "]", "?", "@{1}", "@{u}", "@{", "}", "HEAD..." };
	size_t   n = 0;
	unsigned many = take(in) % 6;

	for (; many > 0 && n < MAX_REV_LEN; many--) {
		uint8_t     what  = take(in);
		const char *piece = pieces[what % UMB_COUNT(pieces)];

		if (what >= 230)
			out[n++] = (char)take(in);
		else
			for (; *piece && n < MAX_REV_LEN; piece++)
				out[n++] = *piece;
	}
	out[n] = 0;
	return out;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(id);
	must(reason < UMB_N_SKIPS && words);
}

static bool should_stop(void *ctx)
{
	made *m = ctx;

	return ++m->n_asked > MAX_ASKED;
}

static void find(made *m, const umb_git_repo *r, const umb_git_store *s, const umb_git_range_opts *o)
{
	umb_git_range     g;
	umb_err           err = UMB_ERR_INIT;
	umb_git_inflater *inf = umb_git_inflater_new();
	uint32_t          position;
	uint8_t           id[UMB_ID_MAX];

	for (size_t i = 0; i < o->n_revs; i++) {
		umb_status st = umb_git_rev_find(r, s, inf, umb_slice_str(o->revs[i]), id, &err);

		must(st == UMB_E_USAGE || (st == UMB_OK && umb_git_pack_find(s->pack, id, &position)));
	}
	umb_git_inflater_free(inf);
	if (umb_git_range_find(&g, r, s, o, on_bad, should_stop, m, &err) == UMB_OK) {
		must(g.n_commits <= m->p.n);
		for (size_t i = 0; i < g.n_commits; i++) {
			for (size_t k = 0; k < i; k++)
				must(g.in_range[k] != g.in_range[i]);
		}
		umb_git_range_clear(&g);
	} else {
		must(err.text[0] != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char  nowhere[] = "/dev/null/nowhere", a[] = "refs/heads/main", b[] = "refs/tags/t", c[] = "refs/remotes/o/x";
	input        in   = { data, len };
	made        *m    = umb_alloc_zero(1, sizeof(*m));
	unsigned     n    = 1 + take(&in) % PACK_MAX_OBJECTS;
	char         pathspec[MAX_REV_LEN] = "";
	const char  *revs[MAX_REVS], *paths[] = { "a", "b/c", "./", "", "*", ":!a", ":(glob)?/**", "[!a-b]*", ":(icase)A*", pathspec };
	umb_git_ref  refs[] = { { .name = a }, { .name = c, .id = { 8 } }, { .name = b } };
	umb_git_repo r     = { .git_dir = nowhere, .common_dir = nowhere, .id_len = 20, .ref = refs, .n_refs = UMB_COUNT(refs) };
	umb_git_pack pack  = { 0 };
	umb_git_store store = { .pack = &pack, .n_packs = 1, .id_len = 20 };
	umb_git_range_opts o = { .revs = revs, .paths = paths, .since = INT64_MIN, .until = INT64_MAX };

	must(m != NULL);
	o.n_revs      = 1 + take(&in) % MAX_REVS;
	for (size_t i = take(&in) % (MAX_REV_LEN / 2); i > 0; i--)
		pathspec[strlen(pathspec)] = (char)take(&in);
	o.n_paths     = take(&in) % 16;
	o.paths       = paths + in.left % UMB_COUNT(paths);
	o.n_paths     = UMB_MIN(o.n_paths, UMB_COUNT(paths) - (size_t)(o.paths - paths)) * (in.left & 1);
	o.max_commits = take(&in) % 4 ? 0 : take(&in);
	if (take(&in) % 4 == 0)
		o.since = (int8_t)take(&in);
	o.first_parent = take(&in) & 1;
	o.no_merges    = in.left & 2;
	o.until        = in.left & 4 ? (int8_t)take(&in) : INT64_MAX;
	r.is_shallow = take(&in) & 1;
	for (size_t i = 0; i < o.n_revs; i++)
		revs[i] = make_rev(m->rev[i], &in);
	pack_begin(&m->p);
	while (m->p.n < n)
		put_object(&m->p, &in);
	pack_end(&m->p);
	memset(refs[1].id, 8, 20);
	memset(refs[2].id, 16, 20);
	must(umb_git_pack_view(&pack, umb_buf_view(&m->p.idx), umb_buf_view(&m->p.pack), 20, NULL) == UMB_OK);
	find(m, &r, &store, &o);
	pack_clear(&m->p);
	umb_free(m);
	return 0;
}
