/*
 * unp_archive.c - the only user of libarchive: zip and what is one (jar, apk, whl, docx), tar, 7z, cpio, ar (deb), rpm, iso, cab, rar, lha.
 *
 * It is loaded when the first archive comes: with what it pulls in, linking it would cost every start tens of milliseconds.  Only
 * formats that are asked for are switched on; never mtree, which reads the disk, nor filters that run programs.  What is compressed
 * around an archive is opened by our own streams; inside an rpm libarchive does it.
 *
 * A zip is read along its local headers, as a pipe.  Where its directory at the end speaks of another number of members, that is
 * followed, too: what one of the two hides, the other shows.
 */
#include <archive.h>
#include <archive_entry.h>

#include <locale.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/keyed.h"
#include "unpack/archive_kind.h"
#include "unpack/library.h"

#define IN_BYTES ((size_t)64 << 10)
/* Of what lies in the middle of a stream and must be read from its end. */
#define SPOOL_MAX ((size_t)64 << 20)
/* A header of a 7z that is longer is its plain form. */
#define PACKED_7Z_MAX 512
/* A hole in a sparse file is shown as so many zeros. */
#define HOLE_BYTES 64
/* Members in a row whose headers are of no use. */
#define MAX_RETRIES 1000

/* -- libarchive, by name --------------------------------------------------------------------------------- */

static struct archive *(*make)(void);
static int (*release)(struct archive *a);
static int (*with_tar)(struct archive *a), (*with_zip_pipe)(struct archive *a), (*with_zip_end)(struct archive *a), (*with_7z)(struct archive *a);
static int (*with_cpio)(struct archive *a), (*with_ar)(struct archive *a), (*with_iso)(struct archive *a), (*with_cab)(struct archive *a);
static int (*with_rar)(struct archive *a), (*with_rar5)(struct archive *a), (*with_lha)(struct archive *a), (*with_raw)(struct archive *a);
static int (*through_rpm)(struct archive *a), (*through_gzip)(struct archive *a), (*through_bzip2)(struct archive *a), (*through_xz)(struct archive *a);
static int (*through_lzma)(struct archive *a), (*through_zstd)(struct archive *a), (*through_compress)(struct archive *a), (*through_lzip)(struct archive *a);
static int (*set_options)(struct archive *a, const char *options);
static int (*set_read)(struct archive *a, archive_read_callback *read);
static int (*set_seek)(struct archive *a, archive_seek_callback *seek);
static int (*set_data)(struct archive *a, void *ctx);
static int (*open_it)(struct archive *a);
static int (*next_header)(struct archive *a, struct archive_entry **e);
static int (*read_block)(struct archive *a, const void **buf, size_t *n, int64_t *at);
static int (*has_encrypted)(struct archive *a);
static const char *(*name_of)(struct archive_entry *e), *(*utf8_name_of)(struct archive_entry *e), *(*hardlink_of)(struct archive_entry *e);
static mode_t (*type_of)(struct archive_entry *e);
static int64_t (*size_of)(struct archive_entry *e);
static int (*is_encrypted)(struct archive_entry *e);

static const umb_symbol symbols[] = {
	{ "archive_read_new", &make }, { "archive_read_free", &release },
	{ "archive_read_support_format_tar", &with_tar }, { "archive_read_support_format_zip_streamable", &with_zip_pipe },
	{ "archive_read_support_format_zip_seekable", &with_zip_end }, { "archive_read_support_format_7zip", &with_7z },
	{ "archive_read_support_format_cpio", &with_cpio }, { "archive_read_support_format_ar", &with_ar },
	{ "archive_read_support_format_iso9660", &with_iso }, { "archive_read_support_format_cab", &with_cab },
	{ "archive_read_support_format_rar", &with_rar }, { "archive_read_support_format_rar5", &with_rar5 },
	{ "archive_read_support_format_lha", &with_lha }, { "archive_read_support_format_raw", &with_raw },
	{ "archive_read_support_filter_rpm", &through_rpm }, { "archive_read_support_filter_gzip", &through_gzip },
	{ "archive_read_support_filter_bzip2", &through_bzip2 }, { "archive_read_support_filter_xz", &through_xz },
	{ "archive_read_support_filter_lzma", &through_lzma }, { "archive_read_support_filter_zstd", &through_zstd },
	{ "archive_read_support_filter_compress", &through_compress }, { "archive_read_support_filter_lzip", &through_lzip },
	{ "archive_read_set_options", &set_options }, { "archive_read_set_read_callback", &set_read },
	{ "archive_read_set_seek_callback", &set_seek }, { "archive_read_set_callback_data", &set_data },
	{ "archive_read_open1", &open_it }, { "archive_read_next_header", &next_header }, { "archive_read_data_block", &read_block },
	{ "archive_read_has_encrypted_entries", &has_encrypted }, { "archive_entry_pathname", &name_of },
	{ "archive_entry_pathname_utf8", &utf8_name_of }, { "archive_entry_hardlink", &hardlink_of }, { "archive_entry_filetype", &type_of },
	{ "archive_entry_size", &size_of }, { "archive_entry_is_data_encrypted", &is_encrypted },
};
static umb_library library = UMB_LIBRARY("libarchive.so.13", symbols);

