/*
 * val_pem.c - does the body of a private-key block hold a private key?
 *
 * The structure is walked, not the arithmetic: which numbers are there and whether their lengths add up.  What
 * holds is called proved; a body that does not parse may be altered, cut or a sample, so it only lowers.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/der.h"
#include "base/pem_body.h"
#include "base/ssh_wire.h"
#include "base/text.h"

#define MIN_CHARS 16
/* What a name ends with when the key is of no use without more. */
#define LOCKED ", encrypted with a pass-phrase"

/* INTEGERs at the front of s, and the longest of them. */
static size_t count_integers(umb_slice s, size_t *longest)
{
	umb_slice number;
	size_t    n = 0;

	*longest = 0;
	while (n < 16 && umb_der_take_tag(&s, UMB_DER_INTEGER, &number)) {
		*longest = UMB_MAX(*longest, number.len);
		n++;
	}
	return s.len == 0 ? n : 0;
}

/* By its beginning, which is all that is shown of a large one. */
static bool is_pkcs12(umb_slice der)
{
	static const uint8_t data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
	static const uint8_t three[] = { UMB_DER_INTEGER, 1, 3, UMB_DER_SEQUENCE };
	size_t at = der.len > 1 && der.ptr[1] > 0x80 ? 2 + (der.ptr[1] & 7u) : 2;

	return der.len >= 64 && der.ptr[0] == UMB_DER_SEQUENCE && memcmp(der.ptr + at, three, sizeof(three)) == 0 &&
	       umb_text_find(umb_slice_sub(der, at + 4, at + 24), umb_slice_of(data, sizeof(data))) != SIZE_MAX;
}

static const char *name_of_der(umb_slice der)
{
	umb_slice body, version, part, oid;
	size_t    n, longest;

	if (is_pkcs12(der))
		return "begins as a PKCS#12 key store" LOCKED;
	if (!umb_der_take_tag(&der, UMB_DER_SEQUENCE, &body))
		return NULL;
	n = count_integers(body, &longest);
	if (n >= 9 && longest >= 48)
		return "parses as an RSA private key, not encrypted";
	if (n == 6 && longest >= 48)
		return "parses as a DSA private key, not encrypted";
	if (umb_der_take_tag(&body, UMB_DER_SEQUENCE, &part))
		return umb_der_take_tag(&part, UMB_DER_OID, &oid) && umb_der_take_tag(&body, UMB_DER_OCTETS, &part) && part.len >= 32
			? "parses as a PKCS#8 private key" LOCKED : NULL;
	if (!umb_der_take_tag(&body, UMB_DER_INTEGER, &version) || version.len != 1)
		return NULL;
	if (umb_der_take_tag(&body, UMB_DER_OCTETS, &part))
		return part.len >= 14 && part.len <= 80 ? "parses as an elliptic-curve private key, not encrypted" : NULL;
	if (umb_der_take_tag(&body, UMB_DER_SEQUENCE, &part) && umb_der_take_tag(&part, UMB_DER_OID, &oid) && umb_der_take_tag(&body, UMB_DER_OCTETS, &part))
		return part.len >= 16 ? "parses as a PKCS#8 private key, not encrypted" : NULL;
	return NULL;
}

/* -- OpenSSH -------------------------------------------------------------------------------------- */

static bool is_name(umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return false;
	}
	return s.len >= 3 && s.len <= 40;
}

static const char *name_of_openssh(umb_slice s)
{
	static const char magic[] = "openssh-key-v1";
	umb_slice cipher, kdf, options, part;
	uint32_t  n_keys;

	if (s.len < sizeof(magic) || memcmp(s.ptr, magic, sizeof(magic)) != 0)
		return NULL;
	s = umb_slice_sub(s, sizeof(magic), s.len);
	if (!umb_ssh_take(&s, &cipher) || !umb_ssh_take(&s, &kdf) || !umb_ssh_take(&s, &options) || !umb_ssh_take_u32(&s, &n_keys))
		return NULL;
	if (!is_name(cipher) || !is_name(kdf) || n_keys == 0 || n_keys > 16)
		return NULL;
	for (uint32_t i = 0; i < n_keys; i++) {
		if (!umb_ssh_take(&s, &part) || part.len < 11)
			return NULL;
	}
	if (!umb_ssh_take(&s, &part) || part.len < 8)
		return NULL;
	return umb_slice_eq_str(cipher, "none") ? "parses as an OpenSSH private key, not encrypted"
	                                        : "parses as an OpenSSH private key" LOCKED;
}

