/* dec_office: text across runs, references, and what tags leave behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/emit_double.h"

#define HEAD "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"

static emit_double d;

static const char *decode(const char *text, bool is_cut_left)
{
	double_reset(&d, SIZE_MAX, strlen(text), true);
	assert_int_equal(umb_decoder_find("office")->decode(&(umb_decoder_input){ .text = umb_slice_str(text), .is_cut_left = is_cut_left }, &d.emit), UMB_OK);
	assert_false(d.is_wrong || d.is_open);
	return (const char *)d.out;
}

static void test_text(void **state)
{
	static const struct {
		const char *xml, *text;
		bool        is_cut;
	} rows[] = {
		{ HEAD "<w:p><w:r><w:t>one tok</w:t></w:r><w:r><w:rPr/><w:t>en</w:t></w:r></w:p><w:p><w:t>two</w:t></w:p>", "one token\ntwo\n", false },
		{ "<w:p>\n  <w:r>\n    <w:t>a</w:t>\n  </w:r>\n  <w:r><w:t>b</w:t></w:r></w:p>", "ab\n", false },
		{ "<si><r><t>x &lt;&amp;&gt; &quot;y&apos;</t></r></si><si><t>z&nbsp;</t></si>", "x <&> \"y'\nz&nbsp;\n", false },
		{ "<text:p>a<text:s/>b<text:tab/>c<text:line-break/>d</text:p>", "a b\tc\nd\n", false },
		{ "preserve\">in the middle</w:t>", "in the middle", true },
		{ "no tag at all", "no tag at all", true },
		{ "a<w:t", "a", false },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++)
		assert_string_equal(decode(rows[i].xml, rows[i].is_cut), rows[i].text);
	decode("<w:t></w:t>", false);
	assert_int_equal(d.n_runs, 0);
}

/* Every byte leads back to its own; a reference to all of itself. */
static void test_places(void **state)
{
	UMB_UNUSED(state);
	decode("<t>ab</t><t>&amp;c</t>", false);
	assert_int_equal(d.n_writes, 3);
	assert_true(d.write[0].in_from == 3 && d.write[0].n == 2 && d.write[0].in_len == 2);
	assert_true(d.write[1].in_from == 12 && d.write[1].n == 1 && d.write[1].in_len == 5);
	assert_true(d.write[2].in_from == 17 && d.write[2].n == 1);
}

static void test_probe(void **state)
{
	const umb_decoder_ops *o = umb_decoder_find("office");
	static char            later[1 << 17];

	UMB_UNUSED(state);
	assert_true(o->probe(umb_slice_str(HEAD)));
	assert_true(o->probe(umb_slice_str("\xef\xbb\xbf" HEAD)));
	assert_false(o->probe(umb_slice_str("<?xml version=\"1.0\"?><project><name>a</name></project>")));
	assert_false(o->probe(umb_slice_str("text with </w:r> in it")));
	for (size_t i = 0; i + 33 < sizeof(later); i += 32)
		memcpy(later + i, "<w:r><w:t>some words</w:t></w:r>", 32);
	assert_true(o->probe(umb_slice_of(later, sizeof(later))));
	memset(later, 'x', sizeof(later));
	assert_false(o->probe(umb_slice_of(later, sizeof(later))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
