/*
 * test_derive.c - what is derived from a pattern, by example; and that every promise holds for patterns of
 * many shapes, written and random, against PCRE2 over the whole text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/pattern_tree.h"
#include "unit/match/pattern_claims.h"
#include "unit/match/pattern_rows.h"

/* -- examples -------------------------------------------------------------------------------------- */

/* "literal/i off_min-off_max b r {gap run example}..." of every anchor, sorted as derived; '*' stands for unbounded. */
static void describe_anchor(umb_buf *out, const umb_anchor *a)
{
	umb_buf_append(out, a->literal.bytes, a->literal.len);
	umb_buf_printf(out, "%s %u-", a->literal.nocase ? "/i" : "", a->off_min);
	if (a->off_max == UMB_WIDTH_UNBOUNDED)
		umb_buf_append_str(out, "*");
	else
		umb_buf_printf(out, "%u", a->off_max);
	umb_buf_append_str(out, a->word_before ? " b" : "");
	umb_buf_append_str(out, a->literal.in_run ? " r" : "");
	for (size_t i = 0; i < a->n_gates; i++) {
		unsigned count = 0;

		for (unsigned b = 0; b < 256; b++)
			count += umb_class_has(&a->gate[i].set, (uint8_t)b);
		if (umb_gate_has_stop(&a->gate[i])) {
			unsigned n_stop = 0;

			for (unsigned b = 0; b < 256; b++)
				n_stop += umb_class_has(&a->gate[i].stop, (uint8_t)b);
			umb_buf_printf(out, " {%u-%u of %u, then of %u}", a->gate[i].run_min, a->gate[i].gap_max, count, n_stop);
			continue;
		}
		umb_buf_printf(out, " {%u %u of %u}", a->gate[i].gap_max, a->gate[i].run_min, count);
	}
}

