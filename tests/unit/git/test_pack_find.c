/*
 * test_pack_find.c - ids in the index of a pack: found as a plain search finds them, with the finer fan-out table and without, whatever
 * order they claim to have.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "git/git_store.h"
#include "harness/check.h"

#define ID_LEN 20
#define N 20000u
#define IDX_LEN (8 + 1024 + (size_t)N * (ID_LEN + 8) + 2 * ID_LEN)

static uint8_t *idx;
static uint8_t  data[64] = "PACK\0\0\0\2";

static void put_be32(uint8_t *at, uint32_t n)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(n >> (24 - 8 * i));
}

static uint8_t *id_at(uint32_t i)
{
	return idx + 8 + 1024 + (size_t)i * ID_LEN;
}

static int by_id(const void *x, const void *y)
{
	return memcmp(x, y, ID_LEN);
}

/* `spread`: ids differ in all bytes, as hashes do; else only in the last ones, so that all share one row of any table. */
static void make_index(bool spread)
{
	uint32_t seed = 7, first = 0;

	memset(idx, 0, IDX_LEN);
	memcpy(idx, "\377tOc\0\0\0\2", 8);
	for (uint32_t i = 0; i < N; i++) {
		for (size_t k = spread ? 0 : ID_LEN - 4; k < ID_LEN; k++) {
			seed        = seed * 1664525u + 1013904223u;
			id_at(i)[k] = (uint8_t)(seed >> 24);
		}
	}
	qsort(id_at(0), N, ID_LEN, by_id);
	for (uint32_t b = 0; b < 256; b++) {
		while (first < N && id_at(first)[0] <= b)
			first++;
		put_be32(idx + 8 + 4 * b, first);
	}
}

static umb_git_pack view(void)
{
	umb_git_pack p = { 0 };

	assert_int_equal(umb_git_pack_view(&p, umb_slice_of(idx, IDX_LEN), umb_slice_of(data, sizeof(data)), ID_LEN, NULL), UMB_OK);
	assert_int_equal(p.n_objects, N);
	return p;
}

/* Every id, and one beside it. */
static void check_all(const umb_git_pack *p)
{
	for (uint32_t i = 0; i < N; i++) {
		const uint8_t *ids[1] = { id_at(i) };
		uint8_t        other[ID_LEN];
		uint32_t       position = N;

		umb_git_pack_expect(p, ids, 1);
		assert_true(umb_git_pack_find(p, id_at(i), &position));
		assert_memory_equal(id_at(position), id_at(i), ID_LEN);
		memcpy(other, id_at(i), ID_LEN);
		other[ID_LEN - 1] ^= 0x55;
		assert_int_equal(umb_git_pack_find(p, other, &position), bsearch(other, id_at(0), N, ID_LEN, by_id) != NULL);
	}
}

static void finds_what_is_there(void **state)
{
	UMB_UNUSED(state);
	for (int spread = 0; spread < 2; spread++) {
		umb_git_pack p;

		make_index(spread);
		p = view();
		check_all(&p);
		umb_git_pack_spread(&p);
		assert_non_null(p.fan);
		check_all(&p);
		umb_git_pack_close(&p);
	}
}

/* First and last of all that can be: the ends of the table. */
static void finds_the_ends(void **state)
{
	umb_git_pack p;
	uint32_t     position;

	UMB_UNUSED(state);
	make_index(true);
	memset(id_at(0), 0, ID_LEN);
	memset(id_at(N - 1), 255, ID_LEN);
	p = view();
	umb_git_pack_spread(&p);
	assert_true(umb_git_pack_find(&p, id_at(0), &position));
	assert_int_equal(position, 0);
	assert_true(umb_git_pack_find(&p, id_at(N - 1), &position));
	assert_int_equal(position, N - 1);
	umb_git_pack_close(&p);
}

/* An index that is not in order gets no table: what is found in it is what was found before. */
static void leaves_disorder_alone(void **state)
{
	umb_git_pack p;

	UMB_UNUSED(state);
	make_index(true);
	memset(id_at(N / 2), 0, ID_LEN);
	p = view();
	umb_git_pack_spread(&p);
	assert_null(p.fan);
	umb_git_pack_close(&p);
}

static int make(void **state)
{
	UMB_UNUSED(state);
	idx = umb_alloc(IDX_LEN);
	return idx ? 0 : 1;
}

static int drop(void **state)
{
	UMB_UNUSED(state);
	umb_free(idx);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_there),
		cmocka_unit_test(finds_the_ends),
		cmocka_unit_test(leaves_disorder_alone),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
