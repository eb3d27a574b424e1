/*
 * base64_text.c - tells decoded text from decoded noise by a handful of bytes.
 *
 * Tolerates two odd bytes in eighteen: tokens often put a length or a version number before readable text.
 */
#include "decode/base64_text.h"

static bool is_printable(uint8_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

/* Bytes of the well-formed UTF-8 sequence at i, which may be cut by the end; 0 when there is none. */
static size_t sequence_len(umb_slice s, size_t i)
{
	uint8_t c = s.ptr[i];
	size_t  n = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	for (size_t k = 1; k < n && i + k < s.len; k++) {
		if ((s.ptr[i + k] & 0xc0) != 0x80)
			return 0;
	}
	return n;
}

static bool is_text(umb_slice s, size_t max_odd)
{
	size_t n_odd = 0, i = 0;

	/* A window or a phase may begin inside a character. */
	while (i < s.len && i < 3 && (s.ptr[i] & 0xc0) == 0x80)
		i++;
	n_odd = i > 0;
	while (i < s.len && n_odd <= max_odd) {
		size_t n = is_printable(s.ptr[i]) ? 1 : sequence_len(s, i);

		n_odd += n == 0;
		i += n ? n : 1;
	}
	return n_odd <= max_odd;
}

/* Every other byte is zero and the ones between are printable. */
static bool is_wide_text(umb_slice s)
{
	if (s.ptr[2] != 0 && s.ptr[3] != 0) /* the first pair may be a byte order mark */
		return false;
	for (size_t zero = 0; zero < 2; zero++) {
		size_t n_good = 0, n_pairs = s.len / 2;

		for (size_t i = 0; i < n_pairs; i++)
			n_good += s.ptr[i * 2 + zero] == 0 && is_printable(s.ptr[i * 2 + 1 - zero]);
		if (n_good + 1 >= n_pairs)
			return true;
	}
	return false;
}

/* A SEQUENCE with a long length that holds a version number, or the short algorithm of an encrypted key. */
static bool is_der_key(umb_slice s)
{
	size_t at = s.ptr[1] == 0x82 ? 4 : 3;

	if (s.ptr[0] != 0x30 || (s.ptr[1] != 0x81 && s.ptr[1] != 0x82))
		return false;
	return (s.ptr[at] == 0x02 && s.ptr[at + 1] == 0x01) || (s.ptr[at] == 0x30 && s.ptr[at + 1] < 0x80);
}

/* What containers and programs begin with; whether one really is there is asked by those who open it. */
static bool is_container(const uint8_t *b)
{
	static const struct {
		uint8_t     len;
		const char *bytes;
	} magic[] = {
		{ 3, "\x1f\x8b\x08" }, { 4, "PK\3\4" }, { 4, "\x28\xb5\x2f\xfd" }, { 4, "\x04\x22\x4d\x18" }, { 6, "\xfd" "7zXZ" }, { 3, "BZh" }, { 6, "7z\xbc\xaf\x27\x1c" },
		{ 4, "\xed\xab\xee\xdb" }, { 6, "Rar!\x1a\x07" }, { 4, "\177ELF" }, { 3, "MZ\x90" }, { 3, "\x5d\0\0" },
	};

	for (size_t i = 0; i < UMB_COUNT(magic); i++) {
		/* Nearly always the first byte says no. */
		if (b[0] == (uint8_t)magic[i].bytes[0] && memcmp(b, magic[i].bytes, magic[i].len) == 0)
			return true;
	}
	return b[0] == 0x78 && (b[0] << 8 | b[1]) % 31 == 0 && !(b[1] & 0x20);
}

/* The name of a tar's first member, and zeros up to where its mode stands. */
static bool is_name(umb_slice s)
{
	size_t n = 0;

	while (n < s.len && is_printable(s.ptr[n]))
		n++;
	if (n == 0 || n + 2 > s.len)
		return false;
	for (; n < s.len; n++) {
		if (s.ptr[n] != 0)
			return false;
	}
	return true;
}

bool umb_base64_may_begin(const uint8_t b[9])
{
	umb_slice s = umb_slice_of(b, 9);

	return is_text(s, 2) || is_container(b) || is_name(s) || is_der_key(s) || is_wide_text(s);
}

bool umb_base64_is_plausible(umb_slice s)
{
	if (s.len < 12)
		return false;
	return is_text(s, s.len >= 16 ? 2 : 1) || is_container(s.ptr) || is_name(s) || is_der_key(s) || is_wide_text(s);
}
