/*
 * test_memory.c - buffers, arenas, the allocator's switches, JSON, keyed hashes, files.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/keyed.h"
#include "base/number.h"
#include "harness/check.h"

static void test_buffer_cap(void **state)
{
	umb_buf b = UMB_BUF_INIT_MAX(8);

	UMB_UNUSED(state);
	assert_int_equal(umb_buf_append_str(&b, "12345678"), UMB_OK);
	assert_int_equal(umb_buf_append_byte(&b, '9'), UMB_E_LIMIT);
	assert_int_equal(umb_buf_append_str(&b, ""), UMB_E_LIMIT);
	assert_string_equal(umb_buf_str(&b), "12345678");
	umb_buf_reset(&b);
	assert_int_equal(umb_buf_append_str(&b, "x"), UMB_OK);
	umb_buf_clear(&b);
}

static void test_fault_and_ceiling(void **state)
{
	void *p;

	UMB_UNUSED(state);
	umb_alloc_fail_at(2);
	p = umb_alloc(10);
	assert_non_null(p);
	assert_null(umb_alloc(10));
	assert_null(umb_alloc(10));
	umb_alloc_fail_at(0);
	umb_free(p);
	umb_alloc_ceiling(umb_alloc_held() + 1000);
	assert_null(umb_alloc(5000));
	umb_alloc_ceiling(0);
	assert_null(umb_alloc_zero(SIZE_MAX / 2, 4));
}

/* What was there before stays as it is, and where it was; what came behind is wiped and its memory given back. */
static void test_arena_rewind(void **state)
{
	umb_arena      a = UMB_ARENA_INIT;
	umb_arena_mark none = umb_arena_at(&a), mark;
	char          *kept, *gone;
	size_t         held;

	UMB_UNUSED(state);
	a.wipes = true;
	kept = umb_arena_strdup(&a, "kept");
	mark = umb_arena_at(&a);
	held = a.held;
	gone = umb_arena_strdup(&a, "gone");
	for (int i = 0; i < 100; i++)
		assert_non_null(umb_arena_alloc(&a, 9000));
	assert_true(a.held > held);
	umb_arena_rewind(&a, mark);
	assert_string_equal(kept, "kept");
	assert_int_equal(a.held, held);
	assert_int_equal(gone[0], 0);
	assert_ptr_equal(umb_arena_strdup(&a, "next"), gone);
	umb_arena_rewind(&a, none);
	assert_int_equal(a.held, 0);
	umb_arena_clear(&a);
}

static void test_arena(void **state)
{
	umb_arena a = UMB_ARENA_INIT;

	UMB_UNUSED(state);
	a.wipes = true;
	for (size_t i = 1; i < 3000; i++) {
		uint8_t *p = umb_arena_alloc(&a, i % 700);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		memset(p, 0xaa, i % 700);
	}
	umb_arena_reset(&a);
	assert_string_equal(umb_arena_strdup(&a, "x"), "x");
	umb_arena_clear(&a);
	a.max = 8192;
	assert_null(umb_arena_alloc(&a, 100000));
	umb_arena_clear(&a);
}

static void test_json_round_trip(void **state)
{
	umb_buf   b = UMB_BUF_INIT;
	umb_json *j = umb_json_object(), *back = NULL;

	UMB_UNUSED(state);
	umb_json_add_u64(j, "big", UINT64_C(18446744073709551615));
	umb_json_add_slice(j, "bytes", umb_slice_of("a\xff\0b", 4));
	umb_json_add_null(umb_json_add_array(j, "list"), NULL);
	assert_int_equal(umb_json_print(&b, j), UMB_OK);
	assert_string_equal(umb_buf_str(&b), "{\"big\":18446744073709551615,\"bytes\":\"a\xef\xbf\xbd\xef\xbf\xbd" "b\",\"list\":[null]}");
	assert_int_equal(umb_json_parse(&back, umb_buf_view(&b), 1000, NULL), UMB_OK);
	assert_true(umb_json_is_array(umb_json_get(back, "list")));
	umb_json_free(j);
	umb_json_free(back);
	umb_buf_clear(&b);
}

static const struct {
	const char *label, *text;
	bool        ok;
} documents[] = {
	{ "an object", "{\"a\":1}", true }, { "blanks behind", "[1] \n", true }, { "rubbish behind", "{} x", false },
	{ "nothing", "", false }, { "cut off", "{\"a\":", false }, { "a lone brace", "}", false },
};

