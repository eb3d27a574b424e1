/*
 * val_entropy.c - Shannon entropy against a floor that fits the length and the alphabet.
 *
 * One threshold for all lengths loses most short hex keys or lets most identifiers pass.  The floors below were
 * simulated: a uniformly random value of that alphabet and length scores below its floor once in 1,000.
 * The alphabet is the narrowest one that holds all characters of the value, which can only lower the floor.
 */
#include "core/validator.h"
#include "judge/log2.h"

typedef enum alphabet { DECIMAL, HEX, BASE32, BASE36, BASE62, BASE64, N_ALPHABETS } alphabet;

static const umb_param_spec specs[] = {
	{ "min", UMB_PARAM_NUMBER, 0, 8, 0 },
};

static const double lengths[] = { 8, 12, 16, 20, 24, 32, 40, 48, 64, 128 };

static const double floors[N_ALPHABETS][UMB_COUNT(lengths)] = {
	[DECIMAL] = { 1.30, 1.78, 2.11, 2.30, 2.46, 2.67, 2.79, 2.87, 2.98, 3.17 },
	[HEX] = { 1.55, 2.13, 2.50, 2.67, 2.88, 3.14, 3.28, 3.39, 3.53, 3.78 },
	[BASE32] = { 2.00, 2.46, 2.88, 3.15, 3.37, 3.70, 3.91, 4.05, 4.27, 4.63 },
	[BASE36] = { 2.00, 2.58, 2.95, 3.24, 3.47, 3.78, 3.97, 4.16, 4.37, 4.77 },
	[BASE62] = { 2.16, 2.79, 3.20, 3.48, 3.72, 4.08, 4.33, 4.52, 4.82, 5.33 },
	[BASE64] = { 2.16, 2.86, 3.20, 3.51, 3.75, 4.09, 4.35, 4.54, 4.83, 5.37 },
};

/* What kinds of characters stand in a value. */
enum { HAS_DIGIT = 1, HAS_DIGIT_189_0 = 2, HAS_A_F = 4, HAS_G_Z = 8, HAS_UPPER_A_F = 16, HAS_UPPER_G_Z = 32, HAS_OTHER = 64 };

static unsigned kind_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c == '0' || c == '1' || c >= '8' ? HAS_DIGIT | HAS_DIGIT_189_0 : HAS_DIGIT;
	if (c >= 'a' && c <= 'z')
		return c <= 'f' ? HAS_A_F : HAS_G_Z;
	if (c >= 'A' && c <= 'Z')
		return c <= 'F' ? HAS_UPPER_A_F : HAS_UPPER_G_Z;
	return HAS_OTHER;
}

static alphabet alphabet_of(unsigned kinds)
{
	bool has_lower = kinds & (HAS_A_F | HAS_G_Z), has_upper = kinds & (HAS_UPPER_A_F | HAS_UPPER_G_Z);

	if (kinds & HAS_OTHER)
		return BASE64;
	if (!has_lower && !has_upper)
		return DECIMAL;
	if (!(kinds & (HAS_G_Z | HAS_UPPER_G_Z)) && has_lower != has_upper)
		return HEX;
	if (has_lower && has_upper)
		return BASE62;
	return has_upper && !(kinds & HAS_DIGIT_189_0) ? BASE32 : BASE36;
}

/* Between two columns the floor grows with the logarithm of the length. */
static double floor_of(alphabet a, size_t len)
{
	size_t last = UMB_COUNT(lengths) - 1, i = 0;
	double n = (double)len, part;

	if (n < lengths[0])
		return 0;
	if (n >= lengths[last])
		return floors[a][last];
	while (lengths[i + 1] <= n)
		i++;
	part = (umb_log2(n) - umb_log2(lengths[i])) / (umb_log2(lengths[i + 1]) - umb_log2(lengths[i]));
	return floors[a][i] + part * (floors[a][i + 1] - floors[a][i]);
}

static double entropy_of(umb_slice v, unsigned *kinds)
{
	uint32_t count[256] = { 0 };
	double   sum = 0;

	*kinds = 0;
	for (size_t i = 0; i < v.len; i++) {
		if (count[v.ptr[i]]++ == 0)
			*kinds |= kind_of(v.ptr[i]);
	}
	for (size_t i = 0; i < UMB_COUNT(count); i++) {
		if (count[i] > 1)
			sum += count[i] * umb_log2(count[i]);
	}
	return v.len ? umb_log2((double)v.len) - sum / (double)v.len : 0;
}

static umb_verdict entropy_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	unsigned kinds;
	double   bits   = entropy_of(hit->value, &kinds);
	double   lowest = floor_of(alphabet_of(kinds), hit->value.len);

	if (bits < (params[0] > 0 ? params[0] : lowest)) {
		*reason = "too regular to be generated";
		return UMB_UNLIKELY;
	}
	if (lowest > 0 && bits >= lowest) {
		*reason = "as irregular as a generated value of its length";
		return UMB_SUPPORT;
	}
	return UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_entropy = {
	.name     = "entropy",
	.summary  = "bits per character, against a floor by length and alphabet or a given one",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = entropy_check,
};
