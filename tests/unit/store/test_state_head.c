/* The head of a state file: what a hit was judged comes back as it went in. */
#include "base/alloc.h"
#include "harness/check.h"
#include "store/state.h"

static const umb_rule_info rule = { .id = "test.rule" };

static const umb_rule_info *find_rule(void *ctx, const char *id)
{
	UMB_UNUSED(ctx);
	return strcmp(id, rule.id) == 0 ? &rule : NULL;
}

static const umb_rule_info *find_least(void *ctx, const char *id)
{
	UMB_UNUSED(ctx);
	return *id ? NULL : &rule;
}

typedef struct flag {
	const char *name;
	size_t      at;
} flag;

#define FLAG(name) { #name, offsetof(umb_finding, name) }

static const flag flags[] = {
	FLAG(is_proved), FLAG(is_weak), FLAG(is_sure), FLAG(is_weighed), FLAG(is_doubted), FLAG(is_shown), FLAG(is_only_shown), FLAG(is_hinted),
};

static bool *flag_of(umb_finding *f, size_t i)
{
	return (bool *)(void *)((char *)f + flags[i].at);
}

static umb_state_hit make_hit_of(unsigned set)
{
	umb_state_hit h = { .blob = { 7 } };

	h.f = (umb_finding){ .rule = &rule, .severity = UMB_SEV_MEDIUM, .score = 61, .path = umb_slice_str("a.zip!b.key"), .layer = "", .redacted = "x...y", .credential_id = "c" };
	h.f.reason[0] = (umb_reason){ "said so", -3 };
	h.f.n_reasons = 1;
	for (size_t i = 0; i < UMB_COUNT(flags); i++)
		*flag_of(&h.f, i) = set >> i & 1;
	return h;
}

static void put(umb_buf *out, umb_state_hit *h)
{
	umb_state_key     key = { { 1 }, { 2 } };
	umb_state_rows    row = { 12, { 0 } };
	umb_state_section s   = { .known = { .id_len = 20 }, .hit = h, .n_hits = 1 };

	assert_int_equal(umb_state_head_put(out, &key, &s, &row, 1), UMB_OK);
}

/* Each alone, none and all. */
static void test_flags(void **state)
{
	UMB_UNUSED(state);
	for (unsigned set = 0; set < 1u << UMB_COUNT(flags); set++) {
		umb_state_hit      h = make_hit_of(set);
		umb_arena          arena = UMB_ARENA_INIT;
		umb_buf            head = UMB_BUF_INIT, again = UMB_BUF_INIT;
		umb_state_section *section = NULL;
		umb_state_rows    *rows = NULL;
		uint8_t            config[32];
		size_t             n = 0;

		put(&head, &h);
		assert_int_equal(umb_state_head_get(umb_buf_view(&head), &arena, find_rule, NULL, config, &section, &rows, &n), UMB_OK);
		assert_true(n == 1 && section[0].n_hits == 1 && section[0].hit[0].f.rule == &rule && section[0].hit[0].f.score == 61);
		for (size_t i = 0; i < UMB_COUNT(flags); i++)
			CHECK_EQ_INT(*flag_of(&section[0].hit[0].f, i), set >> i & 1, flags[i].name);
		put(&again, &section[0].hit[0]);
		assert_true(umb_slice_eq(umb_buf_view(&head), umb_buf_view(&again)));
		umb_buf_clear(&head);
		umb_buf_clear(&again);
		umb_arena_clear(&arena);
	}
}

/* Cut anywhere, it makes no sense. */
static void test_cut(void **state)
{
	umb_state_hit h = make_hit_of(255);
	umb_buf       head = UMB_BUF_INIT;

	UMB_UNUSED(state);
	put(&head, &h);
	for (size_t len = 0; len < head.len; len++) {
		umb_arena          arena = UMB_ARENA_INIT;
		umb_state_section *section = NULL;
		umb_state_rows    *rows = NULL;
		uint8_t           *exact = umb_alloc(len + 1), config[32];
		size_t             n = 0;

		assert_non_null(exact);
		memcpy(exact + 1, head.ptr, len);
		assert_int_equal(umb_state_head_get(umb_slice_of(exact + 1, len), &arena, find_rule, NULL, config, &section, &rows, &n), UMB_E_FORMAT);
		umb_free(exact);
		umb_arena_clear(&arena);
	}
	umb_buf_clear(&head);
}

/* With nothing that may be left out: no commit, no finding; an object that nothing reaches; a hit that says as little as one can. */
static void test_least(void **state)
{
	static const umb_rule_info none = { .id = "" };
	umb_state_hit    h = { .f = { .rule = &none, .layer = "", .redacted = "" } };
	umb_state_origin o = { .path = { 0 } };
	umb_state_key    key = { { 1 }, { 2 } };
	umb_state_rows   row[2] = { { 12, { 0 } } };

	UMB_UNUSED(state);
	o.commit.author = o.commit.email = "";
	for (size_t i = 0; i < 4; i++) {
		umb_state_section s[2] = { { .known = { .id_len = 20 } }, { .known = { .id_len = 32 } } }, *section = NULL;
		umb_arena         arena = UMB_ARENA_INIT;
		umb_buf           head = UMB_BUF_INIT;
		umb_state_rows   *rows = NULL;
		uint8_t           config[32];
		size_t            n = 0;

		s[i / 2] = (umb_state_section){ .known = { .id_len = 20 }, .hit = &h, .n_hits = i % 2, .origin = &o, .n_origins = i / 2 };
		assert_int_equal(umb_state_head_put(&head, &key, s, row, 1 + i / 2), UMB_OK);
		assert_int_equal(umb_state_head_get(umb_buf_view(&head), &arena, find_least, NULL, config, &section, &rows, &n), UMB_OK);
		assert_true(n == 1 + i / 2 && section[i / 2].n_hits == i % 2 && section[i / 2].n_origins == i / 2);
		umb_buf_clear(&head);
		umb_arena_clear(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_least), cmocka_unit_test(test_flags), cmocka_unit_test(test_cut) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
