/*
 * json_text.c - see json_text.h.
 */
#include "unpack/json_text.h"

#include "base/text.h"
#include "unpack/whole.h"

#define MAX_DEPTH 512u
#define PROBE_KEYS 4u
#define PROBE_REACH 4096u
#define MAX_KEY 64u

static void broken(umb_json_text *j)
{
	j->is_broken = true;
	j->at        = j->text.len;
}

uint8_t umb_json_peek(umb_json_text *j)
{
	while (j->at < j->text.len && (j->text.ptr[j->at] == ' ' || (j->text.ptr[j->at] >= '\t' && j->text.ptr[j->at] <= '\r')))
		j->at++;
	return j->at < j->text.len ? j->text.ptr[j->at] : 0;
}

/* Where the string whose first byte is at `from` ends: at its quote, or behind the text. */
static size_t string_end(umb_slice text, size_t from)
{
	while (from < text.len) {
		const uint8_t *quote = memchr(text.ptr + from, '"', text.len - from);
		size_t         end = quote ? (size_t)(quote - text.ptr) : text.len, n = 0;

		while (end > from + n && text.ptr[end - 1 - n] == '\\')
			n++;
		if (!quote || n % 2 == 0)
			return end;
		from = end + 1;
	}
	return text.len;
}

bool umb_json_string(umb_json_text *j, umb_slice *raw)
{
	size_t end;

	if (umb_json_peek(j) != '"')
		return false;
	end   = string_end(j->text, j->at + 1);
	*raw  = umb_slice_sub(j->text, j->at + 1, end);
	j->at = UMB_MIN(end + 1, j->text.len);
	/* Cut off in the middle, it is still what it is. */
	j->is_broken = j->is_broken || end == j->text.len;
	return true;
}

bool umb_json_enter(umb_json_text *j, uint8_t open)
{
	if (umb_json_peek(j) != open)
		return false;
	j->at++;
	return true;
}

/* Over a comma; false at the end of what was entered. */
static bool next_item(umb_json_text *j, uint8_t close)
{
	uint8_t c = umb_json_peek(j);

	if (c == ',') {
		j->at++;
		c = umb_json_peek(j);
	}
	if (c == close)
		j->at++;
	else if (c == 0)
		broken(j);
	return !j->is_broken && c != close;
}

bool umb_json_key_next(umb_json_text *j, umb_slice *key)
{
	if (j->is_broken || !next_item(j, '}'))
		return false;
	if (umb_json_string(j, key) && umb_json_peek(j) == ':') {
		j->at++;
		umb_json_peek(j);
		return !j->is_broken;
	}
	broken(j);
	return false;
}

bool umb_json_element(umb_json_text *j)
{
	uint8_t c;

	if (j->is_broken || !next_item(j, ']'))
		return false;
	c = umb_json_peek(j);
	if (c == '}' || c == ':')
		broken(j);
	return !j->is_broken;
}

/* A number, true, false, null: up to what ends it. */
static void pass_plain(umb_json_text *j)
{
	size_t from = j->at;

	while (j->at < j->text.len && !memchr(",]}:\"[{ \t\r\n", j->text.ptr[j->at], 11))
		j->at++;
	if (j->at == from)
		broken(j);
}

void umb_json_pass(umb_json_text *j)
{
	size_t depth = 0;

	do {
		uint8_t   c = umb_json_peek(j);
		umb_slice s;

		if (c == 0 || depth > MAX_DEPTH) {
			broken(j);
		} else if (c == '"') {
			umb_json_string(j, &s);
		} else if (c == '{' || c == '[') {
			j->at++;
			depth++;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				broken(j);
			else
				depth--;
			j->at++;
		} else if (c == ',' || c == ':') {
			if (depth == 0)
				broken(j);
			j->at++;
		} else {
			pass_plain(j);
		}
	} while (depth > 0 && !j->is_broken);
	j->at = UMB_MIN(j->at, j->text.len);
}

umb_json_text umb_json_over(umb_slice text)
{
	return (umb_json_text){ text, umb_text_mark_len(text), false };
}

umb_status umb_json_unpack(umb_reader *in, umb_emit *emit, void (*put)(umb_member *m, umb_slice text), const char *words)
{
	umb_whole  w;
	umb_member m;
	umb_status st = umb_whole_open(&w, in, emit, words), end;

	umb_member_init(&m, emit);
	if (st == UMB_OK)
		put(&m, w.bytes);
	/* One that is open still when memory was out or a limit reached. */
	end = umb_member_end(&m);
	umb_member_clear(&m);
	umb_whole_close(&w);
	return st == UMB_OK ? end : st;
}

/* -- strings -------------------------------------------------------------------------------------------- */

