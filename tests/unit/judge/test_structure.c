/* jwt and pem: proof by structure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ask.h"
#include "harness/make_jwt.h"

#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

static const struct {
	const char *label;
	const char *header, *payload;
	const char *signature; /* NULL: 32 random bytes */
	umb_verdict want;
} tokens[] = {
	{ "a plain token", HS256, "{\"sub\":\"u1\",\"iss\":\"https://issuer.example\"}", NULL, UMB_PROVE },
	{ "no algorithm in the header", "{\"typ\":\"JWT\"}", "{\"sub\":\"u1\"}", NULL, UMB_REJECT },
	{ "the header is a list", "[1]", "{\"sub\":\"u1\"}", NULL, UMB_REJECT },
	{ "the claims are a text", HS256, "\"claims\"", NULL, UMB_REJECT },
	{ "the claims are cut", HS256, "{\"sub\":\"u1\"", NULL, UMB_REJECT },
	{ "no signature though one is needed", HS256, "{\"sub\":\"u1\"}", "", UMB_DOUBT },
	{ "a readable signature", HS256, "{\"sub\":\"u1\"}", "this is the signature, really", UMB_DOUBT },
	{ "unsigned on purpose", "{\"alg\":\"none\"}", "{\"sub\":\"u1\"}", "", UMB_SUPPORT },
	{ "the sample of every tutorial", HS256, "{\"sub\":\"1234567890\",\"name\":\"John Doe\",\"iat\":1516239022}", NULL, UMB_REJECT },
	{ "a local demo key", HS256, "{\"iss\":\"supabase-demo\",\"role\":\"anon\"}", NULL, UMB_REJECT },
};

static void test_jwt(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(tokens); i++) {
		char      out[1024];
		uint8_t   noise[32];
		uint64_t  seed = 11;
		umb_slice signature = umb_slice_of(noise, sizeof(noise));

		for (size_t k = 0; k < sizeof(noise); k++)
			noise[k] = (uint8_t)make_random(&seed);
		if (tokens[i].signature)
			signature = umb_slice_str(tokens[i].signature);
		if (ask("jwt", make_jwt(out, tokens[i].header, tokens[i].payload, signature)) != tokens[i].want)
			fail_msg("%s: %s", tokens[i].label, asked_reason);
	}
	assert_int_equal(ask("jwt", umb_slice_str("no.token")), UMB_REJECT);
	assert_int_equal(ask("jwt", umb_slice_str("a.b.c.d.e")), UMB_REJECT);
}

/* -- keys made of random numbers, so that their form is right and they are nobody's --------------------- */

typedef struct bytes {
	uint8_t ptr[4096];
	size_t  len;
} bytes;

static void put(bytes *b, const void *p, size_t n)
{
	memcpy(b->ptr + b->len, p, n);
	b->len += n;
}

static void put_random(bytes *b, size_t n)
{
	static uint64_t seed = 23;

	for (size_t i = 0; i < n; i++)
		b->ptr[b->len++] = (uint8_t)make_random(&seed);
}

/* The header of a DER element of n bytes. */
static void put_head(bytes *b, uint8_t tag, size_t n)
{
	uint8_t long_form[4] = { tag, 0x82, (uint8_t)(n >> 8), (uint8_t)n }, short_form[2] = { tag, (uint8_t)n };

	if (n < 128)
		put(b, short_form, 2);
	else
		put(b, long_form, 4);
}

static void put_integer(bytes *b, size_t n)
{
	put_head(b, 0x02, n);
	b->ptr[b->len++] = 0x42;
	put_random(b, n - 1);
}

static void wrap(bytes *b, uint8_t tag)
{
	bytes w = { .len = 0 };

	put_head(&w, tag, b->len);
	put(&w, b->ptr, b->len);
	*b = w;
}

static void make_integers(bytes *b, const size_t *len, size_t n)
{
	put(b, "\x02\x01\x00", 3);
	for (size_t i = 0; i < n; i++)
		put_integer(b, len[i]);
	wrap(b, 0x30);
}

static void make_rsa(bytes *b)
{
	make_integers(b, (size_t[]){ 128, 3, 128, 64, 64, 64, 64, 64 }, 8);
}

static void make_dsa(bytes *b)
{
	make_integers(b, (size_t[]){ 128, 20, 128, 128, 20 }, 5);
}

