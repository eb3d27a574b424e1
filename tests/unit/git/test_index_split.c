/*
 * test_index_split.c - split indexes made by hand: what the two bitmaps may say of the shared one, and what not.
 */
#include "base/alloc.h"
#include "git/git_index.h"
#include "harness/check.h"
#include "harness/check_index.h"
#include "harness/make_index.h"

/* A marker word: how many words of equal bits, then how many words as they are. */
#define RUN(bit, words, follow) ((uint64_t)(bit) | (uint64_t)(words) << 1 | (uint64_t)(follow) << 33)
#define BIT(n) (UINT64_C(1) << (n))
#define NONE { RUN(0, 0, 0) }, 1
#define MANY UINT32_MAX
#define MAX_WORDS 4

/* The shared index has `n_base` files e000, e001, ...; a replacement is executable, what is added is a link. */
static const struct {
	const char *label;
	size_t      n_base;
	uint64_t    deleted[MAX_WORDS];
	size_t      n_deleted;
	uint64_t    replaced[MAX_WORDS];
	size_t      n_replaced;
	size_t      n_nameless;
	const char *added; /* or NULL */
	const char *want;  /* gone, replaced, added: "-e001 *e002 +e003"; NULL: it is refused */
} rows[] = {
	{ "nothing", 3, NONE, NONE, 0, NULL, "" },
	{ "one deleted", 3, { RUN(0, 0, 1), BIT(1) }, 2, NONE, 0, NULL, "-e001" },
	{ "one replaced", 3, NONE, { RUN(0, 0, 1), BIT(2) }, 2, 1, NULL, "*e002" },
	{ "one of each", 3, { RUN(0, 0, 1), BIT(0) }, 2, { RUN(0, 0, 1), BIT(2) }, 2, 1, "e0011", "-e000 +e0011 *e002" },
	{ "added first", 3, NONE, NONE, 0, "a", "+a" },
	{ "added last", 3, NONE, NONE, 0, "z", "+z" },
	{ "added to nothing", 0, NONE, NONE, 0, "z", "+z" },
	{ "added, which is there", 3, NONE, NONE, 0, "e001", "-e001 +e001" },
	{ "added, which is deleted", 3, { RUN(0, 0, 1), BIT(1) }, 2, NONE, 0, "e001", "-e001 +e001" },
	{ "a run of ones is replaced", 65, NONE, { RUN(1, 1, 0) }, 1, 64, NULL, "64 changes" },
	{ "a run of ones is deleted", 65, { RUN(1, 1, 0) }, 1, NONE, 0, NULL, "64 changes" },
	{ "zeros, then one", 70, { RUN(0, 1, 1), BIT(3) }, 2, NONE, 0, NULL, "-e067" },
	{ "a word of zeros as it is, then one", 70, { RUN(0, 0, 2), 0, BIT(3) }, 3, NONE, 0, NULL, "-e067" },
	{ "two markers", 140, { RUN(0, 0, 1), BIT(3), RUN(0, 1, 1), BIT(1) }, 4, NONE, 0, NULL, "-e003 -e129" },
	{ "zeros behind the end", 3, { RUN(0, MANY, 1), 0, RUN(0, MANY, 0) }, 3, NONE, 0, NULL, "" },
	{ "no bitmaps", 3, { 0 }, 0, { 0 }, 0, 0, NULL, "" },
	{ "no bitmaps, but an entry for one", 3, { 0 }, 0, { 0 }, 0, 1, NULL, NULL },
	{ "a bit behind the end", 3, { RUN(0, 0, 1), BIT(3) }, 2, NONE, 0, NULL, NULL },
	{ "a bit some way behind the end", 3, { RUN(0, 0, 1), BIT(40) }, 2, NONE, 0, NULL, NULL },
	{ "a bit behind the end, far", 3, { RUN(0, MANY, 1), BIT(0) }, 2, NONE, 0, NULL, NULL },
	{ "a bit behind the end, by words as they are", 3, { RUN(0, 0, 2), 0, BIT(0) }, 3, NONE, 0, NULL, NULL },
	{ "ones behind the end", 63, { RUN(1, 1, 0) }, 1, NONE, 0, NULL, NULL },
	{ "as many ones as can be said", 63, { RUN(1, MANY, 0) }, 1, NONE, 0, NULL, NULL },
	{ "words that are not there", 3, { RUN(0, 0, 2), BIT(1) }, 2, NONE, 0, NULL, NULL },
	{ "words that are not there, where others would do", 130, { RUN(0, 0, 2), BIT(1) }, 2, NONE, 0, NULL, NULL },
	{ "as many words as can be said", 3, { RUN(0, 0, 0x7fffffff), BIT(1) }, 2, NONE, 0, NULL, NULL },
	{ "deleted and replaced", 3, { RUN(0, 0, 1), BIT(1) }, 2, { RUN(0, 0, 1), BIT(1) }, 2, 1, NULL, NULL },
	{ "more replaced than entries for it", 3, NONE, { RUN(0, 0, 1), BIT(1) | BIT(2) }, 2, 1, "z", NULL },
	{ "fewer replaced than entries for it", 3, NONE, { RUN(0, 0, 1), BIT(1) }, 2, 2, NULL, NULL },
};

