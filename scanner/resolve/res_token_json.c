/*
 * res_token_json.c - tokens that carry JSON in base64 behind their prefix: whose they are is written in them.
 */
#include "resolve/reading.h"

#include <stdio.h>

#include "base/jwt.h"
#include "base/text.h"

static void add(umb_claims *out, const char *field, const umb_json *object, const char *key)
{
	umb_claims_text(out, field, umb_json_str(umb_json_get(object, key)), UMB_CLAIM_FORMAT);
}

static void add_number(umb_claims *out, const char *field, const umb_json *item)
{
	char     text[24];
	uint64_t n;

	if (!umb_json_u64(item, &n))
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	umb_claims_text(out, field, text, UMB_CLAIM_FORMAT);
}

static void read_sentry(const umb_json *j, umb_claims *out)
{
	double seconds;

	umb_claims_text(out, "provider", "Sentry", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "organization token", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "service", UMB_CLAIM_FORMAT);
	add(out, "account", j, "org");
	add(out, "host", j, "url");
	add(out, "region", j, "region_url");
	if (umb_json_num(umb_json_get(j, "iat"), &seconds))
		umb_claims_time(out, "issued_at", seconds, UMB_CLAIM_FORMAT);
}

/* "o" is a text or a number. */
static void read_grafana_cloud(const umb_json *j, umb_claims *out)
{
	umb_claims_text(out, "provider", "Grafana Cloud", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "access policy token", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "service", UMB_CLAIM_FORMAT);
	add(out, "account", j, "o");
	add_number(out, "account", umb_json_get(j, "o"));
	add(out, "key_id", j, "n");
	add(out, "region", umb_json_get(j, "m"), "r");
}

static void read_grafana_legacy(const umb_json *j, umb_claims *out)
{
	if (!umb_json_str(umb_json_get(j, "k")) || !umb_json_str(umb_json_get(j, "n")))
		return;
	umb_claims_text(out, "provider", "Grafana", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "API key (old form)", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "service", UMB_CLAIM_FORMAT);
	add(out, "key_id", j, "n");
	add_number(out, "account", umb_json_get(j, "id"));
}

/* The token holds the keys that open the vaults, too. */
static void read_1password(const umb_json *j, umb_claims *out)
{
	umb_claims_text(out, "provider", "1Password", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "service account token", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "service", UMB_CLAIM_FORMAT);
	add(out, "host", j, "signInAddress");
	add(out, "principal", j, "email");
	add(out, "key_id", j, "deviceUuid");
}

/* {"a": account, "t": tunnel, "s": secret} */
static void read_cloudflare_tunnel(const umb_json *j, umb_claims *out)
{
	if (!umb_json_str(umb_json_get(j, "t")))
		return;
	umb_claims_text(out, "provider", "Cloudflare", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "tunnel token", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "workload", UMB_CLAIM_FORMAT);
	add(out, "account", j, "a");
	add(out, "workload", j, "t");
}

static const struct {
	const char *prefix;  /* of the token */
	size_t      n_skip;  /* of it that is not base64 */
	void      (*read)(const umb_json *j, umb_claims *out);
} tokens[] = {
	{ "sntrys_", 7, read_sentry },
	{ "glc_", 4, read_grafana_cloud },
	{ "ops_", 4, read_1password },
	{ "eyJrIjoi", 0, read_grafana_legacy },
	{ "eyJhIjoi", 0, read_cloudflare_tunnel },
};

static void token_json_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice v = hit->value;

	for (size_t i = 0; i < UMB_COUNT(tokens); i++) {
		size_t    n = strlen(tokens[i].prefix);
		umb_slice code;
		umb_json *j;

		if (v.len <= n || memcmp(v.ptr, tokens[i].prefix, n) != 0)
			continue;
		code = umb_slice_sub(v, tokens[i].n_skip, v.len);
		/* Sentry's secret stands behind a '_', which is no character of its base64; base64url may hold one. */
		if (tokens[i].read == read_sentry)
			code.len = UMB_MIN(code.len, umb_text_find(code, umb_slice_str("_")));
		j = umb_jwt_object(code);
		if (j)
			tokens[i].read(j, out);
		umb_json_free_wiped(j);
		return;
	}
}

const umb_resolver_ops umb_resolver_token_json = {
	.name    = "token-json",
	.summary = "owner and host of Sentry, Grafana, 1Password and Cloudflare tunnel tokens",
	.resolve = token_json_resolve,
};
