/*
 * git_store.c - finding packs, loose objects and alternates; reading single objects.
 */
#include "git/git_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"

#define MAX_ALTERNATES 5
#define MAX_STORES 64

typedef struct opening {
	umb_git_store *s;
	umb_git_bad_fn bad;
	void          *ctx;
	umb_err       *err;
} opening;

static void *grown(void *list, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	void  *p;

	if (n < *cap)
		return list;
	p = umb_realloc(list, more * size);
	if (p)
		*cap = more;
	return p;
}

static umb_status add_pack(opening *o, const char *idx_path)
{
	umb_git_store *s    = o->s;
	umb_git_pack  *list = grown(s->pack, s->n_packs, &s->cap_packs, sizeof(*list));
	umb_err        why  = UMB_ERR_INIT;
	umb_status     st;

	if (!list)
		return UMB_E_NOMEM;
	s->pack = list;
	st = umb_git_pack_open(&s->pack[s->n_packs], idx_path, s->id_len, &why);
	if (st == UMB_OK) {
		s->n_packs++;
	} else {
		s->n_broken_packs++;
		o->bad(o->ctx, NULL, st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : st == UMB_E_IO ? UMB_SKIP_UNREADABLE : UMB_SKIP_CORRUPT_OBJECT, why.text);
	}
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_idx(const struct dirent *d)
{
	return umb_slice_eq_str(umb_path_ext(umb_slice_str(d->d_name)), "idx") && strncmp(d->d_name, "pack-", 5) == 0;
}

static umb_status add_packs(opening *o, const char *objects)
{
	umb_buf         path = UMB_BUF_INIT_MAX(8192);
	struct dirent **entry = NULL;
	umb_status      st = UMB_OK;
	int             n;

	umb_buf_printf(&path, "%s/pack", objects);
	n = scandir(umb_buf_str(&path), &entry, is_idx, by_name);
	if (n < 0 && errno != ENOENT)
		o->bad(o->ctx, NULL, umb_git_unread(errno), "the folder of packs cannot be listed");
	for (int i = 0; i < n; i++) {
		umb_buf_reset(&path);
		umb_buf_printf(&path, "%s/pack/%s", objects, entry[i]->d_name);
		if (st == UMB_OK)
			st = add_pack(o, umb_buf_str(&path));
		free(entry[i]);
	}
	free(entry);
	umb_buf_clear(&path);
	return st;
}

static bool is_known(const umb_git_store *s, const char *path)
{
	for (size_t i = 0; i < s->n_loose; i++) {
		if (strcmp(s->loose[i].path, path) == 0)
			return true;
	}
	return false;
}

static umb_status add_objects(opening *o, const char *objects, int depth);

static umb_status add_alternates(opening *o, const char *objects, int depth)
{
	umb_buf    path = UMB_BUF_INIT_MAX(8192), text = UMB_BUF_INIT_MAX(1 << 20);
	umb_status st;

	umb_buf_printf(&path, "%s/info/alternates", objects);
	st = umb_file_read(&text, umb_buf_str(&path), 1 << 20, NULL);
	if (st != UMB_OK && st != UMB_E_NOTFOUND)
		o->bad(o->ctx, NULL, UMB_SKIP_UNREADABLE, "the list of alternate object stores cannot be read");
	if (st == UMB_OK) {
		for (size_t at = 0; at < text.len && st == UMB_OK;) {
			size_t    end  = umb_text_line_end(umb_buf_view(&text), at);
			umb_slice line = umb_slice_sub(umb_buf_view(&text), at, end);

			at = end + 1;
			if (line.len == 0 || line.ptr[0] == '#')
				continue;
			umb_buf_reset(&path);
			if (line.ptr[0] != '/')
				umb_buf_printf(&path, "%s/", objects);
			umb_buf_append_slice(&path, line);
			if (depth >= MAX_ALTERNATES)
				o->bad(o->ctx, NULL, UMB_SKIP_MISSING_OBJECT, "alternates inside alternates, too deep");
			else
				st = add_objects(o, umb_buf_str(&path), depth + 1);
		}
	}
	umb_buf_clear(&text);
	umb_buf_clear(&path);
	return st == UMB_E_NOMEM ? st : UMB_OK;
}

static umb_status add_objects(opening *o, const char *objects, int depth)
{
	umb_git_store     *s = o->s;
	umb_git_loose_dir *list;
	char              *real = realpath(objects, NULL);
	umb_status         st = UMB_OK;

	if (!real) {
		if (depth == 0)
			return umb_err_errno(o->err, errno, "'%s'", objects);
		char words[300];

		snprintf(words, sizeof(words), "an alternate object store is not there: %.250s", objects);
		o->bad(o->ctx, NULL, UMB_SKIP_MISSING_OBJECT, words);
		return UMB_OK;
	}
	if (!is_known(s, real) && s->n_loose < MAX_STORES) {
		list = grown(s->loose, s->n_loose, &s->cap_loose, sizeof(*list));
		if (list) {
			s->loose = list;
			s->loose[s->n_loose++].path = umb_strdup(real);
		}
		st = list && s->loose[s->n_loose - 1].path ? add_packs(o, real) : UMB_E_NOMEM;
		if (st == UMB_OK)
			st = add_alternates(o, real, depth);
	}
	free(real);
	return st;
}

umb_status umb_git_store_open(umb_git_store *s, const char *objects_dir, uint32_t id_len, umb_git_bad_fn bad, void *ctx,
                              umb_err *err)
{
	opening    o = { s, bad, ctx, err };
	umb_status st;

	memset(s, 0, sizeof(*s));
	s->id_len = id_len;
	st = add_objects(&o, objects_dir, 0);
	if (st == UMB_E_NOMEM)
		umb_err_set(err, st, "out of memory");
	if (st != UMB_OK)
		umb_git_store_close(s);
	return st;
}

umb_status umb_git_store_add(umb_git_store *s, const char *objects_dir, umb_git_bad_fn bad, void *ctx)
{
	opening o = { s, bad, ctx, NULL };

	return add_objects(&o, objects_dir, 1);
}

/* -- what git does not list ----------------------------------------------------------------------------- */

static int may_be_lone(const struct dirent *d)
{
	return umb_slice_eq_str(umb_path_ext(umb_slice_str(d->d_name)), "pack") || strncmp(d->d_name, "tmp_pack_", 9) == 0;
}

static int is_received(const struct dirent *d)
{
	return strncmp(d->d_name, "tmp_objdir-", 11) == 0 || strncmp(d->d_name, "incoming-", 9) == 0;
}

static umb_status add_lone(umb_git_store *s, const char *path, const umb_git_teller *t)
{
	umb_git_pack *list;
	umb_err       why = UMB_ERR_INIT;
	umb_status    st;

	for (size_t i = 0; i < s->n_packs; i++) {
		if (s->pack[i].path && strcmp(s->pack[i].path, path) == 0)
			return UMB_OK;
	}
	list = grown(s->pack, s->n_packs, &s->cap_packs, sizeof(*list));
	if (!list)
		return UMB_E_NOMEM;
	s->pack = list;
	st = umb_git_pack_open_alone(&s->pack[s->n_packs], path, s->id_len, t, &why);
	if (st == UMB_OK)
		s->n_packs++;
	else if (st != UMB_E_NOMEM && st != UMB_E_CANCELLED && st != UMB_E_NOTFOUND)
		t->bad(t->ctx, NULL, st == UMB_E_IO ? UMB_SKIP_UNREADABLE : UMB_SKIP_CORRUPT_OBJECT, why.text);
	return st == UMB_E_NOMEM || st == UMB_E_CANCELLED ? st : UMB_OK;
}

/* `each` of the entries of a folder that `which` chooses. */
static umb_status for_each(const char *folder, int (*which)(const struct dirent *), umb_status (*each)(void *ctx, const char *path), void *ctx)
{
	umb_buf         path  = UMB_BUF_INIT_MAX(8192);
	struct dirent **entry = NULL;
	umb_status      st    = UMB_OK;
	int             n     = scandir(folder, &entry, which, by_name);

	for (int i = 0; i < n; i++) {
		umb_buf_reset(&path);
		umb_buf_printf(&path, "%s/%s", folder, entry[i]->d_name);
		if (st == UMB_OK)
			st = each(ctx, umb_buf_str(&path));
		free(entry[i]);
	}
	free(entry);
	umb_buf_clear(&path);
	return st;
}

typedef struct adding {
	umb_git_store        *s;
	const umb_git_teller *t;
} adding;

static umb_status on_lone(void *ctx, const char *path)
{
	adding *a = ctx;

	return add_lone(a->s, path, a->t);
}

static umb_status on_received(void *ctx, const char *path)
{
	adding *a = ctx;
	opening o = { a->s, a->t->bad, a->t->ctx, NULL };

	return add_objects(&o, path, MAX_ALTERNATES);
}

umb_status umb_git_store_add_lone(umb_git_store *s, const umb_git_teller *t)
{
	adding     a    = { s, t };
	umb_buf    path = UMB_BUF_INIT_MAX(8192);
	umb_status st   = UMB_OK;

	/* The list grows on the way. */
	for (size_t i = 0; i < s->n_loose && st == UMB_OK; i++)
		st = for_each(s->loose[i].path, is_received, on_received, &a);
	for (size_t i = 0; i < s->n_loose && st == UMB_OK; i++) {
		umb_buf_reset(&path);
		umb_buf_printf(&path, "%s/pack", s->loose[i].path);
		st = for_each(umb_buf_str(&path), may_be_lone, on_lone, &a);
	}
	umb_buf_clear(&path);
	return st;
}

void umb_git_store_close(umb_git_store *s)
{
	for (size_t i = 0; i < s->n_packs; i++)
		umb_git_pack_close(&s->pack[i]);
	for (size_t i = 0; i < s->n_loose; i++)
		umb_free(s->loose[i].path);
	umb_free(s->pack);
	umb_free(s->loose);
	memset(s, 0, sizeof(*s));
}

/* -- single objects ----------------------------------------------------------------------------------- */

void umb_git_store_expect(const umb_git_store *s, const uint8_t *const *id, size_t n)
{
	/* Most lie in the first; a place in each would be more to fetch than there is to gain. */
	if (s->n_packs > 0)
		umb_git_pack_expect(&s->pack[0], id, n);
}

bool umb_git_store_in_packs(const umb_git_store *s, const uint8_t *id, size_t n_packs)
{
	uint32_t position;

	for (size_t i = 0; i < n_packs; i++) {
		if (umb_git_pack_find(&s->pack[i], id, &position))
			return true;
	}
	return false;
}

bool umb_git_store_has(const umb_git_store *s, const uint8_t *id)
{
	char    hex[2 * UMB_ID_MAX + 1];
	umb_buf path = UMB_BUF_INIT_MAX(8192);
	bool    has  = false;

	if (umb_git_store_in_packs(s, id, s->n_packs))
		return true;
	umb_format_hex(hex, id, s->id_len);
	for (size_t i = 0; i < s->n_loose && !has; i++) {
		umb_buf_reset(&path);
		umb_buf_printf(&path, "%s/%.2s/%s", s->loose[i].path, hex, hex + 2);
		has = access(umb_buf_str(&path), F_OK) == 0;
	}
	umb_buf_clear(&path);
	return has;
}

static umb_status read_loose(const umb_git_store *s, const uint8_t *id, umb_git_type *type, umb_buf *out)
{
	char       hex[2 * UMB_ID_MAX + 1];
	umb_status st = UMB_E_NOTFOUND;

	umb_format_hex(hex, id, s->id_len);
	for (size_t i = 0; i < s->n_loose && st == UMB_E_NOTFOUND; i++) {
		umb_buf path = UMB_BUF_INIT_MAX(8192), raw = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT);

		umb_buf_printf(&path, "%s/%.2s/%s", s->loose[i].path, hex, hex + 2);
		st = umb_file_read(&raw, umb_buf_str(&path), UMB_GIT_MAX_OBJECT, NULL);
		if (st == UMB_OK)
			st = umb_git_inflate_loose(umb_buf_view(&raw), type, out, UMB_GIT_MAX_OBJECT);
		umb_buf_clear(&raw);
		umb_buf_clear(&path);
	}
	return st;
}

