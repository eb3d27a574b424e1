/*
 * pem_body.c - reads a PEM block wherever it was pasted.
 *
 * Lines may end in a newline, in "\n" spelled out (once or more often escaped), in quotes with a '+' or ',' behind them, and may be
 * indented.  So the text is cut into pieces at all of these, a piece that holds ':' is a header, and the rest is base64.
 *
 * In a comment, a mail, a log or calls of append() all lines stand in the same frame: what is before END in its line stands before each,
 * what is behind BEGIN behind each.  That is taken off first.
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
	if (s.len == 0 || umb_slice_eq_str(s, "+") || umb_slice_eq_str(s, ".") || r->is_done)
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

/* -- frames ------------------------------------------------------------------------------------------- */

/* What stands before each line and behind it. */
typedef struct frame {
	umb_slice before, behind;
} frame;

/* What the reader of pieces gets along with by itself. */
static bool is_plain(umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_blank(s.ptr[i]) && !strchr("\\.", s.ptr[i]) && !(i > 0 && s.ptr[i - 1] == '\\'))
			return false;
	}
	return true;
}

static umb_slice without_return(umb_slice line)
{
	line.len -= line.len > 0 && line.ptr[line.len - 1] == '\r';
	return line;
}

/* Line numbers and times differ from line to line, but not in length. */
static bool may_count(uint8_t c)
{
	return umb_ascii_is_digit(c) || c == ' ';
}

static bool begins_as(umb_slice line, umb_slice before)
{
	if (line.len < before.len)
		return false;
	for (size_t i = 0; i < before.len; i++) {
		if (line.ptr[i] != before.ptr[i] && (!may_count(line.ptr[i]) || !may_count(before.ptr[i])))
			return false;
	}
	return true;
}

/* What the line holds between them; as it is when the frame is not around it. */
static umb_slice without_frame(umb_slice line, const frame *f)
{
	line = without_return(line);
	if (begins_as(line, f->before))
		line = umb_slice_sub(line, f->before.len, line.len);
	if (line.len >= f->behind.len && memcmp(line.ptr + line.len - f->behind.len, f->behind.ptr, f->behind.len) == 0)
		line.len -= f->behind.len;
	return line;
}

/* `body` begins behind BEGIN and ends where END does; false when its lines stand there plainly, or nothing is around the first. */
static bool find_frame(frame *f, umb_slice body)
{
	size_t    first = umb_text_line_end(body, 0), last = umb_text_line_start(body, body.len);
	umb_slice line;

	if (first >= last)
		return false;
	f->behind = without_return(umb_slice_sub(body, 0, first));
	f->before = umb_slice_sub(body, last, body.len);
	line      = without_return(umb_slice_sub(body, first + 1, umb_text_line_end(body, first + 1)));
	return (!is_plain(f->before) || !is_plain(f->behind)) && without_frame(line, f).len + f->before.len + f->behind.len == line.len;
}

static void read_framed(reader *r, umb_slice body, const frame *f)
{
	size_t last = umb_text_line_start(body, body.len);

	for (size_t at = umb_text_line_end(body, 0) + 1; at < last;) {
		size_t end = umb_text_line_end(body, at);

		read_piece(r, without_frame(umb_slice_sub(body, at, end), f));
		at = end + 1;
	}
}

static void read_plain(reader *r, umb_slice body)
{
	for (size_t i = 0, piece = 0; i <= body.len;) {
		size_t n = i < body.len ? break_len(body, i) : 1;

		if (n > 0) {
			read_piece(r, umb_slice_sub(body, piece, i));
			piece = i + n;
		}
		i += n ? n : 1;
	}
}

bool umb_pem_body_read(umb_pem_body *out, umb_slice text)
{
	static const char begin[] = "-----BEGIN ", dashes[] = "-----";
	reader r = { out, 0, false };
	frame  f;
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
	if (to != SIZE_MAX && find_frame(&f, text))
		read_framed(&r, text, &f);
	else
		read_plain(&r, text);
	return true;
}
