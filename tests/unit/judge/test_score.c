/* entropy, charset, crc32-base62, and the sum of verdicts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/ask.h"
#include "judge/judge.h"
#include "judge/log2.h"

static void test_logarithm(void **state)
{
	UMB_UNUSED(state);
	for (int i = 0; i < 40; i++) {
		double want = i, got = umb_log2((double)(UINT64_C(1) << i));

		assert_true(got - want < 1e-9 && want - got < 1e-9);
	}
	assert_true(umb_log2(3) > 1.584962 && umb_log2(3) < 1.584963);
	assert_true(umb_log2(1000) > 9.965784 && umb_log2(1000) < 9.965785);
}

static const struct {
	const char *label;
	const char *value;
	double      min;
	umb_verdict want;
} entropies[] = {
	{ "a word twice", "aaaabbbbaaaabbbb", 0, UMB_UNLIKELY },
	{ "random hex of 16", "c1f0e7a92b34d586", 0, UMB_SUPPORT },
	{ "random base62 of 24", "Tk7aQm2xWb9dLr4VzJ6uHs1c", 0, UMB_SUPPORT },
	{ "hex of 32 is measured as hex", "9f86d081884c7d659a2feaa0c55ad015", 0, UMB_SUPPORT },
	{ "below the rule's own floor", "c1f0e7a92b34d586", 4.5, UMB_UNLIKELY },
	{ "above the rule's own floor, below the natural one", "abababababcdcdcdcdcd", 1.0, UMB_NO_OPINION },
	{ "too short to say", "abcabc", 0, UMB_NO_OPINION },
	{ "longer than the table", "Tk7aQm2xWb9dLr4VzJ6uHs1cTk7aQm2xWb9dLr4VzJ6uHs1cTk7aQm2xWb9dLr4VzJ6uHs1cTk7aQm2xWb9dLr4VzJ6uHs1c"
	                           "Tk7aQm2xWb9dLr4VzJ6uHs1cTk7aQm2xWb9dLr4VzJ6uHs1c", 0, UMB_UNLIKELY },
};

static void test_entropy(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(entropies); i++) {
		umb_verdict got = ask_with("entropy", umb_slice_str(entropies[i].value), entropies[i].min);

		if (got != entropies[i].want)
			fail_msg("%s: verdict %d, want %d", entropies[i].label, got, entropies[i].want);
	}
}

static umb_verdict charset(const char *value, double digits, double upper, double lower, double symbols, double distinct)
{
	const umb_validator_ops *ops = umb_validator_find("charset");
	umb_hit_view hit = make_hit(umb_slice_str(value));
	umb_param    params[UMB_MAX_PARAMS] = { digits, upper, lower, symbols, distinct };

	return ops->check(&hit, params, &asked_reason);
}

static void test_charset(void **state)
{
	UMB_UNUSED(state);
	assert_int_equal(charset("abcDEF12-", 2, 3, 3, 1, 9), UMB_NO_OPINION);
	assert_int_equal(charset("abcDEF12-", 3, 0, 0, 0, 0), UMB_UNLIKELY);
	assert_int_equal(charset("abcDEF12-", 0, 4, 0, 0, 0), UMB_UNLIKELY);
	assert_int_equal(charset("abcDEF12-", 0, 0, 4, 0, 0), UMB_UNLIKELY);
	assert_int_equal(charset("abcDEF12-", 0, 0, 0, 2, 0), UMB_UNLIKELY);
	assert_int_equal(charset("aabbccddee", 0, 0, 0, 0, 6), UMB_UNLIKELY);
}

/* Changes of case stand for digits, and for nothing else. */
static void test_charset_changes(void **state)
{
	const umb_validator_ops *ops = umb_validator_find("charset");
	static const struct {
		const char *value;
		umb_param   params[UMB_MAX_PARAMS]; /* digits, upper, lower, symbols, distinct, changes */
		umb_verdict want;
	} rows[] = {
		{ "qZkPvNtLwXyR", { 1, 0, 0, 0, 0, 5 }, UMB_NO_OPINION },
		{ "JavaScriptApi", { 1, 0, 0, 0, 0, 5 }, UMB_NO_OPINION },
		{ "JavaScript", { 1, 0, 0, 0, 0, 5 }, UMB_UNLIKELY },
		{ "qZkPvNtLwXyR", { 1, 0, 0, 0, 0, 0 }, UMB_UNLIKELY },
		{ "qZkPvNtLwXyR", { 1, 0, 0, 1, 0, 5 }, UMB_UNLIKELY },
		{ "a-Z-k-P-v-N", { 1, 0, 0, 0, 0, 1 }, UMB_UNLIKELY },
		{ "javascript9", { 1, 0, 0, 0, 0, 5 }, UMB_NO_OPINION },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_hit_view hit = make_hit(umb_slice_str(rows[i].value));

		if (ops->check(&hit, rows[i].params, &asked_reason) != rows[i].want)
			fail_msg("row %zu: %s", i, rows[i].value);
	}
}

