/*
 * res_key.c - private keys: what kind, how long, locked or not, and the fingerprint that `ssh-keygen -lf` prints.
 *
 * The fingerprint is of the public half, so it names the key in every authorized_keys and every log of a server and opens nothing.
 */
#include "resolve/reading.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/checksum.h"
#include "base/keyed.h"
#include "base/pem_body.h"
#include "base/text.h"
#include "resolve/key_facts.h"

#define MIN_CODE 64 /* characters of a bare key in base64 */

static void add_fingerprint(umb_claims *out, umb_slice blob)
{
	static const char prefix[] = "SHA256:";
	uint8_t sum[32];
	char    text[64];

	umb_sha256(sum, blob);
	memcpy(text, prefix, sizeof(prefix));
	umb_base64_encode(text + sizeof(prefix) - 1, umb_slice_of(sum, sizeof(sum)));
	umb_claims_text(out, "fingerprint", text, UMB_CLAIM_RECOMPUTED);
}

static void add_lock(umb_claims *out, const umb_key_facts *k)
{
	char text[96] = "none";

	if (k->is_locked && k->rounds)
		snprintf(text, sizeof(text), "pass-phrase (%s, %u rounds)", k->cipher, k->rounds);
	else if (k->is_locked)
		snprintf(text, sizeof(text), k->cipher[0] ? "pass-phrase (%s)" : "pass-phrase", k->cipher);
	umb_claims_text(out, "protection", text, UMB_CLAIM_FORMAT);
}

static void tell(umb_claims *out, const umb_key_facts *k)
{
	char text[64];

	snprintf(text, sizeof(text), k->bits ? "%s, %u bits" : "%s", k->type, k->bits);
	umb_claims_text(out, "key_type", text, UMB_CLAIM_FORMAT);
	add_lock(out, k);
	if (k->n_blob)
		add_fingerprint(out, umb_slice_of(k->blob, k->n_blob));
	umb_claims_add(out, "comment", k->comment, UMB_CLAIM_FORMAT);
	if (strcmp(k->type, "RSA") == 0 && k->bits < 2048)
		umb_claims_text(out, "weakness", "an RSA key of less than 2,048 bits", UMB_CLAIM_FORMAT);
	if (strcmp(k->type, "DSA") == 0)
		umb_claims_text(out, "weakness", "DSA is not accepted any more", UMB_CLAIM_FORMAT);
}

/* "RSA PRIVATE KEY" with the old headers: only the label is readable, and the derivation is one round of MD5. */
static void tell_old_form(umb_claims *out, umb_slice label)
{
	umb_key_facts k = { .is_locked = true, .cipher = "one round of MD5" };

	k.type = umb_text_find(label, umb_slice_str("RSA")) != SIZE_MAX ? "RSA" : umb_text_find(label, umb_slice_str("DSA")) != SIZE_MAX ? "DSA" : "elliptic-curve";
	umb_claims_text(out, "key_type", k.type, UMB_CLAIM_FORMAT);
	add_lock(out, &k);
	umb_claims_text(out, "weakness", "a pass-phrase that one round of MD5 protects", UMB_CLAIM_FORMAT);
}

static bool read_block(umb_claims *out, umb_slice text)
{
	umb_pem_body  b;
	umb_key_facts k = { .type = NULL };
	umb_slice     der;
	bool          is_read = umb_pem_body_read(&b, text);

	if (is_read && umb_slice_eq_str(b.label, "CERTIFICATE")) {
		if (umb_key_from_certificate(&k, umb_slice_of(b.der, b.len)))
			add_fingerprint(out, umb_slice_of(k.blob, k.n_blob));
	} else if (is_read && b.is_encrypted && b.n_chars >= MIN_CODE) {
		tell_old_form(out, b.label);
	} else if (is_read) {
		der = umb_slice_of(b.der, b.len);
		if (umb_key_from_openssh(&k, der) || umb_key_from_der(&k, der))
			tell(out, &k);
	}
	umb_wipe(&b, sizeof(b));
	umb_wipe(&k, sizeof(k));
	return is_read;
}

/* base64 of a block, or of a bare key. */
static void read_code(umb_claims *out, umb_slice code)
{
	uint8_t       bytes[UMB_PEM_MAX_DER];
	umb_key_facts k = { .type = NULL };
	size_t        n = 0;

	while (code.len && code.ptr[code.len - 1] == '=')
		code.len--;
	if (code.len < MIN_CODE || code.ptr[0] != 'M' || umb_base64_max(code.len) > sizeof(bytes) || !umb_base64_decode(bytes, sizeof(bytes), &n, code))
		return;
	if (umb_key_from_der(&k, umb_slice_of(bytes, n)))
		tell(out, &k);
	umb_wipe(bytes, sizeof(bytes));
	umb_wipe(&k, sizeof(k));
}

