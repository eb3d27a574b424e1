/* The compressed streams: the same text of each form, in pieces, doubled, cut, bent, too large, and without the library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/emit_double.h"
#include "unpack/library.h"

/* "one line of text" three times, and "and the last"; with small dictionaries, as each flipped bit has one made. */
static const uint8_t zlib_bytes[] = {
	0x78, 0x9c, 0xcb, 0xcf, 0x4b, 0x55, 0xc8, 0xc9, 0x04, 0x12, 0xf9, 0x69, 0x0a, 0x25, 0xa9, 0x15, 0x25, 0x5c, 0xf9, 0x04, 0x05, 0x12, 0xf3, 0x52,
	0x14, 0x4a, 0x32, 0x80, 0x82, 0x89, 0xc5, 0x25, 0x00, 0xc6, 0x26, 0x16, 0x33,
};
static const uint8_t zstd_bytes[] = {
	0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x68, 0x1d, 0x01, 0x00, 0xe8, 0x6f, 0x6e, 0x65, 0x20, 0x6c, 0x69, 0x6e, 0x65, 0x20, 0x6f, 0x66, 0x20, 0x74, 0x65,
	0x78, 0x74, 0x0a, 0x61, 0x6e, 0x64, 0x20, 0x74, 0x68, 0x65, 0x20, 0x6c, 0x61, 0x73, 0x74, 0x01, 0x00, 0xc9, 0x99, 0x4b, 0x5b, 0x9d, 0x73, 0xc8,
};
static const uint8_t lz4_bytes[] = {
	0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0x23, 0x00, 0x00, 0x00, 0xff, 0x02, 0x6f, 0x6e, 0x65, 0x20, 0x6c, 0x69, 0x6e, 0x65, 0x20, 0x6f, 0x66,
	0x20, 0x74, 0x65, 0x78, 0x74, 0x0a, 0x11, 0x00, 0x0f, 0xc0, 0x61, 0x6e, 0x64, 0x20, 0x74, 0x68, 0x65, 0x20, 0x6c, 0x61, 0x73, 0x74, 0x00, 0x00,
	0x00, 0x00, 0x07, 0xcf, 0xe5, 0x26,
};
static const uint8_t xz_bytes[] = {
	0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01, 0x08, 0x00, 0x00, 0x00, 0xd8, 0x0f, 0x23, 0x13,
	0xe0, 0x00, 0x3e, 0x00, 0x22, 0x5d, 0x00, 0x37, 0x9b, 0x88, 0xce, 0x76, 0x9a, 0x9d, 0xf2, 0x25, 0xe7, 0x35, 0x71, 0x03, 0xe1, 0xa5, 0x16, 0x36,
	0x59, 0x91, 0x8d, 0xa5, 0x37, 0xd1, 0x3a, 0xc2, 0xd3, 0x86, 0x1d, 0xc1, 0x7a, 0x7e, 0x27, 0x3d, 0x00, 0x00, 0x00, 0x00, 0x81, 0x9d, 0xd3, 0x33,
	0x74, 0x52, 0x63, 0x8d, 0x00, 0x01, 0x3e, 0x3f, 0x6b, 0x83, 0x25, 0xd7, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
};
static const uint8_t bzip2_bytes[] = {
	0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x95, 0xfe, 0xb4, 0x57, 0x00, 0x00, 0x19, 0x51, 0x80, 0x00, 0x10, 0x40, 0x00, 0x27,
	0x65, 0x8c, 0x40, 0x20, 0x00, 0x21, 0xb5, 0x23, 0x4d, 0x19, 0x1a, 0x10, 0x00, 0x03, 0xc6, 0x82, 0x08, 0x79, 0xa9, 0x64, 0x6c, 0xe8, 0xce, 0x4a,
	0x54, 0xe7, 0x4c, 0x9c, 0x51, 0xab, 0x1d, 0x2b, 0xb3, 0xe2, 0xee, 0x48, 0xa7, 0x0a, 0x12, 0x12, 0xbf, 0xd6, 0x8a, 0xe0,
};
static const uint8_t lzma_bytes[] = {
	0x5d, 0x00, 0x00, 0x01, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x37, 0x9b, 0x88, 0xce, 0x76, 0x9a, 0x9d, 0xf2, 0x25, 0xe7,
	0x35, 0x71, 0x03, 0xe1, 0xa5, 0x16, 0x36, 0x59, 0x91, 0x8d, 0xa5, 0x37, 0xd1, 0x3a, 0xc2, 0xd3, 0x86, 0x1d, 0xc1, 0x7a, 0xff, 0xf8, 0x6d, 0xc7,
	0xff, 0xc3, 0x15, 0x00, 0x00,
};
static const uint8_t brotli_bytes[] = {
	0x1f, 0x3e, 0x00, 0xf8, 0x8d, 0x94, 0xa9, 0xc3, 0xbb, 0xb5, 0x42, 0xd9, 0x1b, 0x9d, 0x72, 0xc3, 0x6b, 0x41, 0x0c, 0xe9, 0xa4, 0x1e, 0x0d, 0x42,
	0x26, 0xc9, 0xe4, 0xa3, 0xb8, 0xd0, 0xb5, 0x27, 0x58, 0xc1, 0x00,
};