static bool hex4(umb_slice s, size_t at, uint32_t *out)
{
	*out = 0;
	if (at + 4 > s.len)
		return false;
	for (size_t i = at; i < at + 4; i++) {
		uint8_t c = umb_ascii_lower(s.ptr[i]);

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		*out = *out << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return true;
}

/* The escape at s[at], which is a backslash: bytes written to `out`; *n_in of the text. */
static size_t unescape_one(umb_slice s, size_t at, uint8_t out[4], size_t *n_in)
{
	static const char from[] = "nrtbf\"\\/", to[] = "\n\r\t\b\f\"\\/";
	uint32_t          c, low;
	const char       *k;

	*n_in = UMB_MIN((size_t)2, s.len - at);
	if (*n_in < 2)
		return 0;
	if (s.ptr[at + 1] == 'u' && hex4(s, at + 2, &c)) {
		*n_in = 6;
		if (c >= 0xd800 && c < 0xdc00 && at + 7 < s.len && s.ptr[at + 6] == '\\' && s.ptr[at + 7] == 'u' && hex4(s, at + 8, &low) &&
		    low >= 0xdc00 && low < 0xe000) {
			c     = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			*n_in = 12;
		}
		/* A zero byte would make the whole text no text. */
		return umb_utf8_put(out, c ? c : ' ');
	}
	k      = s.ptr[at + 1] ? strchr(from, s.ptr[at + 1]) : NULL;
	out[0] = k ? (uint8_t)to[k - from] : s.ptr[at + 1];
	return 1;
}

void umb_json_put(umb_member *m, const umb_json_text *j, umb_slice raw)
{
	size_t base = (size_t)(raw.ptr - j->text.ptr);

	for (size_t at = 0, n_in; at < raw.len && m->st == UMB_OK; at += n_in) {
		const uint8_t *back = memchr(raw.ptr + at, '\\', raw.len - at);
		uint8_t        out[4];
		size_t         n;

		n_in = back ? (size_t)(back - raw.ptr) - at : raw.len - at;
		if (n_in > 0) {
			umb_member_put(m, umb_slice_sub(raw, at, at + n_in), base + at, n_in);
			continue;
		}
		n = unescape_one(raw, at, out, &n_in);
		umb_member_put(m, umb_slice_of(out, n), base + at, n_in);
	}
}

void umb_json_unescape(umb_buf *out, umb_slice raw)
{
	for (size_t at = 0, n_in; at < raw.len && out->failed == UMB_OK; at += n_in) {
		uint8_t bytes[4];

		n_in = 1;
		if (raw.ptr[at] == '\\')
			umb_buf_append(out, bytes, unescape_one(raw, at, bytes, &n_in));
		else
			umb_buf_append_byte(out, raw.ptr[at]);
	}
}

void umb_json_put_strings(umb_member *m, umb_json_text *j)
{
	umb_slice s;

	if (umb_json_string(j, &s)) {
		umb_json_put(m, j, s);
	} else if (umb_json_enter(j, '[')) {
		while (m->st == UMB_OK && umb_json_element(j)) {
			if (umb_json_string(j, &s))
				umb_json_put(m, j, s);
			else
				umb_json_pass(j);
		}
	} else {
		umb_json_pass(j);
	}
}

/* Where it stands is asked of the text itself: a key is a string with a colon behind it. */
void umb_json_put_all(umb_member *m, umb_json_text *j)
{
	size_t depth = 0;

	do {
		uint8_t   c = umb_json_peek(j);
		umb_slice s;

		if (c == '"') {
			umb_json_string(j, &s);
			umb_json_put(m, j, s);
			if (umb_json_peek(j) == ':')
				umb_member_say(m, umb_slice_str(": "));
			else
				umb_member_line(m);
		} else if (c == '{' || c == '[') {
			depth++;
			j->at++;
			umb_member_line(m);
		} else if (c == '}' || c == ']') {
			depth -= depth > 0;
			j->at++;
		} else if (c == ',' || c == ':') {
			j->at++;
		} else if (c == 0 || depth > MAX_DEPTH) {
			broken(j);
		} else {
			size_t from = j->at;

			pass_plain(j);
			umb_member_put(m, umb_slice_sub(j->text, from, j->at), from, j->at - from);
			umb_member_line(m);
		}
	} while (depth > 0 && !j->is_broken && m->st == UMB_OK);
}

/* -- probes ------------------------------------------------------------------------------------------------ */

bool umb_json_begins(umb_slice head, const char *const *keys, size_t n_keys)
{
	umb_json_text j = umb_json_over(umb_slice_sub(head, 0, PROBE_REACH));
	umb_slice     key;

	if (!umb_json_enter(&j, '{'))
		return false;
	for (size_t i = 0; i < PROBE_KEYS && umb_json_key_next(&j, &key) && key.len <= MAX_KEY; i++) {
		for (size_t k = 0; k < n_keys; k++) {
			if (umb_slice_eq_str(key, keys[k]))
				return true;
		}
		umb_json_pass(&j);
	}
	return false;
}

bool umb_json_head_has(umb_slice head, size_t max, const char *word)
{
	return umb_text_find(umb_slice_sub(head, 0, max), umb_slice_str(word)) != SIZE_MAX;
}
