/*
 * masked.c - a claim of one finding may be the value of another: a key id as the subject of a token.
 *
 * A finding's own value is masked where its claims are made (worker.c); here all values are known.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"

/* Words of ours, whatever somebody's password is. */
static bool is_constant(const umb_claim *c)
{
	return strcmp(c->field, "provider") == 0 || strcmp(c->field, "kind") == 0 || strcmp(c->field, "token_kind") == 0;
}

static int compare(const void *x, const void *y)
{
	const umb_result *a = *(const umb_result *const *)x, *b = *(const umb_result *const *)y;
	int               d = memcmp(a->value.ptr, b->value.ptr, UMB_MIN(a->value.len, b->value.len));

	return d ? d : (a->value.len > b->value.len) - (a->value.len < b->value.len);
}

static const umb_result *find(umb_result *const *by_value, size_t n, umb_slice value)
{
	const umb_result  key = { .value = value }, *wanted = &key;
	umb_result *const *hit = bsearch(&wanted, by_value, n, sizeof(*by_value), compare);

	return hit ? *hit : NULL;
}

umb_status umb_claims_mask(struct umb_scan *s, umb_err *err)
{
	umb_result **by_value = umb_alloc_zero(s->n_results + 1, sizeof(*by_value));
	size_t       n = 0;

	if (!by_value)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while collecting findings");
	for (size_t i = 0; i < s->n_results; i++) {
		if (!s->result[i]->is_dropped && s->result[i]->value.len)
			by_value[n++] = s->result[i];
	}
	if (n)
		qsort(by_value, n, sizeof(*by_value), compare);
	for (size_t i = 0; i < n; i++) {
		umb_claims *c = &by_value[i]->f.claims;

		for (size_t k = 0; k < c->n_claims; k++) {
			const umb_result *other = is_constant(&c->claim[k]) ? NULL : find(by_value, n, umb_slice_str(c->claim[k].value));

			if (other)
				snprintf(c->claim[k].value, sizeof(c->claim[k].value), "%s", other->f.redacted);
		}
	}
	umb_free(by_value);
	return UMB_OK;
}
