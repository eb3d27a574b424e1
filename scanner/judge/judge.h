/*
 * judge/judge.h - asks the checks of a rule about a hit and adds up what they say.
 */
#ifndef UMB_JUDGE_JUDGE_H
#define UMB_JUDGE_JUDGE_H

#include "core/validator.h"

/* A validator with its parameters bound, in the order of its specs. */
typedef struct umb_check {
	const umb_validator_ops *ops;
	umb_param params[UMB_MAX_PARAMS];
} umb_check;

typedef struct umb_judgement {
	bool         is_rejected;
	bool         is_weak;    /* would be rejected without keeps_weak */
	int          score;      /* 0 to 100 */
	umb_severity severity;   /* the rule's, or low where a check doubts */
	umb_reason   reason[UMB_MAX_REASONS];
	size_t       n_reasons;
	bool         is_proved;
	bool         is_doubted; /* a check speaks against it, and none proved it */
	bool         is_shown;    /* it is for show: never sure */
	bool         is_only_shown; /* two checks say so */
	bool         is_hinted;     /* of no use as it is, or hardly in use: in a place of tests that is enough */
	bool         is_comment;  /* of what is weighed: never sure, either */
	bool         is_weighed;  /* a validator weighed it, */
	bool         looks_real;  /* and the value itself speaks for it: else never sure */
	bool         is_sure;     /* and it came to so much that a strict scan reports it */
	const char  *rejected_by; /* name of the validator, or NULL */
} umb_judgement;

/*
 * Threads: pure.  The checks are asked in their order until one rejects.  With keeps_weak what is unlikely is no more than
 * doubted, and marked; what is rejected for another reason still is.
 */
void umb_judge(umb_judgement *out, const umb_hit_view *hit, const umb_check *checks, size_t n_checks, bool keeps_weak);

#endif
