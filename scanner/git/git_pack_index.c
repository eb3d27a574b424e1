/*
 * git_pack_index.c - a pack that has no index: a bundle's, one that is being received, one that lies somewhere.
 *
 * Where an object ends is known when it is inflated, so that the first pass inflates them one behind the other.  Ids are what
 * contents hash to: those of deltas become known from their bases outwards, in a second pass.  What comes out is an index as git
 * writes it (version 2), so that all others need not know where it is from.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "git/git_forest.h"
#include "git/git_version.h"

#define OBJECT_COST 256 /* what each takes of teller.max_made beside its bytes */

typedef struct raw {
	uint64_t       offset;
	uint64_t       base;    /* OFS_DELTA: where the base is */
	const uint8_t *base_id; /* REF_DELTA: which it is */
	uint32_t       first_child, sibling;
	umb_git_type   type;    /* as in the pack; of a delta that is resolved: what it makes */
	bool           has_id;
	uint8_t        id[UMB_ID_MAX];
} raw;

typedef struct frame {
	uint32_t        child; /* the next to resolve */
	umb_git_type    type;
	umb_git_version v;
} frame;

typedef struct maker {
	umb_git_pack         *pack;
	const umb_git_teller *t;
	umb_git_inflater     *inf;
	raw                  *at;
	uint32_t              n, cap;
	uint32_t             *refs; /* REF_DELTAs, by the id of their base */
	uint32_t              n_refs;
	frame                *stack;
	size_t                depth, cap_stack;
	umb_git_versions      versions;
	umb_buf               room; /* what is inflated only to see where it ends; deltas */
	uint64_t              n_made;
	bool                  is_spent; /* more was to be made than may be; told */
	umb_status            st;   /* set to end it */
} maker;

static void tell(const maker *m, const uint8_t *id, umb_skip reason, const char *words)
{
	m->t->bad(m->t->ctx, id, reason, words);
}

static bool should_stop(maker *m)
{
	if (m->st == UMB_OK && m->t->stop && m->t->stop(m->t->ctx))
		m->st = UMB_E_CANCELLED;
	return m->st != UMB_OK || m->is_spent;
}

/* A delta of some bytes makes as much as any object may be, and each of very many does. */
static bool may_make(maker *m, uint64_t n)
{
	uint64_t left = m->t->max_made - m->n_made;

	if (m->t->max_made == 0)
		return true;
	if (!m->is_spent && left >= OBJECT_COST && n <= left - OBJECT_COST) {
		m->n_made += OBJECT_COST + n;
		return true;
	}
	if (!m->is_spent)
		tell(m, NULL, UMB_SKIP_DECODE_LIMIT, "a pack without an index holds more than is inflated of one here");
	m->is_spent = true;
	return false;
}

/* -- where objects begin and end ------------------------------------------------------------------------- */

static raw *add(maker *m)
{
	if (m->n == m->cap) {
		uint32_t cap  = m->cap ? UMB_MIN(m->cap, UINT32_MAX / 2) * 2 : 1024;
		raw     *more = umb_realloc(m->at, cap * sizeof(*more));

		if (!more) {
			m->st = UMB_E_NOMEM;
			return NULL;
		}
		m->at  = more;
		m->cap = cap;
	}
	m->at[m->n] = (raw){ .first_child = UMB_GIT_NO_NODE, .sibling = UMB_GIT_NO_NODE };
	return &m->at[m->n++];
}

static umb_slice rest_of(const maker *m, const umb_git_header *h)
{
	return umb_slice_of(m->pack->data + h->data_at, m->pack->data_len - m->pack->id_len - (size_t)h->data_at);
}

/* To where it ends; its id, unless it is a delta. */
static bool pass_in_pieces(maker *m, const umb_git_header *h, raw *r, size_t *used)
{
	umb_git_stream *s = umb_git_stream_open(rest_of(m, h), m->pack->id_len, h->type <= UMB_GIT_TAG ? h->type : UMB_GIT_NONE, h->size);
	uint8_t         id[UMB_ID_MAX];
	bool            is_whole;

	if (!s) {
		m->st = UMB_E_NOMEM;
		return false;
	}
	umb_git_stream_skip(s);
	is_whole = umb_git_stream_end(s, id);
	*used    = umb_git_stream_used(s);
	umb_git_stream_close(s);
	if (h->type <= UMB_GIT_TAG) {
		r->has_id = is_whole;
		memcpy(r->id, id, m->pack->id_len);
	}
	return is_whole;
}

