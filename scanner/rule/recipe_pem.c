/*
 * recipe_pem.c - private keys, as blocks or bare, whose structure parses and which are nobody's key.
 *
 * The numbers inside are random, so that the structure is right (what a scanner checks offline) and the
 * arithmetic is not: no such key can ever have been in use.
 */
#include "rule/recipe_parts.h"

static void der_header(umb_buf *b, uint8_t tag, size_t len)
{
	umb_buf_append_byte(b, tag);
	if (len < 128) {
		umb_buf_append_byte(b, (uint8_t)len);
	} else if (len < 256) {
		umb_buf_append_byte(b, 0x81);
		umb_buf_append_byte(b, (uint8_t)len);
	} else {
		umb_buf_append_byte(b, 0x82);
		umb_buf_append_byte(b, (uint8_t)(len >> 8));
		umb_buf_append_byte(b, (uint8_t)len);
	}
}

static void random_bytes(umb_recipe *r, umb_buf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		umb_buf_append_byte(b, (uint8_t)umb_recipe_random(r));
}

/* A positive INTEGER of n random bytes. */
static void der_integer(umb_recipe *r, umb_buf *b, size_t n)
{
	der_header(b, 0x02, n);
	umb_buf_append_byte(b, 0x5a);
	random_bytes(r, b, n - 1);
}

static void der_small(umb_buf *b, uint8_t value)
{
	der_header(b, 0x02, 1);
	umb_buf_append_byte(b, value);
}

/* Wraps what is in b into a SEQUENCE. */
static void der_wrap(umb_buf *b, uint8_t tag)
{
	umb_buf w = UMB_BUF_INIT_MAX(1 << 16);

	der_header(&w, tag, b->len);
	umb_buf_append_slice(&w, umb_buf_view(b));
	umb_buf_clear(b);
	*b = w;
}

static void rsa_body(umb_recipe *r, umb_buf *b)
{
	static const size_t len[] = { 128, 3, 128, 64, 64, 64, 64, 64 };

	der_small(b, 0);
	for (size_t i = 0; i < UMB_COUNT(len); i++)
		der_integer(r, b, len[i]);
	der_wrap(b, 0x30);
}

static void dsa_body(umb_recipe *r, umb_buf *b)
{
	static const size_t len[] = { 128, 20, 128, 128, 20 };

	der_small(b, 0);
	for (size_t i = 0; i < UMB_COUNT(len); i++)
		der_integer(r, b, len[i]);
	der_wrap(b, 0x30);
}

static void ec_body(umb_recipe *r, umb_buf *b)
{
	static const uint8_t curve[] = { 0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };

	der_small(b, 1);
	der_header(b, 0x04, 32);
	random_bytes(r, b, 32);
	umb_buf_append(b, curve, sizeof(curve));
	der_wrap(b, 0x30);
}

static void pkcs8_body(umb_recipe *r, umb_buf *b)
{
	static const uint8_t rsa[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	umb_buf key = UMB_BUF_INIT_MAX(1 << 16);

	rsa_body(r, &key);
	der_wrap(&key, 0x04);
	der_small(b, 0);
	umb_buf_append(b, rsa, sizeof(rsa));
	umb_buf_append_slice(b, umb_buf_view(&key));
	der_wrap(b, 0x30);
	umb_buf_clear(&key);
}

static void pkcs8_encrypted_body(umb_recipe *r, umb_buf *b)
{
	/* PBES2 with PBKDF2 (2,048 rounds, SHA-256) and AES-256; the salt and the first block are zero, as nothing was encrypted. */
	static const uint8_t pbes2[] = {
		0x30, 0x57, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d, 0x30, 0x4a, 0x30, 0x29, 0x06, 0x09, 0x2a, 0x86,
		0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c, 0x30, 0x1c, 0x04, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x02, 0x08, 0x00, 0x30, 0x0c,
		0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09, 0x05, 0x00, 0x30, 0x1d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
		0x03, 0x04, 0x01, 0x2a, 0x04, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};

	umb_buf_append(b, pbes2, sizeof(pbes2));
	der_header(b, 0x04, 160);
	random_bytes(r, b, 160);
	der_wrap(b, 0x30);
}

/* A store whose content is said to be encrypted. */
static void pkcs12_body(umb_recipe *r, umb_buf *b)
{
	static const uint8_t data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };
	static const uint8_t bag[] = { 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02 };
	umb_buf content = UMB_BUF_INIT_MAX(1 << 16), safe = UMB_BUF_INIT_MAX(1 << 16);

	umb_buf_append(&content, bag, sizeof(bag));
	random_bytes(r, &content, 900);
	der_wrap(&content, 0x04);
	der_wrap(&content, 0xa0);
	umb_buf_append(&safe, data, sizeof(data));
	umb_buf_append_slice(&safe, umb_buf_view(&content));
	der_wrap(&safe, 0x30);
	der_small(b, 3);
	umb_buf_append_slice(b, umb_buf_view(&safe));
	der_wrap(b, 0x30);
	umb_buf_clear(&content);
	umb_buf_clear(&safe);
}

