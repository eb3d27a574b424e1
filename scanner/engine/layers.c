/*
 * layers.c - the tree of layers under one budget.
 *
 * Each level of nesting has one umb_layer, used again and again: a decoder writes a run into the level
 * below its own, that run is scanned (and decoded further) as soon as it ends or fills a window, and then
 * its memory serves the next run.  Memory is therefore bounded by depth, not by what is decoded.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/clock.h"

bool umb_scratch_should_stop(umb_scratch *s)
{
	return s->visit->is_cancelled && s->visit->is_cancelled(s->visit->ctx);
}

umb_layer *umb_layer_next(umb_layer *l)
{
	size_t i = (size_t)(l - l->scratch->layer);

	return i + 1 < UMB_MAX_LAYERS ? &l->scratch->layer[i + 1] : NULL;
}

umb_layer *umb_layer_root(umb_layer *l)
{
	while (!l->is_root)
		l = l->parent;
	return l;
}

static void told_limit(umb_scratch *s, const char *words)
{
	if (!s->has_told_time)
		s->visit->skip(s->visit->ctx, UMB_SKIP_DECODE_LIMIT, words);
	s->has_told_time = true;
}

/* The one budget of a unit: bytes and time. */
static umb_status charge(umb_scratch *s, size_t n)
{
	if (n > s->decoded_left) {
		s->decoded_left = 0;
		told_limit(s, "more decoded bytes than the limit");
		return UMB_E_LIMIT;
	}
	s->decoded_left -= n;
	s->stats.n_layer_bytes += n;
	if (s->deadline_ms && (s->stats.n_layer_bytes >> 20) != ((s->stats.n_layer_bytes - n) >> 20) && umb_clock_ms() > s->deadline_ms) {
		told_limit(s, "decoding took longer than the limit");
		return UMB_E_LIMIT;
	}
	return umb_scratch_should_stop(s) ? UMB_E_LIMIT : UMB_OK;
}

void umb_layer_begin(umb_layer *l, umb_layer *parent, const char *name)
{
	l->parent       = parent;
	l->name         = name;
	l->member       = parent ? parent->member : NULL;
	l->is_root      = parent == NULL;
	l->n_decoded    = parent ? parent->n_decoded : 0;
	l->n_unpacked   = parent ? parent->n_unpacked : 0;
	l->base         = 0;
	l->accept_from  = 0;
	l->accept_to    = 0;
	l->lines_before = 0;
	l->line_start   = 0;
	l->n_map        = 0;
	l->is_cut_left  = false;
	l->is_told      = false;
	l->told_to      = 0;
	l->epoch++;
	umb_buf_reset(&l->buf);
	umb_hits_drop_held(l);
}

void umb_layer_tell(umb_layer *l, uint64_t to)
{
	const umb_engine_visit *v = l->scratch->visit;

	if (!v->passed || !l->is_root || (l->is_told && to <= l->told_to))
		return;
	to = UMB_MAX(to, l->told_to);
	v->passed(v->ctx, (uint32_t)(l - l->scratch->layer), !l->is_told, l->window, (size_t)(l->told_to - l->base), (size_t)(to - l->base));
	l->is_told = true;
	l->told_to = to;
}

/* -- positions ----------------------------------------------------------------------------------- */

uint64_t umb_layer_map(const umb_layer *l, uint64_t offset, bool is_end)
{
	size_t low = 0, high = l->n_map;
	const umb_map_segment *m;
	uint64_t at = is_end && offset > 0 ? offset - 1 : offset;

	if (l->n_map == 0)
		return 0;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (l->map[mid].out_from <= at)
			low = mid;
		else
			high = mid;
	}
	m = &l->map[low];
	if (offset < m->out_from)
		return m->in_from;
	if (offset - m->out_from >= m->n_out && !is_end)
		return m->in_from + m->in_len;
	if (is_end)
		return m->in_from + (UMB_MIN(offset - m->out_from, m->n_out) * m->in_len + m->n_out - 1) / m->n_out;
	return m->in_from + (offset - m->out_from) * m->in_len / m->n_out;
}

/* Grows the last segment when the new one goes on evenly where it ends. */
static bool extend_segment(umb_layer *l, uint64_t out_from, size_t n, uint64_t in_from, size_t in_len)
{
	umb_map_segment *m = l->n_map ? &l->map[l->n_map - 1] : NULL;

	if (!m || m->out_from + m->n_out != out_from || m->in_from + m->in_len != in_from)
		return false;
	if (m->n_out * in_len != m->in_len * n)
		return false;
	m->n_out += n;
	m->in_len += in_len;
	return true;
}

