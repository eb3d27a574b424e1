/*
 * unp_pdf.c - PDF: the text that pages show, and what else stands in streams.
 *
 * Objects are found by their words (`stream`, `endstream`), not by the cross-reference table, so that a damaged file, an appended
 * version and a removed page are read as well.  Streams with FlateDecode are inflated; others are read as they are, unless they
 * are pictures.  Of operators that show text the strings are joined (pdf_text.c); object streams are shown as they are, with their
 * strings read.
 */
#include "unpack/pdf_text.h"
#include "unpack/whole.h"

#include <stdio.h>

#include "base/text.h"

#define HEAD 1024u
#define FIRST 16u /* what no other file has in here need not be looked for further on */
#define DICT_REACH 4096u
/* Of one stream; the engine's budget bounds all of them. */
#define MAX_STREAM ((size_t)32 << 20)

static bool pdf_probe(umb_slice head)
{
	return head.len > FIRST && memchr(head.ptr, '%', FIRST) && umb_text_find(umb_slice_sub(head, 0, HEAD), umb_slice_str("%PDF-")) != SIZE_MAX;
}

/* The dictionary that ends where the stream begins: from the last "obj" before it, not before `low`. */
static umb_slice dictionary(umb_slice file, size_t low, size_t stream)
{
	umb_slice part = umb_slice_sub(file, UMB_MAX(low, stream - UMB_MIN(stream, (size_t)DICT_REACH)), stream);

	for (size_t i = part.len; i >= 3; i--) {
		if (memcmp(part.ptr + i - 3, "obj", 3) == 0)
			return umb_slice_sub(part, i, part.len);
	}
	return umb_slice_of(NULL, 0);
}

static bool says(umb_slice dict, const char *word)
{
	return dict.len > 0 && umb_text_find(dict, umb_slice_str(word)) != SIZE_MAX;
}

/* Behind the end of the line of the word "stream". */
static size_t stream_begin(umb_slice file, size_t at)
{
	if (at < file.len && file.ptr[at] == '\r')
		at++;
	if (at < file.len && file.ptr[at] == '\n')
		at++;
	return at;
}

static bool says_any(umb_slice dict, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (says(dict, words[i]))
			return true;
	}
	return false;
}

/* Glyphs, colours and pixels say nothing. */
static bool is_picture(umb_slice dict)
{
	static const char *const words[] = { "/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/Subtype /Image", "/Subtype/Image", "/FontFile",
	                                     "/Length1", "/ICCBased", "/Alternate", "/CIDFontType0C", "/Type1C", "/XRef" };

	return says_any(dict, words, UMB_COUNT(words));
}

static bool has_other_filter(umb_slice dict)
{
	static const char *const words[] = { "/LZWDecode", "/RunLengthDecode", "/Crypt" };

	return says_any(dict, words, UMB_COUNT(words));
}

/* False when what is compressed is damaged: of this nothing else is left to be looked at. */
static bool put_stream(umb_member *m, umb_slice dict, umb_slice raw, umb_buf *plain, size_t number)
{
	umb_slice bytes = raw;
	bool      is_flate = says(dict, "/FlateDecode") || says(dict, "/Fl ") || says(dict, "/Fl]");
	bool      is_whole = true;
	char      name[32];

	snprintf(name, sizeof(name), "stream %zu", number);
	if (is_picture(dict))
		return true;
	if (has_other_filter(dict)) {
		m->emit->skip_member(m->emit, name, UMB_SKIP_ENCRYPTED, "a filter of a PDF that is not undone");
		return true;
	}
	umb_member_name(m, "%s", name);
	umb_buf_reset(plain);
	if (says(dict, "/ASCII85Decode") || says(dict, "/ASCIIHexDecode")) {
		umb_status st = umb_pdf_ascii(plain, raw, says(dict, "/ASCII85Decode"));

		if (st == UMB_E_NOMEM)
			m->st = st;
		bytes = umb_buf_view(plain);
	}
	if (is_flate) {
		umb_buf    out = UMB_BUF_INIT_MAX(MAX_STREAM);
		umb_status st  = umb_pdf_inflate(&out, bytes);

		if (st == UMB_E_NOMEM && m->st == UMB_OK)
			m->st = st;
		is_whole = st != UMB_E_FORMAT;
		if (st == UMB_E_LIMIT)
			m->emit->skip_member(m->emit, name, UMB_SKIP_DECODE_LIMIT, "a stream of a PDF, longer than is inflated");
		umb_pdf_put(m, umb_buf_view(&out));
		umb_buf_wipe(&out);
	} else {
		umb_pdf_put(m, bytes);
	}
	umb_member_end(m);
	return is_whole;
}

/* Every stream of the file, numbered as they stand there. */
static umb_status put_streams(umb_member *m, umb_slice file)
{
	umb_slice word = umb_slice_str("stream"), end_word = umb_slice_str("endstream");
	umb_buf   plain = UMB_BUF_INIT_MAX(MAX_STREAM);
	size_t    at = 0, number = 0;
	bool      is_whole = true;

	while (m->st == UMB_OK) {
		size_t    found = umb_text_find(umb_slice_sub(file, at, file.len), word), from, len;
		umb_slice dict;

		if (found == SIZE_MAX)
			break;
		from = stream_begin(file, at + found + word.len);
		dict = dictionary(file, at, at + found);
		/* The word may stand in a text; a stream has a dictionary right before it. */
		if (!says(dict, ">>") || (at + found >= 3 && memcmp(file.ptr + at + found - 3, "end", 3) == 0)) {
			at = at + found + word.len;
			continue;
		}
		len = umb_text_find(umb_slice_sub(file, from, file.len), end_word);
		len = len == SIZE_MAX ? file.len - from : len;
		is_whole = put_stream(m, dict, umb_slice_sub(file, from, from + len), &plain, ++number) && is_whole;
		at = from + len;
	}
	umb_buf_wipe(&plain);
	return is_whole ? UMB_OK : UMB_E_FORMAT;
}

static umb_status pdf_unpack(umb_reader *in, umb_emit *emit)
{
	umb_whole  w;
	umb_member m;
	umb_status st = umb_whole_open(&w, in, emit, "more of a PDF than is held at once"), end;

	umb_member_init(&m, emit);
	if (st == UMB_OK)
		st = put_streams(&m, w.bytes);
	/* Its strings and streams are then no text, nor compressed; the trailer says so. */
	if ((st == UMB_OK || st == UMB_E_FORMAT) && m.st == UMB_OK && umb_text_find(w.bytes, umb_slice_str("/Encrypt ")) != SIZE_MAX)
		st = UMB_E_UNSUPPORTED;
	end = umb_member_end(&m);
	umb_member_clear(&m);
	umb_whole_close(&w);
	return end != UMB_OK ? end : st;
}

const umb_unpacker_ops umb_unpacker_pdf = {
	.name    = "pdf",
	.summary = "PDF: text and other streams",
	.probe   = pdf_probe,
	.unpack  = pdf_unpack,
};
