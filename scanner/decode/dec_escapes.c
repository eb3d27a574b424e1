/*
 * dec_escapes.c - what strings of JSON, C, Python, JavaScript and their like write with a backslash.
 *
 * Most escapes hide nothing: a rule reads over "\n" and a token ends at \" as well as at ".  So a string is shown only for what a rule
 * could not see in it: characters as numbers, "\/", a quote around a value that is assigned, a line with a key behind "\n".  Where the
 * backslashes are doubled, text of a language stands in a string of another one; one layer is taken off, and the next look takes off
 * the next.
 */
#include "core/decoder.h"

#include "base/text.h"
#include "decode/digits.h"
#include "decode/marks.h"
#include "decode/splice.h"

#define MAX_LETTERS 10 /* digits in \u{...} */
#define MIN_KEY 3

/* A character by number at `at`, where the letter behind the backslash stands; bytes of letter and digits, 0 when it is none. */
static size_t read_number(umb_slice in, size_t at, uint32_t *code)
{
	uint8_t kind = at < in.len ? in.ptr[at] : 0;
	size_t  n, want = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;

	if (kind == 'u' && at + 1 < in.len && in.ptr[at + 1] == '{') {
		n = umb_digits_read(in, at + 2, MAX_LETTERS, 16, code);
		return n && n <= 8 && at + 2 + n < in.len && in.ptr[at + 2 + n] == '}' ? n + 3 : 0;
	}
	if (want)
		return umb_digits_read(in, at + 1, want, 16, code) == want ? want + 1 : 0;
	n = umb_digits_read(in, at, 3, 8, code);
	return n == 3 && *code < 256 ? 3 : 0;
}

static size_t backslashes_before(umb_slice in, size_t at)
{
	size_t n = 0;

	while (n < UMB_MARK_BEHIND - 4 && n < at && in.ptr[at - n - 1] == '\\')
		n++;
	return n;
}

/* "\/" in a URL or in base64, and not at the edge of a pattern. */
static bool is_inside_token(umb_slice in, size_t at)
{
	return at > 0 && in.len - at > 2 && (umb_mark_is_token(in.ptr[at - 1]) || in.ptr[at - 1] == ':') &&
	       (umb_mark_is_token(in.ptr[at + 2]) || in.ptr[at + 2] == '\\');
}

/* Behind "\n": indentation, a key, and ':' or '=' with something behind it. */
static bool is_key_line(umb_slice in, size_t at, size_t end)
{
	size_t from;

	while (at < end && (in.ptr[at] == ' ' || in.ptr[at] == '-'))
		at++;
	from = at;
	while (at < end && (umb_mark_is_token(in.ptr[at]) && in.ptr[at] != '='))
		at++;
	if (at - from < MIN_KEY)
		return false;
	if (at < end && in.ptr[at] == ' ')
		at++;
	if (at + 2 >= end || (in.ptr[at] != ':' && in.ptr[at] != '='))
		return false;
	return in.ptr[at + 1] == ' ' ? in.ptr[at + 2] != '\\' && in.ptr[at + 2] != '%' : in.ptr[at] == '=' && umb_mark_is_token(in.ptr[at + 1]);
}

static bool escapes_begins(umb_slice in, size_t at)
{
	uint32_t code;

	if (in.len - at < 2)
		return false;
	in.len = UMB_MIN(in.len, at + UMB_MARK_AHEAD);
	switch (in.ptr[at + 1]) {
	case '"':
	case '\'':
		return umb_mark_opens_value(in, at - backslashes_before(in, at), at + 2);
	case '/':
		return is_inside_token(in, at);
	case 'n':
		return is_key_line(in, at + 2, in.len);
	default:
		return read_number(in, at + 1, &code) > 0 && umb_digits_is_plain(code);
	}
}

/* "\ud83d\ude00": the other half of a character. */
static size_t read_low_half(umb_slice in, size_t at, uint32_t *code)
{
	uint32_t low;

	if (*code < 0xd800 || *code > 0xdbff || in.len - at < 6 || in.ptr[at] != '\\' || in.ptr[at + 1] != 'u')
		return 0;
	if (umb_digits_read(in, at + 2, 4, 16, &low) != 4 || low < 0xdc00 || low > 0xdfff)
		return 0;
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	return 6;
}

static size_t escapes_unit(umb_slice in, size_t at, umb_splice_unit *u)
{
	static const char letters[] = "ntrbfvae0\\\"'/$`", values[] = "\n\t\r\b\f\v\a\x1b\0\\\"'/$`";
	const char *known;
	uint32_t    code;
	size_t      n;

	if (in.len - at < 2)
		return 0;
	n = read_number(in, at + 1, &code);
	if (n) {
		bool is_byte = in.ptr[at + 1] != 'u' && in.ptr[at + 1] != 'U';

		if (!is_byte && at + 1 + n < in.len)
			n += read_low_half(in, at + 1 + n, &code);
		u->out[0] = (uint8_t)code;
		u->n_out  = is_byte ? 1 : umb_utf8_put(u->out, umb_digits_char(code));
		return n + 1;
	}
	known = memchr(letters, in.ptr[at + 1], sizeof(letters) - 1);
	if (!known)
		return 0;
	u->out[0] = (uint8_t)values[known - letters];
	u->n_out  = 1;
	return 2;
}

static const umb_splice escapes = {
	.mark    = UMB_MARK_ESCAPE,
	.is_mark = escapes_begins,
	.unit    = escapes_unit,
	.first   = "\\",
};

static bool escapes_probe(umb_slice in)
{
	return umb_marks_any(in, UMB_MARK_ESCAPE, escapes_begins);
}

static umb_status escapes_decode(const umb_decoder_input *in, umb_emit *emit)
{
	return umb_splice_emit(&escapes, in, emit);
}

const umb_decoder_ops umb_decoder_escapes = {
	.name    = "escapes",
	.summary = "backslash escapes of JSON, C, Python, JavaScript and their like",
	.probe   = escapes_probe,
	.decode  = escapes_decode,
	.mark    = UMB_MARK_ESCAPE,
	.begins  = escapes_begins,
};
