/* Values that are something else than a secret, by their form; and the same in another dress. */
#include "harness/ask.h"
#include "harness/check.h"
#include "harness/make_certificate.h"
#include "judge/name_meaning.h"
#include "judge/value_forms.h"
#include "judge/value_words.h"

/* Written in pieces where they would look like secrets. */
static const struct {
	const char *value;
	bool (*ask)(umb_slice v);
	bool want;
} forms[] = {
	{ "3d813cbb-47fb-32ba-91df-831e1593ac29", umb_value_is_uuid, true },
	{ "3D813CBB-47FB-32BA-91DF-831E1593AC29", umb_value_is_uuid, true },
	{ "3d813cbb-47fb-32ba-91df-831e1593ac2", umb_value_is_uuid, false },
	{ "3d813cbb-47fb-32ba-91df-831e1593ac2g", umb_value_is_uuid, false },
	{ "3d813cbb047fb-32ba-91df-831e1593ac29", umb_value_is_uuid, false },
	{ "user-%s", umb_value_is_pattern, true },
	{ "^abc$", umb_value_is_pattern, true },
	{ "[a-z]+", umb_value_is_pattern, true },
	{ "a.*b", umb_value_is_pattern, true },
	{ "</b>", umb_value_is_pattern, true },
	{ "git-credential[1]", umb_value_is_pattern, true },
	{ "git-credential[x]", umb_value_is_pattern, false },
	{ "git-2[1]", umb_value_is_pattern, false },
	{ "a[1]", umb_value_is_pattern, false },
	{ "ab[1]", umb_value_is_pattern, true },
	{ "abcd11]", umb_value_is_pattern, false },
	{ "x^abc$", umb_value_is_pattern, false },
	{ "Tk7aQm2xWb9d", umb_value_is_pattern, false },
	{ "required|min:8", umb_value_is_pattern, true },
	{ "sometimes|x", umb_value_is_pattern, true },
	{ "x|confirmed", umb_value_is_pattern, true },
	{ "&quot;admin&quot", umb_value_is_pattern, true },
	{ "maple|anchor", umb_value_is_pattern, false },
	{ "br,input,link,!doctype", umb_value_is_pattern, true },
	{ "br,input,link", umb_value_is_pattern, false },
	{ "br,in7ut,link,meta", umb_value_is_pattern, false },
	{ "maple7&scope=read", umb_value_is_pattern, true },
	{ "maple7&&ab=", umb_value_is_pattern, true },
	{ "maple7&a=b", umb_value_is_pattern, false },
	{ "maple7&ab", umb_value_is_pattern, false },
	{ "123456", umb_value_is_count, true },
	{ "7890123", umb_value_is_count, true },
	{ "12345", umb_value_is_count, false },
	{ "12345678901", umb_value_is_count, false },
	{ "123465", umb_value_is_count, false },
	{ "12345a", umb_value_is_count, false },
	{ "$2y$10$" "abcdefghijklmnopqrstu", umb_value_is_password_hash, true },
	{ "$argon2" "id$v=19$m=65536,t=3$abc", umb_value_is_password_hash, true },
	{ "{SS" "HA}abcdefghijklmnopqrst=", umb_value_is_password_hash, true },
	{ "{bcry" "pt}$2a$10$abcdefghijklmnop", umb_value_is_password_hash, true },
	{ "pbkdf2" "_sha256$260000$abcdefghijk", umb_value_is_password_hash, true },
	{ "scrypt" ":32768:8:1$abcdefghijklmno", umb_value_is_password_hash, true },
	{ "$6$" "abcdefghijklmnopqrst", umb_value_is_password_hash, true },
	{ "$6$" "abcdefghijklmnopqrs", umb_value_is_password_hash, false },
	{ "$6" "abcdefghijklmnopqrstuvw", umb_value_is_password_hash, false },
	{ "x$6$" "abcdefghijklmnopqrst", umb_value_is_password_hash, false },
	{ "$8$" "abcdefghijklmnopqrst", umb_value_is_password_hash, false },
	{ "$PWD/askpass", umb_value_is_interpolated, true },
	{ "abc$name", umb_value_is_interpolated, true },
	{ "--group", umb_value_is_interpolated, true },
	{ "a$b", umb_value_is_interpolated, false },
	{ "a$bc1", umb_value_is_interpolated, false },
	{ "--1group", umb_value_is_interpolated, false },
	{ "ann@example.org", umb_value_is_mail, true },
	{ "ann.b+c_d@mail.example.org", umb_value_is_mail, true },
	{ "@example.org", umb_value_is_mail, false },
	{ "ann@example", umb_value_is_mail, false },
	{ "ann@.example.org", umb_value_is_mail, false },
	{ "ann@example.o1", umb_value_is_mail, false },
	{ "ann:b@example.org", umb_value_is_mail, false },
	{ "2024-01-31", umb_value_is_numbers, true },
	{ "127.0.0.1:80", umb_value_is_numbers, true },
	{ "1.2", umb_value_is_numbers, false },
	{ "1234567-1-1", umb_value_is_numbers, false },
	{ "1.2.x", umb_value_is_numbers, false },
	{ "---", umb_value_is_numbers, false },
	{ "AES-256-GCM", umb_value_is_standard, true },
	{ "Argon2id", umb_value_is_standard, true },
	{ "RFC-2617", umb_value_is_standard, true },
	{ "PBKDF2WithHmacSHA1", umb_value_is_standard, true },
	{ "MS-CHAPv2", umb_value_is_standard, true },
	{ "TLSv1.2", umb_value_is_standard, true },
	{ "CVE-2021-12345", umb_value_is_standard, true },
	{ "ed255" "19", umb_value_is_standard, true },
	{ "sha", umb_value_is_standard, false },
	{ "2-sha", umb_value_is_standard, false },
	{ "sha256!", umb_value_is_standard, false },
	{ "sha256otter", umb_value_is_standard, false },
	{ "Copper-aes-42", umb_value_is_standard, false },
	{ "sha-1234567890123", umb_value_is_standard, false },
	{ "", umb_value_is_standard, false },
};

