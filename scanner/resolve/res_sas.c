/*
 * res_sas.c - what a shared access signature of Azure allows, and until when: it is all in the query that it signs.
 */
#include "resolve/reading.h"

#include <stdio.h>

#include "base/text.h"

#define MAX_PARAMS 32

static bool param(umb_slice query, const char *name, umb_slice *value)
{
	size_t len = strlen(name);

	for (size_t n = 0; query.len > 0 && n < MAX_PARAMS; n++) {
		size_t    end  = umb_text_find(query, umb_slice_str("&"));
		umb_slice pair = umb_slice_sub(query, 0, end);

		if (pair.len > len + 1 && memcmp(pair.ptr, name, len) == 0 && pair.ptr[len] == '=') {
			*value = umb_slice_sub(pair, len + 1, pair.len);
			return true;
		}
		query = umb_slice_sub(query, pair.len + 1 < query.len ? pair.len + 1 : query.len, query.len);
	}
	return false;
}

static void add_param(umb_slice query, const char *name, const char *field, umb_claims *out)
{
	uint8_t   text[UMB_CLAIM_VALUE_MAX];
	umb_slice value;

	if (param(query, name, &value))
		umb_claims_add(out, field, umb_read_percent(text, sizeof(text), value), UMB_CLAIM_FORMAT);
}

static const struct {
	uint8_t     letter;
	const char *word;
	bool        writes;
} permissions[] = {
	{ 'r', "read", false }, { 'a', "add", true },    { 'c', "create", true },  { 'w', "write", true },  { 'd', "delete", true },
	{ 'x', "delete versions", true }, { 'y', "delete for good", true },        { 'l', "list", false },  { 't', "tags", true },
	{ 'u', "update", true }, { 'p', "process", true }, { 'm', "move", true }, { 'e', "execute", true }, { 'o', "ownership", true },
	{ 'i', "immutability", true }, { 'f', "filter", false },
};

static void add_permissions(umb_slice letters, umb_claims *out)
{
	char   text[UMB_CLAIM_VALUE_MAX];
	size_t n = 0;
	bool   writes = false;

	text[0] = '\0';
	for (size_t i = 0; i < UMB_COUNT(permissions); i++) {
		if (!memchr(letters.ptr, permissions[i].letter, letters.len) || n > sizeof(text) - 32)
			continue;
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", n ? ", " : "", permissions[i].word);
		writes = writes || permissions[i].writes;
	}
	umb_claims_text(out, "scope", text, UMB_CLAIM_FORMAT);
	umb_claims_text(out, "privilege", writes ? "write" : n ? "read" : NULL, UMB_CLAIM_FORMAT);
}

/* "https://ACCOUNT.blob.core.windows.net/..." */
static void add_account(umb_slice url, umb_claims *out)
{
	size_t    at = umb_text_find(url, umb_slice_str("://")), dot;
	umb_slice host;

	if (at == SIZE_MAX)
		return;
	host = umb_slice_sub(url, at + 3, url.len);
	host.len = UMB_MIN(host.len, UMB_MIN(umb_text_find(host, umb_slice_str("/")), umb_text_find(host, umb_slice_str("?"))));
	umb_claims_add(out, "host", host, UMB_CLAIM_FORMAT);
	dot = umb_text_find(host, umb_slice_str("."));
	if (dot != SIZE_MAX && umb_text_find(host, umb_slice_str(".core.")) != SIZE_MAX)
		umb_claims_add(out, "account", umb_slice_sub(host, 0, dot), UMB_CLAIM_FORMAT);
}

static void sas_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice word = umb_read_word(hit->text, hit->secret), query, value;
	size_t    at   = (size_t)hit->secret.from, mark;

	if (at < 4 || memcmp(hit->text.ptr + at - 4, "sig=", 4) != 0)
		return;
	mark  = umb_text_find(word, umb_slice_str("?"));
	query = umb_slice_sub(word, mark == SIZE_MAX ? 0 : mark + 1, word.len);
	if (!param(query, "sv", &value) || value.len != 10)
		return;
	umb_claims_text(out, "provider", "Azure Storage", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", param(query, "skoid", &value) ? "shared access signature by a user's delegation" :
	                param(query, "srt", &value) ? "shared access signature of an account" : "shared access signature of a service", UMB_CLAIM_FORMAT);
	if (mark != SIZE_MAX)
		add_account(umb_slice_sub(word, 0, mark), out);
	if (param(query, "sp", &value))
		add_permissions(value, out);
	add_param(query, "st", "not_before", out);
	add_param(query, "se", "expires_at", out);
	add_param(query, "skoid", "principal", out);
	add_param(query, "sktid", "account", out);
	add_param(query, "sip", "network", out);
	if (!param(query, "se", &value) && !param(query, "si", &value))
		umb_claims_text(out, "weakness", "never expires", UMB_CLAIM_FORMAT);
	if (param(query, "spr", &value) && !umb_slice_eq_str(value, "https"))
		umb_claims_text(out, "weakness", "may be used without TLS", UMB_CLAIM_FORMAT);
}

const umb_resolver_ops umb_resolver_sas = {
	.name    = "sas",
	.summary = "permissions, account and times of Azure's shared access signatures",
	.resolve = sas_resolve,
};
