/*
 * recipe_sum.c - values that end with a checksum of themselves, as their vendors make them.
 */
#include "rule/recipe_parts.h"

#include "base/checksum.h"
#include "base/keyed.h"
#include "base/number.h"
#include "judge/bip39_words.h"

#define MAX_BYTES 1024

/* -- the checksum of the piece before --------------------------------------------------------------- */

static bool sum_form(umb_slice name, umb_sum_form *form, bool *is_upper)
{
	static const char prefix[] = "crc32-";
	umb_slice rest;

	if (name.len < sizeof(prefix) || memcmp(name.ptr, prefix, sizeof(prefix) - 1) != 0)
		return false;
	rest      = umb_slice_sub(name, sizeof(prefix) - 1, name.len);
	*is_upper = umb_slice_eq_str(rest, "HEX");
	for (size_t i = 0; i < UMB_N_SUM_FORMS; i++) {
		*form = (umb_sum_form)i;
		if (umb_slice_eq_str(rest, umb_sum_form_names[i]) || (*is_upper && i == UMB_SUM_HEX))
			return true;
	}
	return false;
}

/* {crc32-base62:6}: so many of its last characters. */
static bool make_crc32(umb_recipe *r, umb_slice inside, umb_slice name, umb_slice args)
{
	umb_slice    piece = umb_slice_sub(umb_buf_view(r->out), r->last_from, r->last_to);
	umb_sum_form form = UMB_SUM_BASE62;
	bool         is_upper = false;
	char         text[UMB_SUM_MAX], words[80];
	uint64_t     n = 0;
	size_t       len;

	sum_form(name, &form, &is_upper);
	len = umb_sum_write(text, umb_crc32(piece), form);
	if (!umb_parse_u64(&n, args, 1, len)) {
		snprintf(words, sizeof(words), "a number from 1 to %zu expected behind the ':'", len);
		return umb_recipe_wrong(r, inside, words);
	}
	for (size_t i = len - (size_t)n; i < len; i++)
		umb_buf_append_byte(r->out, is_upper && text[i] >= 'a' ? (uint8_t)(text[i] & ~0x20) : (uint8_t)text[i]);
	return true;
}

/* -- codes of what stands inside ----------------------------------------------------------------------- */

/* What the recipes inside make, in `inner`. */
static bool run_inside(umb_recipe *r, umb_buf *inner, umb_slice args, int depth)
{
	umb_recipe sub = { .out = inner, .seed = umb_recipe_random(r), .err = r->err };

	return umb_recipe_run(&sub, args, depth + 1);
}

/* {text:...}: several pieces as one, so that a checksum covers them all. */
static bool make_text(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	umb_buf inner = UMB_BUF_INIT_MAX(UMB_RECIPE_MAX);
	bool    ok    = run_inside(r, &inner, args, depth);

	UMB_UNUSED(inside);
	umb_buf_append_slice(r->out, umb_buf_view(&inner));
	umb_buf_clear(&inner);
	return ok;
}

static bool make_base64url(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	umb_buf inner = UMB_BUF_INIT_MAX(UMB_RECIPE_MAX);
	bool    ok    = run_inside(r, &inner, args, depth);

	UMB_UNUSED(inside);
	umb_recipe_base64(r, umb_buf_view(&inner), true);
	umb_buf_clear(&inner);
	return ok;
}

static bool make_crc16(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	umb_buf  inner = UMB_BUF_INIT_MAX(MAX_BYTES);
	bool     ok    = run_inside(r, &inner, args, depth);
	uint16_t sum   = umb_crc16(umb_buf_view(&inner));
	uint32_t bits = 0, n = 0;

	UMB_UNUSED(inside);
	umb_buf_append_byte(&inner, (uint8_t)sum);
	umb_buf_append_byte(&inner, (uint8_t)(sum >> 8));
	for (size_t i = 0; i < inner.len; i++) {
		bits = bits << 8 | inner.ptr[i];
		for (n += 8; n >= 5; n -= 5)
			umb_buf_append_byte(r->out, (uint8_t)digits[bits >> (n - 5) & 31]);
	}
	if (n)
		umb_buf_append_byte(r->out, (uint8_t)digits[bits << (5 - n) & 31]);
	umb_buf_clear(&inner);
	return ok;
}

static void append_base58(umb_recipe *r, umb_slice bytes)
{
	static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	uint8_t digit[2 * MAX_BYTES];
	size_t  n = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		uint32_t carry = bytes.ptr[i];

		for (size_t k = 0; k < n; k++) { /* the lowest digit first */
			carry += (uint32_t)digit[k] << 8;
			digit[k] = (uint8_t)(carry % 58);
			carry /= 58;
		}
		for (; carry && n < sizeof(digit); carry /= 58)
			digit[n++] = (uint8_t)(carry % 58);
	}
	for (size_t i = 0; i < bytes.len && bytes.ptr[i] == 0; i++)
		umb_buf_append_byte(r->out, '1');
	while (n-- > 0)
		umb_buf_append_byte(r->out, (uint8_t)digits[digit[n]]);
}

