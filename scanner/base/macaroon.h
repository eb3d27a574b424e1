/*
 * base/macaroon.h - the parts of a macaroon of version 2.  The signature is not verified: that needs the key.
 */
#ifndef UMB_BASE_MACAROON_H
#define UMB_BASE_MACAROON_H

#include "base/types.h"

#define UMB_MACAROON_CAVEATS 16

/* Parts of what was read. */
typedef struct umb_macaroon {
	umb_slice location, identifier;
	umb_slice caveat[UMB_MACAROON_CAVEATS]; /* their identifiers; what is above is left out */
	size_t    n_caveats;
	bool      is_whole; /* it ends with a signature of 32 bytes, and nothing stands behind that */
} umb_macaroon;

/* False when the bytes do not begin as a macaroon does. */
bool umb_macaroon_read(umb_macaroon *out, umb_slice bytes);

#endif
