/*
 * number.c - numbers from outside: the whole text or nothing.
 */
#include "base/number.h"

bool umb_parse_u64(uint64_t *out, umb_slice text, uint64_t min, uint64_t max)
{
	uint64_t n = 0;

	if (text.len == 0 || text.len > 20)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		unsigned digit = text.ptr[i] - (unsigned)'0';

		if (digit > 9 || __builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, digit, &n))
			return false;
	}
	if (n < min || n > max)
		return false;
	*out = n;
	return true;
}

bool umb_parse_i64(int64_t *out, umb_slice text, int64_t min, int64_t max)
{
	bool      is_negative = text.len > 0 && text.ptr[0] == '-';
	umb_slice digits = is_negative ? umb_slice_sub(text, 1, text.len) : text;
	uint64_t  n;
	int64_t   value;

	if (!umb_parse_u64(&n, digits, 0, is_negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX))
		return false;
	value = is_negative ? (int64_t)(0 - n) : (int64_t)n;
	if (value < min || value > max)
		return false;
	*out = value;
	return true;
}

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool umb_parse_hex(uint8_t *out, size_t n_out, umb_slice text)
{
	if (text.len != 2 * n_out)
		return false;
	for (size_t i = 0; i < n_out; i++) {
		int high = hex_value(text.ptr[2 * i]), low = hex_value(text.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool umb_parse_size(uint64_t *out, umb_slice text)
{
	unsigned shift = 0;
	uint64_t n;

	if (text.len > 1) {
		uint8_t unit = (uint8_t)(text.ptr[text.len - 1] | 0x20);

		shift = unit == 'k' ? 10 : unit == 'm' ? 20 : unit == 'g' ? 30 : 0;
		if (shift)
			text = umb_slice_sub(text, 0, text.len - 1);
	}
	if (!umb_parse_u64(&n, text, 0, UINT64_MAX >> shift))
		return false;
	*out = n << shift;
	return true;
}

void umb_format_hex(char *out, const uint8_t *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i]     = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = 0;
}

const char *umb_format_count(char out[32], uint64_t n)
{
	char digits[24];
	int  len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n), k = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = digits[i];
	}
	out[k] = 0;
	return out;
}

const char *umb_format_bytes(char out[32], uint64_t n)
{
	static const char *const unit[] = { "B", "KB", "MB", "GB", "TB", "PB" };
	double value = (double)n;
	size_t i = 0;

	while (value >= 1000 && i + 1 < UMB_COUNT(unit)) {
		value /= 1000;
		i++;
	}
	snprintf(out, 32, i ? "%.1f %s" : "%.0f %s", value, unit[i]);
	return out;
}
