/*
 * dec_hex.c - hexadecimal digits that stand for text, UTF-16, gzip or a DER key, on one line or wrapped.
 *
 * Digests, object ids and UUIDs are made of the same digits, so only what a run begins with decides: 14 bytes nearly all of which are
 * printable.  Random bytes pass once in a million.
 */
#include "core/decoder.h"

#include "decode/base64_text.h"
#include "decode/digits.h"
#include "decode/marks.h"

#define MIN_RUN 32
#define LOOK_BYTES 14
#define CHUNK 2048

static bool is_digit_at(umb_slice in, size_t at)
{
	return at < in.len && umb_digit_value(in.ptr[at]) >= 0;
}

static size_t run_end(umb_slice in, size_t at)
{
	while (is_digit_at(in, at))
		at++;
	return at;
}

static uint8_t byte_at(umb_slice in, size_t at)
{
	return (uint8_t)(umb_digit_value(in.ptr[at]) << 4 | umb_digit_value(in.ptr[at + 1]));
}

static bool is_plausible_at(umb_slice in, size_t at)
{
	uint8_t out[LOOK_BYTES];

	for (size_t i = 0; i < LOOK_BYTES; i++)
		out[i] = byte_at(in, at + 2 * i);
	return umb_base64_is_plausible(umb_slice_of(out, LOOK_BYTES));
}

/* Where in the run from `at` on the pairs begin: there or one digit later; SIZE_MAX when it is too short or stands for nothing. */
static size_t find_pairs(umb_slice in, size_t at)
{
	for (size_t i = at; i < at + MIN_RUN; i++) {
		if (!is_digit_at(in, i))
			return SIZE_MAX;
	}
	return is_plausible_at(in, at) ? at : is_plausible_at(in, at + 1) ? at + 1 : SIZE_MAX;
}

/* A run is judged at the first of its marks, which is at most 15 digits behind its beginning. */
static size_t run_start(umb_slice in, size_t at)
{
	for (size_t n = 0; n < 16; n++, at--) {
		if (at == 0 || !is_digit_at(in, at - 1))
			return at;
	}
	return SIZE_MAX;
}

static bool hex_begins(umb_slice in, size_t at)
{
	size_t from = run_start(in, at);

	return from != SIZE_MAX && find_pairs(in, from) != SIZE_MAX;
}

typedef struct writer {
	umb_emit  *emit;
	size_t     done;
	umb_status st;
} writer;

/* Writes the pairs of one line; a digit that is left over stands for nothing. */
static void write_line(writer *w, umb_slice in, size_t from, size_t to)
{
	uint8_t out[CHUNK];

	while (to - from >= 2 && w->st == UMB_OK) {
		size_t n = UMB_MIN((to - from) / 2, (size_t)CHUNK);

		for (size_t i = 0; i < n; i++)
			out[i] = byte_at(in, from + 2 * i);
		w->st = w->emit->write(w->emit, out, n, from, 2 * n);
		from += 2 * n;
	}
}

/* The beginning of the next line of a wrapped run of which a line ends at `at`; in.len when it does not go on. */
static size_t next_line(umb_slice in, size_t at)
{
	size_t i = at;

	while (i < in.len && i - at < 4 && (in.ptr[i] == '\r' || in.ptr[i] == '\n' || in.ptr[i] == '\\'))
		i++;
	if (i == at)
		return in.len;
	while (i < in.len && i - at < 40 && (in.ptr[i] == ' ' || in.ptr[i] == '\t'))
		i++;
	return is_digit_at(in, i) ? i : in.len;
}

static void emit_run(writer *w, umb_slice in, size_t from)
{
	size_t     to = run_end(in, from), width = (to - from) & ~(size_t)1;
	umb_status st;

	w->st = w->emit->begin(w->emit, from);
	if (w->st != UMB_OK)
		return;
	write_line(w, in, from, to);
	while (w->st == UMB_OK && (to - from) % 2 == 0) {
		size_t next = next_line(in, to), end = run_end(in, next);

		if (next == in.len || end - next > width || (end - next) % 2)
			break;
		write_line(w, in, next, end);
		from = next;
		to   = end;
		if (end - next < width)
			break;
	}
	st      = w->emit->end(w->emit, to);
	w->done = to;
	w->st   = w->st != UMB_OK ? w->st : st;
}

static bool on_mark(void *ctx, umb_slice in, size_t at, uint32_t marks)
{
	writer *w    = ctx;
	size_t  from = at < w->done ? SIZE_MAX : run_start(in, at);

	UMB_UNUSED(marks);
	if (from != SIZE_MAX)
		from = find_pairs(in, from);
	if (from != SIZE_MAX)
		emit_run(w, in, from);
	return w->st != UMB_OK;
}

static bool hex_probe(umb_slice in)
{
	return umb_marks_any(in, UMB_MARK_HEX, hex_begins);
}

static umb_status hex_decode(const umb_decoder_input *in, umb_emit *emit)
{
	writer w = { emit, 0, UMB_OK };

	/* A window that begins between the digits of a pair: see find_pairs. */
	umb_marks_walk_all(in, UMB_MARK_HEX, on_mark, &w);
	return w.st;
}

const umb_decoder_ops umb_decoder_hex = {
	.name    = "hex",
	.summary = "hexadecimal digits that stand for text or a key, also wrapped over lines",
	.probe   = hex_probe,
	.decode  = hex_decode,
	.mark    = UMB_MARK_HEX,
	.begins  = hex_begins,
};
