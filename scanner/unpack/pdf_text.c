/*
 * pdf_text.c - see pdf_text.h.  Operators: ISO 32000-1, 9.4.
 *
 * Codes of glyphs are taken for characters, which they are in fonts with a standard encoding; two-byte codes are read as UTF-16.
 */
#include "unpack/pdf_text.h"

#include <zlib.h>

#include "base/alloc.h"
#include "base/text.h"

/* Thousandths of the font's size: a gap this wide is a space. */
#define SPACE_GAP 180
#define OUT_BYTES 16384u

/* -- filters ------------------------------------------------------------------------------------------------ */

static void *zlib_alloc(void *ctx, unsigned count, unsigned size)
{
	UMB_UNUSED(ctx);
	return umb_alloc_zero(count, size);
}

static void zlib_free(void *ctx, void *ptr)
{
	UMB_UNUSED(ctx);
	umb_free(ptr);
}

umb_status umb_pdf_inflate(umb_buf *out, umb_slice in)
{
	z_stream   z  = { .zalloc = zlib_alloc, .zfree = zlib_free };
	umb_status st = UMB_OK;
	int        code = Z_OK;

	if (inflateInit(&z) != Z_OK)
		return UMB_E_NOMEM;
	z.next_in  = (Bytef *)(uintptr_t)in.ptr;
	z.avail_in = (uInt)UMB_MIN(in.len, (size_t)UINT32_MAX);
	while (st == UMB_OK && code == Z_OK) {
		size_t room = out->max > out->len ? UMB_MIN(out->max - out->len, (size_t)OUT_BYTES) : 0;

		st = room > 0 ? umb_buf_reserve(out, room) : UMB_E_LIMIT;
		if (st != UMB_OK)
			break;
		z.next_out  = out->ptr + out->len;
		z.avail_out = (uInt)room;
		code = inflate(&z, Z_NO_FLUSH);
		out->len += room - z.avail_out;
	}
	inflateEnd(&z);
	if (code == Z_MEM_ERROR)
		return UMB_E_NOMEM;
	return st == UMB_OK && code != Z_STREAM_END ? UMB_E_FORMAT : st;
}

static int hex_digit(uint8_t c)
{
	c = umb_ascii_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_hex(umb_buf *out, umb_slice in)
{
	uint8_t byte = 0;
	bool    is_half = false;

	for (size_t i = 0; i < in.len && in.ptr[i] != '>'; i++) {
		int d = hex_digit(in.ptr[i]);

		if (d < 0)
			continue;
		byte = (uint8_t)(is_half ? byte | d : d << 4);
		if (is_half)
			umb_buf_append_byte(out, byte);
		is_half = !is_half;
	}
	if (is_half)
		umb_buf_append_byte(out, byte);
}

/* Five characters are four bytes; of the last group one less than there are. */
static void put_85(umb_buf *out, umb_slice in)
{
	uint64_t word = 0;
	size_t   n = 0;

	for (size_t i = 0; i < in.len && in.ptr[i] != '~'; i++) {
		uint8_t c = in.ptr[i];

		if (c == 'z' && n == 0) {
			umb_buf_append(out, "\0\0\0\0", 4);
			continue;
		}
		if (c < '!' || c > 'u')
			continue;
		word = word * 85 + (uint64_t)(c - '!');
		if (++n < 5)
			continue;
		for (size_t k = 0; k < 4; k++)
			umb_buf_append_byte(out, (uint8_t)(word >> (24 - 8 * k)));
		word = 0;
		n    = 0;
	}
	for (size_t k = n; n > 1 && k < 5; k++)
		word = word * 85 + 84;
	for (size_t k = 0; n > 1 && k + 1 < n; k++)
		umb_buf_append_byte(out, (uint8_t)(word >> (24 - 8 * k)));
}

umb_status umb_pdf_ascii(umb_buf *out, umb_slice in, bool is_85)
{
	if (is_85)
		put_85(out, in);
	else
		put_hex(out, in);
	return out->failed;
}

/* -- strings -------------------------------------------------------------------------------------------------- */

/* "(a \(b\) \101)" from the byte behind the first parenthesis; steps behind the last. */
static void read_literal(umb_buf *out, umb_slice s, size_t *at)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	size_t            depth = 1;

	while (*at < s.len) {
		uint8_t     c = s.ptr[(*at)++];
		const char *k;

		if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			return;
		if (c != '\\' || *at >= s.len) {
			umb_buf_append_byte(out, c);
			continue;
		}
		c = s.ptr[(*at)++];
		if (c >= '0' && c <= '7') {
			unsigned code = c - '0';

			for (size_t i = 0; i < 2 && *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '7'; i++)
				code = code * 8 + (unsigned)(s.ptr[(*at)++] - '0');
			umb_buf_append_byte(out, (uint8_t)code);
		} else if (c == '\r' || c == '\n') {
			*at += c == '\r' && *at < s.len && s.ptr[*at] == '\n';
		} else {
			k = c ? strchr(from, c) : NULL;
			umb_buf_append_byte(out, k ? (uint8_t)to[k - from] : c);
		}
	}
}

