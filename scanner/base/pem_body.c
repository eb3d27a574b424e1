/*
 * pem_body.c - reads a PEM block wherever it was pasted.
 *
 * Lines may end in a newline, in "\n" spelled out (once or more often escaped), in quotes with a '+' or ',' behind them, and may be
 * indented.  So the text is cut into pieces at all of these, a piece that holds ':' is a header, and the rest is base64.
 */
#include "base/pem_body.h"

#include "base/base64.h"
#include "base/text.h"

typedef struct reader {
	umb_pem_body *out;
	uint32_t      bits;
	bool          is_done;
} reader;

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '"' || c == '\'' || c == ',' || c == '`';
}

static void put_char(reader *r, uint8_t v)
{
	umb_pem_body *b = r->out;
	size_t        at = b->n_chars++ % 4;

	r->bits = r->bits << 6 | v;
	if (at == 0)
		return;
	if (b->len < sizeof(b->der))
		b->der[b->len++] = (uint8_t)(r->bits >> (6 - 2 * at));
}

/* One piece without line breaks in it. */
static void read_piece(reader *r, umb_slice s)
{
	while (s.len > 0 && is_blank(s.ptr[0]))
		s = umb_slice_sub(s, 1, s.len);
	while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
		s.len--;
	if (s.len == 0 || umb_slice_eq_str(s, "+") || r->is_done)
		return;
	if (memchr(s.ptr, ':', s.len)) {
		if (umb_text_find(s, umb_slice_str("ENCRYPTED")) != SIZE_MAX)
			r->out->is_encrypted = true;
		return;
	}
	for (size_t i = 0; i < s.len; i++) {
		uint8_t v = umb_base64_value[s.ptr[i]];

		if (s.ptr[i] == '=') /* padding, or the checksum line of OpenPGP */
			r->is_done = true;
		else if (r->is_done)
			return;
		else if (v != 0xff && s.ptr[i] != '-' && s.ptr[i] != '_')
			put_char(r, v);
		else if (!is_blank(s.ptr[i]))
			r->out->n_foreign++;
	}
}

/* Bytes of a line end at i: a newline, a quote, or a run of backslashes with what they escape. */
static size_t break_len(umb_slice s, size_t i)
{
	size_t n = 0;

	if (s.ptr[i] == '\n' || s.ptr[i] == '"' || s.ptr[i] == '\'')
		return 1;
	while (i + n < s.len && s.ptr[i + n] == '\\')
		n++;
	if (n > 0 && i + n < s.len && (s.ptr[i + n] == 'n' || s.ptr[i + n] == 'r' || s.ptr[i + n] == 't'))
		n++;
	return n;
}

bool umb_pem_body_read(umb_pem_body *out, umb_slice text)
{
	static const char begin[] = "-----BEGIN ", dashes[] = "-----";
	reader r = { out, 0, false };
	size_t from = umb_text_find(text, umb_slice_str(begin)), to;

	out->len = out->n_chars = out->n_foreign = 0;
	out->is_encrypted = false;
	if (from == SIZE_MAX)
		return false;
	text = umb_slice_sub(text, from + sizeof(begin) - 1, text.len);
	to   = umb_text_find(text, umb_slice_str(dashes));
	if (to == SIZE_MAX || to > 64)
		return false;
	out->label = umb_slice_sub(text, 0, to);
	text       = umb_slice_sub(text, to + sizeof(dashes) - 1, text.len);
	to         = umb_text_find(text, umb_slice_str(dashes));
	if (to != SIZE_MAX)
		text.len = to;
	for (size_t i = 0, piece = 0; i <= text.len;) {
		size_t n = i < text.len ? break_len(text, i) : 1;

		if (n > 0) {
			read_piece(&r, umb_slice_sub(text, piece, i));
			piece = i + n;
		}
		i += n ? n : 1;
	}
	return true;
}
