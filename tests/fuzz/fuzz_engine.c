/*
 * fuzz_engine.c - any bytes as a unit, under all built-in rules.
 *
 * Input: how to wrap the text, where it meets the cuts, the fillers, the size of reads; then the text, in which some bytes
 * stand for made-up secrets.  What is found does not depend on windows or reads.
 */
#include "fuzz/engine_input.h"
#include "harness/make_base64.h"

#define MAX_TEXT 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LONG = 1, BASE64 = 2, UTF16 = 4, TWICE = 8, LAYERS = 16 };

static umb_ruleset *rs;
static umb_scratch *wide[2], *narrow[2]; /* with and without decoders */

static void set_up(void)
{
	umb_limits limits = UMB_LIMITS_INIT;

	limits.unit_timeout_ms = 0;
	if (umb_ruleset_new(&rs, &umb_builtin_tables, NULL) != UMB_OK)
		abort();
	for (size_t i = 0; i < 2; i++) {
		limits.max_decode_depth = i ? 0 : 4;
		limits.window           = (size_t)4 << 20;
		if (umb_scratch_new(&wide[i], rs, &limits, NULL, NULL) != UMB_OK)
			abort();
		limits.window = 1;
		if (umb_scratch_new(&narrow[i], rs, &limits, NULL, NULL) != UMB_OK)
			abort();
	}
}

static void to_base64(umb_buf *b)
{
	umb_buf out = UMB_BUF_INIT;

	if (umb_buf_reserve(&out, b->len / 3 * 4 + 8) != UMB_OK)
		abort();
	out.len = make_base64((char *)out.ptr, umb_buf_view(b), false);
	umb_buf_clear(b);
	*b = out;
}

static void to_utf16(umb_buf *b)
{
	umb_buf out = UMB_BUF_INIT;

	umb_buf_append(&out, "\xff\xfe", 2);
	for (size_t i = 0; i < b->len; i++) {
		umb_buf_append_byte(&out, b->ptr[i]);
		umb_buf_append_byte(&out, 0);
	}
	umb_buf_clear(b);
	*b = out;
}

/* No corpus may hold what looks like a secret, and a fuzzer cannot guess a checksum: bytes 1 to 8 stand for recipes. */
static void put_text(umb_buf *b, umb_slice text)
{
	static const char *const recipes[] = {
		"ghp_{base62:30}{crc32-base62:6}", "AKIA{base32:16}", "password = \"{alnum:24}\"", "{pem:openssh}", "{jwt}",
		"https://u:{alnum:20}@db.invalid/", "{base64-of:token npm_{base62:30}{crc32-base62:6}}", "aws_secret_access_key={base64:40}",
	};

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (c == 0 || c > UMB_COUNT(recipes) || b->len > 2 * MAX_TEXT)
			umb_buf_append_byte(b, c);
		else if (umb_recipe_expand(b, recipes[c - 1], 1000 + i % 7, NULL) != UMB_OK)
			abort();
	}
}

/*
 * A decoder looks at what a window holds, so that it may see in a piece what it did not see in the whole: with
 * decoders nothing may be lost, without them all is the same.
 */
static void in_windows(umb_slice unit, bool decodes, size_t step)
{
	static input_hits a, b;
	size_t            i = decodes ? 0 : 1;

	input_scan(wide[i], unit, 0, &a);
	input_scan(narrow[i], unit, 0, &b);
	input_same(&a, &b, !decodes, "in windows");
	input_scan(narrow[i], unit, step, &b);
	input_same(&a, &b, !decodes, "pulled");
}

static void try_short(umb_slice unit)
{
	static input_hits a, b;

	input_scan(wide[0], unit, 0, &a);
	input_scan(narrow[0], unit, 0, &b);
	input_same(&a, &b, true, "again");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_buf text = UMB_BUF_INIT, unit = UMB_BUF_INIT;
	bool    decodes, is_wide;

	if (len < 5)
		return 0;
	if (!rs)
		set_up();
	put_text(&text, umb_slice_of(data + 4, UMB_MIN(len - 4, (size_t)MAX_TEXT)));
	/* What is no UTF-16 as a whole may be some in a window. */
	decodes = (data[0] & LAYERS) && text.len <= UMB_WINDOW_CONTEXT / 4 && !memchr(text.ptr, 0, text.len);
	is_wide = data[0] & UTF16;
	if (is_wide && !(decodes && (data[0] & LONG)))
		to_utf16(&text);
	if (data[0] & BASE64)
		to_base64(&text);
	if ((data[0] & TWICE) && text.len < 8192)
		to_base64(&text);
	if (data[0] & LONG)
		input_lay_out(&unit, umb_buf_view(&text), data[1], decodes ? data[2] & 27 : data[2]);
	else
		umb_buf_append_slice(&unit, umb_buf_view(&text));
	if (is_wide && decodes && (data[0] & LONG))
		to_utf16(&unit);
	input_pad(&unit);
	if (data[0] & LONG)
		in_windows(umb_buf_view(&unit), decodes, 1 + (size_t)data[3] * 97);
	else
		try_short(umb_buf_view(&unit));
	umb_buf_clear(&text);
	umb_buf_clear(&unit);
	return 0;
}
