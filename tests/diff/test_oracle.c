/*
 * test_oracle.c - what the engine finds equals PCRE2 over the whole text, one rule at a time, nothing in front.
 *
 * Every built-in rule that is not about whole files, with its validators taken away; on texts made from its own pattern and embedded in noise, on its
 * neighbours' texts, and on real source code (this repository, and whatever UMBRA_CORPUS names). With every literal stage,
 * and with windows so small that every text is cut.  The plain stage looks for each of thousands of literals at every byte, whatever
 * the rule, and no scan uses it: over each PLAIN_STEP-th rule here, and test_literals holds the others against it.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "engine/engine.h"
#include "harness/check.h"
#include "match/pattern.h"
#include "rule/rule.h"

#define MAX_HITS 20000
#ifdef UMB_SANITIZED /* which are slow, the plain stage most of all */
#define PLAIN_STEP 250
#define CUT_STEP 12
#define REAL_STEP 16
#else
#define PLAIN_STEP 50
#define CUT_STEP 3
#define REAL_STEP 1
#endif

typedef struct hits {
	umb_span span[MAX_HITS]; /* of the secret */
	size_t   n;
} hits;

static umb_rule    *rules;   /* the built-in ones without validators */
static umb_ruleset *rs;
static uint64_t     seed = 1;
static size_t       n_given_up;

static uint32_t chance(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

static int set_up(void **state)
{
	umb_ruleset_tables t = umb_builtin_tables;

	UMB_UNUSED(state);
	rules = umb_alloc_zero(t.n_rules + 1, sizeof(*rules));
	assert_non_null(rules);
	memcpy(rules, t.rules, t.n_rules * sizeof(*rules));
	for (size_t i = 0; i < t.n_rules; i++) {
		rules[i].n_checks     = 0;
		rules[i].is_text_only = false; /* samples of negated classes hold control bytes */
		rules[i].has_rows     = false; /* what follows a match is no match */
	}
	t.rules = rules;
	assert_int_equal(umb_ruleset_new(&rs, &t, NULL), UMB_OK);
	rs->is_off = umb_alloc_zero(t.n_rules + 1, sizeof(bool));
	assert_non_null(rs->is_off);
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	umb_ruleset_destroy(rs);
	umb_free(rules);
	return 0;
}

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	hits *h = ctx;

	if (h->n < MAX_HITS)
		h->span[h->n++] = (umb_span){ hit->offset, hit->offset + hit->value.len };
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	if (reason != UMB_SKIP_REGEX_LIMIT)
		fail_msg("skip: %s %s", umb_skip_name(reason), detail ? detail : "");
}

static void by_engine(umb_slice text, size_t rule, const umb_literal_stage_ops *stage, size_t window, hits *out)
{
	umb_limits       limits = UMB_LIMITS_INIT;
	umb_engine_visit visit  = { out, on_hit, on_skip, NULL, NULL };
	umb_place        place  = { .source = "memory", .path = umb_slice_str("") };
	umb_unit         unit   = { .bytes = text, .place = &place };
	umb_scratch     *s      = NULL;

	limits.keeps_weak        = true; /* "example: x" is a match, too */
	limits.max_decode_depth  = 0;
	limits.max_archive_depth = 0;
	limits.max_unit_hits     = MAX_HITS;
	limits.window            = window;
	memset(rs->is_off, 1, rs->t.n_rules * sizeof(bool));
	rs->is_off[rule] = false;
	out->n = 0;
	assert_int_equal(umb_scratch_new(&s, rs, &limits, stage, NULL), UMB_OK);
	assert_int_equal(umb_engine_scan(s, &unit, &visit), UMB_OK);
	umb_scratch_free(s);
}

/* False when PCRE2 gave up: over a whole text some patterns reach the limit that their windows never reach. */
static bool by_pcre2(umb_slice text, size_t rule, hits *out)
{
	umb_regex_slot     slot = { NULL };
	umb_regex_scratch *s    = NULL;
	const umb_regex   *re   = NULL;
	const umb_rule    *r    = &rules[rule];
	umb_span           g[UMB_REGEX_MAX_GROUPS];
	umb_status         st = UMB_END;
	size_t             from = 0;

	assert_int_equal(umb_regex_get(&re, &slot, r->pattern, 0, NULL), UMB_OK);
	assert_int_equal(umb_regex_scratch_new(&s, NULL), UMB_OK);
	out->n = 0;
	while (from <= text.len && (st = umb_regex_match(re, s, text, from, text.len, g, r->n_groups)) == UMB_OK) {
		umb_span secret = g[r->secret_group];

		if (secret.from == UINT64_MAX || secret.to <= secret.from)
			secret = g[0];
		if (secret.to > secret.from && out->n < MAX_HITS)
			out->span[out->n++] = secret;
		from = (size_t)UMB_MAX(secret.to, g[0].from + 1);
	}
	umb_regex_scratch_free(s);
	umb_regex_slot_clear(&slot);
	return st == UMB_END;
}

