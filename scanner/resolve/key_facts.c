/*
 * key_facts.c - see key_facts.h.  Walks the structure, computes nothing but an Ed25519 public half.
 */
#include "resolve/key_facts.h"

#include <stdio.h>

#include "base/der.h"
#include "base/keyed.h"
#include "base/ssh_wire.h"
#include "base/text.h"

/* -- the public half ---------------------------------------------------------------------------------- */

static void put(umb_key_facts *k, umb_slice s)
{
	uint8_t *at = k->blob + k->n_blob;

	if (s.len > sizeof(k->blob) - 4 || k->n_blob > sizeof(k->blob) - 4 - s.len) {
		k->n_blob = sizeof(k->blob) + 1; /* too long: nothing is said */
		return;
	}
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(s.len >> (24 - 8 * i));
	memcpy(at + 4, s.ptr, s.len);
	k->n_blob += 4 + s.len;
}

static void put_all(umb_key_facts *k, const char *name, const umb_slice *part, size_t n)
{
	k->n_blob = 0;
	put(k, umb_slice_str(name));
	for (size_t i = 0; i < n && k->n_blob <= sizeof(k->blob); i++)
		put(k, part[i]);
	if (k->n_blob > sizeof(k->blob))
		k->n_blob = 0;
}

static uint32_t bits_of(umb_slice number)
{
	uint32_t n;

	while (number.len > 0 && number.ptr[0] == 0)
		number = umb_slice_sub(number, 1, number.len);
	n = (uint32_t)number.len * 8;
	for (uint8_t top = number.len ? number.ptr[0] : 0x80; !(top & 0x80); top = (uint8_t)(top << 1))
		n--;
	return n;
}

static const struct {
	uint8_t     oid[9], n_oid;
	const char *type, *ssh; /* ssh NULL: SSH does not know it */
	uint32_t    bits;
} curves[] = {
	{ { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 }, 8, "ECDSA P-256", "nistp256", 256 },
	{ { 0x2b, 0x81, 0x04, 0x00, 0x22 }, 5, "ECDSA P-384", "nistp384", 384 },
	{ { 0x2b, 0x81, 0x04, 0x00, 0x23 }, 5, "ECDSA P-521", "nistp521", 521 },
	{ { 0x2b, 0x81, 0x04, 0x00, 0x0a }, 5, "ECDSA secp256k1", NULL, 256 },
};

/* -- DER ------------------------------------------------------------------------------------------------- */

static bool take_integers(umb_slice *s, umb_slice *number, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!umb_der_take_tag(s, UMB_DER_INTEGER, &number[i]) || number[i].len == 0)
			return false;
	}
	return true;
}

/* version, n, e, d, p, q, ... */
static bool read_rsa(umb_key_facts *k, umb_slice body)
{
	umb_slice v, n[5];

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &v) || v.len != 1 || !take_integers(&body, n, UMB_COUNT(n)) || n[0].len < 32)
		return false;
	k->type = "RSA";
	k->bits = bits_of(n[0]);
	put_all(k, "ssh-rsa", (umb_slice[]){ n[1], n[0] }, 2);
	return true;
}

/* version, p, q, g, y, x, and nothing more */
static bool read_dsa(umb_key_facts *k, umb_slice body)
{
	umb_slice v, n[5];

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &v) || v.len != 1 || !take_integers(&body, n, UMB_COUNT(n)) || body.len || n[0].len < 32)
		return false;
	k->type = "DSA";
	k->bits = bits_of(n[0]);
	put_all(k, "ssh-dss", n, 4);
	return true;
}

static void set_curve(umb_key_facts *k, umb_slice oid, umb_slice point)
{
	char name[32];

	k->type = "elliptic-curve";
	for (size_t i = 0; i < UMB_COUNT(curves); i++) {
		if (oid.len != curves[i].n_oid || memcmp(oid.ptr, curves[i].oid, oid.len) != 0)
			continue;
		k->type = curves[i].type;
		k->bits = curves[i].bits;
		if (!curves[i].ssh || point.len != 1 + 2 * ((curves[i].bits + 7u) / 8))
			return;
		snprintf(name, sizeof(name), "ecdsa-sha2-%s", curves[i].ssh);
		put_all(k, name, (umb_slice[]){ umb_slice_str(curves[i].ssh), point }, 2);
	}
}

/* version 1, the number, [0] the curve, [1] the point; in PKCS#8 the curve is outside. */
static bool read_ec(umb_key_facts *k, umb_slice body, umb_slice oid)
{
	umb_slice v, number, part, point = UMB_SLICE_INIT;
	uint8_t   tag;

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &v) || v.len != 1 || v.ptr[0] != 1 || !umb_der_take_tag(&body, UMB_DER_OCTETS, &number) ||
	    number.len < 14 || number.len > 80)
		return false;
	while (umb_der_take(&body, &tag, &part)) {
		if (tag == 0xa0)
			umb_der_take_tag(&part, UMB_DER_OID, &oid);
		else if (tag == 0xa1 && umb_der_take_tag(&part, UMB_DER_BITS, &point) && point.len > 1)
			point = umb_slice_sub(point, 1, point.len);
	}
	set_curve(k, oid, point);
	return true;
}

