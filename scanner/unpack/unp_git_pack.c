/*
 * unp_git_pack.c - bundles and packs of git that lie in something else: a blob of a repository, a member of an archive, a pipe.
 *
 * Files of a tree are read by their source (source/pack_file.c), which has no bounds to keep.  Here what it takes to find where
 * objects end and what they are called is bounded before the first byte is handed out, because deltas grow by thousands of times.
 */
#include "base/err.h"
#include "base/number.h"
#include "git/git_packed.h"
#include "unpack/whole.h"

#define MAX_MADE ((uint64_t)512 << 20)

typedef struct scan {
	umb_git_packed at;
	umb_emit      *emit;
	char           name[2 * UMB_ID_MAX + 1];
} scan;

static const char *name_of(scan *s, const uint8_t *id)
{
	if (!id)
		return NULL;
	umb_format_hex(s->name, id, s->at.store.id_len);
	return s->name;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	scan *s = ctx;

	s->emit->skip_member(s->emit, name_of(s, id), reason, words);
}

/* One object: what is at hand of it, then the rest. */
typedef struct content {
	umb_slice   left;
	umb_reader *rest;
} content;

static umb_status read_content(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	content *c = ctx;

	if (c->left.len == 0 && c->rest)
		return c->rest->read(c->rest->ctx, buf, cap, n_read);
	*n_read = UMB_MIN(cap, c->left.len);
	if (*n_read)
		memcpy(buf, c->left.ptr, *n_read);
	c->left = umb_slice_sub(c->left, *n_read, c->left.len);
	return UMB_OK;
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	scan      *s  = ctx;
	content    c  = { o->data, o->rest };
	umb_reader in = { .ctx = &c, .read = read_content };

	return s->emit->pull(s->emit, name_of(s, o->id), &in);
}

static bool git_pack_probe(umb_slice head)
{
	return umb_git_packed_probe(head);
}

static umb_status git_pack_unpack(umb_reader *in, umb_emit *emit)
{
	scan           s = { .emit = emit };
	umb_git_teller t = { .bad = on_bad, .ctx = &s, .max_made = MAX_MADE };
	umb_git_visit  v = { .ctx = &s, .object = on_object, .bad = on_bad };
	umb_whole      w;
	umb_status     st = umb_whole_open(&w, in, emit, "more of a pack of git than is held at once");

	if (st == UMB_OK)
		st = umb_git_packed_open(&s.at, w.bytes, &t, NULL);
	if (st == UMB_OK)
		st = umb_git_packed_walk(&s.at, 0, &v);
	umb_git_packed_close(&s.at);
	umb_whole_close(&w);
	return st;
}

const umb_unpacker_ops umb_unpacker_git_pack = {
	.name    = "git-pack",
	.summary = "bundles and packs of git: files, and the texts of commits and tags",
	.probe   = git_pack_probe,
	.first   = "#P",
	.unpack  = git_pack_unpack,
};
