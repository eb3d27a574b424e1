/* Where a rule looks on behind a match: what stands behind one secret may be what the next one begins with. */
#include "engine/engine_private.h"
#include "harness/check.h"
#include "harness/make_rules.h"

#define MAX_SEEN 16

static made_rules rules;
static size_t     n_seen;
static uint64_t   offset[MAX_SEEN];

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	UMB_UNUSED(ctx);
	assert_true(n_seen < MAX_SEEN);
	offset[n_seen++] = hit->offset;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	fail_msg("skipped: %d %s", (int)reason, detail ? detail : "");
}

static void scan(const char *text)
{
	umb_limits       limits  = UMB_LIMITS_INIT;
	umb_engine_visit visit   = { NULL, on_hit, on_skip, NULL, NULL };
	umb_place        place   = { .source = "memory", .path = umb_slice_str("t") };
	uint8_t         *padded  = umb_alloc_zero(strlen(text) + UMB_TEXT_PAD, 1);
	umb_unit         unit    = { .bytes = umb_slice_of(padded, strlen(text)), .place = &place };
	umb_scratch     *scratch = NULL;

	assert_non_null(padded);
	memcpy(padded, text, strlen(text));
	n_seen = 0;
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
	umb_scratch_free(scratch);
	umb_free(padded);
}

/* The pattern begins with the end of a line, and ends with one. */
static void test_lines(void **state)
{
	UMB_UNUSED(state);
	scan("\nsecret: Kq7\nsecret: Lr8\nsecret: Ms9\n");
	assert_int_equal(n_seen, 3);
	assert_int_equal(offset[0], 9);
	assert_int_equal(offset[1], 21);
	assert_int_equal(offset[2], 33);
}

/* Not inside of what was found: a secret is told once. */
static void test_inside(void **state)
{
	UMB_UNUSED(state);
	scan("\nsecret: Kq7:secret:4\n");
	assert_int_equal(n_seen, 1);
	assert_int_equal(offset[0], 9);
}

static int set_up(void **state)
{
	UMB_UNUSED(state);
	return set_up_rules(&rules, "format: 1\nprovider: P\nrules:\n  - id: p.secret\n    name: P secret\n    about: A secret.\n    identity: service\n    severity: high\n"
	                            "    confidence: high\n    pattern: '[\\n:]secret:[ ]?(?<secret>[A-Za-z0-9:]{1,40})[\\n]'\n    validate:\n      - placeholder: { off: true }\n"
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_inside),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