static umb_status add_segment(umb_layer *l, size_t n, size_t in_from, size_t in_len)
{
	uint64_t out_from = l->base + l->buf.len, in = l->parent->base + in_from;

	if (n == 0 || extend_segment(l, out_from, n, in, in_len))
		return UMB_OK;
	if (l->n_map == l->cap_map) {
		size_t           cap = l->cap_map ? l->cap_map * 2 : 64;
		umb_map_segment *map = umb_realloc(l->map, cap * sizeof(*map));

		if (!map)
			return UMB_E_NOMEM;
		l->map     = map;
		l->cap_map = cap;
	}
	l->map[l->n_map++] = (umb_map_segment){ out_from, in, n, in_len };
	return UMB_OK;
}

/* Segments that end before the window are not needed any more. */
static void drop_segments(umb_layer *l)
{
	size_t n = 0;

	if (l->n_map == 0)
		return;
	while (n + 1 < l->n_map && l->map[n].out_from + l->map[n].n_out <= l->base)
		n++;
	memmove(l->map, l->map + n, (l->n_map - n) * sizeof(*l->map));
	l->n_map -= n;
}

/* -- filling a layer -------------------------------------------------------------------------------- */

umb_status umb_layer_flush(umb_layer *l, bool more)
{
	size_t     done = 0;
	umb_status st;

	if (umb_buf_reserve(&l->buf, UMB_TEXT_PAD) != UMB_OK)
		return UMB_E_NOMEM;
	memset(l->buf.ptr + l->buf.len, 0, UMB_TEXT_PAD);
	st = umb_windows_run(l, umb_buf_view(&l->buf), more, &done);
	if (st != UMB_OK)
		return st;
	memmove(l->buf.ptr, l->buf.ptr + done, l->buf.len - done);
	l->buf.len -= done;
	drop_segments(l);
	return UMB_OK;
}

umb_status umb_layer_append(umb_layer *l, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		size_t room = l->buf.len < UMB_LAYER_WINDOW ? UMB_LAYER_WINDOW - l->buf.len : 0;
		size_t part = UMB_MIN(n, room);

		if (umb_buf_append(&l->buf, bytes, part) != UMB_OK)
			return UMB_E_NOMEM;
		bytes += part;
		n -= part;
		if (n > 0) {
			umb_status st = umb_layer_flush(l, true);
			if (st != UMB_OK)
				return st;
		}
	}
	return UMB_OK;
}

typedef struct memory_reader {
	umb_slice left;
} memory_reader;

static umb_status read_memory(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	memory_reader *m = ctx;
	size_t         n = UMB_MIN(cap, m->left.len);

	if (n)
		memcpy(buf, m->left.ptr, n);
	m->left = umb_slice_sub(m->left, n, m->left.len);
	*n_read = n;
	return UMB_OK;
}

umb_status umb_layer_finish(umb_layer *l)
{
	umb_slice     whole = umb_buf_view(&l->buf);
	memory_reader m = { whole };
	umb_reader    in = { &m, read_memory };
	umb_status    st = UMB_OK;

	/* Larger than a window: its beginning is gone, and a container of that size inside another layer is told. */
	if (l->base == 0)
		st = umb_layer_unpack(l, &in, whole);
	return st == UMB_OK ? umb_layer_flush(l, false) : st;
}

/* -- what decoders and unpackers write into ------------------------------------------------------------- */

/* A limit ends the decoder that hit it; anything else ends the unit. */
static umb_status settle(umb_scratch *s, umb_status st)
{
	if (st != UMB_OK && st != UMB_E_LIMIT && s->stopped == UMB_OK)
		s->stopped = st;
	return st;
}

static umb_status on_begin(umb_emit *e, size_t in_from)
{
	umb_layer *child = umb_layer_next(e->ctx);

	UMB_UNUSED(in_from);
	if (child->is_member)
		return UMB_OK;
	umb_layer_begin(child, e->ctx, child->name);
	child->n_decoded++;
	child->scratch->stats.n_layers++;
	return UMB_OK;
}

static umb_status on_write(umb_emit *e, const uint8_t *out, size_t n, size_t in_from, size_t in_len)
{
	umb_layer *child = umb_layer_next(e->ctx);
	umb_status st    = charge(child->scratch, n);

	if (st == UMB_OK && (!child->is_root || child->has_lines))
		st = add_segment(child, n, in_from, in_len);
	if (st == UMB_OK)
		st = umb_layer_append(child, out, n);
	return settle(child->scratch, st);
}

