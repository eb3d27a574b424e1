/*
 * unpack/pdf_text.h - private to the PDF unpacker: filters, and the text that a content stream shows.
 */
#ifndef UMB_UNPACK_PDF_TEXT_H
#define UMB_UNPACK_PDF_TEXT_H

#include "unpack/member.h"

/* What was inflated before the damage (UMB_E_FORMAT) stands.  UMB_E_LIMIT: there was more than out->max. */
umb_status umb_pdf_inflate(umb_buf *out, umb_slice in);
/* ASCII85Decode, or ASCIIHexDecode. */
umb_status umb_pdf_ascii(umb_buf *out, umb_slice in, bool is_85);

/*
 * The strings of a stream.  Between BT and ET, those of one line are joined as they are shown: pieces of a TJ array belong together
 * unless a gap is as wide as a space, and a move to another line begins a new one.  What is no content stream is written as it is,
 * when it is text.
 */
void umb_pdf_put(umb_member *m, umb_slice stream);

#endif
