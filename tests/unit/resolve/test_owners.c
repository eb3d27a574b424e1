/* Whose a credential is, by what stands in it and around it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "core/resolver.h"
#include "harness/make_around.h"
#include "harness/make_base64.h"

typedef struct want {
	const char *field, *value; /* value NULL: the field must be absent */
} want;

static void expect(const umb_claims *c, const char *label, const want *wants)
{
	for (; wants->field; wants++) {
		bool is_there = false, has_any = false;

		for (size_t i = 0; i < c->n_claims; i++) {
			if (strcmp(c->claim[i].field, wants->field) != 0)
				continue;
			has_any  = true;
			is_there = is_there || (wants->value && strcmp(c->claim[i].value, wants->value) == 0);
		}
		if (wants->value ? !is_there : has_any)
			fail_msg("%s: %s is not %s", label, wants->field, wants->value ? wants->value : "absent");
	}
}

static umb_claims resolve(const char *id, const char *provider, const char *text)
{
	static char   room[8192];
	umb_rule_info rule = { .id = id, .provider = provider, .name = "", .about = "" };
	umb_claims    c    = { .n_claims = 0 };
	umb_hit_view  hit;

	assert_true(2 * strlen(text) + 2 < sizeof(room));
	hit = make_around(room, &rule, text);
	umb_resolve_all(&hit, &c);
	return c;
}