static const char text[] = "one line of text\none line of text\none line of text\nand the last";

typedef struct form {
	const char    *name;
	const uint8_t *bytes;
	size_t         len;
	bool           repeats; /* streams behind each other are one */
	bool           checks;  /* a flipped bit of the last bytes is damage */
} form;

#define FORM(name, repeats, checks) { #name, name##_bytes, sizeof(name##_bytes), repeats, checks }

static const form forms[] = {
	FORM(zlib, false, true), FORM(zstd, true, true), FORM(lz4, true, true), FORM(xz, true, true),
	FORM(bzip2, true, true), FORM(lzma, false, false), FORM(brotli, false, false),
};

static emit_double d;
static uint8_t     packed[4096];

typedef struct source {
	umb_slice left;
	size_t    step; /* bytes given per call */
} source;

static umb_status read_source(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	source *s = ctx;
	size_t  n = UMB_MIN(UMB_MIN(cap, s->step), s->left.len);

	memcpy(buf, s->left.ptr, n);
	s->left = umb_slice_sub(s->left, n, s->left.len);
	*n_read = n;
	return UMB_OK;
}

static umb_status run(const form *f, size_t len, size_t step, size_t budget)
{
	source     s  = { umb_slice_of(packed, len), step };
	umb_reader in = { .ctx = &s, .read = read_source };
	umb_status st;

	double_reset(&d, budget, SIZE_MAX, true);
	st = umb_unpacker_find(f->name)->unpack(&in, &d.emit);
	assert_false(d.is_wrong || d.is_open);
	return st;
}

static size_t put(const form *f, size_t at)
{
	memcpy(packed + at, f->bytes, f->len);
	return at + f->len;
}

static void test_content(void **state)
{
	static const size_t steps[] = { 1, 7, 1 << 20 };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = put(&forms[i], 0);

		assert_true(umb_unpacker_find(forms[i].name)->probe(umb_slice_of(packed, n)));
		assert_true(umb_unpacker_find(forms[i].name)->is_stream);
		for (size_t k = 0; k < UMB_COUNT(steps); k++) {
			assert_int_equal(run(&forms[i], n, steps[k], SIZE_MAX), UMB_OK);
			assert_int_equal(d.len, 2 + sizeof(text) - 1);
			assert_memory_equal(d.out + 2, text, sizeof(text) - 1);
		}
	}
}

