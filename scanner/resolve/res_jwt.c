/*
 * res_jwt.c - issuer, subject, reach and times of a JSON Web Token.
 *
 * The order matters where several claims could name the same thing: what a platform says explicitly (idtyp, the service
 * account of Kubernetes, the repository of a CI job) stands before what only hints at it (an address in "email").
 */
#include "core/resolver.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/jwt.h"
#include "base/text.h"

#define MAX_LISTED 4
#define LAST_SECOND 253402300799.0 /* of the year 9999 */

static const char *str_of(const umb_json *object, const char *key)
{
	return umb_json_str(umb_json_get(object, key));
}

static bool is_str(const umb_json *object, const char *key, const char *want)
{
	const char *s = str_of(object, key);

	return s && strcmp(s, want) == 0;
}

static void add(umb_claims *out, const char *field, const char *text)
{
	umb_claims_add(out, field, umb_slice_str(text), UMB_CLAIM_FORMAT);
}

/* A string, or the first few of a list of strings. */
static void add_any(umb_claims *out, const char *field, const umb_json *item)
{
	size_t n = 0;

	if (umb_json_str(item)) {
		add(out, field, umb_json_str(item));
		return;
	}
	if (!umb_json_is_array(item))
		return;
	for (const umb_json *i = umb_json_first(item); i && n < MAX_LISTED; i = umb_json_next(i)) {
		if (umb_json_str(i))
			add(out, field, umb_json_str(i));
		n++;
	}
}

static void add_time(umb_claims *out, const char *field, const umb_json *item)
{
	double seconds;
	char   text[40];

	if (umb_json_num(item, &seconds) && seconds > 0 && seconds <= LAST_SECOND)
		add(out, field, umb_clock_iso(text, (int64_t)seconds, 0));
}

static void add_kind(umb_claims *out, const char *kind)
{
	if (!umb_claims_find(out->claim, out->n_claims, "kind"))
		add(out, "kind", kind);
}

static bool has_suffix(const char *text, const char *suffix)
{
	size_t n = strlen(suffix);

	return text && strlen(text) >= n && strcmp(text + strlen(text) - n, suffix) == 0;
}

