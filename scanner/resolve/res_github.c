/*
 * res_github.c - what the prefix of a GitHub token says, and whose a fine-grained one probably is.
 *
 * The owner's number in fine-grained tokens is read from samples, not from a published format: inferred only.
 */
#include "core/resolver.h"

#include <stdio.h>

static const struct {
	const char *prefix;
	const char *token_kind;
	const char *kind;
} kinds[] = {
	{ "github_pat_", "fine-grained personal access token", "human" },
	{ "ghp_", "classic personal access token", "human" },
	{ "gho_", "OAuth access token of a user", "human" },
	{ "ghu_", "app token on behalf of a user", "human" },
	{ "ghs_", "app installation token, about one hour", "bot" },
	{ "ghr_", "refresh token", "human" },
};

#define FINE_PREFIX_LEN 11
#define FINE_BODY_LEN 22

/* "11", seven base32 characters (32 bits and three zeros), "0", and the rest. */
static void add_owner(umb_slice body, umb_claims *out)
{
	uint64_t bits = 0;
	char     text[32];

	if (body.len < FINE_BODY_LEN || body.ptr[0] != '1' || body.ptr[1] != '1' || body.ptr[9] != '0')
		return;
	for (size_t i = 2; i < 9; i++) {
		uint8_t c = body.ptr[i];

		if (c >= 'A' && c <= 'Z')
			bits = bits << 5 | (uint64_t)(c - 'A');
		else if (c >= '2' && c <= '7')
			bits = bits << 5 | (uint64_t)(c - '2' + 26);
		else
			return;
	}
	if (bits & 7 || bits == 0)
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)(bits >> 3));
	umb_claims_add(out, "account", umb_slice_str(text), UMB_CLAIM_INFERRED);
}

static void github_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice v = hit->value;

	for (size_t i = 0; i < UMB_COUNT(kinds); i++) {
		size_t n = strlen(kinds[i].prefix);

		if (v.len < n + 20 || memcmp(v.ptr, kinds[i].prefix, n) != 0)
			continue;
		umb_claims_add(out, "provider", umb_slice_str("GitHub"), UMB_CLAIM_FORMAT);
		umb_claims_add(out, "token_kind", umb_slice_str(kinds[i].token_kind), UMB_CLAIM_FORMAT);
		umb_claims_add(out, "kind", umb_slice_str(kinds[i].kind), UMB_CLAIM_FORMAT);
		if (n == FINE_PREFIX_LEN)
			add_owner(umb_slice_sub(v, n, v.len), out);
		return;
	}
}

const umb_resolver_ops umb_resolver_github = {
	.name    = "github",
	.summary = "kind of a GitHub token, owner of a fine-grained one",
	.resolve = github_resolve,
};
