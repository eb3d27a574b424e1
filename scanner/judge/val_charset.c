/*
 * val_charset.c - a generated value has digits, both cases and many different characters; a name has not.
 */
#include "core/validator.h"

#include "judge/value_words.h"

enum { DIGITS, UPPER, LOWER, SYMBOLS, DISTINCT, N_COUNTS, CHANGES = N_COUNTS };

static const umb_param_spec specs[] = {
	[DIGITS] = { "digits", UMB_PARAM_INT, 0, 64, 0 },
	[UPPER] = { "upper", UMB_PARAM_INT, 0, 64, 0 },
	[LOWER] = { "lower", UMB_PARAM_INT, 0, 64, 0 },
	[SYMBOLS] = { "symbols", UMB_PARAM_INT, 0, 64, 0 },
	[DISTINCT] = { "distinct", UMB_PARAM_INT, 0, 256, 0 },
	[CHANGES] = { "changes", UMB_PARAM_INT, 0, 64, 0 },
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

/* Between small and capital letters: names of several words have a few, values without a digit many. */
static size_t count_changes(umb_slice value)
{
	size_t n = 0;

	for (size_t i = 1; i < value.len; i++) {
		int before = class_of(value.ptr[i - 1]), now = class_of(value.ptr[i]);

		n += (before == LOWER && now == UPPER) || (before == UPPER && now == LOWER);
	}
	return n;
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
		if (i == DIGITS && params[CHANGES] > 0 && ((double)count_changes(hit->value) >= params[CHANGES] || umb_value_is_passphrase(hit->value)))
			continue;
		*reason = reasons[i];
		return UMB_UNLIKELY;
	}
	return UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_charset = {
	.name     = "charset",
	.summary  = "least counts of digits (or of changes of case in their place), capital and small letters, special and different characters",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = charset_check,
	.is_cheap = true,
};
