/* dec_base64: what is decoded, what is left alone, and which input bytes each output byte came from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base64.h"
#include "harness/emit_double.h"
#include "harness/make_base64.h"

#define LONG_TEXT "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs. " \
	"How vexingly quick daft zebras jump, and the five boxing wizards jump quickly again."

static emit_double d;

/* `form` with every '@' replaced by the base64 of `text`, broken every `width` characters by `between`. */
static size_t build(char *out, const char *form, umb_slice text, bool is_url, size_t width, const char *between)
{
	char   code[4096];
	size_t n = make_base64(code, text, is_url), len = 0;

	for (; *form; form++) {
		if (*form != '@') {
			out[len++] = *form;
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			if (width && i && i % width == 0) {
				memcpy(out + len, between, strlen(between));
				len += strlen(between);
			}
			out[len++] = code[i];
		}
	}
	out[len] = '\0';
	return len;
}

/* Every write must be the decoding of the characters it claims to stand for. */
static void check_map(umb_slice in, const char *label)
{
	for (size_t i = 0; i < d.n_writes; i++) {
		char    code[8192];
		uint8_t back[8192];
		size_t  n = 0, n_back = 0;

		for (size_t k = 0; k < d.write[i].in_len; k++) {
			uint8_t c = in.ptr[d.write[i].in_from + k];
			bool    is_escape = k > 0 && in.ptr[d.write[i].in_from + k - 1] == '\\';

			if (umb_base64_is_char(c) && !is_escape)
				code[n++] = (char)c;
		}
		if (!umb_base64_decode(back, sizeof(back), &n_back, umb_slice_of(code, n)) || n_back != d.write[i].n ||
		    memcmp(back, d.out + d.write[i].out_from, n_back) != 0)
			fail_msg("%s: write %zu does not stand for its input", label, i);
	}
}

static void run(const char *label, umb_slice in, bool cut_left, const char *want)
{
	const umb_decoder_ops *ops = umb_decoder_find("base64");

	double_reset(&d, SIZE_MAX, in.len, true);
	if (ops->probe(in) && ops->decode(&(umb_decoder_input){ .text = in, .is_cut_left = cut_left }, &d.emit) != UMB_OK)
		fail_msg("%s: status", label);
	if (d.is_wrong || d.is_open)
		fail_msg("%s: contract broken", label);
	if (strcmp((char *)d.out, want) != 0)
		fail_msg("%s: got '%s', want '%s'", label, (char *)d.out, want);
	check_map(in, label);
}

static const struct {
	const char *label;
	const char *form;
	const char *text;
	bool        is_url;
	size_t      width;
	const char *between;
	const char *want; /* NULL: the text */
} rows[] = {
	{ "text in quotes", "key = \"@\"", "user:correct horse battery", false, 0, "", NULL },
	{ "16 bytes with padding are 24 characters", "key: @\n", "0123 name:passwd", false, 0, "", NULL },
	{ "15 bytes are too short", "key: @\n", "012 name:passwd", false, 0, "", "" },
	{ "right behind an equals sign", "auth=@", "user:correct horse battery", false, 0, "", NULL },
	{ "at the very end of the input", "@", "user:correct horse battery!!", false, 0, "", NULL },
	{ "base64url without padding", "x=@;", "a?>?>?>? what ?>?>?>", true, 0, "", NULL },
	{ "two runs", "@ @", "user:correct horse battery", false, 0, "", "user:correct horse battery|user:correct horse battery" },
	{ "behind a spelled-out newline", "\"-----\\n@\"", "user:correct horse battery", false, 0, "", NULL },
	{ "behind a vendor prefix", "token: glc_@", "{\"o\":\"42\",\"n\":\"name\"}", false, 0, "", NULL },
	{ "behind a path", "https://host.example.com/api/v1/data/@", "{\"o\":\"42\",\"n\":\"name\"}", true, 0, "", NULL },
	{ "wrapped at 76", "@\n", LONG_TEXT, false, 76, "\n", NULL },
	{ "wrapped at 64, CR LF, indented", "data:\n  @\nnext: 1\n", LONG_TEXT, false, 64, "\r\n    ", NULL },
	{ "wrapped with spelled-out newlines", "{\"k\":\"@\\n\"}", LONG_TEXT, false, 64, "\\n", NULL },
	{ "wrapped with twice escaped newlines", "\"{\\\"k\\\":\\\"@\\\"}\"", LONG_TEXT, false, 64, "\\\\r\\\\n", NULL },
	{ "wrapped in concatenated strings", "s = \"@\";", LONG_TEXT, false, 64, "\\n\" +\n\t\"", NULL },
	{ "wrapped at a width that is no multiple of four", "@\n", LONG_TEXT, false, 50, "\n", NULL },
	{ "UTF-8 text", "k=@", "gr\xc3\xbc\xc3\x9f" "e aus k\xc3\xb6ln: passwort", false, 0, "", NULL },
	{ "UTF-8 text from the first byte on", "k=@", "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c: \xd1\x82\xd0\xb0\xd0\xb9", false, 0, "", NULL },
	{ "a text behind a dashed line is no continuation", "@\n-----END", LONG_TEXT " abc", false, 0, "", NULL },
	{ "a word behind a full line is no last line", "@\nThe text goes on", LONG_TEXT " abc", false, 0, "", NULL },
};

static void test_rows(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		char   in[8192];
		size_t n = build(in, rows[i].form, umb_slice_str(rows[i].text), rows[i].is_url, rows[i].width, rows[i].between);

		run(rows[i].label, umb_slice_of(in, n), false, rows[i].want ? rows[i].want : rows[i].text);
	}
}

