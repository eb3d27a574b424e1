/*
 * score.c - from confidence and verdicts to a score, with reasons whose points add up to it.
 *
 * What is proved stays proved: a doubt about the looks of a value with a right checksum changes nothing.
 */
#include "judge/amid.h"
#include "judge/example.h"
#include "judge/sample.h"
#include "judge/shown.h"
#include "judge/weights.h"

#define POINTS_SUPPORT 8
#define MAX_SUPPORT 15
#define POINTS_DOUBT (-30)
#define SCORE_PROVED 97

static const struct {
	const char *text;
	int         points;
} starts[UMB_N_CONFIDENCES] = {
	[UMB_CONF_LOW] = { "a generic pattern matches", 50 },
	[UMB_CONF_MEDIUM] = { "the pattern of the value and words beside it match", 65 },
	[UMB_CONF_HIGH] = { "the form is used by this kind of credential only", 80 },
};

static void add_reason(umb_judgement *j, const char *text, int points)
{
	j->score += points;
	if (j->n_reasons < UMB_MAX_REASONS)
		j->reason[j->n_reasons++] = (umb_reason){ text, points };
}

static const umb_reason weights[UMB_N_WEIGHTS] = {
#define UMB_WEIGHT(id, points, text) { text, points },
#include "judge/weights.def"
#undef UMB_WEIGHT
};

umb_reason umb_weight_reason(umb_weight reason)
{
	return weights[reason];
}

void umb_weigh(umb_weighing *w, umb_weight reason)
{
	add_reason(w->judgement, weights[reason].text, weights[reason].points);
	w->judgement->looks_real |= reason == UMB_W_RANDOM || reason == UMB_W_CHOSEN;
	w->judgement->is_comment |= reason == UMB_W_COMMENT;
	w->judgement->is_shown |= reason == UMB_W_NAME_SHOW || reason == UMB_W_ASSERTED || reason == UMB_W_LINE_OF_TEST || reason == UMB_W_ANNOUNCED || reason == UMB_W_LINE_FOR_SHOW || reason == UMB_W_CALLED_EXAMPLE || reason == UMB_W_SESSION;
}

static void count(umb_judgement *j, umb_verdict verdict, const char *reason, int *support)
{
	int points;

	if (verdict == UMB_DOUBT) {
		add_reason(j, reason, POINTS_DOUBT);
	} else if (verdict == UMB_SUPPORT) {
		points = UMB_MIN(POINTS_SUPPORT, MAX_SUPPORT - *support);
		*support += points;
		add_reason(j, reason, points);
	} else if (verdict >= UMB_PROVE) {
		add_reason(j, reason, UMB_MAX(SCORE_PROVED - j->score, 0));
		j->is_proved = true;
	}
}

static void reject(umb_judgement *j, const char *by, const char *reason)
{
	j->is_rejected = true;
	j->rejected_by = by;
	j->n_reasons   = 0;
	j->score       = 0;
	add_reason(j, reason, 0);
}

/* Keeps the sum inside 0..100 and what is proved at the top, and says so where that changes it. */
static void settle(umb_judgement *j, bool is_doubted, bool is_locked)
{
	if (j->is_proved && j->score < SCORE_PROVED)
		add_reason(j, "proved all the same", SCORE_PROVED - j->score);
	j->is_doubted = is_doubted && !j->is_proved;
	if (j->is_doubted)
		j->severity = UMB_MIN(j->severity, UMB_SEV_LOW);
	if (is_locked) {
		j->severity  = UMB_MIN(j->severity, UMB_SEV_MEDIUM);
		j->is_hinted = true;
	}
	j->score = UMB_MIN(UMB_MAX(j->score, 0), 100);
	if (j->is_weighed && !j->is_proved) {
		j->is_weak = j->is_weak || j->score < UMB_SCORE_DEFAULT;
		j->is_sure = !j->is_weak && j->looks_real && !j->is_shown && !j->is_comment && j->score >= UMB_SCORE_STRICT;
		if (j->is_weak)
			j->severity = UMB_MIN(j->severity, UMB_SEV_LOW);
	}
}

/* The reason that speaks against it most. */
static const char *worst(const umb_judgement *j)
{
	const umb_reason *r = &j->reason[0];

	for (size_t i = 1; i < j->n_reasons; i++) {
		if (j->reason[i].points < r->points)
			r = &j->reason[i];
	}
	return r->text;
}

