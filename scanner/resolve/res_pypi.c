/*
 * res_pypi.c - PyPI tokens are macaroons: the site, the token's id and what it is narrowed to can be read.
 */
#include "resolve/reading.h"

#include "base/base64.h"
#include "base/keyed.h"
#include "base/macaroon.h"

#define MAX_BYTES 1024

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

static void read_caveats(const umb_macaroon *m, umb_claims *out)
{
	bool is_narrow = false;

	for (size_t i = 0; i < m->n_caveats; i++) {
		umb_json *j = NULL;

		if (umb_json_parse(&j, m->caveat[i], MAX_BYTES, NULL) == UMB_OK)
			read_caveat(j, out, &is_narrow);
		umb_json_free_wiped(j);
	}
	if (!is_narrow && m->is_whole)
		umb_claims_text(out, "scope", "every project of the account", UMB_CLAIM_FORMAT);
}

static void pypi_resolve(const umb_hit_view *hit, umb_claims *out)
{
	static const char prefix[] = "pypi-";
	uint8_t      bytes[MAX_BYTES];
	umb_slice    v = hit->value;
	size_t       n = 0;
	umb_macaroon m;

	if (v.len < 60 || memcmp(v.ptr, prefix, sizeof(prefix) - 1) != 0 ||
	    !umb_base64_decode(bytes, sizeof(bytes), &n, umb_slice_sub(v, sizeof(prefix) - 1, v.len)))
		return;
	if (umb_macaroon_read(&m, umb_slice_of(bytes, n))) {
		umb_claims_text(out, "provider", "PyPI", UMB_CLAIM_FORMAT);
		umb_claims_text(out, "token_kind", "API token", UMB_CLAIM_FORMAT);
		umb_claims_add(out, "host", m.location, UMB_CLAIM_FORMAT);
		umb_claims_add(out, "key_id", m.identifier.len == 36 ? m.identifier : umb_slice_of(NULL, 0), UMB_CLAIM_FORMAT);
		read_caveats(&m, out);
	}
	umb_wipe(bytes, sizeof(bytes));
}

const umb_resolver_ops umb_resolver_pypi = {
	.name    = "pypi",
	.summary = "site, id and reach of PyPI tokens",
	.resolve = pypi_resolve,
};
