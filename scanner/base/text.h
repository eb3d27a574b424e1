/*
 * base/text.h - bytes seen as text: UTF-8, lines, ASCII case, edit distance, safe display.
 */
#ifndef UMB_BASE_TEXT_H
#define UMB_BASE_TEXT_H

#include "base/buf.h"
#include "base/types.h"

bool umb_text_is_utf8(umb_slice s);
/* Bytes of the mark of UTF-8 that `s` begins with: 3, or 0. */
size_t umb_text_mark_len(umb_slice s);
/* One character as UTF-8: 1 to 4 bytes; of a surrogate, the three it would have. */
size_t umb_utf8_put(uint8_t *out, uint32_t c);
/* Text for the generic-secret lane: no NUL byte in the first 8,000 bytes (git's own test). */
bool umb_text_is_text(umb_slice s);

/* Newlines ('\n') in s; vectorised by the compiler, several GB/s. */
size_t umb_text_count_lines(umb_slice s);
/* Offset just after the last newline before `at`, or 0. */
size_t umb_text_line_start(umb_slice s, size_t at);
/* Offset of the newline at or after `at`, or s.len. */
size_t umb_text_line_end(umb_slice s, size_t at);

static inline uint8_t umb_ascii_lower(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') ? (uint8_t)(c | 0x20) : c;
}

static inline bool umb_ascii_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool umb_ascii_is_letter(uint8_t c)
{
	return umb_ascii_lower(c) >= 'a' && umb_ascii_lower(c) <= 'z';
}

bool umb_text_eq_nocase(umb_slice a, umb_slice b);
/* How far the line that holds `at` is indented: blanks, a tab as four. */
size_t umb_text_indent(umb_slice s, size_t at);
/* Without blanks, tabs and carriage returns at both ends. */
umb_slice umb_text_trim(umb_slice s);
/* Where needle first occurs, or SIZE_MAX. */
size_t umb_text_find(umb_slice hay, umb_slice needle);
size_t umb_text_find_nocase(umb_slice hay, umb_slice needle);
/* Whether one of n words, none of which is empty, occurs; the second ignores case. */
bool umb_text_has_any(umb_slice hay, const char *const *words, size_t n);
bool umb_text_has_any_nocase(umb_slice hay, const char *const *words, size_t n);

/* The entry of `names` nearest to `word` (Damerau-Levenshtein, at most a third of its letters), or NULL. */
const char *umb_text_near_miss(const char *word, const char *const *names, size_t n_names);

/*
 * Appends s so that it is harmless on a terminal and in one line of a report: control bytes, escape
 * sequences, invalid UTF-8 and bidirectional overrides become \n, \t, \xNN or \u{...}.
 */
umb_status umb_text_append_safe(umb_buf *b, umb_slice s);
/* Replaces invalid UTF-8 by U+FFFD; JSON demands UTF-8. */
umb_status umb_text_append_utf8(umb_buf *b, umb_slice s);

#endif
