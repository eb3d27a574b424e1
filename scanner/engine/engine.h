/*
 * engine/engine.h - one unit in, judged hits out.  No locks, no I/O, no globals.
 *
 * A scratch is one worker's private memory; the ruleset is shared and constant.  What comes out does not
 * depend on how the unit was cut into windows, nor on which literal stage the processor allows.
 */
#ifndef UMB_ENGINE_ENGINE_H
#define UMB_ENGINE_ENGINE_H

#include "core/limits.h"
#include "core/unit.h"
#include "judge/judge.h"
#include "rule/rule.h"

/* Texts inside each other that are at hand at once. */
#define UMB_ENGINE_LEVELS 64

/* 1-based line and column, in bytes. */
typedef struct umb_position {
	uint64_t line, column;
} umb_position;

/* A hit that survived judging and overlap.  Everything is borrowed for the call. */
typedef struct umb_engine_hit {
	const umb_rule      *rule;
	const uint32_t      *also;   /* numbers of less specific rules that matched overlapping bytes */
	size_t               n_also;
	const umb_judgement *judged;
	umb_slice            value;  /* the secret, decoded */
	umb_slice            around; /* the text it stands in, decoded likewise: half a KB before the match to one KB behind it */
	size_t               at;     /* of the secret in there */
	umb_slice            line, previous_line; /* of the raw text, cut at 4 KB; for inline comments */
	umb_span             in_line;             /* the whole match, within `line` */
	uint32_t             level;               /* of the text whose lines these are: see umb_engine_visit */
	const char          *layer;  /* "" or "base64>utf16" */
	const char          *member; /* NULL, or the path inside containers: "a.txt" or "b.gz!c" */
	uint64_t             offset, end_offset; /* of the secret in the raw unit or member, and behind it */
	/* Of a member: the text that holds its container (as `member`; NULL: the raw unit); and where in it, or empty: umb_unpacker_ops.has_lines. */
	const char          *container;
	umb_span             in_container;
	uint64_t             section; /* under which heading of an INI file it stands, as a number; 0: none within 4 KB, of what was decoded half a KB */
	umb_position         start, end;             /* of the secret, end inclusive */
	umb_position         match_start, match_end; /* of the whole match */
	uint64_t             utf16_start_column, utf16_end_column; /* 0: not known; end exclusive */
} umb_engine_hit;

typedef struct umb_engine_visit {
	void *ctx;
	umb_status (*hit)(void *ctx, const umb_engine_hit *hit);
	void (*skip)(void *ctx, umb_skip reason, const char *detail);
	bool (*is_cancelled)(void *ctx);
	/*
	 * NULL, or told what passes by of a file or member that has hits or is longer than a window: its bytes [from, to) of `text`, each
	 * once and in order, and all that stand before a hit before it is delivered.  `level` names the text until its end; with
	 * is_first another one begins there.
	 */
	void (*passed)(void *ctx, uint32_t level, bool is_first, umb_slice text, size_t from, size_t to);
} umb_engine_visit;

typedef struct umb_engine_stats {
	uint64_t n_bytes, n_raw_bytes; /* scanned: with what was decoded, and without */
	uint64_t n_layers, n_layer_bytes, n_literal_hits, n_candidates, n_matches;
	uint64_t n_seen_bytes; /* of n_raw_bytes: not searched, because the same lines were seen before */
} umb_engine_stats;

typedef struct umb_scratch umb_scratch;

/* stage NULL: the fastest one.  Borrows the ruleset. */
umb_status umb_scratch_new(umb_scratch **out, umb_ruleset *rs, const umb_limits *limits,
                           const umb_literal_stage_ops *stage, umb_err *err);
void       umb_scratch_free(umb_scratch *s);
const umb_engine_stats *umb_scratch_stats(const umb_scratch *s);
/* What a rule takes behind literals and gates: automaton, regex, judging. */
typedef struct umb_rule_price {
	uint64_t ns, n_candidates, n_matches; /* candidates: runs of its regex */
} umb_rule_price;

/* From now on adds up what each rule of the set takes; `price` is borrowed. */
void umb_scratch_price(umb_scratch *s, umb_rule_price *price);
/* In visit->skip: the member it is about, as in umb_engine_hit, or NULL. */
const char *umb_scratch_member(const umb_scratch *s);

/*
 * UMB_OK when the unit was looked at, whatever was found; what could not be looked at went to visit->skip.  Any other
 * status came from visit->hit, or is UMB_E_CANCELLED.
 */
umb_status umb_engine_scan(umb_scratch *s, const umb_unit *unit, const umb_engine_visit *visit);

#endif
