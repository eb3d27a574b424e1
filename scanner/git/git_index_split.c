/*
 * git_index_split.c - a split index: the entries of a shared one, less those in one bitmap, with those in another replaced, and
 * what is new.  The bitmaps are EWAH, as in git's Documentation/technical/bitmap-format.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "git/git_index_private.h"

#define WORD_BITS 64u

enum { KEPT, DELETED, REPLACED };

typedef struct marks {
	uint8_t *of; /* what becomes of each entry of the shared index */
	size_t   n, n_set;
} marks;

static uint64_t be64(const uint8_t *p)
{
	return (uint64_t)umb_git_be32(p) << 32 | umb_git_be32(p + 4);
}

bool umb_git_index_shared(const umb_git_index_file *f, uint32_t id_len, char *name)
{
	static const uint8_t none[UMB_ID_MAX];

	if (!f->link.ptr || memcmp(f->link.ptr, none, id_len) == 0)
		return false;
	umb_format_hex(name, f->link.ptr, id_len);
	return true;
}

/* -- bitmaps ----------------------------------------------------------------------------------------- */

static bool set(marks *m, uint64_t from, uint64_t count, uint8_t mark)
{
	if (from > m->n || count > m->n - from)
		return false;
	for (size_t i = (size_t)from; i < (size_t)(from + count); i++) {
		if (m->of[i] != KEPT)
			return false;
		m->of[i] = mark;
	}
	m->n_set += (size_t)count;
	return true;
}

static bool set_literal(marks *m, uint64_t from, uint64_t bits, uint8_t mark)
{
	for (; bits != 0; bits &= bits - 1) {
		if (!set(m, from + (unsigned)__builtin_ctzll(bits), 1, mark))
			return false;
	}
	return true;
}

/*
 * Each marker word says how many words of equal bits it stands for, and how many words follow it as they are.  A position
 * behind the last entry stays where it is when zeros follow: they claim nothing, and their number could be anything.
 */
static bool read_words(marks *m, const uint8_t *at, const uint8_t *end, uint8_t mark)
{
	uint64_t pos = 0;

	while (at < end) {
		uint64_t word   = be64(at);
		uint64_t run    = (word >> 1 & UINT32_MAX) * WORD_BITS;
		uint64_t follow = word >> 33;

		at += 8;
		if ((word & 1) && !set(m, pos, run, mark))
			return false;
		pos = UMB_MIN(pos + run, (uint64_t)m->n);
		if (follow > (size_t)(end - at) / 8)
			return false;
		for (; follow > 0; follow--, at += 8) {
			if (!set_literal(m, pos, be64(at), mark))
				return false;
			pos = UMB_MIN(pos + WORD_BITS, (uint64_t)m->n);
		}
	}
	return true;
}

/* Takes a bitmap off the front of *s: how many bits, how many words, the words, the number of the last marker. */
static bool take_bitmap(umb_slice *s, marks *m, uint8_t mark)
{
	size_t words_len;

	m->n_set = 0;
	if (s->len < 8)
		return false;
	words_len = 8 * (size_t)umb_git_be32(s->ptr + 4);
	if (s->len - 8 < words_len + 4 || !read_words(m, s->ptr + 8, s->ptr + 8 + words_len, mark))
		return false;
	*s = umb_slice_sub(*s, 8 + words_len + 4, s->len);
	return true;
}

/* -- merging ----------------------------------------------------------------------------------------- */

/* By path, then stage. */
static int compare(const umb_git_index_entry *a, const umb_git_index_entry *b)
{
	size_t a_len = umb_git_index_path_len(a), b_len = umb_git_index_path_len(b);
	int    d     = memcmp(a->path.ptr, b->path.ptr, UMB_MIN(a_len, b_len));

	if (d == 0 && a_len != b_len)
		d = a_len < b_len ? -1 : 1;
	return d ? d : (int)a->stage - (int)b->stage;
}

/* A replacement has no path of its own. */
static bool replace(umb_git_index_entry *out, const umb_git_index_entry *by)
{
	umb_slice path       = out->path;
	bool      was_folder = out->mode == UMB_GIT_MODE_TREE;

	*out      = *by;
	out->path = path;
	return (out->mode == UMB_GIT_MODE_TREE) == was_folder;
}

/* Both lists are sorted.  What `own` adds wins over an equal one of `base`, as in git. */
static bool merge(umb_git_index *x, const umb_git_index_file *own, const umb_git_index_file *base, const marks *m)
{
	const umb_git_index_entry *by = own->entry, *added = own->entry + own->n_nameless, *end = own->entry + own->n_entries;

	for (size_t i = 0; i < base->n_entries; i++) {
		umb_git_index_entry e = base->entry[i];
		int                 d = -1;

		if (m->of[i] == DELETED)
			continue;
		if (m->of[i] == REPLACED && !replace(&e, by++))
			return false;
		while (added < end && (d = compare(added, &e)) < 0)
			x->entry[x->n_entries++] = *added++;
		if (added == end || d > 0)
			x->entry[x->n_entries++] = e;
	}
	while (added < end)
		x->entry[x->n_entries++] = *added++;
	for (size_t i = 1; i < x->n_entries; i++) {
		if (!umb_git_index_in_order(&x->entry[i - 1], &x->entry[i]))
			return false;
	}
	return true;
}

umb_status umb_git_index_merge(umb_git_index *x, const umb_git_index_file *own, const umb_git_index_file *base, uint32_t id_len,
                               umb_err *err)
{
	umb_slice  bitmaps = umb_slice_sub(own->link, id_len, own->link.len);
	marks      m       = { NULL, base->n_entries, 0 };
	umb_status st      = UMB_OK;

	if (base->link.ptr || base->n_nameless > 0)
		return umb_err_set(err, UMB_E_FORMAT, "shared index: it is a split one itself");
	if (memcmp(base->bytes.ptr + base->bytes.len - id_len, own->link.ptr, id_len) != 0)
		return umb_err_set(err, UMB_E_FORMAT, "shared index: another one than the index names");
	m.of     = umb_alloc_zero(base->n_entries, 1);
	x->entry = umb_arena_alloc(&x->arena, (own->n_entries + base->n_entries) * sizeof(*x->entry));
	/* without bitmaps all of it is taken */
	if (!m.of || !x->entry)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	else if (bitmaps.len > 0 && !(take_bitmap(&bitmaps, &m, DELETED) && take_bitmap(&bitmaps, &m, REPLACED) && bitmaps.len == 0))
		st = umb_err_set(err, UMB_E_FORMAT, "index: what it takes from its shared index is damaged");
	else if (m.n_set != own->n_nameless)
		st = umb_err_set(err, UMB_E_FORMAT, "index: %zu entries for %zu of its shared index", own->n_nameless, m.n_set);
	else if (!merge(x, own, base, &m))
		st = umb_err_set(err, UMB_E_FORMAT, "index: with its shared index it is not in order");
	umb_free(m.of);
	return st;
}