static void put_bitmap(umb_buf *b, const uint64_t *word, size_t n)
{
	put32(b, 64);
	put32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		put32(b, (uint32_t)(word[i] >> 32));
		put32(b, (uint32_t)word[i]);
	}
	put32(b, 0);
}

static void make_shared(umb_buf *b, size_t n)
{
	static const made_entry file = F("");
	char                    name[8];

	put_header(b, 2, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "e%03u", (unsigned)i % 1000);
		put_entry(b, 2, &file, umb_slice_str(name), 0, 4);
	}
	put_checksum(b);
}

/* The shared one is named by its checksum, which put_checksum made of dots. */
static void make_own(umb_buf *b, size_t row, const char *behind)
{
	static const made_entry program = M("", 0100755), link = M("", 0120000);
	umb_buf                 body    = UMB_BUF_INIT;
	umb_slice               added   = umb_slice_str(rows[row].added);

	put_header(b, 2, (uint32_t)(rows[row].n_nameless + (added.len > 0)));
	for (size_t i = 0; i < rows[row].n_nameless; i++)
		put_entry(b, 2, &program, umb_slice_of(NULL, 0), 0, 0);
	if (added.len > 0)
		put_entry(b, 2, &link, added, 0, added.len);
	umb_buf_append_str(&body, "....................");
	if (rows[row].n_deleted > 0) {
		put_bitmap(&body, rows[row].deleted, rows[row].n_deleted);
		put_bitmap(&body, rows[row].replaced, rows[row].n_replaced);
	}
	umb_buf_append_str(&body, behind);
	put_extension(b, "link", umb_buf_view(&body));
	put_checksum(b);
	umb_buf_clear(&body);
}

static void put_change(umb_buf *out, char kind, umb_slice path)
{
	umb_buf_printf(out, "%s%c", out->len > 0 ? " " : "", kind);
	umb_buf_append_slice(out, path);
}

static bool has_base(const umb_git_index *x, const char *name)
{
	for (size_t i = 0; i < x->n_entries; i++) {
		if (x->entry[i].mode != 0120000 && umb_slice_eq_str(x->entry[i].path, name))
			return true;
	}
	return false;
}

/* What is gone, then what is another; only how much when it is many. */
static void render(const umb_git_index *x, size_t n_base, umb_buf *out)
{
	size_t n_changes = 0;
	char   name[8];

	for (size_t i = 0; i < n_base; i++) {
		snprintf(name, sizeof(name), "e%03u", (unsigned)i % 1000);
		if (has_base(x, name))
			continue;
		put_change(out, '-', umb_slice_str(name));
		n_changes++;
	}
	for (size_t i = 0; i < x->n_entries; i++) {
		if (x->entry[i].mode == MADE_FILE)
			continue;
		put_change(out, x->entry[i].mode == 0120000 ? '+' : '*', x->entry[i].path);
		n_changes++;
	}
	if (n_changes > 8) {
		umb_buf_reset(out);
		umb_buf_printf(out, "%zu changes", n_changes);
	}
}

