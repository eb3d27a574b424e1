/*
 * val_macaroon.c - base64 of a macaroon behind a prefix: its packets add up and it ends with a signature.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/keyed.h"
#include "base/macaroon.h"

static const umb_param_spec specs[] = {
	{ "skip", UMB_PARAM_INT, 0, 64, 0 },
};

static umb_verdict macaroon_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	uint8_t      bytes[4096];
	size_t       n = 0, skip = UMB_MIN((size_t)params[0], hit->value.len);
	umb_macaroon m;
	umb_verdict  v = UMB_DOUBT;

	*reason = "no macaroon: cut off, altered or a sample";
	if (umb_base64_decode(bytes, sizeof(bytes), &n, umb_slice_sub(hit->value, skip, hit->value.len)) && umb_macaroon_read(&m, umb_slice_of(bytes, n)) && m.is_whole) {
		*reason = "parses as a macaroon with a signature";
		v       = UMB_PROVE;
	}
	umb_wipe(bytes, n);
	return v;
}

const umb_validator_ops umb_validator_macaroon = {
	.name     = "macaroon",
	.summary  = "base64 of a macaroon that ends with a signature",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = macaroon_check,
};
