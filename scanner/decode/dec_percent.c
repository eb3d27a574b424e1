/*
 * dec_percent.c - percent encoding, as in URLs and forms.
 *
 * "%20" and "%2C" hide nothing, and "%2d" or "%5d" are formats of printf: what counts is a character of keys, tokens or assignments, and
 * when its last digit is a letter of printf's, only between characters of a token.
 */
#include "core/decoder.h"

#include "decode/digits.h"
#include "decode/marks.h"
#include "decode/splice.h"

static bool is_token_at(umb_slice in, size_t i)
{
	return i < in.len && (umb_mark_is_token(in.ptr[i]) || in.ptr[i] == '%');
}

static bool percent_begins(umb_slice in, size_t at)
{
	uint32_t code;

	in.len = UMB_MIN(in.len, at + UMB_MARK_AHEAD);
	if (umb_digits_read(in, at + 1, 2, 16, &code) != 2 || !umb_digits_is_plain(code) || code == ',' || code == '(' || code == ')')
		return false;
	/* "%2d%%", "%3d" */
	if (in.ptr[at + 2] >= 'a')
		return at > 0 && is_token_at(in, at - 1) && is_token_at(in, at + 3);
	/* "%30s" */
	return in.ptr[at + 1] != '3' || in.ptr[at + 2] > '9' || (at > 0 && is_token_at(in, at - 1) && is_token_at(in, at + 3));
}

static size_t percent_unit(umb_slice in, size_t at, umb_splice_unit *u)
{
	uint32_t code;

	if (umb_digits_read(in, at + 1, 2, 16, &code) != 2)
		return 0;
	u->out[0] = (uint8_t)code;
	u->n_out  = 1;
	return 3;
}

static const umb_splice percent = {
	.mark    = UMB_MARK_PERCENT,
	.is_mark = percent_begins,
	.unit    = percent_unit,
	.first   = "%",
};

static bool percent_probe(umb_slice in)
{
	return umb_marks_any(in, UMB_MARK_PERCENT, percent_begins);
}

static umb_status percent_decode(const umb_decoder_input *in, umb_emit *emit)
{
	return umb_splice_emit(&percent, in, emit);
}

const umb_decoder_ops umb_decoder_percent = {
	.name    = "percent",
	.summary = "percent encoding of URLs and forms",
	.probe   = percent_probe,
	.decode  = percent_decode,
	.mark    = UMB_MARK_PERCENT,
	.begins  = percent_begins,
};
