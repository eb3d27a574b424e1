/*
 * judge/steps.h - private to judge/: steps back through a text.  `at` is the offset behind the byte that is looked at next; each
 * answers where it came to.  Bounded work.
 */
#ifndef UMB_JUDGE_STEPS_H
#define UMB_JUDGE_STEPS_H

#include "base/text.h"
#include "judge/assignment.h"

#define UMB_STEP_NAME 96 /* the longest name that is read */

static inline bool umb_is_name_letter(uint8_t c)
{
	return umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z';
}

static inline bool umb_is_name_byte(uint8_t c)
{
	return umb_is_name_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '$' || c >= 0x80;
}

static inline bool umb_is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

static inline bool umb_is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The byte that is looked at next, or 0 at the beginning. */
static inline uint8_t umb_step_byte(umb_slice t, size_t at)
{
	return at > 0 ? t.ptr[at - 1] : 0;
}

/* lines: over the ends of lines, too */
size_t umb_step_blanks(umb_slice t, size_t at, bool lines);
/* Quotes, with the backslashes of a text inside a text; *quote is the outermost, or left as it is. */
size_t umb_step_quotes(umb_slice t, size_t at, uint8_t *quote);
size_t umb_step_string_prefix(umb_slice t, size_t at, uint8_t quote);
umb_slice umb_step_name(umb_slice t, size_t at, size_t *from);
bool umb_step_ends_with(umb_slice t, size_t at, const char *text);
/* What gives a value, or UMB_OP_NONE and *from = at. */
umb_operator umb_step_operator(umb_slice t, size_t at, size_t *from);
/* In either case. */
bool umb_step_is_one_of(umb_slice name, const char *const *words, size_t n);

#endif
