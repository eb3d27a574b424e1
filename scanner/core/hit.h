/*
 * core/hit.h - a place where a rule matched, before and while it is judged.
 */
#ifndef UMB_CORE_HIT_H
#define UMB_CORE_HIT_H

#include <string.h>

#include "base/types.h"
#include "core/rule_info.h"

/* What a validator or resolver sees of a hit.  Everything is borrowed for the call. */
typedef struct umb_hit_view {
	const umb_rule_info *rule;
	umb_slice            text;   /* what stands around it in its layer, 8 KB before and behind at most; the spans point into it */
	umb_span             match;  /* the whole match in text */
	umb_span             secret; /* the bytes to be rotated, inside match */
	umb_slice            value;  /* text[secret], for convenience */
	bool                 is_begin; /* nothing stands before the text in its layer */
} umb_hit_view;

/* One stated argument for or against a hit.  `text` is a constant; points are added to the score. */
typedef struct umb_reason {
	const char *text;
	int         points;
} umb_reason;

#define UMB_MAX_REASONS 12

/* Nothing else looks like this, and no check doubts it. */
static inline bool umb_form_is_sure(const umb_rule_info *rule, bool is_doubted)
{
	return rule->confidence == UMB_CONF_HIGH && !is_doubted;
}

/* What decides between two hits that claim the same bytes. */
typedef struct umb_rank {
	bool           is_weak, is_proved;
	bool           is_generic; /* it names no vendor */
	bool           is_beside;  /* no finding by itself */
	bool           is_named;   /* the name of its vendor stands beside the value */
	const char    *provider;
	umb_confidence confidence;
	int            score;
} umb_rank;

static inline umb_rank umb_rank_of(const umb_rule_info *rule, bool is_weak, bool is_proved, int score)
{
	return (umb_rank){ is_weak, is_proved, umb_rule_info_is(rule, "tag:generic"), umb_rule_info_is_beside(rule),
	                   rule->is_named, rule->provider, rule->confidence, score };
}

/* Vendors share forms (sk_live_, sk- and 48 characters), so of two vendors the one that is named has it, where no checksum says otherwise. */
static inline bool umb_rank_names(umb_rank a, umb_rank b)
{
	return a.is_named && !b.is_named && !b.is_proved && !a.is_generic && !b.is_generic && !a.is_beside && !b.is_beside &&
	       a.provider && b.provider && strcmp(a.provider, b.provider) != 0;
}

/* Positive when a is the more specific one. */
static inline int umb_rank_compare(umb_rank a, umb_rank b)
{
	/* What is kept besides takes nothing from what would be found without it. */
	if (a.is_weak != b.is_weak)
		return a.is_weak ? -1 : 1;
	if (umb_rank_names(a, b) || umb_rank_names(b, a))
		return umb_rank_names(a, b) ? 1 : -1;
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
