/* dec_utf16: both orders, with and without a mark, characters of every size, and silence on everything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/emit_double.h"
#include "harness/make_base64.h"

static emit_double d;

/* Code points to UTF-16; returns bytes written. */
static size_t wide(uint8_t *out, const uint32_t *text, size_t n, bool is_big)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t c = text[i], unit[2] = { c, 0 };
		size_t   n_units = 1;

		if (c > 0xffff) {
			unit[0] = 0xd800 + ((c - 0x10000) >> 10);
			unit[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
			n_units = 2;
		}
		for (size_t k = 0; k < n_units; k++) {
			out[len++] = (uint8_t)(is_big ? unit[k] >> 8 : unit[k]);
			out[len++] = (uint8_t)(is_big ? unit[k] : unit[k] >> 8);
		}
	}
	return len;
}

static const umb_decoder_ops *utf16(void)
{
	return umb_decoder_find("utf16");
}

static void run(umb_slice in, const char *want)
{
	double_reset(&d, SIZE_MAX, in.len, true);
	assert_true(utf16()->probe(in));
	assert_int_equal(utf16()->decode(&(umb_decoder_input){ .text = in }, &d.emit), UMB_OK);
	assert_false(d.is_wrong || d.is_open);
	assert_string_equal((char *)d.out, want);
}

static void test_both_orders_with_and_without_mark(void **state)
{
	static const uint32_t text[] = { 0xfeff, 'p', 'a', 's', 's', 'w', 'd', ' ', '=', ' ', 'x', 'y', 'z', '\r', '\n', 'e', 'n', 'd' };
	uint8_t in[64];

	UMB_UNUSED(state);
	for (int big = 0; big < 2; big++) {
		size_t n = wide(in, text, UMB_COUNT(text), big);

		run(umb_slice_of(in, n), "passwd = xyz\r\nend");
		run(umb_slice_of(in + 2, n - 2), "passwd = xyz\r\nend");
	}
}

static void test_characters_of_every_size(void **state)
{
	static const uint32_t text[] = { 0xfeff, 'k', '=', 0xe9, 0xe9, 0x20ac, 0x1f511, 0x1f511, 'z', 0xd800, 'q', 'q' };
	uint8_t in[64];

	UMB_UNUSED(state);
	for (int big = 0; big < 2; big++) {
		run(umb_slice_of(in, wide(in, text, UMB_COUNT(text), big)),
		    "k=\xc3\xa9\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91\xf0\x9f\x94\x91z\xef\xbf\xbdqq");
		/* Each write has one size of character, so positions divide evenly. */
		for (size_t i = 0; i < d.n_writes; i++) {
			const uint8_t *o = d.out + d.write[i].out_from;
			size_t each = *o < 0x80 ? 1 : *o < 0xe0 ? 2 : *o < 0xf0 ? 3 : 4;

			assert_int_equal(d.write[i].n % each, 0);
			assert_int_equal(d.write[i].in_len, d.write[i].n / each * (each == 4 ? 4 : 2));
		}
	}
}

/* Found in the middle of a file whose beginning has no ASCII, and in a window that begins inside a pair. */
static void test_samples_and_odd_windows(void **state)
{
	uint8_t in[8192];
	size_t  n = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 4096; i++) {
		uint32_t c = i < 400 ? 0x4e00 + (uint32_t)i : (uint32_t)"words here "[i % 11];

		n += wide(in + n, &c, 1, false);
	}
	assert_true(utf16()->probe(umb_slice_of(in, n)));
	double_reset(&d, SIZE_MAX, n, true);
	assert_int_equal(utf16()->decode(&(umb_decoder_input){ .text = umb_slice_of(in + 1601, n - 1601), .is_cut_left = true }, &d.emit), UMB_OK);
	assert_non_null(strstr((char *)d.out, "words here words"));
}

static void test_silence_elsewhere(void **state)
{
	uint8_t  in[4096];
	uint64_t seed = 3;

	UMB_UNUSED(state);
	memset(in, 'a', sizeof(in));
	assert_false(utf16()->probe(umb_slice_of(in, sizeof(in))));
	in[100] = 0;
	assert_false(utf16()->probe(umb_slice_of(in, sizeof(in))));
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)make_random(&seed);
	assert_false(utf16()->probe(umb_slice_of(in, sizeof(in))));
	memset(in, 0, sizeof(in));
	assert_false(utf16()->probe(umb_slice_of(in, sizeof(in))));
	assert_false(utf16()->probe(umb_slice_of(in, 0)));
	double_reset(&d, SIZE_MAX, sizeof(in), true);
	assert_int_equal(utf16()->decode(&(umb_decoder_input){ .text = umb_slice_of(in, sizeof(in)) }, &d.emit), UMB_OK);
	assert_int_equal(d.n_runs, 0);
}

static void test_budget_stops_the_output(void **state)
{
	uint8_t in[8192];

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = i % 2 ? 0 : 'x';
	double_reset(&d, 100, sizeof(in), true);
	assert_int_equal(utf16()->decode(&(umb_decoder_input){ .text = umb_slice_of(in, sizeof(in)) }, &d.emit), UMB_E_LIMIT);
	assert_false(d.is_open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_orders_with_and_without_mark),
		cmocka_unit_test(test_characters_of_every_size),
		cmocka_unit_test(test_samples_and_odd_windows),
		cmocka_unit_test(test_silence_elsewhere),
		cmocka_unit_test(test_budget_stops_the_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
