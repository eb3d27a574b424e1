/* dec_utf32: both orders, with and without a mark, characters of every size, windows, and silence on everything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

static size_t wide(uint8_t *out, const char *text, bool has_mark, bool is_big)
{
	size_t n = 0;

	for (size_t i = has_mark ? 0 : 1; i <= strlen(text); i++) {
		uint32_t c = i == 0 ? 0xfeff : (uint8_t)text[i - 1];

		c = c == '#' ? 0x1f511 : c == '@' ? 0xe9 : c == '$' ? 0xd800 : c;
		for (size_t k = 0; k < 4; k++)
			out[n++] = (uint8_t)(c >> (is_big ? 24 - 8 * k : 8 * k));
	}
	return n;
}

static void test_both_orders_with_and_without_mark(void **state)
{
	uint8_t in[256];

	UMB_UNUSED(state);
	for (unsigned how = 0; how < 4; how++) {
		size_t n = wide(in, "passwd = x@yz\r\nthe #end$", how & 1, how & 2);

		assert_string_equal(decode_slice("utf32", umb_slice_of(in, n)), "passwd = x\xc3\xa9yz\r\nthe \xf0\x9f\x94\x91" "end\xef\xbf\xbd");
		decoded_word_from("yz", how & 1 ? 48 : 44);
		decode_slice("utf16", umb_slice_of(in, n));
		assert_int_equal(decoded.n_runs, 0);
	}
}

static void test_windows(void **state)
{
	uint8_t in[2048];
	char    text[400] = { 0 };

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = "words here "[i % 11];
	for (unsigned big = 0; big < 2; big++) {
		size_t n = wide(in, text, false, big);

		for (size_t cut = 0; cut < 9; cut++) {
			double_reset(&decoded, SIZE_MAX, n - cut, true);
			assert_int_equal(umb_decoder_find("utf32")->decode(&(umb_decoder_input){ .text = umb_slice_of(in + cut, n - cut), .is_cut_left = true }, &decoded.emit), UMB_OK);
			assert_non_null(strstr((char *)decoded.out, "words here words"));
		}
	}
	double_reset(&decoded, 100, 1596, true);
	assert_int_equal(umb_decoder_find("utf32")->decode(&(umb_decoder_input){ .text = umb_slice_of(in, 1596) }, &decoded.emit), UMB_E_LIMIT);
	assert_false(decoded.is_open);
}

static void test_silence_elsewhere(void **state)
{
	uint8_t in[1024];

	UMB_UNUSED(state);
	for (size_t len = 0; len < 64; len++) {
		memset(in, 'a', sizeof(in));
		decode_slice("utf32", umb_slice_of(in, len));
		assert_int_equal(decoded.n_runs, 0);
		memset(in, 0, sizeof(in));
		decode_slice("utf32", umb_slice_of(in, len));
		assert_int_equal(decoded.n_runs, 0);
	}
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = i % 2 ? 0 : 'x'; /* UTF-16 */
	decode_slice("utf32", umb_slice_of(in, sizeof(in)));
	assert_int_equal(decoded.n_runs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_orders_with_and_without_mark),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_silence_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