static void test_forms(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(forms); i++) {
		if (forms[i].ask(umb_slice_str(forms[i].value)) != forms[i].want)
			fail_msg("%s (%zu): not %d", forms[i].value, i, forms[i].want);
		assert_false(forms[i].ask(umb_slice_of("", 0)));
	}
}

static const struct {
	const char *value;
	bool        is_address, is_plain;
} addresses[] = {
	{ "https://docs.corp/reference", true, true },
	{ "https://ann@git.corp/repo.git", true, true },
	{ "https://ann" ":Tk7aQm2x@git.corp/repo.git", true, false },
	{ "https://git.corp:8443/a@b", true, false }, /* nobody can tell */
	{ "https://h.corp/x?page=2&size=10", true, true },
	{ "https://h.corp/x?t" "oken=a", true, false },
	{ "https://h.corp/x?page=2&api_" "key=a", true, false },
	{ "https://h.corp/x?pass" "word=a", true, false },
	{ "https://h.corp/x?sig=a", true, false },
	{ "https://h.corp/x?q=abcdefghijklmnopqrstuv", true, true },
	{ "https://h.corp/x?q=abcdefghijklmnopqrstuvw", true, false },
	{ "https://h.corp/x?q=a#b", true, false },
	{ "https://h.corp/x?", true, true },
	{ "a-scheme-too-long://h", false, false },
	{ "h.corp/x", false, false },
	{ "", false, false },
};

static void test_addresses(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(addresses); i++) {
		bool is_address, is_plain = umb_value_is_plain_address(umb_slice_str(addresses[i].value), &is_address);

		if (is_address != addresses[i].is_address || is_plain != addresses[i].is_plain)
			fail_msg("%s: an address %d, plain %d", addresses[i].value, is_address, is_plain);
	}
}