/* One form is not taken for another, nor text for one of them. */
static void test_probes(void **state)
{
	static const char *const texts[] = { "x^2 + y^2 is the square of the distance", "BZh9 is how it begins", "]\1\2\3 and so on, and so on" };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		const umb_unpacker_ops *u = umb_unpacker_find(forms[i].name);

		assert_true((u->ending != NULL) == (strcmp(forms[i].name, "brotli") == 0));
		for (size_t k = 0; k < UMB_COUNT(forms) && !u->ending; k++)
			assert_true(u->probe(umb_slice_of(forms[k].bytes, forms[k].len)) == (i == k));
		for (size_t k = 0; k < UMB_COUNT(texts); k++)
			assert_false(u->probe(umb_slice_str(texts[k])));
		assert_false(u->probe(umb_slice_of(forms[i].bytes, 0)));
	}
}

static void test_streams_behind_each_other(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = put(&forms[i], put(&forms[i], 0));

		if (!forms[i].repeats)
			continue;
		assert_int_equal(run(&forms[i], n, 5, SIZE_MAX), UMB_OK);
		assert_int_equal(d.n_members, 1);
		assert_int_equal(d.len, 2 + 2 * (sizeof(text) - 1));
		assert_memory_equal(d.out + 1 + sizeof(text), text, sizeof(text) - 1);
	}
}

static void test_cuts_are_told(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = put(&forms[i], 0);

		for (size_t cut = 0; cut < n; cut++)
			assert_int_equal(run(&forms[i], cut, 3, SIZE_MAX), UMB_E_FORMAT);
	}
}

/* What was unpacked before the damage has been handed on. */
static void test_checksums(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = put(&forms[i], 0);

		if (!forms[i].checks)
			continue;
		packed[n - 2] ^= 4;
		assert_int_equal(run(&forms[i], n, 3, SIZE_MAX), UMB_E_FORMAT);
		assert_true(d.len == 2 + sizeof(text) - 1 || strcmp(forms[i].name, "bzip2") == 0);
	}
}

static void test_every_flip_ends(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = put(&forms[i], 0);

		for (size_t k = 0; k < n * 8; k++) {
			packed[k / 8] ^= (uint8_t)(1 << k % 8);
			run(&forms[i], n, 100, 1 << 20);
			packed[k / 8] ^= (uint8_t)(1 << k % 8);
		}
	}
}

static void test_the_budget(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		size_t n = put(&forms[i], 0);

		assert_int_equal(run(&forms[i], n, SIZE_MAX, 10), UMB_E_LIMIT);
	}
}

/* What wants more memory than it gets is told, not taken for damage. */
static void test_what_is_too_large(void **state)
{
	static const uint8_t wide[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x90, 1, 0, 0 }; /* a window of 256 MB */
	static const uint8_t legacy[] = { 0x02, 0x21, 0x4c, 0x18, 4, 0, 0, 0, 0x30, 'a', 'b', 'c' };
	const form           large[] = { { "zstd", wide, sizeof(wide), false, false }, { "lz4", legacy, sizeof(legacy), false, false } };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(large); i++) {
		assert_int_equal(run(&large[i], put(&large[i], 0), SIZE_MAX, SIZE_MAX), UMB_OK);
		assert_int_equal(d.n_skips[UMB_SKIP_ENCRYPTED], 1);
		assert_int_equal(d.n_members, 0);
	}
}

static void *some_function;
static const umb_symbol none[] = { { "umb_there_is_no_such_function", &some_function } };

static void test_libraries_that_are_not_there(void **state)
{
	umb_library no_file = UMB_LIBRARY("libumb-is-not-there.so.0", none), no_symbol = UMB_LIBRARY("libz.so.1", none);

	UMB_UNUSED(state);
	for (int i = 0; i < 2; i++) {
		assert_false(umb_library_load(&no_file));
		assert_false(umb_library_load(&no_symbol));
	}
	assert_string_equal(no_file.missing, "libumb-is-not-there.so.0 cannot be loaded");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_streams_behind_each_other),
		cmocka_unit_test(test_cuts_are_told),
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_every_flip_ends),
		cmocka_unit_test(test_the_budget),
		cmocka_unit_test(test_what_is_too_large),
		cmocka_unit_test(test_libraries_that_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