/* The formats and filters of each kind; NULL-terminated. */
typedef int (*support)(struct archive *a);

static support *const no_support[] = { NULL };
static support *const for_tar[] = { &with_tar, NULL };
static support *const for_zip[] = { &with_zip_pipe, NULL };
static support *const for_zip_end[] = { &with_zip_end, NULL };
static support *const for_7z[] = { &with_7z, NULL };
static support *const for_cpio[] = { &with_cpio, NULL };
static support *const for_ar[] = { &with_ar, NULL };
static support *const for_rpm[] = { &through_rpm, &through_gzip, &through_bzip2, &through_xz, &through_lzma, &through_zstd, &with_cpio, NULL };
static support *const for_iso[] = { &with_iso, NULL };
static support *const for_cab[] = { &with_cab, NULL };
static support *const for_rar[] = { &with_rar, &with_rar5, NULL };
static support *const for_lha[] = { &with_lha, NULL };
static support *const for_stream[] = { &through_compress, &through_lzip, &with_tar, &with_raw, NULL };

static support *const *const supports[UMB_N_ARCHIVE_KINDS] = {
	[UMB_ARCHIVE_NONE] = no_support,
	[UMB_ARCHIVE_ZIP] = for_zip, [UMB_ARCHIVE_ZIP_BEHIND] = for_zip, [UMB_ARCHIVE_TAR] = for_tar, [UMB_ARCHIVE_7Z] = for_7z, [UMB_ARCHIVE_CPIO] = for_cpio,
	[UMB_ARCHIVE_AR] = for_ar, [UMB_ARCHIVE_RPM] = for_rpm, [UMB_ARCHIVE_ISO] = for_iso, [UMB_ARCHIVE_CAB] = for_cab,
	[UMB_ARCHIVE_RAR] = for_rar, [UMB_ARCHIVE_LHA] = for_lha, [UMB_ARCHIVE_STREAM] = for_stream, [UMB_ARCHIVE_OTHER] = no_support,
};

/* -- what libarchive reads -------------------------------------------------------------------------------- */

typedef struct unarchive {
	umb_reader       *in;
	umb_emit         *emit;
	struct archive   *a;
	umb_archive_kind  kind;
	umb_status        failed;     /* what the reader said, when that was not UMB_OK: libarchive has its own words for it */
	bool              is_seeking; /* read through read_at, or from `spool` */
	uint64_t          at, size;   /* then: the place, and the end */
	umb_buf           spool;
	umb_slice         head;       /* of buf: read, and not handed on */
	uint64_t          n_members;
	/* the member at hand */
	umb_slice         block;
	uint64_t          block_at;   /* in the member, of what comes next */
	size_t            n_zeros;    /* of a hole before it */
	uint64_t          n_out;
	int               code;       /* why it ended */
	uint8_t           buf[IN_BYTES];
} unarchive;

static umb_status read_next(unarchive *u, uint8_t *to, size_t cap, size_t *n)
{
	umb_status st = u->in->read(u->in->ctx, to, cap, n);

	if (st != UMB_OK)
		u->failed = st;
	return st;
}

/* Reads on until so much is at hand, or all there is. */
static umb_status fill(unarchive *u, size_t want)
{
	size_t len = u->head.len, n = 1;

	if (len > 0 && u->head.ptr != u->buf)
		memmove(u->buf, u->head.ptr, len);
	while (len < want && n > 0) {
		if (read_next(u, u->buf + len, IN_BYTES - len, &n) != UMB_OK)
			return u->failed;
		len += n;
	}
	u->head = umb_slice_of(u->buf, len);
	return UMB_OK;
}

static umb_status read_there(unarchive *u, size_t *n)
{
	umb_slice rest;

	if (!u->spool.len)
		return u->in->read_at(u->in->ctx, u->at, u->buf, IN_BYTES, n);
	rest = umb_slice_sub(umb_buf_view(&u->spool), (size_t)u->at, SIZE_MAX);
	*n   = UMB_MIN(rest.len, IN_BYTES);
	memcpy(u->buf, rest.ptr, *n);
	return UMB_OK;
}