/* Copies of exactly these sizes are parsed. */
static umb_status parse(umb_git_index *x, const umb_buf *own, const umb_buf *shared, uint8_t *copy[2], umb_err *err)
{
	umb_status st;

	copy[0] = umb_alloc(own->len);
	copy[1] = umb_alloc(shared->len);
	assert_true(copy[0] && copy[1]);
	memcpy(copy[0], own->ptr, own->len);
	memcpy(copy[1], shared->ptr, shared->len);
	st = umb_git_index_parse(x, umb_slice_of(copy[0], own->len), umb_slice_of(copy[1], shared->len), MADE_ID_LEN, err);
	if (index_fault(x, MADE_ID_LEN))
		fail_msg("%s", index_fault(x, MADE_ID_LEN));
	return st;
}

static void check(size_t row, const char *behind, const char *want)
{
	umb_buf       own = UMB_BUF_INIT, shared = UMB_BUF_INIT, got = UMB_BUF_INIT;
	umb_err       err = UMB_ERR_INIT;
	uint8_t      *copy[2];
	umb_git_index x;
	umb_status    st;

	make_shared(&shared, rows[row].n_base);
	make_own(&own, row, behind);
	st = parse(&x, &own, &shared, copy, &err);
	if (st != (want ? UMB_OK : UMB_E_FORMAT))
		fail_msg("%s: %d %s", rows[row].label, st, err.text);
	render(&x, rows[row].n_base, &got);
	if (want)
		CHECK_EQ_STR(umb_buf_str(&got), want, rows[row].label);
	umb_git_index_close(&x);
	umb_free(copy[0]);
	umb_free(copy[1]);
	umb_buf_clear(&own);
	umb_buf_clear(&shared);
	umb_buf_clear(&got);
}

static void test_bitmaps(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		check(i, "", rows[i].want);
}

static void test_behind_the_bitmaps(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		check(i, "x", NULL);
}

/* The second bitmap ends with four bytes that nobody needs; they must be there. */
static void test_cut_off(void **state)
{
	umb_buf shared = UMB_BUF_INIT;

	UMB_UNUSED(state);
	make_shared(&shared, rows[1].n_base);
	for (uint32_t cut = 0; cut <= 60; cut++) {
		umb_buf       own = UMB_BUF_INIT;
		uint8_t      *copy[2], *link;
		umb_git_index x;

		make_own(&own, 1, "");
		link = memmem(own.ptr, own.len, "link", 4);
		assert_non_null(link);
		link[7] = (uint8_t)(link[7] - cut);
		own.len -= MADE_ID_LEN + cut;
		put_checksum(&own);
		/* 48 of 68 bytes are the bitmaps; without both, all is taken */
		CHECK_EQ_INT(parse(&x, &own, &shared, copy, NULL), cut == 0 || cut == 48 ? UMB_OK : UMB_E_FORMAT, "cut off");
		CHECK_EQ_INT(x.n_entries, cut == 0 ? 2 : cut == 48 ? 3 : 0, "cut off");
		umb_git_index_close(&x);
		umb_free(copy[0]);
		umb_free(copy[1]);
		umb_buf_clear(&own);
	}
	umb_buf_clear(&shared);
}

/* A folder in place of a file would have no slash behind its path. */
static void test_folder_for_file(void **state)
{
	static const made_entry tree = M("", 040000);
	umb_buf                 shared = UMB_BUF_INIT, own = UMB_BUF_INIT, body = UMB_BUF_INIT;
	const uint64_t          none[] = { RUN(0, 0, 0) }, first[] = { RUN(0, 0, 1), BIT(0) };
	uint8_t                *copy[2];
	umb_git_index           x;

	UMB_UNUSED(state);
	make_shared(&shared, 1);
	put_header(&own, 2, 1);
	put_entry(&own, 2, &tree, umb_slice_of(NULL, 0), 0, 0);
	umb_buf_append_str(&body, "....................");
	put_bitmap(&body, none, 1);
	put_bitmap(&body, first, 2);
	put_extension(&own, "link", umb_buf_view(&body));
	put_extension(&own, "sdir", umb_slice_of(NULL, 0));
	put_checksum(&own);
	assert_int_equal(parse(&x, &own, &shared, copy, NULL), UMB_E_FORMAT);
	umb_git_index_close(&x);
	umb_free(copy[0]);
	umb_free(copy[1]);
	umb_buf_clear(&own);
	umb_buf_clear(&shared);
	umb_buf_clear(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bitmaps), cmocka_unit_test(test_behind_the_bitmaps), cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_folder_for_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
