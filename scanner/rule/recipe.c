/*
 * recipe.c - test texts to real texts.
 *
 * A recipe stands in braces; what it makes depends on the seed alone, so that a failing test fails
 * again.  A brace that begins no known recipe is itself, because half of all test texts are JSON; a known one with a wrong
 * number, or a name that is nearly one, is a mistake that would make a test pass for the wrong reason.
 */
#include "rule/recipe_parts.h"

#include "base/err.h"
#include "base/number.h"

#define MAX_LENGTH UMB_RECIPE_MAX

static const struct {
	const char *name;
	const char *alphabet;
} alphabets[] = {
	{ "base62", UMB_RECIPE_BASE62 },
	{ "alnum", UMB_RECIPE_BASE62 },
	{ "base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" },
	{ "base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" },
	{ "base36", "0123456789abcdefghijklmnopqrstuvwxyz" },
	{ "base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" },
	{ "hex", "0123456789abcdef" },
	{ "HEX", "0123456789ABCDEF" },
	{ "digits", "0123456789" },
	{ "lower", "abcdefghijklmnopqrstuvwxyz" },
	{ "upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
};

/* splitmix64: small, and the same on every machine. */
uint64_t umb_recipe_random(umb_recipe *r)
{
	uint64_t z = (r->seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void umb_recipe_chars(umb_recipe *r, const char *alphabet, size_t n)
{
	size_t size = strlen(alphabet);

	for (size_t i = 0; i < n; i++)
		umb_buf_append_byte(r->out, (uint8_t)alphabet[umb_recipe_random(r) % size]);
}

void umb_recipe_base64(umb_recipe *r, umb_slice in, bool is_url)
{
	const char *abc = alphabets[is_url ? 3 : 2].alphabet;

	for (size_t i = 0; i < in.len; i += 3) {
		size_t   n = UMB_MIN(in.len - i, (size_t)3);
		uint32_t v = (uint32_t)in.ptr[i] << 16 | (n > 1 ? (uint32_t)in.ptr[i + 1] << 8 : 0) | (n > 2 ? in.ptr[i + 2] : 0u);

		for (size_t k = 0; k < 4; k++) {
			if (k <= n)
				umb_buf_append_byte(r->out, (uint8_t)abc[(v >> (18 - 6 * k)) & 63]);
			else if (!is_url)
				umb_buf_append_byte(r->out, '=');
		}
	}
}

static void make_uuid(umb_recipe *r)
{
	static const size_t part[] = { 8, 4, 3, 3, 12 };

	for (size_t i = 0; i < UMB_COUNT(part); i++) {
		if (i > 0)
			umb_buf_append_byte(r->out, '-');
		if (i == 2)
			umb_buf_append_byte(r->out, '4');
		if (i == 3)
			umb_recipe_chars(r, "89ab", 1);
		umb_recipe_chars(r, alphabets[6].alphabet, part[i]);
	}
}

static void make_jwt(umb_recipe *r)
{
	umb_buf claims = UMB_BUF_INIT_MAX(1024);

	umb_recipe_base64(r, umb_slice_str("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"), true);
	umb_buf_append_byte(r->out, '.');
	umb_buf_printf(&claims, "{\"iss\":\"https://id.test.invalid\",\"sub\":\"user-%u\",\"exp\":%u}",
	               (unsigned)(umb_recipe_random(r) % 100000), 1900000000u + (unsigned)(umb_recipe_random(r) % 1000000));
	umb_recipe_base64(r, umb_buf_view(&claims), true);
	umb_buf_append_byte(r->out, '.');
	umb_recipe_chars(r, alphabets[3].alphabet, 43);
	umb_buf_clear(&claims);
}

static uint8_t nibble(uint8_t c)
{
	const char *at = c ? strchr(alphabets[6].alphabet, umb_ascii_lower(c)) : NULL;

	return at ? (uint8_t)(at - alphabets[6].alphabet) : 0xff;
}

/* {bytes:30 82 01}: what cannot be written in a text. */
static bool make_bytes(umb_recipe *r, umb_slice args)
{
	uint8_t high = 0xff;

	for (size_t i = 0; i < args.len; i++) {
		uint8_t n = nibble(args.ptr[i]);

		if (n == 0xff && (args.ptr[i] != ' ' || high != 0xff))
			return false;
		if (n != 0xff && high != 0xff)
			umb_buf_append_byte(r->out, (uint8_t)(high << 4 | n));
		high = high == 0xff ? n : 0xff;
	}
	return high == 0xff;
}

/* {noise:200}: random bytes. */
static bool make_noise(umb_recipe *r, umb_slice args)
{
	uint64_t n = 0;

	if (!umb_parse_u64(&n, args, 1, MAX_LENGTH))
		return false;
	for (uint64_t i = 0; i < n; i++)
		umb_buf_append_byte(r->out, (uint8_t)umb_recipe_random(r));
	return true;
}

bool umb_recipe_wrong(umb_recipe *r, umb_slice inside, const char *words)
{
	umb_err_set(r->err, UMB_E_FORMAT, "recipe '{%.*s}': %s", (int)UMB_MIN(inside.len, (size_t)80), (const char *)inside.ptr, words);
	return false;
}

/* {repeat:x:36}; the text may not hold a ':'. */
static bool make_repeat(umb_recipe *r, umb_slice inside, umb_slice args)
{
	size_t   colon = umb_text_find(args, umb_slice_str(":"));
	uint64_t n = 0;

	if (colon == SIZE_MAX || !umb_parse_u64(&n, umb_slice_sub(args, colon + 1, args.len), 0, MAX_LENGTH))
		return umb_recipe_wrong(r, inside, "a text without ':' and a number up to 20,000 expected, as in {repeat:x:36}");
	for (uint64_t i = 0; i < n; i++)
		umb_buf_append(r->out, args.ptr, colon);
	return true;
}

static bool make_pem(umb_recipe *r, umb_slice inside, umb_slice args, bool is_bare)
{
	umb_buf words = UMB_BUF_INIT_MAX(400);

	if (umb_recipe_pem(r, args, is_bare))
		return true;
	umb_buf_append_str(&words, "the kinds are");
	for (size_t i = 0; umb_recipe_pem_kind(i); i++)
		umb_buf_printf(&words, " %s", umb_recipe_pem_kind(i));
	umb_recipe_wrong(r, inside, umb_buf_str(&words));
	umb_buf_clear(&words);
	return false;
}

static bool make_base64_of(umb_recipe *r, umb_slice args, int depth)
{
	umb_buf    inner = UMB_BUF_INIT_MAX(MAX_LENGTH);
	umb_recipe sub   = { .out = &inner, .seed = umb_recipe_random(r), .err = r->err };
	bool       ok    = umb_recipe_run(&sub, args, depth + 1);

	umb_recipe_base64(r, umb_buf_view(&inner), false);
	umb_buf_clear(&inner);
	return ok;
}

static const char *alphabet_of(umb_slice name)
{
	for (size_t i = 0; i < UMB_COUNT(alphabets); i++) {
		if (umb_slice_eq_str(name, alphabets[i].name))
			return alphabets[i].alphabet;
	}
	return NULL;
}

static bool make_counted(umb_recipe *r, umb_slice inside, const char *alphabet, umb_slice args)
{
	uint64_t n = 0;

	if (!umb_parse_u64(&n, args, 1, MAX_LENGTH))
		return umb_recipe_wrong(r, inside, "a number from 1 to 20,000 expected behind the ':'");
	umb_recipe_chars(r, alphabet, (size_t)n);
	return true;
}

/* "bas62:10" is nearly a recipe; "key:10" and "color:#fff" are not. */
static const char *near_recipe(umb_slice name)
{
	const char *names[UMB_COUNT(alphabets) + 7] = { "repeat", "base64-of", "crc32-base62", "pem", "bytes", "noise", "bech32" };
	char        text[16] = { 0 };

	if (name.len < 3 || name.len >= sizeof(text))
		return NULL;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.ptr[i];

		if (!umb_byte_is_word(c) && c != '-')
			return NULL;
		text[i] = (char)c;
	}
	for (size_t i = 0; i < UMB_COUNT(alphabets); i++)
		names[i + 7] = alphabets[i].name;
	return umb_text_near_miss(text, names, UMB_COUNT(names));
}

static bool is_number(umb_slice s)
{
	uint64_t n = 0;

	return umb_parse_u64(&n, s, 0, UINT64_MAX);
}

typedef enum made { NOT_A_RECIPE, MADE, WRONG } made;

static made make_by_name(umb_recipe *r, umb_slice inside, int depth)
{
	size_t      colon = umb_text_find(inside, umb_slice_str(":"));
	umb_slice   name  = umb_slice_sub(inside, 0, colon), args = umb_slice_sub(inside, colon + 1, inside.len);
	const char *abc   = alphabet_of(name), *near;
	char        words[64];

	if (umb_slice_eq_str(name, "pem") || umb_slice_eq_str(name, "der"))
		return make_pem(r, inside, args, umb_slice_eq_str(name, "der")) ? MADE : WRONG;
	if (umb_slice_eq_str(name, "bytes"))
		return make_bytes(r, args) || umb_recipe_wrong(r, inside, "pairs of hexadecimal digits expected, as in {bytes:30 82}") ? MADE : WRONG;
	if (umb_slice_eq_str(name, "noise"))
		return make_noise(r, args) || umb_recipe_wrong(r, inside, "a number from 1 to 20,000 expected behind the ':'") ? MADE : WRONG;
	if (umb_slice_eq_str(name, "repeat"))
		return make_repeat(r, inside, args) ? MADE : WRONG;
	if (umb_slice_eq_str(name, "base64-of"))
		return make_base64_of(r, args, depth) ? MADE : WRONG;
	if (umb_recipe_is_sum(name))
		return umb_recipe_sum(r, inside, name, args, depth) ? MADE : WRONG;
	if (abc)
		return make_counted(r, inside, abc, args) ? MADE : WRONG;
	near = is_number(args) ? near_recipe(name) : NULL;
	if (!near)
		return NOT_A_RECIPE;
	snprintf(words, sizeof(words), "no such recipe (did you mean '%s'?)", near);
	umb_recipe_wrong(r, inside, words);
	return WRONG;
}

static made make(umb_recipe *r, umb_slice inside, int depth)
{
	if (memchr(inside.ptr, ':', inside.len))
		return make_by_name(r, inside, depth);
	if (umb_slice_eq_str(inside, "uuid"))
		make_uuid(r);
	else if (umb_slice_eq_str(inside, "jwt"))
		make_jwt(r);
	else if (umb_slice_eq_str(inside, "nl"))
		umb_buf_append_byte(r->out, '\n');
	else if (umb_slice_eq_str(inside, "tab"))
		umb_buf_append_byte(r->out, '\t');
	else
		return NOT_A_RECIPE;
	return MADE;
}

/* The brace that closes the one at `at`, or SIZE_MAX. */
static size_t closing(umb_slice t, size_t at)
{
	size_t depth = 0;

	for (size_t i = at; i < t.len; i++) {
		if (t.ptr[i] == '{')
			depth++;
		else if (t.ptr[i] == '}' && --depth == 0)
			return i;
	}
	return SIZE_MAX;
}

bool umb_recipe_run(umb_recipe *r, umb_slice text, int depth)
{
	if (depth > 4) {
		umb_err_set(r->err, UMB_E_FORMAT, "recipes nested too deeply");
		return false;
	}
	for (size_t i = 0; i < text.len;) {
		size_t end  = text.ptr[i] == '{' ? closing(text, i) : SIZE_MAX;
		size_t from = r->out->len;
		made   got  = end == SIZE_MAX ? NOT_A_RECIPE : make(r, umb_slice_sub(text, i + 1, end), depth);

		if (got == WRONG)
			return false;
		if (got == MADE) {
			r->last_from = from;
			r->last_to   = r->out->len;
			i = end + 1;
		} else {
			umb_buf_append_byte(r->out, text.ptr[i++]);
		}
	}
	return true;
}

umb_status umb_recipe_expand(umb_buf *out, const char *text, uint64_t seed, umb_err *err)
{
	umb_recipe r = { .out = out, .seed = seed, .err = err };

	if (!umb_recipe_run(&r, umb_slice_str(text), 0))
		return UMB_E_FORMAT;
	if (out->failed != UMB_OK)
		return umb_err_set(err, out->failed, "test text too long");
	return UMB_OK;
}
