/*
 * test_beside.c - rules about what stands beside a secret, asked where there is one, find what they find when they are always asked; and
 * where there is none, nothing else is found either.
 *
 * Texts are made of samples of all rules' patterns, so that a name of a user stands before and behind a secret, alone, and in layers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fuzz/engine_input.h"
#include "harness/make_base64.h"
#include "match/pattern.h"

#ifdef UMB_SANITIZED /* which are slow */
#define ROUNDS 1000
#else
#define ROUNDS 3000
#endif

static umb_ruleset *rs;
static umb_scratch *always, *later;
static umb_buf     *sample; /* one text per rule */
static uint32_t    *beside;
static size_t       n_beside;
static uint64_t     seed = 3;

static int set_up(void **state)
{
	umb_limits limits = UMB_LIMITS_INIT;

	UMB_UNUSED(state);
	assert_int_equal(umb_ruleset_new(&rs, &umb_builtin_tables, NULL), UMB_OK);
	assert_int_equal(umb_scratch_new(&always, rs, &limits, NULL, NULL), UMB_OK);
	limits.leaves_lonely = true;
	assert_int_equal(umb_scratch_new(&later, rs, &limits, NULL, NULL), UMB_OK);
	sample = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*sample));
	beside = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*beside));
	assert_true(sample && beside);
	for (uint32_t i = 0; i < rs->t.n_rules; i++) {
		umb_arena    a = UMB_ARENA_INIT;
		umb_pattern *p = NULL;

		assert_int_equal(umb_pattern_parse(&p, &a, rs->t.rules[i].written, NULL), UMB_OK);
		assert_int_equal(umb_pattern_sample(&sample[i], p, &seed), UMB_OK);
		umb_arena_clear(&a);
		if (umb_rule_info_needs_secret(&rs->t.rules[i].info))
			beside[n_beside++] = i;
	}
	assert_true(n_beside > 3);
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < rs->t.n_rules; i++)
		umb_buf_clear(&sample[i]);
	umb_free(sample);
	umb_free(beside);
	umb_scratch_free(always);
	umb_scratch_free(later);
	umb_ruleset_destroy(rs);
	return 0;
}

static void append_piece(umb_buf *b, bool has_secrets)
{
	umb_slice s = umb_buf_view(&sample[make_random(&seed) % 3 && has_secrets ? make_random(&seed) % rs->t.n_rules : beside[make_random(&seed) % n_beside]]);

	if (make_random(&seed) % 5 == 0) {
		char *code = umb_alloc(s.len / 3 * 4 + 8);

		assert_non_null(code);
		umb_buf_append(b, code, make_base64(code, s, false));
		umb_free(code);
	} else {
		umb_buf_append_slice(b, s);
	}
	umb_buf_append_str(b, make_random(&seed) % 2 ? "\n" : " \n\n\n");
}

/* Hits say which rule it was by a hash of its name. */
static bool has_secret(const input_hits *h)
{
	for (size_t i = 0; i < h->n; i++) {
		bool is_beside = false;

		for (size_t k = 0; k < n_beside; k++)
			is_beside = is_beside || h->hit[i].rule == input_hash(umb_slice_str(rs->t.rules[beside[k]].info.id));
		if (!is_beside)
			return true;
	}
	return false;
}

static void test_later(void **state)
{
	static input_hits a, b;
	size_t n_lonely = 0, n_told = 0;

	UMB_UNUSED(state);
	for (int round = 0; round < ROUNDS; round++) {
		umb_buf text = UMB_BUF_INIT;

		for (uint64_t n = 1 + make_random(&seed) % 8, has = make_random(&seed) % 2; n > 0; n--)
			append_piece(&text, has);
		/* Cut into windows, what follows may hold the secret. */
		if (round % 100 == 0)
			input_fill(&text, (size_t)5 << 20, 2);
		input_pad(&text);
		input_scan(always, umb_buf_view(&text), 0, &a);
		input_scan(later, umb_buf_view(&text), 0, &b);
		/* A secret that what stands beside it overlaps was there, too. */
		if (has_secret(&a) || round % 100 == 0 || b.n > 0) {
			input_same(&a, &b, true, "asked later");
			n_told += a.n;
		} else {
			n_lonely += a.n;
		}
		umb_buf_clear(&text);
	}
	print_message("%zu hits, %zu lonely ones left out\n", n_told, n_lonely);
	assert_true(n_told > ROUNDS / 3 && n_lonely > ROUNDS / 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_later) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
