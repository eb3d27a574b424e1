/*
 * test_automaton.c - what an automaton lets through and what it stops, by example; that it never stops a match is held for patterns of many
 * shapes in test_derive.c, and by fuzz_pattern.
 */
#include "harness/check.h"
#include "harness/make_base64.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "match/automaton.h"

#define NONE SIZE_MAX

static const struct {
	const char *label, *pattern, *text;
	size_t      from, to, at, looked; /* at: where a match may begin, or NONE; looked: 0 for the whole text */
} rows[] = {
	{ "a match", "ab+c", "xabbc", 0, 4, 1, 5 },
	{ "none is stopped at the byte that is wrong", "abcdef", "abcxyz", 0, 0, NONE, 4 },
	{ "starts that are not asked for", "ab", "abab", 1, 3, 2, 4 },
	{ "a byte that begins none ends the look at it", "ab", "xyz", 0, 1, NONE, 2 },
	{ "either", "(?:foo|bar)=", "bar=", 0, 0, 0, 4 },
	{ "neither", "(?:foo|bar)=", "baz=", 0, 0, NONE, 3 },
	{ "as many as there must be", "k[0-9]{6}", "k12345x", 0, 0, NONE, 7 },
	{ "an exact count is written out", "[0-9a-f]{32};", "0123456789abcdef0123456789abcde;", 0, 0, NONE, 32 },
	{ "a bound that is wide is rounded up: this one is no match", "k[0-9]{1,20};", "k1234567890123456789012345;", 0, 0, 0, 27 },
	{ "a small bound is not", "k[0-9]?;", "k12;", 0, 0, NONE, 3 },
	{ "case that is ignored", "(?i:Pass)w", "PASSw", 0, 0, 0, 5 },
	{ "the beginning of the text", "(?:\\A|;)key=", "key=;key=", 0, 0, 0, 4 },
	{ "and nowhere else", "(?:\\A|;)key=", "+key=;key=", 1, 9, 5, 10 },
	{ "the end of the text", "key\\s?\\z", "key ", 0, 0, 0, 0 },
	{ "and nothing behind it", "key\\s?\\z", "key x", 0, 0, NONE, 5 },
	{ "a text that ends too early", "key=", "key", 0, 0, NONE, 0 },
	{ "other positions are not asked", "\\bkey\\b", "keyx", 0, 0, 0, 3 },
	{ "what may be empty cannot be told", "k*", "x", 0, 0, 0, 0 },
};

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_automaton *a = NULL;
		umb_slice      text = umb_slice_str(rows[i].text);
		size_t         from = rows[i].from, to = rows[i].to, looked = 0;
		bool           may;

		CHECK_EQ_INT(umb_automaton_new(&a, rows[i].pattern, NULL, NULL), UMB_OK, rows[i].label);
		/* The second time its states are there. */
		for (int again = 0; again < 2; again++, from = rows[i].from, to = rows[i].to, looked = 0) {
			may = umb_automaton_find(a, 0, text, &from, &to, &looked);
			CHECK_EQ_INT(may ? from : NONE, rows[i].at, rows[i].label);
			CHECK_EQ_INT(looked, rows[i].looked ? rows[i].looked : SIZE_MAX, rows[i].label);
		}
		umb_automaton_free(a);
	}
}

/* Ten classes that overlap in all ways, each with a loop: no number of states is enough for it. */
static const char *const busy = "(?:[a-h]{2,9}|[b-j]{3,9}|[c-l]{4,9}|[ab]{5,9}|[d-q]{6,9}|[aeiou]{7,9}|[a-z]{8}){9}(?:[a-p]?[h-z]){8}!";

