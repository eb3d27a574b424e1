/*
 * automaton.c - states are sets of steps, made when a text first leads there.
 *
 * Most texts behind a literal leave a pattern within a few bytes, on the same few ways: what a run of the regex takes a
 * microsecond to find out is a handful of loads here.
 *
 * There are at most MAX_STATES at a time.  When they are full all are forgotten, and when that happens again and again (a text made
 * for it), the automaton gives up: from then on it says that it cannot tell, which costs time and no match.
 */
#include "match/automaton_private.h"

#include "base/alloc.h"
#include "base/err.h"
#include "match/automaton_trail.h"

#define MAX_STATES 1024
#define FIRST_STATES 16
#define ALONE 256 /* bytes that a run goes before it looks where others went */
#define MAX_FORGOTTEN 64
#define MAX_WORDS (UMB_PROGRAM_STEPS / 64)
#define SET_WORDS ((UMB_PROGRAM_SETS + 63) / 64)

/* The first three numbers are answers. */
enum { STATE_UNKNOWN, STATE_DEAD, STATE_MATCH, STATE_FIRST, STATE_START };
#define STATE_ANSWERS STATE_FIRST

struct umb_automaton {
	uint8_t          kind[256];   /* of a byte: bytes of one kind are the same to the pattern */
	bool             begins[256]; /* by a byte: a match that does not begin where the text does may begin with it */
	uint16_t        *next;        /* of state s by a byte of kind k: next[s * n_kinds + k], an answer or where those of that state begin */
	uint64_t        *steps;       /* of state s: n_words from s * n_words on; those that take a byte, or wait for the end */
	uint32_t        *hash;        /* of these */
	umb_program_step *step;       /* n_steps of them */
	uint64_t        **behind;     /* of a step that takes a byte: those that wait behind it, n_words; NULL: not asked for yet */
	uint64_t        *begin;       /* those that wait where the text begins, and elsewhere */
	uint64_t        (*sets)[SET_WORDS]; /* of a kind: a bit for each set that holds it */
	uint16_t         n_steps, n_kinds, n_words;
	uint16_t         n_states, cap_states;
	uint16_t         n_forgotten;
	bool             cannot_tell;
	size_t          *budget;      /* shared, or NULL */
	umb_trail       *trail;       /* NULL: no run was long so far, or memory is short */
	umb_arena        arena;
};

/* -- making ------------------------------------------------------------------------------------------- */

/* Compared here and not by memcmp: a thousand times for each pattern, and they are short. */
static bool is_same(const uint64_t *a, const uint64_t *b)
{
	uint64_t differs = 0;

	for (size_t i = 0; i < SET_WORDS; i++)
		differs |= a[i] ^ b[i];
	return differs == 0;
}

/* Bytes that no set tells apart are of one kind.  `in`: of each byte, the sets that hold it; of each kind, when this returns. */
static uint16_t find_kinds(uint8_t kind[256], uint64_t in[256][SET_WORDS], const umb_program *p)
{
	uint16_t n = 0, last = 0;

	memset(in, 0, 256 * sizeof(*in));
	for (uint16_t i = 0; i < p->n_sets; i++) {
		for (unsigned w = 0; w < 4; w++) {
			for (uint64_t left = p->set[i].bits[w]; left; left &= left - 1)
				in[w * 64 + (unsigned)__builtin_ctzll(left)][i / 64] |= UINT64_C(1) << (i % 64);
		}
	}
	for (unsigned c = 0; c < 256; c++) {
		uint16_t k = 0;

		/* Neighbours mostly are. */
		if (n > 0 && is_same(in[last], in[c]))
			k = last;
		while (k < n && !is_same(in[k], in[c]))
			k++;
		if (k == n)
			memmove(in[n++], in[c], sizeof(in[c])); /* n <= c: nothing that is still to be read is lost */
		kind[c] = (uint8_t)k;
		last    = k;
	}
	return n;
}

/* All that is reached from `step` without a byte, and takes one, or waits for the end, or is the end of the pattern. */
static void add_reached(const umb_automaton *a, uint64_t *out, uint16_t step, bool is_first)
{
	uint64_t seen[MAX_WORDS];
	uint16_t left[2 * UMB_PROGRAM_STEPS + 1]; /* every step leaves two at most, and is looked at once */
	size_t   n = 0;

	memset(seen, 0, a->n_words * sizeof(*seen));
	for (left[n++] = step; n > 0;) {
		const umb_program_step *s = &a->step[step = left[--n]];

		if (seen[step / 64] >> (step % 64) & 1)
			continue;
		seen[step / 64] |= UINT64_C(1) << (step % 64);
		if (s->what == UMB_STEP_EITHER)
			left[n++] = s->or_to;
		if (s->what == UMB_STEP_EITHER || (s->what == UMB_STEP_FIRST && is_first))
			left[n++] = s->to;
		else if (s->what != UMB_STEP_FIRST)
			out[step / 64] |= UINT64_C(1) << (step % 64);
	}
}

