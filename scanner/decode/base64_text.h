/*
 * decode/base64_text.h - private to decode/: do these first decoded bytes begin something worth a scan?
 */
#ifndef UMB_DECODE_BASE64_TEXT_H
#define UMB_DECODE_BASE64_TEXT_H

#include "base/types.h"

#define UMB_BASE64_LOOK 18 /* decoded bytes that are looked at */

/* A first answer from 9 bytes; a wrong yes is fine. */
bool umb_base64_may_begin(const uint8_t b[9]);

/* Text (ASCII or UTF-8, nearly all printable), UTF-16 text, a container, a program, or a DER key.  `head` may end inside a character. */
bool umb_base64_is_plausible(umb_slice head);

#endif
