/* Rows behind a match, wherever a long text is cut among them. */
#include "engine/engine_private.h"
#include "harness/check.h"
#include "harness/make_rules.h"

#define N_ROWS 6
#define ROW_LEN 12

/* The smallest windows that there are: where the second one begins to own matches. */
#define CUT (UMB_WINDOW_AHEAD + 2u * UMB_WINDOW_CONTEXT)

static made_rules rules;
static size_t     n_seen;
static uint64_t   offset[N_ROWS], line[N_ROWS];

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	UMB_UNUSED(ctx);
	assert_true(n_seen < N_ROWS);
	offset[n_seen] = hit->offset;
	line[n_seen++] = hit->start.line;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	fail_msg("skipped: %d %s", (int)reason, detail ? detail : "");
}

/* A list that begins at `at`, with lines in front of it and behind. */
static void scan_with_list_at(umb_scratch *scratch, uint8_t *bytes, size_t len, size_t at)
{
	umb_engine_visit visit = { NULL, on_hit, on_skip, NULL, NULL };
	umb_place        place = { .source = "memory", .path = umb_slice_str("t") };
	umb_unit         unit  = { .bytes = umb_slice_of(bytes, len), .place = &place };

	memset(bytes, '\n', len);
	memcpy(bytes + at, "secrets:\n", 9);
	for (size_t i = 0; i < N_ROWS; i++) {
		char row[ROW_LEN + 1];

		snprintf(row, sizeof(row), "  - Kq7xx%02zu\n", i);
		memcpy(bytes + at + 9 + i * ROW_LEN, row, ROW_LEN);
	}
	n_seen = 0;
	assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
}

static void test_cuts(void **state)
{
	const size_t len     = 3 * (size_t)CUT;
	umb_limits   limits  = UMB_LIMITS_INIT;
	umb_scratch *scratch = NULL;
	uint8_t     *bytes   = umb_alloc_zero(len + UMB_TEXT_PAD, 1);

	UMB_UNUSED(state);
	assert_non_null(bytes);
	limits.window = 1;
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	for (size_t at = CUT - 9 - (N_ROWS + 1) * ROW_LEN; at < CUT + ROW_LEN; at++) {
		scan_with_list_at(scratch, bytes, len, at);
		assert_int_equal(n_seen, N_ROWS);
		for (size_t i = 0; i < N_ROWS; i++) {
			assert_int_equal(offset[i], at + 9 + i * ROW_LEN + 4);
			assert_int_equal(line[i], at + 2 + i);
		}
	}
	umb_scratch_free(scratch);
	umb_free(bytes);
}

static int set_up(void **state)
{
	UMB_UNUSED(state);
	return set_up_rules(&rules, "format: 1\nprovider: P\nrules:\n  - id: p.secret\n    name: P secret\n    about: A secret.\n    identity: service\n    severity: high\n"
	                            "    confidence: high\n    pattern: 'secrets:[\\n][ ]{2}-[ ](?<secret>[A-Za-z0-9]{7})[\\n]'\n    rows: true\n    validate:\n      - placeholder: { off: true }\n"
	                            "    revoke: Do it.\n    references: ['https://p.example']\n    tags: [saas]\n    tests:\n      find: ['x']\n      ignore: ['y']\n");
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&rules);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cuts) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
