/* Checks that recompute a checksum, held against published values.  Each value is put together here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/checksum.h"
#include "harness/ask.h"

/* head, n times fill, tail */
static const struct {
	const char *label;
	const char *validator;
	double      params[3];
	const char *head, *fill;
	size_t      n;
	const char *tail;
} rows[] = {
	{ "GitHub, zeros", "crc32-base62", { 30 }, "ghp" "_", "0", 30, "2C8GjS" },
	{ "GitHub, a sum with zeros before it", "crc32-base62", { 30 }, "ghp" "_" "000000000000000000000000000405", "", 0, "00azb7" },
	{ "GitHub, by the new spelling", "crc32", { 30, 0, UMB_SUM_BASE62 }, "ghp" "_" "zQWBuTSOoRi4A9sp" "HcVY5ncnsDkxkJ", "", 0, "0mLq17" },
	{ "GitLab", "crc32", { 0, 0, UMB_SUM_BASE36 }, "glpat" "-" "bzoxCnU6MnMAAAAAAAAA" "AAAAAAAAAAAAEA.0y", "", 0, "1vey82d" },
	{ "GitLab, versioned", "crc32", { 0, 0, UMB_SUM_BASE36 }, "glpat" "-" "bzoxCnA6OWl4CnU6MnMAAAAAAAAA" "AAAAAAAAAAAAEA.01.16", "", 0, "0aoizsd" }, /* umbra:allow */
	{ "Atlassian", "crc32", { 0, 0, UMB_SUM_HEX }, "ATATT3x" "FfGF0", "A", 171, "=" "9F90C792" },
	{ "Cloudflare", "crc32", { 40, 0, UMB_SUM_HEX }, "cfut" "_", "A", 40, "2ae98c30" },
	{ "Vercel", "crc32", { 50, 0, UMB_SUM_BASE62 }, "vcp" "_", "0", 50, "494Ykt" },
	{ "Grafana", "crc32", { 37, 1, UMB_SUM_HEX_LE }, "glsa" "_", "0", 32, "_" "162149fe" },
	{ "Confluent", "crc32", { 54, 0, UMB_SUM_BASE64_LE }, "cf" "lt", "A", 54, "FZQbVQ" },
	{ "Zuplo", "crc32", { 32, 1, UMB_SUM_HEX }, "zpka" "_", "0", 32, "_" "a0f292d0" },
	{ "age", "bech32", { 32 }, "AGE-SECRET-" "KEY-1GFPYYSJZ", "GFPYYSJZ", 5, "GFPQ4EGAEX" },
	{ "an age recipient", "bech32", { 32 }, "age1zvkyg2lqzraa2lnjvqej32nkuu0u" "es2s82hzrye869xeexvn73equnujwj", "", 0, "" },
	{ "a witness program in Bech32m", "bech32", { 0 }, "A1LQFN3A", "", 0, "" },
	{ "a Bitcoin key of zeros and a one", "base58check", { 0 }, "5HpHagT65TZzG1PH3CSu63k8DbpvD8s5ip4n", "", 0, "EB3kEsreAnchuDf" },
	{ "a NATS seed", "crc16-base32", { 0 }, "SUACSSL3UAHUDXKFSNVUZRF5UHPMW", "", 0, "Z6BFDTJ7M6USDXIEDNPPQYYYCU3VY" },
	{ "a phrase of zeros", "bip39", { 0 }, "", "abandon ", 11, "about" },
	{ "a longer one", "bip39", { 0 }, "", "abandon ", 23, "art" },
	{ "a phrase of ones", "bip39", { 0 }, "", "zoo ", 11, "wrong" },
	{ "a phrase of BIP-39", "bip39", { 0 }, "scheme spot photo card baby mountain device kick cradle pact join borrow", "", 0, "" },
	{ "Service Bus", "azure-key", { 0 }, "", "a", 33, "+A" "SbHpHeAI=" },
	{ "Storage", "azure-key", { 0 }, "", "a", 76, "+A" "St5mnCaw==" },
	{ "Cosmos DB", "azure-key", { 0 }, "", "a", 76, "AC" "DbOpqrYA==" },
	{ "a client secret", "azure-key", { 0 }, "zzz8" "Q~", "z", 31, "blP" },
};

static size_t build(char *out, size_t i)
{
	size_t len = 0;

	memcpy(out, rows[i].head, strlen(rows[i].head));
	len += strlen(rows[i].head);
	for (size_t k = 0; k < rows[i].n; k++, len += strlen(rows[i].fill))
		memcpy(out + len, rows[i].fill, strlen(rows[i].fill));
	memcpy(out + len, rows[i].tail, strlen(rows[i].tail));
	return len + strlen(rows[i].tail);
}

static umb_verdict ask_row(size_t i, umb_slice value)
{
	const umb_validator_ops *ops = umb_validator_find(rows[i].validator);
	umb_param    params[UMB_MAX_PARAMS] = { rows[i].params[0], rows[i].params[1], rows[i].params[2] };
	umb_hit_view hit = make_hit(value);

	asked_reason = "";
	return ops->check(&hit, params, &asked_reason);
}

static void test_published_values(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		char value[512];

		if (ask_row(i, umb_slice_of(value, build(value, i))) != UMB_PROVE)
			fail_msg("%s: %s", rows[i].label, asked_reason);
	}
}