/* Base64 is made here, of what it hides. */
static const struct {
	const char *label, *plain;
	size_t      len; /* 0: that of the text */
	bool        is_wide;
	umb_verdict placeholder, dictionary;
} dressed[] = {
	{ "words", "another-token", 0, false, UMB_NO_OPINION, UMB_UNLIKELY },
	{ "a phrase", "a-git-token", 0, false, UMB_NO_OPINION, UMB_UNLIKELY },
	{ "a phrase of no words", "zq xw kv-pf", 0, false, UMB_NO_OPINION, UMB_UNLIKELY },
	{ "a phrase with capitals", "A-gxt-tqken-Zv", 0, false, UMB_NO_OPINION, UMB_NO_OPINION },
	{ "random letters without a mark", "kqxwvzjqpkvx", 0, false, UMB_NO_OPINION, UMB_NO_OPINION },
	{ "a placeholder", "changeme", 0, true, UMB_REJECT, UMB_UNLIKELY },
	{ "a placeholder, filled up", "changeme\0\0\0\0", 12, false, UMB_REJECT, UMB_UNLIKELY },
	{ "a placeholder, with the end of its line", "changeme\r\n", 0, true, UMB_REJECT, UMB_UNLIKELY },
	{ "words in UTF-16", "administrator", 0, true, UMB_NO_OPINION, UMB_UNLIKELY },
	{ "a random value in UTF-16", "Tk7aQm2xWb9d", 0, true, UMB_NO_OPINION, UMB_NO_OPINION },
	{ "mostly zeros", "c\0\0h\0\0a\0\0n\0\0g\0\0e\0\0m\0\0e\0\0", 24, false, UMB_NO_OPINION, UMB_NO_OPINION },
};

static void test_dressed(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(dressed); i++) {
		char        bytes[64], code[128];
		size_t      n = 0, len = dressed[i].len ? dressed[i].len : strlen(dressed[i].plain);
		umb_slice   v;
		umb_verdict a, b;

		for (size_t k = 0; k < len; k++) {
			bytes[n++] = dressed[i].plain[k];
			if (dressed[i].is_wide)
				bytes[n++] = 0;
		}
		v = umb_slice_of(code, make_base64(code, umb_slice_of(bytes, n), false));
		a = ask("placeholder", v);
		b = ask("dictionary", v);
		if (a != dressed[i].placeholder || b != dressed[i].dictionary)
			fail_msg("%s: placeholder %d, dictionary %d", dressed[i].label, (int)a, (int)b);
	}
}

/* The public half of a key, and a certificate. */
static void test_public_keys(void **state)
{
	static const made_certificate c = { .subject = "CN=shop.corp" }, old = { .subject = "CN=shop.corp", .is_old = true };
	static made_der der;
	static char     code[16384];
	static const char rsa[] = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
	uint8_t         noise[400];
	uint64_t        seed = 3;

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)make_random(&seed);
	/* short and long ones: the length is in one byte, in two and in three */
	for (size_t n = 45; n <= 400; n += 71) {
		made_der key = { .len = 0 };
		size_t   len;

		der_put(&key, rsa, 15);
		der_put_element(&key, 0x03, noise, n);
		der_wrap(&key, 0x30);
		len = make_base64(code, umb_slice_of(key.ptr, key.len), false);
		CHECK_EQ_INT(umb_value_is_public_key(umb_slice_of(code, len)), true, "a public key");
		code[0] = 'N';
		CHECK_EQ_INT(umb_value_is_public_key(umb_slice_of(code, len)), false, "no sequence");
		/* a private one */
		key.len = 0;
		der_put(&key, "\x02\x01\x00", 3);
		der_put(&key, rsa, 15);
		der_put_element(&key, 0x04, noise, n);
		der_wrap(&key, 0x30);
		len = make_base64(code, umb_slice_of(key.ptr, key.len), false);
		CHECK_EQ_INT(umb_value_is_public_key(umb_slice_of(code, len)), false, "a private key");
		/* one that is encrypted */
		key.len = 0;
		der_put(&key, rsa, 15);
		der_put_element(&key, 0x04, noise, n);
		der_wrap(&key, 0x30);
		len = make_base64(code, umb_slice_of(key.ptr, key.len), false);
		CHECK_EQ_INT(umb_value_is_public_key(umb_slice_of(code, len)), false, "an encrypted key");
	}
	make_certificate(&der, &c);
	assert_true(umb_value_is_public_key(umb_slice_of(code, make_base64(code, umb_slice_of(der.ptr, der.len), false))));
	/* One of the first version begins like nothing else. */
	make_certificate(&der, &old);
	assert_false(umb_value_is_public_key(umb_slice_of(code, make_base64(code, umb_slice_of(der.ptr, der.len), false))));
	/* Noise, and what is cut: never read beyond. */
	make_certificate(&der, &c);
	for (size_t len = 0; len < 200; len++) {
		umb_value_is_public_key(umb_slice_of(code, make_base64(code, umb_slice_of(der.ptr, len), false)));
		noise[0] = 0x30;
		noise[1] = (uint8_t)len;
		CHECK_EQ_INT(umb_value_is_public_key(umb_slice_of(code, make_base64(code, umb_slice_of(noise, 200), false))), false, "noise");
	}
}

