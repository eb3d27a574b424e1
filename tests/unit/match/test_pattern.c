/*
 * test_pattern.c - which syntax is accepted, what is said about the rest, and that a class means to us
 * what it means to PCRE2.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "match/pattern_tree.h"
#include "unit/match/pattern_claims.h"

#define ANY UMB_WIDTH_UNBOUNDED

static const struct {
	const char *pattern;
	uint32_t    width_min, width_max, n_groups, secret_group;
} accepted[] = {
	{ "", 0, 0, 0, 0 },
	{ "abc", 3, 3, 0, 0 },
	{ "a|bcd|", 0, 3, 0, 0 },
	{ "a{2,5}b?c*", 2, ANY, 0, 0 },
	{ "a{3}(?:bc){2,4}", 7, 11, 0, 0 },
	{ "a+?b*?c??d{1,2}?", 2, ANY, 0, 0 },
	{ "(a)(?:b)(?<secret>c)(?P<other>d)", 4, 4, 3, 2 },
	{ "(a)(b)", 2, 2, 2, 1 },
	{ "\\b\\Bx\\A\\z^$", 1, 1, 0, 0 },
	{ "(?i)ab(?-i)c(?i:d)(?s-i:.)(?m)^x$", 6, 6, 0, 0 },
	{ "(?x) a b # the rest is a comment ( [ \n c {2} \\ ", 5, 5, 0, 0 },
	{ "(a(?i)b|c)d", 2, 3, 1, 1 },
	{ "\\x41\\x{4}\\x{42}\\t\\n\\r\\f\\v\\h\\d\\w\\s\\D\\W\\S", 15, 15, 0, 0 },
	{ "\\.\\/\\-\\_\\\\\\{\\[\\\"", 8, 8, 0, 0 },
	{ "{a}{", 4, 4, 0, 0 },
	{ "]}", 2, 2, 0, 0 },
	{ "(?:)*x", 1, 1, 0, 0 },
	{ "(?:(?:a{10}){10}){10}", 1000, 1000, 0, 0 },
	{ "[a-z]{1000}", 1000, 1000, 0, 0 },
	{ "\xc3\xa4", 2, 2, 0, 0 },
};

static void test_accepted(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(accepted); i++) {
		claims           c;
		umb_err          err = UMB_ERR_INIT;
		const umb_regex *re  = NULL;

		if (claims_init(&c, accepted[i].pattern, &err) != UMB_OK)
			fail_msg("%s: %s", accepted[i].pattern, err.text);
		if (umb_regex_get(&re, &c.search, accepted[i].pattern, 0, &err) != UMB_OK)
			fail_msg("PCRE2 refuses %s: %s", accepted[i].pattern, err.text);
		if (c.derived.width_min != accepted[i].width_min || c.derived.width_max != accepted[i].width_max)
			fail_msg("%s: width %u..%u", accepted[i].pattern, c.derived.width_min, c.derived.width_max);
		if (c.derived.n_groups != accepted[i].n_groups || c.derived.secret_group != accepted[i].secret_group)
			fail_msg("%s: group %u of %u", accepted[i].pattern, c.derived.secret_group, c.derived.n_groups);
		claims_clear(&c);
	}
}

static const struct {
	const char *pattern;
	unsigned    column;
	const char *words;
	umb_status  status;
} refused[] = {
	{ "ab(?=c)", 3, "look-ahead", UMB_E_UNSUPPORTED },
	{ "(?!c)", 1, "look-ahead", UMB_E_UNSUPPORTED },
	{ "x(?<=c)", 2, "look-behind", UMB_E_UNSUPPORTED },
	{ "x(?<!c)", 2, "look-behind", UMB_E_UNSUPPORTED },
	{ "(a)\\1", 4, "back-reference", UMB_E_UNSUPPORTED },
	{ "(?<n>a)\\k<n>", 8, "back-reference", UMB_E_UNSUPPORTED },
	{ "(?<n>a)(?P=n)", 8, "back-reference", UMB_E_UNSUPPORTED },
	{ "a(?R)", 2, "recursion", UMB_E_UNSUPPORTED },
	{ "(a)(?1)", 4, "recursion", UMB_E_UNSUPPORTED },
	{ "(a)(?-1)", 4, "recursion", UMB_E_UNSUPPORTED },
	{ "(?<n>a)(?&n)", 8, "recursion", UMB_E_UNSUPPORTED },
	{ "(?>a)", 1, "atomic", UMB_E_UNSUPPORTED },
	{ "(?|a|b)", 1, "branch reset", UMB_E_UNSUPPORTED },
	{ "(?(1)a)", 1, "conditional", UMB_E_UNSUPPORTED },
	{ "a++", 3, "possessive", UMB_E_UNSUPPORTED },
	{ "a{2}+", 5, "possessive", UMB_E_UNSUPPORTED },
	{ "(?C1)a", 1, "callout", UMB_E_UNSUPPORTED },
	{ "(*UTF)a", 1, "verb", UMB_E_UNSUPPORTED },
	{ "a\\Kb", 2, "\\K", UMB_E_UNSUPPORTED },
	{ "\\Qa\\E", 1, "\\Q", UMB_E_UNSUPPORTED },
	{ "a\\p{L}", 2, "Unicode", UMB_E_UNSUPPORTED },
	{ "a\\X", 2, "Unicode", UMB_E_UNSUPPORTED },
	{ "(?U)a", 3, "flags", UMB_E_UNSUPPORTED },
	{ "(?xx)a", 3, "flags", UMB_E_UNSUPPORTED },
	{ "(?^)a", 3, "flags", UMB_E_UNSUPPORTED },
	{ "(?#c)a", 1, "comments", UMB_E_UNSUPPORTED },
	{ "\\0", 1, "octal", UMB_E_FORMAT },
	{ "\\y", 1, "unknown escape", UMB_E_FORMAT },
	{ "a\\", 2, "backslash", UMB_E_FORMAT },
	{ "\\x4", 1, "two hexadecimal", UMB_E_FORMAT },
	{ "\\x{100}", 1, "two hexadecimal", UMB_E_FORMAT },
	{ "(a", 1, "not closed", UMB_E_FORMAT },
	{ "ab)", 3, "without a group", UMB_E_FORMAT },
	{ "x[a", 2, "not closed", UMB_E_FORMAT },
	{ "[]", 1, "not closed", UMB_E_FORMAT },
	{ "[z-a]", 4, "backwards", UMB_E_FORMAT },
	{ "[\\d-z]", 2, "range", UMB_E_FORMAT },
	{ "[a-\\d]", 4, "range", UMB_E_FORMAT },
	{ "[[:nope:]]", 2, "POSIX", UMB_E_FORMAT },
	{ "[:alpha:]", 1, "POSIX", UMB_E_FORMAT },
	{ "[[.a.]]", 2, "collating", UMB_E_UNSUPPORTED },
	{ "[^\\d\\D]", 1, "no byte", UMB_E_FORMAT },
	{ "*a", 1, "nothing to repeat", UMB_E_FORMAT },
	{ "a**", 3, "nothing to repeat", UMB_E_FORMAT },
	{ "a{2}{3}", 5, "nothing to repeat", UMB_E_FORMAT },
	{ "a|+", 3, "nothing to repeat", UMB_E_FORMAT },
	{ "(?i)*", 5, "nothing to repeat", UMB_E_FORMAT },
	{ "\\b+", 1, "cannot be repeated", UMB_E_FORMAT },
	{ "a{3,2}", 2, "wrong order", UMB_E_FORMAT },
	{ "a{0}", 2, "zero times", UMB_E_FORMAT },
	{ "(?:[^a]|^b){0,0}c", 12, "zero times", UMB_E_FORMAT },
	{ "a{,3}", 2, "neither a count", UMB_E_FORMAT },
	{ "a{16385}", 2, "above 16,384", UMB_E_LIMIT },
	{ "a{1,99999999999}", 2, "above 16,384", UMB_E_LIMIT },
	{ "(?:a{1000}){1000}", 1, "too large", UMB_E_LIMIT },
	{ "(?:[a-z]x){1000}{1}", 1, "too large", UMB_E_LIMIT },
	{ "(?<1a>b)", 4, "group name", UMB_E_FORMAT },
	{ "(?<a-b>c)", 4, "group name", UMB_E_FORMAT },
	{ "(?<a>b)(?<a>c)", 11, "same name", UMB_E_FORMAT },
};

static void test_refused(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(refused); i++) {
		umb_arena    arena = UMB_ARENA_INIT;
		umb_pattern *p;
		umb_err      err = UMB_ERR_INIT;
		umb_status   st  = umb_pattern_parse(&p, &arena, refused[i].pattern, &err);
		char         column[40];

		snprintf(column, sizeof(column), "column %u:", refused[i].column);
		if (st != refused[i].status || !strstr(err.text, refused[i].words) || !strstr(err.text, column))
			fail_msg("%s: %s, '%s'", refused[i].pattern, umb_status_text(st), err.text);
		umb_arena_clear(&arena);
	}
}

static void test_limits(void **state)
{
	umb_arena    arena = UMB_ARENA_INIT;
	umb_pattern *p;
	char         text[4200];

	UMB_UNUSED(state);
	memset(text, 'a', sizeof(text));
	text[4096] = 0;
	assert_int_equal(umb_pattern_parse(&p, &arena, text, NULL), UMB_OK);
	text[4096] = 'a';
	text[4097] = 0;
	assert_int_equal(umb_pattern_parse(&p, &arena, text, NULL), UMB_E_LIMIT);
	for (unsigned depth = 64; depth <= 65; depth++) {
		memset(text, '(', depth);
		memset(text + depth, ')', depth);
		text[2 * depth] = 0;
		assert_int_equal(umb_pattern_parse(&p, &arena, text, NULL), depth == 64 ? UMB_OK : UMB_E_LIMIT);
	}
	umb_arena_clear(&arena);
}

static void test_group_names(void **state)
{
	claims c;

	UMB_UNUSED(state);
	assert_int_equal(claims_init(&c, "(x)(?<one>a)(?P<two>b(?<three>c))", NULL), UMB_OK);
	assert_int_equal(umb_pattern_group(c.pattern, "one"), 2);
	assert_int_equal(umb_pattern_group(c.pattern, "two"), 3);
	assert_int_equal(umb_pattern_group(c.pattern, "three"), 4);
	assert_int_equal(umb_pattern_group(c.pattern, "four"), 0);
	claims_clear(&c);
}

/* -- classes --------------------------------------------------------------------------------------- */

