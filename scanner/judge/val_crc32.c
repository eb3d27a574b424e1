/*
 * val_crc32.c - tokens that end with the CRC-32 of what stands before it.
 *
 * What it covers and how it is written differ from vendor to vendor, so both are parameters.  A wrong checksum
 * lowers and never drops: vendors bring out new forms of a token without telling.
 */
#include "core/validator.h"

#include "base/checksum.h"

enum { OVER, GAP, ENCODING };

static const umb_param_spec specs[] = {
	[OVER] = { "over", UMB_PARAM_INT, 0, 4096, 0 },
	[GAP] = { "gap", UMB_PARAM_INT, 0, 8, 0 },
	[ENCODING] = { "encoding", UMB_PARAM_WORD, 0, 0, UMB_SUM_BASE62 },
};

/* The first form of this check, for six base62 digits; packs use it. */
static const umb_param_spec base62_specs[] = {
	{ "body", UMB_PARAM_INT, 1, 250, 30 },
};

/* over 0: all that stands before the gap. */
static umb_verdict check(umb_slice v, size_t over, size_t gap, umb_sum_form form, const char **reason)
{
	char   scale[UMB_SUM_MAX];
	size_t len = umb_sum_write(scale, 0, form), end;

	*reason = "too short for its checksum: altered or a sample";
	if (v.len < over + gap + len || v.len == gap + len)
		return UMB_DOUBT;
	end     = v.len - gap - len;
	*reason = "its checksum is right";
	if (umb_sum_is(umb_slice_sub(v, v.len - len, v.len), umb_crc32(umb_slice_sub(v, over ? end - over : 0, end)), form))
		return UMB_PROVE;
	*reason = "its checksum is wrong: altered or a sample";
	return UMB_DOUBT;
}

static umb_verdict crc32_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	return check(hit->value, (size_t)params[OVER], (size_t)params[GAP], (umb_sum_form)params[ENCODING], reason);
}

static umb_verdict base62_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	return check(hit->value, (size_t)params[0], 0, UMB_SUM_BASE62, reason);
}

const umb_validator_ops umb_validator_crc32 = {
	.name     = "crc32",
	.summary  = "the value ends with the CRC-32 of what stands before it",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.words    = umb_sum_form_names,
	.check    = crc32_check,
};

const umb_validator_ops umb_validator_crc32_base62 = {
	.name     = "crc32-base62",
	.summary  = "the last six characters are the CRC-32 of those before them",
	.params   = base62_specs,
	.n_params = UMB_COUNT(base62_specs),
	.check    = base62_check,
};
