/*
 * fuzz_lives.c - histories of any shape, as no hash would allow: trees that hold themselves, commits that are their own parents,
 * refs to anything.  What is told of two blobs must be what a look at each commit tells.
 *
 * Input: bytes of instructions; where they end, zeros.
 */
#include <stdio.h>

#include "base/alloc.h"
#include "base/number.h"
#include "git/git_attribute.h"

#include "make_pack.h"

#define MAX_OBJECTS 10
#define N_BLOBS 2
#define N_REFS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

typedef struct entry {
	uint8_t to; /* an object, or MAX_OBJECTS and a blob more, or what is not there */
	char    name;
	bool    is_tree;
} entry;

typedef struct object {
	bool     is_commit;
	entry    entry[6]; /* of a tree */
	size_t   n;
	uint8_t  tree, parent[3];
	size_t   n_parents;
	uint64_t offset;
} object;

typedef struct made {
	object  at[MAX_OBJECTS];
	size_t  n;
	umb_buf pack, idx;
	uint8_t ref[N_REFS];
} made;

static void id_of(uint8_t id[UMB_ID_MAX], size_t number)
{
	memset(id, 0, UMB_ID_MAX);
	memset(id, (int)(10 * (number + 1)), 20);
}

static void put_id(umb_buf *b, const char *key, size_t number)
{
	umb_buf_append_str(b, key);
	for (size_t i = 0; i < 20; i++)
		umb_buf_printf(b, "%02x", (unsigned)(10 * (number + 1)));
	umb_buf_append_byte(b, '\n');
}

static void choose(made *m, object *o, input *in)
{
	uint8_t kind = take(in);

	o->is_commit = kind & 1;
	o->tree      = (uint8_t)(take(in) % (MAX_OBJECTS + N_BLOBS));
	o->n_parents = o->is_commit ? (kind >> 1) % 4 : 0;
	o->n         = o->is_commit ? 0 : (kind >> 1) % 7;
	for (size_t i = 0; i < o->n_parents; i++)
		o->parent[i] = (uint8_t)(take(in) % MAX_OBJECTS);
	for (size_t i = 0; i < o->n; i++) {
		uint8_t b = take(in);

		o->entry[i] = (entry){ (uint8_t)(b % (MAX_OBJECTS + N_BLOBS)), (char)('a' + (b >> 4) % 3), take(in) & 1 };
	}
	m->n++;
}

static void put(made *m, object *o, uint8_t when)
{
	umb_buf text = UMB_BUF_INIT;

	if (o->is_commit)
		put_id(&text, "tree ", o->tree);
	for (size_t i = 0; i < o->n_parents; i++)
		put_id(&text, "parent ", o->parent[i]);
	if (o->is_commit)
		umb_buf_printf(&text, "author A <a@b> %u +0000\ncommitter A <a@b> %u +0000\n\nx\n", when, when);
	for (size_t i = 0; i < o->n; i++) {
		uint8_t id[UMB_ID_MAX];

		id_of(id, o->entry[i].to);
		umb_buf_printf(&text, "%s %c", o->entry[i].is_tree ? "40000" : "100644", o->entry[i].name);
		umb_buf_append_byte(&text, 0);
		umb_buf_append(&text, id, 20);
	}
	o->offset = m->pack.len;
	put_header(&m->pack, o->is_commit ? UMB_GIT_COMMIT : UMB_GIT_TREE, text.len);
	put_stream(&m->pack, umb_buf_view(&text));
	umb_buf_clear(&text);
}

static void make_index(made *m)
{
	umb_buf_append(&m->idx, "\377tOc\0\0\0\2", 8);
	for (size_t i = 0; i < 256; i++)
		put_be32(&m->idx, UMB_MIN(i / 10, m->n));
	for (size_t i = 0; i < m->n; i++) {
		uint8_t id[UMB_ID_MAX];

		id_of(id, i);
		umb_buf_append(&m->idx, id, 20);
	}
	for (size_t i = 0; i < m->n; i++)
		put_be32(&m->idx, 0);
	for (size_t i = 0; i < m->n; i++)
		put_be32(&m->idx, m->at[i].offset);
	umb_buf_append(&m->idx, "0123456789012345678901234567890123456789", 40);
}

/* -- the same, by looking ------------------------------------------------------------------------------------ */

static bool is_there(const made *m, size_t i, bool is_commit)
{
	return i < m->n && m->at[i].is_commit == is_commit;
}

static bool tree_holds(const made *m, size_t tree, size_t blob, bool seen[MAX_OBJECTS])
{
	if (!is_there(m, tree, false) || seen[tree])
		return false;
	seen[tree] = true;
	for (size_t i = 0; i < m->at[tree].n; i++) {
		const entry *e = &m->at[tree].entry[i];

		if (e->is_tree ? tree_holds(m, e->to, blob, seen) : e->to == MAX_OBJECTS + blob)
			return true;
	}
	return false;
}

static bool commit_holds(const made *m, size_t c, size_t blob)
{
	bool seen[MAX_OBJECTS] = { false };

	return is_there(m, c, true) && tree_holds(m, m->at[c].tree, blob, seen);
}

