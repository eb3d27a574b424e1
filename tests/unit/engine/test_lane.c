/* A lane beside the rules: each place once wherever windows are cut, in decoded layers too; it wins over rules, and can be turned off. */
#include "engine/engine.h"
#include "harness/check.h"
#include "harness/make_base64.h"
#include "harness/make_rules.h"

#define MAX_SEEN 4096

/* Finds one text as it is. */
static const char wanted[] = "known_value";

static umb_status search(const void *set, umb_slice text, size_t from, size_t to, umb_lane_found found, void *ctx)
{
	size_t     len = strlen(wanted);
	umb_status st  = UMB_OK;

	UMB_UNUSED(set);
	for (size_t at = from; at < to && at + len <= text.len && st == UMB_OK; at++) {
		if (memcmp(text.ptr + at, wanted, len) == 0)
			st = found(ctx, 1, (umb_span){ at, at + len });
	}
	return st;
}

static void digest(const void *set, uint8_t out[32])
{
	UMB_UNUSED(set);
	memset(out, 7, 32);
}

static unsigned n_freed;

static void free_set(void *set)
{
	UMB_UNUSED(set);
	n_freed++;
}

static const umb_lane_ops lane = { .name = "test", .reason = "it is wanted", .search = search, .digest = digest, .free = free_set };

typedef struct seen {
	size_t   n;
	char     rule[MAX_SEEN][24], layer[MAX_SEEN][24];
	uint64_t offset[MAX_SEEN];
	size_t   n_also;
	bool     is_proved;
} seen;

static made_rules rules;
static seen       s;
static uint32_t   number[3];

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	UMB_UNUSED(ctx);
	assert_true(s.n < MAX_SEEN);
	snprintf(s.rule[s.n], 24, "%s", hit->rule->info.id);
	snprintf(s.layer[s.n], 24, "%s", hit->layer);
	s.offset[s.n++] = hit->offset;
	s.n_also += hit->n_also;
	s.is_proved = hit->judged->is_proved && hit->judged->score == 100;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static void scan(umb_slice text, size_t window)
{
	umb_limits       limits  = UMB_LIMITS_INIT;
	umb_engine_visit visit   = { NULL, on_hit, on_skip, NULL, NULL };
	umb_place        place   = { .source = "memory", .path = umb_slice_str("t") };
	umb_unit         unit    = { .bytes = text, .place = &place };
	umb_scratch     *scratch = NULL;

	memset(&s, 0, sizeof(s));
	limits.window = window;
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
	umb_scratch_free(scratch);
}

static int set_up(void **state)
{
	static const char *const none[] = { NULL };
	static const umb_rule_info info[] = {
		{ .id = "a.first", .name = "x", .severity = UMB_SEV_HIGH, .confidence = UMB_CONF_HIGH, .tags = none, .only_paths = none, .never_paths = none },
		{ .id = "z.last", .name = "x", .severity = UMB_SEV_LOW, .confidence = UMB_CONF_LOW, .tags = none, .only_paths = none, .never_paths = none },
	};
	const char *pack = MADE_PACK MADE_RULE("p.exact", "(?<secret>qzqz_[a-z_]{8,30})", "");

	UMB_UNUSED(state);
	make_rules(&rules, &pack, 1);
	if (!rules.rs || umb_ruleset_extend(rules.rs, info, 2, number, NULL) != UMB_OK)
		return 1;
	rules.rs->lane = (umb_lane){ .ops = &lane, .set = NULL, .rule = number };
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&rules);
	return n_freed == 1 ? 0 : 1;
}

static void test_numbers(void **state)
{
	umb_rule_info again = { .id = "p.exact" };
	uint32_t      other;

	UMB_UNUSED(state);
	assert_int_equal(rules.rs->t.n_rules, 3);
	assert_string_equal(rules.rs->t.rules[number[0]].info.id, "a.first");
	assert_string_equal(rules.rs->t.rules[number[1]].info.id, "z.last");
	assert_int_equal(umb_ruleset_position(&rules.rs->t, "p.exact"), 1);
	assert_int_equal(umb_ruleset_extend(rules.rs, &again, 1, &other, NULL), UMB_E_USAGE);
}

/* The rule that was there is still found under its new number. */
static void test_overlap(void **state)
{
	static const char text[] = "qzqz_alone_here x qzqz_known_value_more known_value         ";
	static uint8_t    padded[sizeof(text) + UMB_TEXT_PAD];

	UMB_UNUSED(state);
	memcpy(padded, text, sizeof(text));
	scan(umb_slice_of(padded, sizeof(text) - 1), (size_t)4 << 20);
	assert_int_equal(s.n, 3);
	assert_string_equal(s.rule[0], "p.exact");
	assert_string_equal(s.rule[1], "z.last");
	assert_int_equal(s.offset[1], 23);
	assert_int_equal(s.n_also, 1);
	assert_string_equal(s.rule[2], "z.last");
	assert_true(s.is_proved);
}

/* Windows of the smallest size over a text where it stands at every distance from their cuts. */
static void test_windows(void **state)
{
	static uint8_t padded[(1 << 20) + UMB_TEXT_PAD];
	size_t         n = 0, len = 1 << 20, at = 5;

	UMB_UNUSED(state);
	memset(padded, '.', len);
	for (; at + strlen(wanted) <= len && n < 3000; at += 331 + n % 13, n++)
		memcpy(padded + at, wanted, strlen(wanted));
	scan(umb_slice_of(padded, len), 1);
	assert_int_equal(s.n, n);
	for (size_t i = 1; i < s.n; i++)
		assert_true(s.offset[i] > s.offset[i - 1]);
}

static void test_layer(void **state)
{
	static const char text[] = "a sentence that holds known_value and goes on after it";
	static uint8_t    padded[400 + UMB_TEXT_PAD];
	size_t            n = make_base64((char *)padded, umb_slice_str(text), false);

	UMB_UNUSED(state);
	scan(umb_slice_of(padded, n), (size_t)4 << 20);
	assert_int_equal(s.n, 1);
	assert_string_equal(s.layer[0], "base64");
}

static void test_off(void **state)
{
	static const char  text[] = "x known_value x";
	static uint8_t     padded[sizeof(text) + UMB_TEXT_PAD];
	const char *const  off[] = { "z.last" };

	UMB_UNUSED(state);
	memcpy(padded, text, sizeof(text));
	assert_int_equal(umb_ruleset_select(rules.rs, NULL, 0, off, 1, NULL), UMB_OK);
	scan(umb_slice_of(padded, sizeof(text) - 1), (size_t)4 << 20);
	assert_int_equal(s.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_overlap), cmocka_unit_test(test_windows), cmocka_unit_test(test_layer), cmocka_unit_test(test_off),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