static bool has_end(const uint64_t *steps)
{
	return steps[UMB_PROGRAM_END / 64] >> (UMB_PROGRAM_END % 64) & 1;
}

static umb_status take_program(umb_automaton *a, const umb_program *p)
{
	uint64_t in[256][SET_WORDS];

	a->n_steps = p->n_steps;
	a->n_words = (uint16_t)((p->n_steps + 63) / 64);
	a->n_kinds = find_kinds(a->kind, in, p);
	a->sets    = umb_arena_alloc(&a->arena, a->n_kinds * sizeof(*a->sets));
	a->step    = umb_arena_alloc(&a->arena, p->n_steps * sizeof(*a->step));
	a->behind  = umb_arena_zero(&a->arena, p->n_steps, sizeof(*a->behind));
	a->begin   = umb_arena_zero(&a->arena, 2, a->n_words * sizeof(*a->begin));
	if (!a->sets || !a->step || !a->behind || !a->begin)
		return UMB_E_NOMEM;
	memcpy(a->sets, in, a->n_kinds * sizeof(*a->sets));
	memcpy(a->step, p->step, p->n_steps * sizeof(*a->step));
	add_reached(a, a->begin, p->first, true);
	add_reached(a, a->begin + a->n_words, p->first, false);
	a->cannot_tell = has_end(a->begin) || has_end(a->begin + a->n_words);
	return UMB_OK;
}

/* False, with what there is kept, when there may be no more. */
static bool grow(umb_automaton *a)
{
	size_t    most = UMB_MIN((size_t)MAX_STATES, (size_t)UINT16_MAX / a->n_kinds);
	size_t    cap  = UMB_MIN(a->cap_states ? 2 * (size_t)a->cap_states : FIRST_STATES, most);
	size_t    more = (cap - a->cap_states) * (a->n_words * sizeof(*a->steps) + sizeof(*a->hash) + a->n_kinds * sizeof(*a->next));
	uint64_t *steps;
	uint32_t *hash;
	uint16_t *next;

	/* The first ones are few, and there is no automaton without them. */
	if (cap == a->cap_states || (a->budget && a->cap_states && more > *a->budget))
		return false;
	steps = umb_realloc(a->steps, cap * a->n_words * sizeof(*steps));
	hash  = umb_realloc(a->hash, cap * sizeof(*hash));
	next  = umb_realloc(a->next, cap * a->n_kinds * sizeof(*next));
	a->steps = steps ? steps : a->steps;
	a->hash  = hash ? hash : a->hash;
	a->next  = next ? next : a->next;
	if (!steps || !hash || !next)
		return false;
	if (a->budget)
		*a->budget -= UMB_MIN(more, *a->budget);
	a->cap_states = (uint16_t)cap;
	return true;
}

static uint32_t hash_of(const umb_automaton *a, const uint64_t *steps)
{
	uint64_t h = 0;

	for (uint16_t w = 0; w < a->n_words; w++)
		h = (h ^ steps[w]) * UINT64_C(0x9e3779b97f4a7c15) ^ h >> 29;
	return (uint32_t)(h >> 32);
}

static uint16_t add_state(umb_automaton *a, const uint64_t *steps)
{
	uint16_t s = a->n_states;

	a->hash[s] = hash_of(a, steps);
	memcpy(a->steps + (size_t)s * a->n_words, steps, a->n_words * sizeof(*steps));
	memset(a->next + (size_t)s * a->n_kinds, STATE_UNKNOWN, a->n_kinds * sizeof(*a->next));
	a->n_states++;
	return s;
}

/* Only where it begins is known.  Numbers of states mean something else from now on. */
static void forget(umb_automaton *a)
{
	if (a->trail)
		memset(a->trail, 0, sizeof(*a->trail));
	a->n_states = STATE_FIRST;
	add_state(a, a->begin);
	add_state(a, a->begin + a->n_words);
}

static bool takes(const umb_automaton *a, uint16_t step, uint8_t kind)
{
	uint8_t what = a->step[step].what;

	return what < UMB_STEP_LAST && (a->sets[kind][what / 64] >> (what % 64) & 1);
}

