/*
 * core/hit.h - a place where a rule matched, before and while it is judged.
 */
#ifndef UMB_CORE_HIT_H
#define UMB_CORE_HIT_H

#include "base/types.h"
#include "core/rule_info.h"

/* What a validator or resolver sees of a hit.  Everything is borrowed for the call. */
typedef struct umb_hit_view {
	const umb_rule_info *rule;
	umb_slice            text;   /* the layer (or the window of it) the spans point into */
	umb_span             match;  /* the whole match in text */
	umb_span             secret; /* the bytes to be rotated, inside match */
	umb_slice            value;  /* text[secret], for convenience */
} umb_hit_view;

/* One stated argument for or against a hit.  `text` is a constant; points are added to the score. */
typedef struct umb_reason {
	const char *text;
	int         points;
} umb_reason;

#define UMB_MAX_REASONS 12

/* What decides between two hits that claim the same bytes. */
typedef struct umb_rank {
	bool           is_weak, is_proved;
	bool           is_generic; /* it names no vendor */
	bool           is_beside;  /* no finding by itself */
	umb_confidence confidence;
	int            score;
} umb_rank;

static inline umb_rank umb_rank_of(const umb_rule_info *rule, bool is_weak, bool is_proved, int score)
{
	return (umb_rank){ is_weak, is_proved, umb_rule_info_is(rule, "tag:generic"), umb_rule_info_is_beside(rule), rule->confidence, score };
}

/* Positive when a is the more specific one. */
static inline int umb_rank_compare(umb_rank a, umb_rank b)
{
	/* What is kept besides takes nothing from what would be found without it. */
	if (a.is_weak != b.is_weak)
		return a.is_weak ? -1 : 1;
	if (a.confidence != b.confidence)
		return (int)a.confidence - (int)b.confidence;
	if (a.is_generic != b.is_generic)
		return a.is_generic ? -1 : 1;
	if (a.is_beside != b.is_beside)
		return a.is_beside ? -1 : 1;
	if (a.is_proved != b.is_proved)
		return a.is_proved ? 1 : -1;
	return a.score - b.score;
}

#endif
