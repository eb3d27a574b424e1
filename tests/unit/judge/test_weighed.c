/* The reasons that are weighed for and against a value that is given to a name, one by one. */
#include <limits.h>

#include "harness/check.h"
#include "harness/make_base64.h"
#include "harness/marked_hit.h"
#include "judge/weights.h"

/* %r: a random value of 24 characters; %k: a public key in base64; the rest as in hit_in. */
static const struct {
	const char *text;
	umb_weight  reason;
	bool        want, is_nameless; /* the parameter of the validator */
} rows[] = {
	/* what a test expects */
	{ "assertEquals(\"^%r^\", cfg.passw~rd)", UMB_W_ASSERTED, true, false },
	{ "expect(user.t~ken).to eq(\"^%r^\")", UMB_W_ASSERTED, true, false },
	{ "assertEquals(\n  user.t~ken,\n  \"^%r^\")", UMB_W_ASSERTED, true, false },
	{ "login(\"^%r^\")", UMB_W_ASSERTED, false, false },
	{ "t~ken = \"^%r^\" # assert", UMB_W_ASSERTED, false, false },
	/* the line speaks of a test, unless the name does, or something is asserted */
	{ "user1_passw~rd = \"^%r^\"", UMB_W_LINE_OF_TEST, true, false },
	{ "client(test, passw~rd = \"^%r^\")", UMB_W_LINE_OF_TEST, true, false },
	{ "t~ken: devel-^%r^", UMB_W_LINE_OF_TEST, true, false },
	{ "test_passw~rd = \"^%r^\"", UMB_W_LINE_OF_TEST, false, false },
	{ "test_passw~rd = \"^%r^\"", UMB_W_NAME_SHOW, true, false },
	{ "assert client(test, passw~rd = \"^%r^\")", UMB_W_LINE_OF_TEST, false, false },
	{ "db_passw~rd = \"^%r^\"", UMB_W_LINE_OF_TEST, false, false },
	{ "expected_t~ken = \"^%r^\"", UMB_W_NAME_SHOW, true, false },
	/* announced */
	{ "Set it, for instance:\n\n    passw~rd: ^%r^\n", UMB_W_ANNOUNCED, true, false },
	{ "Set it, for instance:\n\n```\npassw~rd: ^%r^\n```\n", UMB_W_ANNOUNCED, true, false },
	{ "Set it:\n\n    passw~rd: ^%r^\n", UMB_W_ANNOUNCED, false, false },
	/* what the value is */
	{ "t~ken = \"^%k^\"", UMB_W_PUBLIC_KEY, true, false },
	{ "t~ken = \"^%r^\"", UMB_W_PUBLIC_KEY, false, false },
	{ "passw~rd: '^$2y$10$%r%r^'", UMB_W_PASSWORD_HASH, true, false },
	{ "passw~rd: '^{SSHA}%r^'", UMB_W_PASSWORD_HASH, true, false },
	{ "passw~rd: '^%r^'", UMB_W_PASSWORD_HASH, false, false },
	{ "passw~rd: '^git-credential[1]^'", UMB_W_PATTERN, true, false },
	{ "passw~rd = \"^https://ann@host.corp/x?page=2^\"", UMB_W_ADDRESS, true, false },
	{ "passw~rd = \"^https://host.corp/x?s|cr|t=abc^\"", UMB_W_ADDRESS, false, false },
	/* behind other arguments */
	{ "new Mailer(self::USER, self::PASSWORD, \"^%r^\")", UMB_W_EXPRESSION, true, false },
	{ "new Mailer(self::PASSWORD, \"^%r^\")", UMB_W_EXPRESSION, false, false },
	{ "new Mailer(USER, PASSWORD, \"^%r^\")", UMB_W_EXPRESSION, false, false },
	{ "new mailer(user, passw~rd, \"^%r^\")", UMB_W_EXPRESSION, false, false },
	{ "new Mailer(a, \"PASSWORD\", \"^%r^\")", UMB_W_EXPRESSION, false, false },
	/* a word of a sentence; the next of a list is none */
	{ "passw~rd: ^something^ that you know", UMB_W_PROSE, true, false },
	{ "passw~rd: ^something^, that you know", UMB_W_PROSE, true, false },
	{ "passw~rd: ^something^. That: yes", UMB_W_PROSE, true, false },
	{ "passw~rd: ^something^ that: yes", UMB_W_PROSE, true, false },
	{ "passw~rd: ^something^, that", UMB_W_PROSE, true, false },
	{ "passw~rd=^%r^, pool=10", UMB_W_PROSE, false, false },
	{ "passw~rd=^%r^ pool=10", UMB_W_PROSE, false, false },
	{ "passw~rd: ^%r^, pool: 10", UMB_W_PROSE, false, false },
	{ "passw~rd: ^%r^, pool size", UMB_W_PROSE, true, false },
	{ "passw~rd: ^%r^, p", UMB_W_PROSE, false, false },
	/* a step of a test or a page, and what it is handed */
	{ "x.enterPassw~rd(\"^maple71^\")", UMB_W_NAME_PASSWORD, true, false },
	{ "x.enterPassw~rd(\"^maple^\")", UMB_W_NAME_ACTION, true, false },
	{ "x.enterPassw~rd(\"^71 maples^\")", UMB_W_NAME_ACTION, true, false },
	{ "enterPassw~rd = \"^maple71^\"", UMB_W_NAME_ACTION, true, false },
	{ "x.resetPassw~rdField(\"^maple71^\")", UMB_W_NAME_PASSWORD, false, false },
	/* the value repeats the name; with digits and marks it is no name */
	{ "userPassw~rd = \"^user^\"", UMB_W_REPEATS_NAME, true, false },
	{ "userPassw~rd = \"^user1^\"", UMB_W_REPEATS_NAME, false, false },
	{ "userPassw~rd = \"^user@1^\"", UMB_W_REPEATS_NAME, false, false },
	{ "userPassw~rd = \"^user12^\"", UMB_W_REPEATS_NAME, false, false },
	{ "userT~ken = \"^user12^\"", UMB_W_REPEATS_NAME, true, false },
	{ "userT~ken = \"^User12^\"", UMB_W_REPEATS_NAME, false, false },
	{ "passw~rd = \"^\xe5\xaf\x86\xe7\xa0\x81\xe4\xb8\x8d\xe5\xba\x94\xe4\xbd\x8e\xe4\xba\x8e" "4^\"", UMB_W_SENTENCE, true, false },
	{ "passw~rd = \"^\xe5\xaf\x86\xe7\xa0\x81" "4711^\"", UMB_W_SENTENCE, false, false },
	{ "passw~rd=^Has\xc5\x82o^", UMB_W_LETTERS, true, false },
	/* digits */
	{ "passw~rd = \"^482913^\"", UMB_W_DIGITS, true, false },
	{ "passw~rd = \"^123456^\"", UMB_W_DIGITS, false, false },
	{ "passw~rd = \"^7890123456^\"", UMB_W_DIGITS, false, false },
	{ "passw~rd = \"^12345^\"", UMB_W_DIGITS, true, false },
	{ "passw~rd = \"^123465^\"", UMB_W_DIGITS, true, false },
	/* an action anywhere in a message */
	{ "x 'failed because of the t~ken' => '^%r^'", UMB_W_NAME_ACTION, true, false },
	{ "x 'reset the user t~ken' => '^%r^'", UMB_W_NAME_ACTION, true, false },
	{ "x 'the t~ken' => '^%r^'", UMB_W_NAME_ACTION, false, false },
	/* the pattern says what it is: only what is joined to it may say that it is none */
	{ "https://h.corp/x?fingerprint=^%r^", UMB_W_NAME_DIGEST, true, true },
	{ "https://h.corp/x?csrf_t~ken=^%r^", UMB_W_NAME_PUBLIC, true, true },
	{ "https://h.corp/x?t~ken=^%r^", UMB_W_NAME_SECRET, false, true },
	{ "https://h.corp/x?t~ken=^%r^", UMB_W_NAME_SECRET, true, false },
	{ "fingerprint: ^%r^", UMB_W_NAME_DIGEST, false, true },
	{ "fingerprint: ^%r^", UMB_W_NAME_DIGEST, true, false },
	{ "passw~rd=^%r^", UMB_W_NAME_PASSWORD, false, true },
	{ "^%r^", UMB_W_NAME_DIGEST, false, true },
};