static const struct {
	const char *label, *id, *provider, *text;
	want        wants[8];
} rows[] = {
	{ "GitLab, an organization and a user", "gitlab.x", "GitLab", "glpat" "-" "bzoxCnU6MnMAAAAAAAAA" "AAAAAAAAAAAAEA.0y" "1vey82d", /* umbra:allow */
	  { { "account", "organization 1" }, { "principal", "user 100" }, { "project", NULL }, { "kind", NULL } } },
	{ "GitLab, versioned, with a project", "gitlab.x", "GitLab", "glpat" "-" "bzoxCnA6OWl4CnU6MnMAAAAAAAAA" "AAAAAAAAAAAAEA.01.16" "0aoizsd", /* umbra:allow */
	  { { "project", "project 12345" }, { "principal", "user 100" }, { "kind", "bot" } } },
	{ "GitLab, a wrong sum", "gitlab.x", "GitLab", "glpat" "-" "bzoxCnU6MnMAAAAAAAAA" "AAAAAAAAAAAAEA.0y" "1vey82e", /* umbra:allow */
	  { { "token_kind", "access token" }, { "account", NULL }, { "principal", NULL } } },
	{ "a CI job", "gitlab.x", "GitLab", "glcbt" "-64_AAAAAAAAAAAAAAAAAAAA", { { "kind", "workload" }, { "token_kind", "CI job token" } } },
	{ "Stripe, live", "stripe.x", "Stripe", "sk" "_live_0123456789abcdef", { { "environment", "live" }, { "privilege", "admin" } } },
	{ "Stripe, test and restricted", "stripe.x", "Stripe", "rk" "_test_0123456789abcdef", { { "environment", "test" }, { "privilege", NULL } } },
	{ "the same beginning of another vendor", "clerk.x", "Clerk", "sk" "_live_0123456789abcdef", { { "environment", NULL }, { "provider", NULL } } },
	{ "a Slack bot", "slack.x", "Slack", "xoxb" "-123456789012-234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
	  { { "kind", "bot" }, { "account", "123456789012" }, { "principal", "234567890123" } } },
	{ "an app of Slack", "slack.x", "Slack", "xapp" "-1-A0123456789-1234567890123-0000", { { "application", "A0123456789" }, { "kind", "oauth-app" } } },
	{ "a webhook of Slack", "slack.x", "Slack", "https://hooks.slack.com/" "services/T01234567/B12345678/abcdefabcdefabcdefabcdef",
	  { { "account", "T01234567" }, { "application", "B12345678" } } },
	{ "a bot of Discord", "discord.bot-token", "Discord", "MTIzNDU2Nzg5MDEyMzQ1Njc4" ".GaBcDe.0123456789012345678901234567",
	  { { "principal", "123456789012345678" }, { "created_at", "2015-12-07T16:13:12Z" }, { "kind", "bot" } } },
	{ "a bot of Telegram", "telegram.bot-token", "Telegram", "123456789" ":AA01234567890123456789012345678901", { { "principal", "123456789" } } },
	{ "Tailscale's public half", "tailscale.x", "Tailscale", "tskey" "-auth-kAbCdEf1CNTRL-0123456789abcdef", { { "key_id", "kAbCdEf1CNTRL" }, { "kind", "device" } } },
	{ "NATS", "nats.nkey-seed", "NATS", "SO" "AAAAAAAAAAAAAAAA", { { "token_kind", "seed of an operator" }, { "privilege", "admin" } } },
	{ "a read-only key of Cosmos DB in a connection string", "azure.x", "Azure",
	  "\"AccountEndpoint=https://acc.documents.azure.com:443/;AccountKey=" MARK "abcdefgh" MARK ";Database=orders\"", { { "database", "orders" } } },
	{ "a messaging connection string", "azure.x", "Azure",
	  "conn: \"Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Send;SharedAccessKey=" MARK "0123456789" MARK ";EntityPath=jobs\"",
	  { { "host", "ns.servicebus.windows.net" }, { "principal", "Send" }, { "database", "jobs" } } },
	{ "SQL Server", "mssql.x", "", "Server=tcp:db.example.net,1433;Initial Catalog=shop;User ID=sa;Password=" MARK "hunter22" MARK ";Encrypt=True\n",
	  { { "host", "tcp:db.example.net,1433" }, { "database", "shop" }, { "principal", "sa" } } },
	{ "a URL", "postgres.x", "", "url = 'postgres://app%40x:" MARK "pass" MARK "@db.example.net:5432/shop?sslmode=require'",
	  { { "host", "db.example.net:5432" }, { "database", "shop" }, { "principal", "app@x" } } },
	{ "a URL of the web has no database", "url.x", "", "curl https://bob:" MARK "pass" MARK "@example.net/a/b",
	  { { "host", "example.net" }, { "database", NULL }, { "principal", "bob" } } },
	{ "the secret in the user's place", "url.x", "", "https://" MARK "tokentoken" MARK "@github.com/a/b", { { "host", "github.com" }, { "principal", NULL } } },
	{ "JDBC", "jdbc.x", "", "jdbc:postgresql://db.example.net/shop?user=app&password=" MARK "pass" MARK "&ssl=true\"",
	  { { "principal", "app" }, { "host", "db.example.net" }, { "database", "shop" } } },
	{ "another line's user", "x.y", "", "user=bob;x\npassword=" MARK "pass" MARK ";y", { { "principal", NULL } } },
	{ "a shared access signature", "azure-storage.sas-signature", "Azure",
	  "https://acc.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=sco&sp=rwl&st=2024-01-01T00:00:00Z&se=2030-01-01T00%3A00%3A00Z&spr=https,http&sig=" MARK
	  "0123456789" MARK "%3D",
	  { { "account", "acc" }, { "scope", "read, write, list" }, { "expires_at", "2030-01-01T00:00:00Z" }, { "privilege", "write" },
	    { "weakness", "may be used without TLS" }, { "token_kind", "shared access signature of an account" } } },
	{ "one that only reads", "azure-storage.sas-signature", "Azure", "?sv=2022-11-02&sr=b&sp=r&sig=" MARK "0123456789" MARK,
	  { { "privilege", "read" }, { "weakness", "never expires" }, { "account", NULL } } },
	{ "a service account", "google-oauth.x", "Google",
	  "{\"type\":\"other\",\"client_email\":\"no@no.iam.gserviceaccount.com\"}, { \"type\": \"service_account\",\n \"project_id\": \"proj-1\",\n \"private_key_id\": \"0011aabb\",\n"
	  " \"private_key\": \"" MARK "-----" "BEGIN PRIVATE KEY-----\\nMII\\n-----" "END PRIVATE KEY-----\\n" MARK "\",\n"
	  " \"client_email\": \"svc@proj-1.iam.gserviceaccount.com\", \"client_id\": \"1234567890\" }",
	  { { "principal", "svc@proj-1.iam.gserviceaccount.com" }, { "project", "proj-1" }, { "key_id", "0011aabb" }, { "account", "1234567890" },
	    { "kind", "service" }, { "weakness", "never expires" } } },
	{ "in a string of JSON", "google-oauth.x", "Google",
	  "GCP=\"{\\\"project_id\\\":\\\"proj-2\\\",\\\"private_key\\\":\\\"" MARK "-----" "BEGIN PRIVATE KEY-----\\\\nMII" MARK
	  "\\\",\\\"client_email\\\":\\\"a@proj-2.iam.gserviceaccount.com\\\"}\"",
	  { { "principal", "a@proj-2.iam.gserviceaccount.com" }, { "project", "proj-2" } } },
	{ "a key beside an address of somebody else", "google-oauth.x", "Google",
	  "{\"private_key\":\"" MARK "-----" "BEGIN PRIVATE KEY-----" MARK "\",\"client_email\":\"a@example.com\"}", { { "principal", NULL }, { "provider", NULL } } },
	{ "a registry", "docker.config-auth", "Docker", "{\"auths\": {\"registry.example.net\": {\"auth\": \"" MARK "Ym9iOnBhc3M=" MARK "\"}}}",
	  { { "principal", "bob" }, { "host", "registry.example.net" } } },
	{ "a .netrc", "generic.netrc", "Generic", "machine other.corp login bob password x\nmachine repo.corp.internal\n  login ann\n  password " MARK "Xy7pQ2mN9sT4" MARK,
	  { { "host", "repo.corp.internal" }, { "principal", "ann" } } },
	{ "a .netrc with an account", "generic.netrc", "Generic", "machine repo.corp\taccount dev login ann password " MARK "Xy7pQ2mN9sT4" MARK,
	  { { "host", "repo.corp" }, { "principal", "ann" }, { "account", NULL } } },
	{ "a .pgpass", "postgres.pgpass-line", "PostgreSQL", "# all\nother:5432:*:bob:x\npg.corp:5432:shop:app:" MARK "Xy7pQ2mN9sT4" MARK "\n",
	  { { "host", "pg.corp" }, { "database", "shop" }, { "principal", "app" } } },
	{ "a .pgpass for any", "postgres.pgpass-line", "PostgreSQL", "*:*:*:app:" MARK "Xy7pQ2mN9sT4" MARK, { { "host", NULL }, { "database", NULL }, { "principal", "app" } } },
	{ "a .pgpass with a colon in a name", "postgres.pgpass-line", "PostgreSQL", "pg:5432:a\\:b:app:" MARK "Xy7pQ2mN9sT4" MARK, { { "principal", NULL } } },
	{ "curl", "http.curl-user", "HTTP", "curl -sS --user=\"ann:" MARK "Xy7pQ2mN9sT4" MARK "\" https://files.corp/", { { "principal", "ann" } } },
	{ "a .curlrc", "http.curlrc-user", "HTTP", "user = \"ann:" MARK "Xy7pQ2mN9sT4" MARK "\"\n", { { "principal", "ann" } } },
	{ "mysql", "mysql.cli-password", "MySQL", "x; mysql -u shop -h db.corp -p" MARK "Xy7pQ2mN9sT4" MARK " shop", { { "principal", "shop" }, { "host", "db.corp" } } },
	{ "mysql, long options", "mysql.cli-password", "MySQL", "mysqldump --user='shop' --host db.corp --password=" MARK "Xy7pQ2mN9sT4" MARK " shop", /* umbra:allow generic.command-password */
	  { { "principal", "shop" }, { "host", "db.corp" } } },
	{ "mysql, behind it", "mysql.cli-password", "MySQL", "mysql -p'" MARK "Xy7pQ2mN9sT4" MARK "' -ushop -hdb.corp shop", { { "principal", "shop" }, { "host", "db.corp" } } },
	{ "mysql, another command", "mysql.cli-password", "MySQL", "psql -U ann -h pg.corp | mysql -p" MARK "Xy7pQ2mN9sT4" MARK " -D x; mysql -u bob -h other.corp",
	  { { "principal", NULL }, { "host", NULL } } },
	{ "mysql, variables", "mysql.cli-password", "MySQL", "mysql -u $USER -h \"${HOST}\" -p" MARK "Xy7pQ2mN9sT4" MARK, { { "principal", NULL }, { "host", NULL } } },
	{ "mysql, an option without its value", "mysql.cli-password", "MySQL", "mysql -u --host -p" MARK "Xy7pQ2mN9sT4" MARK, { { "principal", NULL }, { "host", NULL } } },
	{ "redis, an address that may hold a password", "generic.command-password", "Generic", "redis-cli -u redis://u:p@h -a " MARK "Xy7pQ2mN9sT4" MARK,
	  { { "principal", NULL } } },
	{ "curl without a user", "http.curl-user", "HTTP", "curl -u :" MARK "Xy7pQ2mN9sT4" MARK, { { "principal", NULL } } },
	{ "wget, where no user stands", "http.client-password-option", "HTTP", "wget --http-password=" MARK "Xy7pQ2mN9sT4" MARK, { { "principal", NULL } } },
	{ "Basic", "http.basic-auth", "", "Authorization: Basic " MARK "Ym9iOnBhc3M=" MARK, { { "principal", "bob" }, { "host", NULL } } },
};

