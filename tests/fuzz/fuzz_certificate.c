/*
 * fuzz_certificate.c - any bytes where DER is expected: certificates, keys, the message of NTLM, a Java key store.
 *
 * The readers get a copy of the exact size, so that the sanitizers see a byte too many; then the validators get the same bytes the
 * way they stand in files: as PEM, as base64 of it, bare.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "harness/make_base64.h"
#include "harness/make_hit.h"
#include "judge/certificate_names.h"
#include "judge/value_words.h"
#include "resolve/key_facts.h"

#define MAX_DER 5000 /* so that base64 of base64 stays within what is looked at */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static char code[MAX_DER * 2], text[MAX_DER * 2], twice[MAX_DER * 3];

static umb_verdict ask_about(const char *name, umb_slice whole, umb_slice value, double own)
{
	const umb_validator_ops *ops = umb_validator_find(name);
	umb_hit_view hit = make_hit(whole);
	umb_param    params[UMB_MAX_PARAMS] = { own };
	const char  *first = NULL, *second = NULL;
	umb_verdict  v;

	hit.value  = value;
	hit.match  = hit.secret = (umb_span){ (uint64_t)(value.ptr - whole.ptr), (uint64_t)(value.ptr - whole.ptr) + value.len };
	v = ops->check(&hit, params, &first);
	if (v != ops->check(&hit, params, &second) || first != second || (v != UMB_NO_OPINION && !first))
		abort();
	return v;
}

static void read_exact(umb_slice der)
{
	uint8_t              *exact = malloc(der.len ? der.len : 1);
	umb_certificate_names names, again;
	umb_key_facts        *key = calloc(1, sizeof(*key));
	umb_slice             in = umb_slice_of(exact, der.len);

	if (!exact || !key)
		abort();
	if (der.len)
		memcpy(exact, der.ptr, der.len);
	if (umb_certificate_names_read(&names, in) != umb_certificate_names_read(&again, in) || names.is_for_show != again.is_for_show || names.has_host != again.has_host)
		abort();
	umb_key_from_certificate(key, in);
	if (key->n_blob > sizeof(key->blob))
		abort();
	memset(key, 0, sizeof(*key));
	umb_key_from_der(key, in);
	free(key);
	free(exact);
}

static umb_slice as_pem(const char *label, size_t n)
{
	int len = snprintf(text, sizeof(text), "-----%s %s-----\n%.*s\n-----END %s-----\n", "BEGIN", label, (int)n, code, label);

	return umb_slice_of(text, (size_t)len);
}

static void ask_validators(umb_slice der)
{
	size_t      n = make_base64(code, der, false);
	umb_slice   pem = as_pem("CERTIFICATE", n), bare = umb_slice_of(code, n);
	umb_verdict own = ask_about("certificate", pem, pem, 1), beside;

	if (own != UMB_SHOWN && own != UMB_REJECT)
		abort();
	/* Base64 of it says the same; a certificate in the text of another one is seen in one of both only. */
	beside = ask_about("certificate", umb_slice_of(twice, make_base64(twice, pem, false)), umb_slice_of(twice, 1), 0);
	if (umb_text_find(der, umb_slice_str("CERT")) == SIZE_MAX && beside != (own == UMB_SHOWN ? UMB_SHOWN : UMB_NO_OPINION))
		abort();
	ask_about("certificate", der, der, 0);
	ask_about("ntlm", bare, bare, 0);
	umb_value_is_public_key(bare);
	pem = as_pem("PRIVATE KEY", n);
	ask_about("outdated", pem, pem, 0);
	ask_about("pem", pem, pem, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_slice der = umb_slice_of(data, UMB_MIN(len, (size_t)MAX_DER));

	if (len == 0)
		return 0;
	read_exact(der);
	ask_validators(der);
	return 0;
}