static const struct {
	const char *label;
	const char *in;
} silent[] = {
	{ "prose", "The quick brown fox jumps over the lazy dog and runs away from it all." },
	{ "an identifier", "static int getUserAuthenticationTokenFromRequestContext(void);" },
	{ "a constant", "#define CONFIG_DEFAULT_REPLICATION_BACKLOG_SIZE_LIMIT 1" },
	{ "a path", "include/linux/netfilter/nf_conntrack/common/deeply/nested.h" },
	{ "a ruler", "// --------------------------------------------------------------" },
	{ "slashes", "////////////////////////////////////////////////////////////////" },
	{ "a digest", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "digits", "3141592653589793238462643383279502884197169399375105820974944592" },
	{ "capitals", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ" },
	{ "a UUID", "123e4567-e89b-12d3-a456-426614174000" },
};

static void test_what_is_left_alone(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(silent); i++)
		run(silent[i].label, umb_slice_str(silent[i].in), false, "");
}

static const struct {
	const char *label;
	const char *head;
	size_t      n_head;
	bool        is_emitted;
} binaries[] = {
	{ "gzip", "\x1f\x8b\x08\x00\x11\x22\x33\x44\x00\x03", 10, true },
	{ "PKCS#1 in DER", "\x30\x82\x02\x5d\x02\x01\x00\x02\x81\x81", 10, true },
	{ "PKCS#8 of an elliptic curve", "\x30\x81\x87\x02\x01\x00\x30\x13\x06\x07", 10, true },
	{ "UTF-16 little-endian", "p\0w\0d\0:\0 \0s\0e\0c\0r\0e\0t\0", 22, true },
	{ "UTF-16 with a mark", "\xff\xfep\0w\0d\0:\0 \0s\0e\0c\0r\0", 20, true },
	{ "UTF-16 big-endian", "\0p\0w\0d\0:\0 \0s\0e\0c\0r\0e\0t", 22, true },
	{ "a version byte and a length before text", "\x02\x12host.example.com name", 22, true },
	{ "a picture", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0", 22, false },
	{ "a certificate", "\x30\x82\x03\x10\x30\x82\x01\xf8\xa0\x03", 10, false },
	{ "noise", "\x9c\xe1\x07\xf3\x5a\xbb\xd0\x81\x42\xc6\xfe\x13\x88", 13, false },
};

static void test_binary_content(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(binaries); i++) {
		uint8_t raw[48];
		char    in[128] = "k=\"";
		uint64_t seed = 5;

		for (size_t k = 0; k < sizeof(raw); k++)
			raw[k] = k < binaries[i].n_head ? (uint8_t)binaries[i].head[k] : (uint8_t)make_random(&seed);
		make_base64(in + 3, umb_slice_of(raw, sizeof(raw)), false);
		double_reset(&d, SIZE_MAX, strlen(in), true);
		umb_decoder_find("base64")->decode(&(umb_decoder_input){ .text = umb_slice_str(in) }, &d.emit);
		if ((d.n_runs == 1) != binaries[i].is_emitted)
			fail_msg("%s: %zu runs", binaries[i].label, d.n_runs);
		if (binaries[i].is_emitted)
			assert_memory_equal(d.out, raw, sizeof(raw));
	}
}

/* A window may begin at any character of a run: the text behind it must still be read. */
static void test_cut_left_tries_all_phases(void **state)
{
	char   code[1024];
	size_t n = make_base64(code, umb_slice_str(LONG_TEXT), false);

	UMB_UNUSED(state);
	for (size_t cut = 0; cut < 12; cut++) {
		umb_slice in = umb_slice_of(code + cut, n - cut);

		double_reset(&d, SIZE_MAX, in.len, true);
		assert_int_equal(umb_decoder_find("base64")->decode(&(umb_decoder_input){ .text = in, .is_cut_left = true }, &d.emit), UMB_OK);
		assert_false(d.is_wrong);
		assert_non_null(strstr((char *)d.out, "brown fox jumps over the lazy dog"));
		check_map(in, "cut");
	}
}

static void test_budget_stops_the_output(void **state)
{
	char   code[1024];
	size_t n = make_base64(code, umb_slice_str(LONG_TEXT), false);

	UMB_UNUSED(state);
	double_reset(&d, 10, n, true);
	assert_int_equal(umb_decoder_find("base64")->decode(&(umb_decoder_input){ .text = umb_slice_of(code, n) }, &d.emit), UMB_E_LIMIT);
	assert_false(d.is_open);
}

/* Text at every length and place, so that block borders and left-over groups all occur. */
static void test_all_lengths_and_places(void **state)
{
	char text[200], in[512], code[400];

	UMB_UNUSED(state);
	for (size_t len = 18; len < 150; len++) {
		for (size_t at = 0; at < 70; at += 3) {
			for (size_t i = 0; i < len; i++)
				text[i] = "secret words: "[i % 14];
			text[len] = '\0';
			memset(in, ' ', at);
			make_base64(code, umb_slice_of(text, len), len % 2);
			memcpy(in + at, code, strlen(code) + 1);
			run("lengths", umb_slice_of(in, at + strlen(code)), false, text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_what_is_left_alone),
		cmocka_unit_test(test_binary_content),
		cmocka_unit_test(test_cut_left_tries_all_phases),
		cmocka_unit_test(test_budget_stops_the_output),
		cmocka_unit_test(test_all_lengths_and_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