static la_ssize_t on_read(struct archive *a, void *ctx, const void **out)
{
	unarchive *u = ctx;
	size_t     n = 0;

	UMB_UNUSED(a);
	*out = u->buf;
	if (u->failed != UMB_OK)
		return ARCHIVE_FATAL;
	if (u->is_seeking) {
		u->failed = u->at < u->size ? read_there(u, &n) : UMB_OK;
		u->at += n;
	} else if (u->head.len) {
		*out    = u->head.ptr;
		n       = u->head.len;
		u->head = umb_slice_of(NULL, 0);
	} else {
		read_next(u, u->buf, IN_BYTES, &n);
	}
	return u->failed == UMB_OK ? (la_ssize_t)n : ARCHIVE_FATAL;
}

static int64_t on_seek(struct archive *a, void *ctx, int64_t offset, int whence)
{
	unarchive *u    = ctx;
	int64_t    base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)u->at : (int64_t)u->size, to;

	UMB_UNUSED(a);
	if (__builtin_add_overflow(base, offset, &to) || to < 0 || to > (int64_t)u->size)
		return ARCHIVE_FATAL;
	u->at = (uint64_t)to;
	return to;
}

/* -- members ---------------------------------------------------------------------------------------------- */

/* Bytes of the next block, and of a hole before it some zeros. */
static int next_block(unarchive *u)
{
	const void *buf = NULL;
	size_t      n   = 0;
	int64_t     at  = 0;
	int         code = read_block(u->a, &buf, &n, &at);

	if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
		return code;
	u->block   = umb_slice_of(buf, n);
	u->n_zeros = at > 0 && (uint64_t)at > u->block_at ? (size_t)UMB_MIN((uint64_t)at - u->block_at, (uint64_t)HOLE_BYTES) : 0;
	u->block_at = (at > 0 ? (uint64_t)at : 0) + n;
	return ARCHIVE_OK;
}

static umb_status read_member(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	unarchive *u = ctx;
	size_t     n_empty = 0;

	*n_read = 0;
	while (u->block.len == 0 && u->n_zeros == 0 && u->code == ARCHIVE_OK) {
		u->code = next_block(u);
		if (u->block.len == 0 && ++n_empty > MAX_RETRIES)
			u->code = ARCHIVE_FAILED;
	}
	if (u->n_zeros) {
		*n_read = UMB_MIN(cap, u->n_zeros);
		memset(buf, 0, *n_read);
		u->n_zeros -= *n_read;
	} else if (u->block.len) {
		*n_read = UMB_MIN(cap, u->block.len);
		memcpy(buf, u->block.ptr, *n_read);
		u->block = umb_slice_sub(u->block, *n_read, u->block.len);
	} else if (u->code != ARCHIVE_EOF) {
		return UMB_E_FORMAT;
	}
	u->n_out += *n_read;
	return UMB_OK;
}

/* What has no content of its own is told as what it is. */
static bool is_content(unarchive *u, struct archive_entry *e, const char *name)
{
	switch (type_of(e)) {
	case AE_IFDIR:
		return false;
	case AE_IFLNK:
		u->emit->skip_member(u->emit, name, UMB_SKIP_SYMLINK, NULL);
		return false;
	case AE_IFCHR:
	case AE_IFBLK:
	case AE_IFIFO:
	case AE_IFSOCK:
		u->emit->skip_member(u->emit, name, UMB_SKIP_SPECIAL, NULL);
		return false;
	}
	/* The member that it is another name of has the content, unless it is here. */
	return !hardlink_of(e) || size_of(e) > 0;
}

/* UMB_E_FORMAT: nothing behind this can be read. */
static umb_status run_member(unarchive *u, struct archive_entry *e)
{
	umb_reader  content = { .ctx = u, .read = read_member };
	const char *name    = name_of(e);
	umb_status  st;

	if (!name)
		name = utf8_name_of(e);
	if (u->kind == UMB_ARCHIVE_STREAM && name && strcmp(name, "data") == 0)
		name = NULL;
	else if (!name || !name[0])
		name = "unnamed";
	if (!is_content(u, e, name))
		return UMB_OK;
	if (is_encrypted(e)) {
		u->emit->skip_member(u->emit, name, UMB_SKIP_ENCRYPTED, "encrypted");
		return UMB_OK;
	}
	u->block    = umb_slice_of(NULL, 0);
	u->n_zeros  = 0;
	u->block_at = u->n_out = 0;
	u->code     = ARCHIVE_OK;
	st = u->emit->pull(u->emit, name, &content);
	if (st != UMB_E_FORMAT || u->failed != UMB_OK)
		return st;
	if (u->code == ARCHIVE_FATAL)
		return UMB_E_FORMAT;
	if (u->n_out)
		u->emit->skip_member(u->emit, name, UMB_SKIP_DAMAGED, NULL);
	else
		u->emit->skip_member(u->emit, name, UMB_SKIP_ENCRYPTED, "unknown compression or encryption");
	return UMB_OK;
}

