/* unp_archive: members by name and content, as a pipe and from the end; what is not opened is told; damage, links, names, lies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/emit_double.h"
#include "unpack/archive_kind.h"

/* A zip of a.txt ("one", stored) and b/c.txt ("two" twenty times, deflated); a 7z of a.txt ("one"). */
static const uint8_t two_members[] = {
	0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00, 0xf1, 0x86, 0x6c, 0x7a, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00,
	0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x61, 0x2e, 0x74, 0x78, 0x74, 0x6f, 0x6e, 0x65, 0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00,
	0x00, 0x00, 0x21, 0x00, 0xb4, 0xbc, 0xb7, 0x4c, 0x08, 0x00, 0x00, 0x00, 0x3c, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x00, 0x62, 0x2f, 0x63, 0x2e,
	0x74, 0x78, 0x74, 0x2b, 0x29, 0xcf, 0x2f, 0x21, 0x17, 0x01, 0x00, 0x50, 0x4b, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x21, 0x00, 0xf1, 0x86, 0x6c, 0x7a, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x61, 0x2e, 0x74, 0x78, 0x74, 0x50, 0x4b, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00,
	0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0xb4, 0xbc, 0xb7, 0x4c, 0x08, 0x00, 0x00, 0x00, 0x3c, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x26, 0x00, 0x00, 0x00, 0x62, 0x2f, 0x63, 0x2e, 0x74, 0x78, 0x74, 0x50, 0x4b, 0x05, 0x06, 0x00,
	0x00, 0x00, 0x00, 0x02, 0x00, 0x02, 0x00, 0x68, 0x00, 0x00, 0x00, 0x53, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static const uint8_t seven[] = {
	0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0x00, 0x03, 0x09, 0xdb, 0x04, 0x8e, 0x0d, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x62, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x65, 0xa8, 0x48, 0x9a, 0x00, 0x37, 0x9b, 0x88, 0xde, 0x58, 0x23, 0xff, 0xff, 0xf7, 0x3c, 0x40, 0x00, 0x01, 0x04, 0x06,
	0x00, 0x01, 0x09, 0x0d, 0x00, 0x07, 0x0b, 0x01, 0x00, 0x01, 0x23, 0x03, 0x01, 0x01, 0x05, 0x5d, 0x00, 0x00, 0x80, 0x00, 0x0c, 0x03, 0x00, 0x08,
	0x0a, 0x01, 0xf1, 0x86, 0x6c, 0x7a, 0x00, 0x00, 0x05, 0x01, 0x11, 0x0d, 0x00, 0x61, 0x00, 0x2e, 0x00, 0x74, 0x00, 0x78, 0x00, 0x74, 0x00, 0x00,
	0x00, 0x14, 0x0a, 0x01, 0x00, 0x3a, 0x25, 0x37, 0x6f, 0xd7, 0x7e, 0xdd, 0x01, 0x12, 0x0a, 0x01, 0x00, 0x3a, 0x25, 0x37, 0x6f, 0xd7, 0x7e, 0xdd,
	0x01, 0x13, 0x0a, 0x01, 0x00, 0x46, 0x7d, 0x36, 0x6f, 0xd7, 0x7e, 0xdd, 0x01, 0x15, 0x06, 0x01, 0x00, 0x20, 0x80, 0xa4, 0x81, 0x00, 0x00,
};

static emit_double d;
static uint8_t     packed[1 << 17];

typedef struct source {
	umb_slice whole, left;
	size_t    step;
} source;

static umb_status read_source(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	source *s = ctx;
	size_t  n = UMB_MIN(UMB_MIN(cap, s->step), s->left.len);

	memcpy(buf, s->left.ptr, n);
	s->left = umb_slice_sub(s->left, n, s->left.len);
	*n_read = n;
	return UMB_OK;
}

static umb_status read_source_at(void *ctx, uint64_t at, uint8_t *buf, size_t cap, size_t *n_read)
{
	source   *s    = ctx;
	umb_slice part = umb_slice_sub(s->whole, (size_t)at, s->whole.len);

	*n_read = UMB_MIN(cap, part.len);
	memcpy(buf, part.ptr, *n_read);
	return UMB_OK;
}

static umb_status run(size_t len, size_t step, bool has_end)
{
	source     s  = { umb_slice_of(packed, len), umb_slice_of(packed, len), step };
	umb_reader in = { .ctx = &s, .read = read_source, .read_at = has_end ? read_source_at : NULL, .size = has_end ? len : 0 };
	umb_status st;

	double_reset(&d, 1 << 20, SIZE_MAX, true);
	st = umb_unpacker_find("archive")->unpack(&in, &d.emit);
	assert_false(d.is_wrong || d.is_open);
	return st;
}

static bool probe(size_t len)
{
	return umb_unpacker_find("archive")->probe(umb_slice_of(packed, len));
}

static size_t put(const void *bytes, size_t len)
{
	memset(packed, 0, sizeof(packed));
	memcpy(packed, bytes, len);
	return len;
}

/* One member of a tar at `at`; type '0' is a file, '2' a symbolic link to `text`. */
static size_t put_tar(size_t at, const char *name, char type, const char *text)
{
	uint8_t *p   = packed + at;
	size_t   len = type == '0' ? strlen(text) : 0;
	unsigned sum = 0;

	memset(p, 0, 2048);
	memcpy(p, name, strlen(name));
	snprintf((char *)p + 100, 8, "%07o", 0644u);
	snprintf((char *)p + 108, 8, "%07o", 0u);
	snprintf((char *)p + 116, 8, "%07o", 0u);
	snprintf((char *)p + 124, 12, "%011o", (unsigned)len);
	snprintf((char *)p + 136, 12, "%011o", 0u);
	memset(p + 148, ' ', 8);
	p[156] = (uint8_t)type;
	if (type == '2')
		memcpy(p + 157, text, strlen(text));
	memcpy(p + 257, "ustar\0" "00", 8);
	for (size_t i = 0; i < 512; i++)
		sum += p[i];
	snprintf((char *)p + 148, 8, "%06o", sum);
	memcpy(p + 512, text, len);
	return at + 512 + (len + 511) / 512 * 512;
}

/* The output may hold zeros. */
static bool has(const char *text)
{
	return memmem(d.out, d.len, text, strlen(text)) != NULL;
}

static void test_zip(void **state)
{
	static const char whole[] = "[a.txt]one[b/c.txt]twotwotwotwotwotwotwotwotwotwotwotwotwotwotwotwotwotwotwotwo";
	size_t n = put(two_members, sizeof(two_members));

	UMB_UNUSED(state);
	assert_true(probe(n));
	for (size_t step = 1; step < 2000; step *= 7) {
		assert_int_equal(run(n, step, false), UMB_OK);
		assert_string_equal((char *)d.out, whole);
		assert_int_equal(run(n, step, true), UMB_OK);
		assert_string_equal((char *)d.out, whole);
	}
	/* behind a script, and behind a program */
	n = (size_t)snprintf((char *)packed, 64, "#!/usr/bin/env python3\n# PK\3\4 is no zip yet, and here it is:\n");
	memcpy(packed + n, two_members, sizeof(two_members));
	assert_true(probe(n + sizeof(two_members)));
	assert_int_equal(run(n + sizeof(two_members), 11, true), UMB_OK);
	assert_string_equal((char *)d.out, whole);
	assert_int_equal(run(n + sizeof(two_members), 11, false), UMB_OK);
	assert_string_equal((char *)d.out, whole);
	assert_false(probe(n));
	memset(packed, 0, sizeof(packed));
	memcpy(packed, "\177ELF", 4);
	memcpy(packed + 100000, two_members, sizeof(two_members));
	assert_true(probe(100000 + sizeof(two_members)));
	assert_int_equal(run(100000 + sizeof(two_members), 5000, false), UMB_OK);
	assert_string_equal((char *)d.out, whole);
}

/* The first member claims to be as long as all the rest: the directory at the end knows better. */
static void test_what_local_headers_hide(void **state)
{
	size_t n = put(two_members, sizeof(two_members));

	UMB_UNUSED(state);
	packed[18] = packed[22] = 120;
	run(n, SIZE_MAX, true);
	assert_true(has("[b/c.txt]twotwo"));
	/* and a member that the directory does not name is in the pipe */
	n = put(two_members, sizeof(two_members));
	packed[n - 22 + 8] = packed[n - 22 + 10] = 1;
	run(n, SIZE_MAX, true);
	assert_true(has("[b/c.txt]twotwo"));
}

static void test_encrypted(void **state)
{
	size_t n = put(two_members, sizeof(two_members));

	UMB_UNUSED(state);
	packed[6] |= 1;
	assert_int_equal(run(n, SIZE_MAX, false), UMB_OK);
	assert_int_equal(d.n_skips[UMB_SKIP_ENCRYPTED], 1);
	assert_string_equal(d.told, "a.txt: encrypted");
	assert_true(has("[b/c.txt]two"));
	n = put(two_members, sizeof(two_members));
	packed[8] = 77; /* a method that nobody knows */
	assert_int_equal(run(n, SIZE_MAX, false), UMB_OK);
	assert_int_equal(d.n_skips[UMB_SKIP_ENCRYPTED], 1);
	assert_true(has("[b/c.txt]two"));
}

static void test_tar_names_and_links(void **state)
{
	size_t n = put_tar(0, "../../etc/x", '0', "one");

	UMB_UNUSED(state);
	n = put_tar(n, "/abs\x1b[2J\n", '0', "two");
	n = put_tar(n, "link", '2', "/etc/shadow");
	n = put_tar(n, "\xff\xfe", '0', "three");
	memset(packed + n, 0, 1024);
	assert_true(probe(n + 1024));
	assert_int_equal(run(n + 1024, 100, false), UMB_OK);
	assert_string_equal((char *)d.out, "[../../etc/x]one[/abs\x1b[2J\n]two[\xff\xfe]three");
	assert_int_equal(d.n_skips[UMB_SKIP_SYMLINK], 1);
	assert_string_equal(d.told, "link: ");
	/* without the magic it is told by its checksum */
	n = put_tar(0, "old", '0', "text");
	assert_true(probe(n));
	memset(packed + 257, 0, 8);
	assert_false(probe(n));
}

/* What came before is there. */
static void test_damage(void **state)
{
	size_t n = put_tar(0, "a", '0', "one"), from;

	UMB_UNUSED(state);
	from = n;
	n = put_tar(n, "b", '0', "two");
	packed[from + 150] ^= 1;
	assert_int_equal(run(n, SIZE_MAX, false), UMB_E_FORMAT);
	assert_string_equal((char *)d.out, "[a]one");
	n = put_tar(0, "a", '0', "one");
	n = put_tar(n, "b", '0', "two");
	assert_int_equal(run(n - 511, SIZE_MAX, false), UMB_E_FORMAT);
	assert_true(has("[a]one[b]"));
	put(two_members, sizeof(two_members));
	assert_int_equal(run(60, SIZE_MAX, true), UMB_E_FORMAT);
	assert_true(has("[a.txt]one"));
}

static void test_7z(void **state)
{
	size_t n = put(seven, sizeof(seven));

	UMB_UNUSED(state);
	assert_true(probe(n));
	assert_int_equal(run(n, 13, true), UMB_OK);
	assert_string_equal((char *)d.out, "[a.txt]one");
	assert_int_equal(run(n, 13, false), UMB_OK);
	assert_string_equal((char *)d.out, "[a.txt]one");
}

/* A header of a few bytes that unpacks to millions of members would take gigabytes. */
static void test_7z_header(void **state)
{
	static const uint8_t packed_header[] = { 0x17, 6, 0, 1, 9, 0x20, 0, 7, 11, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5d, 0, 0, 1, 0, 12, 0xe0, 0, 0, 0x10, 0, 0, 0 };
	size_t n = put(seven, 32);

	UMB_UNUSED(state);
	assert_int_equal(umb_7z_header_len(umb_slice_of(packed_header, sizeof(packed_header))), 0x100000);
	for (size_t cut = 1; cut < 27; cut++)
		assert_int_equal(umb_7z_header_len(umb_slice_of(packed_header, cut)), 0);
	memset(packed + 12, 0, 16);
	packed[22] = 0x20; /* 2 MiB */
	assert_int_equal(run(n, SIZE_MAX, true), UMB_OK);
	assert_int_equal(d.n_skips[UMB_SKIP_ENCRYPTED], 1);
}

static void test_ar_and_cpio(void **state)
{
	static const char ar[] = "!<arch>\na.txt/          0           0     0     100644  3         `\none\n";
	static const char cpio[] = "070701" "00000001" "000081a4" "00000000" "00000000" "00000001" "00000000" "00000003" "00000000" "00000000" "00000000"
		"00000000" "00000006" "00000000" "a.txt\0" "one\0";

	UMB_UNUSED(state);
	assert_true(probe(put(ar, sizeof(ar) - 1)));
	assert_int_equal(run(sizeof(ar) - 1, 9, false), UMB_OK);
	assert_string_equal((char *)d.out, "[a.txt]one");
	assert_true(probe(put(cpio, sizeof(cpio) - 1)));
	run(sizeof(cpio) - 1, 9, false);
	assert_true(has("[a.txt]one"));
	packed[20] = 'x';
	assert_false(probe(sizeof(cpio) - 1));
}

static void test_known_and_not_opened(void **state)
{
	UMB_UNUSED(state);
	assert_true(probe(put("hsqs and more bytes", 19)));
	assert_int_equal(run(19, SIZE_MAX, true), UMB_OK);
	assert_int_equal(d.n_skips[UMB_SKIP_ENCRYPTED], 1);
	assert_string_equal(d.told, ": squashfs");
}

static void test_text_is_no_archive(void **state)
{
	static const char *const texts[] = { "", "PK", "#!/bin/sh\necho this is a script and no archive, whatever it holds: PK\3\4\n exit\n", "MZ",
		"070701 is how a number may begin, and that is no archive of any kind, as the letters say which follow it here and there", "a-lh5-b",
		"\x1f" "a", "Rar! is a name", "BZh91AY is not for this one" };

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(texts); i++)
		assert_false(probe(put(texts[i], strlen(texts[i]))));
}

