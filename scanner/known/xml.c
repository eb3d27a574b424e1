/*
 * xml.c - the little of XML that an export needs: elements, their text, entities, CDATA; comments, instructions and a DOCTYPE without
 * definitions are passed over.  No entity but the five and the numbered ones is known, so that nothing can grow.
 */
#include "base/buf.h"
#include "base/number.h"
#include "base/text.h"
#include "known/readers.h"

#define MAX_DEPTH 256

typedef struct state {
	const umb_xml_visit *visit;
	umb_slice  left;
	umb_buf    text;           /* of all open elements, the innermost last */
	umb_slice  name[MAX_DEPTH];
	size_t     from[MAX_DEPTH]; /* of its text */
	size_t     depth;
} state;

static bool begins(umb_slice s, const char *what)
{
	return s.len >= strlen(what) && memcmp(s.ptr, what, strlen(what)) == 0;
}

static void skip(state *x, size_t n)
{
	x->left = umb_slice_sub(x->left, n, x->left.len);
}

/* Passes over what ends with `end`. */
static umb_status pass(state *x, const char *end)
{
	size_t at = umb_text_find(x->left, umb_slice_str(end));

	if (at == SIZE_MAX)
		return UMB_E_FORMAT;
	skip(x, at + strlen(end));
	return UMB_OK;
}

static void put_code(umb_buf *b, uint64_t c)
{
	uint8_t  out[4];
	size_t   n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (uint8_t)(0x80 | (c & 0x3f));
	out[0] = (uint8_t)((n == 1 ? 0 : 0xf00u >> n) | c);
	umb_buf_append(b, out, n);
}

static bool parse_hex_code(uint64_t *code, umb_slice s)
{
	*code = 0;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = umb_ascii_lower(s.ptr[i]);

		if (i == 6 || !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		*code = *code * 16 + (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return s.len > 0 && *code <= 0x10ffff;
}

static umb_status entity(state *x)
{
	static const struct {
		const char *name;
		uint8_t     c;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' } };
	umb_slice head = umb_slice_sub(x->left, 0, 12);
	size_t    end  = umb_text_find(head, umb_slice_str(";"));
	uint64_t  code = 0;
	bool      is_code;

	for (size_t i = 0; i < UMB_COUNT(known); i++) {
		if (!begins(head, known[i].name))
			continue;
		skip(x, strlen(known[i].name));
		return umb_buf_append_byte(&x->text, known[i].c);
	}
	if (!begins(head, "&#") || end == SIZE_MAX)
		return UMB_E_FORMAT;
	is_code = head.ptr[2] == 'x' ? parse_hex_code(&code, umb_slice_sub(head, 3, end)) : umb_parse_u64(&code, umb_slice_sub(head, 2, end), 1, 0x10ffff);
	if (!is_code || code == 0)
		return UMB_E_FORMAT;
	put_code(&x->text, code);
	skip(x, end + 1);
	return x->text.failed;
}

static umb_status close_element(state *x, umb_slice name)
{
	umb_slice  all  = umb_buf_view(&x->text);
	umb_status st;

	if (x->depth == 0 || !umb_slice_eq(name, x->name[x->depth - 1]))
		return UMB_E_FORMAT;
	x->depth--;
	st = x->visit->close(x->visit->ctx, name, umb_slice_sub(all, x->from[x->depth], all.len));
	x->text.len = x->from[x->depth];
	return st;
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of a tag; a '>' in quotes is none. */
static size_t tag_end(umb_slice s)
{
	uint8_t quote = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (quote)
			quote = s.ptr[i] == quote ? 0 : quote;
		else if (s.ptr[i] == '"' || s.ptr[i] == '\'')
			quote = s.ptr[i];
		else if (s.ptr[i] == '>')
			return i;
	}
	return SIZE_MAX;
}

static umb_status tag(state *x)
{
	size_t     end      = tag_end(x->left), n = 1;
	bool       is_close = begins(x->left, "</"), is_empty;
	umb_slice  name, rest;
	umb_status st;

	if (end == SIZE_MAX)
		return UMB_E_FORMAT;
	if (is_close) {
		name = umb_text_trim(umb_slice_sub(x->left, 2, end));
		skip(x, end + 1);
		return close_element(x, name);
	}
	is_empty = end > 1 && x->left.ptr[end - 1] == '/';
	while (n < end - is_empty && !is_space(x->left.ptr[n]))
		n++;
	name = umb_slice_sub(x->left, 1, n);
	rest = umb_slice_sub(x->left, n, end - is_empty);
	skip(x, end + 1);
	if (name.len == 0 || x->depth == MAX_DEPTH)
		return name.len ? UMB_E_LIMIT : UMB_E_FORMAT;
	x->name[x->depth]   = name;
	x->from[x->depth++] = x->text.len;
	st = x->visit->open(x->visit->ctx, name, rest);
	return st == UMB_OK && is_empty ? close_element(x, name) : st;
}

static umb_status cdata(state *x)
{
	size_t end;

	skip(x, 9);
	end = umb_text_find(x->left, umb_slice_str("]]>"));
	if (end == SIZE_MAX)
		return UMB_E_FORMAT;
	umb_buf_append_slice(&x->text, umb_slice_sub(x->left, 0, end));
	skip(x, end + 3);
	return x->text.failed;
}

static umb_status doctype(state *x)
{
	size_t end = umb_text_find(x->left, umb_slice_str(">"));

	/* Definitions could define entities. */
	return end == SIZE_MAX || memchr(x->left.ptr, '[', end) ? UMB_E_FORMAT : pass(x, ">");
}

static umb_status text(state *x)
{
	size_t n = 0;

	while (n < x->left.len && x->left.ptr[n] != '<' && x->left.ptr[n] != '&')
		n++;
	if (x->depth)
		umb_buf_append_slice(&x->text, umb_slice_sub(x->left, 0, n));
	skip(x, n);
	return x->text.failed;
}

umb_status umb_xml_read(umb_slice in, const umb_xml_visit *visit)
{
	state      x  = { .visit = visit, .left = in, .text = UMB_BUF_INIT_MAX(UMB_SECRET_FILE_MAX) };
	umb_status st = UMB_OK;

	while (x.left.len && st == UMB_OK) {
		if (begins(x.left, "<!--"))
			st = pass(&x, "-->");
		else if (begins(x.left, "<?"))
			st = pass(&x, "?>");
		else if (begins(x.left, "<![CDATA["))
			st = x.depth ? cdata(&x) : UMB_E_FORMAT;
		else if (begins(x.left, "<!"))
			st = doctype(&x);
		else if (x.left.ptr[0] == '<')
			st = tag(&x);
		else if (x.left.ptr[0] == '&')
			st = entity(&x);
		else
			st = text(&x);
	}
	umb_buf_wipe(&x.text);
	return st == UMB_OK && x.depth ? UMB_E_FORMAT : st;
}
