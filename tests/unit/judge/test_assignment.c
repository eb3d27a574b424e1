/* How values are given to names, what names say, and what it comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "harness/make_base64.h"
#include "harness/marked_hit.h"
#include "judge/assignment.h"
#include "judge/judge.h"
#include "judge/name_meaning.h"

static const struct {
	const char  *text;
	const char  *name, *owner;
	umb_operator op;
	uint8_t      quote;
} readings[] = {
	{ "db_password = \"^v^\"", "db_password", "", UMB_OP_ASSIGN, '"' },
	{ "  private static final String PASS = \"^v^\";", "PASS", "", UMB_OP_ASSIGN, '"' },
	{ "const password: string = '^v^';", "password", "", UMB_OP_ASSIGN, '\'' },
	{ "let key: Option<&str> = \"^v^\";", "key", "", UMB_OP_ASSIGN, '"' },
	{ "{\"password\": \"^v^\"}", "password", "", UMB_OP_COLON, '"' },
	{ "{\\\"password\\\": \\\"^v^\\\"}", "password", "", UMB_OP_COLON, '"' },
	{ "cfg['api-key'] = '^v^'", "api-key", "", UMB_OP_ASSIGN, '\'' },
	{ "config.db.password = '^v^'", "password", "config.db", UMB_OP_ASSIGN, '\'' },
	{ "'secret' => '^v^',", "secret", "", UMB_OP_ASSIGN, '\'' },
	{ "if (password === \"^v^\") {", "password", "", UMB_OP_COMPARE, '"' },
	{ "user.setPassword(\"^v^\");", "setPassword", "user", UMB_OP_CALL, '"' },
	{ "os.getenv(\"TOKEN\", \"^v^\")", "TOKEN", "", UMB_OP_ARGUMENT, '"' },
	{ "token = f\"^v^\"", "token", "", UMB_OP_ASSIGN, '"' },
	{ "token = new String(\"^v^\")", "token", "", UMB_OP_ASSIGN, '"' },
	{ "password: ^v^", "password", "", UMB_OP_COLON, 0 },
	{ "export DB_PASSWORD=^v^", "DB_PASSWORD", "", UMB_OP_ASSIGN, 0 },
	{ "run --password ^v^ x", "--password", "", UMB_OP_OPTION, 0 },
	{ "  password \"^v^\"", "password", "", UMB_OP_CALL, '"' },
	{ "<password>^v^</password>", "password", "", UMB_OP_ELEMENT, 0 },
	{ "<db:password type='x'>^v^</db:password>", "password", "", UMB_OP_ELEMENT, 0 },
	{ "<add key=\"SmtpPassword\" value=\"^v^\"/>", "SmtpPassword", "", UMB_OP_ASSIGN, '"' },
	{ "- name: DB_PASSWORD\n  value: ^v^", "DB_PASSWORD", "", UMB_OP_COLON, 0 },
	{ "{\"name\": \"API_KEY\",\n \"value\": \"^v^\"}", "API_KEY", "", UMB_OP_COLON, '"' },
	{ "\"a.password=x\", \"^v^\"", "", "", UMB_OP_NONE, '"' },
	{ "mapOf(\"password\" to \"^v^\")", "password", "", UMB_OP_ASSIGN, '"' },
	{ "getenv(\"TOKEN\") or \"^v^\"", "TOKEN", "", UMB_OP_ASSIGN, '"' },
	{ "the password is \"^v^\"", "password", "", UMB_OP_ASSIGN, '"' },
	{ "$env:DB_PASSWORD = \"^v^\"", "DB_PASSWORD", "", UMB_OP_ASSIGN, '"' },
	{ "let password = ref \"^v^\"", "password", "", UMB_OP_ASSIGN, '"' },
	{ "$script:apiKey='^v^'", "apiKey", "", UMB_OP_ASSIGN, '\'' },
	{ "$key: string = '^v^'", "$key", "", UMB_OP_ASSIGN, '\'' },
	{ "public string Password { get; set; } = \"^v^\";", "Password", "", UMB_OP_ASSIGN, '"' },
	{ "$cfg->{password} = '^v^';", "password", "", UMB_OP_ASSIGN, '\'' },
	{ "const TOKEN: &'static str = \"^v^\";", "TOKEN", "", UMB_OP_ASSIGN, '"' },
	{ "{password, <<\"^v^\">>}", "password", "", UMB_OP_ARGUMENT, '"' },
	{ "strlcpy(cfg->password, \"^v^\");", "password", "cfg", UMB_OP_ASSIGN, '"' },
	{ "strcmp(password, \"^v^\") == 0", "password", "", UMB_OP_COMPARE, '"' },
	{ "puts(password, \"^v^\")", "password", "", UMB_OP_ARGUMENT, '"' },
	{ "snprintf(c.token, sizeof(c.token), \"%s\", \"^v^\");", "token", "c", UMB_OP_ASSIGN, '"' },
	{ "password.equals(\"^v^\")", "password", "", UMB_OP_COMPARE, '"' },
	{ "password.setText(\"^v^\")", "password", "", UMB_OP_ASSIGN, '"' },
	{ "page.passwordField.sendKeys(\"^v^\")", "password", "page", UMB_OP_ASSIGN, '"' },
	{ "password.setFont(\"^v^\")", "setFont", "password", UMB_OP_CALL, '"' },
	{ "env::var(\"TOKEN\").unwrap_or(\"^v^\")", "TOKEN", "", UMB_OP_ASSIGN, '"' },
	{ "ENV.fetch('TOKEN') { '^v^' }", "TOKEN", "", UMB_OP_ASSIGN, '\'' },
	{ "password: >-\n  ^v^", "password", "", UMB_OP_COLON, 0 },
	{ "password: &anchor ^v^", "password", "", UMB_OP_COLON, 0 },
	{ "password: !!str ^v^", "password", "", UMB_OP_COLON, 0 },
	{ "{\"ParameterKey\": \"DbPassword\",\n \"ParameterValue\": \"^v^\"}", "DbPassword", "", UMB_OP_COLON, '"' },
	{ "define(DB_PASSWORD, \"^v^\");", "DB_PASSWORD", "", UMB_OP_ASSIGN, '"' },
	{ "-define(TOKEN, \"^v^\").", "TOKEN", "", UMB_OP_ASSIGN, '"' },
	{ "redefine(TOKEN, \"^v^\");", "TOKEN", "", UMB_OP_ARGUMENT, '"' },
	{ "the ^v^", "", "", UMB_OP_NONE, 0 },
};

static void assert_slice(umb_slice got, const char *want, const char *text)
{
	if (!umb_slice_eq_str(got, want))
		fail_msg("%s: '%.*s' instead of '%s'", text, (int)got.len, (const char *)got.ptr, want);
}

static void test_reads_assignments(void **state)
{
	char buf[256];

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(readings); i++) {
		umb_hit_view   hit = hit_in(readings[i].text, buf, sizeof(buf));
		umb_assignment a;

		umb_assignment_read(&a, &hit);
		assert_slice(a.name, readings[i].name, readings[i].text);
		assert_slice(a.owner, readings[i].owner, readings[i].text);
		if (a.op != readings[i].op || a.quote != readings[i].quote)
			fail_msg("%s: operator %d, quote %d", readings[i].text, (int)a.op, a.quote);
	}
}

static const struct {
	const char *name;
	umb_meaning want;
} names[] = {
	{ "password", UMB_NAME_PASSWORD }, { "DB_PASSWORD_2", UMB_NAME_PASSWORD }, { "adminPassword", UMB_NAME_PASSWORD }, { "smtp-pass", UMB_NAME_PASSWORD },
	{ "userPwd", UMB_NAME_PASSWORD }, { "passwordField", UMB_NAME_ABOUT }, { "password_policy", UMB_NAME_ABOUT }, { "forgotPassword", UMB_NAME_ACTION },
	{ "apiKey", UMB_NAME_SECRET }, { "API_KEY", UMB_NAME_SECRET }, { "client-secret", UMB_NAME_SECRET }, { "tokenType", UMB_NAME_ABOUT },
	{ "access_token", UMB_NAME_SECRET }, { "secret_key_id", UMB_NAME_ABOUT }, { "public_key", UMB_NAME_PUBLIC }, { "csrf_token", UMB_NAME_PUBLIC },
	{ "recaptcha_secret", UMB_NAME_SECRET }, { "sha256_key", UMB_NAME_DIGEST }, { "key", UMB_NAME_KEY }, { "colour", UMB_NAME_NOTHING },
	{ "getToken", UMB_NAME_ACTION }, { "", UMB_NAME_NOTHING }, { "a_very_long_name_of_a_thing_made_of_some_unknown_parts_such_as_acme_kestrel_token", UMB_NAME_SECRET },
};

static void test_reads_names(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		umb_meaning got = umb_name_read(umb_slice_str(names[i].name)).meaning;

		if (got != names[i].want)
			fail_msg("%s: %d", names[i].name, (int)got);
	}
	for (size_t i = 1; umb_name_word(i); i++)
		assert_true(strcmp(umb_name_word(i - 1), umb_name_word(i)) < 0);
	assert_true(umb_name_read(umb_slice_str("test_password")).is_for_show);
	assert_false(umb_name_read(umb_slice_str("latest_password")).is_for_show);
}

static umb_judgement judged(const char *text, umb_confidence confidence, bool keeps_weak)
{
	umb_rule_info rule;
	umb_check     check = { .ops = umb_validator_find("assignment") };
	char          buf[256];
	umb_hit_view  hit = hit_in(text, buf, sizeof(buf));
	umb_judgement j;

	rule            = *hit.rule;
	rule.confidence = confidence;
	hit.rule        = &rule;
	umb_judge(&j, &hit, &check, 1, keeps_weak);
	return j;
}

typedef enum wanted { NEVER, BROAD, DEFAULT, STRICT } wanted;

#define HEX_64 "9f2c1b7e04d85a63" "b81e6d0f7c3a2945" "e07d4c92ab35f816" "27c9f0e1583bda64"

/* %r: a random value of 24 characters. */
static const struct {
	const char *text;
	wanted      want;
} weighed[] = {
	{ "db_passw~rd = \"^%r^\"", STRICT },
	{ "api_k|y = \"^%r^\"", STRICT },
	{ "passw~rd = \"^summer2019^\"", DEFAULT },
	{ "passw~rd = \"^Kl4v!er^\"", DEFAULT },
	{ "passw~rd = \"^letmeinnow^\"", BROAD },
	{ "passw~rdField = \"^user-passw~rd^\"", NEVER },
	{ "passw~rd = ^getPassword^(\"x\")", NEVER },
	{ "passw~rd: ^something^ that you know", NEVER },
	{ "t~ken_type = \"^%r^\"", BROAD },
	{ "csrf_t~ken = \"^%r^\"", BROAD },
	{ "t~ken = \"^user-t~ken-name-here^\"", NEVER },
	{ "s|cr|t = \"^123e4567-e89b-42d3-a456-426614174999^\"", BROAD },
	{ "s|cr|t: \"^/var/lib/app/s|cr|t.key^\"", NEVER },
	{ "passw~rd = \"^https://host.corp/reset^\"", NEVER },
	{ "passw~rd = \"^%s:%d^\"", NEVER },
	{ "passw~rd: '^must be eight characters^'", NEVER },
	{ "t~ken = \"^abc1^\"", BROAD },
	{ "passw~rd: ^%r^@db1:5432/shop", STRICT },
	{ "passw~rd: ^%r^@db1:5432/shop_test?x=y", DEFAULT },
	{ "x 'missing t~ken' => '^%r^'", DEFAULT },
	{ "x 'the t~ken' => '^%r^'", STRICT },
	{ "x example t~ken: '^%r^'", BROAD },
	{ "x an example. t~ken: '^%r^'", DEFAULT },
	{ "[ \"$PWD\" = \"^%r^\" ]", BROAD },
	{ "// the pass `^%r^` makes", BROAD },
	{ "the t~ken `^%r^` makes", STRICT },
	/* for show is never sure */
	{ "// db_passw~rd = \"^%r^\"", DEFAULT },
	{ "test_db_passw~rd = \"^%r^\"", DEFAULT },
	/* what documentation shows of a session */
	{ "iex> t~ken = \"^%r^\"", BROAD },
	{ "user.login(t~ken: \"^%r^\") # => true", BROAD },
	{ "    >>> client = Client(t~ken=\"^%r^\")", BROAD },
	{ "f(x) >> t~ken = \"^%r^\"", STRICT },
	/* a word of its neighbourhood */
	{ "user: shop\npassw~rd: \"^shop^\"", NEVER },
	{ "user: shopper\npassw~rd: \"^shop^\"", BROAD },
	{ "passw~rd: \"^shop^\"\npassw~rd_again: \"shop\"", BROAD },
	/* a key, and what is longer than keys are */
	{ "derive_k|y = \"^" HEX_64 "^\"", DEFAULT },
	{ "derive_k|y = \"^" HEX_64 "9f2^\"", BROAD },
	{ "f(TOKEN, \"^%r^\")", DEFAULT },
	{ "f(self::TOKEN, \"^%r^\")", BROAD },
};