static void test_the_budget(void **state)
{
	static char long_text[1025];
	size_t      n = 0;

	UMB_UNUSED(state);
	memset(long_text, 'x', sizeof(long_text) - 1);
	for (size_t i = 0; i < 50; i++)
		n = put_tar(n, "a", '0', long_text);
	double_reset(&d, 5000, SIZE_MAX, false);
	{
		source     s  = { umb_slice_of(packed, n), umb_slice_of(packed, n), SIZE_MAX };
		umb_reader in = { .ctx = &s, .read = read_source };

		assert_int_equal(umb_unpacker_find("archive")->unpack(&in, &d.emit), UMB_E_LIMIT);
	}
	assert_true(d.n_members < 7 && d.n_total <= 5000);
}

static void test_every_flip_ends(void **state)
{
	UMB_UNUSED(state);
	for (size_t kind = 0; kind < 3; kind++) {
		size_t n = kind == 0 ? put(two_members, sizeof(two_members)) : kind == 1 ? put(seven, sizeof(seven)) : put_tar(0, "a", '0', "one");
		size_t end = UMB_MIN(n, (size_t)512);

		for (size_t i = 0; i < end * 8; i++) {
			packed[i / 8] ^= (uint8_t)(1 << i % 8);
			run(n, 1000, i & 8);
			packed[i / 8] ^= (uint8_t)(1 << i % 8);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zip),
		cmocka_unit_test(test_what_local_headers_hide),
		cmocka_unit_test(test_encrypted),
		cmocka_unit_test(test_tar_names_and_links),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_7z),
		cmocka_unit_test(test_7z_header),
		cmocka_unit_test(test_ar_and_cpio),
		cmocka_unit_test(test_known_and_not_opened),
		cmocka_unit_test(test_text_is_no_archive),
		cmocka_unit_test(test_the_budget),
		cmocka_unit_test(test_every_flip_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
