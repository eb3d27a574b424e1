/*
 * harness/make_jwt.h - a token made from two JSON texts and a signature.
 */
#ifndef UMB_TEST_MAKE_JWT_H
#define UMB_TEST_MAKE_JWT_H

#include "harness/make_base64.h"

/* `out` needs about 1.4 times the texts. */
static inline umb_slice make_jwt(char *out, const char *header, const char *payload, umb_slice signature)
{
	size_t n = make_base64(out, umb_slice_str(header), true);

	out[n++] = '.';
	n += make_base64(out + n, umb_slice_str(payload), true);
	out[n++] = '.';
	n += make_base64(out + n, signature, true);
	return umb_slice_of(out, n);
}

#endif