static const char *const classes[] = {
	"[abc]", "[^abc]", "[a-c]", "[]a]", "[^]a]", "[a-]", "[-a]", "[a-c-e]", "[a-c--9]", "[+--]", "[\\w.-]", "[\\w-]",
	"[\\d\\s]", "[^\\d\\s]", "[\\D]", "[\\x41-\\x5a]", "[\\x{41}-C]", "[\\b\\t]", "[\\]\\[]", "[\\-a]", "[a\\-z]",
	"[[:alpha:]_]", "[[:^alpha:]]", "[^[:punct:]]", "[[:cntrl:][:blank:]]", "[[:ascii:]]", "[[:xdigit:][:space:]]",
	"[[:graph:]]", "[[:print:]]", "[[:word:]-]", "[[:upper:]]", "[[:lower:]]", "[[:alnum:]]", "[[:digit:]]",
	"(?i)[[:upper:]]", "(?i)[[:^lower:]]", "(?i)[a-f]", "(?i)[^a-f]", "(?i)[^\\W_]", "(?i)[[:^upper:]a]", "(?i)[Z-a]",
	"[=:>|?,(]", "[[]", "[[a]", "[[:a]", "[[=a]", "[\\h]", "[\\v]", "[^\\h\\v]", "[\\f-\\r]", "[\xe4-\xff]", "[^\xe4]",
	"(?i)[\xe4]", "[\\\\-a]", "[!-~]", "[ -\\/]", "[\"'\\x60]", ".", "(?s).", "\\w", "\\W", "\\s", "\\S", "\\h", "\\v",
	"\\d", "\\D", "(?i)a", "(?i)\\x41", "(?i)_", "(?i)[@\\[`{]", "(?x)[ #]", "\\x00", "[\\x00-\\x1f]",
};

