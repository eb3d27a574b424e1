/* CODEOWNERS as GitHub's and GitLab's documentation have it: which line decides about which path. */
#include "harness/check.h"

#include "conf/codeowners.h"

typedef struct row {
	const char *path, *owners; /* of all lines that decide, with a '|' between; NULL: no line says anything */
} row;

static void check(const char *name, const char *text, const row *rows, size_t n)
{
	umb_codeowners *c = NULL;

	assert_int_equal(umb_codeowners_parse(&c, umb_slice_str(text), name), UMB_OK);
	for (size_t i = 0; i < n; i++) {
		umb_owner_line line[UMB_MAX_OWNER_LINES];
		uint64_t       budget = 1 << 20;
		size_t         found  = umb_codeowners_find(c, umb_slice_str(rows[i].path), line, &budget);
		umb_buf        all    = UMB_BUF_INIT;

		for (size_t k = 0; k < found; k++) {
			umb_slice rest = line[k].owners;

			umb_buf_append_str(&all, k ? "|" : "");
			for (umb_slice one = umb_owner_next(&rest); one.len; one = umb_owner_next(&rest)) {
				umb_buf_append_str(&all, all.len && all.ptr[all.len - 1] != '|' ? " " : "");
				umb_buf_append_slice(&all, one);
			}
		}
		if (found != (rows[i].owners != NULL) && !(rows[i].owners && strchr(rows[i].owners, '|')))
			fail_msg("%s: %zu lines, '%s'", rows[i].path, found, umb_buf_str(&all));
		if (rows[i].owners && strcmp(umb_buf_str(&all), rows[i].owners) != 0)
			fail_msg("%s: '%s', not '%s'", rows[i].path, umb_buf_str(&all), rows[i].owners);
		umb_buf_clear(&all);
	}
	umb_codeowners_free(c);
}

/* The example of GitHub's documentation in other words. */
static void github_patterns(void **state)
{
	static const char text[] = "\357\273\277# who answers\r\n"
	                           "*       @everything @two\r\n"
	                           "*.js    @js #and a comment @nobody\n"
	                           "/build/logs/ @logs\n"
	                           "docs/*  docs@example.org\n"
	                           "apps/   @apps\n"
	                           "/docs2/ @org/docs2\n"
	                           "**/deep @deep\n"
	                           "/held/  @held\n"
	                           "/held/free\n"
	                           "with\\ blank.txt @blank\n"
	                           "x/**/y.c @between\n"
	                           "/src/file @file\n";
	static const row rows[] = {
		{ "README", "@everything @two" }, { "a/b/c.txt", "@everything @two" }, { "a/b/c.js", "@js" }, { "c.js", "@js" },
		{ "build/logs/1.txt", "@logs" }, { "a/build/logs/1.txt", "@everything @two" }, { "build/logs", "@everything @two" },
		{ "docs/a.md", "docs@example.org" }, { "docs/deeper/a.md", "@everything @two" }, { "a/docs/a.md", "@everything @two" },
		{ "apps/a", "@apps" }, { "a/apps/b/c", "@apps" }, { "docs2/x/y", "@org/docs2" }, { "a/docs2/x", "@everything @two" },
		{ "a/deep", "@deep" }, { "deep/b/c", "@deep" }, { "held/a", "@held" }, { "held/free/a/b", "" }, { "held/freedom", "@held" },
		{ "with blank.txt", "@blank" }, { "with", "@everything @two" }, { "x/y.c", "@between" }, { "x/1/2/y.c", "@between" },
		{ "src/file", "@file" }, { "src/file/below", "@file" }, { "a/src/file", "@everything @two" },
	};

	UMB_UNUSED(state);
	check("CODEOWNERS", text, rows, UMB_COUNT(rows));
}

static void github_mistakes_count_for_nothing(void **state)
{
	static const char text[] = "/a/ @first\n!/a/b @no\n/a/[bc] @no\n\\#x @no\n/a/d nobody\n/a/e @e nobody\n/a/f @\n/ @root\n";
	static const row rows[] = { { "a/b", "@first" }, { "a/c", "@first" }, { "#x", NULL }, { "a/d", "@first" }, { "a/e", "@first" }, { "a/f", "@first" },
		                    { "b", NULL } };

	UMB_UNUSED(state);
	check(".github/CODEOWNERS", text, rows, UMB_COUNT(rows));
}

static void gitlab_sections(void **state)
{
	static const char text[] = "* @default\n"
	                           "[Documentation] @docs-team\n"
	                           "docs/\n"
	                           "README.md @readme\n"
	                           "^[Optional Part][2] @part\n"
	                           "*.rb\n"
	                           "!legacy/*.rb\n"
	                           "[DOCUMENTATION]\n"
	                           "/docs/special.md @special\n"
	                           "a/b.txt @anywhere\n"
	                           "[broken\n";
	static const row rows[] = {
		{ "x", "@default" }, { "docs/a.md", "@default|@docs-team" }, { "x/docs/a/b.md", "@default|@docs-team" }, { "docs/special.md", "@default|@special" },
		{ "deep/README.md", "@default|@readme" }, { "a.rb", "@default|@part" }, { "legacy/a.rb", "@default" }, { "docs/x.rb", "@default|@docs-team|@part" },
		{ "deep/a/b.txt", "@default|@anywhere" },
	};

	UMB_UNUSED(state);
	check("CODEOWNERS", text, rows, UMB_COUNT(rows));
	check(".gitlab/CODEOWNERS", text, rows, UMB_COUNT(rows));
}

/* The same text says another thing on the other service. */
static void a_slash_inside_anchors_on_github_only(void **state)
{
	static const row github[] = { { "deep/a/b.txt", NULL }, { "a/b.txt", "@x" }, { "a/b.txt/c", "@x" } };
	static const row gitlab[] = { { "deep/a/b.txt", "@x" }, { "a/b.txt", "@x" }, { "a/b.txt/c", NULL } };

	UMB_UNUSED(state);
	check(".github/CODEOWNERS", "a/b.txt @x\n", github, UMB_COUNT(github));
	check(".gitlab/CODEOWNERS", "a/b.txt @x\n", gitlab, UMB_COUNT(gitlab));
}

static void limits_are_kept(void **state)
{
	umb_buf         text = UMB_BUF_INIT;
	umb_codeowners *c = NULL;
	umb_owner_line  line[UMB_MAX_OWNER_LINES];
	uint64_t        budget = 50000;

	UMB_UNUSED(state);
	for (size_t i = 0; i < 2000; i++)
		umb_buf_append_str(&text, "*a*a*a*a*a*a*b @x\n");
	assert_int_equal(umb_codeowners_parse(&c, umb_buf_view(&text), "CODEOWNERS"), UMB_OK);
	assert_int_equal(umb_codeowners_find(c, umb_slice_str("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), line, &budget), 0);
	assert_int_equal(budget, 0);
	umb_codeowners_free(c);
	while (text.len <= UMB_CODEOWNERS_MAX)
		umb_buf_append_str(&text, "# a comment that fills\n");
	assert_int_equal(umb_codeowners_parse(&c, umb_buf_view(&text), "CODEOWNERS"), UMB_E_LIMIT);
	umb_buf_clear(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(github_patterns),
		cmocka_unit_test(github_mistakes_count_for_nothing),
		cmocka_unit_test(gitlab_sections),
		cmocka_unit_test(a_slash_inside_anchors_on_github_only),
		cmocka_unit_test(limits_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
