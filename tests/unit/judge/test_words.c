/* placeholder and dictionary: what is dropped, what must stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ask.h"
#include "judge/value_words.h"

/* Values are written in pieces where they would look like secrets. */
static const struct {
	const char *label;
	const char *value;
	umb_verdict want;
} placeholders[] = {
	{ "stars", "********", UMB_REJECT },
	{ "stars inside", "abc*****xyz", UMB_REJECT },
	{ "dots", "............", UMB_REJECT },
	{ "one letter", "xxxxxxxxxxxxxxxx", UMB_REJECT },
	{ "a prefix and one letter", "exk_live_" "xxxxxxxxxxxxxxxxxxxxxxxx", UMB_REJECT },
	{ "zeros", "00000000-0000-0000-0000-000000000000", UMB_REJECT },
	{ "cut by hand", "AKIA" "IOSF...", UMB_REJECT },
	{ "alphabet", "abcdefghijklmnop", UMB_REJECT },
	{ "digits in order", "0123456789", UMB_TRIAL },
	{ "digits backwards", "9876543210", UMB_REJECT },
	{ "one block repeated", "deadbeefdeadbeefdeadbeefdeadbeef", UMB_REJECT },
	{ "shell variable", "${DB_PASSWORD}", UMB_REJECT },
	{ "shell variable, bare", "$DB_PASSWORD", UMB_REJECT },
	{ "command substitution", "$(cat /run/secret)", UMB_REJECT },
	{ "mustache", "{{ .Values.password }}", UMB_REJECT },
	{ "template inside", "Bearer ${token} now", UMB_REJECT },
	{ "CI expression", "${{ secrets.TOKEN }}", UMB_REJECT },
	{ "angle brackets", "<your-token>", UMB_REJECT },
	{ "angle brackets inside", "sk-<api key>", UMB_REJECT },
	{ "percent variable", "%PASSWORD%", UMB_REJECT },
	{ "at-sign variable", "@PASSWORD@", UMB_REJECT },
	{ "hash brackets", "#{db_password}", UMB_REJECT },
	{ "double underscores", "__API_KEY__", UMB_REJECT },
	{ "printf", "%s", UMB_REJECT },
	{ "format", "{0}", UMB_REJECT },
	{ "changeme", "changeme", UMB_REJECT },
	{ "change_me and a number", "change_me_2024", UMB_REJECT },
	{ "your api key here", "your_api_key_here", UMB_REJECT },
	{ "yourSecretKey", "yourSecretKey", UMB_REJECT },
	{ "the documentation key id", "AKIA" "IOSFODNN7EXAMPLE", UMB_REJECT },
	{ "the documentation secret", "wJalrXUtnFEMI/" "K7MDENG/bPxRfiCYEXAMPLEKEY", UMB_REJECT },
	{ "password123", "password123", UMB_TRIAL },
	{ "a word, a mark and a number", "Admin" "@123", UMB_TRIAL },
	{ "words and a number", "test" "User1_123", UMB_TRIAL },
	{ "words joined, and a number", "test-api-key-1", UMB_REJECT },
	{ "changeme and a number", "Change" "Me1!", UMB_REJECT },
	{ "base64 of a word and a number", "YWRtaW4x" "MjM0", UMB_TRIAL },
	{ "base64 of a word", "cGFzc3dv" "cmQ=", UMB_REJECT },
	{ "more digits in order than a person types", "123456" "78901234567890", UMB_REJECT },
	{ "letters in order", "abcd" "efgh", UMB_REJECT },
	{ "a character of HTML", "&#039;", UMB_REJECT },
	{ "the same by its name", "&apos;", UMB_REJECT },
	{ "an and and more", "&k7;Xm2", UMB_NO_OPINION },
	{ "a type and what ends its line", "number;\\n", UMB_REJECT },
	{ "null", "null", UMB_REJECT },
	{ "undefined", "undefined", UMB_REJECT },
	{ "quoted placeholder", "\"changeme\"", UMB_REJECT },
	{ "a sample UUID", "123e4567-" "e89b-12d3-a456-426614174000", UMB_REJECT },
	{ "a reference", "op://vault/item/field", UMB_REJECT },
	{ "an environment look-up", "process.env.DB_PASSWORD", UMB_REJECT },
	{ "an encrypted value", "ENC[AES256_GCM,data:Tr7o=]", UMB_REJECT },
	{ "empty quotes", "\"\"", UMB_REJECT },
	{ "not used", "notused", UMB_REJECT },
	{ "a joke", "not-hunter42", UMB_REJECT },
	{ "password with marks for letters", "p@ssw0rd", UMB_TRIAL },
	{ "the same and a number", "P4$$w0rd1", UMB_TRIAL },
	{ "two words with marks", "mysql_s3cr3t", UMB_TRIAL },
	{ "password in percent encoding", "pa%24%24word", UMB_TRIAL },
	{ "three characters in percent encoding", "%4D^%70", UMB_REJECT },
	{ "base64 of user:pass", "dXNl" "cjpwYXNz", UMB_REJECT },
	{ "base64 of another-token", "YW5vdGhl" "ci10b2tlbg==", UMB_NO_OPINION },
	{ "base64 of a user and a random value", "ZGVwbG95OlRr" "N2FRbTJ4V2I5ZExy", UMB_NO_OPINION },
	{ "a random value in percent encoding", "kX9%23pQ2%25mz", UMB_NO_OPINION },
	{ "a test key of a payment service", "sk_test_" "Tk7aQm2xWb9dLr4VzJ6uHs1c", UMB_NO_OPINION }, /* umbra:allow stripe.key-test */
	{ "a password with a dollar in front", "$Tr0ub4dor", UMB_NO_OPINION },
	{ "a short word inside random text", "q8Zf" "testV3kLm9Xw2RbT7cYp", UMB_NO_OPINION },
	{ "base64 of zeros inside a long key", "MIGkAgEBBDDAAAAAAAAAAAAAAAAAk3JdPq7fYxL0vZ9sTn2hGcWmUe5RbKoQ", UMB_NO_OPINION },
	{ "a password with a dot", "kX9.pQ2mz!", UMB_NO_OPINION },
	{ "a random hex key", "9f86d081" "884c7d659a2feaa0c55ad015", UMB_NO_OPINION },
	{ "a random UUID", "3d813cbb-47fb-32ba-91df-831e1593ac29", UMB_NO_OPINION },
};