/* Characters of two bytes, as composite fonts and UTF-16 have them: every other byte is zero. */
static bool is_wide(umb_slice s)
{
	if (s.len < 2 || s.len % 2)
		return false;
	if (s.ptr[0] == 0xfe && s.ptr[1] == 0xff)
		return true;
	for (size_t i = 0; i < s.len; i += 2) {
		if (s.ptr[i] != 0)
			return false;
	}
	return true;
}

/* Control bytes show nothing. */
static void put_string(umb_member *m, umb_slice s)
{
	uint8_t out[256];
	size_t  n = 0;
	bool    wide = is_wide(s);

	for (size_t i = 0; i < s.len; i += wide ? 2 : 1) {
		uint32_t c = wide ? (uint32_t)s.ptr[i] << 8 | s.ptr[i + 1] : s.ptr[i];

		if (c < 0x20 && c != '\n' && c != '\t')
			continue;
		if (wide && c >= 0xd800 && c < 0xe000)
			c = 0xfffd;
		if (wide)
			n += umb_utf8_put(out + n, c);
		else
			out[n++] = (uint8_t)c;
		if (n + 4 > sizeof(out)) {
			umb_member_put(m, umb_slice_of(out, n), 0, 0);
			n = 0;
		}
	}
	umb_member_put(m, umb_slice_of(out, n), 0, 0);
}

/* -- operators -------------------------------------------------------------------------------------------------- */

typedef struct content {
	umb_member *m;
	umb_slice   s;
	size_t      at;
	umb_buf     string;
	double      number[2]; /* the last two, newest last */
	bool        in_text, in_array;
	bool        is_new_line; /* what is shown next stands on another line, */
	bool        is_apart;    /* or behind a gap */
} content;

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static bool is_delimiter(uint8_t c)
{
	return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' || c == '/' || c == '%';
}

static void show(content *c)
{
	if (c->is_new_line)
		umb_member_line(c->m);
	else if (c->is_apart && c->m->last != '\n' && c->m->last != ' ')
		umb_member_say(c->m, umb_slice_str(" "));
	c->is_new_line = c->is_apart = false;
	put_string(c->m, umb_buf_view(&c->string));
}

/* Digits, a sign, a point; anything else is no number. */
static bool read_number(umb_slice word, double *out)
{
	double value = 0, scale = 1;
	bool   is_negative = word.len > 0 && word.ptr[0] == '-', has_point = false;
	size_t i = is_negative || (word.len > 0 && word.ptr[0] == '+');

	if (i == word.len || word.len > 32)
		return false;
	for (; i < word.len; i++) {
		uint8_t d = word.ptr[i];

		if (d == '.' && !has_point) {
			has_point = true;
		} else if (d >= '0' && d <= '9') {
			value = value * 10 + (d - '0');
			scale *= has_point ? 10 : 1;
		} else {
			return false;
		}
	}
	*out = (is_negative ? -value : value) / scale;
	return true;
}

