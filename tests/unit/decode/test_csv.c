/* dec_csv: which first line is a header, which cells are shown, under which name, and where they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/decode_text.h"

static void test_what_is_shown(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "user,password\nann,abcd1\neve,efgh2\n", "row.password = \"abcd1\"\nrow.password = \"efgh2\"\n" },
		{ "user,password\nann,abcd1", "row.password = \"abcd1\"\n" },
		{ "\xef\xbb\xbfsep=;\n# all of them\nuser;Passwort;x\r\nann;abcd1;1\r\n", "row.password = \"abcd1\"\n" },
		{ "#user\tinitial_passwd\nann\tabcd1\n", "row.initial_passwd = \"abcd1\"\n" },
		{ "id|api-token|secret\n1|abcd1|efgh2\n", "row.api_token = \"abcd1\"\nrow.secret = \"efgh2\"\n" },
		{ "\"user\",\"db pw\"\n\"ann, or \"\"eve\"\"\",\"abcd1\"\n\"two\nlines\",efgh2\n", "row.password = \"abcd1\"\nrow.password = \"efgh2\"\n" },
		{ "user , password , x\nann , abcd1 , \neve,,\nbob,efgh2,\n", "row.password = \"abcd1\"\nrow.password = \"efgh2\"\n" },
		/* a separator at the end; rows with other cells are none */
		{ "user,password\nann,abcd1,\nann\nx,abcd1,y\neve,efgh2\n", "row.password = \"abcd1\"\nrow.password = \"efgh2\"\n" },
		{ "nutzer,\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c\nann,abcd1\n", "row.password = \"abcd1\"\n" },
		{ "a,Contrase\xc3\xb1\x61\nann,abcd1\n", "row.password = \"abcd1\"\n" },
		/* judging reads the name */
		{ "user,password_hash\nann,abcd1\n", "row.password_hash = \"abcd1\"\n" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("csv", rows[i].in, rows[i].want);
}

static void test_what_is_no_table(void **state)
{
	static const char *const rows[] = {
		"", ",", "\n", "password", "user,password", "user,password\n", "user,password\n\n", "user,name\nann,abcd1\n", "password\nabcd1\n",
		/* two separators; signs that no name has */
		"user;pass,word\nann;abcd,1\n", "f(user, password);\nabc, defgh\n", "import a, password from b = c\nx, abcd1\n",
		"executable('x-credential',\n  sources: 'abcd1',\n", "f(password,\nabcd1,\n",
		/* too short, of two words, not closed, escaped */
		"user,password\nann,abc\neve,ab cd\nbob,\"ab\"\"cd\"\n", "user,password\nann,a\\bcd\n",
		/* eight lines that are no rows end it */
		"user,password\na\nb\nc\nd\ne\nf\ng\nh\nann,abcd1\n",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("csv", rows[i], "");
}

static void test_bounds(void **state)
{
	static char text[1 << 16];
	size_t      n = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 65; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "a%zu,", i);
	snprintf(text + n, sizeof(text) - n, "password\n");
	decode_is("csv", text, "");
	assert_false(umb_decoder_find("csv")->probe(umb_slice_str(text)));
	/* a header of 5,000 bytes is none */
	n = 0;
	for (size_t i = 0; i < 20; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%0250zu,", i);
	snprintf(text + n, sizeof(text) - n, "password\n");
	assert_false(umb_decoder_find("csv")->probe(umb_slice_str(text)));
}

static void test_places(void **state)
{
	static const char         text[] = "user,password\nann,abcd1\n\"eve\",\"efgh2\"\n";
	const umb_decoder_input in = { .text = umb_slice_str(text), .is_cut_left = true };

	UMB_UNUSED(state);
	decode_is("csv", text, "row.password = \"abcd1\"\nrow.password = \"efgh2\"\n");
	decoded_word_from("abcd1", 18);
	decoded_word_from("efgh2", 31);
	decode_stops_at_budget("csv", text);
	/* what is no beginning has no header */
	double_reset(&decoded, SIZE_MAX, in.text.len, true);
	assert_int_equal(umb_decoder_find("csv")->decode(&in, &decoded.emit), UMB_OK);
	assert_int_equal(decoded.n_runs, 0);
}

/* A later window of a long table: the header stands in the head, and the row that is cut is left to the window before. */
static void test_windows(void **state)
{
	static const char rest[] = "d,abcd1\neve,efgh2\nbob,ijkl3\n";
	const umb_decoder_input in = { .text = umb_slice_str(rest), .is_cut_left = true, .head = umb_slice_str("user,password\nann,abcd1\n") };

	UMB_UNUSED(state);
	double_reset(&decoded, SIZE_MAX, in.text.len, true);
	assert_int_equal(umb_decoder_find("csv")->decode(&in, &decoded.emit), UMB_OK);
	assert_string_equal((const char *)decoded.out, "row.password = \"efgh2\"\nrow.password = \"ijkl3\"\n");
	decoded_word_from("efgh2", 12);
	assert_false(decoded.is_wrong || decoded.is_open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_shown),
		cmocka_unit_test(test_what_is_no_table),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