static const struct {
	const char *label;
	const char *value;
	umb_verdict want;
} words[] = {
	{ "camel case", "getUserAuthenticationToken", UMB_UNLIKELY },
	{ "snake case", "database_connection_pool_size", UMB_UNLIKELY },
	{ "kebab case", "primary-button-background", UMB_UNLIKELY },
	{ "constant", "DEFAULT_REQUEST_TIMEOUT_MS", UMB_UNLIKELY },
	{ "dotted", "com.example.service.TokenProvider", UMB_UNLIKELY },
	{ "path", "/usr/local/share/ca-certificates", UMB_REJECT },
	{ "path with extension", "deps/lua/src/lzio.c", UMB_REJECT },
	{ "a short path from the root", "/disk-key", UMB_REJECT },
	{ "random text behind a slash", "/kqXw3vz", UMB_NO_OPINION },
	{ "windows path", "C:\\Users\\Public\\settings.json", UMB_REJECT },
	{ "address", "https://docs.example.com/reference/tokens", UMB_REJECT },
	{ "version", "v1.24.3-rc1", UMB_REJECT },
	{ "prose", "must be at least eight characters", UMB_UNLIKELY },
	{ "one word", "administrator", UMB_UNLIKELY },
	{ "base64 of another-token", "YW5vdGhl" "ci10b2tlbg==", UMB_UNLIKELY },
	{ "base64 of a user and a word", "Y3VzdG9tVXNl" "cjpjdXN0b21QYXNz", UMB_UNLIKELY },
	{ "base64 of a user and a random value", "ZGVwbG95OlRr" "N2FRbTJ4V2I5ZExy", UMB_NO_OPINION },
	{ "address with credentials", "https://user" ":Tk7aQm2x@db.internal", UMB_NO_OPINION }, /* umbra:allow */
	{ "address with a query", "https://host.internal/hook?sig=abc", UMB_NO_OPINION },
	{ "random base62", "Tk7aQm2xWb9dLr4VzJ6uHs1c", UMB_NO_OPINION },
	{ "random hex", "c1f0e7a92b34d586", UMB_NO_OPINION },
	{ "UUID", "3d813cbb-47fb-32ba-91df-831e1593ac29", UMB_NO_OPINION },
	{ "a random part behind a name", "billing-service-prod-Xk29fJ2kLm3QzRw8", UMB_NO_OPINION },
	{ "number", "1234567890123", UMB_NO_OPINION },
	{ "a generated password", "kX9#" "pQ2" "mz!" "Rv7", UMB_NO_OPINION },
	{ "shorter than six", "main", UMB_NO_OPINION },
};

static void test_placeholders(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(placeholders); i++) {
		umb_verdict got = ask("placeholder", umb_slice_str(placeholders[i].value));

		if (got != placeholders[i].want)
			fail_msg("%s: verdict %d (%s), want %d", placeholders[i].label, got, asked_reason, placeholders[i].want);
	}
	assert_int_equal(ask_with("placeholder", umb_slice_str("changeme"), 1), UMB_NO_OPINION);
	assert_int_equal(ask("placeholder", umb_slice_of("", 0)), UMB_REJECT);
}

static void test_words(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(words); i++) {
		umb_verdict got = ask("dictionary", umb_slice_str(words[i].value));

		if (got != words[i].want)
			fail_msg("%s: verdict %d (%s), want %d", words[i].label, got, asked_reason, words[i].want);
	}
}

/* Words that people join, and what only looks so: names, one or two words, other joints, digits. */
static void test_passphrases(void **state)
{
	static const char *const yes[] = { "copper-maple-anchor", "Tiger.Maple.Cedar", "planet_rocket_comet_violin", "harbor+muffin+noodle" };
	static const char *const no[] = {
		"", "-", "copper", "copper-maple", "copper-maple-", "-copper-maple-anchor", "copper--maple-anchor", "copper-maple_anchor", "copper-maple-anchor7", "COPPER-MAPLE-ANCHOR",
		"reset-password-form", "copper-token-anchor", "of-maple-anchor", "copper-incomprehensible-anchor", "copper maple anchor", "a1-b2-c3",
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(yes); i++) {
		if (!umb_value_is_passphrase(umb_slice_str(yes[i])))
			fail_msg("'%s' is one", yes[i]);
	}
	for (size_t i = 0; i < UMB_COUNT(no); i++) {
		if (umb_value_is_passphrase(umb_slice_str(no[i])))
			fail_msg("'%s' is none", no[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passphrases),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