static umb_status run_members(unarchive *u)
{
	struct archive_entry *e = NULL;
	umb_status            st = UMB_OK;
	unsigned              n_retries = 0;

	while (st == UMB_OK) {
		int code = next_header(u->a, &e);

		if (code == ARCHIVE_EOF)
			return n_retries ? UMB_E_FORMAT : UMB_OK;
		u->n_members++;
		if (code == ARCHIVE_OK || code == ARCHIVE_WARN)
			st = run_member(u, e);
		else if (code == ARCHIVE_FATAL || ++n_retries > MAX_RETRIES)
			st = UMB_E_FORMAT;
	}
	/* Names that are encrypted look like damage. */
	if (st == UMB_E_FORMAT && u->failed == UMB_OK && u->n_members <= 1 && has_encrypted(u->a) == 1) {
		u->emit->skip_member(u->emit, NULL, UMB_SKIP_ENCRYPTED, "encrypted with its names");
		st = UMB_OK;
	}
	return st;
}

/* -- one pass --------------------------------------------------------------------------------------------- */

static umb_status run_as(unarchive *u, support *const *with)
{
	umb_status st = UMB_E_FORMAT;
	bool       ok;

	u->a = make();
	if (!u->a)
		return UMB_E_NOMEM;
	for (; *with; with++)
		(*with)[0](u->a);
	ok = set_read(u->a, on_read) == ARCHIVE_OK && (!u->is_seeking || set_seek(u->a, on_seek) == ARCHIVE_OK) && set_data(u->a, u) == ARCHIVE_OK;
	if (u->kind == UMB_ARCHIVE_TAR)
		set_options(u->a, "tar:read_concatenated_archives");
	if (ok && open_it(u->a) == ARCHIVE_OK)
		st = run_members(u);
	release(u->a);
	/* What could not be read is told by who reads it. */
	return u->failed != UMB_OK ? u->failed == UMB_E_FORMAT ? UMB_E_IO : u->failed : st;
}

/* All of it at hand, for what is read from its end.  UMB_END: that is too much, and told. */
static umb_status spool(unarchive *u)
{
	u->spool.max = SPOOL_MAX;
	umb_buf_append_slice(&u->spool, u->head);
	for (size_t n = 1; n > 0 && u->failed == UMB_OK && u->spool.failed == UMB_OK;) {
		if (read_next(u, u->buf, IN_BYTES, &n) == UMB_OK)
			umb_buf_append(&u->spool, u->buf, n);
	}
	if (u->failed != UMB_OK)
		return u->failed == UMB_E_FORMAT ? UMB_E_IO : u->failed;
	if (u->spool.failed == UMB_E_LIMIT) {
		u->emit->skip_member(u->emit, NULL, UMB_SKIP_ENCRYPTED, "7z: above 64 MiB it must be a file of its own");
		return UMB_END;
	}
	u->size = u->spool.len;
	return u->spool.failed;
}

static umb_status run_seeking(unarchive *u, support *const *with)
{
	u->is_seeking = true;
	u->at   = 0;
	u->size = u->in->size;
	if (u->spool.len)
		u->size = u->spool.len;
	return run_as(u, with);
}

/* -- 7z --------------------------------------------------------------------------------------------------- */

static umb_status run_7z(unarchive *u)
{
	umb_span   where = umb_7z_header_at(u->head);
	uint64_t   at = where.from, len = where.to - where.from, real = len;
	size_t     n  = 0;
	umb_status st = u->in->read_at ? UMB_OK : spool(u);

	if (st != UMB_OK)
		return st == UMB_END ? UMB_OK : st;
	if (len <= PACKED_7Z_MAX && len > 0) {
		u->size = u->spool.len ? u->spool.len : u->in->size;
		u->at   = UMB_MIN(at, u->size);
		st      = read_there(u, &n);
		n       = UMB_MIN(n, (size_t)len);
		real = st == UMB_OK ? umb_7z_header_len(umb_slice_of(u->buf, n)) : 0;
	}
	if (st == UMB_OK && (real > UMB_7Z_HEADER_MAX || (n > 0 && real == 0))) {
		u->emit->skip_member(u->emit, NULL, UMB_SKIP_ENCRYPTED, "7z: a header above 1 MiB, or of an unknown form");
		return UMB_OK;
	}
	return st == UMB_OK ? run_seeking(u, for_7z) : st;
}

