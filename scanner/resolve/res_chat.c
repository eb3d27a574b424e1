/*
 * res_chat.c - ids inside tokens of chat services: Discord and Telegram bots, Slack workspaces and apps.
 */
#include "resolve/reading.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/number.h"
#include "base/text.h"

#define DISCORD_EPOCH_MS UINT64_C(1420070400000)

static size_t digits_at(umb_slice v, size_t from)
{
	size_t n = 0;

	while (from + n < v.len && v.ptr[from + n] >= '0' && v.ptr[from + n] <= '9')
		n++;
	return n;
}

static bool has_prefix(umb_slice v, const char *prefix)
{
	return v.len > strlen(prefix) && memcmp(v.ptr, prefix, strlen(prefix)) == 0;
}

/* base64 of the bot's number, whose upper bits are when it was made. */
static void read_discord(umb_slice v, umb_claims *out)
{
	size_t   dot = umb_text_find(v, umb_slice_str(".")), n = 0;
	uint8_t  id[24];
	uint64_t number;

	if (dot == SIZE_MAX || dot < 20 || dot > 30 || !umb_base64_decode(id, sizeof(id), &n, umb_slice_sub(v, 0, dot)) || n < 15 ||
	    !umb_parse_u64(&number, umb_slice_of(id, n), UINT64_C(1) << 40, UINT64_MAX))
		return;
	umb_claims_text(out, "provider", "Discord", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "bot token", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "bot", UMB_CLAIM_FORMAT);
	umb_claims_add(out, "principal", umb_slice_of(id, n), UMB_CLAIM_FORMAT);
	umb_claims_time(out, "created_at", (double)(((number >> 22) + DISCORD_EPOCH_MS) / 1000), UMB_CLAIM_FORMAT);
}

static void read_telegram(umb_slice v, umb_claims *out)
{
	size_t n = digits_at(v, 0);

	if (n < 8 || n > 10 || v.len < n + 30 || v.ptr[n] != ':')
		return;
	umb_claims_text(out, "provider", "Telegram", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "bot token", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "bot", UMB_CLAIM_FORMAT);
	umb_claims_add(out, "principal", umb_slice_sub(v, 0, n), UMB_CLAIM_FORMAT);
}

/* An id as Slack writes them: a letter, then capital letters and digits; n is behind it. */
static umb_slice slack_id(umb_slice v, size_t from, uint8_t letter)
{
	size_t n = from;

	while (n < v.len && ((v.ptr[n] >= '0' && v.ptr[n] <= '9') || (v.ptr[n] >= 'A' && v.ptr[n] <= 'Z')))
		n++;
	return n > from + 7 && v.ptr[from] == letter ? umb_slice_sub(v, from, n) : umb_slice_of(NULL, 0);
}

/* The two numbers of a token: what they mean is seen in samples. */
static void read_slack_numbers(umb_slice v, umb_claims *out)
{
	size_t at = 5, n = digits_at(v, at);

	if (n < 9)
		return;
	umb_claims_add(out, "account", umb_slice_sub(v, at, at + n), UMB_CLAIM_INFERRED);
	at += n + 1;
	n = digits_at(v, at);
	if (n >= 9 && v.ptr[at - 1] == '-')
		umb_claims_add(out, "principal", umb_slice_sub(v, at, at + n), UMB_CLAIM_INFERRED);
}

static void read_slack(umb_slice v, umb_claims *out)
{
	static const char webhook[] = "hooks.slack.com/services/";
	size_t at;

	if (has_prefix(v, "xoxb-") || has_prefix(v, "xoxp-")) {
		read_slack_numbers(v, out);
		return;
	}
	if (has_prefix(v, "xapp-1-")) {
		umb_claims_add(out, "application", slack_id(v, 7, 'A'), UMB_CLAIM_FORMAT);
		return;
	}
	at = umb_text_find(v, umb_slice_str(webhook));
	if (at == SIZE_MAX)
		return;
	at += sizeof(webhook) - 1;
	umb_claims_text(out, "provider", "Slack", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "incoming webhook", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "oauth-app", UMB_CLAIM_FORMAT);
	umb_claims_add(out, "account", slack_id(v, at, 'T'), UMB_CLAIM_FORMAT);
	at += slack_id(v, at, 'T').len + 1;
	umb_claims_add(out, "application", slack_id(v, at, 'B'), UMB_CLAIM_FORMAT);
}

static void chat_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice v = hit->value;

	/* Numbers and dots are in other values, too: there the rule says that a bot's token was looked for. */
	if (umb_text_find_nocase(umb_slice_str(hit->rule->id), umb_slice_str("discord")) != SIZE_MAX)
		read_discord(v, out);
	else if (umb_text_find_nocase(umb_slice_str(hit->rule->id), umb_slice_str("telegram")) != SIZE_MAX)
		read_telegram(v, out);
	else
		read_slack(v, out);
}

const umb_resolver_ops umb_resolver_chat = {
	.name    = "chat",
	.summary = "ids inside Discord, Telegram and Slack tokens",
	.resolve = chat_resolve,
};
