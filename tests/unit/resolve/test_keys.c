/* What private keys say about themselves.  tests/cli/keys.sh holds the fingerprints against ssh-keygen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/resolver.h"
#include "harness/make_certificate.h"
#include "harness/make_hit.h"

static umb_claims resolve(umb_slice value)
{
	umb_hit_view hit = make_hit(value);
	umb_claims   c   = { .n_claims = 0 };

	umb_resolve_all(&hit, &c);
	return c;
}

static void expect(const umb_claims *c, const char *field, const char *want)
{
	const umb_claim *claim = umb_claims_find(c->claim, c->n_claims, field);

	if (!claim && !want)
		return;
	if (!claim || !want || strcmp(claim->value, want) != 0)
		fail_msg("%s is %s, not %s", field, claim ? claim->value : "absent", want ? want : "absent");
}

typedef struct bytes {
	uint8_t ptr[2048];
	size_t  len;
} bytes;

static void put(bytes *b, const void *p, size_t n)
{
	memcpy(b->ptr + b->len, p, n);
	b->len += n;
}

static void put_string(bytes *b, const void *p, size_t n)
{
	uint8_t head[4] = { 0, 0, (uint8_t)(n >> 8), (uint8_t)n };

	put(b, head, 4);
	put(b, p, n);
}

/* An Ed25519 key whose public half is 32 zeros. */
static void make_openssh(bytes *b, const char *cipher, const char *kdf, const char *comment)
{
	static const uint8_t zeros[64];
	bytes public = { .len = 0 }, private = { .len = 0 }, options = { .len = 0 };

	put_string(&public, "ssh-ed25519", 11);
	put_string(&public, zeros, 32);
	put(&private, "\1\2\3\4\1\2\3\4", 8);
	put(&private, public.ptr, public.len);
	put_string(&private, zeros, 64);
	put_string(&private, comment, strlen(comment));
	if (strcmp(kdf, "bcrypt") == 0) {
		put_string(&options, "0123456789abcdef", 16);
		put(&options, "\0\0\0\x18", 4);
	}
	put(b, "openssh-key-v1", 15);
	put_string(b, cipher, strlen(cipher));
	put_string(b, kdf, strlen(kdf));
	put_string(b, options.ptr, options.len);
	put(b, "\0\0\0\1", 4);
	put_string(b, public.ptr, public.len);
	put_string(b, private.ptr, private.len);
}

static umb_slice block(char out[4096], const char *label, const bytes *b)
{
	char code[3000];

	make_base64(code, umb_slice_of(b->ptr, b->len), false);
	snprintf(out, 4096, "-----" "BEGIN %s-----\n%s\n-----" "END %s-----\n", label, code, label);
	return umb_slice_str(out);
}

static void test_openssh(void **state)
{
	static const char fingerprint[] = "SHA256:kmYcvdi2GkPeWxB6XLjrZB8JHsy2Hm8luHMFp9GMvqk";
	char       text[4096];
	bytes      b = { .len = 0 };
	umb_claims c;

	UMB_UNUSED(state);
	make_openssh(&b, "none", "none", "me@host");
	c = resolve(block(text, "OPENSSH PRIVATE KEY", &b));
	expect(&c, "key_type", "Ed25519, 256 bits");
	expect(&c, "fingerprint", fingerprint);
	expect(&c, "protection", "none");
	expect(&c, "comment", "me@host");
	b.len = 0;
	make_openssh(&b, "aes256-ctr", "bcrypt", "me@host");
	c = resolve(block(text, "OPENSSH PRIVATE KEY", &b));
	expect(&c, "fingerprint", fingerprint);
	expect(&c, "protection", "pass-phrase (aes256-ctr, 24 rounds)");
	expect(&c, "comment", NULL);
	for (size_t n = 0; n < b.len; n++) { /* cut anywhere: less is said, never more */
		bytes cut = b;

		cut.len = n;
		c = resolve(block(text, "OPENSSH PRIVATE KEY", &cut));
		if (umb_claims_find(c.claim, c.n_claims, "fingerprint"))
			expect(&c, "fingerprint", fingerprint);
	}
}

static void test_putty(void **state)
{
	static const char *const newlines[] = { "\n", "\r\n", "\\r\\n" };
	static const uint8_t zeros[32];
	bytes      public = { .len = 0 };
	char       code[128], text[1024];
	umb_claims c;

	UMB_UNUSED(state);
	put_string(&public, "ssh-ed25519", 11);
	put_string(&public, zeros, 32);
	make_base64(code, umb_slice_of(public.ptr, public.len), false);
	for (size_t i = 0; i < UMB_COUNT(newlines); i++) {
		const char *nl = newlines[i];

		snprintf(text, sizeof(text), "PuTTY-User-" "Key-File-3: ssh-ed25519%sEncryption: aes256-cbc%sComment: ed25519-key-2024%sPublic-Lines: 2%s%.64s%s%s%s"
		         "Key-Derivation: Argon2id%sPrivate-Lines: 1%sAAAA%s", nl, nl, nl, nl, code, nl, code + 64, nl, nl, nl, nl);
		c = resolve(umb_slice_str(text));
		expect(&c, "fingerprint", "SHA256:kmYcvdi2GkPeWxB6XLjrZB8JHsy2Hm8luHMFp9GMvqk");
		expect(&c, "protection", "pass-phrase (aes256-cbc)");
		expect(&c, "comment", "ed25519-key-2024");
	}
}

