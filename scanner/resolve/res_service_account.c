/*
 * res_service_account.c - the members of a JSON object that say whose the key in it is: service accounts of Google Cloud.
 */
#include "resolve/reading.h"

#include "base/text.h"

/* The object in which the secret stands, as far as it is seen, in two parts. */
static void object_around(const umb_hit_view *hit, umb_slice *before, umb_slice *after)
{
	size_t from = (size_t)hit->secret.from, to = (size_t)hit->secret.to;

	while (from > 0 && hit->text.ptr[from - 1] != '{' && hit->text.ptr[from - 1] != '}')
		from--;
	while (to < hit->text.len && hit->text.ptr[to] != '{' && hit->text.ptr[to] != '}')
		to++;
	*before = umb_slice_sub(hit->text, from, (size_t)hit->secret.from);
	*after  = umb_slice_sub(hit->text, (size_t)hit->secret.to, to);
}

static void add_member(umb_slice before, umb_slice after, const char *key, const char *field, umb_claims *out)
{
	umb_slice value;

	if (umb_read_member(before, key, &value) || umb_read_member(after, key, &value))
		umb_claims_add(out, field, value, UMB_CLAIM_FORMAT);
}

static void service_account_resolve(const umb_hit_view *hit, umb_claims *out)
{
	static const char domain[] = "gserviceaccount.com";
	umb_slice before, after, mail;

	if (umb_text_find(umb_slice_sub(hit->value, 0, 64), umb_slice_str("PRIVATE KEY")) == SIZE_MAX)
		return;
	object_around(hit, &before, &after);
	if (!umb_read_member(after, "client_email", &mail) && !umb_read_member(before, "client_email", &mail))
		return;
	if (mail.len < sizeof(domain) || memcmp(mail.ptr + mail.len - (sizeof(domain) - 1), domain, sizeof(domain) - 1) != 0)
		return;
	umb_claims_text(out, "provider", "Google Cloud", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "token_kind", "service account key", UMB_CLAIM_FORMAT);
	umb_claims_text(out, "kind", "service", UMB_CLAIM_FORMAT);
	umb_claims_add(out, "principal", mail, UMB_CLAIM_FORMAT);
	add_member(before, after, "project_id", "project", out);
	add_member(before, after, "private_key_id", "key_id", out);
	add_member(before, after, "client_id", "account", out);
	umb_claims_text(out, "weakness", "never expires", UMB_CLAIM_FORMAT);
}

const umb_resolver_ops umb_resolver_service_account = {
	.name    = "service-account",
	.summary = "account, project and key id of Google Cloud service account keys",
	.resolve = service_account_resolve,
};
