/* dec_der: keys of every form among other bytes, the same text as in a PEM file, and silence on everything else. */
#include "harness/check.h"
#include "harness/emit_double.h"
#include "harness/make_base64.h"

static emit_double d;

typedef struct made {
	uint8_t ptr[16384];
	size_t  len;
} made;

static uint64_t seed = 7;

static uint8_t random_byte(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint8_t)(seed >> 56);
}

static void add(made *m, const void *bytes, size_t n)
{
	assert_true(m->len + n <= sizeof(m->ptr));
	memcpy(m->ptr + m->len, bytes, n);
	m->len += n;
}

static void add_random(made *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		m->ptr[m->len++] = random_byte();
}

/* Puts a head in front of all that is there from `from` on. */
static void wrap(made *m, size_t from, uint8_t tag)
{
	size_t  len = m->len - from, n = len < 128 ? 2 : len < 256 ? 3 : 4;
	uint8_t head[4] = { tag, n == 2 ? (uint8_t)len : (uint8_t)(0x80 + n - 2), (uint8_t)(n == 3 ? len : len >> 8), (uint8_t)len };

	memmove(m->ptr + from + n, m->ptr + from, len);
	memcpy(m->ptr + from, head, n);
	m->len += n;
}

static void add_number(made *m, size_t n)
{
	size_t from = m->len;

	add(m, "\x5a", 1);
	add_random(m, n - 1);
	wrap(m, from, 0x02);
}

static void make_numbers(made *m, const size_t *len, size_t n)
{
	size_t from = m->len;

	add(m, "\x02\x01\x00", 3);
	for (size_t i = 0; i < n; i++)
		add_number(m, len[i]);
	wrap(m, from, 0x30);
}

static void make_rsa(made *m)
{
	make_numbers(m, (const size_t[]){ 256, 3, 256, 128, 128, 128, 128, 128 }, 8);
}

static void make_uneven(made *m)
{
	make_numbers(m, (const size_t[]){ 256, 3, 256, 128, 64, 128, 64, 128 }, 8);
}

static void make_dsa(made *m)
{
	make_numbers(m, (const size_t[]){ 128, 20, 128, 128, 20 }, 5);
}

