/*
 * dec_concat.c - strings in pieces: "abc" + "def", 'a' . 'b', "a" "b", over lines or within one, and lines that end in a backslash.
 *
 * Prose is written so everywhere, and its pieces begin or end with a blank.  What counts is a joint inside a token: characters of one on
 * both sides, some of them more than a word has.
 */
#include "core/decoder.h"

#include "decode/marks.h"
#include "decode/splice.h"

#define MIN_SIDE 2       /* characters of the token on either side */
#define MIN_TOKEN 14     /* on both */
#define MAX_JOINT 120    /* bytes from quote to quote: an operator and indentation */
#define MAX_SIDE 64
#define MAX_INDENT 40    /* with MAX_SIDE less than UMB_MARK_BEHIND */
#define UNKNOWN SIZE_MAX /* the joint goes on behind what may be looked at */

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* Blanks, ends of lines and backslashes before those. */
static size_t skip_space(umb_slice in, size_t at)
{
	for (; at < in.len; at++) {
		uint8_t c = in.ptr[at];
		bool    is_continued = c == '\\' && at + 1 < in.len && (in.ptr[at + 1] == '\n' || in.ptr[at + 1] == '\r');

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && !is_continued)
			break;
	}
	return at;
}

/* Bytes of the operator at `at` that joins two strings in some language; 0: none. */
static size_t operator_len(umb_slice in, size_t at)
{
	uint8_t c = in.ptr[at], next = at + 1 < in.len ? in.ptr[at + 1] : 0;

	switch (c) {
	case '+':
	case '.':
		return next == c ? 2 : 1;
	case '&': /* " & _" and the next line */
		return next == ' ' && at + 2 < in.len && in.ptr[at + 2] == '_' ? 3 : 1;
	case '|':
		return next == c ? 2 : 0;
	case '<':
		return next == '>' ? 2 : 0;
	case '~':
	case '^':
		return 1;
	default:
		return 0;
	}
}

/* f"", L"", rb"" */
static size_t skip_prefix(umb_slice in, size_t at)
{
	for (size_t n = 0; n < 3 && at + n < in.len; n++) {
		if (is_quote(in.ptr[at + n]))
			return at + n;
		if (!memchr("rRbBuUfFL@$", in.ptr[at + n], 11))
			break;
	}
	return at;
}

/* Bytes of a line end that a backslash at `at` takes away. */
static size_t continuation_len(umb_slice in, size_t at)
{
	size_t n = at + 1 < in.len && in.ptr[at + 1] == '\r' ? 2 : 1;

	return in.ptr[at] == '\\' && at + n < in.len && in.ptr[at + n] == '\n' ? n + 1 : 0;
}

/* The string that begins at `at` is the key of the next line: nothing, or the '+' of a patch, stands between that and the value of this one. */
static bool is_key(umb_slice in, size_t at, uint8_t quote)
{
	size_t n = 0;

	while (n < MAX_SIDE && at + n < in.len && in.ptr[at + n] != quote && in.ptr[at + n] != '\n')
		n++;
	if (at + n >= in.len || in.ptr[at + n] != quote)
		return false;
	for (at += n + 1; at < in.len && in.ptr[at] == ' ';)
		at++;
	return at + 1 < in.len && (in.ptr[at] == '=' || in.ptr[at] == ':') && in.ptr[at + 1] != '=';
}

/* The first byte of the string that goes on the one which the quote at `at` ends; 0 when there is none, or UNKNOWN. */
static size_t joint_end(umb_slice in, size_t at, bool *has_operator)
{
	uint8_t quote = in.ptr[at];
	size_t  i = skip_space(in, at + 1), n;

	*has_operator = true;
	if (quote == '\\')
		return continuation_len(in, at) ? at + continuation_len(in, at) : 0;
	n = i < in.len ? operator_len(in, i) : 0;
	*has_operator = n > 0;
	i = skip_space(in, i + n);
	if (i < in.len)
		i = skip_prefix(in, i);
	if (i + 2 >= in.len)
		return UNKNOWN;
	if (i == at + 1 || !is_quote(in.ptr[i]) || (in.ptr[i] != quote && !*has_operator) || is_key(in, i + 1, in.ptr[i]))
		return 0;
	return i + 1;
}