static void test_too_many_states(void **state)
{
	umb_automaton *a = NULL;
	uint8_t        text[4096];
	uint64_t       seed = 7;
	bool           may = false;

	UMB_UNUSED(state);
	assert_int_equal(umb_automaton_new(&a, busy, NULL, NULL), UMB_OK);
	for (int round = 0; round < 400; round++) {
		size_t from = 0, to = sizeof(text) - 1, looked = 0;

		for (size_t i = 0; i < sizeof(text); i++) {
			seed    = seed * 6364136223846793005u + 1442695040888963407u;
			text[i] = (uint8_t)('a' + (seed >> 33) % 26);
		}
		may = umb_automaton_find(a, 0, umb_slice_of(text, sizeof(text)), &from, &to, &looked);
		/* That it gives up is no match lost. */
		if (may)
			assert_int_equal(to, sizeof(text) - 1);
	}
	/* It has given up; even so nothing begins behind the last place, or who asks on from there would ask for ever. */
	assert_true(may);
	for (size_t last = 9; last < 11; last++) {
		size_t from = 10, to = last, looked = 0;

		assert_int_equal(umb_automaton_find(a, 0, umb_slice_of(text, sizeof(text)), &from, &to, &looked), last >= from);
	}
	umb_automaton_free(a);
}

/* What is spent for all is counted; one that gets no more forgets what it had, and still tells. */
static void test_budget(void **state)
{
	umb_automaton *a = NULL;
	size_t         budget = 1 << 20, before;

	UMB_UNUSED(state);
	for (int is_spent = 0; is_spent < 2; is_spent++, budget = 0) {
		assert_int_equal(umb_automaton_new(&a, "[a-z]{4}[0-9]{60}k", &budget, NULL), UMB_OK);
		before = budget;
		for (int round = 0; round < 10; round++) {
			size_t from = 0, to = 0, looked = 0;

			assert_false(umb_automaton_find(a, 0, umb_slice_str("abcd0123456789012345678901234567890123456789012345678901234567890"), &from, &to, &looked));
		}
		assert_true(is_spent ? budget == 0 : budget < before);
		umb_automaton_free(a);
	}
}

static void test_too_large(void **state)
{
	umb_automaton *a = NULL;
	umb_buf        pattern = UMB_BUF_INIT;
	size_t         from = 0, to = 0, looked = 0;

	UMB_UNUSED(state);
	for (int i = 0; i < 300; i++)
		umb_buf_printf(&pattern, "%swordnumber%d", i ? "|" : "", i);
	assert_int_equal(umb_automaton_new(&a, umb_buf_str(&pattern), NULL, NULL), UMB_OK);
	assert_true(umb_automaton_find(a, 0, umb_slice_str("x"), &from, &to, &looked));
	umb_automaton_free(a);
	umb_buf_clear(&pattern);
	assert_int_equal(umb_automaton_new(&a, "a(?=b)", NULL, NULL), UMB_E_UNSUPPORTED);
}

/* Without memory for a state it cannot tell; without memory for itself there is none. */
static void test_no_memory(void **state)
{
	umb_status st = UMB_E_NOMEM;

	UMB_UNUSED(state);
	for (uint64_t n = 1; st != UMB_OK; n++) {
		umb_automaton *a = NULL;

		umb_alloc_fail_at(n);
		st = umb_automaton_new(&a, "k[0-9]{6}(?:a|b)+c", NULL, NULL);
		umb_alloc_fail_at(0);
		assert_true(st == UMB_OK || (st == UMB_E_NOMEM && !a));
		umb_automaton_free(a);
	}
	for (uint64_t n = 1; n < 8; n++) {
		umb_automaton *a = NULL;
		size_t         from = 0, to = 0, looked = 0;

		assert_int_equal(umb_automaton_new(&a, "k[0-9]{60}(?:a|b)+c", NULL, NULL), UMB_OK);
		umb_alloc_fail_at(n);
		assert_true(umb_automaton_find(a, 0, umb_slice_str("k123456789012345678901234567890123456789012345678901234567890abc"), &from, &to, &looked));
		umb_alloc_fail_at(0);
		umb_automaton_free(a);
	}
}

/*
 * What earlier runs left behind changes no answer: texts full of beginnings, looked at in pieces whose ends come nearer and go farther,
 * as the engine does from literal to literal.
 */