static umb_status inflate_at(const umb_git_pack *p, umb_git_inflater *inf, const umb_git_header *h, umb_buf *out)
{
	umb_slice in = umb_slice_of(p->data + h->data_at, p->data_len - p->id_len - (size_t)h->data_at);

	umb_buf_reset(out);
	if (h->size > UMB_GIT_MAX_OBJECT)
		return UMB_E_LIMIT;
	if (umb_buf_reserve(out, (size_t)h->size + UMB_TEXT_PAD) != UMB_OK)
		return UMB_E_NOMEM;
	if (!umb_git_inflate(inf, in, out->ptr, (size_t)h->size))
		return UMB_E_FORMAT;
	out->len = (size_t)h->size;
	memset(out->ptr + out->len, 0, UMB_TEXT_PAD);
	return UMB_OK;
}

/* The offsets (`chain`, unless NULL) from the object down to the one that is no delta. */
static umb_status find_chain(const umb_git_pack *p, uint64_t offset, uint64_t *chain, size_t *n, umb_git_header *root)
{
	for (*n = 0; *n < UMB_GIT_MAX_CHAIN; (*n)++) {
		uint32_t position;

		if (chain)
			chain[*n] = offset;
		if (!umb_git_pack_header(p, offset, root))
			return UMB_E_FORMAT;
		if (root->type == UMB_GIT_OFS_DELTA)
			offset = root->base_offset;
		else if (root->type != UMB_GIT_REF_DELTA)
			return UMB_OK;
		else if (!umb_git_pack_find(p, root->base_id, &position) || !umb_git_pack_offset(p, position, &offset))
			return UMB_E_NOTFOUND;
	}
	return UMB_E_LIMIT;
}

