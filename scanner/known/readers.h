/*
 * known/readers.h - files that hold values: vault exports, `.env`, plain lines.
 *
 * A reader gives each value with the name it has there; it keeps and copies none beyond the call, and wipes what it decoded.
 * Foreign bytes: whatever stands in them, memory and depth are bounded and the answer is UMB_E_FORMAT with words, in which no byte
 * of the file stands.
 */
#ifndef UMB_KNOWN_READERS_H
#define UMB_KNOWN_READERS_H

#include "base/buf.h"

#define UMB_SECRET_FILE_MAX ((size_t)64 << 20)

typedef struct umb_secret_taker {
	void *ctx;
	umb_status (*value)(void *ctx, const char *name, umb_slice value); /* name: NULL when it has none */
	bool separates_by_nul; /* lines: values end with NUL, not with a line feed */
} umb_secret_taker;

typedef struct umb_secret_reader_ops {
	const char *name;      /* "bitwarden" */
	const char *summary;
	bool        is_config; /* most of its values are no secrets */
	bool      (*is_it)(umb_slice text, umb_slice file_name); /* of a file whose kind nobody said; name: the last part of its path, empty for a pipe */
	umb_status (*read)(umb_slice text, const umb_secret_taker *to, umb_err *err);
} umb_secret_reader_ops;

/* registry.c, in the order of readers.def */
const umb_secret_reader_ops *umb_secret_reader_find(const char *name);
const umb_secret_reader_ops *umb_secret_reader_at(size_t i); /* NULL behind the last */
/* NULL: none says that it is its. */
const umb_secret_reader_ops *umb_secret_reader_guess(umb_slice text, umb_slice file_name);

/* unzip.c: the member of that name (stored or deflated); UMB_E_NOTFOUND, UMB_E_FORMAT, UMB_E_LIMIT. */
umb_status umb_unzip_member(umb_buf *out, umb_slice zip, const char *name, size_t max);

/* xml.c: a document as calls, innermost text with entities replaced.  UMB_E_FORMAT when it is not well-formed, as far as is looked at. */
typedef struct umb_xml_visit {
	void *ctx;
	umb_status (*open)(void *ctx, umb_slice name, umb_slice attributes); /* as written, without the name */
	umb_status (*close)(void *ctx, umb_slice name, umb_slice text);      /* the text that stands directly in it */
} umb_xml_visit;
umb_status umb_xml_read(umb_slice text, const umb_xml_visit *visit);

#endif
