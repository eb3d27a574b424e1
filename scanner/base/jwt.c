/*
 * jwt.c - splits at the dots, decodes, parses.  Five parts are an encrypted token: nothing to read.
 */
#include "base/jwt.h"

#include "base/alloc.h"
#include "base/base64.h"
#include "base/keyed.h"

/* Takes what stands before the first dot off the front of *rest. */
static bool take_part(umb_slice *rest, umb_slice *part)
{
	const uint8_t *dot = rest->len ? memchr(rest->ptr, '.', rest->len) : NULL;
	size_t         at  = dot ? (size_t)(dot - rest->ptr) : 0;

	if (!dot)
		return false;
	*part = umb_slice_sub(*rest, 0, at);
	*rest = umb_slice_sub(*rest, at + 1, rest->len);
	return true;
}

umb_json *umb_jwt_object(umb_slice part)
{
	size_t    cap = umb_base64_max(part.len), n = 0;
	uint8_t  *text;
	umb_json *j = NULL;

	if (part.len > UMB_JWT_MAX_PART)
		return NULL;
	text = umb_alloc(cap);
	if (!text)
		return NULL;
	if (umb_base64_decode(text, cap, &n, part) && umb_json_parse(&j, umb_slice_of(text, n), UMB_JWT_MAX_PART, NULL) != UMB_OK)
		j = NULL;
	umb_wipe(text, cap);
	umb_free(text);
	if (j && !umb_json_is_object(j)) {
		umb_json_free_wiped(j);
		j = NULL;
	}
	return j;
}

bool umb_jwt_read(umb_jwt *out, umb_slice token)
{
	umb_slice head, body;

	*out = (umb_jwt){ NULL, NULL, UMB_SLICE_INIT };
	if (!take_part(&token, &head) || !take_part(&token, &body))
		return false;
	if (token.len > 0 && memchr(token.ptr, '.', token.len))
		return false;
	out->signature = token;
	out->header    = umb_jwt_object(head);
	out->payload   = out->header ? umb_jwt_object(body) : NULL;
	if (out->payload)
		return true;
	umb_jwt_clear(out);
	return false;
}

void umb_jwt_clear(umb_jwt *jwt)
{
	umb_json_free_wiped(jwt->header);
	umb_json_free_wiped(jwt->payload);
	*jwt = (umb_jwt){ NULL, NULL, UMB_SLICE_INIT };
}