static umb_status read_packed(const umb_git_pack *p, umb_git_inflater *inf, uint64_t offset, umb_git_type *type, umb_buf *out)
{
	uint64_t      *chain = umb_alloc(UMB_GIT_MAX_CHAIN * sizeof(*chain));
	umb_buf        delta = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096), next = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	umb_git_header h;
	size_t         n = 0;
	umb_status     st = chain ? find_chain(p, offset, chain, &n, &h) : UMB_E_NOMEM;

	if (st == UMB_OK) {
		*type = h.type;
		st    = inflate_at(p, inf, &h, out);
	}
	while (st == UMB_OK && n-- > 0) {
		uint64_t base_len, out_len;

		umb_git_pack_header(p, chain[n], &h);
		st = inflate_at(p, inf, &h, &delta);
		if (st == UMB_OK && (!umb_git_delta_sizes(umb_buf_view(&delta), &base_len, &out_len) || out_len > UMB_GIT_MAX_OBJECT))
			st = UMB_E_FORMAT;
		umb_buf_reset(&next);
		if (st == UMB_OK)
			st = umb_buf_reserve(&next, (size_t)out_len + UMB_TEXT_PAD);
		if (st == UMB_OK)
			st = umb_git_delta_apply(umb_buf_view(&delta), umb_buf_view(out), next.ptr, (size_t)out_len, NULL);
		if (st == UMB_OK) {
			umb_buf swap = *out;

			next.len = (size_t)out_len;
			*out     = next;
			next     = swap;
		}
	}
	umb_free(chain);
	umb_buf_clear(&delta);
	umb_buf_clear(&next);
	return st;
}

umb_git_type umb_git_store_type(const umb_git_store *s, const uint8_t *id)
{
	for (size_t i = 0; i < s->n_packs; i++) {
		umb_git_header root;
		uint32_t       position;
		uint64_t       offset;
		size_t         n;

		if (umb_git_pack_find(&s->pack[i], id, &position) && umb_git_pack_offset(&s->pack[i], position, &offset))
			return find_chain(&s->pack[i], offset, NULL, &n, &root) == UMB_OK ? root.type : UMB_GIT_NONE;
	}
	return UMB_GIT_NONE;
}

umb_status umb_git_store_read(const umb_git_store *s, umb_git_inflater *inf, const uint8_t *id, umb_git_type *type, umb_buf *out)
{
	uint32_t position;
	uint64_t offset;

	umb_buf_reset(out);
	for (size_t i = 0; i < s->n_packs; i++) {
		if (umb_git_pack_find(&s->pack[i], id, &position) && umb_git_pack_offset(&s->pack[i], position, &offset))
			return read_packed(&s->pack[i], inf, offset, type, out);
	}
	return read_loose(s, id, type, out);
}
