/*
 * containers.c - opening what holds other things, from its first byte on.
 *
 * Unpackers pull.  What they unpack is pulled from them in turn, so containers inside each other run as one pipe with a window
 * of each in memory, however large they are.  On its way into the unpacker every byte of a container goes into a layer,
 * too, and is scanned as it stands there: what lies between members, or beside them, is seen.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/path.h"
#include "base/text.h"

#define PULL_BYTES ((size_t)64 << 10)
#define MAX_MEMBER_PATH 4096
/* Of one name; the whole path must have room for those inside. */
#define MAX_NAME 1024
#define NO_NAME "content"

/* -- telling ------------------------------------------------------------------------------------------ */

static void tell(umb_scratch *s, const char *member, umb_skip reason, const char *words)
{
	s->told_member = member;
	s->visit->skip(s->visit->ctx, reason, words);
	s->told_member = NULL;
}

void umb_layer_skip(const umb_layer *l, umb_skip reason, const char *words)
{
	tell(l->scratch, l->member, reason, words);
}

/* The decoders between a container and the place where lines were counted last: "base64!", "base64>utf16!". */
static void append_decoders(umb_buf *path, const umb_layer *container)
{
	const char *part[UMB_MAX_LAYERS];
	size_t      n = 0;

	for (const umb_layer *l = container; !l->is_root && n < UMB_MAX_LAYERS; l = l->parent)
		part[n++] = l->name;
	while (n-- > 0)
		umb_buf_printf(path, "%s%s", part[n], n ? ">" : "!");
}

/*
 * "b.gz!c", and how much of it stays before what has a name in there: a stream around an archive needs none, unless the two would
 * be taken for one.  False: no memory.
 */
static bool path_of(umb_buf *path, const umb_layer *container, const char *name, size_t *named_len)
{
	bool   is_named = name && name[0];
	size_t len      = !container->member ? 0 : container->is_root && is_named && strcmp(name, NO_NAME) != 0 ? container->named_len : strlen(container->member);

	umb_buf_reset(path);
	path->max = MAX_MEMBER_PATH;
	if (len)
		umb_buf_printf(path, "%.*s!", (int)len, container->member);
	append_decoders(path, container);
	*named_len = path->len - (path->len ? 1 : 0);
	if (is_named) {
		umb_buf_append(path, name, strnlen(name, UMB_MIN((size_t)MAX_NAME, MAX_MEMBER_PATH - UMB_MIN(path->len, (size_t)MAX_MEMBER_PATH))));
		*named_len = path->len;
	} else {
		umb_buf_append_str(path, NO_NAME);
	}
	return path->failed != UMB_E_NOMEM;
}

void umb_member_skip(umb_emit *e, const char *name, umb_skip reason, const char *words)
{
	umb_layer   *container = e->ctx;
	umb_scratch *s         = container->scratch;
	size_t       named_len;

	if (!name) {
		umb_layer_skip(container, reason, words);
		return;
	}
	path_of(&s->told_path, container, name, &named_len);
	tell(s, umb_buf_str(&s->told_path), reason, words);
}

/* -- what there is to spend ----------------------------------------------------------------------------- */

/* n_raw bytes of the unit have been read. */
static void raise_budget(umb_scratch *s, uint64_t n_raw)
{
	while (n_raw >= s->next_step[0] && s->decoded_left > 0) {
		s->decoded_left += UMB_MIN(s->limits.max_decoded_bytes, UINT64_MAX - s->decoded_left);
		s->next_step[0] += UMB_DECODED_STEP;
	}
	while (n_raw >= s->next_step[1]) {
		s->deadline_ms += s->deadline_ms ? s->limits.unit_timeout_ms : 0;
		s->next_step[1] += UMB_TIMEOUT_STEP;
	}
}

/* -- readers -------------------------------------------------------------------------------------------- */

typedef struct memory_reader {
	umb_slice whole;
	size_t    at;
} memory_reader;