/* -- zip -------------------------------------------------------------------------------------------------- */

/* What comes before a zip is passed over. */
static umb_status find_zip(unarchive *u)
{
	uint64_t passed = 0;

	for (;;) {
		size_t at, keep = UMB_ARCHIVE_ZIP_HEADER - 1;

		if (fill(u, IN_BYTES) != UMB_OK)
			return u->failed == UMB_E_FORMAT ? UMB_E_IO : u->failed;
		at = umb_archive_find_zip(u->head);
		if (at != SIZE_MAX) {
			u->head = umb_slice_sub(u->head, at, u->head.len);
			return UMB_OK;
		}
		if (u->head.len < IN_BYTES || passed > UMB_ARCHIVE_PREFIX_MAX)
			return UMB_END;
		passed += u->head.len - keep;
		u->head = umb_slice_sub(u->head, u->head.len - keep, u->head.len);
	}
}

static umb_status run_zip(unarchive *u)
{
	umb_zip_end end;
	umb_status  st = u->kind == UMB_ARCHIVE_ZIP_BEHIND ? find_zip(u) : UMB_OK, seen;

	if (st == UMB_OK)
		st = run_as(u, for_zip);
	if ((st != UMB_OK && st != UMB_E_FORMAT) || !u->in->read_at)
		return st == UMB_END ? UMB_OK : st;
	seen = umb_zip_end_read(&end, u->in);
	if (seen != UMB_OK)
		return seen == UMB_E_NOTFOUND ? UMB_E_FORMAT : seen;
	if (st == UMB_OK && (end.n_members == u->n_members || end.is_zip64))
		return UMB_OK;
	if (end.directory_len > UMB_ZIP_DIRECTORY_MAX) {
		u->emit->skip_member(u->emit, NULL, UMB_SKIP_ENCRYPTED, "zip: a directory above 16 MiB that does not fit its members");
		return UMB_OK;
	}
	u->n_members = 0;
	return run_seeking(u, for_zip_end);
}

/* -- the whole -------------------------------------------------------------------------------------------- */

static umb_status run(unarchive *u)
{
	umb_status st = fill(u, UMB_ARCHIVE_HEAD);

	if (st != UMB_OK)
		return st == UMB_E_FORMAT ? UMB_E_IO : st;
	u->kind = umb_archive_kind_of(u->head);
	switch (u->kind) {
	case UMB_ARCHIVE_NONE:
		return UMB_OK;
	case UMB_ARCHIVE_OTHER:
		u->emit->skip_member(u->emit, NULL, UMB_SKIP_ENCRYPTED, umb_archive_other(u->head));
		return UMB_OK;
	case UMB_ARCHIVE_ZIP:
	case UMB_ARCHIVE_ZIP_BEHIND:
		return run_zip(u);
	case UMB_ARCHIVE_7Z:
		return run_7z(u);
	default:
		return run_as(u, supports[u->kind]);
	}
}

static umb_status archive_unpack(umb_reader *in, umb_emit *emit)
{
	unarchive *u;
	locale_t   utf8, before;
	umb_status st;

	if (!umb_library_load(&library)) {
		emit->skip_member(emit, NULL, UMB_SKIP_ENCRYPTED, library.missing);
		return UMB_OK;
	}
	u = umb_alloc_zero(1, sizeof(*u));
	if (!u)
		return UMB_E_NOMEM;
	u->in   = in;
	u->emit = emit;
	/* Names come as UTF-8, whatever the user's language is. */
	utf8   = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	before = uselocale(utf8);
	st = run(u);
	uselocale(before);
	if (utf8)
		freelocale(utf8);
	umb_buf_wipe(&u->spool);
	umb_wipe(u->buf, sizeof(u->buf));
	umb_free(u);
	return st;
}

const umb_unpacker_ops umb_unpacker_archive = {
	.name    = "archive",
	.summary = "zip (jar, apk, whl, docx), tar, 7z, cpio, ar (deb), rpm, iso, cab, rar, lha",
	.probe   = umb_archive_probe,
	.unpack  = archive_unpack,
};
