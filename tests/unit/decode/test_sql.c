/* dec_sql: which text is a dump, which cells are shown, and where they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

#define ONE "row.password = \"abcd1\"\n"
#define BOTH ONE "row.password = \"efgh2\"\n"

static void test_rows(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "INSERT INTO users (id, password) VALUES (1, 'abcd1'), (2, 'efgh2');", BOTH },
		{ "insert into users (id, `password`) values\n  (f(1, '),('), N'abcd1'),\n  (2, _utf8 'efgh2')", BOTH },
		{ "REPLACE INTO [dbo].[users] ([password], [x]) VALUES ('abcd1', 2);\nINSERT INTO a VALUES ('efgh2');", ONE },
		{ "INSERT IGNORE INTO users (a, password, b, db_token) VALUES ('it''s; (', 'abcd1', NULL, 'efgh2');", ONE "row.db_token = \"efgh2\"\n" },
		{ "-- dump\n/*!40101 SET a = 1 */;\nCREATE TABLE IF NOT EXISTS `users` (\n  `id` int(11) COMMENT 'a, (b',\n  `plain_pass` varchar(9),\n  PRIMARY KEY (`id`)\n);\n"
		  "# rows\nINSERT INTO `users` VALUES (1,'abcd1'),(2,'efgh2');\n", BOTH },
		{ "BEGIN;\nCREATE TABLE public.users (id int, password text);\nCOPY public.users FROM stdin;\n1\tabcd1\n2\t\\N\n3\tefgh2\n\\.\nINSERT INTO x VALUES (1);", BOTH },
		{ "COPY users (\"password\", id) FROM stdin;\nabcd1\t1\n", ONE },
		/* of two tables with one name the later */
		{ "CREATE TABLE t (password text, a text); CREATE TABLE t (a text, password text); INSERT INTO t VALUES ('x', 'abcd1');", ONE },
		/* a row that is cut */
		{ "INSERT INTO t (password, x) VALUES ('abcd1', 'y", ONE },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("sql", rows[i].in, rows[i].want);
}

static void test_what_is_not_shown(void **state)
{
	static const char *const rows[] = {
		"", "-- ", "/* ", "insert", "INSERT INTO", "INSERT INTO t", "INSERT INTO t (password", "INSERT INTO t (password)", "INSERT INTO t (password) VALUES", "INSERT INTO t (password) VALUES (",
		"INSERT INTO t (password) VALUES ('abcd1", "INSERT INTO t (password) SELECT 'abcd1';", "INSERT INTO t (name) VALUES ('abcd1');", "INSERT INTO t VALUES ('abcd1');",
		/* a call, an operator, an escape, two words, nothing */
		"INSERT INTO t (password) VALUES (md5('abcd1')), ('ab' || 'cd1'), ('ab\\'cd'), ('ab cd'), (NULL), (''), (12345);",
		/* code that only holds such a statement */
		"x = 1\nINSERT INTO t (password) VALUES ('abcd1');", "use strict;\nmy $x = 1;", "set -e\n", "COPY . /src\n",
		"COPY t (password) FROM '/tmp/x';\nabcd1\n", "CREATE VIEW t (password) AS SELECT 1; INSERT INTO t VALUES ('abcd1');",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("sql", rows[i], "");
}

static void test_places(void **state)
{
	static const char text[] = "INSERT INTO t (password) VALUES ('abcd1');\nCOPY t (a, token) FROM stdin;\nx\tefgh2\n";

	UMB_UNUSED(state);
	decode_is("sql", text, ONE "row.token = \"efgh2\"\n");
	decoded_word_from("abcd1", 34);
	decoded_word_from("efgh2", 75);
	decode_stops_at_budget("sql", text);
}

/* A later window of a long dump is read from the next statement on. */
static void test_windows(void **state)
{
	static const char rest[] = "d', 'abcd1'), (2, 'abcd1');\nINSERT INTO t (password) VALUES ('efgh2');";
	umb_decoder_input in = { .text = umb_slice_str(rest), .is_cut_left = true, .head = umb_slice_str("-- dump\nINSERT INTO t (x, password) VALUES ('") };

	UMB_UNUSED(state);
	double_reset(&decoded, SIZE_MAX, in.text.len, true);
	assert_int_equal(umb_decoder_find("sql")->decode(&in, &decoded.emit), UMB_OK);
	assert_string_equal((const char *)decoded.out, "row.password = \"efgh2\"\n");
	in.head = umb_slice_str("# text");
	double_reset(&decoded, SIZE_MAX, in.text.len, true);
	assert_int_equal(umb_decoder_find("sql")->decode(&in, &decoded.emit), UMB_OK);
	assert_int_equal(decoded.n_runs, 0);
}

/* More tables and columns than are kept: the others are read all the same. */
static void test_bounds(void **state)
{
	static char text[1 << 16];
	size_t      n = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 70; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "CREATE TABLE t%zu (id int, password text);\n", i);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "INSERT INTO t69 VALUES (1, 'abcd1'); INSERT INTO t3 VALUES (1, 'efgh2');\n");
	snprintf(text + n, sizeof(text) - n, "INSERT INTO x (password, password, password, password, password) VALUES ('abcd1', '1', '1', '1', 'abcd2');");
	decode_is("sql", text, "row.password = \"efgh2\"\n" ONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_what_is_not_shown),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
