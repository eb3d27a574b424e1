/*
 * dec_utf16.c - UTF-16 text in either byte order, with or without a mark, shown as UTF-8.
 *
 * The look must cost nothing on ordinary text, which holds no zero byte: a few hundred bytes at four
 * places are searched for one, and only where there is one are the pairs examined.
 *
 * A window that begins in the middle of a pair needs no care: what is little-endian from byte 1
 * on reads as big-endian from byte 0, with the same ASCII in it.
 */
#include "core/decoder.h"

#include "base/text.h"

#define SAMPLE 256
#define MIN_LEN 16
#define OUT_BYTES 3072

typedef enum order { NOT_WIDE, LITTLE, BIG } order;

static bool is_printable(uint8_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

/* Nearly every other byte is zero and nearly all the ones between are printable. */
static order order_of_sample(umb_slice s)
{
	size_t n_pairs = s.len / 2, n_little = 0, n_big = 0;

	for (size_t i = 0; i < n_pairs; i++) {
		n_little += s.ptr[2 * i + 1] == 0 && is_printable(s.ptr[2 * i]);
		n_big += s.ptr[2 * i] == 0 && is_printable(s.ptr[2 * i + 1]);
	}
	if (n_little * 10 >= n_pairs * 8)
		return LITTLE;
	return n_big * 10 >= n_pairs * 8 ? BIG : NOT_WIDE;
}

static order order_of(umb_slice in)
{
	if (in.len < MIN_LEN)
		return NOT_WIDE;
	if (in.ptr[0] == 0xff && in.ptr[1] == 0xfe)
		return in.ptr[2] == 0 && in.ptr[3] == 0 ? NOT_WIDE : LITTLE; /* that is the mark of UTF-32 */
	if (in.ptr[0] == 0xfe && in.ptr[1] == 0xff)
		return BIG;
	for (size_t quarter = 0; quarter < 4; quarter++) {
		size_t    at     = in.len / 4 * quarter & ~(size_t)1;
		umb_slice sample = umb_slice_sub(in, at, at + (quarter ? SAMPLE / 4 : SAMPLE));
		order     o;

		if (!memchr(sample.ptr, 0, sample.len))
			continue;
		o = order_of_sample(sample);
		if (o != NOT_WIDE)
			return o;
	}
	return NOT_WIDE;
}

static bool utf16_probe(umb_slice in)
{
	return order_of(in) != NOT_WIDE;
}

static uint32_t unit_at(umb_slice in, size_t i, order o)
{
	uint32_t a = in.ptr[i], b = in.ptr[i + 1];

	return o == LITTLE ? a | b << 8 : a << 8 | b;
}

/* One character at i; sets its bytes in the input (2 or 4).  Half a pair is U+FFFD. */
static uint32_t char_at(umb_slice in, size_t i, order o, size_t *n_in)
{
	uint32_t c = unit_at(in, i, o), low;

	*n_in = 2;
	if (c < 0xd800 || c > 0xdfff)
		return c;
	if (c > 0xdbff || in.len - i < 4)
		return 0xfffd;
	low = unit_at(in, i + 2, o);
	if (low < 0xdc00 || low > 0xdfff)
		return 0xfffd;
	*n_in = 4;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* Writes as many characters as have the same size in both forms, so that spans lead back exactly. */
static umb_status write_stretch(umb_slice in, size_t *at, order o, umb_emit *emit)
{
	uint8_t out[OUT_BYTES + 4];
	size_t  from = *at, n_out = 0, in_each = 0, out_each = 0;

	while (in.len - *at >= 2 && n_out < OUT_BYTES) {
		size_t n_in, n = umb_utf8_put(out + n_out, char_at(in, *at, o, &n_in));

		if (n_out > 0 && (n != out_each || n_in != in_each))
			break;
		out_each = n;
		in_each  = n_in;
		n_out += n;
		*at += n_in;
	}
	return emit->write(emit, out, n_out, from, *at - from);
}

static umb_status utf16_decode(const umb_decoder_input *input, umb_emit *emit)
{
	umb_slice  in = input->text;
	order      o  = order_of(in);
	size_t     at = 0;
	umb_status st, end;

	if (o == NOT_WIDE)
		return UMB_OK;
	if (!input->is_cut_left && unit_at(in, 0, o) == 0xfeff)
		at = 2;
	st = emit->begin(emit, at);
	if (st != UMB_OK)
		return st;
	while (in.len - at >= 2 && st == UMB_OK)
		st = write_stretch(in, &at, o, emit);
	end = emit->end(emit, at);
	return st != UMB_OK ? st : end;
}

const umb_decoder_ops umb_decoder_utf16 = {
	.name    = "utf16",
	.summary = "UTF-16 text in either byte order",
	.probe   = utf16_probe,
	.decode  = utf16_decode,
};