static void expand(char *out, size_t cap, const char *text)
{
	static const char head[] = "\x30\x81\x9f\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x81\x8d\x00";
	uint64_t seed = 11;
	size_t   n = 0;

	for (const char *p = text; *p && n + 300 < cap; p++) {
		if (p[0] == '%' && p[1] == 'r') {
			make_text(out + n, 24, ABC_BASE62, &seed);
			n += 24;
			p++;
		} else if (p[0] == '%' && p[1] == 'k') {
			uint8_t key[162];

			for (size_t i = 0; i < sizeof(key); i++)
				key[i] = (uint8_t)make_random(&seed);
			memcpy(key, head, sizeof(head) - 1);
			n += make_base64(out + n, umb_slice_of(key, sizeof(key)), false);
			p++;
		} else {
			out[n++] = *p;
		}
	}
	out[n] = 0;
}

static bool has_reason(const umb_judgement *j, umb_weight reason)
{
	for (size_t i = 0; i < j->n_reasons; i++) {
		if (strcmp(j->reason[i].text, umb_weight_reason(reason).text) == 0)
			return true;
	}
	return false;
}

static void test_reasons(void **state)
{
	const umb_validator_ops *ops = umb_validator_find("assignment");

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		char          text[1024], buf[1024];
		umb_hit_view  hit;
		umb_judgement j = { .n_reasons = 0 };
		umb_param     params[UMB_MAX_PARAMS] = { 0, rows[i].is_nameless };

		expand(text, sizeof(text), rows[i].text);
		hit = hit_in(text, buf, sizeof(buf));
		ops->weigh(&hit, params, &(umb_weighing){ &j, INT_MIN });
		if (has_reason(&j, rows[i].reason) != rows[i].want)
			fail_msg("%s: \"%s\" is not %d", rows[i].text, umb_weight_reason(rows[i].reason).text, rows[i].want);
		assert_true(j.n_reasons < UMB_MAX_REASONS);
	}
}

