/* Whether a value stands in a sample of code that documentation shows; code that is commented out is none. */
#include "harness/check.h"
#include "harness/hit_at.h"
#include "judge/judge.h"
#include "judge/sample.h"

typedef struct row {
	const char *label, *text; /* the value is @@ */
	bool        want;
} row;

static void check_rows(const row *rows, size_t n, bool is_begin)
{
	for (size_t i = 0; i < n; i++) {
		umb_hit_view hit = hit_at(rows[i].text);

		hit.is_begin = is_begin;
		CHECK_EQ_INT(umb_is_documentation_sample(&hit), rows[i].want, rows[i].label);
	}
}

static const row comments[] = {
	{ "Javadoc", "/**\n * It signs in.\n * <pre>\n * password: @@\n * </pre>\n */", true },
	{ "Javadoc, behind the sample", "/**\n * <pre>\n * a: b\n * </pre>\n * password: @@\n */", false },
	{ "Javadoc, between two samples", "/**\n * <pre>\n * a\n * </pre>\n * password: @@\n * <pre>\n */", false },
	{ "Javadoc, the second sample", "/**\n * <pre>\n * a\n * </pre>\n * so:\n * <pre>\n * password: @@\n", true },
	{ "Javadoc, {@code", "/**\n * {@code\n *   password: @@\n", true },
	{ "C#", "/// <example>\n/// password: @@\n/// </example>", true },
	{ "C#, <code>", "    /// <code>\n    /// password: @@\n", true },
	{ "Doxygen", "//! \\code\n//! password: @@\n//! \\endcode", true },
	{ "Doxygen, behind it", "//! \\code\n//! a\n//! \\endcode\n//! password: @@", false },
	{ "JSDoc", "/**\n * @example\n * login('@@')\n */", true },
	{ "Rust, a fence", "/// ```\n/// login(\"@@\")\n/// ```", true },
	{ "Rust, behind the fence", "/// ```\n/// a\n/// ```\n/// login(\"@@\")", false },
	{ "Rust, in the module", "//! ~~~\n//! login(\"@@\")", true },
	{ "Ruby, announced and indented", "# It signs in. For example\n#\n#   login('@@')\n#", true },
	{ "Ruby, announced, not indented", "# For example\n# login('@@')\n", false },
	{ "Ruby, announced with a colon", "# Example:\n# login('@@')\n", true },
	{ "Ruby, announced far above with a colon", "# Example:\n# 1\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\n# 8\n# 9\n# 10\n# 11\n# 12\n# login('@@')\n", false },
	{ "Ruby, announced far above, indented", "# Example:\n# 1\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\n# 8\n# 9\n# 10\n# 11\n# 12\n#   login('@@')\n", true },
	{ "RDoc, what it answers", "#   user.password = '@@'\n#   user.valid?   # => false\n", true },
	{ "RDoc, an arrow", "#   user.password = '@@'\n#   user.valid? #=> false\n", true },
	{ "RDoc, an answer behind a gap", "#   user.password = '@@'\n#\n#   user.valid?   # => false\n", false },
	{ "RDoc, an answer outside of the comment", "#   user.password = '@@'\nuser.valid?   # => false\n", false },
	{ "Lua", "-- Example:\n-- login('@@')", true },
	{ "Lisp", ";; Usage:\n;;   (login \"@@\")", true },
	{ "TeX", "% Example:\n% key @@", true },
	/* what somebody commented out */
	{ "commented out", "# db:\n#   password: @@\n", false },
	{ "commented out, below code", "example = 1\n# password: @@\n", false },
	{ "commented out, C", "// login(\"@@\");\n", false },
	{ "commented out, below a text", "/*\n * The password of the server.\n * password: @@\n */", false },
	{ "another comment above it", "// Example:\n# login('@@')\n", false },
	{ "an example of something else above the code", "# Example:\nx = 1\n# login('@@')\n", false },
	{ "no comment", "Example:\n  login('@@')\n", false },
	{ "an item of a list", "Example:\n- a\n- password: @@\n", false },
	{ "an item behind one that speaks of an example", "- Example:\n- password: @@\n", false },
	{ "a product", "example:\n / @@\n", false },
	{ "nothing", "@@", false },
	{ "a mark alone", "#@@", false },
};

/* So far it goes up a comment. */
static void test_comments(void **state)
{
	UMB_UNUSED(state);
	check_rows(comments, UMB_COUNT(comments), true);
	check_rows(comments, UMB_COUNT(comments), false);
	for (size_t n = 117; n <= 122; n++) {
		char         text[1024];
		size_t       len = (size_t)snprintf(text, sizeof(text), "x\n# <pre>\n");
		umb_hit_view hit;

		for (size_t i = 0; i < n; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "# x\n");
		snprintf(text + len, sizeof(text) - len, "# @@\n");
		hit = hit_at(text);
		CHECK_EQ_INT(umb_is_documentation_sample(&hit), n < 120, "lines");
	}
}

#define PY "def f():\n    \"\"\"It signs in.\n\n"
#define OPEN3 "\"\"\""

