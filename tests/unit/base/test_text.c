/*
 * test_text.c - text, numbers, paths: rows are claims.
 */
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"
#include "harness/check.h"
#include "harness/make_base64.h"

static const struct {
	const char *pattern, *path;
	bool        matches;
} globs[] = {
	{ "*.lock", "a/b/x.lock", true },
	{ "*.lock", "a/x.lock/y", false },
	{ "/x.lock", "a/x.lock", false },
	{ "src/*.c", "src/a.c", true },
	{ "src/*.c", "src/b/a.c", false },
	{ "src/**/a.c", "src/a.c", true },
	{ "src/**/a.c", "src/b/c/a.c", true },
	{ "**/node_modules/**", "a/node_modules/b", true },
	{ "node_modules/", "a/node_modules/b/c", true },
	{ "[ab]?.txt", "b1.txt", true },
	{ "[!ab]?.txt", "b1.txt", false },
	{ "a\\*b", "a*b", true },
	{ "a\\*b", "axb", false },
	{ "*", "any", true },
	{ "", "any", false },
	{ "a*b*c*d*e*f*g*h*", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
};

static const struct {
	const char *pattern;
	bool        is_wrong;
} faults[] = {
	{ "", true }, { "[a", true }, { "[]", true }, { "[!]", true }, { "a/[z-a]", true }, { "[!z-a]", true }, { "x\\", true }, { "*.{a,b}", true },
	{ "a", false }, { "[]a]", false }, { "[a-c-a]", false }, { "[^-A]", false }, { "[!a-z\\]]", false }, { "\\[", false }, { "{x}", false },
	{ "\\{a,b}", false }, { "**/*.py", false },
};

static void test_glob_faults(void **state)
{
	char long_one[1100];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(faults); i++)
		CHECK_EQ_INT(umb_glob_fault(faults[i].pattern) != NULL, faults[i].is_wrong, faults[i].pattern);
	memset(long_one, 'x', sizeof(long_one));
	long_one[1021] = 0;
	CHECK(umb_glob_fault(long_one) && !umb_glob_match(long_one, umb_slice_str(long_one)), "too long");
	long_one[1020] = 0;
	CHECK(!umb_glob_fault(long_one) && umb_glob_match(long_one, umb_slice_str(long_one)), "just not too long");
}

static void test_globs(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(globs); i++)
		CHECK_EQ_INT(umb_glob_match(globs[i].pattern, umb_slice_str(globs[i].path)), globs[i].matches, globs[i].pattern);
}

static const struct {
	const char *path, *folder, *want;
} below[] = {
	{ "src/a/b.c", "src", "a/b.c" }, { "src/a/b.c", "src/", "a/b.c" }, { "src2/a", "src", "src2/a" }, { "src", "src", "src" },
	{ "src/", "src", "src/" }, { "src/", "src/", "src/" }, { "/a", "/", "a" }, { "a/b", "", "a/b" }, { "a", "a/b", "a" },
};

static void test_below(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(below); i++)
		CHECK(umb_slice_eq_str(umb_path_below(umb_slice_str(below[i].path), umb_slice_str(below[i].folder)), below[i].want), below[i].path);
}

static const struct {
	const char *text;
	bool        ok;
	uint64_t    value;
} numbers[] = {
	{ "0", true, 0 }, { "18446744073709551615", true, UINT64_MAX }, { "18446744073709551616", false, 0 },
	{ "", false, 0 }, { "-1", false, 0 }, { "+1", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 }, { "1x", false, 0 },
	{ "000000000000000000001", false, 0 },
};

static void test_numbers(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(numbers); i++) {
		uint64_t v = 0;

		CHECK_EQ_INT(umb_parse_u64(&v, umb_slice_str(numbers[i].text), 0, UINT64_MAX), numbers[i].ok, numbers[i].text);
		CHECK(!numbers[i].ok || v == numbers[i].value, numbers[i].text);
	}
}

static void test_sizes(void **state)
{
	uint64_t v = 0;

	UMB_UNUSED(state);
	assert_true(umb_parse_size(&v, umb_slice_str("2G")));
	assert_int_equal(v, UINT64_C(2) << 30);
	assert_true(umb_parse_size(&v, umb_slice_str("64k")));
	assert_int_equal(v, 65536);
	assert_false(umb_parse_size(&v, umb_slice_str("99999999999999999999G")));
	assert_false(umb_parse_size(&v, umb_slice_str("G")));
}

