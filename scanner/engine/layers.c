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

umb_layer *umb_layer_root(umb_layer *l)
{
	while (!l->is_root)
		l = l->parent;
	return l;
}

static umb_status tell_limit(umb_scratch *s, const char *words)
{
	if (!s->has_told_time)
		umb_layer_skip(&s->layer[s->n_levels - 1], UMB_SKIP_DECODE_LIMIT, words);
	s->has_told_time = true;
	s->decoded_left  = 0;
	return UMB_E_LIMIT;
}

umb_status umb_layer_spend(umb_scratch *s, size_t n)
{
	uint64_t before = s->n_spent;

	if (n > s->decoded_left)
		return tell_limit(s, "more decoded bytes than the limit");
	s->decoded_left -= n;
	s->n_spent += n;
	if (s->deadline_ms && (s->n_spent >> 20) != (before >> 20) && umb_clock_ms() > s->deadline_ms)
		return tell_limit(s, "decoding took longer than the limit");
	return umb_scratch_should_stop(s) ? UMB_E_LIMIT : UMB_OK;
}

umb_status umb_layer_charge(umb_scratch *s, size_t n)
{
	umb_status st = umb_layer_spend(s, n);

	s->stats.n_layer_bytes += st == UMB_OK ? n : 0;
	return st;
}

void umb_layer_begin(umb_layer *l, umb_layer *parent, const char *name)
{
	l->parent       = parent;
	l->name         = name;
	l->member       = parent ? parent->member : NULL;
	l->named_len    = parent ? parent->named_len : 0;
	l->is_content   = false;
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
	l->is_held      = false;
	l->is_pulled    = false;
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

/* Of what is written only a window is kept; more while it may be a container, which is opened as a whole. */
static size_t room_in(umb_layer *l)
{
	size_t cap;

	if (l->buf.len == UMB_LAYER_WINDOW && l->base == 0 && l->parent && !l->is_held && !l->is_pulled)
		l->is_held = umb_layer_is_container(l, umb_buf_view(&l->buf));
	cap = l->is_held ? UMB_LAYER_HELD : UMB_LAYER_WINDOW;
	return l->buf.len < cap ? cap - l->buf.len : 0;
}

umb_status umb_layer_append(umb_layer *l, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		size_t room = room_in(l), part = UMB_MIN(n, room);

		if (umb_buf_append(&l->buf, bytes, part) != UMB_OK)
			return UMB_E_NOMEM;
		bytes += part;
		n -= part;
		if (n > 0 && room_in(l) == 0) {
			umb_status st;

			if (l->is_held)
				umb_layer_skip(l, UMB_SKIP_ENCRYPTED, "a container in decoded text, larger than what is kept of that");
			l->is_held = false;
			st = umb_layer_flush(l, true);
			if (st != UMB_OK)
				return st;
		}
	}
	return UMB_OK;
}

umb_status umb_layer_finish(umb_layer *l)
{
	/* Larger than a window: its beginning is gone. */
	umb_status st = l->base == 0 ? umb_layer_unpack_whole(l, umb_buf_view(&l->buf)) : UMB_OK;

	return st == UMB_OK ? umb_layer_flush(l, false) : st;
}

/* -- what decoders and unpackers write into ------------------------------------------------------------- */

umb_status umb_layer_settle(umb_scratch *s, umb_status st)
{
	if (st != UMB_OK && st != UMB_E_LIMIT && s->stopped == UMB_OK)
		s->stopped = st;
	return st;
}

static umb_status on_begin(umb_emit *e, size_t in_from)
{
	umb_layer *child = ((umb_layer *)e->ctx)->child;

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
	umb_layer *child = ((umb_layer *)e->ctx)->child;
	umb_status st    = umb_layer_charge(child->scratch, n);

	if (st == UMB_OK && (!child->is_root || child->has_lines))
		st = add_segment(child, n, in_from, in_len);
	if (st == UMB_OK)
		st = umb_layer_append(child, out, n);
	return umb_layer_settle(child->scratch, st);
}

static umb_status on_end(umb_emit *e, size_t in_to)
{
	umb_layer *child = ((umb_layer *)e->ctx)->child;

	UMB_UNUSED(in_to);
	return umb_layer_settle(child->scratch, umb_layer_finish(child));
}

static void *on_scratch(umb_emit *e, size_t len)
{
	umb_layer *l = e->ctx;

	if (umb_layer_charge(l->scratch, len) != UMB_OK)
		return NULL;
	return umb_arena_alloc(&l->arena, len);
}

umb_status umb_layer_open(umb_layer *l, const char *name)
{
	umb_scratch *s     = l->scratch;
	umb_layer   *child = s->n_levels < UMB_MAX_LAYERS ? &s->layer[s->n_levels] : NULL;

	if (!child)
		return UMB_E_LIMIT;
	if (!child->state)
		child->state = umb_alloc_zero(s->rs->t.n_rules + 1, sizeof(*child->state));
	if (!child->state)
		return UMB_E_NOMEM;
	s->n_levels++;
	child->name      = name;
	child->member    = l->member;
	child->is_member = false;
	child->has_lines = false;
	child->child     = NULL;
	l->child = child;
	l->emit  = (umb_emit){ l, on_begin, on_write, on_end, umb_member_begin, on_scratch, umb_member_pull, umb_member_skip };
	return UMB_OK;
}

void umb_layer_close(umb_layer *l)
{
	umb_hits_drop_held(l->child);
	if (l->child->buf.cap > 2 * UMB_LAYER_WINDOW)
		umb_buf_wipe(&l->child->buf);
	l->child = NULL;
	l->scratch->n_levels--;
}

static umb_status grow_by(umb_layer *l, size_t i, const umb_decoder_input *in)
{
	const umb_decoder_ops *d = umb_decoder_at(i);
	umb_scratch           *s = l->scratch;
	uint64_t               before = s->stats.n_layers;
	umb_status             st = s->decoded_left ? umb_layer_open(l, d->name) : UMB_E_LIMIT;

	if (st != UMB_OK) {
		umb_carry_decoded(l, i);
		return st == UMB_E_LIMIT ? UMB_OK : st;
	}
	st = d->decode(in, &l->emit);
	umb_arena_reset(&l->arena);
	umb_layer_close(l);
	if (s->stats.n_layers != before || st != UMB_OK)
		umb_carry_decoded(l, i);
	if (s->stopped != UMB_OK)
		return s->stopped;
	return st == UMB_E_NOMEM && s->decoded_left ? st : UMB_OK;
}

umb_status umb_layers_grow(umb_layer *l)
{
	umb_status        st = UMB_OK;
	umb_decoder_input in;
	umb_survey_found  found;

	if (l->n_decoded >= l->scratch->limits.max_decode_depth)
		return UMB_OK;
	in = umb_marked_input(l, &found);
	for (size_t i = 0; i < umb_decoder_count() && st == UMB_OK; i++) {
		const umb_decoder_ops *d = umb_decoder_at(i);

		if (d->run_begins && !(found.kinds & UMB_MARK_RUN))
			continue;
		if (d->mark ? !(found.kinds & d->mark) : !umb_carry_may_decode(l, i) || !d->probe(d->is_by_head && l->is_cut_left ? in.head : l->window))
			continue;
		if (d->is_far_reaching)
			umb_carry_decoded(l, i);
		st = grow_by(l, i, &in);
	}
	return st;
}
