/*
 * steps.c - steps back through a text, over blanks, quotes, names and operators.
 */
#include "judge/steps.h"

#define MAX_BLANKS 96

size_t umb_step_blanks(umb_slice t, size_t at, bool lines)
{
	size_t n = 0;

	while (n++ < MAX_BLANKS && umb_is_blank(umb_step_byte(t, at)) && (lines || umb_step_byte(t, at) != '\n'))
		at--;
	return at;
}

/* Quotes, with the backslashes of a text inside a text. */
size_t umb_step_quotes(umb_slice t, size_t at, uint8_t *quote)
{
	size_t n = 0;

	while (n++ < 6 && (umb_is_quote(umb_step_byte(t, at)) || (umb_step_byte(t, at) == '\\' && n > 1))) {
		if (umb_is_quote(umb_step_byte(t, at)))
			*quote = umb_step_byte(t, at);
		at--;
	}
	return at;
}

/* f"..." L"..." @"..." $"...": one or two letters that touch the quote, and no name before them. */
size_t umb_step_string_prefix(umb_slice t, size_t at, uint8_t quote)
{
	size_t from = at;

	while (quote && at - from < 2 && (umb_is_name_letter(umb_step_byte(t, from)) || umb_step_byte(t, from) == '@' || umb_step_byte(t, from) == '$'))
		from--;
	return from != at && !umb_is_name_byte(umb_step_byte(t, from)) ? from : at;
}

umb_slice umb_step_name(umb_slice t, size_t at, size_t *from)
{
	*from = at;
	while (at - *from < UMB_STEP_NAME && umb_is_name_byte(umb_step_byte(t, *from)))
		(*from)--;
	return umb_slice_sub(t, *from, at);
}

/* -- operators --------------------------------------------------------------------------------------- */

bool umb_step_ends_with(umb_slice t, size_t at, const char *text)
{
	size_t n = strlen(text);

	return n <= at && memcmp(t.ptr + at - n, text, n) == 0;
}

static const struct {
	const char  *text; /* longer ones first */
	umb_operator op;
} operators[] = {
	{ "===", UMB_OP_COMPARE }, { "!==", UMB_OP_COMPARE }, { "==", UMB_OP_COMPARE }, { "!=", UMB_OP_COMPARE }, { "=&gt;", UMB_OP_ASSIGN },
	{ "&gt;", UMB_OP_ASSIGN }, { "%3D", UMB_OP_ASSIGN }, { "%3d", UMB_OP_ASSIGN }, { "||=", UMB_OP_ASSIGN }, { "?" "?=", UMB_OP_ASSIGN },
	{ "::=", UMB_OP_ASSIGN }, { ":=", UMB_OP_ASSIGN }, { "=>", UMB_OP_ASSIGN }, { "?:", UMB_OP_ASSIGN }, { "->", UMB_OP_ASSIGN }, { "<-", UMB_OP_ASSIGN }, { "+=", UMB_OP_ASSIGN },
	{ "?=", UMB_OP_ASSIGN }, { "||", UMB_OP_ASSIGN }, { "?" "?", UMB_OP_ASSIGN }, { "=", UMB_OP_ASSIGN }, { ":", UMB_OP_COLON },
	{ "(", UMB_OP_CALL }, { ",", UMB_OP_ARGUMENT },
};

/* `"name" to "value"`, `getenv("NAME") or "value"`: words that are operators, with a blank or a bracket before them.  In "the password is something" it is none. */
static bool is_operator_word(umb_slice t, size_t at, size_t *from)
{
	static const char *const words[] = { "is", "was", "to", "or" };

	for (size_t i = 0; i < UMB_COUNT(words); i++) {
		size_t n = strlen(words[i]);

		if (umb_step_ends_with(t, at, words[i]) && at > n && strchr(" \t)", umb_step_byte(t, at - n)) && (i > 1 || (at + 1 < t.len && umb_is_quote(t.ptr[at + 1])))) {
			*from = at - n;
			return true;
		}
	}
	return false;
}

umb_operator umb_step_operator(umb_slice t, size_t at, size_t *from)
{
	*from = at;
	if (is_operator_word(t, at, from))
		return UMB_OP_ASSIGN;
	for (size_t i = 0; i < UMB_COUNT(operators); i++) {
		if (umb_step_ends_with(t, at, operators[i].text)) {
			*from = at - strlen(operators[i].text);
			return operators[i].op;
		}
	}
	return UMB_OP_NONE;
}

bool umb_step_is_one_of(umb_slice name, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (umb_text_eq_nocase(name, umb_slice_str(words[i])))
			return true;
	}
	return false;
}
