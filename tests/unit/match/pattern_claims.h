/*
 * pattern_claims.h - for tests of match/: what derivation promises, checked against PCRE2 alone.
 *
 * The oracle is the regex over the whole text.  Against it stand (1) every promise of a umb_derived for
 * every match the oracle finds, and (2) the way the engine uses them: literal, gates, window, regex.
 * Every function answers NULL, or the words of the claim that does not hold.
 */
#ifndef UMB_TESTS_PATTERN_CLAIMS_H
#define UMB_TESTS_PATTERN_CLAIMS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "match/automaton.h"
#include "match/pattern.h"
#include "match/regex.h"

#define CLAIMS_MAX_MATCHES 256

typedef struct claims {
	umb_arena          arena;
	const char        *text; /* of the pattern */
	umb_pattern       *pattern;
	umb_derived        derived;
	umb_regex_slot     search, anchored;
	umb_regex_scratch *scratch;
	umb_automaton     *automaton;
	uint64_t           n_matches, n_windows; /* seen so far */
} claims;

typedef struct claims_matches {
	umb_span at[CLAIMS_MAX_MATCHES];
	size_t   n;
	bool     gave_up; /* a limit was reached: nothing can be said */
} claims_matches;

static inline uint64_t claims_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

static inline void claims_clear(claims *c)
{
	umb_regex_slot_clear(&c->search);
	umb_regex_slot_clear(&c->anchored);
	umb_regex_scratch_free(c->scratch);
	umb_automaton_free(c->automaton);
	umb_arena_clear(&c->arena);
	memset(c, 0, sizeof(*c));
}

/* UMB_OK, or what the parser said about the pattern; then nothing is held. */
static inline umb_status claims_init(claims *c, const char *text, umb_err *err)
{
	umb_status st;

	memset(c, 0, sizeof(*c));
	c->text = text;
	st = umb_pattern_parse(&c->pattern, &c->arena, text, err);
	if (st == UMB_OK)
		st = umb_pattern_derive(&c->derived, &c->arena, c->pattern, NULL, err);
	if (st == UMB_OK)
		st = umb_regex_scratch_new(&c->scratch, err);
	if (st == UMB_OK)
		st = umb_automaton_new(&c->automaton, text, NULL, err);
	if (st != UMB_OK)
		claims_clear(c);
	return st;
}

static inline bool claims_literal_at(const umb_literal *l, umb_slice text, size_t at)
{
	if (at > text.len || text.len - at < l->len)
		return false;
	for (size_t i = 0; i < l->len; i++) {
		uint8_t b = text.ptr[at + i];

		if ((l->nocase ? umb_ascii_lower(b) : b) != l->bytes[i])
			return false;
	}
	return true;
}

static inline bool claims_is_word(uint8_t b)
{
	return b == '_' || (b >= '0' && b <= '9') || (umb_ascii_lower(b) >= 'a' && umb_ascii_lower(b) <= 'z');
}

static inline bool claims_anchor_passes(const umb_anchor *a, umb_slice text, size_t at)
{
	if (!claims_literal_at(&a->literal, text, at) || (a->word_before && at > 0 && claims_is_word(text.ptr[at - 1])))
		return false;
	for (size_t i = 0; a->literal.in_run && i < UMB_LITERAL_RUN; i++) {
		if (at + i >= text.len || !umb_byte_is_token(text.ptr[at + i]))
			return false;
	}
	for (size_t i = 0; i < a->n_gates; i++) {
		if (!umb_gate_pass(&a->gate[i], text, at + a->literal.len))
			return false;
	}
	return true;
}

/* -- the oracle ------------------------------------------------------------------------------------ */

static inline const char *claims_whole(claims *c, umb_slice text, claims_matches *out)
{
	const umb_regex *re = NULL;
	size_t           from = 0;

	memset(out, 0, sizeof(*out));
	if (umb_regex_get(&re, &c->search, c->text, 0, NULL) != UMB_OK)
		return "what our parser accepts, PCRE2 accepts";
	while (from <= text.len && out->n < CLAIMS_MAX_MATCHES) {
		umb_span   group[UMB_REGEX_MAX_GROUPS];
		umb_status st = umb_regex_match(re, c->scratch, text, from, text.len, group, 1);

		if (st != UMB_OK) {
			out->gave_up = st == UMB_E_LIMIT;
			return st == UMB_END || st == UMB_E_LIMIT ? NULL : "matching ends, or reaches a limit";
		}
		out->at[out->n++] = group[0];
		from = (size_t)UMB_MAX(group[0].to, group[0].from + 1);
	}
	out->gave_up = out->n == CLAIMS_MAX_MATCHES;
	return NULL;
}

/* -- promises about one match ---------------------------------------------------------------------- */

static inline const char *claims_about_match(const claims *c, umb_slice text, umb_span m)
{
	const umb_derived *d     = &c->derived;
	uint64_t           width = m.to - m.from;

	if (width < d->width_min || (d->width_max != UMB_WIDTH_UNBOUNDED && width > d->width_max))
		return "the width of a match is within bounds";
	for (size_t i = 0; i < d->n_anchors; i++) {
		const umb_anchor *a = &d->anchor[i];
		uint64_t last = a->off_max == UMB_WIDTH_UNBOUNDED ? width : UMB_MIN((uint64_t)a->off_max, width);

		for (uint64_t off = a->off_min; off <= last && off + a->literal.len <= width; off++) {
			if (claims_anchor_passes(a, text, (size_t)(m.from + off)))
				return NULL;
		}
	}
	return d->n_anchors ? "some anchor stands in a match, where it should, and its gates pass" : NULL;
}