static void ssh_string(umb_buf *b, umb_slice s)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		umb_buf_append_byte(b, (uint8_t)(s.len >> shift));
	umb_buf_append_slice(b, s);
}

static void openssh_body(umb_recipe *r, umb_buf *b)
{
	static const uint8_t one[] = { 0, 0, 0, 1 };
	umb_buf key = UMB_BUF_INIT_MAX(4096), secret = UMB_BUF_INIT_MAX(4096);
	uint8_t point[64], check[4];

	/* The private half ends with the public one; the check number stands twice. */
	for (size_t i = 0; i < 32; i++)
		point[i] = point[i + 32] = (uint8_t)umb_recipe_random(r);
	for (size_t i = 0; i < sizeof(check); i++)
		check[i] = (uint8_t)umb_recipe_random(r);
	ssh_string(&key, umb_slice_str("ssh-ed25519"));
	ssh_string(&key, umb_slice_of(point, 32));
	umb_buf_append(&secret, check, sizeof(check));
	umb_buf_append(&secret, check, sizeof(check));
	umb_buf_append_slice(&secret, umb_buf_view(&key));
	ssh_string(&secret, umb_slice_of(point, sizeof(point)));
	ssh_string(&secret, umb_slice_str("test"));
	for (uint8_t pad = 1; secret.len % 8; pad++)
		umb_buf_append_byte(&secret, pad);
	umb_buf_append(b, "openssh-key-v1", 15);
	ssh_string(b, umb_slice_str("none"));
	ssh_string(b, umb_slice_str("none"));
	ssh_string(b, umb_slice_str(""));
	umb_buf_append(b, one, sizeof(one));
	ssh_string(b, umb_buf_view(&key));
	ssh_string(b, umb_buf_view(&secret));
	umb_buf_clear(&key);
	umb_buf_clear(&secret);
}

/* An old-format secret-key packet, version 4, RSA. */
static void pgp_body(umb_recipe *r, umb_buf *b)
{
	static const uint8_t head[] = { 0x95, 0x01, 0x2c, 0x04, 0x5f, 0x00, 0x00, 0x01, 0x01 };

	umb_buf_append(b, head, sizeof(head));
	random_bytes(r, b, 0x12c - 6);
}

static const struct {
	const char *kind;
	const char *label;
	void (*body)(umb_recipe *r, umb_buf *b);
} kinds[] = {
	{ "rsa", "RSA PRIVATE KEY", rsa_body },
	{ "dsa", "DSA PRIVATE KEY", dsa_body },
	{ "ec", "EC PRIVATE KEY", ec_body },
	{ "pkcs8", "PRIVATE KEY", pkcs8_body },
	{ "pkcs8-encrypted", "ENCRYPTED PRIVATE KEY", pkcs8_encrypted_body },
	{ "pkcs12", "PKCS12", pkcs12_body },
	{ "openssh", "OPENSSH PRIVATE KEY", openssh_body },
	{ "pgp", "PGP PRIVATE KEY BLOCK", pgp_body },
};

static void append_wrapped(umb_recipe *r, umb_slice der)
{
	umb_buf    line = UMB_BUF_INIT_MAX(1 << 16);
	umb_recipe sub  = { .out = &line };

	umb_recipe_base64(&sub, der, false);
	for (size_t i = 0; i < line.len; i += 64) {
		umb_buf_append(r->out, line.ptr + i, UMB_MIN(line.len - i, (size_t)64));
		umb_buf_append_byte(r->out, '\n');
	}
	umb_buf_clear(&line);
}

bool umb_recipe_pem(umb_recipe *r, umb_slice kind, bool is_bare)
{
	for (size_t i = 0; i < UMB_COUNT(kinds); i++) {
		umb_buf der = UMB_BUF_INIT_MAX(1 << 16);

		if (!umb_slice_eq_str(kind, kinds[i].kind))
			continue;
		kinds[i].body(r, &der);
		if (is_bare) {
			umb_buf_append_slice(r->out, umb_buf_view(&der));
			umb_buf_clear(&der);
			return true;
		}
		umb_buf_printf(r->out, "-----BEGIN %s-----\n", kinds[i].label);
		if (kinds[i].body == pgp_body)
			umb_buf_append_byte(r->out, '\n');
		append_wrapped(r, umb_buf_view(&der));
		umb_buf_printf(r->out, "-----END %s-----\n", kinds[i].label);
		umb_buf_clear(&der);
		return true;
	}
	return false;
}

const char *umb_recipe_pem_kind(size_t i)
{
	return i < UMB_COUNT(kinds) ? kinds[i].kind : NULL;
}