static void on_word(content *c, umb_slice word)
{
	double n;

	if (read_number(word, &n)) {
		/* Inside an array it moves the next piece: to the left, unless it is negative. */
		if (c->in_array && n < -SPACE_GAP)
			c->is_apart = true;
		c->number[0] = c->number[1];
		c->number[1] = n;
	} else if (umb_slice_eq_str(word, "BT")) {
		c->in_text     = true;
		c->is_new_line = true;
	} else if (umb_slice_eq_str(word, "ET")) {
		c->in_text = false;
	} else if (umb_slice_eq_str(word, "T*") || umb_slice_eq_str(word, "Tm")) {
		c->is_new_line = true;
	} else if (umb_slice_eq_str(word, "Td") || umb_slice_eq_str(word, "TD")) {
		/* Along the line only, it is a gap. */
		if (c->number[1] < 0 || c->number[1] > 0)
			c->is_new_line = true;
		else
			c->is_apart = true;
	}
}

/* ' and " show on the next line what stands before them: looked for behind the string. */
static void look_ahead(content *c)
{
	size_t at = c->at;

	while (at < c->s.len && is_space(c->s.ptr[at]))
		at++;
	if (at < c->s.len && (c->s.ptr[at] == '\'' || c->s.ptr[at] == '"'))
		c->is_new_line = true;
}

static void read_string(content *c)
{
	umb_slice rest = umb_slice_sub(c->s, c->at, c->s.len);

	umb_buf_reset(&c->string);
	if (c->s.ptr[c->at - 1] == '(') {
		read_literal(&c->string, c->s, &c->at);
	} else {
		const uint8_t *end = memchr(rest.ptr, '>', rest.len);
		size_t         len = end ? (size_t)(end - rest.ptr) : rest.len;

		put_hex(&c->string, umb_slice_sub(rest, 0, len));
		c->at += UMB_MIN(len + 1, rest.len);
	}
	if (!c->in_array)
		look_ahead(c);
	if (c->string.failed == UMB_E_NOMEM)
		c->m->st = UMB_E_NOMEM;
}

/* One token of the stream. */
static void step(content *c)
{
	uint8_t b = c->s.ptr[c->at++];
	size_t  from = c->at - 1;

	if (is_space(b))
		return;
	if (b == '%') {
		c->at = umb_text_line_end(c->s, c->at);
	} else if (b == '(' || (b == '<' && c->at < c->s.len && c->s.ptr[c->at] != '<')) {
		read_string(c);
		if (c->in_text)
			show(c);
	} else if (b == '[' || b == ']') {
		c->in_array = b == '[';
	} else if (b == '<' && c->at < c->s.len) {
		c->at++;
	} else if (b == '/' || !is_delimiter(b)) {
		while (c->at < c->s.len && !is_space(c->s.ptr[c->at]) && !is_delimiter(c->s.ptr[c->at]))
			c->at++;
		if (b != '/')
			on_word(c, umb_slice_sub(c->s, from, c->at));
	}
}

/* The word BT stands between spaces. */
static bool is_content(umb_slice s)
{
	umb_slice word = umb_slice_str("BT");

	for (size_t at = 0, found; at < s.len; at += found + 2) {
		found = umb_text_find(umb_slice_sub(s, at, s.len), word);
		if (found == SIZE_MAX)
			return false;
		if ((at + found == 0 || is_space(s.ptr[at + found - 1])) && at + found + 2 < s.len && is_space(s.ptr[at + found + 2]))
			return true;
	}
	return false;
}

void umb_pdf_put(umb_member *m, umb_slice stream)
{
	content c = { .m = m, .s = stream, .string = UMB_BUF_INIT };

	if (is_content(stream)) {
		while (c.at < stream.len && m->st == UMB_OK)
			step(&c);
		umb_member_line(m);
	} else if (stream.len > 0 && umb_text_is_text(stream)) {
		umb_member_put(m, stream, 0, 0);
		umb_member_line(m);
	}
	umb_buf_wipe(&c.string);
}
