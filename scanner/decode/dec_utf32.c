/*
 * dec_utf32.c - UTF-32 text in either byte order, with or without a mark, shown as UTF-8.
 *
 * Looked for as UTF-16 is (dec_utf16.c): a few hundred bytes at four places are searched for a zero byte, which no text holds.  A window
 * may begin anywhere in a character; it is read from the first place on that fits.
 */
#include "core/decoder.h"

#include "base/text.h"

#define SAMPLE 256
#define MIN_LEN 32
#define OUT_BYTES 3072

typedef enum order { NOT_WIDE, LITTLE, BIG } order;

static uint32_t char_at(umb_slice in, size_t i, order o)
{
	uint32_t a = in.ptr[i], b = in.ptr[i + 1], c = in.ptr[i + 2], d = in.ptr[i + 3];

	return o == LITTLE ? a | b << 8 | c << 16 | d << 24 : a << 24 | b << 16 | c << 8 | d;
}

static bool is_printable(uint32_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

/* Nearly all characters are printable ASCII when they are read from `at` on. */
static bool is_text(umb_slice s, size_t at, order o)
{
	size_t n = 0, n_good = 0;

	for (; s.len - at >= 4; at += 4, n++)
		n_good += is_printable(char_at(s, at, o));
	return n >= MIN_LEN / 8 && n_good * 10 >= n * 8;
}

static order order_of(umb_slice in, size_t *phase)
{
	*phase = 0;
	if (in.len < MIN_LEN)
		return NOT_WIDE;
	if (char_at(in, 0, LITTLE) == 0xfeff)
		return LITTLE;
	if (char_at(in, 0, BIG) == 0xfeff)
		return BIG;
	for (size_t quarter = 0; quarter < 4; quarter++) {
		size_t    at     = in.len / 4 * quarter & ~(size_t)3;
		umb_slice sample = umb_slice_sub(in, at, at + (quarter ? SAMPLE / 4 : SAMPLE));

		if (!memchr(sample.ptr, 0, sample.len))
			continue;
		for (*phase = 0; *phase < 4; ++*phase) {
			if (is_text(sample, *phase, LITTLE))
				return LITTLE;
			if (is_text(sample, *phase, BIG))
				return BIG;
		}
	}
	return NOT_WIDE;
}

static bool utf32_probe(umb_slice in)
{
	size_t phase;

	return order_of(in, &phase) != NOT_WIDE;
}

/* Writes as many characters as have the same size in UTF-8, so that spans lead back exactly. */
static umb_status write_stretch(umb_slice in, size_t *at, order o, umb_emit *emit)
{
	uint8_t out[OUT_BYTES + 4];
	size_t  from = *at, n_out = 0, each = 0;

	while (in.len - *at >= 4 && n_out < OUT_BYTES) {
		uint32_t c = char_at(in, *at, o);
		size_t   n = umb_utf8_put(out + n_out, c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c);

		if (n_out > 0 && n != each)
			break;
		each = n;
		n_out += n;
		*at += 4;
	}
	return emit->write(emit, out, n_out, from, *at - from);
}

static umb_status utf32_decode(const umb_decoder_input *input, umb_emit *emit)
{
	umb_slice  in = input->text;
	size_t     at;
	order      o = order_of(in, &at);
	umb_status st, end;

	if (o == NOT_WIDE)
		return UMB_OK;
	if (!input->is_cut_left && at == 0 && char_at(in, 0, o) == 0xfeff)
		at = 4;
	st = emit->begin(emit, at);
	if (st != UMB_OK)
		return st;
	while (in.len - at >= 4 && st == UMB_OK)
		st = write_stretch(in, &at, o, emit);
	end = emit->end(emit, at);
	return st != UMB_OK ? st : end;
}

const umb_decoder_ops umb_decoder_utf32 = {
	.name    = "utf32",
	.summary = "UTF-32 text in either byte order",
	.probe   = utf32_probe,
	.decode  = utf32_decode,
};
