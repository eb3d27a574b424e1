/* Trees read along their deltas: a change at every place of a tree, of every kind, gives what reading the tree alone gives. */
#include "git/git_entries.h"
#include "harness/check.h"

typedef struct tree {
	umb_buf   text, copies;
	umb_carry carry;
} tree;

static umb_git_id_map  trees, wanted;
static umb_git_entries along, alone;
static uint64_t        seed = 3;

static uint32_t chance(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

static void clear(tree *t)
{
	umb_buf_clear(&t->text);
	umb_buf_clear(&t->copies);
	umb_buf_clear(&t->carry.places);
	memset(t, 0, sizeof(*t));
}

static void put_entry(umb_buf *b)
{
	static const char *const modes[] = { "40000", "40000", "100644", "120000", "160000" };

	umb_buf_printf(b, "%s name-%u", modes[chance(UMB_COUNT(modes))], chance(1000));
	umb_buf_append_byte(b, 0);
	for (int i = 0; i < 20; i++)
		umb_buf_append_byte(b, i < 19 ? 7 : (uint8_t)chance(9));
}

static void copy(tree *t, const tree *base, size_t from, size_t to)
{
	umb_copy c = { (uint32_t)t->text.len, (uint32_t)from, (uint32_t)(to - from) };

	if (from >= to)
		return;
	umb_buf_append(&t->text, base->text.ptr + from, to - from);
	umb_buf_append(&t->copies, &c, sizeof(c));
}

/* Returns how many entries there are. */
static size_t check(tree *t, const tree *base)
{
	umb_version    v = { base ? &base->carry : NULL, (const umb_copy *)(const void *)t->copies.ptr, t->copies.len / sizeof(umb_copy), &t->carry };
	umb_git_object o = { .type = UMB_GIT_TREE, .data = umb_buf_view(&t->text), .version = &v }, bare = o;
	size_t         n;

	bare.version = NULL;
	assert_int_equal(umb_git_entries_read(&along, &o, &wanted), UMB_OK);
	assert_int_equal(umb_git_entries_number(&along, &o, &trees), UMB_OK);
	assert_int_equal(umb_git_entries_read(&alone, &bare, &wanted), UMB_OK);
	assert_int_equal(umb_git_entries_number(&alone, &bare, &trees), UMB_OK);
	CHECK_EQ_INT(along.end, alone.end, "where the entries end");
	CHECK_EQ_INT(along.notes.len, alone.notes.len, "entries");
	CHECK(along.notes.len == 0 || memcmp(along.notes.ptr, alone.notes.ptr, along.notes.len) == 0, "what the entries are");
	n = umb_git_entries_count(&along);
	umb_git_entries_keep(&along, &o, 0);
	return n;
}

static void test_change_at_every_place(void **state)
{
	static const char *const put[] = { "", "x", "0", " ", "40000 n" };
	tree   base = { .carry.is_known = false }, v = base, w = base;
	size_t n_entries = 0;

	UMB_UNUSED(state);
	for (int i = 0; i < 12; i++)
		put_entry(&base.text);
	CHECK_EQ_INT(check(&base, NULL), 12, "the base");
	for (size_t at = 0; at <= base.text.len; at++) {
		for (size_t gone = 0; gone < 32 && at + gone <= base.text.len; gone += 1 + chance(3)) {
			copy(&v, &base, 0, at);
			umb_buf_append_str(&v.text, put[chance(UMB_COUNT(put))]);
			if (chance(2))
				put_entry(&v.text);
			copy(&v, &base, at + gone, base.text.len);
			n_entries += check(&v, &base);
			/* and one upon it, from the middle on and once more from the start */
			copy(&w, &v, v.text.len / 2, v.text.len);
			copy(&w, &v, 0, v.text.len / 3);
			n_entries += check(&w, &v);
			clear(&v);
			clear(&w);
		}
	}
	CHECK(n_entries > 10000, "entries were read");
	clear(&base);
}

/* Whole entries moved, left out and put in: what real trees do. */
static void test_chains(void **state)
{
	UMB_UNUSED(state);
	for (int round = 0; round < 300; round++) {
		tree t[8];

		memset(t, 0, sizeof(t));
		for (uint32_t n = chance(30); n > 0; n--)
			put_entry(&t[0].text);
		check(&t[0], NULL);
		for (size_t i = 1; i < UMB_COUNT(t); i++) {
			const tree *base = &t[chance((uint32_t)i)];
			size_t      at = 0;

			while (at < base->text.len && chance(8)) {
				size_t to = at + chance((uint32_t)(base->text.len - at) + 1);

				copy(&t[i], base, at, to);
				if (chance(3) == 0)
					put_entry(&t[i].text);
				at = chance(6) ? to : chance((uint32_t)base->text.len);
			}
			check(&t[i], base);
		}
		for (size_t i = 0; i < UMB_COUNT(t); i++)
			clear(&t[i]);
	}
}

static int set_up(void **state)
{
	uint8_t id[20];

	UMB_UNUSED(state);
	trees.id_len = wanted.id_len = 20;
	memset(id, 7, sizeof(id));
	for (id[19] = 0; id[19] < 4; id[19]++)
		assert_true(umb_git_id_add(&wanted, id) != UMB_GIT_NO_NUMBER);
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	umb_git_id_map_clear(&trees);
	umb_git_id_map_clear(&wanted);
	umb_git_entries_clear(&along);
	umb_git_entries_clear(&alone);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_change_at_every_place), cmocka_unit_test(test_chains) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