/* NULL when our set is the one of PCRE2. */
static const char *compare_class(const char *text, umb_regex_scratch *scratch)
{
	umb_arena        arena = UMB_ARENA_INIT;
	umb_pattern     *p;
	umb_regex_slot   slot = { NULL };
	const umb_regex *re;
	const char      *wrong = NULL;

	if (umb_pattern_parse(&p, &arena, text, NULL) != UMB_OK || p->root->kind != UMB_NODE_CLASS) {
		umb_arena_clear(&arena);
		return NULL;
	}
	if (umb_regex_get(&re, &slot, text, UMB_REGEX_ANCHORED, NULL) != UMB_OK)
		wrong = "PCRE2 refuses it";
	for (unsigned b = 0; b < 256 && !wrong; b++) {
		uint8_t  byte = (uint8_t)b;
		umb_span g[1];

		if ((umb_regex_match(re, scratch, umb_slice_of(&byte, 1), 0, 0, g, 1) == UMB_OK) != umb_class_has(&p->root->set, byte))
			wrong = "a byte is in one set only";
	}
	umb_regex_slot_clear(&slot);
	umb_arena_clear(&arena);
	return wrong;
}

static void test_classes_mean_the_same(void **state)
{
	umb_regex_scratch *scratch = NULL;

	UMB_UNUSED(state);
	assert_int_equal(umb_regex_scratch_new(&scratch, NULL), UMB_OK);
	for (size_t i = 0; i < UMB_COUNT(classes); i++) {
		umb_arena    arena = UMB_ARENA_INIT;
		umb_pattern *p;
		umb_err      err = UMB_ERR_INIT;
		const char  *wrong;

		if (umb_pattern_parse(&p, &arena, classes[i], &err) != UMB_OK)
			fail_msg("%s: %s", classes[i], err.text);
		assert_int_equal(p->root->kind, UMB_NODE_CLASS);
		umb_arena_clear(&arena);
		wrong = compare_class(classes[i], scratch);
		if (wrong)
			fail_msg("%s: %s", classes[i], wrong);
	}
	umb_regex_scratch_free(scratch);
}

