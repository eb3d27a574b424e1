/*
 * val_certificate.c - what the certificate beside a private key says that it is for.
 *
 * A certificate stands there as a PEM block, as base64 of one (Kubernetes, CI variables), or as bytes (a Java key store).  A key
 * beside the certificate of a host that may be somebody's is not for show, whatever stands there otherwise.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/pem_body.h"
#include "base/text.h"
#include "judge/certificate_names.h"

static const umb_param_spec specs[] = {
	{ "own", UMB_PARAM_BOOL, 0, 1, 0 }, /* the value is the certificate, and of interest only where it is for show */
};

#define REACH 8192
#define MAX_CERTIFICATES 6

typedef struct look {
	umb_pem_body          body;
	uint8_t               bytes[UMB_PEM_MAX_DER];
	size_t                n_read;
	umb_certificate_names names;
} look;

static void add(look *l, umb_slice der)
{
	umb_certificate_names names;

	l->n_read++;
	if (!umb_certificate_names_read(&names, der))
		return;
	l->names.is_for_show |= names.is_for_show;
	l->names.has_host |= names.has_host;
}

/* What follows each mark, as many as are looked at. */
static void look_for(look *l, umb_slice near, const char *mark, void (*read)(look *l, umb_slice from))
{
	size_t n = strlen(mark), at;

	while (l->n_read < MAX_CERTIFICATES && (at = umb_text_find(near, umb_slice_of(mark, n))) != SIZE_MAX) {
		read(l, umb_slice_sub(near, at, near.len));
		near = umb_slice_sub(near, at + n, near.len);
	}
}

static void read_block(look *l, umb_slice from)
{
	if (umb_pem_body_read(&l->body, from))
		add(l, umb_slice_of(l->body.der, l->body.len));
}

static void read_base64(look *l, umb_slice from)
{
	size_t n = 0, len;

	while (n < from.len && n < sizeof(l->bytes) / 3 * 4 && umb_base64_is_char(from.ptr[n]))
		n++;
	n -= n % 4 == 1;
	if (umb_base64_decode(l->bytes, sizeof(l->bytes), &len, umb_slice_sub(from, 0, n)) && umb_pem_body_read(&l->body, umb_slice_of(l->bytes, len)))
		add(l, umb_slice_of(l->body.der, l->body.len));
}

/* "X.509", its length in four bytes. */
static void read_stored(look *l, umb_slice from)
{
	if (from.len > 9)
		add(l, umb_slice_sub(from, 9, from.len));
}

static umb_verdict certificate_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	size_t    from = (size_t)hit->match.from, to = UMB_MIN(hit->text.len, (size_t)hit->match.to + REACH);
	umb_slice near = params[0] != 0 ? hit->value : umb_slice_sub(hit->text, from > REACH ? from - REACH : 0, to);
	look      l = { .n_read = 0 };

	look_for(&l, near, "-----BEGIN CERTIFICATE-----", read_block);
	look_for(&l, near, "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t", read_base64);
	look_for(&l, near, "X.509", read_stored);
	if (l.names.is_for_show && !l.names.has_host) {
		*reason = params[0] != 0 ? "for localhost or an example" : "the certificate beside it is for localhost or an example";
		return UMB_SHOWN;
	}
	*reason = "the certificate of somebody";
	return params[0] != 0 ? UMB_REJECT : UMB_NO_OPINION;
}

const umb_validator_ops umb_validator_certificate = {
	.name     = "certificate",
	.summary  = "the certificate beside a key is for localhost or an example: severity medium at most, never sure",
	.params   = specs,
	.n_params = UMB_COUNT(specs),
	.check    = certificate_check,
};