static bool pass(maker *m, const umb_git_header *h, raw *r, size_t *used)
{
	umb_buf_reset(&m->room);
	if (h->size > UMB_GIT_MAX_WHOLE || umb_buf_reserve(&m->room, (size_t)h->size + 1) != UMB_OK)
		return pass_in_pieces(m, h, r, used);
	if (!umb_git_inflate_used(m->inf, rest_of(m, h), m->room.ptr, (size_t)h->size, used))
		return false;
	if (h->type <= UMB_GIT_TAG) {
		umb_git_object_id(r->id, m->pack->id_len, h->type, umb_slice_of(m->room.ptr, (size_t)h->size));
		r->has_id = true;
	}
	return true;
}

/* One behind the other; where one ends is not known when it is damaged, and then nothing of those behind it is. */
static void find_all(maker *m, uint32_t n_claimed)
{
	uint64_t end = m->pack->data_len - m->pack->id_len, at = 12;
	char     words[100];

	for (uint32_t i = 0; i < n_claimed && !should_stop(m); i++) {
		umb_git_header h;
		size_t         used = 0;
		raw           *r;

		r = umb_git_pack_header(m->pack, at, &h) ? add(m) : NULL;
		if (r) {
			r->offset  = at;
			r->type    = h.type;
			r->base    = h.base_offset;
			r->base_id = h.base_id;
		}
		if (r && !may_make(m, h.size)) {
			m->n--;
			return;
		}
		if (m->st == UMB_OK && (!r || !pass(m, &h, r, &used))) {
			m->n -= r != NULL;
			snprintf(words, sizeof(words), "a pack without an index is damaged: %u of its objects cannot be found", n_claimed - i);
			tell(m, NULL, UMB_SKIP_CORRUPT_OBJECT, words);
			return;
		}
		at = h.data_at + used;
	}
	if (m->st == UMB_OK && at != end)
		tell(m, NULL, UMB_SKIP_CORRUPT_OBJECT, "a pack without an index has something behind its objects");
}

/* -- what builds on what --------------------------------------------------------------------------------- */

static uint32_t find_offset(const maker *m, uint64_t offset)
{
	uint32_t low = 0, high = m->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (m->at[mid].offset == offset)
			return mid;
		if (m->at[mid].offset < offset)
			low = mid + 1;
		else
			high = mid;
	}
	return UMB_GIT_NO_NODE;
}

static void hang(maker *m, uint32_t base, uint32_t i)
{
	m->at[i].sibling        = m->at[base].first_child;
	m->at[base].first_child = i;
}

static int by_base(const void *x, const void *y, void *maker_)
{
	const maker *m = maker_;
	const raw   *a = &m->at[*(const uint32_t *)x], *b = &m->at[*(const uint32_t *)y];

	return memcmp(a->base_id, b->base_id, m->pack->id_len);
}

static void link_all(maker *m)
{
	m->refs = umb_alloc((m->n + (size_t)1) * sizeof(*m->refs));
	if (!m->refs) {
		m->st = UMB_E_NOMEM;
		return;
	}
	for (uint32_t i = m->n; i-- > 0;) {
		uint32_t base = m->at[i].type == UMB_GIT_OFS_DELTA ? find_offset(m, m->at[i].base) : UMB_GIT_NO_NODE;

		if (base != UMB_GIT_NO_NODE)
			hang(m, base, i);
		if (m->at[i].type == UMB_GIT_REF_DELTA)
			m->refs[m->n_refs++] = i;
	}
	qsort_r(m->refs, m->n_refs, sizeof(*m->refs), by_base, m);
}