/* A line that ends with "\n" in front of the quote ends there. */
static size_t token_before(umb_slice in, size_t at)
{
	size_t n = 0;

	if (at >= 2 && in.ptr[at - 2] == '\\' && memchr("nrt", in.ptr[at - 1], 3))
		return 0;
	while (n < MAX_SIDE && n < at && umb_mark_has(&umb_mark_part, in.ptr[at - n - 1]))
		n++;
	return n;
}

static size_t token_behind(umb_slice in, size_t at)
{
	size_t n = 0;

	while (n < MAX_SIDE && at + n < in.len && umb_mark_has(&umb_mark_part, in.ptr[at + n]))
		n++;
	return n;
}

/* Both sides together are more than names: they hold a digit. */
static bool has_digit(umb_slice in, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++) {
		if (in.ptr[i] >= '0' && in.ptr[i] <= '9')
			return true;
	}
	return false;
}

/*
 * Lines of nothing but strings may be a list, of the modules that a file imports, say: those have no capitals, as far as one can see
 * from the quote.
 */
static bool is_list_like(umb_slice in, size_t quote, size_t n_before, size_t behind, size_t n_behind)
{
	size_t from = quote - n_before;

	if (from == 0 || !is_quote(in.ptr[from - 1]))
		return false;
	for (size_t n = 0; from-- > 1 && in.ptr[from - 1] != '\n'; n++) {
		if (n == MAX_INDENT || (in.ptr[from - 1] != ' ' && in.ptr[from - 1] != '\t'))
			return false;
	}
	n_behind = UMB_MIN(n_behind, quote + UMB_MARK_AHEAD - UMB_MIN(behind, quote + UMB_MARK_AHEAD));
	for (size_t i = 0; i < n_before + n_behind; i++) {
		uint8_t c = i < n_before ? in.ptr[quote - 1 - i] : in.ptr[behind + i - n_before];

		if (c >= 'A' && c <= 'Z')
			return false;
	}
	return true;
}

/* Whether a token goes through the joint at `at`.  What cannot be seen from here is taken for one when may_guess is set. */
static bool is_joint(umb_slice in, size_t at, bool may_guess)
{
	bool   has_operator;
	size_t end = joint_end(in, at, &has_operator), before, behind;

	if (end == 0 || (end == UNKNOWN && !may_guess))
		return false;
	before = token_before(in, at);
	if (before < MIN_SIDE || end == UNKNOWN)
		return before >= MIN_SIDE;
	behind = token_behind(in, end);
	if (!has_operator && is_list_like(in, at, before, end, behind))
		return false;
	if (may_guess && end + behind >= in.len)
		return true;
	return behind >= MIN_SIDE && before + behind >= MIN_TOKEN && (has_digit(in, at - before, before) || has_digit(in, end, behind));
}

static bool concat_begins(umb_slice in, size_t at)
{
	size_t end = at + UMB_MARK_AHEAD;

	if (in.len <= end)
		return is_joint(in, at, false);
	return is_joint(umb_slice_sub(in, 0, end), at, true);
}

static bool concat_is_mark(umb_slice in, size_t at)
{
	return is_joint(umb_slice_sub(in, 0, at + MAX_JOINT + MAX_SIDE), at, false);
}

static size_t concat_unit(umb_slice in, size_t at, umb_splice_unit *u)
{
	bool   has_operator;
	size_t end = joint_end(umb_slice_sub(in, 0, at + MAX_JOINT + MAX_SIDE), at, &has_operator);

	UMB_UNUSED(u);
	return end == 0 || end == UNKNOWN || end - at > MAX_JOINT ? 0 : end - at;
}

static const umb_splice concat = {
	.mark          = UMB_MARK_JOINT,
	.is_mark       = concat_is_mark,
	.unit          = concat_unit,
	.first         = "\"'\\",
	.has_next_line = true,
};

static bool concat_probe(umb_slice in)
{
	return umb_marks_any(in, UMB_MARK_JOINT, concat_begins);
}

static umb_status concat_decode(const umb_decoder_input *in, umb_emit *emit)
{
	return umb_splice_emit(&concat, in, emit);
}

const umb_decoder_ops umb_decoder_concat = {
	.name    = "concat",
	.summary = "strings in pieces, as \"abc\" + \"def\", over lines or within one",
	.probe   = concat_probe,
	.decode  = concat_decode,
	.mark    = UMB_MARK_JOINT,
	.begins  = concat_begins,
};