/* A commit that is its own ancestor is in no order; what such a one says is not asked. */
static bool is_circular(const made *m, size_t c, size_t depth)
{
	if (depth > MAX_OBJECTS)
		return true;
	for (size_t i = 0; is_there(m, c, true) && i < m->at[c].n_parents; i++) {
		if (is_circular(m, m->at[c].parent[i], depth + 1))
			return true;
	}
	return false;
}

static bool past_holds(const made *m, size_t c, size_t blob)
{
	if (commit_holds(m, c, blob))
		return true;
	for (size_t i = 0; is_there(m, c, true) && i < m->at[c].n_parents; i++) {
		if (past_holds(m, m->at[c].parent[i], blob))
			return true;
	}
	return false;
}

static size_t number_in(const char *hex)
{
	uint8_t id[1] = { 0 };

	must(umb_parse_hex(id, 1, umb_slice_of(hex, 2)));
	return (size_t)id[0] / 10 - 1;
}

static void check_commits(const made *m, const umb_provenance *p, size_t blob)
{
	if (p->first.id[0])
		must(commit_holds(m, number_in(p->first.id), blob));
	if (p->removed.id[0]) {
		size_t c = number_in(p->removed.id);
		bool   did = false;

		must(is_there(m, c, true) && !commit_holds(m, c, blob));
		for (size_t i = 0; i < m->at[c].n_parents; i++)
			did = did || commit_holds(m, m->at[c].parent[i], blob);
		must(did);
	}
}

static void check(const made *m, const umb_git_found *f, const umb_provenance *p, size_t blob)
{
	size_t head = m->ref[0];
	bool   is_head_there = is_there(m, head, true), is_odd = false;
	size_t n[2] = { 0, 0 };

	for (size_t i = 0; i < N_REFS; i++)
		is_odd = is_odd || is_circular(m, m->ref[i], 0);
	check_commits(m, p, blob);
	if (is_head_there)
		must(f->is_in_head == commit_holds(m, head, blob));
	if (is_odd)
		return;
	must((p->reach == UMB_REACH_HEAD_TREE) == (is_head_there && commit_holds(m, head, blob)));
	must((p->reach <= UMB_REACH_HEAD) == (is_head_there && past_holds(m, head, blob)));
	for (size_t i = 1; i < N_REFS; i++)
		n[i == N_REFS - 1] += is_there(m, m->ref[i], true) && past_holds(m, m->ref[i], blob);
	must(p->branches.total == n[0] && p->tags.total == n[1]);
	must(!f->is_found || f->has_commit);
	must(!f->has_commit || p->n_paths > 0);
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(words);
}

static void ask(const made *m, const umb_git_repo *r, const umb_git_store *s)
{
	umb_git_found    found[N_BLOBS] = { 0 };
	umb_provenance   p[N_BLOBS + 1] = { 0 };
	const uint8_t   *id[] = { found[0].blob, found[1].blob };
	umb_versions     v[] = { { &id[0], 1, &p[0] }, { &id[1], 1, &p[1] }, { id, 2, &p[2] } };
	umb_arena        arena = UMB_ARENA_INIT;
	umb_git_history *h = NULL;

	for (size_t i = 0; i < N_BLOBS; i++)
		id_of(found[i].blob, MAX_OBJECTS + i);
	must(umb_git_attribute(&h, r, s, NULL, found, N_BLOBS, 1, &arena, on_bad, NULL, NULL, NULL) == UMB_OK);
	must(umb_git_trace(h, r, s, v, 3, &arena, on_bad, NULL, NULL) == UMB_OK);
	for (size_t i = 0; i < N_BLOBS; i++)
		check(m, &found[i], &p[i], i);
	must(p[2].reach == UMB_MIN(p[0].reach, p[1].reach) && p[2].total_paths <= p[0].total_paths + p[1].total_paths);
	umb_git_history_free(h);
	umb_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char names[N_REFS][24] = { "HEAD", "refs/heads/a", "refs/heads/b", "refs/tags/t" };
	static char nowhere[] = "/nonexistent";
	input         in = { data, len };
	made         *m  = umb_alloc_zero(1, sizeof(*m));
	umb_git_ref   ref[N_REFS] = { 0 };
	umb_git_repo  r = { .git_dir = nowhere, .common_dir = nowhere, .id_len = 20, .ref = ref, .n_refs = N_REFS, .has_head = true };
	umb_git_pack  p = { 0 };
	umb_git_store s = { .pack = &p, .n_packs = 1, .id_len = 20 };
	size_t        n = 1u + take(&in) % MAX_OBJECTS;

	must(m != NULL);
	umb_buf_append(&m->pack, "PACK\0\0\0\2\0\0\0\1", 12);
	for (size_t i = 0; i < N_REFS; i++) {
		m->ref[i]   = (uint8_t)(take(&in) % MAX_OBJECTS);
		ref[i].name = names[i];
		id_of(ref[i].id, m->ref[i]);
	}
	while (m->n < n)
		choose(m, &m->at[m->n], &in);
	for (size_t i = 0; i < n; i++)
		put(m, &m->at[i], take(&in));
	umb_buf_append(&m->pack, "01234567890123456789", 20);
	make_index(m);
	must(umb_git_pack_view(&p, umb_buf_view(&m->idx), umb_buf_view(&m->pack), 20, NULL) == UMB_OK);
	ask(m, &r, &s);
	umb_buf_clear(&m->pack);
	umb_buf_clear(&m->idx);
	umb_free(m);
	return 0;
}
