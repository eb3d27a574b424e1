/*
 * whole.c - see whole.h.
 */
#include "unpack/whole.h"

#define STEP ((size_t)64 << 10)

umb_status umb_whole_open(umb_whole *w, umb_reader *in, umb_emit *emit, const char *words)
{
	umb_status st = UMB_OK;
	size_t     n  = 1;

	*w = (umb_whole){ .own = UMB_BUF_INIT };
	while (st == UMB_OK && n > 0 && w->own.len < UMB_WHOLE_MAX) {
		st = umb_buf_reserve(&w->own, STEP);
		if (st == UMB_OK)
			st = in->read(in->ctx, w->own.ptr + w->own.len, UMB_MIN(STEP, UMB_WHOLE_MAX - w->own.len), &n);
		if (st == UMB_OK)
			w->own.len += n;
	}
	if (st == UMB_OK && n > 0) {
		uint8_t byte;

		st        = in->read(in->ctx, &byte, 1, &n);
		w->is_cut = st == UMB_OK && n > 0;
		if (w->is_cut)
			emit->skip_member(emit, NULL, UMB_SKIP_DECODE_LIMIT, words);
	}
	w->bytes = umb_buf_view(&w->own);
	return st;
}

void umb_whole_close(umb_whole *w)
{
	umb_buf_wipe(&w->own);
	w->bytes = umb_slice_of(NULL, 0);
}