static void make_ec(bytes *b)
{
	put(b, "\x02\x01\x01", 3);
	put_head(b, 0x04, 32);
	put_random(b, 32);
	put(b, "\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 12);
	wrap(b, 0x30);
}

static void make_pkcs8(bytes *b)
{
	bytes key = { .len = 0 };

	make_rsa(&key);
	wrap(&key, 0x04);
	put(b, "\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 18);
	put(b, key.ptr, key.len);
	wrap(b, 0x30);
}

static void make_ed25519(bytes *b)
{
	put(b, "\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 14);
	put_random(b, 32);
	wrap(b, 0x30);
}

static void make_pkcs8_encrypted(bytes *b)
{
	put(b, "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d", 13);
	put_head(b, 0x04, 160);
	put_random(b, 160);
	wrap(b, 0x30);
}

static void put_string(bytes *b, const void *p, size_t n)
{
	uint8_t head[4] = { 0, 0, (uint8_t)(n >> 8), (uint8_t)n };

	put(b, head, 4);
	put(b, p, n);
}

static void make_openssh(bytes *b, const char *cipher)
{
	bytes public = { .len = 0 };

	put_string(&public, "ssh-ed25519", 11);
	put_random(&public, 36);
	put(b, "openssh-key-v1", 15);
	put_string(b, cipher, strlen(cipher));
	put_string(b, "none", 4);
	put_string(b, "", 0);
	put(b, "\0\0\0\1", 4);
	put_string(b, public.ptr, public.len);
	put_string(b, public.ptr, public.len);
}

static void make_openssh_clear(bytes *b)
{
	make_openssh(b, "none");
}

static void make_openssh_encrypted(bytes *b)
{
	make_openssh(b, "aes256-ctr");
}

static void make_pgp(bytes *b)
{
	put(b, "\x95\x01\x2c\x04\x5f\x00\x00\x01\x01", 9);
	put_random(b, 0x12c - 6);
}

static void make_noise(bytes *b)
{
	put_random(b, 160);
}

static void make_public(bytes *b)
{
	make_integers(b, (size_t[]){ 128, 3 }, 2);
}

#define BEGIN(label) "-----" "BEGIN " label "-----\n"
#define END(label) "-----" "END " label "-----\n"

static const struct {
	const char *label;
	const char *begin, *end;
	void      (*make)(bytes *b);
	umb_verdict want;
	const char *reason; /* a part of it */
} keys[] = {
	{ "PKCS#1", BEGIN("RSA PRIVATE KEY"), END("RSA PRIVATE KEY"), make_rsa, UMB_PROVE, "RSA private key, not encrypted" },
	{ "DSA", BEGIN("DSA PRIVATE KEY"), END("DSA PRIVATE KEY"), make_dsa, UMB_PROVE, "DSA private key, not encrypted" },
	{ "SEC1", BEGIN("EC PRIVATE KEY"), END("EC PRIVATE KEY"), make_ec, UMB_PROVE, "elliptic-curve private key, not encrypted" },
	{ "PKCS#8", BEGIN("PRIVATE KEY"), END("PRIVATE KEY"), make_pkcs8, UMB_PROVE, "PKCS#8 private key, not encrypted" },
	{ "PKCS#8, Ed25519", BEGIN("PRIVATE KEY"), END("PRIVATE KEY"), make_ed25519, UMB_PROVE, "PKCS#8 private key, not encrypted" },
	{ "PKCS#8, encrypted", BEGIN("ENCRYPTED PRIVATE KEY"), END("ENCRYPTED PRIVATE KEY"), make_pkcs8_encrypted, UMB_PROVE_LOCKED, ", encrypted" },
	{ "old form, encrypted", BEGIN("RSA PRIVATE KEY") "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\n", END("RSA PRIVATE KEY"),
	  make_noise, UMB_PROVE_LOCKED, ", encrypted" },
	{ "OpenSSH", BEGIN("OPENSSH PRIVATE KEY"), END("OPENSSH PRIVATE KEY"), make_openssh_clear, UMB_PROVE, "OpenSSH private key, not encrypted" },
	{ "OpenSSH, encrypted", BEGIN("OPENSSH PRIVATE KEY"), END("OPENSSH PRIVATE KEY"), make_openssh_encrypted, UMB_PROVE_LOCKED, ", encrypted" },
	{ "OpenPGP", BEGIN("PGP PRIVATE KEY BLOCK") "Version: 1\n\n", "=abcd\n" END("PGP PRIVATE KEY BLOCK"), make_pgp, UMB_PROVE, "OpenPGP" },
	{ "noise", BEGIN("RSA PRIVATE KEY"), END("RSA PRIVATE KEY"), make_noise, UMB_DOUBT, "does not parse" },
	{ "a public key under a private label", BEGIN("RSA PRIVATE KEY"), END("RSA PRIVATE KEY"), make_public, UMB_DOUBT, "does not parse" },
	{ "a public label", BEGIN("RSA PUBLIC KEY"), END("RSA PUBLIC KEY"), make_public, UMB_REJECT, "label" },
	{ "nothing behind the label", BEGIN("RSA PRIVATE KEY"), END("RSA PRIVATE KEY"), NULL, UMB_REJECT, "no key" },
};

/* How lines end where keys are pasted. */
static const struct {
	const char *label;
	const char *newline;
} pastes[] = {
	{ "as a file", "\n" }, { "with CR LF", "\r\n" }, { "indented", "\n    " }, { "in a JSON string", "\\n" }, { "escaped twice", "\\\\n" },
	{ "in C strings", "\\n\"\n\t\"" }, { "concatenated", "\\n\" +\n  \"" }, { "in a list of strings", "\",\n  \"" },
};

static umb_slice build_pem(char *out, const char *begin, const char *end, const bytes *der, const char *newline)
{
	char   code[8192], plain[16384];
	size_t n = make_base64(code, umb_slice_of(der->ptr, der->len), false), len = 0, n_out = 0;

	len += (size_t)snprintf(plain, sizeof(plain), "%s", begin);
	for (size_t i = 0; i < n; i += 64)
		len += (size_t)snprintf(plain + len, sizeof(plain) - len, "%.64s\n", code + i);
	snprintf(plain + len, sizeof(plain) - len, "%s", end);
	for (const char *p = plain; *p; p++) {
		const char *piece = *p == '\n' ? newline : p;
		size_t      k = *p == '\n' ? strlen(newline) : 1;

		memcpy(out + n_out, piece, k);
		n_out += k;
	}
	return umb_slice_of(out, n_out);
}

static void test_pem(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(keys); i++) {
		for (size_t k = 0; k < UMB_COUNT(pastes); k++) {
			static char out[65536];
			bytes       der = { .len = 0 };
			umb_slice   text;

			if (keys[i].make)
				keys[i].make(&der);
			text = build_pem(out, keys[i].begin, keys[i].end, &der, pastes[k].newline);
			if (ask("pem", text) != keys[i].want || !strstr(asked_reason, keys[i].reason))
				fail_msg("%s, %s: %s", keys[i].label, pastes[k].label, asked_reason);
		}
	}
	assert_int_equal(ask("pem", umb_slice_str("no key at all")), UMB_REJECT);
}

/* A key that was cut anywhere is never proved and never a crash. */
static void test_a_cut_key_is_not_proved(void **state)
{
	static char out[65536];
	bytes       der = { .len = 0 };
	umb_slice   text;

	UMB_UNUSED(state);
	make_rsa(&der);
	text = build_pem(out, BEGIN("RSA PRIVATE KEY"), "", &der, "\n");
	for (size_t n = 0; n + 8 < text.len; n++)
		assert_true(ask("pem", umb_slice_sub(text, 0, n)) < UMB_NO_OPINION);
}

/* The block or the bare key in base64, as in a Kubernetes secret or a CI variable. */
static void test_once_more_in_base64(void **state)
{
	static const struct {
		const char *label, *begin, *end;
		void (*make)(bytes *b);
		umb_verdict want;
	} rows[] = {
		{ "a block", BEGIN("RSA PRIVATE KEY"), END("RSA PRIVATE KEY"), make_rsa, UMB_PROVE },
		{ "a locked block", BEGIN("ENCRYPTED PRIVATE KEY"), END("ENCRYPTED PRIVATE KEY"), make_pkcs8_encrypted, UMB_PROVE_LOCKED },
		{ "bare", NULL, NULL, make_pkcs8, UMB_PROVE }, { "bare and locked", NULL, NULL, make_pkcs8_encrypted, UMB_PROVE_LOCKED },
		{ "bare noise", NULL, NULL, make_noise, UMB_DOUBT },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		static char out[65536], code[65536];
		bytes       der = { .len = 0 };
		umb_slice   text;

		rows[i].make(&der);
		text = rows[i].begin ? build_pem(out, rows[i].begin, rows[i].end, &der, "\n") : umb_slice_of(der.ptr, der.len);
		if (ask("pem", umb_slice_of(code, make_base64(code, text, false))) != rows[i].want)
			fail_msg("%s: %s", rows[i].label, asked_reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jwt),
		cmocka_unit_test(test_pem), cmocka_unit_test(test_once_more_in_base64),
		cmocka_unit_test(test_a_cut_key_is_not_proved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