/* -- PuTTY ------------------------------------------------------------------------------------------------- */

/* The rest of the line behind a header; lines may end in \n or \r spelled out. */
static umb_slice header(umb_slice text, const char *name, umb_slice *behind)
{
	size_t at = umb_text_find(text, umb_slice_str(name)), end;

	if (at == SIZE_MAX)
		return umb_slice_of(NULL, 0);
	at += strlen(name);
	for (end = at; end < text.len && text.ptr[end] >= ' ' && text.ptr[end] != '\\';)
		end++;
	*behind = umb_slice_sub(text, end, text.len);
	return umb_text_trim(umb_slice_sub(text, at, end));
}

static void read_putty(umb_claims *out, umb_slice text)
{
	umb_key_facts k = { .type = NULL };
	umb_slice     rest, lines = UMB_SLICE_INIT, cipher = header(text, "Encryption:", &rest), comment = header(text, "Comment:", &rest);
	umb_slice     count = header(text, "Public-Lines:", &lines);
	size_t        n_code = 0, n = 0;
	uint8_t       code[2048], blob[1536];

	if (!count.len)
		return;
	lines.len = UMB_MIN(umb_text_find(lines, umb_slice_str("Key-Derivation:")), UMB_MIN(lines.len, umb_text_find(lines, umb_slice_str("Private-Lines:"))));
	for (size_t i = 0; i < lines.len && n_code < sizeof(code); i++) {
		if (lines.ptr[i] == '\\')
			i++;
		else if (umb_base64_is_char(lines.ptr[i]))
			code[n_code++] = lines.ptr[i];
	}
	if (n_code % 4 == 1 || !umb_base64_decode(blob, sizeof(blob), &n, umb_slice_of(code, n_code)) || !umb_key_from_blob(&k, umb_slice_of(blob, n)))
		return;
	k.comment   = comment;
	k.is_locked = !umb_slice_eq_str(cipher, "none");
	if (k.is_locked)
		snprintf(k.cipher, sizeof(k.cipher), "%.*s", (int)UMB_MIN(cipher.len, (size_t)40), (const char *)cipher.ptr);
	tell(out, &k);
}

/* -- age ---------------------------------------------------------------------------------------------------- */

/* The recipient of an identity: what files were encrypted to. */
static void read_age(umb_claims *out, umb_slice v)
{
	static const char prefix[] = "AGE-SECRET-KEY-1";
	uint8_t  key[34] = { 0 }, point[32], values[58];
	uint32_t bits = 0, n_bits = 0;
	char     text[4 + UMB_COUNT(values) + 1] = "age1";
	size_t   n = 0;

	if (v.len != sizeof(prefix) - 1 + 58)
		return;
	for (size_t i = 0; i < 52; i++) {
		uint8_t value = umb_bech32_value(v.ptr[sizeof(prefix) - 1 + i]);

		if (value == 0xff)
			return;
		bits = bits << 5 | value;
		for (n_bits += 5; n_bits >= 8; n_bits -= 8)
			key[n++] = (uint8_t)(bits >> (n_bits - 8));
	}
	umb_x25519_public(point, key);
	umb_wipe(key, sizeof(key));
	n      = 0;
	n_bits = 0;
	for (size_t i = 0; i < sizeof(point); i++) {
		bits = bits << 8 | point[i];
		for (n_bits += 8; n_bits >= 5; n_bits -= 5)
			values[n++] = bits >> (n_bits - 5) & 31;
	}
	if (n_bits)
		values[n++] = (uint8_t)(bits << (5 - n_bits) & 31);
	umb_bech32_sum(values + n, umb_slice_str("age"), umb_slice_of(values, n), false);
	for (size_t i = 0; i < sizeof(values); i++)
		text[4 + i] = umb_bech32_char(values[i]);
	umb_claims_text(out, "key_type", "age, X25519", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "fingerprint", text, UMB_CLAIM_RECOMPUTED);
}

static void key_resolve(const umb_hit_view *hit, umb_claims *out)
{
	static const char age[] = "AGE-SECRET-KEY-1", putty[] = "PuTTY-User-Key-File-";
	umb_slice v = hit->value;

	if (v.len < MIN_CODE)
		return;
	if (memcmp(v.ptr, age, sizeof(age) - 1) == 0)
		read_age(out, v);
	else if (memcmp(v.ptr, putty, sizeof(putty) - 1) == 0)
		read_putty(out, v);
	else if (!read_block(out, v))
		read_code(out, v);
}

const umb_resolver_ops umb_resolver_key = {
	.name    = "key",
	.summary = "kind, length, protection and fingerprint of private keys",
	.resolve = key_resolve,
};