/* Rows: {gap_max run_min of how many bytes in the set}. */
static const struct {
	const char *label, *pattern, *want;
	size_t      n_anchors;
} rows[] = {
	{ "a word", "exam", "exam 0-0", 1 },
	{ "small choices are written out", "[se]k_(?:live|test)_[0-9a-zA-Z]{24,99}", "ek_live_ 0-0 {0 24 of 62}", 4 },
	{ "a short prefix is widened by the class behind it", "\\bSE\\.[0-9]{19}", "SE.0 0-0 b r {0 18 of 10}", 10 },
	{ "further where no run of token bytes follows", "SE\\.[0-9]{9}", "SE.00 0-0 {0 7 of 10}", 100 },
	{ "one byte too few for a run", "exam[a-f]{11}", "exama 0-0 {0 10 of 6}", 6 },
	{ "no run inside a word", "exam[0-9]{20}", "exam0 0-0 {0 19 of 10}", 10 },
	{ "a byte that is of no word begins anywhere", "-ex[0-9]{20}", "-ex0 0-0 r {0 19 of 10}", 10 },
	{ "a run over several parts", "\\bexam(?:[a-f]{3}|k)[0-9.]{2,3}-[0-9_]{9}", "exam 0-0 b r {3-6 of 18, then of 1} {3 12 of 13} {0 1 of 7}", 1 },
	{ "no run when it may be broken", "\\bexam[a-f ]?[0-9]{16}", "exam  0-0 b {0 16 of 10}", 17 },
	{ "or by the class before it", "[0-9]{5}-us\\b", "0-us 4-4", 10 },
	{ "an optional part is written out too", "\\bse-(?:proj-)?[a-f]{19}", "se-proj- 0-0 b r {0 19 of 6}", 7 },
	{ "case-insensitive text is folded", "(?i)EXdogs[\\w.-]{0,20}['\"\\s:=]{1,5}([0-9a-f]{32})\\b", "exdogs/i 0-0 {0-20 of 65, then of 10} {25 32 of 22} {20 1 of 10}", 1 },
	{ "classes of both cases are folded", "[Ee][Xx]am", "exam/i 0-0", 1 },
	{ "case stays where it can", "[Ee]xample", "xample 1-1", 1 },
	{ "alternatives give all of theirs", "\\b(?:ABIA|ACCA)[A-Z]{16}", "ABIA 0-0 b r {0 16 of 26}", 2 },
	{ "an optional word is not required", "(?:exam)?[a-z]", "", 0 },
	{ "no literal in a class repeat", "[a-z]+", "", 0 },
	{ "three bytes are not enough", "abc", "", 0 },
	{ "one alternative without a literal spoils it", "exam|[a-z]{3}", "", 0 },
	{ "the rare word wins over the common one", "username[0-9]{1,3}xqzjkw", "xqzjkw 9-11", 1 },
	{ "of two at no fixed distance the first, with gates", "[a-z]*exkqpt[a-z]{3}exkrpt", "exkqpt 0-* {3 6 of 6} {0 3 of 26}", 1 },
	{ "a fixed distance wins over none", "exkqpt[a-z]*exkrpt", "exkqpt 0-0 {0 6 of 26}", 1 },
	{ "the boundary before a literal is known", "x?\\bexam", "exam 0-1 b", 1 },
	{ "but not when something may stand between", "\\b(?:xy)?exqmpt[0-9]", "exqmpt 0-2 {0 1 of 10}", 1 },
	{ "and not before what is no word byte", "\\b-exam", "-exam 0-0", 1 },
	{ "neighbouring runs are merged", "exampt[A-Z]{4}[0-9]{4}", "exampt 0-0 {4-4 of 26, then of 10} {0 8 of 36}", 1 },
	{ "gates climb out of groups", "(?:(?:exampt):)[0-9]{6}", "exampt: 0-0 {0 6 of 10}", 1 },
	{ "a run ends with what cannot be in it", "exqmpt[a-f]{1,9}(?:=|:=|&gt;)[0-9]", "exqmpt 0-0 {1-9 of 6, then of 3} {0 3 of 22}", 1 },
	{ "not with what may be", "exqmpt[a-f]{1,9}(?:=|b)", "exqmpt 0-0 {0 2 of 7}", 1 },
	{ "no gate behind an unbounded gap", "exam.*[0-9]{6}", "exam 0-0", 1 },
	{ "nor behind one of more than 128", "exam.{0,129}[0-9]{6}", "exam 0-0", 1 },
	{ "a repeat has its first round", "\\b(?:exqm[0-9]{2}){3}", "exqm 0-0 b r {2-2 of 10, then of 1} {0 14 of 14}", 1 },
	{ "a long literal is cut at 32 bytes", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
	  "abcdefghijklmnopqrstuvwxyzabcdef 0-0 {10-10 of 10, then of 1} {0 11 of 11} {11 9 of 9}", 1 },
	{ "too many literals are none", "[a-z][a-z]ab", "", 0 },
};

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		claims  c;
		umb_buf b   = UMB_BUF_INIT;
		umb_err err = UMB_ERR_INIT;

		if (claims_init(&c, rows[i].pattern, &err) != UMB_OK)
			fail_msg("%s: %s", rows[i].pattern, err.text);
		if (c.derived.n_anchors)
			describe_anchor(&b, &c.derived.anchor[0]);
		if (c.derived.n_anchors != rows[i].n_anchors || strcmp(umb_buf_str(&b), rows[i].want) != 0)
			fail_msg("%s: %s: %zu anchors, first '%s'", rows[i].label, rows[i].pattern, c.derived.n_anchors, umb_buf_str(&b));
		umb_buf_clear(&b);
		claims_clear(&c);
	}
}

static void test_boundary_at_the_start(void **state)
{
	static const struct { const char *pattern; bool want; } cases[] = {
		{ "\\ba", true }, { "a\\b", false }, { "(?:\\ba)b", true }, { "\\ba|\\bb", true }, { "\\ba|b", false }, { "(?:\\ba)?b", false },
		{ "(?:\\ba){2}b", true }, { "", false }, { "\\Ba", false },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(cases); i++) {
		claims c;

		assert_int_equal(claims_init(&c, cases[i].pattern, NULL), UMB_OK);
		if (c.derived.starts_with_word_boundary != cases[i].want)
			fail_msg("%s", cases[i].pattern);
		claims_clear(&c);
	}
}

/* -- the gate -------------------------------------------------------------------------------------- */

