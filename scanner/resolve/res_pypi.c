/*
 * res_pypi.c - PyPI tokens are macaroons: the site, the token's id and what it is narrowed to can be read.
 *
 * Version 2 of the format: 2, then packets of a type, a length and so many bytes; 0 ends the header and each caveat.
 */
#include "resolve/reading.h"

#include "base/base64.h"
#include "base/keyed.h"
#include "base/text.h"

#define MAX_BYTES 1024
#define LOCATION 1
#define IDENTIFIER 2
#define MAX_CAVEATS 16

typedef struct packet {
	uint8_t   type; /* 0: the end of a section, which has no content */
	umb_slice content;
} packet;

static bool take(umb_slice *s, packet *p)
{
	uint32_t len = 0, shift = 0;
	size_t   at = 1;

	if (!s->len)
		return false;
	*p = (packet){ s->ptr[0], UMB_SLICE_INIT };
	for (bool more = p->type != 0; more; shift += 7, at++) {
		if (at >= s->len || shift > 14)
			return false;
		len |= (uint32_t)(s->ptr[at] & 0x7f) << shift;
		more = (s->ptr[at] & 0x80) != 0;
	}
	if (len > s->len - at)
		return false;
	p->content = umb_slice_sub(*s, at, at + len);
	*s         = umb_slice_sub(*s, at + len, s->len);
	return true;
}

static void add_projects(const umb_json *list, umb_claims *out, bool *is_narrow)
{
	for (const umb_json *i = umb_json_is_array(list) ? umb_json_first(list) : NULL; i; i = umb_json_next(i)) {
		umb_claims_text(out, "project", umb_json_str(i), UMB_CLAIM_FORMAT);
		*is_narrow = true;
	}
}

/* Old: an object with "permissions".  New: a list that begins with a number. */
static void read_caveat(const umb_json *j, umb_claims *out, bool *is_narrow)
{
	const umb_json *first = umb_json_is_array(j) ? umb_json_first(j) : NULL, *second = first ? umb_json_next(first) : NULL;
	uint64_t        kind;
	double          ends;

	add_projects(umb_json_get(umb_json_get(j, "permissions"), "projects"), out, is_narrow);
	if (!umb_json_u64(first, &kind))
		return;
	if (kind == 0 && umb_json_num(second, &ends))
		umb_claims_time(out, "expires_at", ends, UMB_CLAIM_FORMAT);
	else if (kind == 1)
		add_projects(second, out, is_narrow);
	else if (kind == 2)
		*is_narrow = true;
	else if (kind == 3)
		umb_claims_text(out, "principal", umb_json_str(second), UMB_CLAIM_FORMAT);
	else if (kind == 4)
		umb_claims_text(out, "kind", "workload", UMB_CLAIM_FORMAT);
}

static void read_caveats(umb_slice s, umb_claims *out)
{
	bool   is_narrow = false;
	packet p;

	for (size_t n = 0; n < MAX_CAVEATS && take(&s, &p) && p.type == IDENTIFIER; n++) {
		umb_json *j = NULL;

		if (umb_json_parse(&j, p.content, MAX_BYTES, NULL) == UMB_OK)
			read_caveat(j, out, &is_narrow);
		umb_json_free_wiped(j);
		while (take(&s, &p) && p.type != 0)
			;
	}
	if (!is_narrow)
		umb_claims_text(out, "scope", "every project of the account", UMB_CLAIM_FORMAT);
}

static void pypi_resolve(const umb_hit_view *hit, umb_claims *out)
{
	static const char prefix[] = "pypi-";
	uint8_t   bytes[MAX_BYTES];
	umb_slice v = hit->value, s;
	size_t    n = 0;
	packet    location, id, end;

	if (v.len < 60 || memcmp(v.ptr, prefix, sizeof(prefix) - 1) != 0 ||
	    !umb_base64_decode(bytes, sizeof(bytes), &n, umb_slice_sub(v, sizeof(prefix) - 1, v.len)) || n < 40 || bytes[0] != 2)
		return;
	s = umb_slice_of(bytes + 1, n - 1);
	if (take(&s, &location) && location.type == LOCATION && take(&s, &id) && id.type == IDENTIFIER && take(&s, &end) && end.type == 0) {
		umb_claims_text(out, "provider", "PyPI", UMB_CLAIM_FORMAT);
		umb_claims_text(out, "token_kind", "API token", UMB_CLAIM_FORMAT);
		umb_claims_add(out, "host", location.content, UMB_CLAIM_FORMAT);
		umb_claims_add(out, "key_id", id.content.len == 36 ? id.content : umb_slice_of(NULL, 0), UMB_CLAIM_FORMAT);
		read_caveats(s, out);
	}
	umb_wipe(bytes, sizeof(bytes));
}

const umb_resolver_ops umb_resolver_pypi = {
	.name    = "pypi",
	.summary = "site, id and reach of PyPI tokens",
	.resolve = pypi_resolve,
};