/* Nothing between two matches is promised: there the automaton may say yes or no. */
static inline const char *claims_about_automaton(const claims *c, umb_slice text, const claims_matches *whole)
{
	for (size_t i = 0, after = 0, looked = 0; i < whole->n; i++) {
		size_t from = (size_t)whole->at[i].from, to = from;

		if (!umb_automaton_find(c->automaton, 0, text, &from, &to, &looked) || from != whole->at[i].from)
			return "an automaton lets through every match";
		from = after;
		to   = text.len;
		if (!umb_automaton_find(c->automaton, 0, text, &from, &to, &looked) || from > whole->at[i].from)
			return "what an automaton passes over holds no match";
		after = (size_t)UMB_MAX(whole->at[i].to, whole->at[i].from + 1);
	}
	return NULL;
}

/* -- the engine's way ------------------------------------------------------------------------------ */

typedef struct claims_engine {
	claims          *c;
	const umb_regex *re;
	umb_slice        text;
	bool             is_anchored;
	uint32_t         off_max, width_max;
	size_t           done; /* no match begins before this that is not in `found` */
	claims_matches  *found;
} claims_engine;

static inline void claims_engine_search(claims_engine *e, size_t from, size_t to)
{
	umb_slice subject = umb_slice_sub(e->text, 0, to + e->width_max + 2);

	from = UMB_MAX(from, e->done);
	while (from <= to && e->found->n < CLAIMS_MAX_MATCHES) {
		umb_span   group[1];
		umb_status st;

		e->c->n_windows++;
		st = umb_regex_match(e->re, e->c->scratch, subject, from, to, group, 1);
		if (st == UMB_E_LIMIT)
			e->found->gave_up = true;
		if (st != UMB_OK)
			break;
		e->found->at[e->found->n++] = group[0];
		from = (size_t)UMB_MAX(group[0].to, group[0].from + 1);
	}
	e->done = UMB_MAX(UMB_MAX(from, to + 1), e->done);
}

static inline void claims_engine_begin(claims_engine *e)
{
	const umb_derived *d = &e->c->derived;

	e->is_anchored = true;
	e->width_max   = d->width_max == UMB_WIDTH_UNBOUNDED ? (uint32_t)e->text.len : d->width_max;
	for (size_t i = 0; i < d->n_anchors; i++) {
		const umb_anchor *a = &d->anchor[i];

		e->is_anchored = e->is_anchored && a->off_min == a->off_max && a->off_min == d->anchor[0].off_min;
		e->off_max     = UMB_MAX(e->off_max, UMB_MIN(a->off_max, e->width_max));
	}
}

static inline const char *claims_windowed(claims *c, umb_slice text, claims_matches *out)
{
	claims_engine e = { .c = c, .text = text, .found = out };

	memset(out, 0, sizeof(*out));
	claims_engine_begin(&e);
	if (umb_regex_get(&e.re, e.is_anchored ? &c->anchored : &c->search, c->text, e.is_anchored ? UMB_REGEX_ANCHORED : 0, NULL) != UMB_OK)
		return "PCRE2 accepts the pattern anchored";
	for (size_t at = 0; at < text.len; at++) {
		for (size_t i = 0; i < c->derived.n_anchors; i++) {
			const umb_anchor *a = &c->derived.anchor[i];

			if (a->off_min <= at && claims_anchor_passes(a, text, at))
				claims_engine_search(&e, at - UMB_MIN((size_t)e.off_max, at), at - a->off_min);
		}
	}
	return NULL;
}

/* -- all of it ------------------------------------------------------------------------------------- */

static inline const char *claims_hold(claims *c, umb_slice text)
{
	static claims_matches whole, windowed;
	const char *wrong = claims_whole(c, text, &whole);

	if (wrong || whole.gave_up)
		return wrong;
	c->n_matches += whole.n;
	for (size_t i = 0; i < whole.n && !wrong; i++)
		wrong = claims_about_match(c, text, whole.at[i]);
	if (!wrong)
		wrong = claims_about_automaton(c, text, &whole);
	if (wrong || c->derived.n_anchors == 0)
		return wrong;
	wrong = claims_windowed(c, text, &windowed);
	if (wrong || windowed.gave_up)
		return wrong;
	if (whole.n != windowed.n)
		return "literals, gates and windows find as many matches as PCRE2 alone";
	for (size_t i = 0; i < whole.n; i++) {
		if (whole.at[i].from != windowed.at[i].from || whole.at[i].to != windowed.at[i].to)
			return "literals, gates and windows find the same matches as PCRE2 alone";
	}
	return NULL;
}

/* A sample alone must match from its first byte.  UMB_END in *st: none could be made. */
static inline const char *claims_sample(claims *c, umb_buf *out, uint64_t *seed, umb_status *st)
{
	const umb_regex *re = NULL;
	umb_span         group[1];
	umb_status       got;

	umb_buf_reset(out);
	*st = umb_pattern_sample(out, c->pattern, seed);
	if (*st != UMB_OK)
		return NULL;
	if (umb_regex_get(&re, &c->anchored, c->text, UMB_REGEX_ANCHORED, NULL) != UMB_OK)
		return "what our parser accepts, PCRE2 accepts";
	umb_buf_str(out);
	got = umb_regex_match(re, c->scratch, umb_buf_view(out), 0, 0, group, 1);
	return got == UMB_OK || got == UMB_E_LIMIT ? NULL : "a sample matches its pattern";
}

#endif
