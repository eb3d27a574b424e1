/*
 * val_jwt.c - a JSON Web Token: both readable parts must decode to JSON objects.
 *
 * The only allocation of the room is in base/jwt.h: a payload may have 64 KB, and its JSON becomes a tree.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/jwt.h"

#define MIN_SIGNATURE 16

static bool has_str(const umb_json *object, const char *key, const char *want)
{
	const char *s = umb_json_str(umb_json_get(object, key));

	return s && (!want || strcmp(s, want) == 0);
}

/* What tutorials and local set-ups print. */
static bool is_published(const umb_json *payload)
{
	return (has_str(payload, "name", "John Doe") && has_str(payload, "sub", "1234567890")) ||
	       has_str(payload, "iss", "supabase-demo");
}

static bool is_readable(umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7e)
			return false;
	}
	return true;
}

static umb_verdict signature_verdict(umb_slice part, const umb_json *header, const char **reason)
{
	uint8_t head[48];
	size_t  n = 0;

	if (has_str(header, "alg", "none")) {
		*reason = "header and claims decode; it needs no signature";
		return UMB_SUPPORT;
	}
	/* A look at the beginning is enough. */
	if (!umb_base64_decode(head, sizeof(head), &n, umb_slice_sub(part, 0, 64)) || n < MIN_SIGNATURE) {
		*reason = "header and claims decode, but the signature is cut off";
		return UMB_DOUBT;
	}
	if (is_readable(umb_slice_of(head, n))) {
		*reason = "header and claims decode, but the signature is readable text: a sample";
		return UMB_DOUBT;
	}
	*reason = "header and claims decode";
	return UMB_PROVE;
}

static umb_verdict jwt_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_jwt     jwt;
	umb_verdict v = UMB_REJECT;

	UMB_UNUSED(params);
	*reason = "header and claims do not decode";
	if (!umb_jwt_read(&jwt, hit->value))
		return UMB_REJECT;
	if (is_published(jwt.payload))
		*reason = "a published sample token";
	else if (has_str(jwt.header, "alg", NULL))
		v = signature_verdict(jwt.signature, jwt.header, reason);
	umb_jwt_clear(&jwt);
	return v;
}

const umb_validator_ops umb_validator_jwt = {
	.name    = "jwt",
	.summary = "header and claims of a JSON Web Token decode",
	.check   = jwt_check,
};
