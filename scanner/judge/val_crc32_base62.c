/*
 * val_crc32_base62.c - tokens whose last six characters are the CRC-32 of the characters before them.
 *
 * A wrong checksum lowers and never drops: vendors bring out new forms of a token without telling.
 */
#include "core/validator.h"

#include <zlib.h>

#define SUM_LEN 6

static const umb_param_spec specs[] = {
	{ "body", UMB_PARAM_INT, 1, 250, 30 },
};

/* Most significant digit first, 0-9 A-Z a-z, padded with '0'. */
static void format_base62(uint8_t out[SUM_LEN], uint32_t n)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	for (size_t i = SUM_LEN; i > 0; i--) {
		out[i - 1] = (uint8_t)digits[n % 62];
		n /= 62;
	}
}

static umb_verdict crc32_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	size_t    body = (size_t)params[0];
	umb_slice v    = hit->value;
	uint8_t   want[SUM_LEN];

	*reason = "too short for its checksum: altered or a sample";
	if (v.len < body + SUM_LEN)
		return UMB_DOUBT;
	format_base62(want, (uint32_t)crc32(0, v.ptr + v.len - SUM_LEN - body, (uInt)body));
	if (memcmp(v.ptr + v.len - SUM_LEN, want, SUM_LEN) == 0) {
		*reason = "its checksum is right";
		return UMB_PROVE;
	}
	*reason = "its checksum is wrong: altered or a sample";
	return UMB_DOUBT;
}

const umb_validator_ops umb_validator_crc32_base62 = {
	.name     = "crc32-base62",
	.summary  = "the last six characters are the CRC-32 of those before them",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = crc32_check,
};
