/* dec_html: names and numbers, what is shown and what is not, and where the bytes come from. */
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
		{ "key=&quot;value1&quot;", "key=\"value1\"" },
		{ "&quot;key&quot;: &quot;value1&quot;", "\"key\": \"value1\"" },
		{ "key=&#34;value1&#34;", "key=\"value1\"" },
		{ "key=&#x22;value1&#X22;", "key=\"value1\"" },
		{ "key=&#39;value1&#39;", "key='value1'" },
		{ "key&#61;value", "key=value" },
		{ "a&#x2F;b&#43;c", "a/b+c" },
		{ "&#65;&#66;&#x43; &eacute; &amp; &#233; &#128273;", "ABC &eacute; & \xc3\xa9 \xf0\x9f\x94\x91" },
		{ "&lt;a&gt;value1&lt;/a&gt;", "<a>value1</a>" },
		{ "key=&amp;quot;value1&amp;quot;", "key=&quot;value1&quot;" },
		{ "user&commat;host&colon;x", "user@host:x" },
		{ "a&#10;b", "a\nb" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("html", rows[i].in, rows[i].want);
}

static void test_what_hides_nothing(void **state)
{
	static const char *const rows[] = {
		"", "&", "&amp", "&amp;", "a &amp; b", "a &lt; b &gt; c", "&quot;Hello,&quot; said he", "it&#39;s", "it&apos;s", "&nbsp;&eacute;&copy;", "&#8217;", "&#;", "&#x;", "&#999999999;",
		"&#65", "&equals", "if (a && quot; b)", "&foo;", "p = &x;",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		decode_is("html", rows[i], "");
}

static void test_places(void **state)
{
	UMB_UNUSED(state);
	decode_is("html", "<p>\nx=&quot;abcdef&quot;ghi\n</p>", "x=\"abcdef\"ghi");
	decoded_word_from("x=", 4);
	decoded_word_from("abcdef", 12);
	decoded_word_from("ghi", 24);
	decode_is_local("html", "x=&quot;abcdef&quot;ghi");
	decode_stops_at_budget("html", "x=&quot;abcdef&quot;ghi");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_shown),
		cmocka_unit_test(test_what_hides_nothing),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
