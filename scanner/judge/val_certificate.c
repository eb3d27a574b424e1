/*
 * val_certificate.c - what the certificate beside a private key says that it is for.
 *
 * People make a key and a certificate for localhost, for example.com or with the names that OpenSSL proposes to try something
 * out.  The names are plain bytes in the certificate, so that it need not be parsed.
 */
#include "core/validator.h"

#include "base/pem_body.h"
#include "base/text.h"

#define REACH 8192
#define MAX_CERTIFICATES 4

static bool is_for_show(umb_slice der)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "example.com", "example.org", "example.net", "Internet Widgits Pty Ltd" };

	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (umb_text_find(der, umb_slice_str(names[i])) != SIZE_MAX)
			return true;
	}
	return false;
}

static umb_verdict certificate_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	size_t       from = (size_t)hit->match.from, to = UMB_MIN(hit->text.len, (size_t)hit->match.to + REACH), at;
	umb_slice    near = umb_slice_sub(hit->text, from > REACH ? from - REACH : 0, to), mark = umb_slice_str("BEGIN CERTIFICATE-----");
	umb_pem_body b;
	size_t       n = 0;

	UMB_UNUSED(params);
	while (n++ < MAX_CERTIFICATES && (at = umb_text_find(near, mark)) != SIZE_MAX) {
		if (at >= 5 && umb_pem_body_read(&b, umb_slice_sub(near, at - 5, near.len)) && is_for_show(umb_slice_of(b.der, b.len))) {
			*reason = "the certificate beside it is for localhost or an example";
			return UMB_SHOWN;
		}
		near = umb_slice_sub(near, at + mark.len, near.len);
	}
	return UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_certificate = {
	.name    = "certificate",
	.summary = "the certificate beside a key is for localhost or an example: severity medium at most, never sure",
	.check   = certificate_check,
};