static umb_status on_end(umb_emit *e, size_t in_to)
{
	umb_layer *child = umb_layer_next(e->ctx);

	UMB_UNUSED(in_to);
	return settle(child->scratch, umb_layer_finish(child));
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

static umb_status on_member(umb_emit *e, const char *name)
{
	umb_layer *parent = e->ctx, *child = umb_layer_next(parent);
	umb_buf   *path   = &child->member_path;

	umb_layer_begin(child, parent, child->name);
	child->n_unpacked++;
	child->is_root   = true;
	child->is_member = true;
	child->scratch->stats.n_layers++;
	umb_buf_reset(path);
	path->max = 4096;
	if (parent->member)
		umb_buf_printf(path, "%s!", parent->member);
	append_decoders(path, parent);
	umb_buf_append_str(path, name && name[0] ? name : "content");
	child->member = umb_buf_str(path);
	return path->failed == UMB_E_NOMEM ? settle(child->scratch, UMB_E_NOMEM) : UMB_OK;
}

static void *on_scratch(umb_emit *e, size_t len)
{
	umb_layer *l = e->ctx;

	if (charge(l->scratch, len) != UMB_OK)
		return NULL;
	return umb_arena_alloc(&l->arena, len);
}

static void on_skip_member(umb_emit *e, const char *name, umb_skip reason, const char *words)
{
	umb_scratch *s = ((umb_layer *)e->ctx)->scratch;

	s->visit->skip(s->visit->ctx, reason, words ? words : name);
}

/* Readies the level below for a decoder or unpacker; false when the tree is deep enough. */
static bool open_child(umb_layer *l, const char *name)
{
	umb_layer *child = umb_layer_next(l);

	if (!child)
		return false;
	child->name      = name;
	child->is_member = false;
	child->has_lines = false;
	l->emit = (umb_emit){ l, on_begin, on_write, on_end, on_member, on_scratch, on_skip_member };
	return true;
}

umb_status umb_layers_grow(umb_layer *l)
{
	umb_scratch *s = l->scratch;

	if (l->n_decoded >= s->limits.max_decode_depth)
		return UMB_OK;
	for (size_t i = 0; i < umb_decoder_count(); i++) {
		const umb_decoder_ops *d = umb_decoder_at(i);
		uint64_t               before;
		umb_status             st;

		if (!umb_carry_may_decode(l, i) || !d->probe(l->window))
			continue;
		if (d->is_far_reaching)
			umb_carry_decoded(l, i);
		if (s->decoded_left == 0 || !open_child(l, d->name)) {
			umb_carry_decoded(l, i);
			continue;
		}
		before = s->stats.n_layers;
		st = d->decode(l->window, l->is_cut_left, l->is_cut_right, &l->emit);
		umb_arena_reset(&l->arena);
		if (s->stats.n_layers != before || st != UMB_OK)
			umb_carry_decoded(l, i);
		if (s->stopped != UMB_OK || (st == UMB_E_NOMEM && s->decoded_left))
			return s->stopped != UMB_OK ? s->stopped : st;
	}
	return UMB_OK;
}

umb_status umb_layer_unpack(umb_layer *l, umb_reader *in, umb_slice head)
{
	umb_scratch *s = l->scratch;

	for (size_t i = 0; i < umb_unpacker_count(); i++) {
		const umb_unpacker_ops *u = umb_unpacker_at(i);
		umb_status              st;

		if (!u->probe(head))
			continue;
		if (l->n_unpacked >= s->limits.max_archive_depth || !open_child(l, u->name)) {
			if (s->limits.max_archive_depth > 0)
				s->visit->skip(s->visit->ctx, UMB_SKIP_TOO_DEEP, u->name);
			return UMB_OK;
		}
		umb_layer_next(l)->has_lines = u->has_lines;
		st = u->unpack(in, &l->emit);
		umb_arena_reset(&l->arena);
		if (s->stopped != UMB_OK)
			return s->stopped;
		if (st == UMB_E_FORMAT)
			s->visit->skip(s->visit->ctx, UMB_SKIP_DAMAGED, u->name);
		else if (st == UMB_E_UNSUPPORTED)
			s->visit->skip(s->visit->ctx, UMB_SKIP_ENCRYPTED, u->name);
		else if (st == UMB_E_NOMEM && s->decoded_left)
			return st;
		return UMB_OK;
	}
	return UMB_OK;
}