static void test_trail(void **state)
{
	static const char *const patterns[] = {
		"k[ab]{0,400}[ab;]{0,700};[0-9]", "k[^;]{0,1400};x", "(?:ab|ba|k)[abk]{0,900}(?:kk[ab;]{3,800})?;\\z", "k(?:[ab]{2}|k){0,600};;", "[kb][abk;]{300,}9",
		"k(?:[abk]{2}){100,700};9", /* as many bytes as are even */
	};
	uint64_t seed = 7;
	size_t   n_may = 0, n_not = 0, n_long = 0;

	UMB_UNUSED(state);
	for (size_t round = 0; round < 12 * UMB_COUNT(patterns); round++) {
		static umb_automaton *with, *without;
		static uint8_t        text[12000];
		size_t                few = 40 + make_random(&seed) % 4000;

		if (round % 12 == 0) {
			assert_int_equal(umb_automaton_new(&with, patterns[round / 12], NULL, NULL), UMB_OK);
			assert_int_equal(umb_automaton_new(&without, patterns[round / 12], NULL, NULL), UMB_OK);
		}
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (uint8_t)(make_random(&seed) % few == 0 ? ";9x"[make_random(&seed) % 3] : "abk"[make_random(&seed) % 3]);
		for (size_t at = 0; at < sizeof(text); at += 1 + make_random(&seed) % 20) {
			size_t    len   = at + 1 + make_random(&seed) % 3000;
			umb_slice piece = umb_slice_of(text, UMB_MIN(sizeof(text), len));
			size_t    from[2] = { at, at }, to[2], looked[2] = { 0, 0 };
			bool      may[2];

			to[0] = to[1] = at + make_random(&seed) % 3;
			may[0] = umb_automaton_find(with, 1 + round, piece, &from[0], &to[0], &looked[0]);
			may[1] = umb_automaton_find(without, 0, piece, &from[1], &to[1], &looked[1]);
			assert_true(may[0] == may[1] && from[0] == from[1] && to[0] == to[1] && looked[0] == looked[1]);
			n_may += may[0];
			n_not += !may[0];
			n_long += !may[0] && looked[0] > at + 1000;
		}
		if (round % 12 == 11) {
			umb_automaton_free(with);
			umb_automaton_free(without);
		}
	}
	assert_true(n_may > 1000 && n_not > 10000 && n_long > 5000);
}

/* States are numbered anew when all are forgotten: there is room for a few only. */
static void test_trail_of_forgotten(void **state)
{
	static const char pattern[] = "k[abk]{0,900}a[abk]{4}[;9][ab]{3}k";
	uint64_t seed = 7;
	size_t   n_told = 0, n_given_up = 0;

	UMB_UNUSED(state);
	for (size_t round = 0; round < 150; round++) {
		umb_automaton *few = NULL, *all = NULL;
		uint8_t        text[3000];
		size_t         budget = 1 << 20, from = 0, to = 0, looked = 0;

		assert_int_equal(umb_automaton_new(&few, pattern, &budget, NULL), UMB_OK);
		assert_int_equal(umb_automaton_new(&all, pattern, NULL, NULL), UMB_OK);
		/* A long run that asks for no more states than there are at first. */
		memset(text, 'k', sizeof(text));
		assert_false(umb_automaton_find(few, 1, umb_slice_of(text, sizeof(text)), &from, &to, &looked));
		budget = 0;
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (uint8_t)(make_random(&seed) % 40 == 0 ? "a;"[make_random(&seed) % 20 == 0] : "bk"[make_random(&seed) % 2]);
		for (size_t at = 0; at < sizeof(text); at++) {
			size_t first[2] = { at, at }, last[2] = { at + 1, at + 1 };
			bool   may[2];

			looked = 0;
			may[0] = umb_automaton_find(few, 2, umb_slice_of(text, sizeof(text)), &first[0], &last[0], &looked);
			may[1] = umb_automaton_find(all, 0, umb_slice_of(text, sizeof(text)), &first[1], &last[1], &looked);
			n_given_up += may[0] && last[0] == at + 1 && first[0] != at + 1;
			if (may[0] && last[0] == at + 1)
				break;
			assert_true(may[0] == may[1] && first[0] == first[1]);
			n_told++;
		}
		umb_automaton_free(few);
		umb_automaton_free(all);
	}
	print_message("%zu told, %zu given up\n", n_told, n_given_up);
	assert_true(n_told > 100000 && n_given_up > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_too_many_states), cmocka_unit_test(test_trail), cmocka_unit_test(test_trail_of_forgotten),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
