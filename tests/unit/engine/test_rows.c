/* From one row of a table to the same cell of the next ones, in each of the forms in which tables are written. */
#include "base/buf.h"
#include "engine/rows.h"
#include "harness/check.h"

/* The match begins at `name`, and the value that is found first is Kq7xx; those behind it, with a blank after each. */
static void follows_from(const char *name, const char *text, const char *values)
{
	umb_slice t     = umb_slice_str(text);
	umb_span  value = { (uint64_t)(strstr(text, "Kq7xx") - text), 0 };
	umb_buf   got   = UMB_BUF_INIT;
	umb_rows  rows;
	size_t    row = 0, last = 0;

	value.to = value.from + 5;
	umb_rows_begin(&rows, t, (umb_span){ (uint64_t)(strstr(text, name) - text), value.to }, value);
	while (umb_rows_next(&rows, &value, &row)) {
		assert_true(row >= last && row <= value.from && value.from < value.to && value.to <= t.len);
		last = (size_t)value.to;
		umb_buf_append_slice(&got, umb_slice_sub(t, (size_t)value.from, (size_t)value.to));
		umb_buf_append_byte(&got, ' ');
	}
	umb_buf_append_byte(&got, 0);
	CHECK_EQ_STR((const char *)got.ptr, values, text);
	umb_buf_clear(&got);
}

static void follows(const char *text, const char *values)
{
	follows_from(text, text, values);
}

static void test_bars(void **state)
{
	UMB_UNUSED(state);
	follows("| Host | Password |\n|---|---|\n| a | Kq7xx |\n| b | **Lr8yy** |\n| c | `Ms9zz` |\n\n| d | Nt1aa |\n", "Lr8yy Ms9zz ");
	follows("Host | Password\n--- | ---\na | Kq7xx\nb | Lr8yy\nno more\nc | Ms9zz\n", "Lr8yy ");
	follows("Password | Host\nKq7xx | a\nLr8yy | b\n", "Lr8yy ");
	follows("| a | Kq7xx |\n+---+-------+\n| b | Lr8yy |\n", "Lr8yy ");
	follows("| a || Kq7xx\n|-\n| b || Lr8yy\n|}\n| c || Ms9zz\n", "Lr8yy Ms9zz ");
	follows("| a | Kq7xx |\n| b | none of it |\n| c | Lr8yy |\n", "Lr8yy ");
	follows("| a | Kq7xx |\n| b |\n| b |\n| b |\n| c | Lr8yy |\n", "");
}

/* A row in the middle is no header. */
static void test_header(void **state)
{
	UMB_UNUSED(state);
	follows_from("| Pass", "+---+\n| Password |\n+---+\n| Kq7xx |\n| Lr8yy |\n", "Lr8yy ");
	follows_from("| Pass", "{| class=x\n| Password |\n|-\n| Kq7xx |\n| Lr8yy |\n", "Lr8yy ");
	follows_from("| my_password", "| Name | Value |\n|---|---|\n| my_password | Kq7xx |\n| b | Lr8yy |\n", "");
	follows_from("\n| my_password", "| Name | Value |\n| a | b |\n| my_password | Kq7xx |\n| b | Lr8yy |\n", "");
}

static void test_cells(void **state)
{
	UMB_UNUSED(state);
	follows("<table><tr><td>a</td><td>Kq7xx</td></tr>\n<tr><td>b</td><td><code>Lr8yy</code></td></tr></table>\n<tr><td>c</td><td>Ms9zz</td></tr>", "Lr8yy ");
	follows("<tr>\n <td>a</td>\n <td><b>Kq7xx</b></td>\n</tr>\n<tr class=\"x\">\n <td>b</td>\n <td>\n  Lr8yy\n </td>\n</tr>\n", "Lr8yy ");
	follows("<tr><td>Kq7xx</td></tr><tr><td></td><td>Lr8yy</td></tr>", "");
}

static void test_items(void **state)
{
	UMB_UNUSED(state);
	follows("[[1, \"a\", \"Kq7xx\"],\n [2, \"b, c]\", \"Lr8yy\"],\n [3, \"d\", null],\n [4, \"e\", \"Ms9zz\", 5]]", "Lr8yy Ms9zz ");
	follows("x = [('a', 'Kq7xx'), ('b', 'Lr8yy')]", "Lr8yy ");
	follows("{\n\t{\"Kq7xx\", \"a\"},\n\t{\"Lr8yy\", \"b\"},\n}", "Lr8yy ");
	follows("names = [\"Kq7xx\", \"Lr8yy\", 'no', \"Ms9zz\"]; f(\"Nt1aa\")", "Lr8yy Ms9zz ");
	follows("names = List.of(\"Kq7xx\", \"Lr8yy\");", "Lr8yy ");
	follows("call(\"a\", \"Kq7xx\", \"Lr8yy\")", "");
	follows("{\"a\": \"Kq7xx\", \"b\": \"Lr8yy\"}", "");
	follows("[[\"a\", \"Kq7xx\"], [\"b\", \"Lr8yy", "");
}

static void test_lines(void **state)
{
	UMB_UNUSED(state);
	follows("tokens:\n  - Kq7xx\n  - \"Lr8yy\"\nother:\n  - Ms9zz\n", "Lr8yy ");
	follows("list: |\n  root:Kq7xx\n  ann:Lr8yy\n  - eve: 'Ms9zz',\nb:Nt1aa\n", "Lr8yy Ms9zz ");
	follows("list:\n  ann = \"Kq7xx\"\n  eve = \"Lr8yy\"\nno\n", "Lr8yy ");
	follows("Host   Password  Note\nalpha  Kq7xx     x\nbeta   Lr8yy     y\n=====  ========  =\n\nc      Ms9zz\n", "Lr8yy ");
	follows("password is  Kq7xx\nand the text goes on\nas it did\nwith such\n  lines as  Lr8yy\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bars), cmocka_unit_test(test_header), cmocka_unit_test(test_cells), cmocka_unit_test(test_items), cmocka_unit_test(test_lines) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
