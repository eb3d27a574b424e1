/* dec_quoted_printable: what is shown and what is not, and where the bytes come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

#define LONG_LINE "a line of mail that is as long as lines of mail may be, that is "

static void test_what_is_shown(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "key=3Dvalue", "key=value" },
		{ "key=3Dv=C3=A9 =zz =4 =", "key=v\xc3\xa9 =zz =4 =" },
		{ LONG_LINE "abc=\ndef and more\nend", LONG_LINE "abcdef and more" },
		{ LONG_LINE "abc=\r\ndef\r\nend", LONG_LINE "abcdef\r" },
		{ LONG_LINE "abc=\n" LONG_LINE "def=\nghi\nend", LONG_LINE "abc" LONG_LINE "defghi" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("quoted-printable", rows[i].in, rows[i].want);
}

static void test_what_hides_nothing(void **state)
{
	static const char *const rows[] = {
		"", "=", "=\n", "=3", "=3d", "==3", "a = b", "x =\n  y", "short=\nline", "=C3=A9",
		LONG_LINE "abc=", LONG_LINE "abc=\n", LONG_LINE "abc=\n\nx", LONG_LINE "abc=\n-----END", LONG_LINE "abc=\n  x", LONG_LINE "abc==\nx",
		LONG_LINE LONG_LINE "abc=\nx",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("quoted-printable", rows[i], "");
}

static void test_places(void **state)
{
	UMB_UNUSED(state);
	decode_is("quoted-printable", "first\nkey=3Dva=\nlue\nend", "key=value");
	decoded_word_from("key=", 6);
	decoded_word_from("va", 12);
	decoded_word_from("lue", 16);
	decode_is_local("quoted-printable", LONG_LINE "abc=\ndef");
	decode_stops_at_budget("quoted-printable", "key=3Dvalue");
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
