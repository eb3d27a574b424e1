/*
 * test_regex.c - limits, windows, groups and sharing of the wrapper around PCRE2.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "match/regex.h"

#define NONE UINT64_MAX

static const struct {
	const char *label, *pattern, *text;
	unsigned    flags;
	size_t      from, start_max;
	umb_status  want;
	uint64_t    at, end;
} rows[] = {
	{ "a match is found", "b+", "abbc", 0, 0, 4, UMB_OK, 1, 3 },
	{ "none is an expected ending", "x", "abbc", 0, 0, 4, UMB_END, 0, 0 },
	{ "a start behind the last allowed one is none", "c", "abbc", 0, 0, 2, UMB_END, 0, 0 },
	{ "a start at the last allowed one counts", "c", "abbc", 0, 0, 3, UMB_OK, 3, 4 },
	{ "a match may go on behind the last start", "b+c", "abbc", 0, 0, 1, UMB_OK, 1, 4 },
	{ "bytes before `from` are context", "\\bb", "ab", 0, 1, 2, UMB_END, 0, 0 },
	{ "the text begins at its first byte, not at `from`", "^b", "ab", 0, 1, 2, UMB_END, 0, 0 },
	{ "anchored means exactly at `from`", "b", "abb", UMB_REGEX_ANCHORED, 0, 3, UMB_END, 0, 0 },
	{ "anchored finds what is there", "b", "abb", UMB_REGEX_ANCHORED, 1, 1, UMB_OK, 1, 2 },
	{ "an empty text has an empty match", "a*", "", 0, 0, 0, UMB_OK, 0, 0 },
	{ "from behind the end is none", "a", "a", 0, 5, 9, UMB_END, 0, 0 },
	{ "start_max before from is none", "a", "aa", 0, 1, 0, UMB_END, 0, 0 },
	{ "$ looks past one newline at the end", "a$", "xa\n", 0, 0, 3, UMB_OK, 1, 2 },
	{ "$ does not look past two", "a$", "xa\n\n", 0, 0, 4, UMB_END, 0, 0 },
	{ "\\z does not look past any", "a\\z", "xa\n", 0, 0, 3, UMB_END, 0, 0 },
	{ "the dot stops at a newline only", "a.b", "a\nb a\rb", 0, 0, 7, UMB_OK, 4, 7 },
	{ "bytes, not characters", "^.$", "\xc3", 0, 0, 1, UMB_OK, 0, 1 },
};

static void test_rows(void **state)
{
	umb_regex_scratch *s = NULL;

	UMB_UNUSED(state);
	assert_int_equal(umb_regex_scratch_new(&s, NULL), UMB_OK);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_regex_slot   slot = { NULL };
		const umb_regex *re   = NULL;
		umb_span         g[1] = { { 0, 0 } };
		umb_err          err  = UMB_ERR_INIT;
		umb_status       st   = umb_regex_get(&re, &slot, rows[i].pattern, rows[i].flags, &err);

		if (st == UMB_OK)
			st = umb_regex_match(re, s, umb_slice_str(rows[i].text), rows[i].from, rows[i].start_max, g, 1);
		if (st != rows[i].want || (st == UMB_OK && (g[0].from != rows[i].at || g[0].to != rows[i].end)))
			fail_msg("%s: %s, [%llu, %llu) %s", rows[i].label, umb_status_text(st), (unsigned long long)g[0].from,
			         (unsigned long long)g[0].to, err.text);
		umb_regex_slot_clear(&slot);
	}
	umb_regex_scratch_free(s);
}

static void test_groups(void **state)
{
	umb_regex_slot     slot = { NULL };
	const umb_regex   *re;
	umb_regex_scratch *s = NULL;
	umb_span           g[5];

	UMB_UNUSED(state);
	assert_int_equal(umb_regex_scratch_new(&s, NULL), UMB_OK);
	assert_int_equal(umb_regex_get(&re, &slot, "(a)(x)?(b)(y)?", 0, NULL), UMB_OK);
	assert_int_equal(umb_regex_match(re, s, umb_slice_str("-ab"), 0, 3, g, UMB_COUNT(g)), UMB_OK);
	assert_true(g[0].from == 1 && g[0].to == 3);
	assert_true(g[1].from == 1 && g[1].to == 2);
	assert_true(g[2].from == NONE && g[2].to == NONE); /* unset in the middle */
	assert_true(g[3].from == 2 && g[3].to == 3);
	assert_true(g[4].from == NONE && g[4].to == NONE); /* unset at the end */
	umb_regex_slot_clear(&slot);
	umb_regex_scratch_free(s);
}