static const row strings[] = {
	{ "of a function, indented below the text", PY "        login('@@')\n    " OPEN3 "\n", true },
	{ "of a function, the text itself", PY "    The password is @@\n    " OPEN3 "\n", false },
	{ "of a function, fenced", PY "    ```\n    login('@@')\n    ```\n", true },
	{ "of a function, behind the fence", PY "    ```\n    a\n    ```\n    login('@@')\n", false },
	{ "behind it", PY "        a\n    " OPEN3 "\n        login('@@')\n", false },
	{ "of a class", "class C:\n    " OPEN3 "\n        login('@@')\n", true },
	{ "of a longer head", "def f(\n        a,\n) -> str:\n    " OPEN3 "\n        login('@@')\n", true },
	{ "of a longer head, with an argument on its last line", "async def f(a,\n            b=1):\n    " OPEN3 "\n        login('@@')\n", true },
	{ "behind a call", "def f():\n    g(x)\n    " OPEN3 "\n        login('@@')\n", false },
	{ "of a branch", "if x:\n    " OPEN3 "\n        login('@@')\n", false },
	{ "of a class, behind a comment and a gap", "class C:\n\n    # x\n    " OPEN3 "\n        login('@@')\n", true },
	{ "of a module", OPEN3 "It is.\n\n    login('@@')\n" OPEN3 "\n", true },
	{ "of a module, behind a hash-bang", "#!/bin/x\n" OPEN3 "It is.\n\n    login('@@')\n", true },
	{ "raw", "def f():\n    r" OPEN3 "It is.\n\n        login('@@')\n", true },
	{ "with apostrophes", "def f():\n    '''It is.\n\n        login('@@')\n", true },
	{ "of a format", "def f():\n    f" OPEN3 "It is.\n\n        login('@@')\n", false },
	{ "that is given to a name", "x = " OPEN3 "\n        login('@@')\n", false },
	{ "that is given to a name, on the next line", "x = (\n    " OPEN3 "\n        login('@@')\n", false },
	{ "an argument", "def f():\n    g(" OPEN3 "\n        login('@@')\n", false },
	{ "the second of two", PY "    " OPEN3 "\n    x = 1\n\ndef g():\n    " OPEN3 "It.\n\n        login('@@')\n", true },
	{ "Elixir's module", "defmodule A do\n  @moduledoc " OPEN3 "\n  It is.\n\n      login(\"@@\")\n", true },
	{ "Elixir's function", "  @doc " OPEN3 "\n  It is.\n\n      login(\"@@\")\n", true },
	{ "Elixir's attribute", "  @text " OPEN3 "\n  It is.\n\n      login(\"@@\")\n", false },
	{ "Elixir's, closed", "  @doc " OPEN3 "\n  It is.\n  " OPEN3 "\n      login(\"@@\")\n", false },
	/* A text that ends with ':' above the mark that closes is no "def f():". */
	{ "closed below a colon", PY "    Raises:\n    " OPEN3 "\n        login('@@')\n", false },
};

/* Cut off at the front: which marks open is known from the first that only opens. */
static const row cut_strings[] = {
	{ "a mark below a def", "x = 1\ndef f():\n    " OPEN3 "It is.\n\n        login('@@')\n", true },
	{ "closed, then code", "x " OPEN3 "\n        login('@@')\n", false },
	{ "one that closes, then one that opens", "x\n   y " OPEN3 "\nx = 1\ndef f():\n    " OPEN3 "It is.\n\n        login('@@')\n", true },
	{ "Elixir's", "x " OPEN3 "\n  @doc " OPEN3 "\n  It is.\n\n      login(\"@@\")\n", true },
	{ "one that closes below a colon", "    It is.\n\n    Raises:\n    " OPEN3 "\n    if x:\n        login('@@')\n", false },
	{ "given to a name", "x = 1\ny = " OPEN3 "\n        login('@@')\n", false },
};

static void test_strings(void **state)
{
	UMB_UNUSED(state);
	check_rows(strings, UMB_COUNT(strings), true);
	check_rows(cut_strings, UMB_COUNT(cut_strings), false);
}

static const row pods[] = {
	{ "below =head1", "=head1 SYNOPSIS\n\n  login('@@');\n\n=cut\n", true },
	{ "below =over and =item", "=over\n\n=item x\n\n\tlogin('@@');\n", true },
	{ "the text itself", "=head1 SYNOPSIS\n\nThe password is @@\n", false },
	{ "behind =cut", "=head1 SYNOPSIS\n\n=cut\n\n  login('@@');\n", false },
	{ "again", "=head1 X\n\n=cut\n\ncode();\n\n=pod\n\n  login('@@');\n", true },
	{ "no command", "=heading\n\n  login('@@');\n", true }, /* as Perl reads it: =head and any letters */
	{ "an assignment", "x\n  =head1\n  login('@@');\n", false },
};

static void test_pod(void **state)
{
	UMB_UNUSED(state);
	check_rows(pods, UMB_COUNT(pods), true);
	check_rows(pods, UMB_COUNT(pods), false);
}

/* Dropped; told by a broad scan; and not asked of what only a vendor issues. */
static void test_judged(void **state)
{
	umb_rule_info rule = made_rule;
	umb_hit_view  hit  = hit_at("# Usage:\n#   login('@@')\n"), plain = hit_at("#   login('@@')\n");
	umb_judgement j;

	UMB_UNUSED(state);
	hit.rule = plain.rule = &rule;
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(j.is_rejected);
	assert_string_equal(j.rejected_by, "example");
	assert_string_equal(j.reason[0].text, "a sample in documentation");
	umb_judge(&j, &hit, NULL, 0, true);
	assert_true(!j.is_rejected && j.is_weak && j.is_doubted && j.severity == UMB_SEV_LOW && j.score == 65 - 30);
	umb_judge(&j, &plain, NULL, 0, false);
	assert_true(!j.is_rejected && !j.is_weak);
	rule.confidence = UMB_CONF_HIGH;
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(!j.is_rejected && !j.is_weak);
	/* nor of what is no secret */
	rule.confidence = UMB_CONF_MEDIUM;
	rule.part       = UMB_PART_USER;
	umb_judge(&j, &hit, NULL, 0, false);
	assert_true(!j.is_rejected && !j.is_weak);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments), cmocka_unit_test(test_strings), cmocka_unit_test(test_pod), cmocka_unit_test(test_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
