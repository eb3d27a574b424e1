/*
 * example.c - what the keys say that a value stands under: the example of a schema, a service that a CI job starts for itself.
 *
 *     example: value
 *     "example": { "token": "value" }
 *     examples:
 *       application/json:
 *         token: value
 *
 * What a line is under is told by its indentation, as YAML means it and as JSON is written: the nearest line above that is
 * indented less, and so on.
 */
#include "judge/example.h"

#include "base/text.h"

#define MAX_BACK 8192
#define MAX_LINES 200
#define MAX_KEY 64
#define MAX_PLACES 16

typedef struct line {
	size_t from, to;   /* in the text */
	size_t indent;
	bool   is_blank;
} line;

static line line_ending_at(umb_slice t, size_t to, size_t floor)
{
	line l = { floor + umb_text_line_start(umb_slice_sub(t, floor, to), to - floor), to, 0, true };

	while (l.from + l.indent < to && (t.ptr[l.from + l.indent] == ' ' || t.ptr[l.from + l.indent] == '\t'))
		l.indent++;
	l.is_blank = l.from + l.indent == to || t.ptr[l.from + l.indent] == '\r';
	return l;
}

static bool is_key_byte(uint8_t c)
{
	return (umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '$';
}

/* `- key:`, `"key":`: the key that a line begins with, or nothing. */
static umb_slice key_of(umb_slice t, const line *l)
{
	size_t at = l->from + l->indent, from;

	while (at < l->to && (t.ptr[at] == '-' || t.ptr[at] == ' ' || t.ptr[at] == '"' || t.ptr[at] == '\'' || t.ptr[at] == '{'))
		at++;
	from = at;
	while (at < l->to && at - from < MAX_KEY && is_key_byte(t.ptr[at]))
		at++;
	if (at < l->to && (t.ptr[at] == '"' || t.ptr[at] == '\''))
		at++;
	if (at >= l->to || at == from || t.ptr[at] != ':')
		return umb_slice_of(NULL, 0);
	return umb_slice_sub(t, from, t.ptr[at - 1] == '"' || t.ptr[at - 1] == '\'' ? at - 1 : at);
}

static bool is_example_key(umb_slice key)
{
	return umb_text_eq_nocase(key, umb_slice_str("example")) || umb_text_eq_nocase(key, umb_slice_str("examples")) || umb_text_eq_nocase(key, umb_slice_str("x-example"));
}

/* "description: |" and ">-": a text over several lines, which documents the field that it is about. */
static bool is_description_text(umb_slice t, const line *l, umb_slice key)
{
	size_t at = (size_t)(key.ptr - t.ptr) + key.len;

	if (key.len == 0 || !umb_text_eq_nocase(key, umb_slice_str("description")))
		return false;
	while (at < l->to && (t.ptr[at] == '"' || t.ptr[at] == '\'' || t.ptr[at] == ':' || t.ptr[at] == ' '))
		at++;
	return at < l->to && (t.ptr[at] == '|' || t.ptr[at] == '>');
}

/* Of the key that the line begins with, and not of one behind it: no comma on its level. */
static bool is_first_value(umb_slice t, size_t from, size_t at)
{
	size_t depth = 0;

	while (from < at && t.ptr[from] != ':')
		from++;
	for (; from < at; from++) {
		uint8_t c = t.ptr[from];

		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']' || c == ',') {
			if (depth == 0)
				return false;
			depth -= c != ',';
		}
	}
	return true;
}

/* Up by one key that is indented less; false at the top. */
static bool step_up(umb_slice t, line *l, size_t floor, size_t *indent, size_t *n)
{
	while (l->from > floor && *indent > 0 && (*n)++ < MAX_LINES) {
		*l = line_ending_at(t, l->from - 1, floor);
		if (l->is_blank || l->indent >= *indent)
			continue;
		*indent = l->indent;
		return true;
	}
	return false;
}

bool umb_is_schema_example(const umb_hit_view *hit)
{
	umb_slice t      = hit->text;
	size_t    at     = (size_t)hit->secret.from, floor = at > MAX_BACK ? at - MAX_BACK : 0, n = 0;
	line      l      = line_ending_at(t, at, floor);
	size_t    indent = l.indent;

	if (hit->value.len == 0)
		return false;
	if (is_example_key(key_of(t, &l)) && is_first_value(t, l.from, at))
		return true;
	while (step_up(t, &l, floor, &indent, &n)) {
		umb_slice key = key_of(t, &l);

		if (is_example_key(key) || is_description_text(t, &l, key))
			return true;
	}
	return false;
}

/* jobs: / a job: / services: / a service: / env: / NAME: value.  The name of an image may hold the same word. */
static bool is_under_services(umb_slice t, size_t at)
{
	size_t floor = at > MAX_BACK ? at - MAX_BACK : 0, n = 0, n_keys = 0;
	line   l      = line_ending_at(t, at, floor);
	size_t indent = l.indent;

	if (umb_slice_eq_str(key_of(t, &l), "image"))
		return false;
	while (step_up(t, &l, floor, &indent, &n)) {
		if (n_keys++ > 0 && indent > 0 && umb_slice_eq_str(key_of(t, &l), "services"))
			return true;
	}
	return false;
}

static bool is_word_byte(umb_slice t, size_t at)
{
	uint8_t c = at < t.len ? t.ptr[at] : 0;

	return umb_ascii_is_letter(c) || umb_ascii_is_digit(c) || c == '_' || c == '-';
}

static bool stands_alone(umb_slice t, size_t from, size_t n)
{
	return !(from > 0 && is_word_byte(t, from - 1)) && !is_word_byte(t, from + n);
}

bool umb_is_ci_service(const umb_hit_view *hit)
{
	umb_slice t  = hit->text, v = hit->value;
	size_t    from = 0, found;

	if (v.len == 0 || umb_text_find(umb_slice_sub(t, 0, (size_t)hit->secret.from), umb_slice_str("\njobs:")) == SIZE_MAX)
		return false;
	/* What the job then signs in with is the same value. */
	for (size_t n = 0; n < MAX_PLACES && (found = umb_text_find(umb_slice_sub(t, from, t.len), v)) != SIZE_MAX; n++) {
		from += found;
		if (stands_alone(t, from, v.len) && is_under_services(t, from))
			return true;
		from += v.len;
	}
	return false;
}
