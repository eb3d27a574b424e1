/*
 * archive_kind.c - see archive_kind.h.
 */
#include "unpack/archive_kind.h"

#include "base/alloc.h"
#include "base/text.h"

#define TAR_BLOCK 512
#define MAX_NAME_LEN 4096u
/* The end record, and the longest comment behind it. */
#define ZIP_END 22u
#define ZIP_TAIL (ZIP_END + 65535u)

typedef struct magic {
	uint16_t         at;
	uint8_t          len;
	umb_archive_kind kind;
	const char      *bytes;
	const char      *words; /* of UMB_ARCHIVE_OTHER */
} magic;

#define MAGIC(at, bytes, kind, words) { at, sizeof(bytes) - 1, UMB_ARCHIVE_##kind, bytes, words }

static const magic magics[] = {
	MAGIC(0, "PK\3\4", ZIP, NULL), MAGIC(0, "PK\5\6", ZIP, NULL), MAGIC(0, "PK\7\10PK\3\4", ZIP, NULL), MAGIC(0, "PK00PK\3\4", ZIP, NULL),
	MAGIC(257, "ustar\0", TAR, NULL), MAGIC(257, "ustar  ", TAR, NULL),
	MAGIC(0, "7z\xbc\xaf\x27\x1c", 7Z, NULL),
	MAGIC(0, "!<arch>\n", AR, NULL),
	MAGIC(0, "\xed\xab\xee\xdb", RPM, NULL),
	MAGIC(32769, "CD001", ISO, NULL),
	MAGIC(0, "MSCF\0\0\0\0", CAB, NULL),
	MAGIC(0, "Rar!\x1a\7\0", RAR, NULL), MAGIC(0, "Rar!\x1a\7\1\0", RAR, NULL),
	MAGIC(0, "\x1f\x9d", STREAM, NULL), MAGIC(0, "LZIP\1", STREAM, NULL),
	MAGIC(0, "hsqs", OTHER, "squashfs"), MAGIC(0, "sqsh", OTHER, "squashfs"), MAGIC(0, "xar!\0\x1c", OTHER, "xar"),
	MAGIC(0, "\x89LZO\0\r\n\x1a\n", OTHER, "lzop"), MAGIC(0, "LRZI\0", OTHER, "lrzip"), MAGIC(7, "**ACE**", OTHER, "ace"),
};

static const magic *magic_of(umb_slice head)
{
	for (size_t i = 0; i < UMB_COUNT(magics); i++) {
		const magic *m = &magics[i];

		if (head.len >= (size_t)m->at + m->len && head.ptr[m->at] == (uint8_t)m->bytes[0] && memcmp(head.ptr + m->at, m->bytes, m->len) == 0)
			return m;
	}
	return NULL;
}

static bool is_among(const uint8_t *p, size_t n, const char *chars)
{
	for (size_t i = 0; i < n; i++) {
		if (!p[i] || !strchr(chars, p[i]))
			return false;
	}
	return true;
}

/* Archives from before 1988 have no magic: a checksum over the header that is right. */
static bool is_old_tar(umb_slice head)
{
	const uint8_t *p   = head.ptr;
	uint32_t       sum = 0, said = 0;
	size_t         at  = 148;

	if (head.len < TAR_BLOCK || p[0] == 0 || p[154] != 0)
		return false;
	while (at < 154 && p[at] == ' ')
		at++;
	for (; at < 154 && p[at] >= '0' && p[at] <= '7'; at++)
		said = said * 8 + (p[at] - (uint32_t)'0');
	if (at < 153 || said == 0)
		return false;
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : p[i];
	return sum == said;
}

static uint32_t le16(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const uint8_t *p)
{
	return le16(p) | le16(p + 2) << 16;
}