static const struct {
	const char *value;
	umb_verdict want;
} interleaved[] = {
	{ "A1B2C3D4E5F6", UMB_REJECT }, { "a1b2c3d4e5f6g7h8i9j0k1l2", UMB_REJECT }, { "1a2b3c4d5e6f7g8h", UMB_REJECT }, { "A1B2C3D4E5F7", UMB_REJECT },
	{ "A8B9C0D1E2F4", UMB_REJECT }, { "A1B2C3X4Y5F7", UMB_NO_OPINION }, { "A1B2C3D4E5F", UMB_NO_OPINION }, { "A1C2E3G4I5K6", UMB_NO_OPINION },
};

static void test_interleaved(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(interleaved); i++)
		CHECK_EQ_INT(ask("placeholder", umb_slice_str(interleaved[i].value)), interleaved[i].want, interleaved[i].value);
}

static const struct {
	const char *text, *value;
	umb_verdict want;
} demos[] = {
	{ "scott/tiger@db", "tiger", UMB_REJECT }, { "SCOTT:TIGER@db", "TIGER", UMB_REJECT }, { "scott/tiger42#@db", "tiger42#", UMB_REJECT },
	{ "scott/tiger9#xQw2z@db", "tiger9#xQw2z", UMB_NO_OPINION }, { "scott/tigxr42@db", "tigxr42", UMB_NO_OPINION }, { "ann/tigxr@db", "tigxr", UMB_NO_OPINION },
	{ "ann/tiger9#x@db", "tiger9#x", UMB_NO_OPINION }, { "scott tiger9#x@db", "tiger9#x", UMB_NO_OPINION },
};

static void test_demo_logins(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(demos); i++) {
		umb_hit_view hit    = make_hit(umb_slice_str(demos[i].text));
		size_t       at     = (size_t)(strstr(demos[i].text, demos[i].value) - demos[i].text);
		umb_param    off[1] = { 0 };
		const char  *reason = NULL;

		hit.match = hit.secret = (umb_span){ at, at + strlen(demos[i].value) };
		hit.value = umb_slice_sub(hit.text, at, (size_t)hit.secret.to);
		CHECK_EQ_INT(umb_validator_find("placeholder")->check(&hit, off, &reason), demos[i].want, demos[i].text);
	}
}

/* Words that say that something is for show, and actions anywhere in a name. */
static void test_name_words(void **state)
{
	static const char *const shown[] = { "expected_token", "rfcKey", "testclient", "testdata_key", "testserver-password", "TESTUSER_PASSWORD", "testVectors", "vectors" };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(shown); i++)
		CHECK(umb_name_read(umb_slice_str(shown[i])).is_for_show, shown[i]);
	CHECK(!umb_name_read(umb_slice_str("unexpected_token")).is_for_show, "unexpected");
	CHECK(umb_name_read(umb_slice_str("reset the password")).has_action, "an action");
	CHECK(umb_name_read(umb_slice_str("the password was reset")).has_action, "an action behind");
	CHECK(!umb_name_read(umb_slice_str("the password")).has_action, "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),       cmocka_unit_test(test_addresses),   cmocka_unit_test(test_dressed),    cmocka_unit_test(test_public_keys),
		cmocka_unit_test(test_interleaved), cmocka_unit_test(test_demo_logins), cmocka_unit_test(test_name_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
