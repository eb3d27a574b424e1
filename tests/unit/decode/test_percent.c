/* dec_percent: what is shown and what is not, and where the bytes come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

static void test_what_is_shown(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "key%3Dvalue", "key=value" },
		{ "key%3dvalue", "key=value" },
		{ "%22key%22%3A%20%22v%22", "\"key\": \"v\"" },
		{ "a%2Fb%2Bc%3D%3D", "a/b+c==" },
		{ "%41%42%43 %zz %4 %", "ABC %zz %4 %" },
		{ "a%31%32b", "a12b" },
		{ "u:p%40ss@host %C3%A9", "u:p@ss@host \xc3\xa9" },
		{ "-----BEGIN%20X-----%0AMII%2F%0A", "-----BEGIN X-----\nMII/\n" },
		{ "%2522", "%22" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("percent", rows[i].in, rows[i].want);
}

static void test_what_hides_nothing(void **state)
{
	static const char *const rows[] = {
		"", "%", "%4", "%s %d %%", "%2d %5d", "\"%3d\"", "%02x", "%30s and %20s", "a%20b%2Cc", "50%3", "%zz", "%C3%A9", "%00", "%28x%29",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("percent", rows[i], "");
}

static void test_places(void **state)
{
	UMB_UNUSED(state);
	decode_is("percent", "a line\nx%3D%22abc%22def\n", "x=\"abc\"def");
	decoded_word_from("x=", 7);
	decoded_word_from("abc", 14);
	decoded_word_from("def", 20);
	decode_is_local("percent", "x%3D%22abc%22def");
	decode_stops_at_budget("percent", "%41%42%43%44%45");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_shown),
		cmocka_unit_test(test_what_hides_nothing),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