/* Nested unbounded repeats that cannot end: must give up, quickly, and say so. */
static void test_runaway_reaches_a_limit(void **state)
{
	static const char *const patterns[] = { "(?:a+)+b", "(?:a|a)+b", "(?:a*)*b", "(a+|b+)*c" };
	umb_regex_scratch *s = NULL;
	char text[4001];

	UMB_UNUSED(state);
	memset(text, 'a', sizeof(text) - 1);
	text[4000] = 'x';
	assert_int_equal(umb_regex_scratch_new(&s, NULL), UMB_OK);
	for (size_t i = 0; i < UMB_COUNT(patterns); i++) {
		umb_regex_slot   slot = { NULL };
		const umb_regex *re;
		umb_span         g[1];
		umb_status       st;

		assert_int_equal(umb_regex_get(&re, &slot, patterns[i], UMB_REGEX_ANCHORED, NULL), UMB_OK);
		st = umb_regex_match(re, s, umb_slice_of(text, sizeof(text)), 0, 0, g, 1);
		if (st != UMB_E_LIMIT && st != UMB_END)
			fail_msg("%s: %s", patterns[i], umb_status_text(st));
		umb_regex_slot_clear(&slot);
	}
	umb_regex_scratch_free(s);
}

static void test_bad_pattern_says_where(void **state)
{
	umb_regex_slot   slot = { NULL };
	const umb_regex *re   = NULL;
	umb_err          err  = UMB_ERR_INIT;

	UMB_UNUSED(state);
	assert_int_equal(umb_regex_get(&re, &slot, "ab(c", 0, &err), UMB_E_FORMAT);
	assert_null(re);
	assert_non_null(strstr(err.text, "5"));
	umb_regex_slot_clear(&slot);
	umb_regex_slot_clear(&slot);
}

typedef struct race {
	umb_regex_slot  *slot;
	const umb_regex *got;
} race;

static void *race_run(void *ctx)
{
	race              *r = ctx;
	umb_regex_scratch *s = NULL;
	umb_span           g[1];

	if (umb_regex_scratch_new(&s, NULL) == UMB_OK && umb_regex_get(&r->got, r->slot, "k[0-9]{3}", 0, NULL) == UMB_OK) {
		for (int i = 0; i < 1000 && r->got; i++) {
			if (umb_regex_match(r->got, s, umb_slice_str("xx k123"), 0, 7, g, 1) != UMB_OK || g[0].from != 3)
				r->got = NULL;
		}
	}
	umb_regex_scratch_free(s);
	return NULL;
}

static void test_threads_share_one(void **state)
{
	umb_regex_slot slot = { NULL };
	race           r[4];
	pthread_t      t[4];

	UMB_UNUSED(state);
	for (size_t i = 0; i < 4; i++) {
		r[i] = (race){ &slot, NULL };
		assert_int_equal(pthread_create(&t[i], NULL, race_run, &r[i]), 0);
	}
	for (size_t i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	assert_non_null(r[0].got);
	for (size_t i = 1; i < 4; i++)
		assert_ptr_equal(r[i].got, r[0].got);
	umb_regex_slot_clear(&slot);
}

/* Every allocation made to fail in turn, and all behind it: a status, no crash, nothing lost. */
static void check_out_of_memory(const char *pattern, uint64_t most)
{
	uint64_t held = umb_alloc_held();

	for (uint64_t n = 1; n < most; n++) {
		umb_regex_slot     slot = { NULL };
		const umb_regex   *re   = NULL;
		umb_regex_scratch *s    = NULL;
		umb_span           g[1];
		umb_status         st;

		umb_alloc_fail_at(n);
		st = umb_regex_scratch_new(&s, NULL);
		if (st == UMB_OK)
			st = umb_regex_get(&re, &slot, pattern, 0, NULL);
		if (st == UMB_OK)
			st = umb_regex_match(re, s, umb_slice_str("abcd"), 0, 4, g, 1);
		umb_alloc_fail_at(0);
		assert_true(st == UMB_OK || st == UMB_E_NOMEM);
		umb_regex_slot_clear(&slot);
		umb_regex_scratch_free(s);
	}
	assert_true(umb_alloc_held() == held);
}

static void test_out_of_memory(void **state)
{
	umb_buf large = UMB_BUF_INIT;

	UMB_UNUSED(state);
	check_out_of_memory("a(b|c)+d", 40);
	/* As rules are: a translation of some size, which asks for memory again and again. */
	for (int i = 0; i < 12; i++)
		umb_buf_printf(&large, "%s(?:[\\w.:>-]{1,40}[(][ ]?(?:a|b|[cd]{2,9}){0,5}?(?:x|y(?:z|[0-9]{1,4})?)|%d,[ ]|(?:[\\w.]{1,30}\\((?:[^()\\n]{1,40},)?)?(?:v|w)?)",
		               i ? "|" : "", i);
	check_out_of_memory(umb_buf_str(&large), 160);
	umb_buf_clear(&large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_runaway_reaches_a_limit),
		cmocka_unit_test(test_bad_pattern_says_where),
		cmocka_unit_test(test_threads_share_one),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
