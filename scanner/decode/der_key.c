/*
 * der_key.c - private keys among other bytes.
 *
 * Binary content is full of bytes that look like the head of a structure, so all of it must be right: every element ends where
 * the one around it does, numbers are where they belong, in sizes that fit each other, and algorithms are known ones.
 */
#include "decode/der_key.h"

#include "base/der.h"

#define MIN_RSA 64 /* bytes of a modulus: 512 bits */
#define CONTEXT_0 0xa0
#define CONTEXT_1 0xa1
#define CONTEXT_1_BITS 0x81

static bool has_prefix(umb_slice s, const char *prefix, size_t n)
{
	return s.len >= n && memcmp(s.ptr, prefix, n) == 0;
}

#define HAS_PREFIX(s, text) has_prefix(s, text, sizeof(text) - 1)

/* Positive and without a byte too many. */
static bool take_number(umb_slice *s, umb_slice *n)
{
	if (!umb_der_take_tag(s, UMB_DER_INTEGER, n) || n->len == 0 || n->ptr[0] >= 0x80)
		return false;
	return n->len == 1 || n->ptr[0] != 0 || n->ptr[1] >= 0x80;
}

/*
 * A secret that is only a row of random bytes has nothing to check; programs hold the bytes in front of one as a constant, and
 * what follows there are zeros and text.  Of 32 random bytes 30 are different; fewer than 20 come up once in a thousand million.
 */
static bool is_random(umb_slice s)
{
	bool   seen[256] = { false };
	size_t n = 0, len = UMB_MIN(s.len, (size_t)32);

	for (size_t i = s.len - len; i < s.len; i++) {
		n += !seen[s.ptr[i]];
		seen[s.ptr[i]] = true;
	}
	return n * 8 >= len * 5;
}

static bool take_version(umb_slice *s, uint8_t *version)
{
	umb_slice n;

	if (!umb_der_take_tag(s, UMB_DER_INTEGER, &n) || n.len != 1)
		return false;
	*version = n.ptr[0];
	return true;
}

static size_t take_numbers(umb_slice *s, umb_slice *n, size_t max)
{
	size_t i = 0;

	while (i < max && take_number(s, &n[i]))
		i++;
	return s->len == 0 ? i : 0;
}

/* PKCS#1: modulus, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p; or DSA: p, q, g, y, x. */
static const char *numbers_label(umb_slice s)
{
	umb_slice n[9];
	size_t    count = take_numbers(&s, n, UMB_COUNT(n));

	if (count == 8 && n[0].len >= MIN_RSA && n[1].len <= 9 && n[2].len <= n[0].len && n[3].len + n[4].len + 2 >= n[0].len &&
	    n[3].len + n[4].len <= n[0].len + 2 && n[5].len <= n[3].len && n[6].len <= n[4].len && n[7].len <= n[3].len)
		return "RSA PRIVATE KEY";
	if (count == 5 && n[0].len >= MIN_RSA && n[1].len >= 20 && n[1].len <= 33 && n[2].len <= n[0].len && n[3].len <= n[0].len &&
	    n[4].len <= n[1].len)
		return "DSA PRIVATE KEY";
	return NULL;
}

/* SEC1 behind its version; the curve or the public point must be there, or it is a number in any structure. */
static const char *ec_label(umb_slice s)
{
	umb_slice secret, curve = UMB_SLICE_INIT, point = UMB_SLICE_INIT, part;

	if (!umb_der_take_tag(&s, UMB_DER_OCTETS, &secret) || secret.len < 14 || secret.len > 80 || !is_random(secret))
		return NULL;
	if (umb_der_take_tag(&s, CONTEXT_0, &curve) && (!umb_der_take_tag(&curve, UMB_DER_OID, &part) || curve.len != 0 || part.len < 5))
		return NULL;
	if (umb_der_take_tag(&s, CONTEXT_1, &point) && (!umb_der_take_tag(&point, UMB_DER_BITS, &part) || point.len != 0 || part.len < 15))
		return NULL;
	return s.len == 0 && (curve.ptr || point.ptr) ? "EC PRIVATE KEY" : NULL;
}