/* -- OpenPGP ---------------------------------------------------------------------------------------- */

/* The block begins with a secret-key packet of a known version. */
static const char *name_of_pgp(umb_slice s)
{
	size_t at;

	if (s.len < 40)
		return NULL;
	if ((s.ptr[0] & 0xfc) == 0x94) /* old form, tag 5; two bits say how many bytes the length has */
		at = (s.ptr[0] & 3) == 3 ? 1 : 1 + ((size_t)1 << (s.ptr[0] & 3));
	else if (s.ptr[0] == 0xc5)
		at = s.ptr[1] < 192 ? 2 : s.ptr[1] < 224 ? 3 : 6;
	else
		return NULL;
	return s.ptr[at] >= 3 && s.ptr[at] <= 6 ? "begins with an OpenPGP secret key" : NULL;
}

/* -- verdict ------------------------------------------------------------------------------------------ */

static const char *name_of(const umb_pem_body *b)
{
	umb_slice   der = umb_slice_of(b->der, b->len);
	const char *name;

	if (b->is_encrypted)
		return b->len >= 64 && b->n_foreign == 0 ? "a private key in the old form" LOCKED : NULL;
	if (umb_text_find(b->label, umb_slice_str("PGP")) != SIZE_MAX)
		return name_of_pgp(der);
	name = name_of_der(der);
	return name ? name : name_of_openssh(der);
}

static umb_verdict verdict_of(const char *name)
{
	size_t n = name ? strlen(name) : 0;

	if (!name)
		return UMB_DOUBT;
	return n >= sizeof(LOCKED) && strcmp(name + n - (sizeof(LOCKED) - 1), LOCKED) == 0 ? UMB_PROVE_LOCKED : UMB_PROVE;
}

static umb_verdict block_check(const umb_pem_body *b, const char **reason)
{
	*reason = "not a private key by its label";
	if (umb_text_find(b->label, umb_slice_str("PRIVATE KEY")) == SIZE_MAX && !umb_slice_eq_str(b->label, "PKCS12"))
		return UMB_REJECT;
	*reason = "no key follows the label";
	if (b->n_chars < MIN_CHARS)
		return UMB_REJECT;
	*reason = name_of(b);
	return verdict_of(*reason);
}

/* The bytes of a value that is base64 itself: a block once more, or a bare key. */
static umb_verdict base64_check(umb_pem_body *b, umb_slice value, const char **reason)
{
	uint8_t bytes[UMB_PEM_MAX_DER];
	size_t  n = 0;

	*reason = "no PEM block";
	while (value.len && value.ptr[value.len - 1] == '=')
		value.len--;
	/* A rule's bound may cut anywhere; what is left decodes all the same. */
	value.len = UMB_MIN(value.len, sizeof(bytes) / 3 * 4);
	value.len -= value.len % 4 == 1;
	if (value.len < MIN_CHARS || !umb_base64_decode(bytes, sizeof(bytes), &n, value))
		return UMB_REJECT;
	if (umb_pem_body_read(b, umb_slice_of(bytes, n)))
		return block_check(b, reason);
	*reason = name_of_der(umb_slice_of(bytes, n));
	return verdict_of(*reason);
}

static umb_verdict pem_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_pem_body b;
	umb_slice    match = umb_slice_sub(hit->text, (size_t)hit->match.from, (size_t)hit->match.to);
	umb_verdict  v;

	UMB_UNUSED(params);
	if (umb_pem_body_read(&b, hit->value) || umb_pem_body_read(&b, match))
		v = block_check(&b, reason);
	else
		v = base64_check(&b, hit->value, reason);
	if (v == UMB_DOUBT)
		*reason = "the body does not parse as a key: cut off, altered or a sample";
	return v;
}

const umb_validator_ops umb_validator_pem = {
	.name    = "pem",
	.summary = "the body of a private-key block parses",
	.check   = pem_check,
};
