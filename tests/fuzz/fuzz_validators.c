/* Any bytes as a value: every validator gives one of the verdicts with a reason, twice the same; resolvers stay in bounds. */
#include <stdlib.h>

#include "core/resolver.h"
#include "harness/make_hit.h"
#include "judge/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Resolvers that would take many values for theirs ask the rule first. */
static const umb_rule_info rules[] = {
	{ .id = "test.rule", .provider = "" },           { .id = "discord.bot-token", .provider = "Discord" },
	{ .id = "telegram.bot-token", .provider = "" },  { .id = "docker.config-auth", .provider = "Docker" },
	{ .id = "http.basic-auth", .provider = "" },     { .id = "gitlab.x", .provider = "GitLab" },
	{ .id = "slack.x", .provider = "Slack" },        { .id = "tailscale.x", .provider = "Tailscale" },
};

/* A parameter inside its range, by a byte of the input. */
static umb_param param_of(const umb_validator_ops *v, size_t k, uint8_t byte)
{
	size_t n = 0;

	if (v->params[k].type != UMB_PARAM_WORD)
		return byte & 1 ? v->params[k].default_value : UMB_MIN(v->params[k].max, v->params[k].min + byte / 2);
	while (v->words[n])
		n++;
	return (umb_param)(byte % n);
}

/* What is asked about every hit: what the line, the comment and the keys above say. */
static void judge_alone(const umb_hit_view *hit)
{
	umb_judgement judged;

	umb_judge(&judged, hit, NULL, 0, true);
	if (judged.score < 0 || judged.score > 100 || judged.is_rejected)
		abort();
}

static void ask_all(const umb_hit_view *hit, uint8_t byte)
{
	for (size_t i = 0; i < umb_validator_count(); i++) {
		const umb_validator_ops *v = umb_validator_at(i);
		umb_param   params[UMB_MAX_PARAMS] = { 0 };
		const char *first = NULL, *second = NULL;
		umb_verdict a, b;

		for (size_t k = 0; k < v->n_params; k++)
			params[k] = param_of(v, k, byte);
		if (!v->check) { /* it weighs: the judge adds up */
			umb_check     c = { .ops = v };
			umb_judgement judged;

			memcpy(c.params, params, sizeof(params));
			umb_judge(&judged, hit, &c, 1, true);
			if (judged.score < 0 || judged.score > 100)
				abort();
			continue;
		}
		a = v->check(hit, params, &first);
		b = v->check(hit, params, &second);
		if (a != b || a < UMB_HINT || a > UMB_PROVE_LOCKED || (a != UMB_NO_OPINION && (!first || first != second)))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	umb_claims   claims = { .n_claims = 0 };
	umb_hit_view hit;

	if (size < 4)
		return 0;
	hit = make_hit(umb_slice_of(data + 3, size - 3));
	hit.rule = &rules[data[1] % UMB_COUNT(rules)];
	hit.is_begin = data[1] < 128;
	/* The secret need not be the whole match, nor end with it. */
	hit.secret.from = data[0] % (size - 3);
	hit.secret.to   = hit.text.len - UMB_MIN(hit.text.len - hit.secret.from - 1, (uint64_t)(data[2] >> 3));
	hit.value       = umb_slice_sub(hit.text, (size_t)hit.secret.from, (size_t)hit.secret.to);
	ask_all(&hit, data[2]);
	judge_alone(&hit);
	umb_resolve_all(&hit, &claims);
	for (size_t i = 0; i < claims.n_claims; i++) {
		if (!claims.claim[i].field || memchr(claims.claim[i].value, 0, UMB_CLAIM_VALUE_MAX) == NULL)
			abort();
	}
	return 0;
}