static const char amid_base64[] = "cut out of the middle of base64", schema_example[] = "the example that a schema gives", documentation_sample[] = "a sample in documentation",
                  ci_service[] = "of a service that a CI job starts for itself";

/* Of a secret.  What only a vendor issues may be real in documentation, too: copied from where it was tried out. */
static bool is_common_form(const umb_rule_info *r)
{
	return r->part == UMB_PART_SECRET && r->confidence < UMB_CONF_HIGH;
}

static const char *why_none(const umb_hit_view *hit)
{
	if (umb_is_amid_base64(hit))
		return amid_base64;
	if (umb_is_schema_example(hit))
		return schema_example;
	if (!is_common_form(hit->rule))
		return NULL;
	return umb_is_documentation_sample(hit) ? documentation_sample : umb_is_ci_service(hit) ? ci_service : NULL;
}

/* Of what is not weighed. */
static void judge_line(umb_judgement *out, const umb_hit_view *hit)
{
	const char *why = NULL;

	if (umb_is_asserted(hit))
		why = "what a test expects";
	else if (umb_is_named_for_show(hit))
		why = umb_named_for_show;
	else if (umb_is_in_announced_block(hit))
		why = "in a block that is announced as an example";
	else
		return;
	out->is_shown = true;
	out->severity = UMB_MIN(out->severity, UMB_SEV_MEDIUM);
	add_reason(out, why, 0);
}

void umb_judge(umb_judgement *out, const umb_hit_view *hit, const umb_check *checks, size_t n_checks, bool keeps_weak)
{
	bool        is_doubted = false, is_locked = false;
	int         support    = 0;
	const int   least   = keeps_weak ? UMB_SCORE_BROAD : UMB_SCORE_DEFAULT;
	const char *shown;

	*out = (umb_judgement){ .severity = hit->rule->severity };
	add_reason(out, starts[hit->rule->confidence].text, starts[hit->rule->confidence].points);
	for (size_t i = 0; i < n_checks; i++) {
		const char *reason = NULL;
		umb_verdict verdict;

		if (checks[i].ops->weigh) {
			checks[i].ops->weigh(hit, checks[i].params, &(umb_weighing){ out, least });
			out->is_weighed = true;
			continue;
		}
		verdict = checks[i].ops->check(hit, checks[i].params, &reason);
		if (verdict == UMB_REJECT || (verdict == UMB_UNLIKELY && !keeps_weak)) {
			reject(out, checks[i].ops->name, reason);
			return;
		}
		if (verdict == UMB_UNLIKELY) {
			out->is_weak = true;
			verdict      = UMB_DOUBT;
		}
		if (verdict == UMB_TRIAL) {
			out->is_hinted = true;
			verdict        = UMB_DOUBT;
		}
		if (verdict == UMB_SHOWN) {
			out->is_only_shown = out->is_shown;
			out->is_shown      = true;
			out->severity      = UMB_MIN(out->severity, UMB_SEV_MEDIUM);
			add_reason(out, reason, 0);
			continue;
		}
		if (verdict == UMB_HINT) {
			out->is_hinted = true;
			add_reason(out, reason, 0);
			continue;
		}
		count(out, verdict, reason, &support);
		is_doubted = is_doubted || verdict == UMB_DOUBT;
		is_locked  = is_locked || verdict == UMB_PROVE_LOCKED;
	}
	if (out->is_weighed && !out->is_proved && out->score < least) {
		reject(out, "assignment", worst(out));
		return;
	}
	if (!out->is_weighed && !out->is_proved && is_common_form(hit->rule))
		judge_line(out, hit);
	if (!out->is_proved && (shown = why_none(hit)) != NULL) {
		if (!keeps_weak) {
			reject(out, "example", shown);
			return;
		}
		out->is_weak = is_doubted = true;
		/* Comments hold real ones more often than schemas: a broad scan still tells it. */
		add_reason(out, shown, shown == schema_example || shown == amid_base64 ? POINTS_DOUBT : UMB_MIN(UMB_MAX(POINTS_DOUBT, UMB_SCORE_BROAD - out->score), 0));
	}
	settle(out, is_doubted, is_locked);
}