/* A header is missing. */
static void test_putty_cut(void **state)
{
	static const char whole[] = "PuTTY-User-" "Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 1\nAAAAC3NzaC1lZDI1NTE5\n";

	UMB_UNUSED(state);
	for (size_t n = 0; n < sizeof(whole); n++) {
		umb_claims c = resolve(umb_slice_of(whole, n));

		expect(&c, "fingerprint", NULL);
	}
}

static void test_age(void **state)
{
	static const char recipient[] = "age1zvkyg2lqzraa2lnjvqej32nkuu0u" "es2s82hzrye869xeexvn73equnujwj";
	umb_claims c = resolve(umb_slice_str("AGE-SECRET-" "KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")); /* umbra:allow */

	UMB_UNUSED(state);
	expect(&c, "fingerprint", recipient);
	expect(&c, "key_type", "age, X25519");
}

static void test_old_form(void **state)
{
	char       text[512];
	umb_claims c;

	UMB_UNUSED(state);
	snprintf(text, sizeof(text), "-----" "BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n%0200d\n-----" "END RSA PRIVATE KEY-----", 0);
	c = resolve(umb_slice_str(text));
	expect(&c, "key_type", "RSA");
	expect(&c, "protection", "pass-phrase (one round of MD5)");
	expect(&c, "fingerprint", NULL);
}

/* A certificate of which only the key matters: AlgorithmIdentifier, and the public half behind the count of unused bits. */
static void make_certificate_of(made_der *out, const char *algorithm, size_t n_algorithm, const void *public, size_t n_public)
{
	made_der key = { .len = 0 }, bits = { .len = 0 };

	out->len = 0;
	der_put(out, "\xa0\x03\x02\x01\x02\x02\x01\x07\x30\x00\x30\x00\x30\x00\x30\x00", 16);
	der_put_element(&key, 0x30, algorithm, n_algorithm);
	der_put(&bits, "", 1);
	der_put(&bits, public, n_public);
	der_put_element(&key, 0x03, bits.ptr, bits.len);
	der_wrap(&key, 0x30);
	der_append(out, &key);
	der_wrap(out, 0x30);
	der_wrap(out, 0x30);
}

static umb_claims resolve_der(const char *label, const made_der *der)
{
	static char text[8192];

	return resolve(umb_slice_of(text, make_pem_block(text, sizeof(text), label, umb_slice_of(der->ptr, der->len))));
}

static const char *fingerprint_of(const umb_claims *c)
{
	const umb_claim *claim = umb_claims_find(c->claim, c->n_claims, "fingerprint");

	return claim ? claim->value : NULL;
}

#define EC_P256 "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define RSA_KEY "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"

/* A certificate says the fingerprint of its key, and nothing else. */
static void test_certificates(void **state)
{
	static made_der der, key, public;
	uint8_t         point[65] = { 4, 17, 34 }, modulus[256] = { 0x42, 1, 2, 3 };
	char            want[UMB_CLAIM_VALUE_MAX];
	umb_claims      c;

	UMB_UNUSED(state);
	make_certificate_of(&der, "\x06\x03\x2b\x65\x70", 5, (const uint8_t[32]){ 0 }, 32);
	c = resolve_der("CERTIFICATE", &der);
	expect(&c, "fingerprint", "SHA256:kmYcvdi2GkPeWxB6XLjrZB8JHsy2Hm8luHMFp9GMvqk");
	assert_int_equal(c.n_claims, 1);
	/* cut anywhere */
	for (size_t n = 0; n < der.len; n++) {
		made_der cut = der;

		cut.len = n;
		c = resolve_der("CERTIFICATE", &cut);
		expect(&c, "fingerprint", NULL);
	}
	/* of a curve, as the key says it itself */
	key.len = public.len = 0;
	der_put(&key, "\x02\x01\x01", 3);
	der_put_element(&key, 0x04, modulus, 32);
	der_put(&key, "\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 12);
	der_put(&public, "\x03\x42\x00", 3);
	der_put(&public, point, sizeof(point));
	der_wrap(&public, 0xa1);
	der_append(&key, &public);
	der_wrap(&key, 0x30);
	c = resolve_der("EC PRIVATE KEY", &key);
	assert_non_null(fingerprint_of(&c));
	snprintf(want, sizeof(want), "%s", fingerprint_of(&c));
	make_certificate_of(&der, EC_P256, sizeof(EC_P256) - 1, point, sizeof(point));
	c = resolve_der("CERTIFICATE", &der);
	expect(&c, "fingerprint", want);
	/* of RSA */
	key.len = public.len = 0;
	der_put_element(&public, 0x02, modulus, sizeof(modulus));
	der_put(&public, "\x02\x03\x01\x00\x01", 5);
	der_put(&key, "\x02\x01\x00", 3);
	der_append(&key, &public);
	for (int i = 0; i < 6; i++)
		der_put(&key, "\x02\x02\x11\x13", 4);
	der_wrap(&key, 0x30);
	der_wrap(&public, 0x30);
	c = resolve_der("RSA PRIVATE KEY", &key);
	assert_non_null(fingerprint_of(&c));
	snprintf(want, sizeof(want), "%s", fingerprint_of(&c));
	make_certificate_of(&der, RSA_KEY, sizeof(RSA_KEY) - 1, public.ptr, public.len);
	c = resolve_der("CERTIFICATE", &der);
	expect(&c, "fingerprint", want);
	/* of a kind that nobody knows */
	make_certificate_of(&der, "\x06\x03\x2b\x65\x71", 5, point, sizeof(point));
	c = resolve_der("CERTIFICATE", &der);
	expect(&c, "fingerprint", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_openssh), cmocka_unit_test(test_putty), cmocka_unit_test(test_putty_cut), cmocka_unit_test(test_age), cmocka_unit_test(test_old_form),
		cmocka_unit_test(test_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
