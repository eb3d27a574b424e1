/* unp_gzip: all members, names, damage told, and the emitter's refusal passed on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <zlib.h>

#include "harness/emit_double.h"
#include "harness/make_base64.h"

static emit_double d;
static uint8_t     packed[1 << 18];

/* Adds one member to `packed`. */
static size_t pack(size_t at, const char *name, const void *text, size_t len)
{
	z_stream  z = { 0 };
	gz_header head = { 0 };

	head.name = (Bytef *)(uintptr_t)name;
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	if (name)
		assert_int_equal(deflateSetHeader(&z, &head), Z_OK);
	z.next_in   = (Bytef *)(uintptr_t)text;
	z.avail_in  = (uInt)len;
	z.next_out  = packed + at;
	z.avail_out = (uInt)(sizeof(packed) - at);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	at += z.total_out;
	deflateEnd(&z);
	return at;
}

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

static umb_status run(size_t len, size_t step, size_t budget)
{
	source     s = { umb_slice_of(packed, len), step };
	umb_reader in = { .ctx = &s, .read = read_source };
	umb_status st;

	double_reset(&d, budget, SIZE_MAX, true);
	st = umb_unpacker_find("gzip")->unpack(&in, &d.emit);
	assert_false(d.is_wrong || d.is_open);
	return st;
}

static void test_members_and_names(void **state)
{
	static const size_t steps[] = { 1, 7, 1 << 20 };
	size_t n;

	UMB_UNUSED(state);
	n = pack(0, "first.txt", "one", 3);
	n = pack(n, NULL, "two", 3);
	n = pack(n, "empty", "", 0);
	n = pack(n, "dir/third", "three", 5);
	assert_true(umb_unpacker_find("gzip")->probe(umb_slice_of(packed, n)));
	assert_false(umb_unpacker_find("gzip")->probe(umb_slice_of(packed, 2)));
	for (size_t i = 0; i < UMB_COUNT(steps); i++) {
		assert_int_equal(run(n, steps[i], SIZE_MAX), UMB_OK);
		assert_string_equal((char *)d.out, "[first.txt]one[]two[dir/third]three");
	}
}

static void test_what_follows_is_no_damage(void **state)
{
	size_t n = pack(0, "a", "text", 4);

	UMB_UNUSED(state);
	memset(packed + n, 0, 600);
	assert_int_equal(run(n + 600, 100, SIZE_MAX), UMB_OK);
	memcpy(packed + n, "a signature", 11);
	assert_int_equal(run(n + 11, 100, SIZE_MAX), UMB_OK);
	assert_string_equal((char *)d.out, "[a]text");
}

/* What was unpacked before the damage has been handed on. */
static void test_damage_is_told(void **state)
{
	uint8_t  text[20000];
	uint64_t seed = 9;
	size_t   n;

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)make_random(&seed);
	n = pack(0, "a", text, sizeof(text));
	assert_int_equal(run(n - 1000, SIZE_MAX, SIZE_MAX), UMB_E_FORMAT);
	assert_true(d.len > 10000);
	assert_int_equal(run(5, SIZE_MAX, SIZE_MAX), UMB_E_FORMAT);
	packed[n - 6] ^= 1; /* the checksum */
	assert_int_equal(run(n, SIZE_MAX, SIZE_MAX), UMB_E_FORMAT);
	assert_memory_equal(d.out + 3, text, sizeof(text));
	n = pack(0, "a", "text", 4);
	n = pack(n, "b", "more", 4);
	assert_int_equal(run(n - 4, SIZE_MAX, SIZE_MAX), UMB_E_FORMAT);
	assert_string_equal((char *)d.out, "[a]text[b]more");
}

static void test_a_bomb_meets_the_budget(void **state)
{
	static uint8_t zeros[1 << 24];
	size_t         n = pack(0, "a", zeros, sizeof(zeros));

	UMB_UNUSED(state);
	assert_int_equal(run(n, SIZE_MAX, 1 << 20), UMB_E_LIMIT);
	assert_true(d.n_total <= 1 << 20);
}

static void test_a_long_name_is_cut(void **state)
{
	char   name[1000];
	size_t n;

	UMB_UNUSED(state);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	n = pack(0, name, "x", 1);
	assert_int_equal(run(n, SIZE_MAX, SIZE_MAX), UMB_OK);
	assert_int_equal(d.len, 255 + 3);
}

static void test_every_cut_and_flip_ends(void **state)
{
	size_t n;

	UMB_UNUSED(state);
	n = pack(0, "name", "some text, some text, some text", 31);
	n = pack(n, NULL, "more text", 9);
	for (size_t cut = 0; cut <= n; cut++)
		run(cut, 3, SIZE_MAX);
	for (size_t i = 0; i < n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			packed[i] ^= (uint8_t)(1 << bit);
			run(n, SIZE_MAX, 1 << 20);
			packed[i] ^= (uint8_t)(1 << bit);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members_and_names),
		cmocka_unit_test(test_what_follows_is_no_damage),
		cmocka_unit_test(test_damage_is_told),
		cmocka_unit_test(test_a_bomb_meets_the_budget),
		cmocka_unit_test(test_a_long_name_is_cut),
		cmocka_unit_test(test_every_cut_and_flip_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
