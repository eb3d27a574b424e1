/*
 * match/literals.h - a set of byte strings and where each occurs in a text.
 *
 * The set is plain constant data: it is built once (at build time for the built-in rules, at run time
 * for a user's packs) and shared by all threads.  How the tables look is known only to literals.c and
 * the lit_*.c stages.
 */
#ifndef UMB_MATCH_LITERALS_H
#define UMB_MATCH_LITERALS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/types.h"
#include "core/unit.h" /* UMB_TEXT_PAD */

#define UMB_LITERAL_MAX_LEN 32
/* So many token bytes are a run: prefix and body of nearly every token, and few of the words of a text. */
#define UMB_LITERAL_RUN 16

/* Literals outside runs should be so long: the shortest one decides how densely the text is looked at. */
#define UMB_LITERAL_GOOD_LEN 5

typedef struct umb_literal {
	uint8_t bytes[UMB_LITERAL_MAX_LEN]; /* lower case when nocase */
	uint8_t len;                        /* 4..UMB_LITERAL_MAX_LEN */
	bool    nocase;                     /* ASCII letters match in either case */
	bool    in_run;                     /* occurs only where a token begins, of UMB_LITERAL_RUN token bytes or more */
} umb_literal;

/* What tokens are made of: letters, digits and $ * + - . / : = _ ~ */
static inline bool umb_byte_is_token(uint8_t c)
{
	uint8_t folded = (uint8_t)(c | 0x20);

	return (folded >= 'a' && folded <= 'z') || (c >= '-' && c <= ':') || c == '_' || c == '=' || c == '+' ||
	       c == '$' || c == '*' || c == '~';
}

static inline bool umb_byte_is_word(uint8_t c)
{
	uint8_t folded = (uint8_t)(c | 0x20);

	return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/*
 * True unless the byte at `pos` goes on a word.  A token may also begin behind an escape of the text around it: "\nghp_" in
 * JSON, "%20ghp_" in a URL; there the byte before is a letter, and a plain \b would hide a live token.
 */
static inline bool umb_token_begins(umb_slice text, size_t pos)
{
	const uint8_t *p = text.ptr + pos;

	if (pos == 0 || !umb_byte_is_word(p[-1]) || !umb_byte_is_word(p[0]))
		return true;
	if (pos >= 2 && p[-2] == '\\')
		return p[-1] == 'n' || p[-1] == 'r' || p[-1] == 't';
	return pos >= 3 && p[-3] == '%';
}

typedef struct umb_literal_set umb_literal_set; /* defined in match/literal_tables.h for the stages and emitted tables */

/* Tables live in `arena`.  Duplicate literals are allowed and each is reported. */
umb_status umb_literal_set_build(const umb_literal_set **out, umb_arena *arena,
                                 const umb_literal *literals, size_t n_literals, umb_err *err);

/* The literal of that number, as it was given. */
const umb_literal *umb_literal_set_at(const umb_literal_set *set, size_t i);

/* Appends C source that defines `const umb_literal_set NAME`, equal to `set`, needing match/literal_tables.h. */
umb_status umb_literal_set_emit(const umb_literal_set *set, const char *name, umb_buf *out);

/* One occurrence: literal number `literal` (index at build time) begins at `pos`. */
typedef struct umb_literal_hit {
	uint32_t pos;
	uint32_t literal;
} umb_literal_hit;

/*
 * Finds the occurrences that begin in [from, to), in order of pos, then literal.  Every one is real (bytes
 * compared) and none is missed.  Stops early when `cap` hits are stored (cap >= 4096 recommended; a pos is never
 * split over two calls unless more than cap literals begin there, cap must exceed the number of literals in the
 * set that can begin at one position).  Returns the number of hits; *next is where to go on, or `to` when done.
 * to <= text.len < 2^32.  text.ptr[text.len .. text.len + UMB_TEXT_PAD) must be readable.
 */
typedef struct umb_literal_stage_ops {
	const char *name; /* "plain", "scalar", "avx2", "neon" */
	const char *summary;
	bool (*usable)(void); /* asks the processor */
	size_t (*find)(const umb_literal_set *set, umb_slice text, size_t from, size_t to, umb_literal_hit *hits,
	               size_t cap, size_t *next);
} umb_literal_stage_ops;

const umb_literal_stage_ops *umb_literal_stage_best(void); /* fastest usable one; same answer on every call */
const umb_literal_stage_ops *umb_literal_stage_find(const char *name);
size_t umb_literal_stage_count(void);
const umb_literal_stage_ops *umb_literal_stage_at(size_t i);

#endif
