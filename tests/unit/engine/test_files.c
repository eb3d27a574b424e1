/* Rules about whole files: where they are asked, what is shown of one, and what its hits do to others. */
#include "base/keyed.h"
#include "engine/engine.h"
#include "harness/check.h"
#include "harness/make_rules.h"

#define FILE_RULE(id, form, more) "  - id: " id "\n    name: x\n    severity: low\n    confidence: high\n    file: " form "\n" more

static const char pack[] = MADE_PACK
	FILE_RULE("p.kind", "{ begins: '\\x01KIND[\\x00-\\xff]', min-size: 10 }", "")
	FILE_RULE("p.small", "{ begins: '[A-Z]{8}', max-size: 12 }", "")
	FILE_RULE("p.value", "{ begins: '(?<secret>[a-z0-9]{16})\\s?\\z', max-size: 17 }", "    paths: { only: [key] }\n")
	"  - id: p.word\n    name: x\n    severity: low\n    confidence: low\n    pattern: '\\b(?<secret>[a-z]{4}qzqz[a-z0-9]{8})\\b'\n";

#define MAX_SEEN 16

typedef struct seen {
	size_t       n;
	char         rule[MAX_SEEN][16], member[MAX_SEEN][16];
	uint8_t      value[MAX_SEEN][64];
	size_t       value_len[MAX_SEEN], n_also[MAX_SEEN];
	umb_position start[MAX_SEEN], end[MAX_SEEN];
	umb_slice    line[MAX_SEEN];
} seen;

static made_rules rules;
static seen       s;

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	seen  *v = ctx;
	size_t i = v->n++;

	assert_true(i < MAX_SEEN && hit->value.len <= sizeof(v->value[0]));
	snprintf(v->rule[i], sizeof(v->rule[i]), "%s", hit->rule->info.id);
	snprintf(v->member[i], sizeof(v->member[i]), "%s", hit->member ? hit->member : "");
	memcpy(v->value[i], hit->value.ptr, hit->value.len);
	v->value_len[i] = hit->value.len;
	v->n_also[i]    = hit->n_also;
	v->start[i]     = hit->start;
	v->end[i]       = hit->end;
	v->line[i]      = hit->line;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	fail_msg("skip: %s %s", umb_skip_name(reason), detail ? detail : "");
}

/* The rest of a unit, some bytes at a time. */
typedef struct rest {
	umb_slice left;
	size_t    step;
} rest;

static umb_status read_rest(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	rest *r = ctx;

	*n_read = UMB_MIN(UMB_MIN(cap, r->step), r->left.len);
	if (*n_read)
		memcpy(buf, r->left.ptr, *n_read);
	r->left = umb_slice_sub(r->left, *n_read, r->left.len);
	return UMB_OK;
}

/* `first` bytes at hand and the rest pulled; 0: all at hand. */
static void scan(umb_slice text, size_t first, size_t step)
{
	static uint8_t   padded[1 << 19];
	umb_limits       limits = UMB_LIMITS_INIT;
	umb_engine_visit visit  = { &s, on_hit, on_skip, NULL, NULL };
	umb_place        place  = { .source = "memory", .path = umb_slice_str("key") };
	umb_unit         unit   = { .bytes = umb_slice_of(padded, first ? first : text.len), .place = &place };
	rest             r      = { umb_slice_sub(text, first, text.len), step };
	umb_reader       reader = { .ctx = &r, .read = read_rest };
	umb_scratch     *scratch = NULL;

	assert_true(text.len + UMB_TEXT_PAD <= sizeof(padded));
	memcpy(padded, text.ptr, text.len);
	if (first)
		unit.rest = &reader;
	limits.window = 1;
	s.n = 0;
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
	umb_scratch_free(scratch);
}

static int set_up(void **state)
{
	UMB_UNUSED(state);
	return set_up_rules(&rules, pack);
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&rules);
	return 0;
}

static void test_where(void **state)
{
	static const struct {
		const char *text;
		size_t      len;
		const char *rule; /* "": none */
		const char *label;
	} cases[] = {
		{ "\1KIND....\n....", 14, "p.kind", "begins like it" },
		{ "\1KIND....", 9, "", "too small" },
		{ ".\1KIND....\n....", 15, "", "not at the beginning" },
		{ "ABCDEFGH", 8, "p.small", "small enough" },
		{ "ABCDEFGHIJKLM", 13, "", "too large" },
		{ "ABCDEFG", 7, "", "a part of it" },
		{ "", 0, "", "nothing" },
		{ "abcd0123efgh4567\n", 17, "p.value", "the file is the secret" },
		{ "abcd0123efgh4567 x", 18, "", "and not only begins with it" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(cases); i++) {
		scan(umb_slice_of(cases[i].text, cases[i].len), 0, 0);
		CHECK_EQ_INT(s.n, cases[i].rule[0] ? 1 : 0, cases[i].label);
		if (s.n)
			CHECK_EQ_STR(s.rule[0], cases[i].rule, cases[i].label);
	}
}

/* Nothing of the file goes on: a digest of its first bytes is told, and a place. */
static void test_no_value(void **state)
{
	static const char text[] = "\1KIND....\nsecond line\n";
	uint8_t           want[32];

	UMB_UNUSED(state);
	scan(umb_slice_str(text), 0, 0);
	umb_sha256(want, umb_slice_str(text));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.value_len[0], 32);
	assert_memory_equal(s.value[0], want, 32);
	assert_int_equal(s.line[0].len, 0);
	CHECK(s.start[0].line == 1 && s.start[0].column == 1 && s.end[0].line == 1 && s.end[0].column == 1, "place");
}

/* However a long file comes, and whatever windows cut it, it is told once, by the same beginning. */
static void test_long(void **state)
{
	static uint8_t text[300000];
	uint8_t        want[32];
	size_t         steps[] = { 1, 700, 65536 };

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 2654435761u >> 13);
	memcpy(text, "\1KIND", 5);
	umb_sha256(want, umb_slice_of(text, UMB_FILE_HEAD));
	scan(umb_slice_of(text, sizeof(text)), 0, 0);
	assert_int_equal(s.n, 1);
	assert_memory_equal(s.value[0], want, 32);
	for (size_t i = 0; i < UMB_COUNT(steps); i++) {
		scan(umb_slice_of(text, sizeof(text)), 65536, steps[i]);
		CHECK_EQ_INT(s.n, 1, "pulled");
		assert_memory_equal(s.value[0], want, 32);
	}
	memcpy(text, "ABCDEFGHIJ", 10);
	scan(umb_slice_of(text, sizeof(text)), 65536, 700);
	CHECK_EQ_INT(s.n, 0, "a long file is none that is small");
}

/* Which of two wins is not settled while a path decides whether one of them has a say. */
static void test_beside_others(void **state)
{
	UMB_UNUSED(state);
	scan(umb_slice_str("wkvdqzqz81f3ru60\n"), 0, 0);
	assert_int_equal(s.n, 2);
	CHECK(s.n_also[0] == 0 && s.n_also[1] == 0, "neither took the other's place");
	scan(umb_slice_str("\1KIND.... wkvdqzqz81f3ru60\n"), 0, 0);
	assert_int_equal(s.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where), cmocka_unit_test(test_no_value), cmocka_unit_test(test_long), cmocka_unit_test(test_beside_others),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