static void test_gate_rows(void **state)
{
	static const struct { const char *text; size_t at; uint32_t gap, run; bool want; } cases[] = {
		{ "k123", 1, 0, 3, true }, { "k123", 1, 0, 4, false }, { "k-123", 1, 0, 3, false }, { "k-123", 1, 1, 3, true },
		{ "k--12-345", 1, 5, 3, true }, { "k--12-345", 1, 4, 3, false }, { "k--1234", 1, 2, 4, true }, { "k--1234", 1, 1, 4, false },
		{ "k", 1, 9, 1, false }, { "k-", 1, 9, 1, false }, { "k-7", 1, 1, 1, true }, { "k-7", 1, 0, 1, false }, { "k1x2x345", 1, 4, 3, true },
	};
	umb_gate g = { .gap_max = 0 };

	UMB_UNUSED(state);
	g.set.bits[0] = UINT64_C(0x3ff) << '0';
	for (size_t i = 0; i < UMB_COUNT(cases); i++) {
		g.gap_max = cases[i].gap;
		g.run_min = cases[i].run;
		if (umb_gate_pass(&g, umb_slice_str(cases[i].text), cases[i].at) != cases[i].want)
			fail_msg("'%s' at %zu, gap %u, run %u", cases[i].text, cases[i].at, cases[i].gap, cases[i].run);
	}
}

static bool gate_by_definition(const umb_gate *g, umb_slice t, size_t at)
{
	for (size_t n = g->run_min; umb_gate_has_stop(g) && n <= g->gap_max && at + n < t.len; n++) {
		bool is_run = umb_class_has(&g->stop, t.ptr[at + n]);

		for (size_t i = 0; i < n; i++)
			is_run = is_run && umb_class_has(&g->set, t.ptr[at + i]);
		if (is_run)
			return true;
	}
	if (umb_gate_has_stop(g))
		return false;
	for (size_t start = at; start <= at + g->gap_max; start++) {
		size_t n = 0;

		while (start + n < t.len && n < g->run_min && umb_class_has(&g->set, t.ptr[start + n]))
			n++;
		if (n == g->run_min)
			return true;
	}
	return false;
}

static void test_gate_means_its_definition(void **state)
{
	uint64_t seed = 5;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 20000; i++) {
		uint8_t  text[40];
		size_t   len = claims_random(&seed) % sizeof(text), at = len ? claims_random(&seed) % len : 0;
		umb_gate g = { .gap_max = (uint32_t)(claims_random(&seed) % 12), .run_min = 1 + (uint32_t)(claims_random(&seed) % 6) };

		g.set.bits[1] = UINT64_C(1) << ('a' & 63);
		if (claims_random(&seed) % 2)
			g.stop.bits['-' >> 6] = UINT64_C(1) << ('-' & 63);
		for (size_t k = 0; k < len; k++)
			text[k] = claims_random(&seed) % 3 ? 'a' : '-';
		assert_int_equal(umb_gate_pass(&g, umb_slice_of(text, len), at), gate_by_definition(&g, umb_slice_of(text, len), at));
	}
}

/* One byte of any set in a long stretch: vectors look at 32 together. */
static void test_gate_of_one_byte(void **state)
{
	uint64_t seed = 7;
	size_t   n_passed = 0, n_rounds = 40000;

	UMB_UNUSED(state);
	for (size_t i = 0; i < n_rounds; i++) {
		uint8_t  text[200];
		size_t   len = claims_random(&seed) % sizeof(text), at = len ? claims_random(&seed) % len : 0;
		umb_gate g = { .gap_max = (uint32_t)(claims_random(&seed) % 130), .run_min = 1 };
		bool     is_passed;

		for (size_t k = claims_random(&seed) % 3 + 1; k > 0; k--)
			umb_class_add(&g.set, (uint8_t)claims_random(&seed));
		for (size_t k = 0; k < len; k++)
			text[k] = (uint8_t)claims_random(&seed);
		is_passed = umb_gate_pass(&g, umb_slice_of(text, len), at);
		n_passed += is_passed;
		assert_int_equal(is_passed, gate_by_definition(&g, umb_slice_of(text, len), at));
	}
	assert_true(n_passed > n_rounds / 10 && n_passed < n_rounds / 2);
}

/* -- promises -------------------------------------------------------------------------------------- */

static void append_noise(umb_buf *out, uint64_t *seed)
{
	static const char *const pieces[] = { " ", "\n", "=", "\"", "'", ":", "exam", "EXAM", "key", "abc", "0123456789abcdef", "x", "-", "_", ".",
		                              "\xff", "zz", "AB", "  ", "https://", "bcdef", "7", "exdog = ", "\\n", "a", "b", "c" };

	for (uint64_t n = claims_random(seed) % 12; n > 0; n--)
		umb_buf_append_str(out, pieces[claims_random(seed) % UMB_COUNT(pieces)]);
}

