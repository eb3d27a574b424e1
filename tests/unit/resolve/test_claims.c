/* Claims, AWS ids, GitHub prefixes: what is read, and that nothing is read where nothing can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/resolver.h"
#include "harness/make_hit.h"

static umb_claims resolve(const char *value)
{
	umb_claims   c   = { .n_claims = 0 };
	umb_hit_view hit = make_hit(umb_slice_str(value));

	umb_resolve_all(&hit, &c);
	return c;
}

static void expect(const umb_claims *c, const char *label, const char *field, const char *want)
{
	const umb_claim *got = umb_claims_find(c->claim, c->n_claims, field);

	if (!want && got)
		fail_msg("%s: %s is '%s', want nothing", label, field, got->value);
	if (want && (!got || strcmp(got->value, want) != 0))
		fail_msg("%s: %s is '%s', want '%s'", label, field, got ? got->value : "(nothing)", want);
}

/* Ids in two halves. */
static const struct {
	const char *label;
	const char *prefix, *body;
	const char *token_kind, *account;
} ids[] = {
	{ "a temporary key", "ASIA", "QNZGKIQY56JQ7WML", "temporary access key", "029608264753" },
	{ "a made-up long-term key", "AKIA", "RZPUZDIKAAAAAAAA", "long-term access key", "123456789012" },
	{ "the documentation key is of the old form", "AKIA", "IOSFODNN7EXAMPLE", "long-term access key", NULL },
	{ "a role", "AROA", "RZPUZDIKAAAAAAAA", "role", "123456789012" },
	{ "the last old first character", "AKIA", "PZPUZDIKAAAAAAAA", "long-term access key", NULL },
	{ "the first new first character", "AKIA", "QAAAAAAAAAAAAAAA", "long-term access key", "000000000000" },
	{ "not base32", "AKIA", "RZPUZDIKAAAAAAA1", NULL, NULL },
	{ "small letters", "AKIA", "rzpuzdikaaaaaaaa", NULL, NULL },
	{ "too long", "AKIA", "RZPUZDIKAAAAAAAAA", NULL, NULL },
	{ "an unknown prefix", "AXIA", "RZPUZDIKAAAAAAAA", NULL, NULL },
};

static void test_aws(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(ids); i++) {
		char       value[64];
		umb_claims c;

		snprintf(value, sizeof(value), "%s%s", ids[i].prefix, ids[i].body);
		c = resolve(value);
		expect(&c, ids[i].label, "token_kind", ids[i].token_kind);
		expect(&c, ids[i].label, "account", ids[i].account);
		expect(&c, ids[i].label, "provider", ids[i].token_kind ? "AWS" : NULL);
	}
}

static const struct {
	const char *prefix, *body;
	const char *kind, *account;
} tokens[] = {
	{ "ghp_", "000000000000000000000000000405" "00azb7", "human", NULL },
	{ "gho_", "000000000000000000000000000405" "00azb7", "human", NULL },
	{ "ghs_", "000000000000000000000000000405" "00azb7", "bot", NULL },
	{ "github_" "pat_", "11" "AAEOMPY" "0AbCdEfGhIjKl" "_rest", "human", "583231" },
	{ "github_" "pat_", "11" "AAEOMPA" "0AbCdEfGhIjKl" "_rest", "human", "583228" },
	{ "github_" "pat_", "11" "AAEOMPB" "0AbCdEfGhIjKl" "_rest", "human", NULL }, /* low bits set: another layout */
	{ "github_" "pat_", "12" "AAEOMPY" "0AbCdEfGhIjKl" "_rest", "human", NULL },
	{ "github_" "pat_", "11" "AAEOMPY" "1AbCdEfGhIjKl" "_rest", "human", NULL },
	{ "ghx_", "000000000000000000000000000405" "00azb7", NULL, NULL },
	{ "ghp_", "short", NULL, NULL },
};

static void test_github(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(tokens); i++) {
		char       value[128];
		umb_claims c;

		snprintf(value, sizeof(value), "%s%s", tokens[i].prefix, tokens[i].body);
		c = resolve(value);
		expect(&c, tokens[i].body, "kind", tokens[i].kind);
		expect(&c, tokens[i].body, "account", tokens[i].account);
		if (tokens[i].account)
			assert_int_equal(umb_claims_find(c.claim, c.n_claims, "account")->method, UMB_CLAIM_INFERRED);
	}
}

static void test_claims_are_kept_once_and_bounded(void **state)
{
	umb_claims c = { .n_claims = 0 };

	UMB_UNUSED(state);
	umb_claims_add(&c, "a", umb_slice_str("1"), UMB_CLAIM_FORMAT);
	umb_claims_add(&c, "a", umb_slice_str("1"), UMB_CLAIM_INFERRED);
	umb_claims_add(&c, "a", umb_slice_str("2"), UMB_CLAIM_FORMAT);
	umb_claims_add(&c, "b", umb_slice_str(""), UMB_CLAIM_FORMAT);
	umb_claims_add(&c, "b", umb_slice_str(NULL), UMB_CLAIM_FORMAT);
	assert_int_equal(c.n_claims, 2);
	for (int i = 0; i < 100; i++) {
		char text[16];

		snprintf(text, sizeof(text), "%d", i);
		umb_claims_add(&c, "n", umb_slice_str(text), UMB_CLAIM_FORMAT);
	}
	assert_int_equal(c.n_claims, UMB_MAX_CLAIMS);
	assert_null(umb_claims_find(c.claim, c.n_claims, "z"));
}

static const struct {
	const char *label;
	const char *in, *want;
} texts[] = {
	{ "plain", "user@example.com", "user@example.com" },
	{ "escape sequences", "a\x1b[31mb\nc\x7f", "a?[31mb?c?" },
	{ "broken UTF-8", "a\xff\xc3(b\xe2\x82", "a?" "?(b?" "?" },
	{ "over-long and surrogates", "\xc0\x80|\xed\xa0\x80|\xf5\x80", "?" "?|?" "?" "?|?" "?" },
	{ "whole characters", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91" },
};

static void test_hostile_text(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(texts); i++) {
		umb_claims c = { .n_claims = 0 };

		umb_claims_add(&c, "f", umb_slice_str(texts[i].in), UMB_CLAIM_FORMAT);
		expect(&c, texts[i].label, "f", texts[i].want);
	}
}

static void test_long_text_is_cut_between_characters(void **state)
{
	UMB_UNUSED(state);
	for (size_t lead = 0; lead < 4; lead++) {
		umb_claims c = { .n_claims = 0 };
		char       text[512];
		size_t     n = 0;

		while (n < lead)
			text[n++] = 'x';
		while (n + 4 <= sizeof(text)) {
			memcpy(text + n, "\xf0\x9f\x94\x91", 4);
			n += 4;
		}
		umb_claims_add(&c, "f", umb_slice_of(text, n), UMB_CLAIM_FORMAT);
		n = strlen(c.claim[0].value);
		assert_true(n < UMB_CLAIM_VALUE_MAX && n + 4 >= UMB_CLAIM_VALUE_MAX);
		assert_int_equal((n - lead) % 4, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aws),
		cmocka_unit_test(test_github),
		cmocka_unit_test(test_claims_are_kept_once_and_bounded),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_long_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