static umb_status begin(umb_automaton *a)
{
	const uint64_t *steps = a->begin + a->n_words;
	bool            by_kind[256] = { false };

	if (!grow(a))
		return UMB_E_NOMEM;
	forget(a);
	for (uint16_t i = 0; i < a->n_steps; i++) {
		for (uint16_t k = 0; k < a->n_kinds && (steps[i / 64] >> (i % 64) & 1); k++)
			by_kind[k] |= takes(a, i, (uint8_t)k);
	}
	for (unsigned c = 0; c < 256; c++)
		a->begins[c] = by_kind[a->kind[c]];
	return UMB_OK;
}

static umb_status make(umb_automaton *a, umb_arena *arena, const char *pattern, umb_err *err)
{
	umb_program *program = umb_arena_alloc(arena, sizeof(*program));
	umb_pattern *tree    = NULL;
	umb_status   st      = program ? umb_pattern_parse(&tree, arena, pattern, err) : UMB_E_NOMEM;

	if (st == UMB_OK)
		st = umb_program_make(program, arena, tree);
	if (st == UMB_OK)
		st = take_program(a, program);
	if (st == UMB_OK)
		st = begin(a);
	return st;
}

umb_status umb_automaton_new(umb_automaton **out, const char *pattern, size_t *budget, umb_err *err)
{
	umb_arena      arena = UMB_ARENA_INIT;
	umb_automaton *a     = umb_alloc_zero(1, sizeof(*a));
	umb_status     st    = UMB_E_NOMEM;

	if (a) {
		a->budget = budget;
		st        = make(a, &arena, pattern, err);
	}
	umb_arena_clear(&arena);
	if (st == UMB_E_LIMIT) {
		a->cannot_tell = true;
		st             = UMB_OK;
	}
	if (st == UMB_OK) {
		*out = a;
		return UMB_OK;
	}
	umb_automaton_free(a);
	return st == UMB_E_NOMEM ? umb_err_set(err, st, "out of memory") : st;
}

void umb_automaton_free(umb_automaton *a)
{
	if (!a)
		return;
	umb_free(a->next);
	umb_free(a->hash);
	umb_free(a->steps);
	umb_free(a->trail);
	umb_arena_clear(&a->arena);
	umb_free(a);
}

/* -- running ------------------------------------------------------------------------------------------ */

static uint16_t number_of(umb_automaton *a, const uint64_t *steps)
{
	uint32_t hash = hash_of(a, steps);

	for (uint16_t s = STATE_FIRST; s < a->n_states; s++) {
		if (a->hash[s] == hash && memcmp(a->steps + (size_t)s * a->n_words, steps, a->n_words * sizeof(*steps)) == 0)
			return s;
	}
	if (a->n_states < a->cap_states || grow(a))
		return add_state(a, steps);
	if (++a->n_forgotten > MAX_FORGOTTEN)
		a->cannot_tell = true;
	if (a->cannot_tell)
		return STATE_MATCH;
	forget(a);
	return add_state(a, steps);
}

/* NULL when memory is out. */
static const uint64_t *behind(umb_automaton *a, uint16_t step)
{
	if (!a->behind[step]) {
		a->behind[step] = umb_arena_zero(&a->arena, a->n_words, sizeof(uint64_t));
		if (a->behind[step])
			add_reached(a, a->behind[step], a->step[step].to, false);
	}
	return a->behind[step];
}

/* Where a byte of this kind leads from `state`; writes it down. */
static uint16_t make_next(umb_automaton *a, uint16_t row, uint8_t kind)
{
	const uint64_t *from = a->steps + (size_t)(row / a->n_kinds) * a->n_words;
	uint64_t        to[MAX_WORDS] = { 0 };
	bool            is_empty = true;
	uint16_t        forgotten = a->n_forgotten;
	uint16_t        next;

	for (uint16_t w = 0; w < a->n_words; w++) {
		for (uint64_t left = from[w]; left; left &= left - 1) {
			uint16_t        step = (uint16_t)(w * 64 + __builtin_ctzll(left));
			const uint64_t *more;

			if (!takes(a, step, kind))
				continue;
			more = behind(a, step);
			if (!more) {
				a->cannot_tell = true;
				return STATE_MATCH;
			}
			is_empty = false;
			for (uint16_t k = 0; k < a->n_words; k++)
				to[k] |= more[k];
		}
	}
	next = has_end(to) ? STATE_MATCH : is_empty ? STATE_DEAD : number_of(a, to);
	if (next >= STATE_ANSWERS)
		next = (uint16_t)(next * a->n_kinds);
	/* When all states were forgotten, the row is that of another one by now. */
	if (forgotten == a->n_forgotten)
		a->next[row + kind] = next;
	return next;
}