static void test_json_documents(void **state)
{
	umb_buf deep = UMB_BUF_INIT;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(documents); i++) {
		umb_json *j = NULL;

		CHECK_EQ_INT(umb_json_parse(&j, umb_slice_str(documents[i].text), 1000, NULL) == UMB_OK, documents[i].ok, documents[i].label);
		umb_json_free(j);
	}
	for (int i = 0; i < 100000; i++)
		umb_buf_append_byte(&deep, '[');
	umb_json *j = NULL;
	assert_int_equal(umb_json_parse(&j, umb_buf_view(&deep), 1000000, NULL), UMB_E_FORMAT);
	umb_buf_clear(&deep);
}

/* A record that lost a field to memory must not come out shorter. */
static void test_json_out_of_memory(void **state)
{
	UMB_UNUSED(state);
	for (uint64_t n = 1; n < 40; n++) {
		umb_buf    b = UMB_BUF_INIT;
		umb_json  *j;
		umb_status st;

		umb_alloc_fail_at(n);
		j = umb_json_object();
		umb_json_add_str(j, "a", "1");
		umb_json_add_str(umb_json_add_object(j, "b"), "c", "2");
		st = umb_json_print(&b, j);
		umb_alloc_fail_at(0);
		if (st == UMB_OK)
			assert_string_equal(umb_buf_str(&b), "{\"a\":\"1\",\"b\":{\"c\":\"2\"}}");
		umb_json_free(j);
		umb_buf_clear(&b);
	}
}

/* RFC 4231, test case 2, through our framing of parts: checked against an independent HMAC of the same bytes. */
static void test_mac_frames_parts(void **state)
{
	uint8_t   key[UMB_KEY_LEN] = { 1 }, a[UMB_MAC_LEN], b[UMB_MAC_LEN];
	umb_slice one[] = { umb_slice_str("ab"), umb_slice_str("c") }, two[] = { umb_slice_str("a"), umb_slice_str("bc") };
	uint8_t   sum[32];
	char      hex[65];

	UMB_UNUSED(state);
	umb_mac_parts(a, key, one, 2);
	umb_mac_parts(b, key, two, 2);
	assert_memory_not_equal(a, b, UMB_MAC_LEN);
	umb_mac_parts(b, key, one, 2);
	assert_memory_equal(a, b, UMB_MAC_LEN);
	umb_sha256(sum, umb_slice_str("abc"));
	umb_format_hex(hex, sum, 32);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_private_file(void **state)
{
	umb_file_out *f = NULL;
	umb_err       err = UMB_ERR_INIT;
	umb_buf       back = UMB_BUF_INIT;
	struct stat   sb;
	char          dir[] = "/tmp/umbra-test-XXXXXX", path[64];

	UMB_UNUSED(state);
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/report", dir);
	assert_int_equal(umb_file_out_open(&f, path, &err), UMB_OK);
	assert_int_equal(stat(path, &sb), -1);
	assert_int_equal(umb_fd_write(umb_file_out_fd(f), "abc", 3, &err), UMB_OK);
	assert_int_equal(umb_file_out_finish(f, &err), UMB_OK);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	assert_int_equal(umb_file_read(&back, path, 100, &err), UMB_OK);
	assert_string_equal(umb_buf_str(&back), "abc");
	assert_int_equal(umb_file_out_open(&f, path, &err), UMB_OK);
	umb_file_out_abort(f);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(umb_file_out_open(&f, dir, &err), UMB_E_IO);
	umb_buf_clear(&back);
	assert_int_equal(umb_file_read(&back, path, 2, &err), UMB_E_LIMIT);
	umb_buf_clear(&back);
	assert_int_equal(umb_file_read(&back, "/dev/zero", 100, &err), UMB_E_IO);
	umb_buf_clear(&back);
	unlink(path);
	rmdir(dir);
}

static void test_times(void **state)
{
	char out[40];

	UMB_UNUSED(state);
	assert_string_equal(umb_clock_iso(out, 0, 0), "1970-01-01T00:00:00Z");
	assert_string_equal(umb_clock_iso(out, 1700000000, 90), "2023-11-14T23:43:20+01:30");
	assert_string_equal(umb_clock_iso(out, 1700000000, -60), "2023-11-14T21:13:20-01:00");
	assert_string_equal(umb_clock_iso(out, INT64_MAX / 2, 0), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buffer_cap), cmocka_unit_test(test_fault_and_ceiling), cmocka_unit_test(test_arena), cmocka_unit_test(test_arena_rewind),
		cmocka_unit_test(test_json_round_trip), cmocka_unit_test(test_json_documents), cmocka_unit_test(test_json_out_of_memory),
		cmocka_unit_test(test_mac_frames_parts), cmocka_unit_test(test_private_file), cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
