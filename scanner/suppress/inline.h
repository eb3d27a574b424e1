/*
 * suppress/inline.h - comments in the text that is scanned, which allow a finding on their line or near it.
 *
 * No locks and no memory: workers ask for each finding while its lines are at hand.
 */
#ifndef UMB_SUPPRESS_INLINE_H
#define UMB_SUPPRESS_INLINE_H

#include "base/types.h"
#include "core/rule_info.h"

#define UMB_REGION_RULES 8

/*
 * Between secretlint-disable and secretlint-enable: what of it holds at a place in a text.  Kept while the text passes by, however
 * long it is; what does not fit here is not allowed.
 */
typedef struct umb_region {
	bool    is_off;               /* every rule */
	uint8_t n;
	char    off[UMB_REGION_RULES][64]; /* these, by the names of secretlint */
} umb_region;

/* The bytes [from, to) of `text` pass by; what stands before and behind them there may be looked at. */
void umb_region_pass(umb_region *r, umb_slice text, size_t from, size_t to);
bool umb_region_allows(const umb_region *r, const umb_rule_info *rule);

typedef struct umb_comments {
	umb_slice         line, previous_line;
	const umb_region *region; /* or NULL */
	int64_t           today;  /* days since 1970-01-01 */
} umb_comments;

typedef struct umb_allowed {
	const char *by;        /* the comment, as a constant text, or NULL */
	char        note[128]; /* why a comment of ours that is there does not allow this; "" */
} umb_allowed;

void umb_inline_allows(umb_allowed *out, const umb_comments *c, const umb_rule_info *rule);

/* A letter, a digit or '_': what makes a longer word of the one before it. */
static inline bool umb_inline_is_word(uint8_t c)
{
	c |= c >= 'A' && c <= 'Z' ? 0x20 : 0;
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The next word of a list of rules, as comments hold them; false at anything else, such as the end of the comment. */
bool umb_inline_next_word(umb_slice *s, umb_slice *word);

/* words.c: whether a name that somebody gives to a rule means this one. */
bool umb_rule_is_vendor(const umb_rule_info *rule, umb_slice name); /* the same, or a name of somebody else's in which our vendor stands */
bool umb_rule_is_named(const umb_rule_info *rule, umb_slice name);  /* its id, its name, or how its id begins */

#endif
