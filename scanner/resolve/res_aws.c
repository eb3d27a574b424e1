/*
 * res_aws.c - what an AWS id says: which kind of thing it names, and in newer ids the account.
 *
 * Sixteen base32 characters behind the prefix; of their first 48 bits, bit 47 is set in ids that carry an account and
 * bits 46 to 7 are it.  Older ids (fifth character before 'Q') do not carry one, and a number read from them would be wrong.
 */
#include "core/resolver.h"

#include <stdio.h>

#define ID_LEN 20
#define PREFIX_LEN 4

static const struct {
	const char *prefix;
	const char *token_kind;
	const char *kind; /* of the identity, where the prefix decides it */
} entities[] = {
	{ "AKIA", "long-term access key", NULL },
	{ "ASIA", "temporary access key", NULL },
	{ "ABIA", "bearer token", NULL },
	{ "ACCA", "context-specific credential", NULL },
	{ "AIDA", "user", NULL },
	{ "AROA", "role", "workload" },
	{ "AIPA", "instance profile", "workload" },
	{ "AGPA", "group", NULL },
	{ "ANPA", "managed policy", NULL },
	{ "ANVA", "policy version", NULL },
	{ "APKA", "public key", NULL },
	{ "ASCA", "certificate", NULL },
};

static bool base32_value(uint8_t c, uint64_t *v)
{
	if (c >= 'A' && c <= 'Z')
		*v = (uint64_t)(c - 'A');
	else if (c >= '2' && c <= '7')
		*v = (uint64_t)(c - '2' + 26);
	else
		return false;
	return true;
}

/* The first 48 bits behind the prefix; false when a character is not base32. */
static bool first_bits(umb_slice id, uint64_t *out)
{
	uint64_t bits = 0, v;

	for (size_t i = PREFIX_LEN; i < ID_LEN; i++) {
		if (!base32_value(id.ptr[i], &v))
			return false;
		if (i < PREFIX_LEN + 10)
			bits = bits << 5 | v;
	}
	*out = bits >> 2;
	return true;
}

static void add_account(umb_slice id, umb_claims *out)
{
	uint64_t bits;
	char     text[32];

	if (!first_bits(id, &bits) || !(bits >> 47 & 1))
		return;
	snprintf(text, sizeof(text), "%012llu", (unsigned long long)((bits & 0x7fffffffff80) >> 7));
	umb_claims_add(out, "account", umb_slice_str(text), UMB_CLAIM_FORMAT);
}

static void aws_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice v = hit->value;
	uint64_t  bits;

	if (v.len != ID_LEN || !first_bits(v, &bits))
		return;
	for (size_t i = 0; i < UMB_COUNT(entities); i++) {
		if (memcmp(v.ptr, entities[i].prefix, PREFIX_LEN) != 0)
			continue;
		umb_claims_add(out, "provider", umb_slice_str("AWS"), UMB_CLAIM_FORMAT);
		umb_claims_add(out, "token_kind", umb_slice_str(entities[i].token_kind), UMB_CLAIM_FORMAT);
		umb_claims_add(out, "key_id", v, UMB_CLAIM_FORMAT);
		umb_claims_add(out, "kind", umb_slice_str(entities[i].kind), UMB_CLAIM_FORMAT);
		add_account(v, out);
		return;
	}
}

const umb_resolver_ops umb_resolver_aws = {
	.name    = "aws",
	.summary = "entity and account of AWS ids",
	.resolve = aws_resolve,
};
