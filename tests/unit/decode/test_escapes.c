/* dec_escapes: every spelling, which strings are shown and which are not, and where the bytes come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

static void test_every_spelling(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "k\\x3dv", "k=v" },
		{ "k\\u003dv", "k=v" },
		{ "k\\u{3d}v", "k=v" },
		{ "k\\u{00003D}v", "k=v" },
		{ "k\\U0000003dv", "k=v" },
		{ "k\\075v", "k=v" },
		{ "\\x41\\x42\\u0043\\104\\u{45}", "ABCDE" },
		{ "a\\u0041 \\ud83d\\udd11 \\u00e9", "aA \xf0\x9f\x94\x91 \xc3\xa9" },
		{ "a\\u0041 \\ud83d \\udd11", "aA \xef\xbf\xbd \xef\xbf\xbd" },
		{ "a\\u0041 \\ud83d\\u0041", "aA \xef\xbf\xbd" "A" },
		{ "a\\x41\\xe9", "aA\xe9" },
		{ "a\\x41\\n\\t\\r\\b\\f\\v\\a\\e\\\\\\'\\$\\`end", "aA\n\t\r\b\f\v\a\x1b\\'$`end" },
		{ "a\\x41\\d\\.\\", "aA\\d\\.\\" },
		{ "https:\\/\\/example.org\\/a", "https://example.org/a" },
		{ "ab\\/cd", "ab/cd" },
		{ "{\"x\": \"key=\\\"value1\\\"\"}", "{\"x\": \"key=\"value1\"\"}" },
		{ "\\\"key\\\" : \\\"value1\\\"", "\"key\" : \"value1\"" },
		{ "\\\\\\\"key\\\\\\\":\\\\\\\"value1\\\\\\\"", "\\\"key\\\":\\\"value1\\\"" },
		{ "'key=\\'value1\\''", "'key='value1''" },
		{ "x\\nkey: value", "x\nkey: value" },
		{ "x\\n  - a.key = value", "x\n  - a.key = value" },
		{ "x\\nKEY=value", "x\nKEY=value" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("escapes", rows[i].in, rows[i].want);
}

static void test_what_hides_nothing(void **state)
{
	static const char *const rows[] = {
		"", "\\", "x\\", "\\n", "one line\\nanother line\\n", "printf(\"%s: \\\"%d\\\"\\n\")", "say \\\"hello there\\\"", "\\u00e9t\\u00e9", "\\x00\\x01\\x80\\xff",
		"\\u12", "\\x4", "\\u{}", "\\u{41", "\\u{1234567890}", "\\U0000004", "\\07", "\\8", "C:\\path\\to\\new", "\\d+\\.\\w*", "s/\\/ /", "key=\\\"%s\\\"", "key=\\\"ab\\\"",
		"key=\\\"\\\"", "a\\u0020b", "\\nab: value", "\\nkey value", "\\nkey:value",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("escapes", rows[i], "");
}

/* Only lines with a mark are shown; lines that follow each other are one piece, and a line far away is another one. */
static void test_only_what_is_around(void **state)
{
	umb_buf in = UMB_BUF_INIT, want = UMB_BUF_INIT;

	UMB_UNUSED(state);
	decode_is("escapes", "first\nk\\x3dv\nlast", "k=v");
	decode_is("escapes", "k\\x3d1\nk\\x3d2\nplain\nplain\nk\\x3d3\nend", "k=1\nk=2\n\x1f\nk=3");
	for (size_t i = 0; i < 2000; i++)
		umb_buf_append_byte(&in, i == 1000 ? '\\' : i == 1001 ? 'x' : i == 1002 ? '4' : i == 1003 ? '1' : 'm');
	for (size_t i = 0; i < 512 + 1 + 512 - 4; i++)
		umb_buf_append_byte(&want, i == 512 ? 'A' : 'm');
	decode_is("escapes", umb_buf_str(&in), umb_buf_str(&want));
	umb_buf_clear(&in);
	umb_buf_clear(&want);
}

static void test_places(void **state)
{
	UMB_UNUSED(state);
	decode_is("escapes", "..\nk\\u003d\\u0022abc\\u0022def\nx\ny\\x41zzz", "k=\"abc\"def\n\x1f\nyAzzz");
	decoded_word_from("k=", 3);
	decoded_word_from("=", 4);
	decoded_word_from("abc", 16);
	decoded_word_from("def", 25);
	decoded_word_from("zzz", 36);
	decode_is_local("escapes", "{\"x\": \"key=\\\"value1\\\"\"}");
	decode_is_local("escapes", "\\x41\\x42\\x43");
	decode_stops_at_budget("escapes", "\\x41\\x42\\x43\\x44");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_spelling),
		cmocka_unit_test(test_what_hides_nothing),
		cmocka_unit_test(test_only_what_is_around),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
