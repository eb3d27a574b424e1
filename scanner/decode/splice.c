/*
 * splice.c - finds the places around marks, and writes them.
 *
 * Which bytes are shown depends on marks within UMB_SPLICE_REACH of them and on nothing else, so that a window shows what the whole
 * text would show.
 */
#include "decode/splice.h"

#include "base/text.h"
#include "decode/marks.h"

#define OUT_BYTES 2048

/* One run on its way out.  What is pending is all of one kind: bytes that stand for `each_in` bytes, `each_out` of them. */
typedef struct writer {
	const umb_splice *s;
	umb_emit         *emit;
	size_t            from, to;    /* the place that grows until the next mark is farther away */
	size_t            done;        /* all before this is written or left out */
	size_t            n_out, in_from, in_to, each_in, each_out;
	bool              is_open;
	umb_status        st;
	uint8_t           out[OUT_BYTES];
} writer;

static void flush(writer *w)
{
	if (w->n_out && w->st == UMB_OK)
		w->st = w->emit->write(w->emit, w->out, w->n_out, w->in_from, w->in_to - w->in_from);
	w->n_out = 0;
}

static void put(writer *w, const uint8_t *out, size_t n_out, size_t from, size_t to)
{
	bool goes_on = w->n_out && w->in_to == from && w->each_out == n_out && w->each_in == to - from && w->n_out + n_out <= OUT_BYTES;

	if (!goes_on) {
		flush(w);
		w->in_from  = from;
		w->each_in  = to - from;
		w->each_out = n_out;
	}
	for (size_t i = 0; i < n_out; i++)
		w->out[w->n_out++] = out[i];
	w->in_to = to;
}

/* As they are. */
static void put_plain(writer *w, umb_slice in, size_t from, size_t to)
{
	while (from < to) {
		size_t n = UMB_MIN(to - from, (size_t)OUT_BYTES);

		if (w->n_out && (w->in_to != from || w->each_in != 1 || w->each_out != 1 || w->n_out + n > OUT_BYTES))
			flush(w);
		if (w->n_out == 0) {
			w->in_from = from;
			w->each_in = w->each_out = 1;
		}
		memcpy(w->out + w->n_out, in.ptr + from, n);
		w->n_out += n;
		from += n;
		w->in_to = from;
	}
}

/* Where the next unit may begin, or `to`. */
static size_t next_first(const umb_splice *s, umb_slice in, size_t i, size_t to)
{
	const uint8_t *p;

	if (s->first[1] == '\0') {
		p = memchr(in.ptr + i, s->first[0], to - i);
		return p ? (size_t)(p - in.ptr) : to;
	}
	while (i < to && in.ptr[i] != (uint8_t)s->first[0] && in.ptr[i] != (uint8_t)s->first[1] && in.ptr[i] != (uint8_t)s->first[2])
		i++;
	return i;
}

static void open_place(writer *w)
{
	if (!w->is_open) {
		w->st      = w->emit->begin(w->emit, w->from);
		w->is_open = w->st == UMB_OK;
	} else if (w->from > w->done) {
		put(w, (const uint8_t *)"\n\x1f\n", 3, w->done, w->from);
		flush(w);
	}
}

static void write_place(writer *w, umb_slice in)
{
	size_t i = w->from;

	if (w->from == w->to)
		return;
	open_place(w);
	while (i < w->to && w->st == UMB_OK) {
		umb_splice_unit u = { .n_out = 0 };
		size_t          next = next_first(w->s, in, i, w->to);
		size_t          n    = next < w->to ? w->s->unit(in, next, &u) : 0;

		put_plain(w, in, i, n ? next : UMB_MIN(next + 1, w->to));
		if (n)
			put(w, u.out, u.n_out, next, next + n);
		i = n ? next + n : UMB_MIN(next + 1, w->to);
	}
	flush(w);
	w->done = i;
	w->from = w->to = i;
}

static size_t place_start(umb_slice in, size_t at, size_t low)
{
	low = UMB_MAX(low, at - UMB_MIN(at, (size_t)UMB_SPLICE_REACH));
	return low + umb_text_line_start(umb_slice_sub(in, low, at), at - low);
}

static size_t place_end(const umb_splice *s, umb_slice in, size_t at)
{
	umb_slice text = umb_slice_sub(in, at, at + UMB_SPLICE_REACH);
	size_t    n    = umb_text_line_end(text, 0);

	if (n < text.len && s->has_next_line)
		n = umb_text_line_end(text, n + 1);
	return at + n;
}

static bool on_mark(void *ctx, umb_slice in, size_t at, uint32_t marks)
{
	writer *w = ctx;
	size_t  from;

	UMB_UNUSED(marks);
	if (at < w->done || !w->s->is_mark(in, at))
		return false;
	from = at < w->to ? w->from : place_start(in, at, w->done);
	if (from > w->to + 1) { /* lines that follow each other are one place */
		write_place(w, in);
		w->from = UMB_MAX(from, w->done);
	}
	w->to = UMB_MAX(w->to, place_end(w->s, in, at));
	return w->st != UMB_OK;
}

umb_status umb_splice_emit(const umb_splice *s, const umb_decoder_input *in, umb_emit *emit)
{
	writer     w = { .s = s, .emit = emit, .st = UMB_OK };
	umb_status st;

	umb_marks_walk_all(in, s->mark, on_mark, &w);
	if (w.st == UMB_OK)
		write_place(&w, in->text);
	if (!w.is_open)
		return w.st;
	st = emit->end(emit, w.done);
	return w.st != UMB_OK ? w.st : st;
}