static const struct {
	const char *label;
	const char *prefix, *body, *tail;
	umb_verdict want;
} sums[] = {
	{ "thirty zeros", "ghp_", "000000000000000000000000000000", "2C8GjS", UMB_PROVE },
	{ "the same with another prefix", "npm_", "000000000000000000000000000000", "2C8GjS", UMB_PROVE },
	{ "a checksum with leading zeros", "ghp_", "000000000000000000000000000405", "00azb7", UMB_PROVE },
	{ "a public sample", "ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17", UMB_PROVE },
	{ "one character changed", "ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkK", "0mLq17", UMB_DOUBT },
	{ "too short", "ghp_", "zQWBuTSOoRi4A9spHcVY5n", "0mLq1", UMB_DOUBT },
};

static void test_checksums(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(sums); i++) {
		char value[64];
		int  n = snprintf(value, sizeof(value), "%s%s%s", sums[i].prefix, sums[i].body, sums[i].tail);

		if (ask("crc32-base62", umb_slice_of(value, (size_t)n)) != sums[i].want)
			fail_msg("%s", sums[i].label);
	}
}

/* -- the sum ------------------------------------------------------------------------------------------ */

static umb_verdict says(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	UMB_UNUSED(hit);
	*reason = "said so";
	return (umb_verdict)(int)params[0];
}

static const umb_validator_ops speaker = { .name = "speaker", .check = says };

static const struct {
	const char    *label;
	umb_confidence confidence;
	int            verdicts[4];
	size_t         n;
	int            score;
	umb_severity   severity;
	bool           is_proved, is_rejected;
} judgements[] = {
	{ "high confidence alone", UMB_CONF_HIGH, { 0 }, 0, 80, UMB_SEV_HIGH, false, false },
	{ "medium confidence alone", UMB_CONF_MEDIUM, { 0 }, 1, 65, UMB_SEV_HIGH, false, false },
	{ "one support", UMB_CONF_LOW, { UMB_SUPPORT }, 1, 58, UMB_SEV_HIGH, false, false },
	{ "supports are capped", UMB_CONF_LOW, { UMB_SUPPORT, UMB_SUPPORT, UMB_SUPPORT }, 3, 65, UMB_SEV_HIGH, false, false },
	{ "proof", UMB_CONF_LOW, { UMB_PROVE }, 1, 97, UMB_SEV_HIGH, true, false },
	{ "proof of what is locked", UMB_CONF_LOW, { UMB_PROVE_LOCKED }, 1, 97, UMB_SEV_MEDIUM, true, false },
	{ "doubt lowers the severity", UMB_CONF_HIGH, { UMB_DOUBT }, 1, 50, UMB_SEV_LOW, false, false },
	{ "never below zero", UMB_CONF_LOW, { UMB_DOUBT, UMB_DOUBT, UMB_DOUBT }, 3, 0, UMB_SEV_LOW, false, false },
	{ "proof outweighs doubt", UMB_CONF_LOW, { UMB_PROVE, UMB_DOUBT }, 2, 97, UMB_SEV_HIGH, true, false },
	{ "doubt before proof", UMB_CONF_HIGH, { UMB_DOUBT, UMB_PROVE }, 2, 97, UMB_SEV_HIGH, true, false },
	{ "rejection ends it", UMB_CONF_HIGH, { UMB_PROVE, UMB_REJECT, UMB_PROVE }, 3, 0, UMB_SEV_HIGH, false, true },
	{ "so does what is unlikely", UMB_CONF_HIGH, { UMB_UNLIKELY, UMB_SUPPORT }, 2, 0, UMB_SEV_HIGH, false, true },
};

