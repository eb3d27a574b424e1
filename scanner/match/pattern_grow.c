/*
 * pattern_grow.c - the literals that begin at one place of the tree.
 *
 * Starting from one class, all texts that can follow are written out byte by byte until each has four
 * bytes; then for as long as that makes them rarer and not too many.  A text that meets a class of many
 * members stays as it is: a literal may end anywhere, but none of the ways through the tree may be left
 * out.  Every stage that is complete in this sense is a valid choice; the cheapest one is kept.
 */
#include "match/pattern_tree.h"

#include "base/text.h"

#define MIN_LEN 4
/* Beyond four bytes, classes and alternations up to this size are still written out ... */
#define MAX_FAN 6
/* ... while there are at most so many literals and they are no longer than this. */
#define FAN_GROWN 32
#define FAN_LEN 20
/* Of what is common ("function", before one of seven bytes) more is written out. */
#define COMMON 2e-5
#define COMMON_FAN 16
#define COMMON_GROWN 64
/* So many literals weigh twice: every one makes the first filter in front of the comparison less selective. */
#define MANY 8.0
/* A large class within the first four bytes is the last resort: it says little and takes many literals. */
#define CLASS_PRICE 32.0
/*
 * A literal outside runs of token bytes is looked for in all of the text, at steps that the shortest one decides
 * (literal_tables.h): each byte that one lacks is paid for everywhere, and nearly any number of literals is cheaper.
 */
#define SHORT_PRICE 1e7
#define SHORT_FAN 128
/* Where a run begins is one place in thirty. */
#define RUN_DISCOUNT (1.0 / 32.0)
/* \b before a literal is checked first. */
#define BOUNDARY_DISCOUNT 0.5
/* Where case can be kept for little, it is: "id_" is everywhere, "ID_" is not. */
#define NOCASE_PRICE 4.0
/* Nothing is rarer than this: longer literals of that kind gain nothing. */
#define RAREST (1.0 / (double)(UINT64_C(1) << 36))

/* -- members of a class ---------------------------------------------------------------------------- */

/* In the second quarter of a class stand the capitals, and 32 bits behind each its small letter. */
#define CAPITALS UINT64_C(0x07fffffe)

/* Capitals that fold: letters do when the literal ignores case anyway, or when the class is one letter in both cases. */
static uint64_t folding(const umb_grown *g, const umb_class *c)
{
	uint64_t both = c->bits[1] & c->bits[1] >> 32 & CAPITALS;

	return g->nocase || (both && umb_class_count(c) == 2) ? both : 0;
}

static uint32_t count_members(const umb_grown *g, const umb_class *c)
{
	return umb_class_count(c) - (uint32_t)__builtin_popcountll(folding(g, c));
}

static void append_byte(const umb_grown *g, uint8_t byte, bool is_fold, const umb_rest *rest, umb_grown *out)
{
	*out = *g;
	out->nocase = g->nocase || is_fold;
	out->bytes[out->len++] = byte;
	/* What was there is folded already when the literal ignored case before. */
	for (size_t i = g->nocase ? out->len - 1u : 0; out->nocase && i < out->len; i++)
		out->bytes[i] = umb_ascii_lower(out->bytes[i]);
	out->rest      = rest;
	out->n_next    = 0;
	out->cost      = 0;
	out->is_frozen = out->len == UMB_LITERAL_MAX_LEN;
}

/* Appends g + each member of the step to `to`; false when there is no room. */
static bool append_members(const umb_grown *g, const umb_step *step, umb_grown *to, size_t *n_to)
{
	uint64_t folds = folding(g, step->set);

	for (unsigned k = 0; k < 4; k++) {
		uint64_t left = step->set->bits[k];

		if (k == 1)
			left &= ~(folds << 32);
		for (; left; left &= left - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(left);

			if (*n_to == UMB_MAX_GROWN)
				return false;
			append_byte(g, (uint8_t)(k * 64 + bit), k == 1 && (folds >> bit & 1), step->rest, &to[(*n_to)++]);
		}
	}
	return true;
}

/* A token begins at the literal, and it and what follows are a run of token bytes. */
bool umb_grown_in_run(const umb_grown *one, const umb_start *start)
{
	if (umb_byte_is_word(one->bytes[0]) && !start->word_before)
		return false;
	for (size_t i = 0; i < one->len; i++) {
		if (!umb_byte_is_token(one->bytes[i]))
			return false;
	}
	return one->len >= UMB_LITERAL_RUN || one->len + umb_rest_run(one->rest) >= UMB_LITERAL_RUN;
}

/* -- growing --------------------------------------------------------------------------------------- */

/* Looks ahead once per literal and place. */
static void look_ahead(umb_grower *g, umb_grown *one)
{
	if (one->is_frozen || one->n_next)
		return;
	one->in_run = umb_grown_in_run(one, g->start);
	umb_steps_find(&g->steps, one->rest);
	for (size_t i = 0; i < g->steps.n_steps; i++)
		one->n_next += count_members(one, g->steps.step[i].set);
	one->is_frozen = g->steps.can_end || one->n_next == 0 || one->n_next > UMB_MAX_GROWN;
}

