/*
 * val_base58check.c - base58 whose last four bytes begin the double SHA-256 of those before: keys of wallets.
 */
#include "core/validator.h"

#include "base/keyed.h"

#define MAX_BYTES 128 /* an extended key has 82 */
#define SUM_LEN 4

/* A big number, digit by digit; leading '1's are zero bytes. */
static bool decode(uint8_t out[MAX_BYTES], size_t *n_out, umb_slice text)
{
	static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	size_t n = 0, n_zeros = 0;

	while (n_zeros < text.len && text.ptr[n_zeros] == '1')
		n_zeros++;
	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.ptr[i] ? strchr(digits, text.ptr[i]) : NULL;
		uint32_t    carry = at ? (uint32_t)(at - digits) : 0;

		if (!at)
			return false;
		for (size_t k = 0; k < n; k++) { /* the lowest byte first */
			carry += out[k] * 58u;
			out[k] = (uint8_t)carry;
			carry >>= 8;
		}
		if (carry && n == MAX_BYTES)
			return false;
		if (carry)
			out[n++] = (uint8_t)carry;
	}
	if (n + n_zeros > MAX_BYTES)
		return false;
	memset(out + n, 0, n_zeros);
	n += n_zeros;
	for (size_t k = 0; k < n / 2; k++) {
		uint8_t swap = out[k];

		out[k]         = out[n - 1 - k];
		out[n - 1 - k] = swap;
	}
	*n_out = n;
	return true;
}

static umb_verdict base58_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	uint8_t     bytes[MAX_BYTES], sum[32];
	size_t      n = 0;
	umb_verdict v = UMB_DOUBT;

	UMB_UNUSED(params);
	*reason = "no base58 with a checksum: altered or a sample";
	if (hit->value.len > 2 * MAX_BYTES || !decode(bytes, &n, hit->value) || n <= SUM_LEN)
		return UMB_DOUBT;
	umb_sha256(sum, umb_slice_of(bytes, n - SUM_LEN));
	umb_sha256(sum, umb_slice_of(sum, sizeof(sum)));
	*reason = "its checksum is wrong: altered or a sample";
	if (memcmp(sum, bytes + n - SUM_LEN, SUM_LEN) == 0) {
		*reason = "its checksum is right";
		v       = UMB_PROVE;
	}
	umb_wipe(bytes, sizeof(bytes));
	return v;
}

const umb_validator_ops umb_validator_base58check = {
	.name    = "base58check",
	.summary = "the value is base58 that ends with four bytes of its double SHA-256",
	.check   = base58_check,
};
