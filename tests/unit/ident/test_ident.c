/* Ids: the same for the same, different for anything else; what may be seen of a value. */
#include "harness/check.h"
#include "ident/ident.h"

static void test_ids(void **state)
{
	umb_ident_key key = { { 1, 2, 3 } }, other = { { 1, 2, 4 } };
	char          a[UMB_PRINT_ID_LEN], b[UMB_PRINT_ID_LEN], e[UMB_PRINT_ID_LEN], f[UMB_PRINT_ID_LEN];

	UMB_UNUSED(state);
	umb_credential_id(a, &key, umb_slice_str("a value"));
	umb_credential_id(b, &key, umb_slice_str("a value"));
	CHECK_EQ_STR(a, b, "the same value");
	CHECK(strlen(a) == 35 && strncmp(a, "c1:", 3) == 0 && strspn(a + 3, "0123456789abcdef") == 32, a);
	umb_credential_id(b, &key, umb_slice_str("a valuf"));
	CHECK(strcmp(a, b) != 0, "another value");
	umb_credential_id(b, &other, umb_slice_str("a value"));
	CHECK(strcmp(a, b) != 0, "another key");
	umb_exposure_id(e, &key, a, umb_slice_str("src/x.c"));
	umb_exposure_id(f, &key, a, umb_slice_str("src/x.c"));
	CHECK(strncmp(e, "e1:", 3) == 0 && strcmp(e, f) == 0, e);
	umb_exposure_id(f, &key, a, umb_slice_str("src/y.c"));
	CHECK(strcmp(e, f) != 0, "another path");
	umb_exposure_id(f, &key, b, umb_slice_str("src/x.c"));
	CHECK(strcmp(e, f) != 0, "another credential");
	/* not one text that can be cut elsewhere */
	umb_exposure_id(e, &key, "c1:aa", umb_slice_str("b"));
	umb_exposure_id(f, &key, "c1:a", umb_slice_str("ab"));
	CHECK(strcmp(e, f) != 0, "parts are told apart");
}

static const struct {
	const char *label, *value;
	bool        is_distinctive;
	const char *want;
} redactions[] = {
	{ "short", "abc", true, "********" },
	{ "eleven", "abcdefghijk", true, "********" },
	{ "twelve", "abcdefghijkl", true, "ab********" },
	{ "twenty of a known form", "abcdefghijklmnopqrst", true, "abcd********" },
	{ "twenty of no known form", "abcdefghijklmnopqrst", false, "********" },
	{ "long, of no known form", "abcdefghijklmnopqrstuvwx", false, "ab********" },
	{ "control bytes are not printed", "\033[1mefghijklmnopqrst", true, "?[1m********" },
	{ "the label of a key", "-----BEGIN " "RSA PRIVATE KEY-----\nabcdefghijklmnop", true, "-----BEGIN RSA PRIVATE KEY********" },
};

static void test_redact(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(redactions); i++) {
		char out[64];

		umb_redact(out, umb_slice_str(redactions[i].value), redactions[i].is_distinctive);
		CHECK_EQ_STR(out, redactions[i].want, redactions[i].label);
	}
}

static void test_redact_part(void **state)
{
	char out[64];

	UMB_UNUSED(state);
	umb_redact_part(out, umb_slice_str("ABCDefghijklmnopqrst"));
	CHECK_EQ_STR(out, "ABCDefghij********", "the first half");
	umb_redact_part(out, umb_slice_str("AB\033efghijklmnopqrst0123456789012345678901234567890123456789"));
	CHECK_EQ_STR(out, "AB?efghijklmnopq********", "not more than 16, and no control bytes");
	umb_redact_part(out, umb_slice_str("a"));
	CHECK_EQ_STR(out, "********", "one byte");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_ids), cmocka_unit_test(test_redact), cmocka_unit_test(test_redact_part) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
