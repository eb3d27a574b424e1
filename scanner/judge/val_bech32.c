/*
 * val_bech32.c - a prefix, a '1', and characters that end with a checksum over all of it: Bech32, or Bech32m.
 */
#include "core/validator.h"

#include "base/checksum.h"

#define MAX_VALUES 2048
#define SUM_LEN 6

static const umb_param_spec specs[] = {
	{ "bytes", UMB_PARAM_INT, 0, 1024, 0 },
};

static bool is_right(umb_slice hrp, const uint8_t *values, size_t n)
{
	uint8_t sum[SUM_LEN];

	for (int is_m = 0; is_m < 2; is_m++) {
		umb_bech32_sum(sum, hrp, umb_slice_of(values, n), is_m);
		if (memcmp(sum, values + n, SUM_LEN) == 0)
			return true;
	}
	return false;
}

static umb_verdict bech32_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	umb_slice v  = hit->value;
	size_t    at = v.len, n = 0, bytes = (size_t)params[0];
	uint8_t   values[MAX_VALUES], seen = 0;

	*reason = "no Bech32 text: altered or a sample";
	while (at > 0 && v.ptr[at - 1] != '1')
		at--;
	if (at < 2 || v.len - at < SUM_LEN || v.len - at > MAX_VALUES)
		return UMB_DOUBT;
	for (size_t i = 0; i < v.len; i++) {
		seen |= v.ptr[i] >= 'a' && v.ptr[i] <= 'z' ? 1 : v.ptr[i] >= 'A' && v.ptr[i] <= 'Z' ? 2 : 0;
		if (i >= at && (values[n++] = umb_bech32_value(v.ptr[i])) == 0xff)
			return UMB_DOUBT;
	}
	if (seen == 3)
		return UMB_DOUBT;
	n -= SUM_LEN;
	*reason = "its length is not the format's: altered or a sample";
	if (bytes && n != (bytes * 8 + 4) / 5)
		return UMB_DOUBT;
	*reason = "its Bech32 checksum is right";
	if (is_right(umb_slice_sub(v, 0, at - 1), values, n))
		return UMB_PROVE;
	*reason = "its Bech32 checksum is wrong: altered or a sample";
	return UMB_DOUBT;
}

const umb_validator_ops umb_validator_bech32 = {
	.name     = "bech32",
	.summary  = "the value is a prefix, a '1' and data with a Bech32 checksum over all of it",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = bech32_check,
};
