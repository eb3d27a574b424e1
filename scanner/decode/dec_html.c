/*
 * dec_html.c - character references of HTML and XML: by name, decimal, hexadecimal.
 *
 * Prose is full of them and hides nothing with them.  What counts: a quote around a value that is assigned, a character of a token, a
 * closing tag behind a value, and a reference whose own '&' is written as one.
 */
#include "core/decoder.h"

#include "base/text.h"
#include "decode/digits.h"
#include "decode/marks.h"
#include "decode/splice.h"

#define MAX_NAME 8

static const struct {
	char    name[MAX_NAME + 1];
	uint8_t code;
} names[] = {
	{ "quot", '"' }, { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "apos", '\'' }, { "nbsp", ' ' },
	{ "equals", '=' }, { "colon", ':' }, { "semi", ';' }, { "sol", '/' }, { "bsol", '\\' }, { "plus", '+' },
	{ "commat", '@' }, { "num", '#' }, { "dollar", '$' }, { "percnt", '%' }, { "lowbar", '_' }, { "UnderBar", '_' },
	{ "dash", '-' }, { "hyphen", '-' }, { "period", '.' }, { "comma", ',' }, { "excl", '!' }, { "quest", '?' },
	{ "ast", '*' }, { "lpar", '(' }, { "rpar", ')' }, { "lcub", '{' }, { "lbrace", '{' }, { "rcub", '}' },
	{ "rbrace", '}' }, { "lsqb", '[' }, { "lbrack", '[' }, { "rsqb", ']' }, { "rbrack", ']' }, { "vert", '|' },
	{ "verbar", '|' }, { "grave", '`' }, { "Hat", '^' }, { "Tab", '\t' }, { "NewLine", '\n' }, { "QUOT", '"' },
	{ "AMP", '&' }, { "LT", '<' }, { "GT", '>' },
};

/* The reference at `at`: its length, 0 when there is none. */
static size_t read_reference(umb_slice in, size_t at, uint32_t *code)
{
	size_t n = 0, from = at + 1;

	if (from < in.len && in.ptr[from] == '#') {
		bool is_hex = from + 1 < in.len && (in.ptr[from + 1] | 0x20) == 'x';

		from += is_hex ? 2 : 1;
		n = umb_digits_read(in, from, 7, is_hex ? 16 : 10, code);
		return n && from + n < in.len && in.ptr[from + n] == ';' ? from + n + 1 - at : 0;
	}
	while (n <= MAX_NAME && from + n < in.len && in.ptr[from + n] != ';')
		n++;
	if (n == 0 || n > MAX_NAME || from + n >= in.len)
		return 0;
	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (umb_slice_eq_str(umb_slice_sub(in, from, from + n), names[i].name)) {
			*code = names[i].code;
			return n + 2;
		}
	}
	return 0;
}

/* "...value&lt;/password&gt;" */
static bool closes_value(umb_slice in, size_t at, size_t to)
{
	size_t n = 0;

	while (n < 6 && n < at && in.ptr[at - n - 1] > ' ' && in.ptr[at - n - 1] != ';' && in.ptr[at - n - 1] != '>')
		n++;
	return n == 6 && to < in.len && in.ptr[to] == '/';
}

static bool html_begins(umb_slice in, size_t at)
{
	uint32_t code, inner;
	size_t   n;

	in.len = UMB_MIN(in.len, at + UMB_MARK_AHEAD);
	n      = read_reference(in, at, &code);
	if (n == 0)
		return false;
	switch (code) {
	case '"':
	case '\'':
		return umb_mark_opens_value(in, at, at + n);
	case '<':
		return closes_value(in, at, at + n);
	case '&': /* "&amp;quot;" */
		return read_reference(in, at + n - 1, &inner) > 0;
	case '>':
	case ',':
	case '(':
	case ')':
		return false;
	default:
		return umb_digits_is_plain(code);
	}
}

static size_t html_unit(umb_slice in, size_t at, umb_splice_unit *u)
{
	uint32_t code = 0;
	size_t   n    = read_reference(in, at, &code);

	if (n)
		u->n_out = umb_utf8_put(u->out, umb_digits_char(code));
	return n;
}

static const umb_splice html = {
	.mark    = UMB_MARK_ENTITY,
	.is_mark = html_begins,
	.unit    = html_unit,
	.first   = "&",
};

static bool html_probe(umb_slice in)
{
	return umb_marks_any(in, UMB_MARK_ENTITY, html_begins);
}

static umb_status html_decode(const umb_decoder_input *in, umb_emit *emit)
{
	return umb_splice_emit(&html, in, emit);
}

const umb_decoder_ops umb_decoder_html = {
	.name    = "html",
	.summary = "character references of HTML and XML",
	.probe   = html_probe,
	.decode  = html_decode,
	.mark    = UMB_MARK_ENTITY,
	.begins  = html_begins,
};