static bool is_oid(umb_slice oid, const char *bytes, size_t n)
{
	return oid.len == n && memcmp(oid.ptr, bytes, n) == 0;
}

static void read_ed25519(umb_key_facts *k, umb_slice key)
{
	umb_slice seed;
	uint8_t   point[32];

	k->type = "Ed25519";
	k->bits = 256;
	if (!umb_der_take_tag(&key, UMB_DER_OCTETS, &seed) || seed.len != sizeof(point))
		return;
	umb_ed25519_public(point, seed.ptr);
	put_all(k, "ssh-ed25519", (umb_slice[]){ umb_slice_of(point, sizeof(point)) }, 1);
}

static bool read_pkcs8(umb_key_facts *k, umb_slice body)
{
	umb_slice v, algorithm, oid, key, rest, inner, curve = UMB_SLICE_INIT;

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &v) || v.len != 1 || !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &algorithm) ||
	    !umb_der_take_tag(&algorithm, UMB_DER_OID, &oid) || !umb_der_take_tag(&body, UMB_DER_OCTETS, &key))
		return false;
	rest = key;
	if (is_oid(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9))
		return umb_der_take_tag(&rest, UMB_DER_SEQUENCE, &inner) && read_rsa(k, inner);
	if (is_oid(oid, "\x2a\x86\x48\xce\x3d\x02\x01", 7)) {
		umb_der_take_tag(&algorithm, UMB_DER_OID, &curve);
		return umb_der_take_tag(&rest, UMB_DER_SEQUENCE, &inner) && read_ec(k, inner, curve);
	}
	if (is_oid(oid, "\x2b\x65\x70", 3))
		read_ed25519(k, key);
	else
		k->type = is_oid(oid, "\x2b\x65\x6e", 3) ? "X25519" : is_oid(oid, "\x2b\x65\x71", 3) ? "Ed448" :
		          is_oid(oid, "\x2a\x86\x48\xce\x38\x04\x01", 7) ? "DSA" : "PKCS#8";
	return true;
}