/* Whether the text may end in this state. */
static bool may_end(const umb_automaton *a, uint16_t state)
{
	for (uint16_t w = 0; w < a->n_words; w++) {
		for (uint64_t left = a->steps[(size_t)state * a->n_words + w]; left; left &= left - 1) {
			if (a->step[w * 64 + __builtin_ctzll(left)].what == UMB_STEP_LAST)
				return true;
		}
	}
	return false;
}

/* From *at, in the state `row`, on to `to` or an answer, behind whose byte *at is then.  As wide as an address: nothing is cut at each step. */
static inline __attribute__((always_inline)) size_t walk(umb_automaton *a, const uint8_t *text, size_t *at, size_t to, size_t row)
{
	const uint8_t  *kind = a->kind, *p = text + *at, *end = text + to;
	const uint16_t *next = a->next;

	while (p < end) {
		uint8_t k    = kind[*p++];
		size_t  then = next[row + k];

		if (UMB_UNLIKELY(then < STATE_ANSWERS)) {
			if (then == STATE_UNKNOWN)
				then = make_next(a, (uint16_t)row, k);
			if (then < STATE_ANSWERS) {
				row = then;
				break;
			}
			next = a->next;
		}
		row = then;
	}
	*at = (size_t)(p - text);
	return row;
}

static bool has_trail(umb_automaton *a)
{
	if (!a->trail && (!a->budget || *a->budget >= sizeof(*a->trail))) {
		a->trail = umb_alloc_zero(1, sizeof(*a->trail));
		if (a->trail && a->budget)
			*a->budget -= sizeof(*a->trail);
	}
	return a->trail != NULL;
}

/* The rest of a long run. */
static size_t walk_on(umb_automaton *a, uint64_t text_id, umb_slice text, size_t *at, size_t row)
{
	while (row >= STATE_ANSWERS && *at < text.len) {
		row = walk(a, text.ptr, at, UMB_MIN(text.len, (*at / UMB_TRAIL_STEP + 1) * UMB_TRAIL_STEP), row);
		if (row >= STATE_ANSWERS && *at % UMB_TRAIL_STEP == 0)
			umb_trail_pass(a->trail, text_id, text.len, at, &row);
	}
	umb_trail_end(a->trail, *at, row);
	return row;
}

static bool may_match_at(umb_automaton *a, uint64_t text_id, umb_slice text, size_t at, size_t *looked)
{
	size_t row = walk(a, text.ptr, &at, UMB_MIN(text.len, at + ALONE), (size_t)a->n_kinds * (at == 0 ? STATE_FIRST : STATE_START));

	if (UMB_UNLIKELY(row >= STATE_ANSWERS && at < text.len))
		row = text_id && has_trail(a) ? walk_on(a, text_id, text, &at, row) : walk(a, text.ptr, &at, text.len, row);
	if (row < STATE_ANSWERS) {
		*looked = UMB_MAX(*looked, at);
		return row == STATE_MATCH;
	}
	*looked = SIZE_MAX;
	return may_end(a, (uint16_t)(row / a->n_kinds));
}

/* The first place from `at` on, before `end`, where the byte is one that a match begins with. */
static size_t next_begin(const umb_automaton *a, const uint8_t *text, size_t at, size_t end)
{
	while (at < end && !a->begins[text[at]])
		at++;
	return at;
}

bool umb_automaton_find(umb_automaton *a, uint64_t text_id, umb_slice text, size_t *from, size_t *to, size_t *looked)
{
	size_t at = *from, end = UMB_MIN(*to, SIZE_MAX - 1) + 1;

	if (a->cannot_tell) {
		*looked = SIZE_MAX;
		return at <= *to;
	}
	for (; at < end; at++) {
		if (at > 0 && at < text.len) {
			at = next_begin(a, text.ptr, at, UMB_MIN(end, text.len));
			if (at == end)
				break;
		}
		if (may_match_at(a, text_id, text, at, looked)) {
			*from = at;
			*to   = a->cannot_tell ? *to : at;
			*looked = a->cannot_tell ? SIZE_MAX : *looked;
			return true;
		}
	}
	*from   = at;
	*looked = UMB_MAX(*looked, *to < text.len ? *to + 1 : SIZE_MAX);
	return false;
}