static size_t compare(umb_slice text, size_t rule, size_t window, const char *label)
{
	static hits want, got;

	if (!by_pcre2(text, rule, &want)) {
		n_given_up++;
		return 0;
	}
	for (size_t k = 0; k < umb_literal_stage_count(); k++) {
		const umb_literal_stage_ops *stage = umb_literal_stage_at(k);

		if (!stage->usable() || (strcmp(stage->name, "plain") == 0 && (text.len > 20000 || rule % PLAIN_STEP)) || (text.len > 200000 && k > 0))
			continue;
		by_engine(text, rule, stage, window, &got);
		if (got.n != want.n || memcmp(got.span, want.span, want.n * sizeof(umb_span)) != 0)
			fail_msg("%s: rule %s, stage %s: %zu hits, PCRE2 alone has %zu", label, rules[rule].info.id, stage->name, got.n, want.n);
	}
	return want.n;
}

static void append_noise(umb_buf *b)
{
	static const char *const words[] = { " ", "\n", "= \"", "\"", "token", "key: ", "https://", "//", "password", "==", "\\n", "%20", "x", "_", "-", "AKIA", "ghp_", "{", "}", ", " };

	for (uint32_t n = chance(12); n > 0; n--)
		umb_buf_append_str(b, words[chance(UMB_COUNT(words))]);
}

static void pad(umb_buf *b)
{
	assert_int_equal(umb_buf_reserve(b, UMB_TEXT_PAD), UMB_OK);
	memset(b->ptr + b->len, 0, UMB_TEXT_PAD);
}

/* Texts of a rule's own pattern, some of them cut or with one byte changed, between noise. */
static void test_generated_texts(void **state)
{
	size_t n_hits = 0, n_found_rules = 0, n_rules = rs->t.n_rules - rs->t.n_files;

	UMB_UNUSED(state);
	for (size_t rule = 0; rule < rs->t.n_rules; rule++) {
		umb_arena    a = UMB_ARENA_INIT;
		umb_buf      b = UMB_BUF_INIT;
		umb_pattern *p = NULL;
		size_t       n;

		if (rules[rule].form)
			continue;
		assert_int_equal(umb_pattern_parse(&p, &a, rules[rule].written, NULL), UMB_OK);
		for (int i = 0; i < 24; i++) {
			size_t from = b.len;

			append_noise(&b);
			from = b.len;
			assert_int_equal(umb_pattern_sample(&b, p, &seed), UMB_OK);
			if (b.len > from && chance(4) == 0)
				b.len -= chance((uint32_t)UMB_MIN(b.len - from, (size_t)9));
			if (b.len > from && chance(4) == 0)
				b.ptr[from + chance((uint32_t)(b.len - from))] = (uint8_t)" \n\"a0-"[chance(6)];
			append_noise(&b);
		}
		pad(&b);
		n = compare(umb_buf_view(&b), rule, (size_t)4 << 20, "generated");
		n_hits += n;
		n_found_rules += n > 0;
		umb_buf_clear(&b);
		umb_arena_clear(&a);
	}
	print_message("%zu rules, %zu hits, %zu rules with hits\n", n_rules, n_hits, n_found_rules);
	assert_true(n_found_rules * 10 >= n_rules * 9);
	assert_true(n_given_up * 50 <= n_rules);
}

/* The same, with so much between the samples that windows cut the text everywhere. */
static void test_cut_texts(void **state)
{
	UMB_UNUSED(state);
	for (size_t rule = 0; rule < rs->t.n_rules; rule += CUT_STEP) {
		umb_arena    a = UMB_ARENA_INIT;
		umb_buf      b = UMB_BUF_INIT;
		umb_pattern *p = NULL;

		if (rules[rule].form)
			continue;
		assert_int_equal(umb_pattern_parse(&p, &a, rules[rule].written, NULL), UMB_OK);
		for (int i = 0; i < 40; i++) {
			for (uint32_t n = chance(9000); n > 0; n--)
				umb_buf_append_byte(&b, (uint8_t)"ab c\n"[chance(5)]);
			assert_int_equal(umb_pattern_sample(&b, p, &seed), UMB_OK);
		}
		pad(&b);
		compare(umb_buf_view(&b), rule, 1, "cut");
		umb_buf_clear(&b);
		umb_arena_clear(&a);
	}
}

static void append_file(umb_buf *b, const char *path)
{
	umb_buf text = UMB_BUF_INIT;

	if (umb_file_read(&text, path, 1 << 20, NULL) == UMB_OK && b->len + text.len < ((size_t)3 << 20))
		umb_buf_append_slice(b, umb_buf_view(&text));
	umb_buf_clear(&text);
}

static void test_real_text(void **state)
{
	const char *more = getenv("UMBRA_CORPUS");
	umb_buf     b = UMB_BUF_INIT;
	FILE       *list = fopen(UMB_FILE_LIST, "re");
	char        line[512];
	size_t      n_hits = 0;

	UMB_UNUSED(state);
	assert_non_null(list);
	while (fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = 0;
		append_file(&b, line);
	}
	fclose(list);
	if (more)
		append_file(&b, more);
	pad(&b);
	assert_true(b.len > 100000);
	for (size_t rule = 0; rule < rs->t.n_rules; rule += REAL_STEP)
		n_hits += rules[rule].form ? 0 : compare(umb_buf_view(&b), rule, 1 << 17, "real text");
	print_message("%zu bytes, %zu hits before judging\n", b.len, n_hits);
	umb_buf_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generated_texts), cmocka_unit_test(test_cut_texts), cmocka_unit_test(test_real_text),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
