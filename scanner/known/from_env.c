/*
 * from_env.c - NAME=value, as in `.env` files: `export` before it, quotes around the value, escapes inside double ones, a quoted value
 * over several lines, and a comment behind one without quotes.
 */
#include "base/text.h"
#include "known/readers.h"

static bool is_name(uint8_t c)
{
	return c == '_' || c == '.' || c == '-' || (c >= '0' && c <= '9') || (umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z');
}

/* The line that begins here; *rest: behind its line feed. */
static umb_slice line_of(umb_slice text, umb_slice *rest)
{
	size_t end = umb_text_line_end(text, 0);

	*rest = umb_slice_sub(text, end + 1, text.len);
	return umb_slice_sub(text, 0, end);
}

/* Up to the closing quote, which may stand some lines on; false when there is none. */
static bool quoted(umb_slice text, umb_buf *out, umb_slice *rest)
{
	uint8_t quote = text.ptr[0];
	size_t  i     = 1;

	for (; i < text.len && text.ptr[i] != quote; i++) {
		uint8_t c = text.ptr[i];

		if (quote == '"' && c == '\\' && i + 1 < text.len) {
			c = text.ptr[++i];
			c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
		}
		umb_buf_append_byte(out, c);
	}
	*rest = umb_slice_sub(text, i, text.len);
	line_of(*rest, rest);
	return i < text.len;
}

static void unquoted(umb_slice line, umb_buf *out)
{
	for (size_t i = 1; i < line.len; i++) {
		if (line.ptr[i] == '#' && (line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\t')) {
			line.len = i;
			break;
		}
	}
	umb_buf_append_slice(out, umb_text_trim(line));
}

/* One line: the name, when it is an assignment, and what stands behind its sign. */
static bool split(umb_slice line, umb_slice *name, umb_slice *behind)
{
	size_t n = 0;

	line = umb_text_trim(line);
	if (line.len > 7 && umb_slice_eq_str(umb_slice_sub(line, 0, 7), "export "))
		line = umb_text_trim(umb_slice_sub(line, 7, line.len));
	while (n < line.len && is_name(line.ptr[n]))
		n++;
	*name   = umb_slice_sub(line, 0, n);
	*behind = umb_text_trim(umb_slice_sub(line, n, line.len));
	if (n == 0 || behind->len == 0 || behind->ptr[0] != '=')
		return false;
	*behind = umb_text_trim(umb_slice_sub(*behind, 1, behind->len));
	return true;
}

/* Nothing but assignments and comments: what a pipe brings is then no list of values. */
static bool is_all_assigned(umb_slice text)
{
	size_t n = 0;

	while (text.len > 0) {
		umb_slice rest, name, behind, line = umb_text_trim(line_of(text, &rest));

		text = rest;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (!split(line, &name, &behind) || (behind.len && behind.ptr[0] == '='))
			return false;
		n += behind.len > 0;
	}
	return n > 0;
}

static bool is_env(umb_slice text, umb_slice file_name)
{
	if (file_name.len == 0)
		return is_all_assigned(text);
	return umb_slice_eq_str(umb_slice_sub(file_name, 0, 4), ".env") ||
	       (file_name.len > 4 && umb_slice_eq_str(umb_slice_sub(file_name, file_name.len - 4, file_name.len), ".env"));
}

static umb_status read_env(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	umb_buf    value = UMB_BUF_INIT_MAX(UMB_SECRET_FILE_MAX);
	umb_status st    = UMB_OK;

	UMB_UNUSED(err);
	while (text.len > 0 && st == UMB_OK) {
		umb_slice rest, name, behind, line = line_of(text, &rest);
		char      word[128];

		umb_buf_reset(&value);
		if (split(line, &name, &behind) && behind.len) {
			umb_slice whole = umb_slice_of(behind.ptr, (size_t)(text.ptr + text.len - behind.ptr));

			if ((behind.ptr[0] != '"' && behind.ptr[0] != '\'') || !quoted(whole, &value, &rest)) {
				line_of(text, &rest);
				umb_buf_reset(&value);
				unquoted(behind, &value);
			}
			snprintf(word, sizeof(word), "%.*s", (int)UMB_MIN(name.len, sizeof(word) - 1), (const char *)name.ptr);
			st = value.failed != UMB_OK ? value.failed : value.len ? to->value(to->ctx, word, umb_buf_view(&value)) : UMB_OK;
		}
		text = rest;
	}
	umb_buf_wipe(&value);
	return st;
}

const umb_secret_reader_ops umb_secret_reader_env = {
	.name      = "env",
	.summary   = "NAME=value, as in .env files; what looks like no secret is left out",
	.is_config = true,
	.is_it     = is_env,
	.read      = read_env,
};
