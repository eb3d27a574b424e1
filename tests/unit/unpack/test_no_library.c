/* Where a library is not installed, every file that wants it is told as not looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>

#include "harness/emit_double.h"

static emit_double d;

/* In place of the C library's: nothing is there. */
void *dlopen(const char *file, int flags)
{
	UMB_UNUSED(file);
	UMB_UNUSED(flags);
	return NULL;
}

static umb_status read_nothing(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(buf);
	UMB_UNUSED(cap);
	*n_read = 0;
	return UMB_OK;
}

static void test_all_are_told(void **state)
{
	static const struct {
		const char *name, *told;
	} rows[] = {
		{ "zstd", ": libzstd.so.1 cannot be loaded" }, { "lz4", ": liblz4.so.1 cannot be loaded" }, { "xz", ": liblzma.so.5 cannot be loaded" },
		{ "lzma", ": liblzma.so.5 cannot be loaded" }, { "bzip2", ": libbz2.so.1.0 cannot be loaded" },
		{ "brotli", ": libbrotlidec.so.1 cannot be loaded" }, { "archive", ": libarchive.so.13 cannot be loaded" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_reader in = { .ctx = NULL, .read = read_nothing };

		double_reset(&d, SIZE_MAX, SIZE_MAX, true);
		assert_int_equal(umb_unpacker_find(rows[i].name)->unpack(&in, &d.emit), UMB_OK);
		assert_int_equal(d.n_skips[UMB_SKIP_ENCRYPTED], 1);
		assert_string_equal(d.told, rows[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