static void test_owners(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_claims c = resolve(rows[i].id, rows[i].provider, rows[i].text);

		expect(&c, rows[i].label, rows[i].wants);
	}
}

/* What is seen in samples only is said to be a guess. */
static void test_guesses(void **state)
{
	umb_claims c = resolve("slack.x", "Slack", "xoxb" "-123456789012-234567890123-AbCdEfGhIjKlMnOpQrStUvWx");

	UMB_UNUSED(state);
	assert_int_equal(umb_claims_find(c.claim, c.n_claims, "account")->method, UMB_CLAIM_INFERRED);
	assert_int_equal(umb_claims_find(c.claim, c.n_claims, "kind")->method, UMB_CLAIM_FORMAT);
}

/* -- JSON inside tokens ---------------------------------------------------------------------------------- */

static const struct {
	const char *label, *prefix, *json, *tail;
	bool        is_url;
	want        wants[6];
} tokens[] = {
	{ "Sentry", "sntrys" "_", "{\"iat\":1700000000,\"url\":\"https://sentry.io\",\"region_url\":\"https://us.sentry.io\",\"org\":\"acme\"}", "_0123456789abcdef", false,
	  { { "account", "acme" }, { "host", "https://sentry.io" }, { "region", "https://us.sentry.io" }, { "issued_at", "2023-11-14T22:13:20Z" } } },
	{ "Grafana Cloud", "glc" "_", "{\"o\":\"12345\",\"n\":\"ci-writer\",\"k\":\"not-told\",\"m\":{\"r\":\"eu\"}}", "", false,
	  { { "account", "12345" }, { "key_id", "ci-writer" }, { "region", "eu" } } },
	{ "Grafana, old", "", "{\"k\":\"not-told\",\"n\":\"admin\",\"id\":7}", "", false, { { "account", "7" }, { "key_id", "admin" } } },
	{ "1Password", "ops" "_", "{\"signInAddress\":\"acme.1password.com\",\"userAuth\":{},\"email\":\"x@1passwordserviceaccounts.com\",\"muk\":{\"k\":\"not-told\"}}", "", true,
	  { { "host", "acme.1password.com" }, { "principal", "x@1passwordserviceaccounts.com" }, { "kind", "service" } } },
	{ "a tunnel", "", "{\"a\":\"acc\",\"t\":\"tun\",\"s\":\"not-told\"}", "", false, { { "account", "acc" }, { "workload", "tun" } } },
	{ "no JSON", "glc" "_", "[\"o\"]", "", false, { { "account", NULL } } },
};