static bool make_base58(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	umb_buf inner = UMB_BUF_INIT_MAX(MAX_BYTES);
	bool    ok    = run_inside(r, &inner, args, depth);
	uint8_t sum[32];

	UMB_UNUSED(inside);
	umb_sha256(sum, umb_buf_view(&inner));
	umb_sha256(sum, umb_slice_of(sum, sizeof(sum)));
	umb_buf_append(&inner, sum, 4);
	append_base58(r, umb_buf_view(&inner));
	umb_buf_clear(&inner);
	return ok;
}

/* {bech32:PREFIX:32}: random bytes behind a prefix, in the case of the prefix. */
static bool make_bech32(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	size_t    colon = umb_text_find(args, umb_slice_str(":")), n_values;
	umb_slice hrp   = umb_slice_sub(args, 0, colon);
	uint64_t  n     = 0;
	uint8_t   values[UMB_RECIPE_MAX / 8];
	bool      is_upper = hrp.len && hrp.ptr[0] >= 'A' && hrp.ptr[0] <= 'Z';

	UMB_UNUSED(depth);
	if (colon == SIZE_MAX || !hrp.len || !umb_parse_u64(&n, umb_slice_sub(args, colon + 1, args.len), 1, MAX_BYTES))
		return umb_recipe_wrong(r, inside, "a prefix and a number of bytes up to 1,024 expected, as in {bech32:age:32}");
	n_values = ((size_t)n * 8 + 4) / 5;
	for (size_t i = 0; i < n_values; i++)
		values[i] = umb_recipe_random(r) & 31;
	values[n_values - 1] = 0; /* bits that belong to no byte are zero */
	umb_bech32_sum(values + n_values, hrp, umb_slice_of(values, n_values), false);
	umb_buf_append_slice(r->out, hrp);
	umb_buf_append_byte(r->out, '1');
	for (size_t i = 0; i < n_values + 6; i++) {
		uint8_t c = (uint8_t)umb_bech32_char(values[i]);

		umb_buf_append_byte(r->out, is_upper && c >= 'a' ? (uint8_t)(c - 0x20) : c);
	}
	return true;
}

/* {bip39:12}: a recovery phrase. */
static bool make_bip39(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	uint8_t  data[33], sum[32];
	uint64_t n = 0;

	UMB_UNUSED(depth);
	if (!umb_parse_u64(&n, args, 12, 24) || n % 3)
		return umb_recipe_wrong(r, inside, "12, 15, 18, 21 or 24 words expected");
	for (size_t i = 0; i < n / 3 * 4; i++)
		data[i] = (uint8_t)umb_recipe_random(r);
	umb_sha256(sum, umb_slice_of(data, (size_t)n / 3 * 4));
	data[n / 3 * 4] = sum[0];
	for (size_t i = 0; i < n; i++) {
		unsigned number = 0;

		for (size_t at = i * UMB_BIP39_BITS; at < (i + 1) * UMB_BIP39_BITS; at++)
			number = number << 1 | ((unsigned)data[at / 8] >> (7 - at % 8) & 1u);
		umb_buf_append_str(r->out, i ? " " : "");
		umb_buf_append_slice(r->out, umb_bip39_word(number));
	}
	return true;
}

/* {macaroon:pypi.org}: the bytes of one that is narrowed to nothing. */
static bool make_macaroon(umb_recipe *r, umb_slice inside, umb_slice args, int depth)
{
	static const uint8_t caveats[] = { 0, 0, 6, 32 };

	UMB_UNUSED(depth);
	if (args.len > 100)
		return umb_recipe_wrong(r, inside, "a host of at most 100 characters expected");
	umb_buf_append(r->out, "\x02\x01", 2);
	umb_buf_append_byte(r->out, (uint8_t)args.len);
	umb_buf_append_slice(r->out, args);
	umb_buf_append(r->out, "\x02\x24", 2);
	for (size_t i = 0; i < 36; i++)
		umb_buf_append_byte(r->out, i == 8 || i == 13 || i == 18 || i == 23 ? '-' : (uint8_t)"0123456789abcdef"[umb_recipe_random(r) & 15]);
	umb_buf_append(r->out, caveats, sizeof(caveats));
	for (size_t i = 0; i < 32; i++)
		umb_buf_append_byte(r->out, (uint8_t)umb_recipe_random(r));
	return true;
}

static const struct {
	const char *name;
	bool (*make)(umb_recipe *r, umb_slice inside, umb_slice args, int depth);
} codes[] = {
	{ "text", make_text },           { "base64url-of", make_base64url }, { "crc16-base32-of", make_crc16 },
	{ "base58check-of", make_base58 }, { "bech32", make_bech32 },         { "azure-key", umb_recipe_azure },
	{ "bip39", make_bip39 },         { "macaroon", make_macaroon },
};

bool umb_recipe_is_sum(umb_slice name)
{
	umb_sum_form form;
	bool         is_upper;

	for (size_t i = 0; i < UMB_COUNT(codes); i++) {
		if (umb_slice_eq_str(name, codes[i].name))
			return true;
	}
	return sum_form(name, &form, &is_upper);
}

bool umb_recipe_sum(umb_recipe *r, umb_slice inside, umb_slice name, umb_slice args, int depth)
{
	for (size_t i = 0; i < UMB_COUNT(codes); i++) {
		if (umb_slice_eq_str(name, codes[i].name))
			return codes[i].make(r, inside, args, depth);
	}
	return make_crc32(r, inside, name, args);
}