static void test_weighs(void **state)
{
	uint64_t seed = 11;

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(weighed); i++) {
		char          text[256], value[25], all[256];
		const char   *at = strstr(weighed[i].text, "%r");
		umb_judgement by_default, broad;
		wanted        got;

		make_text(value, 24, ABC_BASE62, &seed);
		value[24] = 0;
		snprintf(text, sizeof(text), "%s", weighed[i].text);
		if (at)
			snprintf(text + (at - weighed[i].text), sizeof(text) - (size_t)(at - weighed[i].text), "%s%s", value, at + 2);
		snprintf(all, sizeof(all), "%s", text);
		by_default = judged(all, UMB_CONF_LOW, false);
		broad      = judged(all, UMB_CONF_LOW, true);
		got        = !by_default.is_rejected ? (by_default.is_sure ? STRICT : DEFAULT) : !broad.is_rejected ? BROAD : NEVER;
		if (got != weighed[i].want)
			fail_msg("%s: %d, score %d", weighed[i].text, (int)got, broad.score);
		/* What is reported without `broad` is the same with it. */
		if (!by_default.is_rejected)
			assert_int_equal(by_default.score, broad.score);
	}
}

/* Where only names stand in front, "password1" is a value; in code it may be the name of a field. */
static void test_names_of_configurations(void **state)
{
	UMB_UNUSED(state);
	assert_true(judged("passw~rd=^passw~rd1^", UMB_CONF_LOW, true).score + 40 + 15 == judged("passw~rd=^passw~rd1^", UMB_CONF_MEDIUM, true).score);
	assert_true(judged("t~ken=^t~ken1^", UMB_CONF_LOW, true).is_rejected && judged("t~ken=^t~ken1^", UMB_CONF_MEDIUM, true).is_rejected);
}

/* The points that are shown are the score that is shown. */
static void test_points_add_up(void **state)
{
	umb_judgement j = judged("// example: api_k|y = \"^Tk7aQm2xWb9dLr4VzJ6uHs1c^\" + suffix", UMB_CONF_MEDIUM, true);
	int           sum = 0;

	UMB_UNUSED(state);
	assert_true(j.n_reasons > 3);
	for (size_t i = 0; i < j.n_reasons; i++)
		sum += j.reason[i].points;
	assert_int_equal(sum, j.score);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_assignments),
		cmocka_unit_test(test_reads_names),
		cmocka_unit_test(test_weighs),
		cmocka_unit_test(test_names_of_configurations),
		cmocka_unit_test(test_points_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
