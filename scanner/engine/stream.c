/*
 * stream.c - long layers in overlapping windows.
 *
 * A window owns the matches that begin in its middle part.  Before that part stands a little context,
 * behind it enough bytes for the longest match, so that what is found does not depend on where the cuts
 * are; a rule's "looked up to here" is kept as an offset of the layer and so survives the cut.
 */
#include "engine/engine_private.h"

#include "base/text.h"

/* Moves the line counter from the old window start to the new one. */
static void advance_lines(umb_layer *l, umb_slice passed)
{
	size_t last;

	if (!l->is_root || passed.len == 0)
		return;
	l->lines_before += umb_text_count_lines(passed);
	last = umb_text_line_start(passed, passed.len);
	if (last > 0)
		l->line_start = l->base + last;
}

static umb_status scan_one(umb_layer *l)
{
	umb_status st;

	l->scratch->stats.n_bytes += l->accept_to - l->accept_from;
	if (l == &l->scratch->layer[0])
		l->scratch->stats.n_raw_bytes += l->accept_to - l->accept_from;
	l->window_id   = ++l->scratch->n_windows;
	l->first_hit   = l->scratch->n_hits;
	l->first_value = l->scratch->values.len;
	if (l->base == 0)
		l->is_text = umb_text_is_text(l->window);
	l->is_asked_later = l == l->scratch->layer && l->scratch->limits.leaves_lonely && !l->is_cut_left && !l->is_cut_right;
	if (l->is_asked_later)
		umb_buf_reset(&l->scratch->later);
	st = umb_hits_take_held(l);
	if (st == UMB_OK && l->is_root && l->accept_from == 0)
		st = umb_files_find(l);
	if (st == UMB_OK)
		st = umb_window_scan(l);
	if (st == UMB_OK)
		st = umb_layers_grow(l);
	if (st == UMB_OK && l->is_asked_later)
		st = umb_candidates_later(l);
	if (st == UMB_OK && l->is_root)
		st = umb_hits_deliver(l);
	if (st == UMB_OK && umb_scratch_should_stop(l->scratch))
		st = UMB_E_CANCELLED;
	return st;
}

/* What the first window begins with, for the others. */
static umb_status keep_head(umb_layer *l)
{
	if (l->base > 0 || !l->is_cut_right)
		return UMB_OK;
	umb_buf_reset(&l->head);
	return umb_buf_append(&l->head, l->window.ptr, UMB_MIN(l->window.len, (size_t)UMB_DECODER_HEAD));
}

umb_status umb_windows_run(umb_layer *l, umb_slice all, bool more, size_t *done)
{
	size_t     window = UMB_MAX(l->scratch->limits.window, (size_t)2 * (UMB_WINDOW_AHEAD + UMB_WINDOW_CONTEXT));
	size_t     begin = 0; /* of the window, in `all` */
	uint64_t   base0 = l->base;
	umb_status st = UMB_OK;

	for (;;) {
		size_t end     = UMB_MIN(all.len - begin, window) + begin;
		bool   is_last = end == all.len;

		l->window       = umb_slice_sub(all, begin, end);
		l->is_cut_left  = l->base > 0;
		l->is_cut_right = !is_last || more;
		l->accept_to    = l->base + l->window.len;
		if (l->is_cut_right)
			l->accept_to -= UMB_MIN(l->window.len, (size_t)UMB_WINDOW_AHEAD);
		st = keep_head(l);
		if (st == UMB_OK && (l->accept_to > l->accept_from || !l->is_cut_right))
			st = scan_one(l);
		if (st != UMB_OK || (is_last && !more)) {
			begin = end;
			break;
		}
		/* The next window begins a little before the first match it will own or take over. */
		uint64_t next = UMB_MIN(UMB_MAX(l->accept_to, l->accept_from), l->held_from);
		next = next - base0 > begin + UMB_WINDOW_CONTEXT ? next - UMB_WINDOW_CONTEXT : base0 + begin;
		umb_layer_tell(l, next);
		advance_lines(l, umb_slice_sub(all, begin, (size_t)(next - base0)));
		l->accept_from = UMB_MAX(l->accept_to, l->accept_from);
		begin   = (size_t)(next - base0);
		l->base = next;
		if (is_last)
			break;
	}
	*done = begin;
	return st;
}
