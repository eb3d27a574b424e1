/* dec_hex: what is shown and what is not, wrapped lines, and where the bytes come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

/* The digits of a text, with a line break behind each `width` of them. */
static void put_hex(umb_buf *b, umb_slice s, const char *format, size_t width, const char *between)
{
	for (size_t i = 0; i < s.len; i++) {
		if (i > 0 && 2 * i % width == 0)
			umb_buf_append_str(b, between);
		umb_buf_printf(b, strcmp(format, "upper") ? "%02x" : "%02X", s.ptr[i]);
	}
}

static void shows(const char *before, umb_slice text, const char *format, size_t width, const char *between, const char *behind, const char *want)
{
	umb_buf b = UMB_BUF_INIT;

	umb_buf_append_str(&b, before);
	put_hex(&b, text, format, width, between);
	umb_buf_append_str(&b, behind);
	decode_is("hex", umb_buf_str(&b), want);
	umb_buf_clear(&b);
}

static const char words[] = "some words: of a longer text, k=v";

static void test_text(void **state)
{
	UMB_UNUSED(state);
	shows("", umb_slice_str(words), "lower", 1000, "", "", words);
	shows("x = \"", umb_slice_str(words), "upper", 1000, "", "\";", words);
	shows("0x", umb_slice_str(words), "lower", 1000, "", "", words);
	shows("x'", umb_slice_str(words), "lower", 1000, "", "'", words);
	shows("a", umb_slice_str(words), "lower", 1000, "", "", words); /* one digit too many before, or behind */
	shows("", umb_slice_str(words), "lower", 1000, "", "f", words);
	for (size_t n = 0; n < 40; n++) {
		char before[48] = { 0 };

		memset(before, '-', n);
		shows(before, umb_slice_str(words), "lower", 1000, "", "", words);
	}
}

static void test_wrapped(void **state)
{
	UMB_UNUSED(state);
	shows("", umb_slice_str(words), "lower", 40, "\n", "\n", words);
	shows("  ", umb_slice_str(words), "lower", 40, "\r\n  ", "\r\nend", words);
	shows("", umb_slice_str(words), "lower", 32, "\n\t", "", words);
	shows("", umb_slice_str(words), "lower", 40, ", ", "", "some words: of a lon"); /* other separators end it */
}

static void test_what_is_no_text(void **state)
{
	static const char *const rows[] = {
		"", "41", "0123456789abcdef0123456789abcdef", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"6c6f6e6720656e6f75676820746578", "00000000000000000000000000000000000000", "ffffffffffffffffffffffffffffffffffff", "6c6f6e6720-656e6f75676820746578740a6162",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("hex", rows[i], "");
}

static void test_places(void **state)
{
	umb_buf b = UMB_BUF_INIT, long_text = UMB_BUF_INIT;

	UMB_UNUSED(state);
	shows("first\n", umb_slice_str(words), "lower", 40, "\n", "\n", words);
	decoded_word_from("some", 6);
	decoded_word_from("longer", 6 + 34);
	decoded_word_from("ger", 6 + 40 + 1);
	for (size_t i = 0; i < 400; i++)
		umb_buf_append_str(&long_text, words);
	put_hex(&b, umb_buf_view(&long_text), "lower", 100000, "");
	decode_is("hex", umb_buf_str(&b), umb_buf_str(&long_text));
	/* A window that begins in the middle, even between two digits of a byte. */
	for (size_t cut = 5001; cut < 5003; cut++) {
		decode_slice("hex", umb_slice_sub(umb_buf_view(&b), cut, b.len));
		assert_non_null(strstr((const char *)decoded.out, words));
	}
	decode_stops_at_budget("hex", umb_buf_str(&b));
	umb_buf_clear(&b);
	umb_buf_clear(&long_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_what_is_no_text),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
