/*
 * match/pattern.h - the regular subset of PCRE2 syntax that rules are written in, and what can be derived from it.
 *
 * Accepted: literals, escapes (\d \w \s \D \W \S \h \t \n \r \f \v \xHH \x{HH}, escaped punctuation), [classes] with ranges,
 * negation, escapes and POSIX names, '.', groups ((...), (?:...), (?<name>...), (?P<name>...), (?i) (?s) (?x) (?m) and
 * (?i:...) (?-i:...) flags), alternation, greedy and lazy quantifiers (? * + {n} {n,} {n,m}), \b \B, ^ and $ and \A \z.
 * Refused by name, with the column: look-around, back-references, recursion, atomic groups, possessive quantifiers,
 * callouts, a count of zero, \K, \Q..\E, Unicode properties, verbs.  Bytes, not characters: no UTF mode.
 */
#ifndef UMB_MATCH_PATTERN_H
#define UMB_MATCH_PATTERN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/types.h"
#include "match/literals.h"

#define UMB_WIDTH_UNBOUNDED UINT32_MAX
#define UMB_MAX_GATES 3

/* 256 bits, one per byte value. */
typedef struct umb_class {
	uint64_t bits[4];
} umb_class;

static inline bool umb_class_has(const umb_class *c, uint8_t byte)
{
	return (c->bits[byte >> 6] >> (byte & 63)) & 1;
}

typedef struct umb_pattern umb_pattern; /* the syntax tree; lives in an arena */

/* At most 4,096 bytes of pattern, 16,384 as a repeat count, 64 groups deep, 100,000 nodes after expansion of counts. */
umb_status umb_pattern_parse(umb_pattern **out, umb_arena *arena, const char *text, umb_err *err);

/*
 * A check after a literal that every match must pass.  Without `stop` (it is empty): somewhere within `gap_max` bytes after the
 * end of the literal (0: right there) a run of at least `run_min` bytes of `set` begins; one that would pass the end of the text
 * fails.  With `stop`: `run_min` to `gap_max` bytes of `set` stand behind the literal, and then one of `stop`, which shares none
 * with `set`.
 */
typedef struct umb_gate {
	umb_class set, stop;
	uint32_t  gap_max;
	uint32_t  run_min;
} umb_gate;

static inline bool umb_gate_has_stop(const umb_gate *g)
{
	return (g->stop.bits[0] | g->stop.bits[1] | g->stop.bits[2] | g->stop.bits[3]) != 0;
}

/* One required literal: every match contains at least one of the derivation's anchors, at this distance from its start. */
typedef struct umb_anchor {
	umb_literal literal;
	uint32_t    off_min, off_max; /* bytes from the start of the match to the literal; off_max may be UMB_WIDTH_UNBOUNDED */
	bool        word_before;      /* \b stands directly before the literal and the literal begins with a word byte */
	uint8_t     n_gates;
	umb_gate    gate[UMB_MAX_GATES];
} umb_anchor;

typedef struct umb_derived {
	uint32_t    width_min, width_max; /* of a match, in bytes; width_max may be UMB_WIDTH_UNBOUNDED */
	bool        starts_with_word_boundary; /* the pattern is \b followed by something */
	size_t      n_anchors;            /* 0: no literal could be derived */
	umb_anchor *anchor;               /* in the arena */
	uint32_t    n_groups;             /* capture groups, without group 0 */
	uint32_t    secret_group;         /* the group named "secret", else 1 when there is any, else 0 */
} umb_derived;

/* Literals that are looked for already, for other patterns; what they cost is paid. */
typedef struct umb_known_literals {
	bool (*has)(const void *ctx, const uint8_t *bytes, size_t len, bool in_run);
	const void *ctx;
} umb_known_literals;

/*
 * What every match must contain.  Anchors are chosen so that the literals are as rare as possible (long, case-sensitive, few);
 * a short literal is widened by the class beside it when that gives at most 256 anchors.  At most 512 anchors.  `known` may be NULL.
 */
umb_status umb_pattern_derive(umb_derived *out, umb_arena *arena, const umb_pattern *p, const umb_known_literals *known, umb_err *err);

/*
 * Appends a text that matches the pattern, chosen by the seed (advanced); for tests and fuzzing.  UMB_END, with nothing
 * appended, when none was found: \b or ^ and $ may contradict each other, or every text is very long.
 */
umb_status umb_pattern_sample(umb_buf *out, const umb_pattern *p, uint64_t *seed);

/* All bytes that a match can begin with; every byte where it may be empty, or that is too much to find out. */
umb_status umb_pattern_first(umb_class *out, umb_arena *arena, const umb_pattern *p, umb_err *err);

/* The number of a named group, or 0; the names one after the other, NULL behind the last. */
uint32_t    umb_pattern_group(const umb_pattern *p, const char *name);
const char *umb_pattern_group_name(const umb_pattern *p, size_t i);

/* How many bytes behind the literal it looks at, at most. */
static inline uint32_t umb_gate_reach(const umb_gate *g)
{
	return g->gap_max + (umb_gate_has_stop(g) ? 1 : g->run_min);
}

/* True when the gate lets the position pass: `at` is just behind the literal. */
bool umb_gate_pass(const umb_gate *g, umb_slice text, size_t at);

#endif
