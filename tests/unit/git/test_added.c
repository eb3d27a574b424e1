/*
 * test_added.c - which lines of a version are new: by example, and against a slow definition on random texts.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "git/git_added.h"
#include "harness/check.h"

static void put_ranges(umb_buf *out, umb_slice now, const umb_slice *old, size_t n_old)
{
	umb_buf               ranges = UMB_BUF_INIT;
	const umb_line_range *r;

	assert_int_equal(umb_git_added_lines(&ranges, now, old, n_old, NULL), UMB_OK);
	r = (const umb_line_range *)(const void *)ranges.ptr;
	for (size_t i = 0; i < ranges.len / sizeof(*r); i++)
		umb_buf_printf(out, "%s%llu-%llu", i ? " " : "", (unsigned long long)r[i].from, (unsigned long long)r[i].to);
	umb_buf_clear(&ranges);
}

static void test_rows(void **state)
{
	static const struct { const char *label, *now, *old, *merged, *want; } rows[] = {
		{ "the same", "a\nb\n", "a\nb\n", NULL, "" },
		{ "nothing before", "a\nb\n", "", NULL, "1-2" },
		{ "nothing now", "", "a\n", NULL, "" },
		{ "one in the middle", "a\nnew\nb\n", "a\nb\n", NULL, "2-2" },
		{ "two places", "x\na\ny\nz\nb\n", "a\nb\n", NULL, "1-1 3-4" },
		{ "a line that moved is not new", "b\na\n", "a\nb\n", NULL, "" },
		{ "twice what was there once", "a\nb\na\n", "a\nb\n", NULL, "3-3" },
		{ "once what was there twice", "a\n", "a\na\n", NULL, "" },
		{ "the last line without its end", "a\nb", "a\nb\n", NULL, "" },
		{ "an empty line more", "a\n\nb\n", "a\nb\n", NULL, "2-2" },
		{ "another end of line is the same line", "a\r\nb\n", "a\nb\n", NULL, "" },
		{ "what stands before it counts", "a\r\r\nb\n", "a\r\nb\n", NULL, "1-1" },
		{ "bytes that are no text", "\xff\xfe\n\x01\n", "\x01\n", NULL, "1-1" },
		{ "one parent has it", "a\nb\nc\n", "a\n", "b\n", "3-3" },
		{ "both have it once, and it is there twice", "a\na\n", "a\n", "a\n", "2-2" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_buf   got    = UMB_BUF_INIT;
		umb_slice old[2] = { umb_slice_str(rows[i].old), umb_slice_str(rows[i].merged) };

		put_ranges(&got, umb_slice_str(rows[i].now), old, rows[i].merged ? 2 : 1);
		CHECK(strcmp(umb_buf_str(&got), rows[i].want) == 0, rows[i].label);
		umb_buf_clear(&got);
	}
}

/* By the definition: cross out an equal line of the old text, if one is left. */
static void put_by_definition(umb_buf *out, const char *now, const char *old)
{
	char     crossed[64] = { 0 };
	unsigned from = 0, number = 1;

	for (; now[0]; now += 2, number++) {
		bool is_known = false;

		for (size_t i = 0; old[2 * i] && !is_known; i++) {
			is_known   = !crossed[i] && old[2 * i] == now[0];
			crossed[i] = crossed[i] || is_known;
		}
		if (!is_known && !from)
			from = number;
		if (is_known && from) {
			umb_buf_printf(out, "%s%u-%u", out->len ? " " : "", from, number - 1);
			from = 0;
		}
	}
	if (from)
		umb_buf_printf(out, "%s%u-%u", out->len ? " " : "", from, number - 1);
}

static void random_lines(char text[64], uint64_t *seed)
{
	size_t n;

	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	n     = (*seed >> 33) % 30;
	for (size_t i = 0; i < n; i++) {
		*seed           = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		text[2 * i]     = (char)('a' + (*seed >> 33) % 6);
		text[2 * i + 1] = '\n';
	}
	text[2 * n] = 0;
}

static void test_definition(void **state)
{
	uint64_t seed = 7;

	UMB_UNUSED(state);
	for (int i = 0; i < 5000; i++) {
		char      now[64], before[64];
		umb_buf   want = UMB_BUF_INIT, got = UMB_BUF_INIT;
		umb_slice old;

		random_lines(now, &seed);
		random_lines(before, &seed);
		old = umb_slice_str(before);
		put_by_definition(&want, now, before);
		put_ranges(&got, umb_slice_str(now), &old, 1);
		assert_string_equal(umb_buf_str(&got), umb_buf_str(&want));
		umb_buf_clear(&want);
		umb_buf_clear(&got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_definition) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
