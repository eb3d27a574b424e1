/*
 * dec_quoted_printable.c - the coding of mail for text: =3D, and lines that end in '=' and go on in the next one.
 *
 * Nothing says where such text begins, since headers may be far away or not there.  What it cannot do without is either "=3D" for each '='
 * or, where a line was cut, '=' at the end of a line of about 76 characters.
 */
#include "core/decoder.h"

#include "decode/digits.h"
#include "decode/marks.h"
#include "decode/splice.h"

#define MIN_LINE 60
#define MAX_LINE 77

/* Bytes of the end of the line at `at`, 0 to 2. */
static size_t line_feed_len(umb_slice in, size_t at)
{
	if (at < in.len && in.ptr[at] == '\n')
		return 1;
	return at + 1 < in.len && in.ptr[at] == '\r' && in.ptr[at + 1] == '\n' ? 2 : 0;
}

/* A line cut for its length, which goes on with something; base64 may end in '=', too, and nothing follows it. */
static bool is_cut_line(umb_slice in, size_t at, size_t next)
{
	size_t n = 0;

	while (n <= MAX_LINE && n < at && in.ptr[at - n - 1] != '\n')
		n++;
	return n >= MIN_LINE && n <= MAX_LINE && in.ptr[at - 1] != '=' && next < in.len && in.ptr[next] > ' ' && in.ptr[next] != '-';
}

static bool qp_begins(umb_slice in, size_t at)
{
	size_t n = line_feed_len(in, at + 1);

	if (n)
		return is_cut_line(in, at, at + 1 + n);
	return in.len - at >= 3 && in.ptr[at + 1] == '3' && in.ptr[at + 2] == 'D';
}

static size_t qp_unit(umb_slice in, size_t at, umb_splice_unit *u)
{
	size_t   n = line_feed_len(in, at + 1);
	uint32_t code;

	if (n)
		return n + 1;
	if (umb_digits_read(in, at + 1, 2, 16, &code) != 2)
		return 0;
	u->out[0] = (uint8_t)code;
	u->n_out  = 1;
	return 3;
}

static const umb_splice qp = {
	.mark          = UMB_MARK_EQUALS,
	.is_mark       = qp_begins,
	.unit          = qp_unit,
	.first         = "=",
	.has_next_line = true,
};

static bool qp_probe(umb_slice in)
{
	return umb_marks_any(in, UMB_MARK_EQUALS, qp_begins);
}

static umb_status qp_decode(const umb_decoder_input *in, umb_emit *emit)
{
	return umb_splice_emit(&qp, in, emit);
}

const umb_decoder_ops umb_decoder_quoted_printable = {
	.name    = "quoted-printable",
	.summary = "quoted-printable, as in mail",
	.probe   = qp_probe,
	.decode  = qp_decode,
	.mark    = UMB_MARK_EQUALS,
	.begins  = qp_begins,
};