static bool has_prefix(const char *text, const char *prefix)
{
	return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

/* -- platforms ------------------------------------------------------------------------------------- */

/* Both layouts: flat names in legacy tokens, an object in bound ones. */
static void read_kubernetes(const umb_json *p, umb_claims *out)
{
	const umb_json *bound = umb_json_get(p, "kubernetes.io");
	const char     *ns    = str_of(bound, "namespace");
	const char     *name  = str_of(umb_json_get(bound, "serviceaccount"), "name");
	char            text[UMB_CLAIM_VALUE_MAX];

	if (!ns)
		ns = str_of(p, "kubernetes.io/serviceaccount/namespace");
	if (!name)
		name = str_of(p, "kubernetes.io/serviceaccount/service-account.name");
	if (!ns || !name)
		return;
	add(out, "provider", "Kubernetes");
	add_kind(out, "workload");
	snprintf(text, sizeof(text), "system:serviceaccount:%s:%s", ns, name);
	add(out, "principal", text);
	add(out, "account", ns);
	add(out, "workload", str_of(umb_json_get(bound, "pod"), "name"));
}

static void read_ci(const umb_json *p, umb_claims *out)
{
	const char *issuer = str_of(p, "iss");

	if (has_prefix(issuer, "https://token.actions.githubusercontent.com") || (str_of(p, "job_workflow_ref") && str_of(p, "repository"))) {
		add(out, "provider", "GitHub Actions");
		add_kind(out, "workload");
		add(out, "account", str_of(p, "repository_owner"));
		add(out, "principal", str_of(p, "repository"));
		add(out, "workload", str_of(p, "job_workflow_ref"));
		add(out, "environment", str_of(p, "environment"));
	} else if (str_of(p, "project_path") && (str_of(p, "pipeline_id") || str_of(p, "job_id"))) {
		add(out, "provider", "GitLab CI");
		add_kind(out, "workload");
		add(out, "account", str_of(p, "namespace_path"));
		add(out, "principal", str_of(p, "project_path"));
		add(out, "workload", str_of(p, "ref"));
		add(out, "environment", str_of(p, "environment"));
	}
}

static void read_entra(const umb_json *p, umb_claims *out)
{
	const char *app = str_of(p, "appid") ? str_of(p, "appid") : str_of(p, "azp");

	if (!str_of(p, "tid"))
		return;
	add(out, "provider", "Microsoft Entra");
	add(out, "account", str_of(p, "tid"));
	if (str_of(p, "xms_mirid")) {
		add_kind(out, "workload");
		add(out, "workload", str_of(p, "xms_mirid"));
	}
	if (is_str(p, "idtyp", "app"))
		add_kind(out, "service");
	else if (is_str(p, "idtyp", "user") || str_of(p, "upn") || str_of(p, "scp"))
		add_kind(out, "human");
	add(out, "principal", str_of(p, "upn"));
	add(out, "principal", str_of(p, "oid"));
	add(out, "application", app);
}

static void read_supabase(const umb_json *p, umb_claims *out)
{
	if (!is_str(p, "iss", "supabase"))
		return;
	add(out, "provider", "Supabase");
	add(out, "account", str_of(p, "ref"));
	add(out, "scope", str_of(p, "role"));
	if (is_str(p, "role", "service_role")) {
		add_kind(out, "service");
		add(out, "privilege", "admin");
	}
}

/* -- what any issuer may say --------------------------------------------------------------------------- */

static void read_principal(const umb_json *p, umb_claims *out)
{
	const char *email = str_of(p, "email"), *subject = str_of(p, "sub");

	if (has_suffix(email, ".gserviceaccount.com") || has_suffix(subject, ".gserviceaccount.com")) {
		add(out, "provider", "Google Cloud");
		add_kind(out, "service");
	} else if (is_str(p, "gty", "client-credentials") || has_suffix(subject, "@clients")) {
		add_kind(out, "service");
	} else if (has_prefix(subject, "system:serviceaccount:") || has_prefix(subject, "repo:") || has_prefix(subject, "spiffe://")) {
		add_kind(out, "workload");
	} else if (email || str_of(p, "preferred_username")) {
		if (!umb_claims_find(out->claim, out->n_claims, "kind"))
			umb_claims_add(out, "kind", umb_slice_str("human"), UMB_CLAIM_INFERRED);
	}
	add(out, "principal", email);
	add(out, "principal", str_of(p, "preferred_username"));
}

static void read_reach(const umb_json *p, umb_claims *out)
{
	add(out, "issuer", str_of(p, "iss"));
	add(out, "subject", str_of(p, "sub"));
	add_any(out, "audience", umb_json_get(p, "aud"));
	add_any(out, "scope", umb_json_get(p, "scp"));
	add_any(out, "scope", umb_json_get(p, "scope"));
	add_any(out, "role", umb_json_get(p, "roles"));
}

static void read_times(const umb_json *p, umb_claims *out)
{
	double ends;

	add_time(out, "issued_at", umb_json_get(p, "iat"));
	add_time(out, "not_before", umb_json_get(p, "nbf"));
	add_time(out, "expires_at", umb_json_get(p, "exp"));
	if (!umb_json_num(umb_json_get(p, "exp"), &ends))
		add(out, "weakness", "never expires");
}

static void jwt_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_jwt jwt;

	if (hit->value.len < 20 || memcmp(hit->value.ptr, "ey", 2) != 0 || !umb_jwt_read(&jwt, hit->value))
		return;
	add(out, "token_kind", "JSON Web Token");
	if (str_of(jwt.header, "alg") && umb_text_eq_nocase(umb_slice_str(str_of(jwt.header, "alg")), umb_slice_str("none")))
		add(out, "weakness", "alg none: not signed");
	read_times(jwt.payload, out);
	read_kubernetes(jwt.payload, out);
	read_ci(jwt.payload, out);
	read_entra(jwt.payload, out);
	read_supabase(jwt.payload, out);
	read_principal(jwt.payload, out);
	read_reach(jwt.payload, out);
	add(out, "key_id", str_of(jwt.header, "kid"));
	umb_jwt_clear(&jwt);
}

const umb_resolver_ops umb_resolver_jwt = {
	.name    = "jwt",
	.summary = "issuer, subject, reach and times of JSON Web Tokens",
	.resolve = jwt_resolve,
};
