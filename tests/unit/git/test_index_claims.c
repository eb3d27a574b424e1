/*
 * test_index_claims.c - indexes that git would not write, made by hand: each row is one thing that an index may or may not say.
 */
#include "base/alloc.h"
#include "git/git_index.h"
#include "harness/check.h"
#include "harness/check_index.h"
#include "harness/make_index.h"

#define MAX_ENTRIES 4

/* Parses a copy of exactly this size. */
static umb_status parse(umb_git_index *x, const umb_buf *b, uint8_t **copy, umb_err *err)
{
	umb_status st;

	*copy = umb_alloc(b->len);
	assert_non_null(*copy);
	memcpy(*copy, b->ptr, b->len);
	st = umb_git_index_parse(x, umb_slice_of(*copy, b->len), umb_slice_of(NULL, 0), MADE_ID_LEN, err);
	if (index_fault(x, MADE_ID_LEN))
		fail_msg("%s", index_fault(x, MADE_ID_LEN));
	return st;
}

/* -- entries ------------------------------------------------------------------------------------------- */

static const struct {
	const char *label;
	made_entry  e[MAX_ENTRIES];
	size_t      n;
	const char *extension; /* empty, behind the entries */
	const char *words;     /* NULL: it is read */
} rows[] = {
	{ "three files", { F("a"), F("a-b"), F("a/b") }, 3, NULL, NULL },
	{ "all modes", { M("a", 0100755), M("b", 0120000), M("c", 0160000), M("d", 0100664) }, 4, NULL, NULL },
	{ "an empty path", { F(""), F("a") }, 2, NULL, "no path" },
	{ "an empty path behind another", { F("a"), F("") }, 2, NULL, "no path" },
	{ "an empty path, with a link to no shared index", { F("") }, 1, "link", "cut off" },
	{ "a slash first", { F("/a") }, 1, NULL, "begins with a slash" },
	{ "a slash last", { F("a/") }, 1, NULL, "ends with a slash" },
	{ "not sorted", { F("b"), F("a") }, 2, NULL, "belongs" },
	{ "sorted as text, not as bytes", { F("a"), F("B") }, 2, NULL, "belongs" },
	{ "bytes above 127 come last", { F("z"), F("\xc3\xbc") }, 2, NULL, NULL },
	{ "longer before shorter", { F("ab"), F("a") }, 2, NULL, "belongs" },
	{ "twice", { F("a"), F("a") }, 2, NULL, "belongs" },
	{ "three stages", { S("a", 1), S("a", 2), S("a", 3), F("b") }, 4, NULL, NULL },
	{ "a stage twice, as git lets pass", { S("a", 1), S("a", 1), S("a", 3) }, 3, NULL, NULL },
	{ "stages out of order", { S("a", 2), S("a", 1) }, 2, NULL, "belongs" },
	{ "merged and not", { F("a"), S("a", 2) }, 2, NULL, "belongs" },
	{ "not merged and merged", { S("a", 2), F("a") }, 2, NULL, "belongs" },
	{ "a kind that is none", { M("a", 0060644) }, 1, NULL, "neither" },
	{ "no kind", { M("a", 0644) }, 1, NULL, "neither" },
	{ "a mode of more than sixteen bits", { M("a", 0300644 + 0200000) }, 1, NULL, "neither" },
	{ "intent to add, skip-worktree", { { "a", MADE_FILE, 0, 0x6000 } }, 1, NULL, NULL },
	{ "a flag that is not known", { { "a", MADE_FILE, 0, 0x2001 } }, 1, NULL, "flags" },
	{ "a reserved flag", { { "a", MADE_FILE, 0, 0x8000 } }, 1, NULL, "flags" },
	{ "a folder in a sparse index", { F("a-"), M("a/", 040000), F("a0") }, 3, "sdir", NULL },
	{ "a folder sorts with its slash", { M("a/", 040000), F("a-") }, 2, "sdir", "belongs" },
	{ "a folder in an index that is not sparse", { M("a/", 040000) }, 1, NULL, "not sparse" },
	{ "a folder without its slash", { M("a", 040000) }, 1, "sdir", "without its slash" },
	{ "a folder with two", { M("a//", 040000) }, 1, "sdir", "two slashes" },
	{ "a folder that is the root", { M("/", 040000) }, 1, "sdir", "begins with a slash" },
	{ "an extension that need not be known", { F("a") }, 1, "ZZZZ", NULL },
	{ "an extension that must be known", { F("a") }, 1, "zzzz", "not known (0x7a7a7a7a)" },
	{ "an extension that begins with a digit", { F("a") }, 1, "1ZZZ", "not known" },
	{ "an extension whose name is no text", { F("a") }, 1, "\xff\x01\x01\x01", "not known" },
};