/* Another character anywhere that the sum covers, or in the sum: doubted, said so, never dropped. */
static void test_altered_values(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		char        value[512];
		size_t      len = build(value, i), last = len - 1;
		umb_verdict v;

		while (value[last] == '=')
			last--;
		if (last != len - 1)
			last--; /* of the last character of base64 not every bit counts */
		for (size_t back = 0; back < 24 && back <= last; back++) {
			size_t k = last - back;
			char   was = value[k];

			if (was == '_' || was == '.' || was == '+' || was == '=' || was == '~' || memcmp(rows[i].validator, "azure", 5) == 0)
				continue;
			value[k] = was == 'Q' ? 'P' : 'Q';
			v = ask_row(i, umb_slice_of(value, len));
			if (v != UMB_DOUBT || !asked_reason[0])
				fail_msg("%s, another character at %zu: %d, %s", rows[i].label, k, (int)v, asked_reason);
			value[k] = was;
		}
		value[last - 1] = value[last - 1] == 'x' ? 'y' : 'x';
		v = ask_row(i, umb_slice_of(value, len));
		if (v != UMB_DOUBT || !strstr(asked_reason, "altered or a sample"))
			fail_msg("%s, altered: %d, %s", rows[i].label, (int)v, asked_reason);
		for (size_t n = 1; n < len; n++) {
			v = ask_row(i, umb_slice_of(value, n));
			if (v >= UMB_PROVE || v <= UMB_UNLIKELY)
				fail_msg("%s, %zu of %zu characters: %s", rows[i].label, n, len, asked_reason);
		}
	}
}

static void test_bech32_forms(void **state)
{
	UMB_UNUSED(state);
	assert_int_equal(ask("bech32", umb_slice_str("a1lqfn3a")), UMB_PROVE);    /* BIP-350 */
	assert_int_equal(ask("bech32", umb_slice_str("A12UEL5L")), UMB_PROVE);    /* BIP-173 */
	assert_int_equal(ask("bech32", umb_slice_str("A12UEl5L")), UMB_DOUBT);    /* both cases */
	assert_int_equal(ask("bech32", umb_slice_str("12UEL5L")), UMB_DOUBT);     /* no prefix */
	assert_int_equal(ask_with("bech32", umb_slice_str("A12UEL5L"), 32), UMB_DOUBT);
	assert_string_equal(asked_reason, "its length is not the format's: altered or a sample");
}

/* A mark in its place whose checksum cannot be recomputed is an argument, and no proof. */
static void test_azure_marks(void **state)
{
	char value[128];

	UMB_UNUSED(state);
	snprintf(value, sizeof(value), "abc7" "Q~%034d", 7);
	assert_int_equal(ask("azure-key", umb_slice_str(value)), UMB_SUPPORT);
	snprintf(value, sizeof(value), "%033d" "Az" "Ca%06d=", 5, 7);
	assert_int_equal(ask("azure-key", umb_slice_str(value)), UMB_SUPPORT);
	snprintf(value, sizeof(value), "%033d" "+A" "Sb%06d=", 5, 7);
	assert_int_equal(ask("azure-key", umb_slice_str(value)), UMB_DOUBT);
	/* Keys that Microsoft publishes as samples have the mark and another sum. */
	snprintf(value, sizeof(value), "%052d" "JQ" "QJ99AEAAAAAAAAAAAAAAAAAZFU2KIb", 0);
	assert_int_equal(ask("azure-key", umb_slice_str(value)), UMB_SUPPORT);
	assert_int_equal(ask("azure-key", umb_slice_str("short")), UMB_NO_OPINION);
}

static void test_primitives(void **state)
{
	static const char text[] = "123456789";
	char out[UMB_SUM_MAX];

	UMB_UNUSED(state);
	assert_int_equal(umb_crc32(umb_slice_str(text)), 0xcbf43926);
	assert_int_equal(umb_crc32(umb_slice_str("")), 0);
	assert_int_equal(umb_crc16(umb_slice_str(text)), 0x31c3);
	umb_sum_write(out, 0x2a95ee6d, UMB_SUM_BASE62);
	assert_string_equal(out, "0mLq17");
	umb_sum_write(out, 0x8af5aafc, UMB_SUM_HEX_LE);
	assert_string_equal(out, "fcaaf58a");
	umb_sum_write(out, UINT32_MAX, UMB_SUM_BASE36);
	assert_string_equal(out, "1z141z3");
	/* SymCrypt's own case, its two halves XORed. */
	assert_int_equal(umb_marvin32("\xd5\x3c\xd9\xce\xcd\x08\x93\xb7", umb_slice_str("abc")), 0x22c74339u ^ 0x492769bfu);
	assert_int_equal(umb_marvin32("\x0d\xdd\xde\xee\xef\xff\xf0\x00", umb_slice_str("abcdefghijklmnopqrstuvwxyz")), 0xa128eb7eu ^ 0x7260aca2u);
	assert_int_equal(umb_marvin32("\x00\x4f\xb6\x1a\x00\x1b\xdb\xcc", umb_slice_str("")), 0x30ed35c1u ^ 0x00cd3c7du);
}

/* The older spelling is what packs of users have. */
static void test_both_spellings_agree(void **state)
{
	char value[64];

	UMB_UNUSED(state);
	snprintf(value, sizeof(value), "ghp" "_%030d%s", 0, "2C8GjS");
	assert_int_equal(ask("crc32-base62", umb_slice_str(value)), UMB_PROVE);
	assert_int_equal(ask_with("crc32", umb_slice_str(value), 30), UMB_PROVE);
	assert_int_equal(ask_with("crc32", umb_slice_str(value), 31), UMB_DOUBT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_values),     cmocka_unit_test(test_altered_values), cmocka_unit_test(test_bech32_forms),
		cmocka_unit_test(test_azure_marks),          cmocka_unit_test(test_primitives),
		cmocka_unit_test(test_both_spellings_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
