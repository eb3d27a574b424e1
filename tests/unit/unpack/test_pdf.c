/* unp_pdf: what a content stream shows, filters, and damage that is told. */
#include <zlib.h>

#include "harness/check.h"
#include "harness/emit_double.h"

static emit_double d;

typedef struct source {
	umb_slice left;
} source;

static umb_status read_source(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	source *s = ctx;

	*n_read = UMB_MIN(cap, s->left.len);
	memcpy(buf, s->left.ptr, *n_read);
	s->left = umb_slice_sub(s->left, *n_read, s->left.len);
	return UMB_OK;
}

static umb_status run(umb_slice file)
{
	source     s = { file };
	umb_reader in = { .ctx = &s, .read = read_source };
	umb_status st;

	assert_true(umb_unpacker_find("pdf")->probe(file));
	double_reset(&d, SIZE_MAX, SIZE_MAX, true);
	st = umb_unpacker_find("pdf")->unpack(&in, &d.emit);
	assert_false(d.is_wrong || d.is_open);
	return st;
}

static void test_shown(void **state)
{
	static const struct {
		const char *stream, *want;
	} rows[] = {
		{ "BT (one) Tj [(t) -20 (w) 40 (o)] TJ ET", "onetwo\n" },
		{ "BT [(two) -250 (words)] TJ ET", "two words\n" },
		{ "BT (a) Tj 0 -12 Td (b) Tj T* (c) Tj (d) ' 5 0 Td (e) Tj ET", "a\nb\nc\nd e\n" },
		{ "BT (\\(\\101\\)(x)\\\nz) Tj <4 1 42> Tj ET", "(A)(x)zAB\n" },
		{ "BT <004100e9> Tj (\\376\\377\\000A) Tj ET", "A\xc3\xa9\xef\xbb\xbf""A\n" },
		{ "q (not shown) Do Q BT % (comment)\n/F1 12 Tf (shown) Tj ET (nor this) Tj", "shown\n" },
		{ "BT (open", "open\n" },
		{ "no content, but text", "no content, but text\n" },
		{ "SUBTLE (x) Tj", "SUBTLE (x) Tj\n" },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		char file[512], want[256];

		snprintf(file, sizeof(file), "%%PDF-1.4\n1 0 obj\n<< /Length 1 >>\nstream\n%sendstream\nendobj\n", rows[i].stream);
		snprintf(want, sizeof(want), "[stream 1]%s", rows[i].want);
		CHECK_EQ_INT(run(umb_slice_str(file)), UMB_OK, rows[i].stream);
		CHECK_EQ_STR((const char *)d.out, want, rows[i].stream);
	}
}

static size_t add(char *file, size_t at, const char *filter, const void *bytes, size_t len)
{
	at += (size_t)snprintf(file + at, 128, "1 0 obj << /Filter %s >> stream\n", filter);
	memcpy(file + at, bytes, len);
	at += len;
	memcpy(file + at, "\nendstream\n", 11);
	return at + 11;
}

static void test_filters(void **state)
{
	uint8_t packed[256];
	uLongf  n = sizeof(packed);
	char    file[2048], hex[600];
	size_t  at = 9;

	UMB_UNUSED(state);
	memcpy(file, "%PDF-1.4\n", 9);
	assert_int_equal(compress(packed, &n, (const Bytef *)"BT (deep) Tj ET", 15), Z_OK);
	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", packed[i]);
	at = add(file, at, "/FlateDecode", packed, n);
	at = add(file, at, "[/ASCIIHexDecode /FlateDecode]", hex, 2 * n);
	at = add(file, at, "/ASCII85Decode", "87cURD]i,\"Ebo80~>", 17);
	at = add(file, at, "/DCTDecode", "picture", 7);
	assert_int_equal(run(umb_slice_of(file, at)), UMB_OK);
	assert_string_equal((const char *)d.out, "[stream 1]deep\n[stream 2]deep\n[stream 3]Hello World!\n");
	/* Cut, it is damaged, and what came before was shown. */
	at = add(file, 9, "/FlateDecode", packed, n - 5);
	assert_int_equal(run(umb_slice_of(file, at)), UMB_E_FORMAT);
	memcpy(file + at, "/Encrypt 5 0 R", 14);
	at += 14;
	assert_int_equal(run(umb_slice_of(file, at)), UMB_E_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
