/*
 * git_config.c - see git_config.h.
 */
#include "git/git_config.h"

#include "base/text.h"

static int peek(const umb_git_config *r)
{
	return r->at < r->text.len ? r->text.ptr[r->at] : -1;
}

static void skip_blanks(umb_git_config *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\r')
		r->at++;
}

static bool is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static void take_word(umb_git_config *r, umb_buf *out)
{
	for (; is_word(peek(r)); r->at++)
		umb_buf_append_byte(out, umb_ascii_lower((uint8_t)peek(r)));
}

/* "[name]" is "name", [name "Other"] "name.Other"; what is neither names nothing that is looked for. */
static void take_section(umb_git_config *r)
{
	size_t end = umb_text_line_end(r->text, r->at);

	umb_buf_reset(&r->section);
	take_word(r, &r->section);
	skip_blanks(r);
	if (peek(r) == '"') {
		umb_buf_append_byte(&r->section, '.');
		for (r->at++; r->at < end && peek(r) != '"'; r->at++) {
			r->at += peek(r) == '\\' && r->at + 1 < end;
			umb_buf_append_byte(&r->section, (uint8_t)peek(r));
		}
		r->at += peek(r) == '"';
	}
	if (peek(r) != ']')
		umb_buf_reset(&r->section);
	while (r->at < end && peek(r) != ']')
		r->at++;
	r->at += peek(r) == ']';
}

static int unescaped(int c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'b' ? '\b' : c;
}

/* To the end of the line, without quotes, comment and blanks at the end. */
static void take_value(umb_git_config *r)
{
	size_t kept      = 0;
	bool   is_quoted = false;

	umb_buf_reset(&r->value);
	skip_blanks(r);
	for (int c; (c = peek(r)) >= 0 && c != '\n'; r->at++) {
		if (c == '"') {
			is_quoted = !is_quoted;
			kept      = r->value.len;
		} else if (!is_quoted && (c == '#' || c == ';')) {
			r->at = umb_text_line_end(r->text, r->at);
			break;
		} else if (c == '\\' && r->at + 1 < r->text.len) {
			r->at++;
			if (peek(r) != '\n')
				umb_buf_append_byte(&r->value, (uint8_t)unescaped(peek(r)));
			kept = r->value.len;
		} else {
			umb_buf_append_byte(&r->value, (uint8_t)c);
			if (is_quoted || (c != ' ' && c != '\t' && c != '\r'))
				kept = r->value.len;
		}
	}
	r->value.len = UMB_MIN(kept, r->value.len);
}

bool umb_git_config_next(umb_git_config *r)
{
	while (r->at < r->text.len) {
		int c = peek(r);

		if (c == '[') {
			r->at++;
			take_section(r);
		} else if (is_word(c)) {
			umb_buf_reset(&r->key);
			umb_buf_append_slice(&r->key, umb_buf_view(&r->section));
			umb_buf_append_byte(&r->key, '.');
			take_word(r, &r->key);
			skip_blanks(r);
			umb_buf_reset(&r->value);
			r->has_value = peek(r) == '=';
			if (r->has_value) {
				r->at++;
				take_value(r);
			}
			return true;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
			r->at++;
		} else {
			r->at = umb_text_line_end(r->text, r->at);
		}
	}
	return false;
}

void umb_git_config_clear(umb_git_config *r)
{
	umb_buf_clear(&r->section);
	umb_buf_clear(&r->key);
	umb_buf_clear(&r->value);
}