static umb_status read_memory_at(void *ctx, uint64_t at, uint8_t *buf, size_t cap, size_t *n_read)
{
	const memory_reader *m = ctx;
	size_t from = at < m->whole.len ? (size_t)at : m->whole.len;

	*n_read = UMB_MIN(cap, m->whole.len - from);
	if (*n_read)
		memcpy(buf, m->whole.ptr + from, *n_read);
	return UMB_OK;
}

static umb_status read_memory(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	memory_reader *m  = ctx;
	umb_status     st = read_memory_at(m, m->at, buf, cap, n_read);

	m->at += *n_read;
	return st;
}

/* Gives the bytes of a stream to an unpacker and, on the way, to the layer in which they are scanned as they stand. */
typedef struct tee {
	umb_layer  *layer;
	umb_slice   head;     /* what was read before */
	bool        is_kept;  /* and is in the layer already */
	umb_reader *rest;
	uint64_t    n_raw;    /* of a unit: bytes read so far */
	bool        is_unit;
	umb_status  ended;    /* UMB_END, or why reading stopped */
} tee;

static umb_status read_rest(tee *t, uint8_t *buf, size_t cap, size_t *n_read)
{
	umb_status st = t->rest->read(t->rest->ctx, buf, cap, n_read);

	if (st != UMB_OK)
		return st;
	if (*n_read == 0)
		return UMB_END;
	if (!t->is_unit)
		return umb_layer_charge(t->layer->scratch, *n_read);
	t->n_raw += *n_read;
	raise_budget(t->layer->scratch, t->n_raw);
	return UMB_OK;
}

static umb_status read_tee(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	tee       *t  = ctx;
	bool       is_head = t->head.len > 0;
	umb_status st = UMB_OK;

	*n_read = 0;
	if (t->ended != UMB_OK)
		return t->ended == UMB_END ? UMB_OK : t->ended;
	if (is_head) {
		*n_read = UMB_MIN(cap, t->head.len);
		memcpy(buf, t->head.ptr, *n_read);
		t->head = umb_slice_sub(t->head, *n_read, t->head.len);
	} else {
		st = read_rest(t, buf, cap, n_read);
	}
	if (st == UMB_OK && !(is_head && t->is_kept))
		st = umb_layer_append(t->layer, buf, *n_read);
	if (st != UMB_OK) {
		t->ended = st;
		*n_read  = 0;
	}
	return st == UMB_END ? UMB_OK : st;
}

static umb_status read_tee_at(void *ctx, uint64_t at, uint8_t *buf, size_t cap, size_t *n_read)
{
	tee *t = ctx;

	return t->rest->read_at(t->rest->ctx, at, buf, cap, n_read);
}

/* -- opening -------------------------------------------------------------------------------------------- */

/* By the name of the file or member; of a decoded layer there is none. */
static bool has_ending(const umb_layer *l, const char *ending)
{
	umb_slice name = umb_slice_str(l->member);
	size_t    n    = strlen(ending);

	if (!l->is_root)
		return false;
	if (!l->member && l->scratch->place)
		name = l->scratch->place->path;
	return name.len > n && umb_text_eq_nocase(umb_slice_sub(name, name.len - n, name.len), umb_slice_str(ending));
}

/* A text with its escapes undone begins as it did: it is the container that was opened already, and no other. */
static bool is_its_parent(const umb_layer *l, const umb_unpacker_ops *u)
{
	return !l->is_root && l->parent && l->parent->base == 0 && u->probe(l->parent->window);
}

void umb_unpackers_by_byte(uint32_t out[256])
{
	UMB_ASSERT(umb_unpacker_count() <= 32);
	for (size_t i = 0; i < umb_unpacker_count(); i++) {
		const char *first = umb_unpacker_at(i)->first;

		for (unsigned c = 0; c < 256; c++)
			out[c] |= !first || (c && strchr(first, (int)c)) ? UINT32_C(1) << i : 0;
	}
}

