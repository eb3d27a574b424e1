/*
 * res_basic.c - "user:password" in base64: the user; and in a Docker configuration the registry above it.
 */
#include "resolve/reading.h"

#include "base/base64.h"
#include "base/keyed.h"
#include "base/text.h"

/* The key of the object in which the secret stands: "registry": { "auth": "SECRET" */
static umb_slice key_above(umb_slice before)
{
	size_t end = before.len, from;

	while (end > 0 && before.ptr[end - 1] != '{')
		end--;
	while (end > 0 && before.ptr[end - 1] != '"')
		end--;
	if (end < 2)
		return umb_slice_of(NULL, 0);
	for (from = end - 1; from > 0 && before.ptr[from - 1] != '"' && before.ptr[from - 1] > ' ';)
		from--;
	return from > 0 && before.ptr[from - 1] == '"' ? umb_slice_sub(before, from, end - 1) : umb_slice_of(NULL, 0);
}

static bool is_readable(umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
			return false;
	}
	return s.len > 0;
}

static void basic_resolve(const umb_hit_view *hit, umb_claims *out)
{
	umb_slice id = umb_slice_str(hit->rule->id), before = umb_slice_sub(hit->text, 0, (size_t)hit->secret.from);
	uint8_t   text[512];
	size_t    n = 0, colon;
	bool      is_docker = umb_text_find(id, umb_slice_str("docker")) != SIZE_MAX || umb_text_find(id, umb_slice_str("kubernetes")) != SIZE_MAX;

	if ((!is_docker && umb_text_find(id, umb_slice_str("basic")) == SIZE_MAX) || !umb_base64_decode(text, sizeof(text), &n, hit->value))
		return;
	colon = umb_text_find(umb_slice_of(text, n), umb_slice_str(":"));
	if (colon != SIZE_MAX && is_readable(umb_slice_of(text, n))) {
		umb_claims_add(out, "principal", umb_slice_of(text, colon), UMB_CLAIM_FORMAT);
		if (is_docker)
			umb_claims_add(out, "host", key_above(before), UMB_CLAIM_FORMAT);
	}
	umb_wipe(text, sizeof(text));
}

const umb_resolver_ops umb_resolver_basic = {
	.name    = "basic",
	.summary = "user of Basic authentication, registry of a Docker configuration",
	.resolve = basic_resolve,
};
