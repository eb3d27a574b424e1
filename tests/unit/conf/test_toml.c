/* TOML as nodes: kinds, places, and what is refused. */
#include "conf/toml_doc.h"
#include "harness/check.h"

static void test_tree(void **state)
{
	static const char    text[] = "a = 1\nb = [true, 2.5, 'x']\n[t]\nk = \"\"\"\nlines\n\"\"\"\n[[l]]\nd = 2026-01-31\n[[l]]\n";
	umb_arena            arena  = UMB_ARENA_INIT;
	const umb_yaml_node *root   = NULL, *n;
	umb_yaml_place       at;

	UMB_UNUSED(state);
	assert_int_equal(umb_toml_parse(&root, &arena, umb_slice_str(text), &at, NULL), UMB_OK);
	assert_int_equal(root->kind, UMB_YAML_MAP);
	assert_string_equal(umb_yaml_get(root, "a")->text, "1");
	n = umb_yaml_get(root, "b");
	assert_int_equal(n->kind, UMB_YAML_LIST);
	assert_int_equal(n->n_items, 3);
	assert_string_equal(n->first->value->text, "true");
	assert_string_equal(n->first->next->value->text, "2.5");
	assert_string_equal(n->last->value->text, "x");
	assert_int_equal(n->last->value->line, 2);
	assert_string_equal(umb_yaml_get(umb_yaml_get(root, "t"), "k")->text, "lines\n");
	assert_int_equal(umb_yaml_get(root, "l")->n_items, 2);
	umb_arena_clear(&arena);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text;
		unsigned    line;
	} rows[] = { { "a = \n", 1 }, { "a = 1\na = 2\n", 2 }, { "x = 'y'\n[", 2 }, { "a = \"\\u0000\"\n", 1 } };
	char      deep[2000] = "a = ";
	umb_arena arena = UMB_ARENA_INIT;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		const umb_yaml_node *root = NULL;
		umb_yaml_place       at   = { 0, 0 };
		umb_err              err  = UMB_ERR_INIT;

		CHECK_EQ_INT(umb_toml_parse(&root, &arena, umb_slice_str(rows[i].text), &at, &err), UMB_E_FORMAT, rows[i].text);
		CHECK_EQ_INT(at.line, rows[i].line, rows[i].text);
		CHECK(err.text[0], rows[i].text);
	}
	memset(deep + 4, '[', 100);
	memset(deep + 104, ']', 100);
	const umb_yaml_node *root = NULL;
	umb_yaml_place       at;
	assert_int_equal(umb_toml_parse(&root, &arena, umb_slice_str(deep), &at, NULL), UMB_E_FORMAT);
	umb_arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_tree), cmocka_unit_test(test_refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
