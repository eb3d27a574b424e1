/*
 * test_yaml.c - documents that must be refused, and positions in what is told.
 */
#include "conf/bind.h"
#include "conf/yaml_doc.h"
#include "base/buf.h"
#include "harness/check.h"

static const struct {
	const char *label, *text, *why; /* why NULL: accepted */
} rows[] = {
	{ "a map", "a: 1\nb: [x, y]\n", NULL },
	{ "an alias", "a: &x [1, 2]\nb: *x\n", NULL },
	{ "an alias to itself", "a: &x [1, *x]\n", "line 1, column 11: an alias to something it stands in" },
	{ "an alias without anchor", "a: *x\n", "line 1, column 4: an alias without its anchor" },
	{ "a key twice", "a: 1\na: 2\n", "line 2, column 4: this key is there twice" },
	{ "two documents", "a: 1\n---\nb: 2\n", "line 2, column 1: a second document" },
	{ "nothing", "", "line 1, column 1: empty" },
	{ "a list as key", "? [a]\n: 1\n", "line 1, column 3: a key must be plain text" },
};

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_arena            a   = UMB_ARENA_INIT;
		umb_err              err = UMB_ERR_INIT;
		const umb_yaml_node *n   = NULL;
		umb_status           st  = umb_yaml_parse(&n, &a, umb_slice_str(rows[i].text), NULL, &err);

		CHECK_EQ_STR(st == UMB_OK ? "" : err.text, rows[i].why ? rows[i].why : "", rows[i].label);
		umb_arena_clear(&a);
	}
}

/* Nine levels of nine aliases: a few hundred bytes that stand for 400 million nodes. */
static void test_alias_bomb(void **state)
{
	umb_buf              b   = UMB_BUF_INIT;
	umb_arena            a   = UMB_ARENA_INIT;
	umb_err              err = UMB_ERR_INIT;
	const umb_yaml_node *n   = NULL;

	UMB_UNUSED(state);
	umb_buf_append_str(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 9; i++) {
		umb_buf_printf(&b, "a%d: &a%d [*a%d", i, i, i - 1);
		for (int k = 0; k < 8; k++)
			umb_buf_printf(&b, ", *a%d", i - 1);
		umb_buf_append_str(&b, "]\n");
	}
	assert_int_equal(umb_yaml_parse(&n, &a, umb_buf_view(&b), NULL, &err), UMB_E_FORMAT);
	assert_non_null(strstr(err.text, "too many nodes"));
	umb_arena_clear(&a);
	umb_buf_clear(&b);
}

static void test_deep(void **state)
{
	umb_buf              b = UMB_BUF_INIT;
	umb_arena            a = UMB_ARENA_INIT;
	const umb_yaml_node *n = NULL;

	UMB_UNUSED(state);
	for (int i = 0; i < 5000; i++)
		umb_buf_append_byte(&b, '[');
	assert_int_equal(umb_yaml_parse(&n, &a, umb_buf_view(&b), NULL, NULL), UMB_E_FORMAT);
	umb_arena_clear(&a);
	umb_buf_clear(&b);
}

/* -- binding ------------------------------------------------------------------------------------------ */

typedef struct target {
	const char *name;
	bool        flag;
	uint32_t    n;
	int         word;
} target;

static const char *const words[] = { "low", "high", NULL };
static const umb_bind_field fields[] = {
	{ .name = "name", .type = UMB_BIND_STR, .offset = offsetof(target, name), .is_required = true },
	{ .name = "flag", .type = UMB_BIND_BOOL, .offset = offsetof(target, flag) },
	{ .name = "count", .type = UMB_BIND_UINT, .offset = offsetof(target, n) },
	{ .name = "word", .type = UMB_BIND_WORD, .offset = offsetof(target, word), .words = words },
};

static void keep(void *ctx, const char *file, umb_yaml_place at, const char *what)
{
	umb_buf_printf(ctx, "%s:%u:%u: %s\n", file, at.line, at.column, what);
}

static void test_every_mistake_is_told(void **state)
{
	umb_arena            a    = UMB_ARENA_INIT;
	umb_buf              told = UMB_BUF_INIT;
	umb_binder           b    = { .arena = &a, .file = "f", .error = keep, .ctx = &told };
	const umb_yaml_node *n    = NULL;
	target               t    = { 0 };

	UMB_UNUSED(state);
	assert_int_equal(umb_yaml_parse(&n, &a, umb_slice_str("nmae: x\nflag: maybe\ncount: -3\nword: hihg\n"), NULL, NULL), UMB_OK);
	umb_bind_map(&b, n, fields, UMB_COUNT(fields), &t);
	assert_int_equal(b.n_errors, 5);
	assert_string_equal(umb_buf_str(&told),
	                    "f:1:1: unknown key 'nmae' (did you mean 'name'?)\n"
	                    "f:2:7: 'true' or 'false' expected\n"
	                    "f:3:8: a number from 0 to 1e+06 expected\n"
	                    "f:4:7: unknown word 'hihg' (did you mean 'high'?)\n"
	                    "f:1:1: key 'name' is missing\n");
	umb_arena_clear(&a);
	umb_buf_clear(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_alias_bomb), cmocka_unit_test(test_deep),
		cmocka_unit_test(test_every_mistake_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