/* AlgorithmIdentifier, then what is encrypted. */
static bool read_pkcs8_encrypted(umb_key_facts *k, umb_slice body)
{
	umb_slice algorithm, oid, data;

	if (!umb_der_take_tag(&body, UMB_DER_SEQUENCE, &algorithm) || !umb_der_take_tag(&algorithm, UMB_DER_OID, &oid) ||
	    !umb_der_take_tag(&body, UMB_DER_OCTETS, &data) || data.len < 32)
		return false;
	k->type      = "PKCS#8";
	k->is_locked = true;
	snprintf(k->cipher, sizeof(k->cipher), "%s", is_oid(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d", 9) ? "PBES2" : "an older scheme of PKCS#5 or PKCS#12");
	return true;
}

/* version 3 and a ContentInfo. */
static bool read_pkcs12(umb_key_facts *k, umb_slice der)
{
	umb_slice store, v, info, oid;

	if (!umb_der_take_tag(&der, UMB_DER_SEQUENCE, &store) || !umb_der_take_tag(&store, UMB_DER_INTEGER, &v) || v.len != 1 || v.ptr[0] != 3 ||
	    !umb_der_take_tag(&store, UMB_DER_SEQUENCE, &info) || !umb_der_take_tag(&info, UMB_DER_OID, &oid))
		return false;
	k->type      = "PKCS#12 key store";
	k->is_locked = true;
	return true;
}

bool umb_key_from_der(umb_key_facts *out, umb_slice in)
{
	umb_slice body;

	if (read_pkcs12(out, in))
		return true;
	if (!umb_der_take_tag(&in, UMB_DER_SEQUENCE, &body))
		return false;
	return read_dsa(out, body) || read_rsa(out, body) || read_ec(out, body, umb_slice_of(NULL, 0)) || read_pkcs8(out, body) ||
	       read_pkcs8_encrypted(out, body);
}

/* -- certificates ------------------------------------------------------------------------------------------ */

/* AlgorithmIdentifier, and the public half in a BIT STRING whose first byte counts unused bits. */
static bool read_public(umb_key_facts *k, umb_slice body)
{
	umb_slice algorithm, oid, bits, curve = UMB_SLICE_INIT, pair, n[2];

	if (!umb_der_take_tag(&body, UMB_DER_SEQUENCE, &algorithm) || !umb_der_take_tag(&algorithm, UMB_DER_OID, &oid) ||
	    !umb_der_take_tag(&body, UMB_DER_BITS, &bits) || bits.len < 2)
		return false;
	bits = umb_slice_sub(bits, 1, bits.len);
	if (is_oid(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9)) {
		if (!umb_der_take_tag(&bits, UMB_DER_SEQUENCE, &pair) || !take_integers(&pair, n, UMB_COUNT(n)))
			return false;
		k->type = "RSA";
		k->bits = bits_of(n[0]);
		put_all(k, "ssh-rsa", (umb_slice[]){ n[1], n[0] }, 2);
	} else if (is_oid(oid, "\x2a\x86\x48\xce\x3d\x02\x01", 7)) {
		umb_der_take_tag(&algorithm, UMB_DER_OID, &curve);
		set_curve(k, curve, bits);
	} else if (is_oid(oid, "\x2b\x65\x70", 3)) {
		k->type = "Ed25519";
		k->bits = 256;
		put_all(k, "ssh-ed25519", &bits, 1);
	}
	return k->n_blob > 0;
}

bool umb_key_from_certificate(umb_key_facts *out, umb_slice in)
{
	umb_slice whole, body, part;
	uint8_t   tag;

	if (!umb_der_take_tag(&in, UMB_DER_SEQUENCE, &whole) || !umb_der_take_tag(&whole, UMB_DER_SEQUENCE, &body))
		return false;
	/* [0] the version; then number, algorithm, issuer, validity, subject */
	umb_der_take_tag(&body, 0xa0, &part);
	for (size_t i = 0; i < 5; i++) {
		if (!umb_der_take(&body, &tag, &part))
			return false;
	}
	return umb_der_take_tag(&body, UMB_DER_SEQUENCE, &part) && read_public(out, part);
}

/* -- SSH ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *type;
	size_t      n_fields; /* of the private half before the comment, without the name */
	uint32_t    bits;     /* 0: of the last number of the public half that counts */
} algorithms[] = {
	{ "ssh-ed25519", "Ed25519", 2, 256 },
	{ "ssh-rsa", "RSA", 6, 0 },
	{ "ecdsa-sha2-nistp256", "ECDSA P-256", 3, 256 },
	{ "ecdsa-sha2-nistp384", "ECDSA P-384", 3, 384 },
	{ "ecdsa-sha2-nistp521", "ECDSA P-521", 3, 521 },
	{ "ssh-dss", "DSA", 5, 0 },
	{ "sk-ssh-ed25519@openssh.com", "Ed25519 on a security key", 0, 256 },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", "ECDSA on a security key", 0, 256 },
};

static size_t algorithm_of(umb_slice name)
{
	size_t i = 0;

	while (i < UMB_COUNT(algorithms) && !umb_slice_eq_str(name, algorithms[i].name))
		i++;
	return i;
}

bool umb_key_from_blob(umb_key_facts *out, umb_slice blob)
{
	umb_slice rest = blob, name, e, n;
	size_t    i;

	if (blob.len > sizeof(out->blob) || !umb_ssh_take(&rest, &name) || (i = algorithm_of(name)) == UMB_COUNT(algorithms) || !umb_ssh_take(&rest, &e))
		return false;
	out->type = algorithms[i].type;
	out->bits = algorithms[i].bits;
	if (!out->bits && strcmp(algorithms[i].name, "ssh-dss") == 0)
		out->bits = bits_of(e);
	else if (!out->bits && umb_ssh_take(&rest, &n))
		out->bits = bits_of(n);
	memcpy(out->blob, blob.ptr, blob.len);
	out->n_blob = blob.len;
	return true;
}

/* Two equal numbers, the name, the fields, the comment. */
static void read_comment(umb_key_facts *k, umb_slice part)
{
	uint32_t  a, b;
	umb_slice name, field;
	size_t    i;

	if (!umb_ssh_take_u32(&part, &a) || !umb_ssh_take_u32(&part, &b) || a != b || !umb_ssh_take(&part, &name))
		return;
	i = algorithm_of(name);
	if (i == UMB_COUNT(algorithms) || !algorithms[i].n_fields)
		return;
	for (size_t n = 0; n < algorithms[i].n_fields; n++) {
		if (!umb_ssh_take(&part, &field))
			return;
	}
	if (umb_ssh_take(&part, &field))
		k->comment = field;
}

bool umb_key_from_openssh(umb_key_facts *out, umb_slice in)
{
	static const char magic[] = "openssh-key-v1";
	umb_slice cipher, kdf, options, salt, blob, private;
	uint32_t  n_keys;

	if (in.len < sizeof(magic) || memcmp(in.ptr, magic, sizeof(magic)) != 0)
		return false;
	in = umb_slice_sub(in, sizeof(magic), in.len);
	if (!umb_ssh_take(&in, &cipher) || !umb_ssh_take(&in, &kdf) || !umb_ssh_take(&in, &options) || !umb_ssh_take_u32(&in, &n_keys) ||
	    n_keys != 1 || !umb_ssh_take(&in, &blob) || !umb_key_from_blob(out, blob))
		return false;
	out->is_locked = !umb_slice_eq_str(cipher, "none");
	if (!out->is_locked) {
		if (umb_ssh_take(&in, &private))
			read_comment(out, private);
		return true;
	}
	snprintf(out->cipher, sizeof(out->cipher), "%.*s", (int)UMB_MIN(cipher.len, (size_t)40), (const char *)cipher.ptr);
	if (umb_slice_eq_str(kdf, "bcrypt") && umb_ssh_take(&options, &salt))
		umb_ssh_take_u32(&options, &out->rounds);
	return true;
}