static bool is_key_algorithm(umb_slice oid)
{
	return HAS_PREFIX(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x01")    /* RSA and its paddings */
	       || HAS_PREFIX(oid, "\x2a\x86\x48\xce\x3d\x02\x01")     /* elliptic curves */
	       || HAS_PREFIX(oid, "\x2a\x86\x48\xce\x38\x04\x01")     /* DSA */
	       || HAS_PREFIX(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01") || HAS_PREFIX(oid, "\x2a\x86\x48\xce\x3e\x02\x01") /* DH */
	       || (oid.len == 3 && HAS_PREFIX(oid, "\x2b\x65") && oid.ptr[2] >= 0x6e && oid.ptr[2] <= 0x71); /* X and Ed, 25519 and 448 */
}

/* PKCS#8 behind its version; the key inside is one whole element itself. */
static const char *pkcs8_label(umb_slice s)
{
	umb_slice algorithm, oid, key, part;
	uint8_t   tag;

	if (!umb_der_take_tag(&s, UMB_DER_SEQUENCE, &algorithm) || !umb_der_take_tag(&algorithm, UMB_DER_OID, &oid) || !is_key_algorithm(oid))
		return NULL;
	if (!umb_der_take_tag(&s, UMB_DER_OCTETS, &key) || key.len < 16)
		return NULL;
	umb_der_take_tag(&s, CONTEXT_0, &part);
	if (!umb_der_take_tag(&s, CONTEXT_1_BITS, &part))
		umb_der_take_tag(&s, CONTEXT_1, &part);
	if (s.len != 0 || !umb_der_take(&key, &tag, &part) || key.len != 0)
		return NULL;
	return tag != UMB_DER_OCTETS || is_random(part) ? "PRIVATE KEY" : NULL;
}

/* PKCS#8 under a pass-phrase: by PKCS#5 or in the older way of PKCS#12. */
static const char *locked_label(umb_slice s)
{
	umb_slice algorithm, oid, params, key;

	if (!umb_der_take_tag(&s, UMB_DER_SEQUENCE, &algorithm) || !umb_der_take_tag(&algorithm, UMB_DER_OID, &oid))
		return NULL;
	if (!HAS_PREFIX(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x05") && !HAS_PREFIX(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01"))
		return NULL;
	if (!umb_der_take_tag(&algorithm, UMB_DER_SEQUENCE, &params) || params.len < 8 || algorithm.len != 0)
		return NULL;
	return umb_der_take_tag(&s, UMB_DER_OCTETS, &key) && key.len >= 40 && s.len == 0 ? "ENCRYPTED PRIVATE KEY" : NULL;
}

static bool is_pkcs12(umb_slice s)
{
	umb_slice safe, oid, part;

	return umb_der_take_tag(&s, UMB_DER_SEQUENCE, &safe) && umb_der_take_tag(&safe, UMB_DER_OID, &oid) && oid.len == 9 &&
	       HAS_PREFIX(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x07") && umb_der_take_tag(&safe, CONTEXT_0, &part) && safe.len == 0 &&
	       part.len >= 64 && (s.len == 0 || (umb_der_take_tag(&s, UMB_DER_SEQUENCE, &part) && s.len == 0));
}

/* As some programs write it: no lengths, so that nobody can say where it ends. */
static bool is_pkcs12_without_lengths(umb_slice in)
{
	return in.len >= 256 && HAS_PREFIX(in, "\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04");
}

static const char *label_of(umb_slice body)
{
	uint8_t version;

	if (body.ptr[0] == UMB_DER_SEQUENCE)
		return locked_label(body);
	if (!take_version(&body, &version) || body.len < 2)
		return NULL;
	if (version == 3)
		return is_pkcs12(body) ? "PKCS12" : NULL;
	if (version > 1)
		return NULL;
	if (body.ptr[0] == UMB_DER_SEQUENCE)
		return pkcs8_label(body);
	return version == 0 ? numbers_label(body) : ec_label(body);
}

size_t umb_der_key(umb_slice in, const char **label)
{
	umb_slice rest = in, body;

	*label = NULL;
	if (in.len < 8 || in.ptr[0] != UMB_DER_SEQUENCE || in.ptr[1] < 0x20)
		return 0;
	if (is_pkcs12_without_lengths(in)) {
		*label = "PKCS12";
		return in.len;
	}
	if (!umb_der_take_tag(&rest, UMB_DER_SEQUENCE, &body) || body.len < 32 || (body.ptr[0] != UMB_DER_INTEGER && body.ptr[0] != UMB_DER_SEQUENCE))
		return 0;
	*label = label_of(body);
	return *label ? in.len - rest.len : 0;
}
