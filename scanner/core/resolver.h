/*
 * core/resolver.h - reads out of a value whose it is and what it may do, offline.
 */
#ifndef UMB_CORE_RESOLVER_H
#define UMB_CORE_RESOLVER_H

#include "core/hit.h"

typedef enum umb_claim_method {
	UMB_CLAIM_FORMAT,     /* read from a published format */
	UMB_CLAIM_RECOMPUTED, /* proved by a checksum */
	UMB_CLAIM_INFERRED    /* a hint: never changes severity */
} umb_claim_method;

#define UMB_CLAIM_VALUE_MAX 200
#define UMB_MAX_CLAIMS 16

/* One fact about the owner or the reach of a credential.  Never the secret or a part of its secret half. */
typedef struct umb_claim {
	const char      *field; /* constant: kind, provider, account, principal, issuer, subject, audience, scope, key_id, issued_at, expires_at, environment, privilege, token_kind, ... */
	char             value[UMB_CLAIM_VALUE_MAX]; /* UTF-8, cut at a character; times as ISO 8601 */
	umb_claim_method method;
} umb_claim;

typedef struct umb_claims {
	umb_claim claim[UMB_MAX_CLAIMS];
	size_t    n_claims;
} umb_claims;

/* Adds a claim (silently full at UMB_MAX_CLAIMS; a claim already there by the same field and value is kept once). */
void umb_claims_add(umb_claims *c, const char *field, umb_slice value, umb_claim_method method);
const umb_claim *umb_claims_find(const umb_claim *claims, size_t n, const char *field); /* NULL when there is none */

typedef struct umb_resolver_ops {
	const char *name; /* "jwt" */
	const char *summary;
	/*
	 * Pure, like a validator; decides by itself from rule id, provider or the value whether it has anything to say.  The text of
	 * the hit is what stands around the secret, up to half a KB before the match and one KB behind it.
	 */
	void (*resolve)(const umb_hit_view *hit, umb_claims *out);
} umb_resolver_ops;

/* resolve/registry.c: asks every resolver in the order of resolvers.def. */
void   umb_resolve_all(const umb_hit_view *hit, umb_claims *out);
size_t umb_resolver_count(void);
const umb_resolver_ops *umb_resolver_at(size_t i);

#endif