static void test_entries(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		for (uint32_t version = 3; version <= 4; version++) {
			umb_buf       b   = UMB_BUF_INIT;
			umb_err       err = UMB_ERR_INIT;
			uint8_t      *copy;
			umb_git_index x;
			umb_status    st;

			put_entries(&b, version, rows[i].e, rows[i].n);
			if (rows[i].extension)
				put_extension(&b, rows[i].extension, umb_slice_of(NULL, 0));
			put_checksum(&b);
			st = parse(&x, &b, &copy, &err);
			if (st != (rows[i].words ? UMB_E_FORMAT : UMB_OK))
				fail_msg("%s: %d %s", rows[i].label, st, err.text);
			CHECK(!rows[i].words || strstr(err.text, rows[i].words) != NULL, err.text);
			CHECK_EQ_INT(x.n_entries, rows[i].words ? 0 : rows[i].n, rows[i].label);
			umb_git_index_close(&x);
			umb_free(copy);
			umb_buf_clear(&b);
		}
	}
}

/* -- lengths ------------------------------------------------------------------------------------------- */

static void expect(umb_buf *b, umb_status want, const char *words, const char *label)
{
	umb_err       err = UMB_ERR_INIT;
	uint8_t      *copy;
	umb_git_index x;

	CHECK_EQ_INT(parse(&x, b, &copy, &err), want, label);
	CHECK(strstr(err.text, words) != NULL, err.text);
	umb_git_index_close(&x);
	umb_free(copy);
	umb_buf_reset(b);
}

static void test_lengths(void **state)
{
	static const made_entry a = F("a"), b = F("b");
	umb_buf            x = UMB_BUF_INIT;

	UMB_UNUSED(state);
	for (uint32_t version = 1; version <= 5; version += 4) {
		put_entries(&x, version, &a, 1);
		put_checksum(&x);
		expect(&x, UMB_E_FORMAT, "version", "a version that is not known");
	}
	put_entries(&x, 2, &a, 1);
	x.ptr[11] = 2;
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "shorter than its 2 entries", "more entries than there is room for");
	put_header(&x, 2, UINT32_MAX);
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "shorter than", "as many entries as can be said");
	put_header(&x, 2, 2);
	put_entry(&x, 2, &a, umb_slice_of("a\0b", 3), 0, 3);
	put_entry(&x, 2, &b, umb_slice_str("b"), 0, 1);
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "holds a NUL", "a NUL in a path");
	put_header(&x, 2, 1);
	put_entry(&x, 2, &a, umb_slice_str("abcdef"), 0, 3);
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "no end", "a path longer than it says");
	put_entries(&x, 2, &a, 1);
	put_extension(&x, "ZZZZ", umb_slice_str("abc"));
	x.ptr[x.len - 4] = 4;
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "extension is cut off", "an extension that reaches into the checksum");
	put_entries(&x, 2, &a, 1);
	umb_buf_append_str(&x, "ZZZZ");
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "behind its extensions", "half the head of an extension");
	put_header(&x, 4, 1);
	put_entry(&x, 4, &a, umb_slice_str("a"), 1, 1);
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "builds on more", "version 4: more taken away than there is");
	put_header(&x, 4, 2);
	put_entry(&x, 4, &a, umb_slice_str("a"), 0, 1);
	put_entry(&x, 4, &b, umb_slice_str("b"), 0, 1);
	put_checksum(&x);
	expect(&x, UMB_E_FORMAT, "not as long", "version 4: a path longer than it says");
	umb_buf_clear(&x);
}

/* Version 4 is a compression: a small file must not need much memory. */
static void test_growth(void **state)
{
	static const made_entry a = F("");
	umb_buf            b = UMB_BUF_INIT;
	char              *name = umb_alloc(100000);

	UMB_UNUSED(state);
	assert_non_null(name);
	memset(name, 'x', 100000);
	for (uint32_t n = 10; n <= 100; n += 90) {
		put_header(&b, 4, n);
		put_entry(&b, 4, &a, umb_slice_of(name, 100000), 0, 100000);
		for (uint32_t i = 1; i < n; i++)
			put_entry(&b, 4, &a, umb_slice_str("x"), 0, 100000 + i);
		put_checksum(&b);
		expect(&b, n == 10 ? UMB_OK : UMB_E_LIMIT, n == 10 ? "" : "too long", "paths that build on a long one");
	}
	umb_free(name);
	umb_buf_clear(&b);
}

/* -- cached trees -------------------------------------------------------------------------------------- */

