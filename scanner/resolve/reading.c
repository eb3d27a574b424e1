/*
 * reading.c - see reading.h.
 */
#include "resolve/reading.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/text.h"

#define LAST_SECOND 253402300799.0 /* of the year 9999 */

void umb_claims_text(umb_claims *out, const char *field, const char *text, umb_claim_method method)
{
	umb_claims_add(out, field, umb_slice_str(text), method);
}

void umb_claims_time(umb_claims *out, const char *field, double seconds, umb_claim_method method)
{
	char text[40];

	if (seconds > 0 && seconds <= LAST_SECOND)
		umb_claims_text(out, field, umb_clock_iso(text, (int64_t)seconds, 0), method);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`' || c == '\\';
}

/* What stands behind a key: a sign, and a value; i is behind the key. */
static bool value_at(umb_slice text, size_t i, umb_slice *value)
{
	size_t end;
	bool   is_quoted = false;

	while (i < text.len && is_quote(text.ptr[i]))
		i++;
	while (i < text.len && is_blank(text.ptr[i]))
		i++;
	if (i >= text.len || (text.ptr[i] != ':' && text.ptr[i] != '='))
		return false;
	i++;
	while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
		i++;
	for (; i < text.len && is_quote(text.ptr[i]); i++)
		is_quoted = true;
	for (end = i; end < text.len; end++) {
		uint8_t c = text.ptr[end];

		if (is_quote(c) || c == '\n' || c == '\r' || (!is_quoted && (is_blank(c) || c == ',' || c == '}' || c == ';')))
			break;
	}
	*value = umb_slice_sub(text, i, end);
	/* What ends with the text may be cut. */
	return end > i && end < text.len;
}

bool umb_read_member(umb_slice text, const char *key, umb_slice *value)
{
	umb_slice word = umb_slice_str(key);

	for (size_t at = 0; at < text.len;) {
		size_t found = umb_text_find(umb_slice_sub(text, at, text.len), word);
		size_t from  = at + found;

		if (found == SIZE_MAX)
			return false;
		at = from + word.len;
		if (from > 0 && !is_blank(text.ptr[from - 1]) && !is_quote(text.ptr[from - 1]) && text.ptr[from - 1] != '{' && text.ptr[from - 1] != ',')
			continue;
		if (value_at(text, at, value))
			return true;
	}
	return false;
}

static bool ends_word(uint8_t c)
{
	return is_blank(c) || is_quote(c) || c == '<' || c == '>' || c < 0x20;
}

umb_slice umb_read_word(umb_slice text, umb_span at)
{
	size_t from = (size_t)at.from, to = (size_t)at.to;

	while (from > 0 && !ends_word(text.ptr[from - 1]))
		from--;
	while (to < text.len && !ends_word(text.ptr[to]))
		to++;
	return umb_slice_sub(text, from, to);
}

umb_slice umb_read_percent(uint8_t *out, size_t cap, umb_slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len && n < cap; n++) {
		if (s.ptr[i] == '%' && umb_parse_hex(out + n, 1, umb_slice_sub(s, i + 1, UMB_MIN(i + 3, s.len)))) {
			i += 3;
			continue;
		}
		out[n] = s.ptr[i++];
	}
	return umb_slice_of(out, n);
}
