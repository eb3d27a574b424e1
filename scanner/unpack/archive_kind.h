/*
 * archive_kind.h - which archive begins here, from its first bytes.
 */
#ifndef UMB_UNPACK_ARCHIVE_KIND_H
#define UMB_UNPACK_ARCHIVE_KIND_H

#include "core/decoder.h"

/* First bytes that tell everything: the volume descriptor of an iso lies far in. */
#define UMB_ARCHIVE_HEAD (32768u + 2048u)
/* A program or script in front of a zip is no longer than this. */
#define UMB_ARCHIVE_PREFIX_MAX ((size_t)1 << 20)
#define UMB_ARCHIVE_ZIP_HEADER 30
#define UMB_ZIP_DIRECTORY_MAX (UINT64_C(16) << 20)

typedef enum umb_archive_kind {
	UMB_ARCHIVE_NONE,
	UMB_ARCHIVE_ZIP,
	UMB_ARCHIVE_ZIP_BEHIND, /* a program or script that may unpack itself */
	UMB_ARCHIVE_TAR, UMB_ARCHIVE_7Z, UMB_ARCHIVE_CPIO, UMB_ARCHIVE_AR, UMB_ARCHIVE_RPM, UMB_ARCHIVE_ISO, UMB_ARCHIVE_CAB, UMB_ARCHIVE_RAR, UMB_ARCHIVE_LHA,
	UMB_ARCHIVE_STREAM,     /* compress (.Z), lzip */
	UMB_ARCHIVE_OTHER,      /* known, and not opened by anything here */
	UMB_N_ARCHIVE_KINDS
} umb_archive_kind;

umb_archive_kind umb_archive_kind_of(umb_slice head);
/* Of UMB_ARCHIVE_OTHER: what it is. */
const char      *umb_archive_other(umb_slice head);
/* umb_unpacker_ops.probe; of a program only one with a zip in its first UMB_ARCHIVE_PREFIX_MAX bytes. */
bool             umb_archive_probe(umb_slice head);
/* Where the local header of a zip member stands, or SIZE_MAX. */
size_t           umb_archive_find_zip(umb_slice s);

/* What the end of a zip says. */
typedef struct umb_zip_end {
	uint64_t n_members, directory_len;
	bool     is_zip64; /* the numbers stand elsewhere */
} umb_zip_end;

/* libarchive takes 80 bytes for each bit of a 7z header that names empty members: one that is, or says it unpacks to, more than this is told. */
#define UMB_7Z_HEADER_MAX (UINT64_C(1) << 20)

/* Where the header of a 7z stands, by its first bytes. */
umb_span umb_7z_header_at(umb_slice head);
/* Bytes of the header of a 7z when it is unpacked, from its packed or plain form; 0: there is none that can be read. */
uint64_t umb_7z_header_len(umb_slice header);

/* UMB_E_NOTFOUND: it has none. */
umb_status umb_zip_end_read(umb_zip_end *out, const umb_reader *in);

#endif
