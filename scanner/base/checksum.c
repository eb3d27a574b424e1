/*
 * checksum.c - see checksum.h.
 */
#include "base/checksum.h"

#include <zlib.h>

uint32_t umb_crc32(umb_slice s)
{
	return s.len ? (uint32_t)crc32_z(0, s.ptr, s.len) : 0;
}

uint16_t umb_crc16(umb_slice s)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < s.len; i++) {
		sum ^= (uint32_t)s.ptr[i] << 8;
		for (int k = 0; k < 8; k++)
			sum = (sum << 1 ^ (sum & 0x8000 ? 0x1021u : 0)) & 0xffff;
	}
	return (uint16_t)sum;
}

/* -- Marvin ----------------------------------------------------------------------------------------- */

static uint32_t rotate(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

static void marvin_round(uint32_t p[2])
{
	p[1] ^= p[0];
	p[0] = rotate(p[0], 20) + p[1];
	p[1] = rotate(p[1], 9) ^ p[0];
	p[0] = rotate(p[0], 27) + p[1];
	p[1] = rotate(p[1], 19);
}

static uint32_t big_endian(const char *s)
{
	return (uint32_t)(uint8_t)s[0] << 24 | (uint32_t)(uint8_t)s[1] << 16 | (uint32_t)(uint8_t)s[2] << 8 | (uint8_t)s[3];
}

uint32_t umb_marvin32(const char seed[8], umb_slice s)
{
	uint32_t p[2] = { big_endian(seed + 4), big_endian(seed) }, word = 0;
	size_t   i = 0;

	for (; i < s.len; i++) {
		word |= (uint32_t)s.ptr[i] << (8 * (i % 4));
		if (i % 4 != 3)
			continue;
		p[0] += word;
		marvin_round(p);
		word = 0;
	}
	p[0] += word | UINT32_C(0x80) << (8 * (i % 4));
	marvin_round(p);
	marvin_round(p);
	return p[0] ^ p[1];
}

/* -- writing ---------------------------------------------------------------------------------------- */

const char *const umb_sum_form_names[] = { "base62", "base36", "hex", "hex-le", "base64-le", NULL };

static const struct {
	const char *digits; /* NULL: six bits each, from the highest */
	uint8_t     base, len;
	bool        is_little_endian;
} forms[UMB_N_SUM_FORMS] = {
	[UMB_SUM_BASE62] = { "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 62, 6, false },
	[UMB_SUM_BASE36] = { "0123456789abcdefghijklmnopqrstuvwxyz", 36, 7, false },
	[UMB_SUM_HEX] = { "0123456789abcdef", 16, 8, false },
	[UMB_SUM_HEX_LE] = { "0123456789abcdef", 16, 8, true },
	[UMB_SUM_BASE64_LE] = { NULL, 64, 6, true },
};

size_t umb_sum_write(char out[UMB_SUM_MAX], uint32_t sum, umb_sum_form form)
{
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = forms[form].len;

	if (forms[form].is_little_endian)
		sum = sum << 24 | (sum << 8 & 0xff0000) | (sum >> 8 & 0xff00) | sum >> 24;
	out[len] = '\0';
	for (size_t i = 0; i < len && !forms[form].digits; i++)
		out[i] = base64[i < 5 ? sum >> (26 - 6 * i) & 63 : sum << 4 & 63];
	for (size_t i = len; i-- > 0 && forms[form].digits; sum /= forms[form].base)
		out[i] = forms[form].digits[sum % forms[form].base];
	return len;
}

bool umb_sum_is(umb_slice text, uint32_t sum, umb_sum_form form)
{
	char   want[UMB_SUM_MAX];
	size_t len = umb_sum_write(want, sum, form);

	if (text.len != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		uint8_t c = text.ptr[i];

		if (forms[form].base == 16 && c >= 'A' && c <= 'F')
			c |= 0x20;
		if (c != (uint8_t)want[i])
			return false;
	}
	return true;
}

/* -- Bech32 ------------------------------------------------------------------------------------------- */

static const char bech32_digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

uint8_t umb_bech32_value(uint8_t c)
{
	const char *at;

	if (c >= 'A' && c <= 'Z')
		c |= 0x20;
	at = c ? strchr(bech32_digits, c) : NULL;
	return at ? (uint8_t)(at - bech32_digits) : 0xff;
}

char umb_bech32_char(uint8_t value)
{
	return bech32_digits[value & 31];
}

static uint32_t polymod(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (size_t i = 0; i < UMB_COUNT(generator); i++)
		sum ^= top >> i & 1 ? generator[i] : 0;
	return sum;
}

void umb_bech32_sum(uint8_t out[6], umb_slice hrp, umb_slice values, bool is_m)
{
	uint32_t sum = 1;

	for (int half = 0; half < 2; half++) {
		for (size_t i = 0; i < hrp.len; i++) {
			uint8_t c = hrp.ptr[i] >= 'A' && hrp.ptr[i] <= 'Z' ? hrp.ptr[i] | 0x20 : hrp.ptr[i];

			sum = polymod(sum, half ? c & 31u : c >> 5);
		}
		if (!half)
			sum = polymod(sum, 0);
	}
	for (size_t i = 0; i < values.len; i++)
		sum = polymod(sum, values.ptr[i] & 31u);
	for (size_t i = 0; i < 6; i++)
		sum = polymod(sum, 0);
	sum ^= is_m ? 0x2bc830a3u : 1u;
	for (size_t i = 0; i < 6; i++)
		out[i] = (uint8_t)(sum >> (25 - 5 * i) & 31);
}
