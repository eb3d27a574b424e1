/*
 * val_crc16_base32.c - base32 of some bytes and their CRC-16, the lower byte first: NKeys.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/checksum.h"

static umb_verdict crc16_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	uint8_t bytes[256];
	size_t  n = 0;

	UMB_UNUSED(params);
	*reason = "no base32 with a checksum: altered or a sample";
	if (!umb_base32_decode(bytes, sizeof(bytes), &n, hit->value) || n < 3)
		return UMB_DOUBT;
	*reason = "its checksum is right";
	if (umb_crc16(umb_slice_of(bytes, n - 2)) == (bytes[n - 2] | bytes[n - 1] << 8))
		return UMB_PROVE;
	*reason = "its checksum is wrong: altered or a sample";
	return UMB_DOUBT;
}

const umb_validator_ops umb_validator_crc16_base32 = {
	.name    = "crc16-base32",
	.summary = "the value is base32 that ends with the CRC-16 of its bytes",
	.check   = crc16_check,
};
