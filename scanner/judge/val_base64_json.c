/*
 * val_base64_json.c - tokens with a JSON object in base64 behind their prefix.
 *
 * What stands behind a '_' may be a secret of its own, in another code: then only what stands before is looked at.
 */
#include "core/validator.h"

#include "base/json.h"
#include "base/jwt.h"
#include "base/text.h"

static const umb_param_spec specs[] = {
	{ "skip", UMB_PARAM_INT, 0, 64, 0 },
};

static bool is_object(umb_slice code)
{
	umb_json *j = umb_jwt_object(code);

	umb_json_free_wiped(j);
	return j != NULL;
}

static umb_verdict json_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_slice code = umb_slice_sub(hit->value, UMB_MIN((size_t)params[0], hit->value.len), hit->value.len);
	size_t    mark = umb_text_find(code, umb_slice_str("_"));

	*reason = "what it says of its owner decodes";
	if (is_object(code) || (mark != SIZE_MAX && is_object(umb_slice_sub(code, 0, mark))))
		return UMB_PROVE;
	*reason = "what it should say of its owner does not decode: cut off, altered or a sample";
	return UMB_DOUBT;
}

const umb_validator_ops umb_validator_base64_json = {
	.name     = "base64-json",
	.summary  = "a JSON object stands in base64 behind the prefix",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = json_check,
};
