/*
 * dec_office.c - the text of an office document: its XML without the tags.
 *
 * A word processor cuts a word into runs wherever spelling, style or the day of the edit changes, so that one token stands in several
 * elements.  Tags between pieces of text vanish; those that end a paragraph, a cell or a row are a new line.  White space
 * that only sets the tags out is dropped.
 */
#include "core/decoder.h"

#include "base/text.h"

#define HEAD_LEN 4096
#define SAMPLE 1024
/* A later window of a long document has no head; shorter ones are the whole. */
#define LONG_LEN ((size_t)64 << 10)
#define OUT_BYTES 1024

static bool holds(umb_slice s, const char *text)
{
	return umb_text_find(s, umb_slice_str(text)) != SIZE_MAX;
}

static bool begins_document(umb_slice in)
{
	umb_slice head = umb_slice_sub(in, 0, HEAD_LEN);

	head = umb_slice_sub(head, umb_text_mark_len(head), head.len);
	return head.len > 5 && memcmp(head.ptr, "<?xml", 5) == 0 &&
	       (holds(head, "openxmlformats.org/") || holds(head, "tc:opendocument:") || holds(head, "purl.oclc.org/ooxml/"));
}

static bool office_probe(umb_slice in)
{
	static const char *const ends[] = { "</w:r>", "</a:r>", "</si>", "</text:p>", "</text:span>" };

	if (in.len > 0 && (in.ptr[0] == '<' || in.ptr[0] == 0xef) && begins_document(in))
		return true;
	for (size_t quarter = 0; quarter < 4 && in.len >= LONG_LEN; quarter++) {
		size_t    at     = in.len / 4 * quarter;
		umb_slice sample = umb_slice_sub(in, at, at + SAMPLE);

		for (size_t i = 0; i < UMB_COUNT(ends) && memchr(sample.ptr, '<', sample.len); i++) {
			if (holds(sample, ends[i]))
				return true;
		}
	}
	return false;
}

/* What a tag, without its brackets, leaves in the text. */
static char left_by(umb_slice tag)
{
	static const struct {
		const char *name;
		char        leaves;
	} known[] = {
		{ "/w:p", '\n' }, { "/a:p", '\n' }, { "/si", '\n' }, { "/c", '\n' }, { "/row", '\n' }, { "/w:tc", '\n' }, { "w:br", '\n' }, { "a:br", '\n' },
		{ "w:cr", '\n' }, { "/text:p", '\n' }, { "/text:h", '\n' }, { "text:line-break", '\n' }, { "w:tab", '\t' }, { "text:tab", '\t' },
		{ "text:s", ' ' }, { "/table:table-cell", '\n' }, { "/dc:description", '\n' },
	};
	size_t n = 0;

	while (n < tag.len && tag.ptr[n] > ' ' && (n == 0 || tag.ptr[n] != '/'))
		n++;
	for (size_t i = 0; i < UMB_COUNT(known); i++) {
		if (umb_slice_eq_str(umb_slice_sub(tag, 0, n), known[i].name))
			return known[i].leaves;
	}
	return '\0';
}

/* One character of text and how many bytes it takes; what is no reference to an ASCII character stands for itself. */
static uint8_t char_at(umb_slice text, size_t at, size_t *n_in)
{
	static const struct {
		const char *name;
		uint8_t     is;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' } };
	umb_slice rest = umb_slice_sub(text, at, at + 8);

	*n_in = 1;
	if (rest.ptr[0] != '&')
		return rest.ptr[0];
	for (size_t i = 0; i < UMB_COUNT(known); i++) {
		size_t n = strlen(known[i].name);

		if (rest.len >= n && memcmp(rest.ptr, known[i].name, n) == 0) {
			*n_in = n;
			return known[i].is;
		}
	}
	return rest.ptr[0];
}

typedef struct office {
	umb_slice  in;
	umb_emit  *emit;
	bool       is_begun;
	umb_status st;
} office;

static void put(office *o, const uint8_t *out, size_t n, size_t from, size_t len)
{
	if (!o->is_begun && o->st == UMB_OK)
		o->st = o->emit->begin(o->emit, from);
	o->is_begun = true;
	if (o->st == UMB_OK)
		o->st = o->emit->write(o->emit, out, n, from, len);
}

static bool only_sets_out(umb_slice text)
{
	bool has_line = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] > ' ')
			return false;
		has_line = has_line || text.ptr[i] == '\n';
	}
	return has_line;
}

/* Text between two tags, in pieces that are as long as what they stand for. */
static void put_text(office *o, size_t from, size_t to)
{
	umb_slice text = umb_slice_sub(o->in, 0, to);
	uint8_t   out[OUT_BYTES];

	if (only_sets_out(umb_slice_sub(o->in, from, to)))
		return;
	while (from < to && o->st == UMB_OK) {
		size_t n = 0, n_in = 1, at = from;

		while (at < to && n < OUT_BYTES) {
			uint8_t c = char_at(text, at, &n_in);

			if (n_in != 1)
				break;
			out[n++] = c;
			at++;
		}
		if (n > 0)
			put(o, out, n, from, n);
		from = at;
		if (from < to && n_in != 1) {
			out[0] = char_at(text, from, &n_in);
			put(o, out, 1, from, n_in);
			from += n_in;
		}
	}
}

/* A window that begins inside a tag: behind it. */
static size_t first_text(umb_slice in)
{
	const uint8_t *open = memchr(in.ptr, '<', in.len), *close = memchr(in.ptr, '>', in.len);

	return close && (!open || close < open) ? (size_t)(close - in.ptr) + 1 : 0;
}

static umb_status office_decode(const umb_decoder_input *input, umb_emit *emit)
{
	umb_slice  in = input->text;
	office     o  = { in, emit, false, UMB_OK };
	size_t     at = input->is_cut_left ? first_text(in) : 0;
	umb_status end;

	while (at < in.len && o.st == UMB_OK) {
		const uint8_t *open  = memchr(in.ptr + at, '<', in.len - at);
		size_t         tag   = open ? (size_t)(open - in.ptr) : in.len;
		const uint8_t *close = open ? memchr(open, '>', in.len - tag) : NULL;
		uint8_t        leaves;

		put_text(&o, at, tag);
		if (!close)
			break;
		at     = (size_t)(close - in.ptr) + 1;
		leaves = (uint8_t)left_by(umb_slice_sub(in, tag + 1, at - 1));
		if (leaves && o.st == UMB_OK)
			put(&o, &leaves, 1, tag, at - tag);
	}
	if (!o.is_begun)
		return UMB_OK;
	end = emit->end(emit, in.len);
	return o.st != UMB_OK ? o.st : end;
}

const umb_decoder_ops umb_decoder_office = {
	.name    = "office",
	.summary = "the text of office documents, across its runs",
	.probe   = office_probe,
	.decode  = office_decode,
};