static void test_tokens_with_json(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(tokens); i++) {
		char       code[1024], text[1200];
		umb_claims c;

		make_base64(code, umb_slice_str(tokens[i].json), tokens[i].is_url);
		snprintf(text, sizeof(text), "%s%s%s", tokens[i].prefix, code, tokens[i].tail);
		c = resolve("x.y", "", text);
		expect(&c, tokens[i].label, tokens[i].wants);
		for (size_t k = 0; k < c.n_claims; k++)
			assert_null(strstr(c.claim[k].value, "not-told"));
		for (size_t n = 0; n < strlen(text); n++) { /* cut anywhere */
			char cut[1200];

			snprintf(cut, sizeof(cut), "%.*s", (int)n, text);
			resolve("x.y", "", cut);
		}
	}
}

/* -- PyPI ---------------------------------------------------------------------------------------------------- */

static size_t put_packet(uint8_t *out, uint8_t type, const char *text)
{
	size_t n = strlen(text);

	out[0] = type;
	out[1] = (uint8_t)n;
	memcpy(out + 2, text, n);
	return n + 2;
}

static umb_claims resolve_pypi(const char *const *caveats)
{
	uint8_t bytes[1024] = { 2 };
	char    text[1500] = "pypi" "-";
	size_t  n = 1;

	n += put_packet(bytes + n, 1, "pypi" ".org");
	n += put_packet(bytes + n, 2, "01234567-89ab-4def-8123-456789abcdef");
	bytes[n++] = 0;
	for (; *caveats; caveats++) {
		n += put_packet(bytes + n, 2, *caveats);
		bytes[n++] = 0;
	}
	bytes[n++] = 0;
	n += put_packet(bytes + n, 6, "0123456789abcdef0123456789abcdef");
	make_base64(text + 5, umb_slice_of(bytes, n), true);
	return resolve("pypi.api-token", "PyPI", text);
}

