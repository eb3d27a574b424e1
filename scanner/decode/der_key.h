/*
 * decode/der_key.h - private to decode/: is this a private key in DER, and of which form?
 */
#ifndef UMB_DECODE_DER_KEY_H
#define UMB_DECODE_DER_KEY_H

#include "base/types.h"

/*
 * Bytes of the key that begins with the first byte of `in`, 0 when none does.  *label is what a PEM file calls it:
 * "RSA PRIVATE KEY", "PRIVATE KEY", "PKCS12" ...
 */
size_t umb_der_key(umb_slice in, const char **label);

#endif
