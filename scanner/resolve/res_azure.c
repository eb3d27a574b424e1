/*
 * res_azure.c - which service an Azure key opens, and in which role, by the signature and the checksum inside it.
 */
#include "resolve/reading.h"

#include <stdio.h>

#include "base/azure_key.h"

static void azure_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_azure_key    k;
	char             text[96];
	umb_claim_method method;

	if (!umb_azure_key_read(&k, hit->value) || k.sum == UMB_AZURE_SUM_WRONG)
		return;
	method = k.sum == UMB_AZURE_SUM_RIGHT ? UMB_CLAIM_RECOMPUTED : UMB_CLAIM_FORMAT;
	snprintf(text, sizeof(text), k.role ? "%s key (%s)" : "%s key", k.service, k.role ? k.role : "");
	umb_claims_text(out, "provider", "Microsoft Azure", method);
	umb_claims_text(out, "token_kind", text, method);
	if (k.is_admin)
		umb_claims_text(out, "privilege", "admin", method);
}

const umb_resolver_ops umb_resolver_azure = {
	.name    = "azure",
	.summary = "service and role of keys that Azure makes",
	.resolve = azure_resolve,
};