static bool is_cpio(umb_slice head)
{
	const uint8_t *p = head.ptr;
	size_t         len;

	if (head.len >= 110 && (memcmp(p, "070701", 6) == 0 || memcmp(p, "070702", 6) == 0))
		return is_among(p + 6, 104, "0123456789abcdefABCDEF");
	if (head.len >= 76 && memcmp(p, "070707", 6) == 0)
		return is_among(p + 6, 70, "01234567");
	if (head.len < 28 || !((p[0] == 0xc7 && p[1] == 0x71) || (p[0] == 0x71 && p[1] == 0xc7)))
		return false;
	/* Two bytes are little: the name behind them is as long as they say. */
	len = p[0] == 0xc7 ? le16(p + 20) : (size_t)p[20] << 8 | p[21];
	return len > 1 && len <= MAX_NAME_LEN && head.len >= 26 + len && memchr(p + 26, 0, len) == p + 26 + len - 1;
}

static bool is_lha(umb_slice head)
{
	return head.len > 24 && head.ptr[2] == '-' && head.ptr[3] == 'l' && (head.ptr[4] == 'h' || head.ptr[4] == 'z') && head.ptr[6] == '-' &&
	       head.ptr[20] <= 3;
}

static bool may_unpack_itself(umb_slice head)
{
	return head.len > 64 && (memcmp(head.ptr, "MZ", 2) == 0 || memcmp(head.ptr, "\177ELF", 4) == 0 || memcmp(head.ptr, "#!", 2) == 0);
}

umb_archive_kind umb_archive_kind_of(umb_slice head)
{
	const magic *m = magic_of(head);

	if (m)
		return m->kind;
	if (is_old_tar(head))
		return UMB_ARCHIVE_TAR;
	if (is_cpio(head))
		return UMB_ARCHIVE_CPIO;
	if (is_lha(head))
		return UMB_ARCHIVE_LHA;
	return may_unpack_itself(head) ? UMB_ARCHIVE_ZIP_BEHIND : UMB_ARCHIVE_NONE;
}

const char *umb_archive_other(umb_slice head)
{
	const magic *m = magic_of(head);

	return m && m->words ? m->words : "unknown";
}

bool umb_archive_probe(umb_slice head)
{
	umb_archive_kind kind = umb_archive_kind_of(head);

	if (kind != UMB_ARCHIVE_ZIP_BEHIND)
		return kind != UMB_ARCHIVE_NONE;
	return umb_archive_find_zip(umb_slice_sub(head, 0, UMB_ARCHIVE_PREFIX_MAX)) != SIZE_MAX;
}

/* -- zip ---------------------------------------------------------------------------------------------------- */

/* A program may hold the four bytes for its own use: what follows them must be a header. */
static bool is_local_header(umb_slice s)
{
	const uint8_t *p = s.ptr;
	uint32_t       method, n_name;

	if (s.len < UMB_ARCHIVE_ZIP_HEADER)
		return false;
	method = le16(p + 8);
	n_name = le16(p + 26);
	return p[4] <= 63 && p[5] <= 20 && (method <= 14 || method == 93 || method == 95 || method == 98 || method == 99) && n_name > 0 &&
	       n_name <= MAX_NAME_LEN && (s.len == UMB_ARCHIVE_ZIP_HEADER || p[30] >= ' ');
}

size_t umb_archive_find_zip(umb_slice s)
{
	/* A script has none of these bytes, so that a megabyte of it costs next to nothing. */
	for (size_t at = 2; at + 1 < s.len; at++) {
		const uint8_t *three = memchr(s.ptr + at, 3, s.len - at);

		if (!three)
			break;
		at = (size_t)(three - s.ptr);
		if (memcmp(three - 2, "PK\3", 3) == 0 && at + 1 < s.len && three[1] == 4 && is_local_header(umb_slice_sub(s, at - 2, s.len)))
			return at - 2;
	}
	return SIZE_MAX;
}

umb_status umb_zip_end_read(umb_zip_end *out, const umb_reader *in)
{
	size_t     len  = (size_t)UMB_MIN(in->size, (uint64_t)ZIP_TAIL), have = 0;
	uint8_t   *tail = umb_alloc(len + 1);
	umb_status st   = tail ? UMB_OK : UMB_E_NOMEM, found = UMB_E_NOTFOUND;

	for (size_t n = 1; have < len && st == UMB_OK && n > 0; have += n)
		st = in->read_at(in->ctx, in->size - len + have, tail + have, len - have, &n);
	for (size_t at = have; st == UMB_OK && at >= ZIP_END && found != UMB_OK; at--) {
		const uint8_t *p = tail + at - ZIP_END;

		if (memcmp(p, "PK\5\6", 4) != 0)
			continue;
		out->n_members     = le16(p + 10);
		out->directory_len = le32(p + 12);
		out->is_zip64      = out->n_members == 0xffff || out->directory_len == 0xffffffff;
		found = UMB_OK;
	}
	umb_free(tail);
	return st == UMB_OK ? found : st;
}

