/*
 * val_outdated.c - a private key of a kind that servers and clients no longer take, or never did.
 *
 * DSA, RSA below 1,024 bits, curves below 256 bits and those of Brainpool: in use they are rare, in test suites of what reads keys
 * they are the rule.  Read from the structure; a key that cannot be read says nothing.
 */
#include "core/validator.h"

#include "base/der.h"
#include "base/pem_body.h"
#include "base/text.h"

#define MIN_RSA_BYTES 127 /* of 1,024 bits, of which the first may be zero */

static bool is_of(umb_slice oid, const char *bytes, size_t n)
{
	return oid.len >= n && memcmp(oid.ptr, bytes, n) == 0;
}

static bool is_outdated_curve(umb_slice oid)
{
	return is_of(oid, "\x2b\x24\x03\x03\x02\x08", 6) ||                        /* Brainpool */
	       is_of(oid, "\x2b\x81\x04\x00\x21", 5) || is_of(oid, "\x2b\x81\x04\x00\x1f", 5) || /* secp224r1, secp192k1 */
	       is_of(oid, "\x2a\x86\x48\xce\x3d\x03\x01\x01", 8);                  /* prime192v1 */
}

/* version, modulus, ...; or of DSA, six numbers */
static bool is_outdated_numbers(umb_slice body)
{
	umb_slice number, modulus;
	size_t    n = 2;

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &number) || !umb_der_take_tag(&body, UMB_DER_INTEGER, &modulus))
		return false;
	while (umb_der_take_tag(&body, UMB_DER_INTEGER, &number))
		n++;
	return n == 6 || (n >= 9 && modulus.len < MIN_RSA_BYTES);
}

/* version 1, the number, [0] the curve */
static bool is_outdated_ec(umb_slice body)
{
	umb_slice part, oid;
	uint8_t   tag;

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &part) || !umb_der_take_tag(&body, UMB_DER_OCTETS, &part))
		return false;
	while (umb_der_take(&body, &tag, &part)) {
		if (tag == 0xa0 && umb_der_take_tag(&part, UMB_DER_OID, &oid))
			return is_outdated_curve(oid);
	}
	return false;
}

static bool is_outdated_pkcs8(umb_slice body)
{
	umb_slice version, algorithm, oid, curve = UMB_SLICE_INIT, key, inner;

	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &version) || !umb_der_take_tag(&body, UMB_DER_SEQUENCE, &algorithm) ||
	    !umb_der_take_tag(&algorithm, UMB_DER_OID, &oid) || !umb_der_take_tag(&body, UMB_DER_OCTETS, &key))
		return false;
	if (is_of(oid, "\x2a\x86\x48\xce\x38\x04\x01", 7))
		return true;
	if (is_of(oid, "\x2a\x86\x48\xce\x3d\x02\x01", 7))
		return umb_der_take_tag(&algorithm, UMB_DER_OID, &curve) && is_outdated_curve(curve);
	return umb_der_take_tag(&key, UMB_DER_SEQUENCE, &inner) && is_outdated_numbers(inner);
}

static umb_verdict outdated_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_pem_body b;
	umb_slice    der, body;

	UMB_UNUSED(params);
	if (!umb_pem_body_read(&b, hit->value) || b.is_encrypted)
		return UMB_NO_OPINION;
	der = umb_slice_of(b.der, b.len);
	if (!umb_der_take_tag(&der, UMB_DER_SEQUENCE, &body) || !(is_outdated_numbers(body) || is_outdated_ec(body) || is_outdated_pkcs8(body)))
		return UMB_NO_OPINION;
	*reason = "of a kind that is hardly in use any more";
	return UMB_HINT;
}

const umb_validator_ops umb_validator_outdated = {
	.name    = "outdated",
	.summary = "a private key of a kind that is hardly in use any more: not told among tests and documents",
	.check   = outdated_check,
};
