/* Numbers for triples and names: the same for the same, in the order of their coming, however many there are. */
#include "harness/check.h"

#include "git/git_id_map.h"
#include "git/git_intern.h"

static void triples_have_numbers(void **state)
{
	umb_git_triples t = { 0 };

	UMB_UNUSED(state);
	assert_int_equal(umb_git_triple_find(&t, 1, 2, 3), UMB_GIT_NONE_SUCH);
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 5000; i++)
			assert_int_equal(umb_git_triple_add(&t, i % 7, i, i % 3), i);
	}
	assert_int_equal(t.n, 5000);
	assert_int_equal(umb_git_triple_find(&t, 4999 % 7, 4999, 4999 % 3), 4999);
	assert_int_equal(umb_git_triple_find(&t, 4999, 4999 % 7, 4999 % 3), UMB_GIT_NONE_SUCH);
	umb_git_triples_clear(&t);
}

static void names_have_numbers(void **state)
{
	umb_git_names t = { 0 };
	char          name[16];

	UMB_UNUSED(state);
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 1; i < 3000; i++) {
			snprintf(name, sizeof(name), "name %u", i);
			assert_int_equal(umb_git_name_add(&t, umb_slice_str(name)), i);
			assert_true(umb_slice_eq_str(umb_git_name_of(&t, i), name));
		}
	}
	/* A file may be called as the unknown name is written. */
	assert_int_equal(umb_git_name_add(&t, umb_slice_str("?")), 3000);
	assert_int_equal(umb_git_name_add(&t, umb_slice_of("", 0)), 3001);
	assert_true(umb_slice_eq_str(umb_git_name_of(&t, UMB_GIT_NAME_UNKNOWN), "?"));
	umb_git_names_clear(&t);
}

/* 64 MiB of names are kept, and what comes then is unknown, also when it comes again. */
static void names_are_bounded(void **state)
{
	umb_git_names t    = { 0 };
	umb_buf       name = UMB_BUF_INIT;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 1 << 20; i++)
		umb_buf_append_byte(&name, 'a');
	for (uint32_t i = 1; i < 64; i++) {
		name.ptr[i] = 'b';
		assert_int_equal(umb_git_name_add(&t, umb_buf_view(&name)), i);
	}
	name.ptr[100] = 'b';
	assert_int_equal(umb_git_name_add(&t, umb_buf_view(&name)), UMB_GIT_NAME_UNKNOWN);
	assert_int_equal(umb_git_name_add(&t, umb_buf_view(&name)), UMB_GIT_NAME_UNKNOWN);
	assert_int_equal(umb_git_name_add(&t, umb_slice_str("short")), 64);
	umb_buf_clear(&name);
	umb_git_names_clear(&t);
}

/* Ids that share the byte that a slot keeps, and those that share the place. */
static void ids_have_numbers(void **state)
{
	umb_git_id_map m = { .id_len = 20 };
	uint8_t        id[20] = { 0 };

	UMB_UNUSED(state);
	assert_int_equal(umb_git_id_find(&m, id), UMB_GIT_NO_NUMBER);
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 4000; i++) {
			const uint8_t *all[] = { id };

			id[0]  = (uint8_t)(i & 3);
			id[10] = (uint8_t)(i >> 2);
			id[12] = (uint8_t)(i >> 10);
			id[19] = (uint8_t)(i % 5);
			umb_git_id_expect(&m, all, 1);
			assert_int_equal(umb_git_id_add(&m, id), i);
			assert_int_equal(umb_git_id_find(&m, id), i);
		}
	}
	id[15] = 1;
	assert_int_equal(umb_git_id_find(&m, id), UMB_GIT_NO_NUMBER);
	umb_git_id_map_clear(&m);
	assert_int_equal(umb_git_id_find(&m, id), UMB_GIT_NO_NUMBER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(triples_have_numbers),
		cmocka_unit_test(names_have_numbers),
		cmocka_unit_test(names_are_bounded),
		cmocka_unit_test(ids_have_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