static const umb_unpacker_ops *unpacker_of(const umb_layer *l, umb_slice head)
{
	uint32_t asked = head.len ? l->scratch->unpackers[head.ptr[0]] : 0;

	if (l->scratch->limits.max_archive_depth == 0)
		return NULL;
	for (; asked; asked &= asked - 1) {
		const umb_unpacker_ops *u = umb_unpacker_at((size_t)__builtin_ctz(asked));

		if ((!u->ending || has_ending(l, u->ending)) && u->probe(head) && !is_its_parent(l, u))
			return u;
	}
	return NULL;
}

bool umb_layer_is_container(const umb_layer *l, umb_slice head)
{
	return unpacker_of(l, head) != NULL;
}

/* An archive that is all a stream holds (.tar.gz) is on the level of the stream. */
static uint32_t depth_of(const umb_layer *l, const umb_unpacker_ops *u)
{
	return l->n_unpacked - (l->is_content && !u->is_stream && l->n_unpacked ? 1 : 0);
}

static umb_status unpack_by(umb_layer *l, const umb_unpacker_ops *u, umb_reader *in)
{
	umb_scratch *s  = l->scratch;
	umb_status   st = depth_of(l, u) < s->limits.max_archive_depth ? umb_layer_open(l, u->name) : UMB_E_LIMIT;

	if (st != UMB_OK) {
		if (st == UMB_E_LIMIT)
			umb_layer_skip(l, UMB_SKIP_TOO_DEEP, u->name);
		return st == UMB_E_LIMIT ? UMB_OK : st;
	}
	l->opened_by = u;
	l->child->has_lines = u->has_lines;
	st = u->unpack(in, &l->emit);
	umb_arena_reset(&l->arena);
	umb_layer_close(l);
	if (s->stopped != UMB_OK)
		return s->stopped;
	if (st == UMB_E_FORMAT)
		umb_layer_skip(l, UMB_SKIP_DAMAGED, u->name);
	else if (st == UMB_E_UNSUPPORTED)
		umb_layer_skip(l, UMB_SKIP_ENCRYPTED, u->name);
	else if (st == UMB_E_NOMEM && s->decoded_left)
		return st;
	return UMB_OK;
}

umb_status umb_layer_unpack_whole(umb_layer *l, umb_slice whole)
{
	const umb_unpacker_ops *u = unpacker_of(l, whole);
	memory_reader           m = { whole, 0 };
	umb_reader              in = { .ctx = &m, .read = read_memory, .read_at = read_memory_at, .size = whole.len };

	return u ? unpack_by(l, u, &in) : UMB_OK;
}

/* The container stands on a level of its own, so that its members and its bytes as they stand do not share levels. */
static umb_status unpack_stream(umb_layer *l, tee *t, umb_slice head)
{
	const umb_unpacker_ops *u  = unpacker_of(l, head);
	umb_reader              in = { .ctx = t, .read = read_tee, .read_at = t->rest->read_at ? read_tee_at : NULL, .size = t->rest->size };
	umb_layer              *own;
	umb_status              st;

	if (!u)
		return UMB_OK;
	st = umb_layer_open(l, NULL);
	if (st != UMB_OK)
		return st;
	own = l->child;
	umb_layer_begin(own, l, NULL);
	own->is_root    = true;
	own->is_content = l->is_content;
	l->child = NULL; /* what is decoded from the bytes of l comes and goes meanwhile */
	st = unpack_by(own, u, &in);
	l->child = own;
	umb_layer_close(l);
	return st;
}

/* All that is still to come, in windows. */
static umb_status drain(umb_layer *l, tee *t)
{
	uint8_t   *buf = umb_alloc(PULL_BYTES);
	umb_status st  = UMB_OK;
	size_t     n;

	if (!buf)
		return UMB_E_NOMEM;
	while (t->ended == UMB_OK)
		read_tee(t, buf, PULL_BYTES, &n);
	umb_free(buf);
	if (t->ended == UMB_E_NOMEM || l->scratch->stopped != UMB_OK)
		return t->ended;
	st = umb_layer_flush(l, false);
	return st == UMB_OK && t->ended != UMB_END ? t->ended : st;
}