static const struct {
	const char *label, *in, *want;
} shown[] = {
	{ "plain text stays", "a b/c", "a b/c" },
	{ "newline and tab", "a\nb\tc", "a\\nb\\tc" },
	{ "an escape sequence", "\033[2J", "\\x1b[2J" },
	{ "invalid UTF-8", "a\xff", "a\\xff" },
	{ "an over-long form", "\xc0\xaf", "\\xc0\\xaf" },
	{ "a bidirectional override", "a\xe2\x80\xae" "b", "a\\u{202e}b" },
	{ "accents stay", "\xc3\xa9", "\xc3\xa9" },
};

static void test_safe_display(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(shown); i++) {
		umb_buf b = UMB_BUF_INIT;

		umb_text_append_safe(&b, umb_slice_str(shown[i].in));
		CHECK_EQ_STR(umb_buf_str(&b), shown[i].want, shown[i].label);
		umb_buf_clear(&b);
	}
}

/* The fast counter against the obvious one, at every alignment of a mixed text. */
static void test_line_count(void **state)
{
	uint8_t text[300];

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i % 7 == 0 ? '\n' : i % 5 == 0 ? 0x8a : i % 3 == 0 ? 0x0b : 0x09);
	for (size_t from = 0; from < 40; from++) {
		for (size_t len = 0; len + from <= sizeof(text); len += 3) {
			size_t want = 0;

			for (size_t i = 0; i < len; i++)
				want += text[from + i] == '\n';
			assert_int_equal(umb_text_count_lines(umb_slice_of(text + from, len)), want);
		}
	}
}

static void test_near_miss(void **state)
{
	static const char *const names[] = { "pattern", "provider", "severity" };

	UMB_UNUSED(state);
	assert_string_equal(umb_text_near_miss("patern", names, 3), "pattern");
	assert_string_equal(umb_text_near_miss("pattren", names, 3), "pattern");
	assert_string_equal(umb_text_near_miss("serverity", names, 3), "severity");
	assert_null(umb_text_near_miss("xyzzy", names, 3));
}

static void test_any_of_many(void **state)
{
	static const char *const words[] = { "e.g.", "your ", "Sample", "x" };
	static const struct {
		const char *text;
		bool        as_written, nocase;
	} rows[] = {
		{ "see e.g. this", true, true }, { "YOUR key", false, true },  { "your", false, false },  { "a Sample", true, true },
		{ "a sample", false, true },     { "X", false, true },         { "", false, false },      { "e.gx", true, true },
		{ "e.g", false, false },         { "eee.g.", true, true },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		CHECK_EQ_INT(umb_text_has_any(umb_slice_str(rows[i].text), words, UMB_COUNT(words)), rows[i].as_written, rows[i].text);
		CHECK_EQ_INT(umb_text_has_any_nocase(umb_slice_str(rows[i].text), words, UMB_COUNT(words)), rows[i].nocase, rows[i].text);
	}
	assert_false(umb_text_has_any(umb_slice_str("x"), words, 0));
}

/* Byte by byte: the first place that is equal. */
static size_t find_slowly(umb_slice hay, umb_slice needle, bool nocase)
{
	for (size_t i = 0; i + needle.len <= hay.len; i++) {
		umb_slice here = umb_slice_sub(hay, i, i + needle.len);

		if (nocase ? umb_text_eq_nocase(here, needle) : umb_slice_eq(here, needle))
			return i;
	}
	return SIZE_MAX;
}

/* In texts of a few different bytes, of lengths on both sides of what is looked at in one step. */
static void test_find(void **state)
{
	uint64_t seed = 7;
	size_t   n_found = 0;

	UMB_UNUSED(state);
	for (int round = 0; round < 20000; round++) {
		uint8_t   hay[160], needle[80];
		size_t    n = make_random(&seed) % sizeof(hay), m = make_random(&seed) % (round % 8 ? 5 : sizeof(needle)), few = 1 + make_random(&seed) % 3;
		umb_slice h = umb_slice_of(hay, n), v = umb_slice_of(needle, m);

		for (size_t i = 0; i < n; i++)
			hay[i] = (uint8_t)("aBb"[make_random(&seed) % few]);
		for (size_t i = 0; i < m; i++)
			needle[i] = (uint8_t)("aBb"[make_random(&seed) % few]);
		assert_int_equal(umb_text_find(h, v), find_slowly(h, v, false));
		assert_int_equal(umb_text_find_nocase(h, v), find_slowly(h, v, true));
		n_found += m > 1 && umb_text_find(h, v) != SIZE_MAX;
	}
	assert_true(n_found > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globs), cmocka_unit_test(test_below), cmocka_unit_test(test_glob_faults), cmocka_unit_test(test_numbers), cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_safe_display), cmocka_unit_test(test_line_count), cmocka_unit_test(test_near_miss), cmocka_unit_test(test_any_of_many), cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