/* Replaces literal i by all its continuations, in place and in order. */
static bool extend(umb_grower *g, size_t i)
{
	umb_grown from = g->now[i];
	size_t    n_added = from.n_next, n_after;

	if (from.is_frozen || g->n_now - 1 + n_added > UMB_MAX_GROWN || g->n_left < n_added)
		return false;
	g->n_left -= n_added;
	umb_steps_find(&g->steps, from.rest);
	if (g->steps.failed || g->steps.can_end)
		return false;
	memmove(&g->now[i + n_added], &g->now[i + 1], (g->n_now - i - 1) * sizeof(g->now[0]));
	n_after = i;
	for (size_t k = 0; k < g->steps.n_steps; k++)
		append_members(&from, &g->steps.step[k], g->now, &n_after);
	UMB_ASSERT(n_after == i + n_added);
	g->n_now = g->n_now - 1 + n_added;
	return true;
}

static bool grow_to_minimum(umb_grower *g)
{
	for (size_t i = 0; i < g->n_now;) {
		if (g->now[i].len >= MIN_LEN) {
			i++;
			continue;
		}
		look_ahead(g, &g->now[i]);
		g->is_wide = g->is_wide || g->now[i].n_next > MAX_FAN;
		if (!extend(g, i))
			return false;
	}
	return true;
}

/* Bytes that can only be one thing cost nothing. */
static void grow_for_free(umb_grower *g)
{
	for (size_t i = 0; i < g->n_now;) {
		look_ahead(g, &g->now[i]);
		if (g->now[i].is_frozen || g->now[i].n_next != 1 || !extend(g, i))
			i++;
	}
}

/* One small choice further for every literal that stands before one. */
static bool grow_by_choice(umb_grower *g)
{
	bool has_grown = false;

	for (size_t i = 0; i < g->n_now; i++) {
		const umb_grown *one = &g->now[i];
		size_t           n   = one->n_next;
		bool             is_short = !one->in_run && one->len < UMB_LITERAL_GOOD_LEN;
		bool             is_common = !one->in_run && one->cost > COMMON;

		if (one->is_frozen || one->len >= FAN_LEN || n > (is_short ? SHORT_FAN : is_common ? COMMON_FAN : MAX_FAN) ||
		    g->n_now + n > (is_short ? UMB_MAX_GROWN : is_common ? COMMON_GROWN : FAN_GROWN) || !extend(g, i))
			continue;
		i += n - 1;
		has_grown = true;
	}
	return has_grown;
}

static bool is_known(const umb_grower *g, const umb_grown *one)
{
	return g->known && (one->in_run || one->len >= UMB_LITERAL_GOOD_LEN) && g->known->has(g->known->ctx, one->bytes, one->len, one->in_run);
}

static double cost_of(const umb_grown *one)
{
	double p = umb_rarity_text(one->bytes, one->len, one->nocase);

	p = UMB_MAX(p, RAREST) * (one->nocase ? NOCASE_PRICE : 1.0);
	if (one->in_run)
		return p * RUN_DISCOUNT;
	for (size_t i = one->len; i < UMB_LITERAL_GOOD_LEN; i++)
		p *= SHORT_PRICE;
	return p;
}

static void keep_if_better(umb_grower *g, const umb_start *start)
{
	double cost = 0, n = 0;

	for (size_t i = 0; i < g->n_now; i++) {
		/* Most of them are the same as in the round before. */
		if (g->now[i].cost == 0) {
			g->now[i].is_known = is_known(g, &g->now[i]);
			g->now[i].cost     = cost_of(&g->now[i]);
		}
		cost += g->now[i].cost;
		/* One that is looked for anyway fills no table. */
		n    += g->now[i].is_known ? 0.0 : 1.0;
	}
	cost *= 1.0 + n * n / MANY;
	if (g->is_wide)
		cost *= CLASS_PRICE;
	if (start->word_before)
		cost *= BOUNDARY_DISCOUNT;
	if (g->n_best && cost >= g->cost)
		return;
	memcpy(g->best, g->now, g->n_now * sizeof(g->now[0]));
	g->n_best = g->n_now;
	g->cost   = cost;
}

bool umb_grow(umb_grower *g, const umb_start *start)
{
	umb_grown nothing = { .len = 0 };
	umb_step  first   = { &start->node->set, start->rest };

	umb_arena_reset(&g->work);
	g->start       = start;
	g->steps.arena = &g->work;
	g->n_now       = 0;
	g->n_best      = 0;
	g->is_wide     = umb_class_count(&start->node->set) > MAX_FAN;
	if (!append_members(&nothing, &first, g->now, &g->n_now) || !grow_to_minimum(g))
		return false;
	do {
		grow_for_free(g);
		keep_if_better(g, start);
	} while (grow_by_choice(g));
	return !g->steps.failed;
}