/* -- members -------------------------------------------------------------------------------------------- */

umb_status umb_member_begin(umb_emit *e, const char *name)
{
	umb_layer  *container = e->ctx, *l = container->child;
	const char *by = l->name;
	size_t      named_len;
	bool        ok;

	umb_layer_begin(l, container, by);
	l->n_unpacked = depth_of(container, container->opened_by) + 1;
	l->is_content = container->opened_by->is_stream;
	l->is_root    = true;
	l->is_member  = true;
	l->scratch->stats.n_layers++;
	ok = path_of(&l->member_path, container, name, &named_len);
	l->member    = umb_buf_str(&l->member_path);
	l->named_len = named_len;
	return umb_layer_settle(l->scratch, ok ? umb_layer_spend(l->scratch, UMB_MEMBER_COST) : UMB_E_NOMEM);
}

/* The first window, or all of it. */
static umb_status read_window(umb_layer *l, umb_reader *content, bool *is_whole)
{
	umb_status st = UMB_OK;

	for (*is_whole = false; l->buf.len < UMB_LAYER_WINDOW && st == UMB_OK && !*is_whole;) {
		size_t n = 0;

		if (umb_buf_reserve(&l->buf, PULL_BYTES + UMB_TEXT_PAD) != UMB_OK)
			return UMB_E_NOMEM;
		st = content->read(content->ctx, l->buf.ptr + l->buf.len, UMB_MIN(PULL_BYTES, UMB_LAYER_WINDOW - l->buf.len), &n);
		if (st == UMB_OK && n > 0)
			st = umb_layer_charge(l->scratch, n);
		if (st == UMB_OK)
			l->buf.len += n;
		*is_whole = st == UMB_OK && n == 0;
	}
	return st;
}

umb_status umb_member_pull(umb_emit *e, const char *name, umb_reader *content)
{
	umb_layer  *l  = ((umb_layer *)e->ctx)->child;
	umb_status  st = umb_member_begin(e, name), own;
	bool        is_whole = false;
	tee         t;

	if (st != UMB_OK)
		return st;
	st = read_window(l, content, &is_whole);
	if (is_whole)
		return umb_layer_settle(l->scratch, umb_layer_finish(l));
	if (st != UMB_OK) {
		/* What came before is looked at; as a container it would only be damaged once more. */
		own = st == UMB_E_NOMEM ? st : umb_layer_flush(l, false);
		if (own != UMB_OK)
			return umb_layer_settle(l->scratch, own);
		return st;
	}
	l->is_pulled = true;
	t   = (tee){ .layer = l, .head = umb_buf_view(&l->buf), .is_kept = true, .rest = content };
	own = unpack_stream(l, &t, t.head);
	if (own != UMB_OK)
		return umb_layer_settle(l->scratch, own);
	st = drain(l, &t);
	if (st == UMB_E_NOMEM || st == UMB_E_CANCELLED)
		umb_layer_settle(l->scratch, st);
	return st;
}

/* -- units ---------------------------------------------------------------------------------------------- */

umb_status umb_unit_scan_whole(umb_scratch *s, const umb_unit *unit)
{
	size_t     done = 0;
	umb_status st;

	raise_budget(s, unit->bytes.len);
	st = unit->is_opened ? UMB_OK : umb_layer_unpack_whole(&s->layer[0], unit->bytes);
	return st == UMB_OK ? umb_windows_run(&s->layer[0], unit->bytes, false, &done) : st;
}

umb_status umb_unit_scan_stream(umb_scratch *s, const umb_unit *unit)
{
	umb_layer *root = &s->layer[0];
	tee        t    = { .layer = root, .head = unit->bytes, .rest = unit->rest, .n_raw = unit->bytes.len, .is_unit = true };
	umb_status st   = unit->is_opened ? UMB_OK : unpack_stream(root, &t, unit->bytes);

	if (st == UMB_OK)
		st = drain(root, &t);
	/* The source tells that it could not read on. */
	return st == UMB_E_IO ? UMB_OK : st;
}