/* The id of this one is known now: so are those deltas that name it. */
static void hang_named(maker *m, uint32_t base)
{
	uint32_t low = 0, n = m->n_refs;

	while (n > 0) {
		uint32_t half = n / 2;

		if (memcmp(m->at[m->refs[low + half]].base_id, m->at[base].id, m->pack->id_len) < 0) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	for (; low < m->n_refs; low++) {
		raw *r = &m->at[m->refs[low]];

		if (memcmp(r->base_id, m->at[base].id, m->pack->id_len) != 0)
			return;
		/* The same object is there twice. */
		if (r->base)
			return;
		r->base = m->at[base].offset;
		hang(m, base, m->refs[low]);
	}
}

/* -- ids of deltas --------------------------------------------------------------------------------------- */

static bool push(maker *m, uint32_t child, umb_git_type type, umb_git_version v)
{
	if (m->depth == m->cap_stack) {
		size_t cap  = m->cap_stack ? m->cap_stack * 2 : 64;
		frame *more = m->depth < UMB_GIT_MAX_CHAIN ? umb_realloc(m->stack, cap * sizeof(*more)) : NULL;

		if (!more)
			return false;
		m->stack     = more;
		m->cap_stack = cap;
	}
	m->stack[m->depth++] = (frame){ child, type, v };
	return true;
}

static bool read_delta(maker *m, const umb_git_header *h, uint64_t *out_len)
{
	uint64_t base_len;

	umb_buf_reset(&m->room);
	if (h->size > UMB_GIT_MAX_OBJECT || umb_buf_reserve(&m->room, (size_t)h->size + 1) != UMB_OK)
		return false;
	m->room.len = (size_t)h->size;
	return umb_git_inflate(m->inf, rest_of(m, h), m->room.ptr, m->room.len) && umb_git_delta_sizes(umb_buf_view(&m->room), &base_len, out_len) &&
	       *out_len <= UMB_GIT_MAX_OBJECT;
}

/* The content of a root, or of a delta on `base`. */
static bool decode(maker *m, const raw *r, const umb_git_version *base, umb_git_version *v)
{
	umb_git_header h;
	uint64_t       len;
	bool           ok;

	umb_git_pack_header(m->pack, r->offset, &h);
	len = h.size;
	if ((base && !read_delta(m, &h, &len)) || len > UMB_GIT_MAX_OBJECT || !may_make(m, len) || !umb_git_version_take(&m->versions, v, (size_t)len))
		return false;
	ok = base ? umb_git_delta_apply(umb_buf_view(&m->room), umb_slice_of(base->bytes, base->len), v->bytes, v->len, NULL) == UMB_OK
	          : umb_git_inflate(m->inf, rest_of(m, &h), v->bytes, v->len);
	if (!ok)
		umb_git_version_give_back(&m->versions, v);
	return ok;
}

/* What it makes is kept while something builds on it. */
static void visit(maker *m, uint32_t i, umb_git_type type, const umb_git_version *base)
{
	umb_git_version v = { .bytes = NULL };
	raw            *r = &m->at[i];

	if (!decode(m, r, base, &v))
		return;
	if (base) {
		umb_git_object_id(r->id, m->pack->id_len, type, umb_slice_of(v.bytes, v.len));
		r->has_id = true;
		hang_named(m, i);
	}
	if (r->first_child == UMB_GIT_NO_NODE || !push(m, r->first_child, type, v))
		umb_git_version_give_back(&m->versions, &v);
}

static void resolve_tree(maker *m, uint32_t root)
{
	umb_git_type type = m->at[root].type;

	visit(m, root, type, NULL);
	while (m->depth > 0 && !should_stop(m)) {
		frame          *top  = &m->stack[m->depth - 1];
		uint32_t        i    = top->child;
		umb_git_version base = top->v;

		if (i == UMB_GIT_NO_NODE) {
			m->depth--;
			umb_git_version_give_back(&m->versions, &base);
			continue;
		}
		top->child = m->at[i].sibling;
		if (!m->at[i].has_id)
			visit(m, i, type, &base);
	}
	while (m->depth > 0)
		umb_git_version_give_back(&m->versions, &m->stack[--m->depth].v);
}

static void resolve_all(maker *m)
{
	for (uint32_t i = 0; i < m->n && !should_stop(m); i++) {
		if (m->at[i].type > UMB_GIT_TAG || !m->at[i].has_id)
			continue;
		hang_named(m, i);
		if (m->at[i].first_child != UMB_GIT_NO_NODE)
			resolve_tree(m, i);
	}
}

/* What has no id in the end: its base is not here, or is one of these itself, or it is damaged. */
static void tell_lost(maker *m)
{
	for (uint32_t i = 0; i < m->n && m->st == UMB_OK && !m->is_spent; i++) {
		const raw *r = &m->at[i];

		if (r->has_id)
			continue;
		if (r->type == UMB_GIT_REF_DELTA && r->base == 0)
			tell(m, r->base_id, UMB_SKIP_MISSING_OBJECT, "an object of a pack builds on this one, which the pack does not have");
		else
			tell(m, NULL, UMB_SKIP_MISSING_OBJECT, "an object of a pack builds on one that is missing, damaged or too large");
	}
}

/* -- the index ------------------------------------------------------------------------------------------- */

static int by_id(const void *x, const void *y)
{
	const raw *a = x, *b = y;
	int        d = memcmp(a->id, b->id, sizeof(a->id));

	return a->has_id != b->has_id ? b->has_id - a->has_id : d ? d : a->offset < b->offset ? -1 : 1;
}

static void put_be32(umb_buf *out, uint64_t v)
{
	uint8_t c[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

	umb_buf_append(out, c, 4);
}

/* Checksums, which nobody asks for, are zeros. */
static umb_status write_index(maker *m, umb_buf *out)
{
	static const uint8_t zeros[2 * UMB_ID_MAX];
	uint32_t n = 0, n_large = 0;

	out->max = SIZE_MAX / 2;
	if (m->n)
		qsort(m->at, m->n, sizeof(*m->at), by_id);
	umb_buf_append(out, "\377tOc\0\0\0\2", 8);
	for (size_t first = 0; first < 256; first++) {
		while (n < m->n && m->at[n].has_id && m->at[n].id[0] <= first)
			n++;
		put_be32(out, n);
	}
	for (uint32_t i = 0; i < n; i++)
		umb_buf_append(out, m->at[i].id, m->pack->id_len);
	for (uint32_t i = 0; i < n; i++)
		umb_buf_append(out, zeros, 4);
	for (uint32_t i = 0; i < n; i++)
		put_be32(out, m->at[i].offset < 0x80000000u ? m->at[i].offset : 0x80000000u | n_large++);
	for (uint32_t i = 0; i < n; i++) {
		if (m->at[i].offset >= 0x80000000u) {
			put_be32(out, m->at[i].offset >> 32);
			put_be32(out, m->at[i].offset & UINT32_MAX);
		}
	}
	umb_buf_append(out, zeros, 2 * (size_t)m->pack->id_len);
	return out->failed == UMB_OK ? UMB_OK : UMB_E_NOMEM;
}

static umb_status make(umb_git_pack *p, uint32_t n_claimed, const umb_git_teller *t)
{
	maker m = { .pack = p, .t = t, .inf = umb_git_inflater_new(), .room = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096) };

	m.st = m.inf ? UMB_OK : UMB_E_NOMEM;
	if (m.st == UMB_OK)
		find_all(&m, n_claimed);
	if (m.st == UMB_OK)
		link_all(&m);
	if (m.st == UMB_OK)
		resolve_all(&m);
	tell_lost(&m);
	if (m.st == UMB_OK)
		m.st = write_index(&m, &p->made_idx);
	umb_git_versions_clear(&m.versions);
	umb_git_inflater_free(m.inf);
	umb_buf_wipe(&m.room);
	umb_free(m.at);
	umb_free(m.refs);
	umb_free(m.stack);
	return m.st;
}

umb_status umb_git_pack_view_alone(umb_git_pack *p, umb_slice data, uint32_t id_len, const umb_git_teller *t, umb_err *err)
{
	umb_status st;

	if (data.len < 12 + (size_t)id_len || memcmp(data.ptr, "PACK\0\0\0", 7) != 0 || (data.ptr[7] != 2 && data.ptr[7] != 3))
		return umb_err_set(err, UMB_E_FORMAT, "no pack of version 2 or 3");
	p->data     = data.ptr;
	p->data_len = data.len;
	p->id_len   = id_len;
	st = make(p, umb_git_be32(data.ptr + 8), t);
	if (st == UMB_OK)
		return umb_git_pack_view(p, umb_buf_view(&p->made_idx), data, id_len, err);
	return umb_err_set(err, st, "a pack without an index: %s", st == UMB_E_NOMEM ? "out of memory" : "stopped");
}

umb_status umb_git_pack_open_alone(umb_git_pack *p, const char *path, uint32_t id_len, const umb_git_teller *t, umb_err *err)
{
	const uint8_t *bytes = NULL;
	size_t         len   = 0;
	umb_git_stamp  stamp;
	umb_status     st;

	memset(p, 0, sizeof(*p));
	st = umb_git_map_file(path, &bytes, &len, &stamp, err);
	if (st != UMB_OK)
		return st;
	p->map  = umb_slice_of(bytes, len);
	p->path = umb_strdup(path);
	st      = p->path ? umb_git_pack_view_alone(p, p->map, id_len, t, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st != UMB_OK)
		umb_git_pack_close(p);
	return st;
}