static void make_ec(made *m)
{
	size_t from = m->len;

	add(m, "\x02\x01\x01\x04\x20", 5);
	add_random(m, 32);
	add(m, "\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 12);
	wrap(m, from, 0x30);
}

static void make_ec_without_curve(made *m)
{
	size_t from = m->len;

	add(m, "\x02\x01\x01\x04\x20", 5);
	add_random(m, 32);
	wrap(m, from, 0x30);
}

static void make_ed25519(made *m)
{
	size_t from = m->len;

	add(m, "\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 14);
	add_random(m, 32);
	wrap(m, from, 0x30);
}

/* The bytes in front of such a key as a constant of a program. */
static void make_prefix(made *m)
{
	add(m, "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x6e\x04\x22\x04\x20", 16); /* umbra:allow */
	for (size_t i = 0; i < 32; i++)
		add(m, i % 3 ? "\0" : "r", 1);
}

static void make_pkcs8(made *m)
{
	size_t from = m->len, key;

	add(m, "\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 18);
	key = m->len;
	make_rsa(m);
	wrap(m, key, 0x04);
	wrap(m, from, 0x30);
}

/* A certificate's public key is not far from it. */
static void make_public(made *m)
{
	size_t from = m->len, key;

	add(m, "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 15);
	key = m->len;
	add(m, "\0", 1);
	make_numbers(m, (const size_t[]){ 256, 3 }, 2);
	wrap(m, key, 0x03);
	wrap(m, from, 0x30);
}

static void make_locked(made *m)
{
	size_t from = m->len, key;

	add(m, "\x30\x1a\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03\x30\x0c\x04\x06" "abcdef\x02\x02\x08\0", 28);
	key = m->len;
	add_random(m, 160);
	wrap(m, key, 0x04);
	wrap(m, from, 0x30);
}

static void make_store_of(made *m, void (*content)(made *), bool has_key)
{
	size_t from = m->len, safe;

	add(m, "\x02\x01\x03", 3);
	safe = m->len;
	if (has_key)
		add(m, "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02", 13);
	else
		add(m, "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03", 13);
	if (content)
		content(m);
	else
		add_random(m, 12000);
	wrap(m, safe, 0x04);
	wrap(m, safe, 0xa0);
	memmove(m->ptr + safe + 11, m->ptr + safe, m->len - safe);
	memcpy(m->ptr + safe, "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 11);
	m->len += 11;
	wrap(m, safe, 0x30);
	wrap(m, from, 0x30);
}

static void make_store(made *m)
{
	make_store_of(m, make_locked, true);
}

static void make_large_store(made *m)
{
	make_store_of(m, NULL, true);
}

static void make_open_store(made *m)
{
	make_store_of(m, make_pkcs8, true);
}

static void make_trust_store(made *m)
{
	make_store_of(m, make_public, false);
}

static const struct {
	const char *name;
	void (*make)(made *m);
	const char *label; /* NULL: no key */
} rows[] = {
	{ "PKCS#1", make_rsa, "RSA PRIVATE KEY" }, { "DSA", make_dsa, "DSA PRIVATE KEY" }, { "SEC1", make_ec, "EC PRIVATE KEY" },
	{ "PKCS#8", make_pkcs8, "PRIVATE KEY" }, { "Ed25519", make_ed25519, "PRIVATE KEY" }, { "PKCS#8, locked", make_locked, "ENCRYPTED PRIVATE KEY" },
	{ "PKCS#12", make_store, "PKCS12" }, { "a large PKCS#12", make_large_store, "PKCS12" }, { "PKCS#12 in the clear", make_open_store, "PRIVATE KEY" },
	{ "factors that do not fit", make_uneven, NULL }, { "a number in a structure", make_ec_without_curve, NULL }, { "a prefix", make_prefix, NULL },
	{ "a public key", make_public, NULL },
	{ "a store of certificates", make_trust_store, NULL },
};

static void decode(umb_slice in)
{
	const umb_decoder_ops *der = umb_decoder_find("der");

	double_reset(&d, SIZE_MAX, in.len, true);
	if (der->probe(in))
		assert_int_equal(der->decode(&(umb_decoder_input){ .text = in }, &d.emit), UMB_OK);
}

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		static made m;
		char        want[64];

		m.len = 0;
		add_random(&m, i * 7);
		rows[i].make(&m);
		add_random(&m, 20);
		decode(umb_slice_of(m.ptr, m.len));
		CHECK(!d.is_wrong && !d.is_open, rows[i].name);
		snprintf(want, sizeof(want), "-----BEGIN %s-----\n", rows[i].label ? rows[i].label : "");
		if (rows[i].label ? strncmp((char *)d.out, want, strlen(want)) != 0 : d.len != 0)
			fail_msg("%s: %.40s", rows[i].name, (char *)d.out);
	}
}

/* The text is that of a PEM file, so that a key has one id in both. */
static void test_text(void **state)
{
	static made m;
	char        code[4096], want[4096];
	size_t      n, len = 0;

	UMB_UNUSED(state);
	m.len = 0;
	make_ec(&m);
	n = make_base64(code, umb_slice_of(m.ptr, m.len), false);
	len += (size_t)snprintf(want, sizeof(want), "-----BEGIN %s-----\n", "EC PRIVATE KEY");
	for (size_t i = 0; i < n; i += 64)
		len += (size_t)snprintf(want + len, sizeof(want) - len, "%.*s\n", (int)UMB_MIN(n - i, (size_t)64), code + i);
	snprintf(want + len, sizeof(want) - len, "-----END %s-----", "EC PRIVATE KEY");
	decode(umb_slice_of(m.ptr, m.len));
	assert_string_equal((char *)d.out, want);
	double_reset(&d, 10, m.len, true);
	assert_int_equal(umb_decoder_find("der")->decode(&(umb_decoder_input){ .text = umb_slice_of(m.ptr, m.len) }, &d.emit), UMB_E_LIMIT);
}

/* Cut anywhere or with any byte of a head changed: no crash, and mostly no key. */
static void test_damage(void **state)
{
	static made m;

	UMB_UNUSED(state);
	m.len = 0;
	make_pkcs8(&m);
	for (size_t n = 0; n < m.len; n++) {
		uint8_t *copy = malloc(n ? n : 1);

		assert_non_null(copy);
		memcpy(copy, m.ptr, n);
		decode(umb_slice_of(copy, n));
		free(copy);
		CHECK(d.len == 0 || strstr((char *)d.out, "BEGIN PRIVATE KEY") == NULL, "cut");
	}
	for (size_t i = 0; i < 19; i++) {
		m.ptr[i] ^= 0x55;
		decode(umb_slice_of(m.ptr, m.len));
		CHECK(d.len == 0 || strstr((char *)d.out, "BEGIN PRIVATE KEY") == NULL, "changed");
		m.ptr[i] ^= 0x55;
	}
}

static void test_noise(void **state)
{
	static uint8_t noise[1 << 20];

	UMB_UNUSED(state);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = random_byte() & 7 ? random_byte() : (uint8_t)("\x30\x02\x01\x00\x82\x04\x30\x03"[random_byte() & 7]);
	decode(umb_slice_of(noise, sizeof(noise)));
	CHECK_EQ_INT(d.len, 0, "no key in noise");
	CHECK(!umb_decoder_find("der")->probe(umb_slice_str("text is not even looked at: 0000000000000000")), "text");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_text), cmocka_unit_test(test_damage), cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