/* -- 7z ----------------------------------------------------------------------------------------------------- */

umb_span umb_7z_header_at(umb_slice head)
{
	umb_span at = { 0, 0 };

	if (head.len < 32)
		return at;
	at.from = 32 + (le32(head.ptr + 12) | (uint64_t)(le32(head.ptr + 16) & 0x7fffffff) << 32);
	at.to   = at.from + (le32(head.ptr + 20) | (uint64_t)(le32(head.ptr + 24) & 0x7fffffff) << 32);
	return at;
}

typedef struct numbers {
	umb_slice left;
	bool      is_bad;
} numbers;

static uint64_t take_byte(numbers *r)
{
	uint64_t b = 0;

	r->is_bad = r->is_bad || r->left.len == 0;
	if (!r->is_bad)
		b = r->left.ptr[0];
	r->left = umb_slice_sub(r->left, 1, r->left.len);
	return b;
}

/* As many bytes follow the first as it has ones in front; its other bits are the highest. */
static uint64_t take_number(numbers *r)
{
	uint64_t first = take_byte(r), value = 0, mask = 0x80;

	for (unsigned i = 0; i < 8 && (first & mask); i++, mask >>= 1)
		value |= take_byte(r) << (8 * i);
	for (uint64_t bit = 0x80, i = 0; i < 8 && bit; i++, bit >>= 1) {
		if (!(first & bit))
			return value | (first & (bit - 1)) << (8 * i);
	}
	return value;
}

static void pass(numbers *r, uint64_t n)
{
	r->is_bad = r->is_bad || n > r->left.len;
	r->left   = umb_slice_sub(r->left, (size_t)UMB_MIN(n, (uint64_t)r->left.len), r->left.len);
}

/* Of the one folder that holds a packed header, how many sizes it has. */
static uint64_t take_folder(numbers *r)
{
	uint64_t n_coders = take_number(r), n_out = 0;

	for (uint64_t i = 0; i < n_coders && !r->is_bad; i++) {
		uint64_t flags = take_byte(r), n_in = 1, n = 1;

		pass(r, flags & 15);
		if (flags & 16) {
			n_in = take_number(r);
			n    = take_number(r);
		}
		if (flags & 32)
			pass(r, take_number(r));
		r->is_bad = r->is_bad || n_in != 1 || n != 1;
		n_out++;
	}
	for (uint64_t i = 1; i < n_out && !r->is_bad; i++) {
		take_number(r);
		take_number(r);
	}
	return n_out;
}

uint64_t umb_7z_header_len(umb_slice header)
{
	numbers  r   = { header, false };
	uint64_t max = 0, n;

	if (take_byte(&r) != 0x17)
		return header.len;
	r.is_bad = r.is_bad || take_byte(&r) != 6;
	take_number(&r);
	r.is_bad = r.is_bad || take_number(&r) != 1 || take_byte(&r) != 9;
	take_number(&r);
	if (r.left.len && r.left.ptr[0] == 10) /* a checksum of what is packed */
		pass(&r, 6);
	r.is_bad = r.is_bad || take_byte(&r) != 0 || take_byte(&r) != 7 || take_byte(&r) != 11 || take_number(&r) != 1 || take_byte(&r) != 0;
	n = r.is_bad ? 0 : take_folder(&r);
	r.is_bad = r.is_bad || take_byte(&r) != 12;
	for (uint64_t i = 0; i < n && !r.is_bad; i++) {
		uint64_t size = take_number(&r);

		max = UMB_MAX(max, size);
	}
	return r.is_bad ? 0 : max;
}