/* With keeps_weak. */
static void test_weak(void **state)
{
	static const struct {
		const char *label;
		int         verdicts[3];
		bool        is_rejected, is_weak;
		int         score;
	} rows[] = {
		{ "unlikely is a doubt", { UMB_UNLIKELY }, false, true, 50 },
		{ "and what speaks for it counts", { UMB_UNLIKELY, UMB_SUPPORT }, false, true, 58 },
		{ "refuted is refuted", { UMB_UNLIKELY, UMB_REJECT }, true, true, 0 },
		{ "refuted first", { UMB_REJECT, UMB_UNLIKELY }, true, false, 0 },
		{ "a doubt alone is not weak", { UMB_DOUBT }, false, false, 50 },
		{ "a proof does not make it strong", { UMB_UNLIKELY, UMB_PROVE }, false, true, 97 },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_rule_info rule = made_rule;
		umb_hit_view  hit  = make_hit(umb_slice_str("value"));
		umb_check     checks[3];
		umb_judgement j;

		rule.confidence = UMB_CONF_HIGH;
		hit.rule        = &rule;
		for (size_t k = 0; k < 3; k++)
			checks[k] = (umb_check){ &speaker, { rows[i].verdicts[k] } };
		umb_judge(&j, &hit, checks, 3, true);
		if (j.is_rejected != rows[i].is_rejected || j.is_weak != rows[i].is_weak || j.score != rows[i].score)
			fail_msg("%s: rejected %d, weak %d, score %d", rows[i].label, j.is_rejected, j.is_weak, j.score);
	}
}

static void test_score(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(judgements); i++) {
		umb_rule_info rule = made_rule;
		umb_hit_view  hit  = make_hit(umb_slice_str("value"));
		umb_check     checks[4];
		umb_judgement j;
		int           sum = 0;

		rule.confidence = judgements[i].confidence;
		hit.rule        = &rule;
		for (size_t k = 0; k < judgements[i].n; k++)
			checks[k] = (umb_check){ &speaker, { judgements[i].verdicts[k] } };
		umb_judge(&j, &hit, checks, judgements[i].n, false);
		if (j.score != judgements[i].score || j.severity != judgements[i].severity || j.is_rejected != judgements[i].is_rejected)
			fail_msg("%s: score %d severity %d", judgements[i].label, j.score, (int)j.severity);
		assert_true(j.is_rejected || j.is_proved == judgements[i].is_proved);
		assert_true(j.is_rejected == (j.rejected_by != NULL));
		for (size_t k = 0; k < j.n_reasons; k++)
			sum += j.reason[k].points;
		assert_true(j.score == UMB_MAX(sum, 0));
	}
}

