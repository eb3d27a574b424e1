/* marks: the vector walk calls for what the plain one calls for, from every place to every other; and no mark is passed by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decode/marks.h"
#include "harness/make_base64.h"

#define MAX_CALLS 4096

typedef struct calls {
	size_t   n, stop_at;
	size_t   at[MAX_CALLS];
	uint32_t marks[MAX_CALLS];
} calls;

static bool note(void *ctx, umb_slice in, size_t at, uint32_t marks)
{
	calls *c = ctx;

	assert_true(at + 1 < in.len && marks != 0 && c->n < MAX_CALLS);
	c->at[c->n]      = at;
	c->marks[c->n++] = marks;
	return c->n == c->stop_at;
}

static void test_both_walks(void **state)
{
	static const char some[] = "\\%&\"'= \n\rxuUnqalg#.+0123457aA/3D;0123456789abcdef";
	static calls a, b;
	uint8_t  in[300];
	uint64_t seed = 5;
	size_t   n_calls = 0;

	UMB_UNUSED(state);
	for (int round = 0; round < 20000; round++) {
		size_t   len = make_random(&seed) % sizeof(in), from = make_random(&seed) % 100, to = make_random(&seed) % 400;
		uint32_t marks = (uint32_t)(make_random(&seed) % 64);

		for (size_t i = 0; i < len; i++)
			in[i] = i > 0 && make_random(&seed) % 3 && in[i - 1] <= '9' && in[i - 1] >= '0' ? '4' : make_random(&seed) % 8 ? (uint8_t)some[make_random(&seed) % (sizeof(some) - 1)] : (uint8_t)make_random(&seed);
		a.n = b.n = 0;
		a.stop_at = b.stop_at = round % 3 ? SIZE_MAX : 1 + make_random(&seed) % 5;
		umb_marks_walk(umb_slice_of(in, len), from, to, marks, note, &a);
		umb_marks_walk_plain(umb_slice_of(in, len), UMB_MIN(from, len), UMB_MIN(to, len), marks, note, &b);
		assert_int_equal(a.n, b.n);
		assert_memory_equal(a.at, b.at, a.n * sizeof(a.at[0]));
		assert_memory_equal(a.marks, b.marks, a.n * sizeof(a.marks[0]));
		n_calls += a.n;
	}
	assert_true(n_calls > 5000);
}

static void test_no_mark_is_missed(void **state)
{
	static const struct {
		const char *first, *second;
		uint32_t    mark;
	} rows[] = {
		{ "\\", "xuUn01234567\"'/", UMB_MARK_ESCAPE },
		{ "%", "0234567", UMB_MARK_PERCENT },
		{ "&", "qalgec#", UMB_MARK_ENTITY },
		{ "\"'", " .+&\\\n\r", UMB_MARK_JOINT },
		{ "\\", "\n\r", UMB_MARK_JOINT },
		{ "=", "3\n\r", UMB_MARK_EQUALS },
	};
	static calls c;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		for (const char *f = rows[i].first; *f; f++) {
			for (const char *s = rows[i].second; *s; s++) {
				char in[6] = { 'x', *f, *s, '\n', '"', 'x' };

				c = (calls){ .stop_at = SIZE_MAX };
				umb_marks_walk(umb_slice_of(in, 6), 1, 2, rows[i].mark, note, &c);
				assert_true(c.n == 1 && c.at[0] == 1 && c.marks[0] == rows[i].mark);
				umb_marks_walk(umb_slice_of(in, 2), 0, 2, rows[i].mark, note, &c);
				assert_int_equal(c.n, 1);
			}
		}
	}
}

/* Wherever 31 digits stand, one mark is at most 15 behind the first of them. */
static void test_digits(void **state)
{
	static calls c;
	char in[256];

	UMB_UNUSED(state);
	for (size_t from = 0; from < 160; from++) {
		memset(in, '-', sizeof(in));
		memset(in + from, 'a', 31);
		for (size_t cut = 0; cut <= from; cut += 7) {
			c = (calls){ .stop_at = 1 };
			umb_marks_walk(umb_slice_of(in, sizeof(in)), cut, sizeof(in), UMB_MARK_HEX, note, &c);
			assert_true(c.n == 1 && c.at[0] >= from && c.at[0] <= from + 15 && c.marks[0] == UMB_MARK_HEX);
		}
	}
}

/* Of the quotes that are followed so, a few are passed by for what stands around them. */
static void test_quotes(void **state)
{
	static const struct {
		const char *in;
		bool        is_mark;
	} rows[] = {
		{ "a\" \"b", true }, { "a\" +\"", true }, { "a\"\n  \"", true }, { "a\" .. ", true }, { "a\" f\"", true }, { "a\" rb'", false }, { "a' rb'", true },
		{ "a\" bc=\"d", false }, { " \" \"b", false }, { "\" \"b", false }, { "a\" \"", false }, { "a\"\nbcd", false },
	};
	static calls c;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		c = (calls){ .stop_at = SIZE_MAX };
		umb_marks_walk(umb_slice_str(rows[i].in), 0, 3, UMB_MARK_JOINT, note, &c);
		if ((c.n > 0) != rows[i].is_mark)
			fail_msg("'%s' is taken for the wrong thing", rows[i].in);
	}
}

static void test_sets(void **state)
{
	static const char token[] = "_-.+/=~$", part[] = "\\%&#;", between[] = " \t\n\r\\\"'`+.&|<>~^";

	UMB_UNUSED(state);
	for (unsigned i = 1; i < 256; i++) {
		bool is_token = (i >= '0' && i <= '9') || (i >= 'A' && i <= 'Z') || (i >= 'a' && i <= 'z') || strchr(token, (int)i) != NULL;

		assert_int_equal(umb_mark_is_token((uint8_t)i), is_token);
		assert_int_equal(umb_mark_has(&umb_mark_part, (uint8_t)i), is_token || strchr(part, (int)i) != NULL);
		assert_int_equal(umb_mark_has(&umb_mark_between, (uint8_t)i), strchr(between, (int)i) != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_both_walks), cmocka_unit_test(test_no_mark_is_missed), cmocka_unit_test(test_digits),
	                                    cmocka_unit_test(test_quotes), cmocka_unit_test(test_sets) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