/* Noise and samples in turn; some samples are cut or glued to what stands beside them. */
static void make_text(umb_buf *out, claims *c, uint64_t *seed)
{
	umb_buf_reset(out);
	for (int i = 0; i < 4; i++) {
		size_t start;

		append_noise(out, seed);
		if (claims_random(seed) % 4)
			umb_buf_append_str(out, claims_random(seed) % 2 ? " " : "\n");
		start = out->len;
		umb_pattern_sample(out, c->pattern, seed);
		if (claims_random(seed) % 8 == 0 && out->len > start)
			out->len -= claims_random(seed) % (out->len - start);
		if (claims_random(seed) % 4)
			umb_buf_append_str(out, claims_random(seed) % 2 ? "\"" : "\n");
	}
	if (claims_random(seed) % 2)
		append_noise(out, seed);
	umb_buf_str(out);
}

static void check_pattern(const char *pattern, uint64_t *seed, int rounds, uint64_t *n_matches, bool must_parse)
{
	claims      c;
	umb_buf     text = UMB_BUF_INIT;
	umb_err     err  = UMB_ERR_INIT;
	umb_status  st   = claims_init(&c, pattern, &err);
	const char *wrong = NULL;

	if (st != UMB_OK && must_parse)
		fail_msg("%s: %s", pattern, err.text);
	for (int i = 0; i < rounds && st == UMB_OK && !wrong; i++) {
		umb_status made;

		wrong = claims_sample(&c, &text, seed, &made);
		if (!wrong && made == UMB_OK)
			wrong = claims_hold(&c, umb_buf_view(&text));
		make_text(&text, &c, seed);
		if (!wrong)
			wrong = claims_hold(&c, umb_buf_view(&text));
	}
	if (wrong)
		fail_msg("pattern: %s\ntext: %s\nnot so: %s", pattern, umb_buf_str(&text), wrong);
	*n_matches += c.n_matches;
	umb_buf_clear(&text);
	claims_clear(&c);
}

static void test_promises_hold_for_written_patterns(void **state)
{
	uint64_t seed = 11;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(pattern_rows); i++) {
		uint64_t n = 0;

		check_pattern(pattern_rows[i], &seed, 30, &n, true);
		if (n == 0)
			fail_msg("%s: never matched, so nothing was checked", pattern_rows[i]);
	}
}

/* -- random patterns ------------------------------------------------------------------------------- */

static const char *const atoms[] = { "a", "b", "c", "1", "-", "_", "[ab]", "[a-c]", "[0-9]", "[^a]", "\\w", "\\d", "\\s", ".", "[Aa]", "exam", "key_",
	                             "abcd", "xyz", "http", "A", "\\.", "(?i)", "(?-i)", "\\b", "\\B", "^", "$", "[a-f0-9]{4}", "\\n", "[bc]", "ba" };
static const char *const repeats[] = { "?", "*", "+", "{2}", "{0,2}", "{1,3}", "{2,}", "??", "+?", "{3}", "{0,1}", "{1,2}?" };

static void random_pattern(umb_buf *out, uint64_t *seed, unsigned depth)
{
	for (uint64_t n = 1 + claims_random(seed) % 5; n > 0; n--) {
		bool is_group = depth < 4 && claims_random(seed) % 4 == 0;

		if (is_group) {
			static const char *const opens[] = { "(", "(?:", "(?:", "(?i:", "(?s:", "(?m:" };

			umb_buf_append_str(out, opens[claims_random(seed) % UMB_COUNT(opens)]);
			random_pattern(out, seed, depth + 1);
			while (claims_random(seed) % 2) {
				umb_buf_append_str(out, "|");
				random_pattern(out, seed, depth + 1);
			}
			umb_buf_append_str(out, ")");
		} else {
			umb_buf_append_str(out, atoms[claims_random(seed) % UMB_COUNT(atoms)]);
		}
		if (claims_random(seed) % 4 == 0)
			umb_buf_append_str(out, repeats[claims_random(seed) % UMB_COUNT(repeats)]);
	}
}

static void test_promises_hold_for_random_patterns(void **state)
{
	uint64_t seed = 23, n = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 3000; i++) {
		umb_buf pattern = UMB_BUF_INIT;

		random_pattern(&pattern, &seed, 0);
		check_pattern(umb_buf_str(&pattern), &seed, 2, &n, false);
		umb_buf_clear(&pattern);
	}
	assert_true(n > 3000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_boundary_at_the_start),
		cmocka_unit_test(test_gate_rows),
		cmocka_unit_test(test_gate_means_its_definition), cmocka_unit_test(test_gate_of_one_byte),
		cmocka_unit_test(test_promises_hold_for_written_patterns),
		cmocka_unit_test(test_promises_hold_for_random_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
