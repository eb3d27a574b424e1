/*
 * val_basic.c - user and password of HTTP Basic authentication (RFC 7617): base64 of text with a colon in it.
 *
 * What is not is some other word behind "Basic".  The decoded bytes are on the stack of this call only, and wiped.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/keyed.h"
#include "base/text.h"

#define MAX_DECODED 1024

static umb_verdict basic_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	uint8_t        plain[MAX_DECODED];
	size_t         n = 0;
	const uint8_t *colon;
	bool           is_pair = false;

	UMB_UNUSED(params);
	if (umb_base64_decode(plain, sizeof(plain), &n, hit->value) && n > 2 && umb_text_is_utf8(umb_slice_of(plain, n)) && !memchr(plain, 0, n)) {
		colon = memchr(plain, ':', n);
		is_pair = colon && colon + 1 < plain + n && plain[0] > ' ';
	}
	umb_wipe(plain, n);
	*reason = is_pair ? "base64 of a user and a password" : "not base64 of a user and a password";
	return is_pair ? UMB_SUPPORT : UMB_REJECT;
}

const umb_validator_ops umb_validator_basic = {
	.name    = "basic",
	.summary = "drops what is not base64 of a user, a colon and a password",
	.check   = basic_check,
};
