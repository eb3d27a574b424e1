/* dec_concat: every way to join strings, what is shown and what is not, and where the bytes come from. */
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
		{ "x = \"abcdefgh\" + \"ijkl1234\";", "x = \"abcdefghijkl1234\";" },
		{ "\t\"example.org/v2/first\"\n\t\"Example.org/v2/second\"", "\t\"example.org/v2/firstExample.org/v2/second\"" },
		{ "x = 'abcdefgh' . 'ijkl1234';", "x = 'abcdefghijkl1234';" },
		{ "x = \"abcdefgh\" .. \"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\" & \"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\" & _\n  \"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\" || \"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\" <> \"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\"+\"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\" \"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = \"abcdefgh\"\n    \"ijkl1234\";", "x = \"abcdefghijkl1234\";" },
		{ "x = \"abcdefgh\" +\n                                              \"ijkl1234\";\nend", "x = \"abcdefghijkl1234\";" },
		{ "x = \"abcdefgh\"\r\n\t+ \"ijkl1234\";", "x = \"abcdefghijkl1234\";" },
		{ "x = \"abcdefgh\" \\\n    \"ijkl1234\";", "x = \"abcdefghijkl1234\";" },
		{ "x = \"abcdefgh\" + 'ijkl1234'", "x = \"abcdefghijkl1234'" },
		{ "x = \"abcdefgh\" f\"ijkl1234\"", "x = \"abcdefghijkl1234\"" },
		{ "x = L\"abcdefgh\" L\"ijkl1234\"", "x = L\"abcdefghijkl1234\"" },
		{ "x = \"ab\" + \"cd\" + \"efghijkl\" + \"mnop1234\" + y", "x = \"abcdefghijklmnop1234\" + y" },
		{ "\t\"ABCdefgh\"\n\t\"ijkl1234\"\n", "\t\"ABCdefghijkl1234\"" },
		{ "export X=abcdefgh\\\nijkl1234\nnext", "export X=abcdefghijkl1234" },
		{ "x = \"abcdefgh\\\r\nijkl1234\"", "x = \"abcdefghijkl1234\"" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("concat", rows[i].in, rows[i].want);
}

static void test_what_hides_nothing(void **state)
{
	static const char *const rows[] = {
		"", "\"", "\" ", "\" +", "a\" + ", "a\" + \"", "\"ab\" +\n",
		"say(\"some words \" + \"and more1234567\")", "\"abcdefgh\" + x + \"ijkl1234\"", "\"abcdefgh\", \"ijkl1234\"", "{\"abcdefgh1\": \"ijkl1234\"}",
		"\"abcdefgh\" + \"ijklmnop\"", "\"ab\" + \"cd12\"", "<a class=\"abcdefgh1\" id=\"ijkl1234\">",
		"a = \"abcdefgh\"\n\"ijkl1234\" = b", "+ a = \"abcdefgh\"\n+ \"ijkl1234\" = b", "a = \"abcdefgh1\"\n  \"ijkl\": 2",
		"import (\n\t\"example.org/v2/first\"\n\t\"example.org/v2/second\"\n)", "\t\"example.org/v2/first\"\n\t\"example.org/v2/second/with/a/longer/Path\"",
		"\"abcdefgh\"\"ijkl1234\"", "abcdefgh \\\nijkl1234", "abcdefgh\\\n  ijkl1234",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("concat", rows[i], "");
}

static void test_places(void **state)
{
	UMB_UNUSED(state);
	decode_is("concat", "first\nx = \"abcdefgh\" +\n   \"ijkl1234\" + '+mnop' + y\nend", "x = \"abcdefghijkl1234+mnop' + y");
	decoded_word_from("abcdefgh", 11);
	decoded_word_from("ijkl", 27);
	decoded_word_from("+mnop", 40);
	decoded_word_from("' + y", 45);
	decode_is_local("concat", "x = \"abcdefgh\" + \"ijkl1234\";");
	decode_is_local("concat", "x = \"abcdefgh\" +\n   \"ijkl1234\";");
	decode_stops_at_budget("concat", "x = \"abcdefgh\" + \"ijkl1234\";");
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