/* What is for show, and what is but a hint of it: neither changes the score. */
static void test_shown_and_hinted(void **state)
{
	static const struct {
		const char  *label;
		int          verdicts[3];
		size_t       n;
		int          score;
		umb_severity severity;
		bool         is_proved, is_shown, is_only_shown, is_hinted;
	} rows[] = {
		{ "for show", { UMB_SHOWN }, 1, 80, UMB_SEV_MEDIUM, false, true, false, false },
		{ "for show, and proved", { UMB_SHOWN, UMB_PROVE }, 2, 97, UMB_SEV_MEDIUM, true, true, false, false },
		{ "proved, and for show", { UMB_PROVE, UMB_SHOWN }, 2, 97, UMB_SEV_MEDIUM, true, true, false, false },
		{ "two that say so", { UMB_SHOWN, UMB_SHOWN }, 2, 80, UMB_SEV_MEDIUM, false, true, true, false },
		{ "three", { UMB_SHOWN, UMB_SHOWN, UMB_SHOWN }, 3, 80, UMB_SEV_MEDIUM, false, true, true, false },
		{ "two with a proof between them", { UMB_SHOWN, UMB_PROVE, UMB_SHOWN }, 3, 97, UMB_SEV_MEDIUM, true, true, true, false },
		{ "a hint", { UMB_HINT }, 1, 80, UMB_SEV_HIGH, false, false, false, true },
		{ "two hints", { UMB_HINT, UMB_HINT }, 2, 80, UMB_SEV_HIGH, false, false, false, true },
		{ "a hint, and for show", { UMB_HINT, UMB_SHOWN }, 2, 80, UMB_SEV_MEDIUM, false, true, false, true },
		{ "proved, and a hint", { UMB_PROVE, UMB_HINT }, 2, 97, UMB_SEV_HIGH, true, false, false, true },
		{ "locked", { UMB_PROVE_LOCKED }, 1, 97, UMB_SEV_MEDIUM, true, false, false, true },
		{ "proved", { UMB_PROVE }, 1, 97, UMB_SEV_HIGH, true, false, false, false },
		{ "doubted", { UMB_DOUBT }, 1, 50, UMB_SEV_LOW, false, false, false, false },
		{ "chosen to try something out", { UMB_TRIAL }, 1, 50, UMB_SEV_LOW, false, false, false, true },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_rule_info rule = made_rule;
		umb_hit_view  hit  = make_hit(umb_slice_str("value"));
		umb_check     checks[3];
		umb_judgement j;

		rule.confidence = UMB_CONF_HIGH;
		hit.rule        = &rule;
		for (size_t k = 0; k < rows[i].n; k++)
			checks[k] = (umb_check){ &speaker, { rows[i].verdicts[k] } };
		umb_judge(&j, &hit, checks, rows[i].n, false);
		if (j.score != rows[i].score || j.severity != rows[i].severity || j.is_rejected || j.is_weak || j.n_reasons != rows[i].n + 1)
			fail_msg("%s: score %d, severity %d, %zu reasons", rows[i].label, j.score, (int)j.severity, j.n_reasons);
		if (j.is_proved != rows[i].is_proved || j.is_shown != rows[i].is_shown || j.is_only_shown != rows[i].is_only_shown || j.is_hinted != rows[i].is_hinted)
			fail_msg("%s: proved %d, shown %d, by two %d, hinted %d", rows[i].label, j.is_proved, j.is_shown, j.is_only_shown, j.is_hinted);
	}
}

static void test_registry(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < umb_validator_count(); i++) {
		const umb_validator_ops *v = umb_validator_at(i);

		assert_ptr_equal(umb_validator_find(v->name), v);
		assert_true(v->n_params <= UMB_MAX_PARAMS && v->summary && !v->check != !v->weigh);
		for (size_t k = 0; k < v->n_params; k++)
			assert_true(v->params[k].default_value >= v->params[k].min && v->params[k].default_value <= v->params[k].max);
	}
	assert_null(umb_validator_find("nothing"));
	assert_null(umb_validator_at(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logarithm),
		cmocka_unit_test(test_entropy),
		cmocka_unit_test(test_charset), cmocka_unit_test(test_charset_changes),
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_score),
		cmocka_unit_test(test_weak),
		cmocka_unit_test(test_shown_and_hinted),
		cmocka_unit_test(test_registry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
