/*
 * test_file_forms.c - rules about files seldom tell one by its content alone.
 *
 * In a history the path of a blob is not known when it is scanned. What a form lets through is looked up among all commits, and mostly
 * for nothing, because the name is another one: one form that fitted any three words took a fifth of the time that git's history takes.
 * The files are those of this repository, without a name, and words with all that stands between words.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/file.h"
#include "engine/engine.h"
#include "harness/check.h"
#include "rule/rule.h"

/* Of so many files one. */
#define BUDGET 50

#define N_MADE 2000

static size_t *told;

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	UMB_UNUSED(ctx);
	told[hit->rule - umb_builtin_tables.rules] += hit->rule->form != NULL && hit->member == NULL;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static void scan(umb_scratch *scratch, umb_buf *text)
{
	umb_engine_visit visit = { .hit = on_hit, .skip = on_skip };
	umb_place        place = { .source = "memory" };
	umb_unit         unit;

	assert_int_equal(umb_buf_reserve(text, UMB_TEXT_PAD), UMB_OK);
	unit = (umb_unit){ .bytes = umb_buf_view(text), .place = &place };
	assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
}

static uint32_t chance(uint32_t n)
{
	static uint64_t seed = 1;

	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

/* Lines of prose, of settings, of tables. */
static size_t scan_made(umb_scratch *scratch)
{
	static const char *const word[] = { "Release", "notes", "of", "the", "server", "name", "value", "is", "Makefile", "build", "test", "README", "default",
		"version", "v1.2.3", "2024", "http://localhost", "user", "a", "client", "list", "table", "Copyright", "import", "package", "com.example.main" };
	static const char *const between[] = { " ", " ", " ", " ", " ", " ", ", ", ": ", "\t", "=", ",", ";", "  ", "\n", "\n", " - ", ".\n", "/" };
	umb_buf text = UMB_BUF_INIT;

	for (size_t i = 0; i < N_MADE; i++) {
		umb_buf_reset(&text);
		umb_buf_append_str(&text, chance(4) ? "" : "# ");
		for (uint32_t left = 4 + chance(40); left > 0; left--) {
			umb_buf_append_str(&text, word[chance(UMB_COUNT(word))]);
			umb_buf_append_str(&text, between[chance(UMB_COUNT(between))]);
		}
		scan(scratch, &text);
	}
	umb_buf_clear(&text);
	return N_MADE;
}

static size_t scan_sources(umb_scratch *scratch)
{
	FILE  *list = fopen(UMB_FILE_LIST, "re");
	char   line[512];
	size_t n = 0;

	assert_non_null(list);
	while (fgets(line, sizeof(line), list)) {
		umb_buf file = UMB_BUF_INIT;

		line[strcspn(line, "\n")] = 0;
		if (umb_file_read(&file, line, 4 << 20, NULL) == UMB_OK) {
			scan(scratch, &file);
			n++;
		}
		umb_buf_clear(&file);
	}
	fclose(list);
	return n;
}

static void test_forms(void **state)
{
	umb_limits   limits  = UMB_LIMITS_INIT;
	umb_scratch *scratch = NULL;
	umb_ruleset *rs      = NULL;
	size_t       n, n_bad = 0;

	UMB_UNUSED(state);
	told = umb_alloc_zero(umb_builtin_tables.n_rules, sizeof(*told));
	assert_non_null(told);
	assert_int_equal(umb_ruleset_new(&rs, &umb_builtin_tables, NULL), UMB_OK);
	assert_int_equal(umb_scratch_new(&scratch, rs, &limits, NULL, NULL), UMB_OK);
	n = scan_sources(scratch);
	assert_true(n > 500);
	n += scan_made(scratch);
	for (size_t i = 0; i < umb_builtin_tables.n_rules; i++) {
		if (told[i] > n / BUDGET) {
			print_error("rule '%s': tells %zu of %zu files by what they hold, its budget is %zu\n", umb_builtin_tables.rules[i].info.id, told[i], n, n / BUDGET);
			n_bad++;
		}
	}
	umb_scratch_free(scratch);
	umb_ruleset_destroy(rs);
	umb_free(told);
	assert_int_equal(n_bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_forms) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
