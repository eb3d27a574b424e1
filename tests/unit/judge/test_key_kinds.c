/* Keys that are hardly in use, answers of NTLM, hashes whose password stands beside them. */
#include "harness/ask.h"
#include "harness/check.h"
#include "harness/hit_at.h"
#include "harness/make_certificate.h"

/* -- keys of random numbers --------------------------------------------------------------------------------- */

static void put_number(made_der *b, size_t n)
{
	static uint64_t seed = 5;
	uint8_t         bytes[512];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)make_random(&seed);
	bytes[0] = 0x42;
	der_put_element(b, 0x02, bytes, n);
}

/* version, the modulus, and so many others */
static void make_numbers(made_der *b, size_t modulus, size_t n_others)
{
	b->len = 0;
	der_put(b, "\x02\x01\x00", 3);
	put_number(b, modulus);
	for (size_t i = 0; i < n_others; i++)
		put_number(b, 20);
	der_wrap(b, 0x30);
}

static void make_ec(made_der *b, const char *curve, size_t n)
{
	made_der oid = { .len = 0 };

	b->len = 0;
	der_put(b, "\x02\x01\x01", 3);
	der_put_element(b, 0x04, "0123456789abcdef0123456789ab", 28);
	if (n) {
		der_put_element(&oid, 0x06, curve, n);
		der_wrap(&oid, 0xa0);
		der_append(b, &oid);
	}
	der_put_element(b, 0xa1, "\x03\x02\x00\x04", 4);
	der_wrap(b, 0x30);
}

/* Around a key; `with` is a parameter behind the name of its kind. */
static void make_pkcs8(made_der *b, const char *kind, size_t n_kind, const char *with, size_t n_with)
{
	made_der algorithm = { .len = 0 };
	made_der key = *b;

	b->len = 0;
	der_put(b, "\x02\x01\x00", 3);
	der_put_element(&algorithm, 0x06, kind, n_kind);
	if (n_with)
		der_put_element(&algorithm, 0x06, with, n_with);
	der_wrap(&algorithm, 0x30);
	der_append(b, &algorithm);
	der_put_element(b, 0x04, key.ptr, key.len);
	der_wrap(b, 0x30);
}

#define RSA "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9
#define DSA "\x2a\x86\x48\xce\x38\x04\x01", 7
#define EC "\x2a\x86\x48\xce\x3d\x02\x01", 7
#define ED25519 "\x2b\x65\x70", 3
#define P192 "\x2a\x86\x48\xce\x3d\x03\x01\x01", 8
#define P256 "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8
#define K192 "\x2b\x81\x04\x00\x1f", 5
#define P224 "\x2b\x81\x04\x00\x21", 5
#define P384 "\x2b\x81\x04\x00\x22", 5
#define K256 "\x2b\x81\x04\x00\x0a", 5
#define BRAINPOOL "\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9
#define NONE "", 0

typedef struct oid {
	const char *ptr;
	size_t      len;
} oid;

