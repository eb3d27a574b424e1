/*
 * base/der.h - the elements of DER, one after the other.  Lengths are checked, meaning is the caller's.
 */
#ifndef UMB_BASE_DER_H
#define UMB_BASE_DER_H

#include "base/types.h"

#define UMB_DER_INTEGER 0x02
#define UMB_DER_BITS 0x03
#define UMB_DER_OCTETS 0x04
#define UMB_DER_OID 0x06
#define UMB_DER_SEQUENCE 0x30

/* Takes one element off the front of *s; false, with *s as it was, when it does not fit. */
bool umb_der_take(umb_slice *s, uint8_t *tag, umb_slice *content);
/* Likewise, and false unless it has this tag. */
bool umb_der_take_tag(umb_slice *s, uint8_t want, umb_slice *content);

#endif
