/* res_jwt: what each issuer's claims become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/resolver.h"
#include "harness/make_hit.h"
#include "harness/make_jwt.h"

#define RS256 "{\"alg\":\"RS256\",\"kid\":\"key-1\"}"

typedef struct want {
	const char *field, *value; /* value NULL: the field must be absent */
} want;

static const struct {
	const char *label;
	const char *header, *payload;
	want        wants[8];
} rows[] = {
	{ "what any issuer says", RS256,
	  "{\"iss\":\"https://issuer.example\",\"sub\":\"u-1\",\"aud\":[\"api\",\"other\"],\"iat\":1700000000,\"nbf\":1700000000,\"exp\":1700003600}",
	  { { "issuer", "https://issuer.example" }, { "subject", "u-1" }, { "audience", "api" }, { "issued_at", "2023-11-14T22:13:20Z" },
	    { "expires_at", "2023-11-14T23:13:20Z" }, { "key_id", "key-1" }, { "weakness", NULL }, { "kind", NULL } } },
	{ "no end", RS256, "{\"sub\":\"u-1\",\"aud\":\"api\"}", { { "weakness", "never expires" }, { "audience", "api" } } },
	{ "not signed", "{\"alg\":\"none\"}", "{\"sub\":\"u-1\",\"exp\":1700003600}", { { "weakness", "alg none: not signed" } } },
	{ "a time out of range", RS256, "{\"exp\":1e300,\"iat\":-5}", { { "expires_at", NULL }, { "issued_at", NULL } } },
	{ "an application of Entra", RS256, "{\"tid\":\"t-1\",\"oid\":\"o-1\",\"appid\":\"a-1\",\"idtyp\":\"app\",\"roles\":[\"Mail.Read\"],\"exp\":1}",
	  { { "provider", "Microsoft Entra" }, { "account", "t-1" }, { "principal", "o-1" }, { "application", "a-1" }, { "kind", "service" },
	    { "role", "Mail.Read" } } },
	{ "a user of Entra", RS256, "{\"tid\":\"t-1\",\"oid\":\"o-1\",\"upn\":\"user@example.com\",\"scp\":\"Mail.Read\",\"exp\":1}",
	  { { "kind", "human" }, { "principal", "user@example.com" }, { "scope", "Mail.Read" } } },
	{ "a managed identity", RS256, "{\"tid\":\"t-1\",\"xms_mirid\":\"/subscriptions/s/vm\",\"idtyp\":\"app\",\"exp\":1}",
	  { { "kind", "workload" }, { "workload", "/subscriptions/s/vm" } } },
	{ "a legacy service account", RS256,
	  "{\"iss\":\"kubernetes/serviceaccount\",\"kubernetes.io/serviceaccount/namespace\":\"prod\","
	  "\"kubernetes.io/serviceaccount/service-account.name\":\"deployer\",\"sub\":\"system:serviceaccount:prod:deployer\"}",
	  { { "provider", "Kubernetes" }, { "kind", "workload" }, { "principal", "system:serviceaccount:prod:deployer" }, { "account", "prod" },
	    { "weakness", "never expires" } } },
	{ "a bound service account", RS256,
	  "{\"kubernetes.io\":{\"namespace\":\"prod\",\"serviceaccount\":{\"name\":\"deployer\",\"uid\":\"1\"},\"pod\":{\"name\":\"pod-1\"}},\"exp\":1}",
	  { { "provider", "Kubernetes" }, { "principal", "system:serviceaccount:prod:deployer" }, { "workload", "pod-1" } } },
	{ "a job of GitHub Actions", RS256,
	  "{\"iss\":\"https://token.actions.githubusercontent.com\",\"sub\":\"repo:org/app:ref:refs/heads/main\",\"repository\":\"org/app\","
	  "\"repository_owner\":\"org\",\"job_workflow_ref\":\"org/app/.github/workflows/x.yml@refs/heads/main\",\"exp\":1}",
	  { { "provider", "GitHub Actions" }, { "kind", "workload" }, { "account", "org" }, { "principal", "org/app" } } },
	{ "a job of GitLab CI", RS256, "{\"iss\":\"https://gitlab.example\",\"project_path\":\"grp/app\",\"namespace_path\":\"grp\",\"pipeline_id\":\"7\",\"exp\":1}",
	  { { "provider", "GitLab CI" }, { "kind", "workload" }, { "principal", "grp/app" }, { "account", "grp" } } },
	{ "a service role", RS256, "{\"iss\":\"supabase\",\"ref\":\"proj\",\"role\":\"service_role\",\"exp\":1}",
	  { { "provider", "Supabase" }, { "account", "proj" }, { "privilege", "admin" }, { "kind", "service" } } },
	{ "a Google service account", RS256, "{\"email\":\"x@proj.iam.gserviceaccount.com\",\"exp\":1}",
	  { { "provider", "Google Cloud" }, { "kind", "service" }, { "principal", "x@proj.iam.gserviceaccount.com" } } },
	{ "a machine of an OAuth server", RS256, "{\"sub\":\"abc@clients\",\"gty\":\"client-credentials\",\"exp\":1}", { { "kind", "service" } } },
	{ "an address hints at a person", RS256, "{\"email\":\"user@example.com\",\"exp\":1}",
	  { { "kind", "human" }, { "principal", "user@example.com" } } },
	{ "claims of the wrong type", RS256, "{\"iss\":1,\"sub\":{},\"aud\":[1,null,{}],\"exp\":\"soon\",\"kubernetes.io\":[],\"tid\":false}",
	  { { "issuer", NULL }, { "subject", NULL }, { "audience", NULL }, { "provider", NULL }, { "expires_at", NULL } } },
};

static umb_claims resolve(umb_slice value)
{
	umb_claims   c   = { .n_claims = 0 };
	umb_hit_view hit = make_hit(value);

	umb_resolve_all(&hit, &c);
	return c;
}

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		char       out[4096];
		umb_claims c = resolve(make_jwt(out, rows[i].header, rows[i].payload, umb_slice_str("\x01\x02\x03\x04")));

		assert_non_null(umb_claims_find(c.claim, c.n_claims, "token_kind"));
		for (const want *w = rows[i].wants; w < rows[i].wants + UMB_COUNT(rows[i].wants) && w->field; w++) {
			const umb_claim *got = umb_claims_find(c.claim, c.n_claims, w->field);

			if ((got != NULL) != (w->value != NULL) || (got && strcmp(got->value, w->value) != 0))
				fail_msg("%s: %s is '%s'", rows[i].label, w->field, got ? got->value : "(nothing)");
		}
	}
}

static void test_an_inferred_kind_says_so(void **state)
{
	char       out[512];
	umb_claims c = resolve(make_jwt(out, RS256, "{\"email\":\"user@example.com\",\"exp\":1}", umb_slice_str("sig")));

	UMB_UNUSED(state);
	assert_int_equal(umb_claims_find(c.claim, c.n_claims, "kind")->method, UMB_CLAIM_INFERRED);
}

static void test_no_token_no_claims(void **state)
{
	static const char *const values[] = { "", "ey", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJub25lIn0.e30", "not.a.token.of.five", "eyXX.eyXX.eyXX.........." };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(values); i++)
		assert_int_equal(resolve(umb_slice_str(values[i])).n_claims, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_an_inferred_kind_says_so),
		cmocka_unit_test(test_no_token_no_claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