static void test_random_classes_mean_the_same(void **state)
{
	static const char *const pieces[] = { "a", "f", "z", "Z", "0", "9", "-", "-", "^", "]", "[", "\\", "\\d", "\\W", "\\s", ":", "=",
		                              ".", "\\x2d", "\\]", "[:alpha:]", "[:^upper:]", "[:", ":]", "\\-", "_", " ", "\\b", "#" };
	umb_regex_scratch *scratch = NULL;
	uint64_t           seed = 1;

	UMB_UNUSED(state);
	assert_int_equal(umb_regex_scratch_new(&scratch, NULL), UMB_OK);
	for (size_t i = 0; i < 6000; i++) {
		umb_buf     b = UMB_BUF_INIT;
		const char *wrong;

		umb_buf_append_str(&b, claims_random(&seed) % 3 ? "[" : "(?i)[");
		for (uint64_t n = claims_random(&seed) % 7; n > 0; n--)
			umb_buf_append_str(&b, pieces[claims_random(&seed) % UMB_COUNT(pieces)]);
		umb_buf_append_str(&b, "]");
		wrong = compare_class(umb_buf_str(&b), scratch);
		if (wrong)
			fail_msg("%s: %s", umb_buf_str(&b), wrong);
		umb_buf_clear(&b);
	}
	umb_regex_scratch_free(scratch);
}

/* -- samples --------------------------------------------------------------------------------------- */

static void test_samples_come_from_the_seed(void **state)
{
	claims   c;
	uint64_t one = 7, two = 7, three = 8;
	umb_buf  a = UMB_BUF_INIT, b = UMB_BUF_INIT, d = UMB_BUF_INIT;

	UMB_UNUSED(state);
	assert_int_equal(claims_init(&c, "\\b[a-z]{30,40}\\b", NULL), UMB_OK);
	assert_int_equal(umb_pattern_sample(&a, c.pattern, &one), UMB_OK);
	assert_int_equal(umb_pattern_sample(&b, c.pattern, &two), UMB_OK);
	assert_int_equal(umb_pattern_sample(&d, c.pattern, &three), UMB_OK);
	assert_true(umb_slice_eq(umb_buf_view(&a), umb_buf_view(&b)));
	assert_true(one == two && one != 7);
	assert_false(umb_slice_eq(umb_buf_view(&a), umb_buf_view(&d)));
	umb_buf_clear(&a);
	umb_buf_clear(&b);
	umb_buf_clear(&d);
	claims_clear(&c);
}

static void test_no_sample_of_a_contradiction(void **state)
{
	static const char *const patterns[] = { "a\\bb", "a^b", "a$b", "a\\zb", "\\B\\ba", "x\\A" };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(patterns); i++) {
		claims   c;
		uint64_t seed = 3;
		umb_buf  b = UMB_BUF_INIT;

		assert_int_equal(claims_init(&c, patterns[i], NULL), UMB_OK);
		umb_buf_append_str(&b, "kept");
		assert_int_equal(umb_pattern_sample(&b, c.pattern, &seed), UMB_END);
		assert_string_equal(umb_buf_str(&b), "kept");
		umb_buf_clear(&b);
		claims_clear(&c);
	}
}

static void test_out_of_memory(void **state)
{
	uint64_t held = umb_alloc_held();

	UMB_UNUSED(state);
	for (uint64_t n = 1; n < 30; n++) {
		umb_arena    arena = UMB_ARENA_INIT;
		umb_pattern *p;
		umb_derived  d;
		umb_err      err = UMB_ERR_INIT;
		umb_status   st;

		umb_alloc_fail_at(n);
		st = umb_pattern_parse(&p, &arena, "(?<a>ab?[c-z]{3}){2,50}key_[a-f]{9}(?:[a-z]{3}|x{5}){9}", &err);
		if (st == UMB_OK)
			st = umb_pattern_derive(&d, &arena, p, NULL, &err);
		umb_alloc_fail_at(0);
		assert_true(st == UMB_OK || st == UMB_E_NOMEM);
		assert_true(n > 1 || st == UMB_E_NOMEM);
		umb_arena_clear(&arena);
	}
	assert_true(umb_alloc_held() == held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_group_names),
		cmocka_unit_test(test_classes_mean_the_same),
		cmocka_unit_test(test_random_classes_mean_the_same),
		cmocka_unit_test(test_samples_come_from_the_seed),
		cmocka_unit_test(test_no_sample_of_a_contradiction),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
