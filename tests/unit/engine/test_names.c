/* What a file's name rules out before a rule is asked is what its globs say in the end, and nothing that one with folders lets in: random globs and names. */
#include "engine/engine.h"
#include "base/path.h"
#include "harness/check.h"
#include "harness/make_rules.h"

#define N_GLOBS 400
#define N_NAMES 800

/* What a glob is made of. */
static const char *const pieces[] = {
	"a", "b", "A", ".", "-", "a", "b", "?", "*", "*", "[ab]", "[!a]", "[]b]", "[!]]", "[a-c]", "[\\]]", "\\*", "\\a", "\\[",
};

/* What some globs, and some names, have before that. */
static const char *const folders[] = { "**/", "a/", "/", "**/a/", "a/**/", "a**/", "a**/b/", "*/", "?/**/" };
static const char *const places[]  = { "", "", "a/", "a/b/", "folder/", "ba/b/" };

static made_rules rules;
static bool       is_found[N_GLOBS];
static char       globs[N_GLOBS][32];

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	size_t n = 0;

	UMB_UNUSED(ctx);
	for (const char *p = hit->rule->info.id + 3; *p; p++)
		n = 10 * n + (size_t)(*p - '0');
	is_found[n] = true;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

/* One to `most` of these bytes. */
static void make_word(char *out, const char *bytes, size_t most, uint64_t *seed)
{
	size_t n = 1 + next_random(seed) % most;

	for (size_t i = 0; i < n; i++)
		out[i] = bytes[next_random(seed) % strlen(bytes)];
	out[n] = 0;
}

/* Two stars side by side are about folders. */
static void make_glob(char out[32], bool has_folder, uint64_t *seed)
{
	size_t n = 0;

	if (has_folder)
		n = (size_t)snprintf(out, 32, "%s", folders[next_random(seed) % UMB_COUNT(folders)]);

	for (uint32_t left = 1 + next_random(seed) % 4; left > 0; left--) {
		const char *piece = pieces[next_random(seed) % UMB_COUNT(pieces)];

		if (*piece == '*' && n > 0 && out[n - 1] == '*')
			piece = "b";
		memcpy(out + n, piece, strlen(piece));
		n += strlen(piece);
	}
	out[n] = 0;
}

static int set_up(void **state)
{
	uint64_t    seed = 7;
	umb_buf     pack = UMB_BUF_INIT;
	int         failed;

	UMB_UNUSED(state);
	umb_buf_append_str(&pack, MADE_PACK);
	for (size_t i = 0; i < N_GLOBS; i++) {
		make_glob(globs[i], i % 2, &seed);
		umb_buf_printf(&pack, "  - id: p.g%zu\n    name: x\n    severity: low\n    pattern: 'plainly%zu: (?<secret>[a-z]{8})'\n    paths: { only: ['%s', 'never-%zu'] }\n",
		               i, i, globs[i], i);
	}
	failed = set_up_rules(&rules, umb_buf_str(&pack));
	umb_buf_clear(&pack);
	return failed;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&rules);
	return 0;
}

static void test_globs_and_names(void **state)
{
	umb_engine_visit visit   = { .hit = on_hit, .skip = on_skip };
	umb_limits       limits  = UMB_LIMITS_INIT;
	umb_scratch     *scratch = NULL;
	umb_buf          text    = UMB_BUF_INIT;
	uint64_t         seed    = 11;
	size_t           n_found = 0, n_elsewhere = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < N_GLOBS; i++)
		umb_buf_printf(&text, "plainly%zu: kvhtrwpm\n", i);
	umb_buf_reserve(&text, UMB_TEXT_PAD);
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	for (size_t k = 0; k < N_NAMES; k++) {
		char      path[64];
		size_t    n_folder = (size_t)snprintf(path, sizeof(path), "%s", places[next_random(&seed) % UMB_COUNT(places)]);
		umb_place place = { .source = "memory" };
		umb_unit  unit  = { .bytes = umb_buf_view(&text), .place = &place };

		make_word(path + n_folder, "aaabbA.-[]*?\\!", 7, &seed);
		place.path = umb_slice_str(path);
		memset(is_found, 0, sizeof(is_found));
		assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
		for (size_t i = 0; i < N_GLOBS; i++) {
			bool holds = umb_glob_match(globs[i], umb_slice_str(path)), has_folder = strchr(globs[i], '/') != NULL;

			if (has_folder ? holds && !is_found[i] : holds != is_found[i])
				fail_msg("glob %s, path %s: %s", globs[i], path, is_found[i] ? "asked" : "not asked");
			n_found += is_found[i];
			n_elsewhere += has_folder && !is_found[i];
		}
	}
	umb_scratch_free(scratch);
	umb_buf_clear(&text);
	/* Neither all nor nothing, and names rule out most that is about folders, too. */
	assert_true(n_found > N_NAMES && n_found < N_NAMES * N_GLOBS / 2);
	assert_true(n_elsewhere > N_NAMES * N_GLOBS / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_globs_and_names) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