/* The lines around a value are read where it is reported without them; they never speak for it. */
static void test_least(void **state)
{
	char          text[1024], buf[1024];
	umb_param     params[UMB_MAX_PARAMS] = { 0 };
	umb_judgement all = { .n_reasons = 0 };
	umb_hit_view  hit;

	UMB_UNUSED(state);
	expand(text, sizeof(text), "assertEquals(cfg.passw~rd, \"^%r^\")");
	hit = hit_in(text, buf, sizeof(buf));
	umb_validator_find("assignment")->weigh(&hit, params, &(umb_weighing){ &all, INT_MIN });
	assert_true(has_reason(&all, UMB_W_ASSERTED));
	for (int more = -1; more <= 1; more++) {
		int           before = all.score - umb_weight_reason(UMB_W_ASSERTED).points;
		umb_judgement j = { .n_reasons = 0 };

		umb_validator_find("assignment")->weigh(&hit, params, &(umb_weighing){ &j, before + more });
		CHECK_EQ_INT(has_reason(&j, UMB_W_ASSERTED), more <= 0, "least");
	}
	assert_true(umb_weight_reason(UMB_W_ASSERTED).points < 0 && umb_weight_reason(UMB_W_LINE_OF_TEST).points < 0 && umb_weight_reason(UMB_W_ANNOUNCED).points < 0);
}

/* What is for show, and what is only a comment: neither is ever sure, and only the first is for show. */
static void test_what_reasons_make_of_it(void **state)
{
	static const umb_weight shown[] = { UMB_W_NAME_SHOW, UMB_W_ASSERTED, UMB_W_LINE_OF_TEST, UMB_W_ANNOUNCED, UMB_W_LINE_FOR_SHOW, UMB_W_CALLED_EXAMPLE, UMB_W_SESSION };

	UMB_UNUSED(state);
	for (umb_weight w = 0; w < UMB_N_WEIGHTS; w++) {
		umb_judgement j = { .n_reasons = 0 };
		bool          is_shown = false;

		umb_weigh(&(umb_weighing){ &j, 0 }, w);
		for (size_t i = 0; i < UMB_COUNT(shown); i++)
			is_shown = is_shown || shown[i] == w;
		CHECK_EQ_INT(j.is_shown, is_shown, umb_weight_reason(w).text);
		CHECK_EQ_INT(j.is_comment, w == UMB_W_COMMENT, umb_weight_reason(w).text);
		CHECK_EQ_INT(j.score, umb_weight_reason(w).points, umb_weight_reason(w).text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reasons), cmocka_unit_test(test_least), cmocka_unit_test(test_what_reasons_make_of_it) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
