/*
 * disguise.c - samples in another dress: "p%40ss", "dXNlcjpwYXNz", "p@ssw0rd".
 */
#include "judge/disguise.h"

#include "base/base64.h"
#include "base/text.h"

#define MIN_BASE64 12

static int hex_value(uint8_t c)
{
	c = umb_ascii_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool umb_disguise_percent(uint8_t out[UMB_DISGUISE_MAX], umb_slice v, umb_slice *plain)
{
	size_t n = 0, n_undone = 0;

	if (v.len > UMB_DISGUISE_MAX || !memchr(v.ptr, '%', v.len))
		return false;
	for (size_t i = 0; i < v.len; i++) {
		bool is_code = v.ptr[i] == '%' && v.len - i > 2 && hex_value(v.ptr[i + 1]) >= 0 && hex_value(v.ptr[i + 2]) >= 0;

		out[n++] = (uint8_t)(is_code ? hex_value(v.ptr[i + 1]) << 4 | hex_value(v.ptr[i + 2]) : v.ptr[i]);
		n_undone += is_code;
		i += is_code ? 2 : 0;
	}
	*plain = umb_slice_of(out, n);
	return n_undone > 0;
}

/* Braces and quotes are the marks of JSON, whose members are looked at as a layer of their own. */
static bool is_readable(umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7e || s.ptr[i] == '{' || s.ptr[i] == '"')
			return false;
	}
	return s.len > 0;
}

/* Of text in UTF-16, and what a program filled up. */
static size_t without_zeros(uint8_t *s, size_t n)
{
	size_t n_out = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] != 0)
			s[n_out++] = s[i];
	}
	return n_out * 2 >= n ? n_out : n;
}

bool umb_disguise_base64(uint8_t out[UMB_DISGUISE_MAX], umb_slice v, umb_slice *plain)
{
	size_t         n = 0;
	const uint8_t *colon;

	if (v.len < MIN_BASE64 || !umb_base64_decode(out, UMB_DISGUISE_MAX, &n, v))
		return false;
	n = without_zeros(out, n);
	while (n > 0 && (out[n - 1] == '\n' || out[n - 1] == '\r'))
		n--;
	*plain = umb_slice_of(out, n);
	if (!is_readable(*plain))
		return false;
	colon = memchr(out, ':', n);
	if (colon && colon + 1 < out + n)
		*plain = umb_slice_sub(*plain, (size_t)(colon - out) + 1, n);
	return true;
}

bool umb_disguise_leet(uint8_t out[UMB_DISGUISE_MAX], umb_slice v, umb_slice *plain)
{
	static const char marks[] = "013457@$!", letters[] = "oleastasi";
	size_t end = v.len, n_undone = 0;

	if (v.len > UMB_DISGUISE_MAX)
		return false;
	while (end > 0 && !umb_ascii_is_letter(v.ptr[end - 1]))
		end--;
	for (size_t i = 0; i < v.len; i++) {
		const char *at = i < end && v.ptr[i] ? strchr(marks, v.ptr[i]) : NULL;

		out[i] = at ? (uint8_t)letters[at - marks] : v.ptr[i];
		n_undone += at != NULL;
	}
	*plain = umb_slice_of(out, v.len);
	return n_undone > 0;
}
