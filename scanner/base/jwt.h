/*
 * base/jwt.h - the readable parts of a JSON Web Token.  Nothing is verified: that needs keys we do not have.
 */
#ifndef UMB_BASE_JWT_H
#define UMB_BASE_JWT_H

#include "base/json.h"
#include "base/types.h"

#define UMB_JWT_MAX_PART (64 * 1024)

typedef struct umb_jwt {
	umb_json *header;    /* an object */
	umb_json *payload;   /* an object */
	umb_slice signature; /* still base64url; points into the token */
} umb_jwt;

/* The JSON object that stands in base64 or base64url; NULL: there is none.  To be freed wiped. */
umb_json *umb_jwt_object(umb_slice part);
/* False when `token` is not three parts of which the first two decode to JSON objects; *out is then empty. */
bool umb_jwt_read(umb_jwt *out, umb_slice token);
void umb_jwt_clear(umb_jwt *jwt); /* wipes what it held */

#endif