static const struct {
	const char *label;
	size_t      modulus, n_others; /* 0: of a curve */
	oid         curve;             /* of the key itself */
	oid         kind, with;        /* of PKCS#8 around it; {0}: bare */
	umb_verdict want;
} keys[] = {
	{ "RSA of 512 bits", 64, 7, { 0 }, { 0 }, { 0 }, UMB_HINT },
	{ "RSA of 1,008 bits", 126, 7, { 0 }, { 0 }, { 0 }, UMB_HINT },
	{ "RSA of 1,016 bits", 127, 7, { 0 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "RSA of 1,024 bits", 128, 7, { 0 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "RSA of 2,048 bits", 256, 7, { 0 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "DSA", 128, 4, { 0 }, { 0 }, { 0 }, UMB_HINT },
	{ "DSA of 2,048 bits", 256, 4, { 0 }, { 0 }, { 0 }, UMB_HINT },
	{ "five numbers", 64, 3, { 0 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "seven numbers", 64, 5, { 0 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "secp192k1", 0, 0, { K192 }, { 0 }, { 0 }, UMB_HINT },
	{ "prime192v1", 0, 0, { P192 }, { 0 }, { 0 }, UMB_HINT },
	{ "secp224r1", 0, 0, { P224 }, { 0 }, { 0 }, UMB_HINT },
	{ "Brainpool", 0, 0, { BRAINPOOL }, { 0 }, { 0 }, UMB_HINT },
	{ "prime256v1", 0, 0, { P256 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "secp256k1", 0, 0, { K256 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "secp384r1", 0, 0, { P384 }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "a curve that is not named", 0, 0, { NONE }, { 0 }, { 0 }, UMB_NO_OPINION },
	{ "RSA of 512 bits in PKCS#8", 64, 7, { 0 }, { RSA }, { 0 }, UMB_HINT },
	{ "RSA of 2,048 bits in PKCS#8", 256, 7, { 0 }, { RSA }, { 0 }, UMB_NO_OPINION },
	{ "DSA in PKCS#8", 20, 0, { 0 }, { DSA }, { 0 }, UMB_HINT },
	{ "secp224r1 in PKCS#8", 0, 0, { NONE }, { EC }, { P224 }, UMB_HINT },
	{ "Brainpool in PKCS#8", 0, 0, { NONE }, { EC }, { BRAINPOOL }, UMB_HINT },
	{ "prime256v1 in PKCS#8", 0, 0, { NONE }, { EC }, { P256 }, UMB_NO_OPINION },
	{ "no curve in PKCS#8", 0, 0, { NONE }, { EC }, { 0 }, UMB_NO_OPINION },
	{ "Ed25519", 0, 0, { NONE }, { ED25519 }, { 0 }, UMB_NO_OPINION },
};

static void make_key(made_der *b, size_t i)
{
	if (keys[i].modulus)
		make_numbers(b, keys[i].modulus, keys[i].n_others);
	else
		make_ec(b, keys[i].curve.ptr, keys[i].curve.len);
	if (keys[i].kind.ptr)
		make_pkcs8(b, keys[i].kind.ptr, keys[i].kind.len, keys[i].with.ptr, keys[i].with.len);
}

static void test_outdated(void **state)
{
	static made_der der;
	static char     text[16384];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(keys); i++) {
		size_t n;

		make_key(&der, i);
		n = make_pem_block(text, sizeof(text), "PRIVATE KEY", umb_slice_of(der.ptr, der.len));
		CHECK_EQ_INT(ask("outdated", umb_slice_of(text, n)), keys[i].want, keys[i].label);
		/* What is cut says nothing. */
		for (size_t len = 1; len < der.len; len++) {
			n = make_pem_block(text, sizeof(text), "PRIVATE KEY", umb_slice_of(der.ptr, len));
			CHECK_EQ_INT(ask("outdated", umb_slice_of(text, n)), UMB_NO_OPINION, keys[i].label);
		}
	}
	assert_int_equal(ask("outdated", umb_slice_str("no key at all")), UMB_NO_OPINION);
}

/* The numbers of one that is encrypted are not seen. */
static void test_outdated_encrypted(void **state)
{
	static made_der der;
	static char     code[2048], text[4096];

	UMB_UNUSED(state);
	make_numbers(&der, 64, 7);
	make_base64(code, umb_slice_of(der.ptr, der.len), false);
	snprintf(text, sizeof(text), "-----%s RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n%s\n-----END", "BEGIN", code);
	assert_int_equal(ask("outdated", umb_slice_str(text)), UMB_NO_OPINION);
	snprintf(text, sizeof(text), "-----%s RSA PRIVATE KEY-----\n\n%s\n-----END", "BEGIN", code);
	assert_int_equal(ask("outdated", umb_slice_str(text)), UMB_HINT);
}

/* -- NTLM ----------------------------------------------------------------------------------------------------- */

typedef struct message {
	uint8_t bytes[512];
	size_t  len;
} message;

static void set_field(message *m, size_t at, size_t len, size_t from)
{
	m->bytes[at] = m->bytes[at + 2] = (uint8_t)len;
	m->bytes[at + 1] = m->bytes[at + 3] = (uint8_t)(len >> 8);
	for (size_t i = 0; i < 4; i++)
		m->bytes[at + 4 + i] = (uint8_t)(from >> (8 * i));
}

static void make_message(message *m, const char *user, bool is_wide, size_t answer)
{
	size_t n = strlen(user);

	memset(m, 0, sizeof(*m));
	memcpy(m->bytes, "NTLMSSP\0\x03", 9);
	m->len = 64;
	set_field(m, 20, answer, m->len);
	for (size_t i = 0; i < answer; i++)
		m->bytes[m->len++] = (uint8_t)(0x91 + i);
	set_field(m, 36, is_wide ? n * 2 : n, m->len);
	for (size_t i = 0; i < n; i++) {
		m->bytes[m->len++] = (uint8_t)user[i];
		m->len += is_wide;
	}
}

static umb_verdict ask_ntlm(const message *m, bool is_padded)
{
	char   code[1024];
	size_t n = make_base64(code, umb_slice_of(m->bytes, m->len), !is_padded);

	return ask("ntlm", umb_slice_of(code, n));
}

static const struct {
	const char *user;
	umb_verdict want;
} users[] = {
	{ "user", UMB_SHOWN }, { "USER", UMB_SHOWN }, { "username", UMB_SHOWN }, { "testuser", UMB_SHOWN }, { "myself", UMB_SHOWN }, { "user1", UMB_SHOWN }, { "guest", UMB_SHOWN },
	{ "test_account", UMB_SHOWN }, { "ann", UMB_NO_OPINION }, { "users", UMB_NO_OPINION }, { "administrator", UMB_NO_OPINION }, { "", UMB_NO_OPINION },
};

static void test_ntlm(void **state)
{
	message m;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(users); i++) {
		for (int form = 0; form < 4; form++) {
			make_message(&m, users[i].user, form & 1, 24);
			CHECK_EQ_INT(ask_ntlm(&m, form & 2), users[i].want, users[i].user);
		}
	}
	/* no answer, a short one, one of the newer kind */
	for (size_t n = 0; n < 60; n += 23) {
		make_message(&m, "user", true, n);
		CHECK_EQ_INT(ask_ntlm(&m, true), n < 24 ? UMB_DOUBT : UMB_SHOWN, "an answer");
	}
	/* fields that lie */
	make_message(&m, "user", true, 24);
	set_field(&m, 36, 8, 0xffffffff);
	assert_int_equal(ask_ntlm(&m, true), UMB_NO_OPINION);
	set_field(&m, 36, 0xffff, m.len - 8);
	assert_int_equal(ask_ntlm(&m, true), UMB_NO_OPINION);
	set_field(&m, 20, 24, m.len - 23);
	assert_int_equal(ask_ntlm(&m, true), UMB_DOUBT);
	assert_int_equal(ask("ntlm", umb_slice_str("no base64 at all")), UMB_DOUBT);
	assert_int_equal(ask("ntlm", umb_slice_of("", 0)), UMB_DOUBT);
	/* cut: its name is gone first, then its answer */
	make_message(&m, "user", true, 24);
	for (size_t len = m.len; len-- > 0;) {
		message cut = m;

		cut.len = len;
		CHECK_EQ_INT(ask_ntlm(&cut, true), len < 88 ? UMB_DOUBT : UMB_NO_OPINION, "cut");
	}
}

/* -- hashes ----------------------------------------------------------------------------------------------------- */

static const struct {
	const char *text; /* the hash is @@ */
	umb_verdict want;
} hashes[] = {
	{ "# password: x1\nhash: @@", UMB_UNLIKELY },
	{ "  // Password = x1\n  hash: @@\n", UMB_UNLIKELY },
	{ "-- the plain text: x1\nINSERT @@", UMB_UNLIKELY },
	{ "; plaintext: x1\n@@", UMB_UNLIKELY },
	{ "/* passwd: x1 */\n@@", UMB_UNLIKELY },
	{ "<!-- password: x1 -->\n<x>@@</x>", UMB_UNLIKELY },
	{ "hash: @@\n# password: x1\n", UMB_UNLIKELY },
	{ "hash: @@\n# password: x1", UMB_UNLIKELY },
	{ "password: x1\nhash: @@", UMB_NO_OPINION }, /* which is told by itself */
	{ "# password\nhash: @@", UMB_NO_OPINION },
	{ "# password:\nhash: @@", UMB_NO_OPINION },
	{ "# a hash: of the password\nhash: @@", UMB_NO_OPINION },
	{ "# password: x1\n\nhash: @@", UMB_NO_OPINION },
	{ "hash: @@\n\n# password: x1\n", UMB_NO_OPINION },
	{ "# password: x1 @@", UMB_NO_OPINION },
	{ "@@", UMB_NO_OPINION },
	{ "\n@@\n", UMB_NO_OPINION },
	{ "#\n@@\n#", UMB_NO_OPINION },
};

static void test_plain(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(hashes); i++) {
		umb_hit_view hit = hit_at(hashes[i].text);
		const char  *reason = NULL;

		CHECK_EQ_INT(umb_validator_find("plain")->check(&hit, NULL, &reason), hashes[i].want, hashes[i].text);
		CHECK(hashes[i].want == UMB_NO_OPINION || strcmp(reason, "the password that it hides is told beside it") == 0, hashes[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outdated), cmocka_unit_test(test_outdated_encrypted), cmocka_unit_test(test_ntlm), cmocka_unit_test(test_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
