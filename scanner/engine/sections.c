/*
 * sections.c - the heading that a place stands under: `[default]` in an INI file, `[[a.b]]` in TOML.
 */
#include "base/hash.h"
#include "base/text.h"
#include "engine/engine_private.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* What lists and code have in brackets, too, and headings have not. */
static bool is_name(umb_slice s)
{
	while (s.len && (s.ptr[0] == '[' || is_blank(s.ptr[0])))
		s = umb_slice_sub(s, 1, s.len);
	if (s.len == 0 || s.ptr[0] == ']' || s.ptr[0] == '"' || s.ptr[0] == '\'')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < ' ' || memchr(",{}()<>|;", s.ptr[i], 9))
			return false;
	}
	return true;
}

/* "[name]" alone in its line, a comment behind it; of the line, which has no newline. */
static bool is_heading(umb_slice line)
{
	size_t close, end;

	while (line.len && is_blank(line.ptr[0]))
		line = umb_slice_sub(line, 1, line.len);
	if (line.len < 3 || line.ptr[0] != '[')
		return false;
	for (close = line.len; close > 0 && line.ptr[close - 1] != ']';)
		close--;
	for (end = close; end < line.len && is_blank(line.ptr[end]);)
		end++;
	return close > 0 && (end == line.len || line.ptr[end] == '#' || line.ptr[end] == ';') && is_name(umb_slice_sub(line, 0, close - 1));
}

uint64_t umb_section_of(umb_slice text, bool is_begin)
{
	/* The line that the place itself is in is none. */
	size_t end = umb_text_line_start(text, text.len);

	while (end > 0) {
		size_t    to = end - 1, from = umb_text_line_start(text, to);
		umb_slice line;

		if (from == 0 && !is_begin)
			return 0;
		line = umb_slice_sub(text, from, to);
		if (is_heading(line))
			return UMB_MAX(umb_hash64(line), (uint64_t)1);
		end = from;
	}
	return 0;
}
