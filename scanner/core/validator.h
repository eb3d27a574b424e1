/*
 * core/validator.h - a check that speaks for or against a hit.
 *
 * Pure: no I/O, no clock, no allocation, no state; may be called from many threads at once.
 */
#ifndef UMB_CORE_VALIDATOR_H
#define UMB_CORE_VALIDATOR_H

#include "core/hit.h"
#include "core/params.h"

typedef enum umb_verdict {
	UMB_TRIAL = -6,     /* a doubt; in a place of tests or documents, that it is for show, too */
	UMB_HINT = -5,      /* says nothing by itself; in a place of tests or documents, that it is for show */
	UMB_SHOWN = -4,     /* real or not, it is for show: severity medium at most, and no strict scan reports it */
	UMB_REJECT = -3,    /* cannot be a secret: the hit is dropped */
	UMB_UNLIKELY = -2,  /* looks like no generated value: dropped, but kept as a doubt by a scan that is to miss nothing */
	UMB_DOUBT = -1,     /* lowers score and severity, never drops */
	UMB_NO_OPINION = 0,
	UMB_SUPPORT = 1,    /* raises the score */
	UMB_PROVE = 2,      /* recomputed: certain format */
	UMB_PROVE_LOCKED = 3 /* likewise, and worth nothing without a pass-phrase: severity medium at most */
} umb_verdict;

/* Where a validator that weighs puts its reasons; the judge's (judge/weights.h). */
typedef struct umb_weighing umb_weighing;

/* Either checks or weighs. */
typedef struct umb_validator_ops {
	const char *name;    /* "crc32-base62", as written in rules */
	const char *summary; /* one line */
	const umb_param_spec *params;
	size_t n_params;     /* at most UMB_MAX_PARAMS */
	const char *const *words; /* what a parameter of type WORD may be, NULL-terminated; its value is the index */
	/* params: n_params values.  *reason is set to a constant text unless the verdict is NO_OPINION. */
	umb_verdict (*check)(const umb_hit_view *hit, const umb_param *params, const char **reason);
	/* Names reasons with points of their own; a score too low for a mode is unlikely, or no secret at all. */
	void (*weigh)(const umb_hit_view *hit, const umb_param *params, umb_weighing *weighing);
	bool is_cheap; /* reads the value once and nothing else: asked before those that look around, wherever a rule names it */
} umb_validator_ops;

/* judge/registry.c */
const umb_validator_ops *umb_validator_find(const char *name);
size_t umb_validator_count(void);
const umb_validator_ops *umb_validator_at(size_t i);

#endif