static void test_pypi(void **state)
{
	static const char *const whole[] = { "{\"version\":1,\"permissions\":\"user\"}", "[3, \"user-7\"]", NULL };
	static const char *const narrow[] = { "[0,1700003600,1700000000]", "[1,[\"left\",\"right\"]]", NULL };
	static const char *const old[] = { "{\"version\":1,\"permissions\":{\"projects\":[\"left\"]}}", NULL };
	umb_claims c;

	UMB_UNUSED(state);
	c = resolve_pypi(whole);
	expect(&c, "whole", (want[]){ { "host", "pypi" ".org" }, { "key_id", "01234567-89ab-4def-8123-456789abcdef" }, { "principal", "user-7" },
	                              { "scope", "every project of the account" }, { "project", NULL }, { NULL, NULL } });
	c = resolve_pypi(narrow);
	expect(&c, "narrow", (want[]){ { "project", "left" }, { "project", "right" }, { "expires_at", "2023-11-14T23:13:20Z" }, { "scope", NULL }, { NULL, NULL } });
	c = resolve_pypi(old);
	expect(&c, "old", (want[]){ { "project", "left" }, { "scope", NULL }, { NULL, NULL } });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owners), cmocka_unit_test(test_guesses), cmocka_unit_test(test_tokens_with_json), cmocka_unit_test(test_pypi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
