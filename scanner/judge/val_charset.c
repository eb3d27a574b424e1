/*
 * val_charset.c - a generated value has digits, both cases and many different characters; a name has not.
 */
#include "core/validator.h"

enum { DIGITS, UPPER, LOWER, SYMBOLS, DISTINCT, N_COUNTS };

static const umb_param_spec specs[] = {
	[DIGITS] = { "digits", UMB_PARAM_INT, 0, 64, 0 },
	[UPPER] = { "upper", UMB_PARAM_INT, 0, 64, 0 },
	[LOWER] = { "lower", UMB_PARAM_INT, 0, 64, 0 },
	[SYMBOLS] = { "symbols", UMB_PARAM_INT, 0, 64, 0 },
	[DISTINCT] = { "distinct", UMB_PARAM_INT, 0, 256, 0 },
};

static const char *const reasons[] = {
	[DIGITS] = "fewer digits than a generated value has",
	[UPPER] = "fewer capital letters than a generated value has",
	[LOWER] = "fewer small letters than a generated value has",
	[SYMBOLS] = "fewer special characters than a generated value has",
	[DISTINCT] = "fewer different characters than a generated value has",
};

static int class_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return DIGITS;
	if (c >= 'A' && c <= 'Z')
		return UPPER;
	return c >= 'a' && c <= 'z' ? LOWER : SYMBOLS;
}

static umb_verdict charset_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	size_t count[N_COUNTS] = { 0 };
	bool   seen[256] = { false };

	for (size_t i = 0; i < hit->value.len; i++) {
		uint8_t c = hit->value.ptr[i];

		count[class_of(c)]++;
		count[DISTINCT] += !seen[c];
		seen[c] = true;
	}
	for (size_t i = 0; i < N_COUNTS; i++) {
		if ((double)count[i] >= params[i])
			continue;
		*reason = reasons[i];
		return UMB_UNLIKELY;
	}
	return UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_charset = {
	.name     = "charset",
	.summary  = "least counts of digits, capital and small letters, special and different characters",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = charset_check,
	.is_cheap = true,
};