/* '|' stands for NUL, '@' for an id. */
static const struct {
	const char *label, *body;
	size_t      n; /* nodes; 0: it is left out */
} trees[] = {
	{ "all valid", "|5 2\n@a|3 1\n@c|2 0\n@e|1 0\n@", 4 },
	{ "children in another order", "|5 2\n@e|1 0\n@a|3 1\n@c|2 0\n@", 4 },
	{ "a part of the folders", "|5 1\n@a|3 0\n@", 2 },
	{ "the root is not valid", "|-1 2\na|3 1\n@c|2 0\n@e|1 0\n@", 4 },
	{ "nothing is valid", "|-1 1\na|-1 1\nc|-1 0\n", 3 },
	{ "valid below what is not", "|-1 1\na|-1 1\nc|2 0\n@", 3 },
	{ "a folder without entries", "|5 1\n@q|-1 0\n", 2 },
	{ "a valid one", "|5 1\n@q|0 0\n@", 2 },
	{ "a folder of which only a part of the name is there", "|5 1\n@a-|1 0\n@", 0 },
	{ "nothing", "", 0 },
	{ "a name without end", "a", 0 },
	{ "the root has a name", "a|5 0\n@", 0 },
	{ "the root counts less", "|4 0\n@", 0 },
	{ "the root counts more", "|6 0\n@", 0 },
	{ "a folder counts less", "|5 1\n@a|2 0\n@", 0 },
	{ "a folder counts more", "|5 1\n@a|4 0\n@", 0 },
	{ "a folder counts more than there is", "|5 1\n@e|2 0\n@", 0 },
	{ "a folder inside counts more than its parent", "|5 1\n@a|3 1\n@c|4 0\n@", 0 },
	{ "a folder that is not there counts", "|5 1\n@q|1 0\n@", 0 },
	{ "a folder of another folder", "|5 1\n@e|1 1\n@c|2 0\n@", 0 },
	{ "a folder without a name", "|5 1\n@|3 0\n@", 0 },
	{ "a folder with a slash", "|5 1\n@a/c|2 0\n@", 0 },
	{ "fewer nodes", "|5 2\n@a|3 0\n@", 0 },
	{ "more nodes", "|5 0\n@a|3 0\n@", 0 },
	{ "many children", "|5 4294967294\n@", 0 },
	{ "an id cut off", "|5 0\nabc", 0 },
	{ "no id", "|5 0\n", 0 },
	{ "less than not valid", "|-2 0\n", 0 },
	{ "no count of children", "|5\n@", 0 },
	{ "a count that is none", "|5x 0\n@", 0 },
	{ "a negative count of children", "|5 -1\n@", 0 },
	{ "no line end", "|5 0", 0 },
};

static void put_tree(umb_buf *b, const char *text)
{
	for (; *text; text++) {
		if (*text == '@')
			umb_buf_append(b, "\n| IDIDIDIDIDIDIDID\n", MADE_ID_LEN);
		else
			umb_buf_append_byte(b, *text == '|' ? 0 : (uint8_t)*text);
	}
}

static void check_tree(umb_slice body, const made_entry *e, size_t n_entries, size_t n, const char *label)
{
	umb_buf       b = UMB_BUF_INIT;
	uint8_t      *copy;
	umb_git_index x;

	put_entries(&b, 2, e, n_entries);
	put_extension(&b, "TREE", body);
	put_checksum(&b);
	CHECK_EQ_INT(parse(&x, &b, &copy, NULL), UMB_OK, label);
	CHECK_EQ_INT(x.n_trees, n, label);
	CHECK_EQ_INT(x.n_entries, n_entries, label);
	CHECK((x.tree != NULL) == (n > 0), label);
	umb_git_index_close(&x);
	umb_free(copy);
	umb_buf_clear(&b);
}

static void test_trees(void **state)
{
	static const made_entry five[] = { F("a-"), F("a/b"), F("a/c/d"), F("a/c/e"), F("e/f") };
	umb_buf            body = UMB_BUF_INIT;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(trees); i++) {
		put_tree(&body, trees[i].body);
		check_tree(umb_buf_view(&body), five, UMB_COUNT(five), trees[i].n, trees[i].label);
		umb_buf_reset(&body);
	}
	/* a folder with no entries may be anywhere, so they can be nested without bound */
	for (size_t depth = 2000; depth <= 3000; depth += 1000) {
		put_tree(&body, "|-1 1\n");
		for (size_t i = 1; i < depth; i++)
			put_tree(&body, i + 1 < depth ? "q|-1 1\n" : "q|-1 0\n");
		check_tree(umb_buf_view(&body), five, UMB_COUNT(five), depth == 2000 ? depth : 0, "nested");
		umb_buf_reset(&body);
	}
	umb_buf_clear(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries), cmocka_unit_test(test_lengths), cmocka_unit_test(test_growth), cmocka_unit_test(test_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
