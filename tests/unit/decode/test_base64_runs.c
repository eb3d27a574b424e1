/* The vector searches find exactly what the plain one finds, except runs in which nothing can begin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decode/base64_runs.h"
#include "harness/make_base64.h"

typedef size_t next_run(umb_slice in, size_t from, size_t *to);

/* By the definition: short, and no likely start at the beginning, behind an escape or behind a separator. */
static bool may_be_left_out(umb_slice in, size_t from, size_t to)
{
	uint8_t  block[64] = { 0 };
	uint64_t starts = 1;
	umb_base64_classes c;

	if (to - from > UMB_BASE64_PLACES || in.len - from < 64)
		return false;
	memcpy(block, in.ptr + from, 64);
	c = umb_base64_classify_plain(block);
	starts |= c.separator << 1;
	if (from > 0 && in.ptr[from - 1] == '\\')
		starts |= 2;
	starts &= (UINT64_C(1) << (to - from - UMB_BASE64_MIN_RUN + 1)) - 1;
	return umb_base64_likely(starts, &c) == 0 && !umb_base64_is_magic(block + (from > 0 && in.ptr[from - 1] == '\\'));
}

static void compare(umb_slice in, next_run *fast)
{
	size_t at = 0, want = 0, want_to = 0, got, got_to = 0;

	for (;;) {
		got = fast(in, got_to, &got_to);
		do {
			at   = want_to;
			want = umb_base64_next_run_plain(in, at, &want_to);
		} while (want < in.len && want != got && may_be_left_out(in, want, want_to));
		assert_int_equal(got, want);
		if (got >= in.len)
			return;
		assert_int_equal(got_to, want_to);
	}
}

static void fill(uint8_t *p, size_t n, uint64_t *seed, unsigned odds)
{
	static const char inside[] = ABC_BASE64URL "+/", outside[] = " \n\t.,:;=()<>\"'\\@[`{\x80\xff";

	for (size_t i = 0; i < n; i++) {
		uint64_t r = make_random(seed);

		p[i] = (uint8_t)(r % odds ? inside[(r >> 8) % (sizeof(inside) - 1)] : outside[(r >> 8) % (sizeof(outside) - 1)]);
	}
}

static void test_fast_equals_plain(void **state)
{
	uint64_t seed = 1;

	UMB_UNUSED(state);
	for (int round = 0; round < 4000; round++) {
		uint8_t  text[700];
		size_t   n = (size_t)(make_random(&seed) % sizeof(text));
		umb_slice in = umb_slice_of(text, n);

		fill(text, n, &seed, (unsigned[]){ 5, 20, 40, 90, 1000 }[round % 5]);
		compare(in, umb_base64_next_run);
#if defined(__x86_64__)
		compare(in, umb_base64_next_run_sse2);
#endif
	}
}

static void test_every_byte_is_classed_alike(void **state)
{
	uint8_t block[64], row[256 + 64] = { 0 };

	UMB_UNUSED(state);
	for (size_t c = 0; c < 256; c++) {
		umb_base64_classes a, b;
		size_t             to;

		for (size_t i = 0; i < 64; i++)
			block[i] = i % 3 == c % 3 ? (uint8_t)c : 'x';
		a = umb_base64_classify(block);
		b = umb_base64_classify_plain(block);
		assert_true(a.separator == b.separator);
		if (umb_base64_is_char((uint8_t)c))
			assert_true(a.low == b.low && a.second == b.second && a.lead == b.lead && a.follow == b.follow);
		/* A run of this byte alone, between two that are never in the alphabet. */
		memset(row, ' ', sizeof(row));
		memset(row + 10, (int)c, 100);
		assert_int_equal(umb_base64_next_run(umb_slice_of(row, sizeof(row)), 0, &to) == 10, umb_base64_is_char((uint8_t)c));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fast_equals_plain),
		cmocka_unit_test(test_every_byte_is_classed_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
