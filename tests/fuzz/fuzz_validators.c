/* Any bytes as a value: every validator gives one of the verdicts with a reason, twice the same; resolvers stay in bounds. */
#include <stdlib.h>

#include "core/resolver.h"
#include "harness/make_hit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask_all(const umb_hit_view *hit)
{
	for (size_t i = 0; i < umb_validator_count(); i++) {
		const umb_validator_ops *v = umb_validator_at(i);
		umb_param   params[UMB_MAX_PARAMS] = { 0 };
		const char *first = NULL, *second = NULL;
		umb_verdict a, b;

		for (size_t k = 0; k < v->n_params; k++)
			params[k] = v->params[k].default_value;
		a = v->check(hit, params, &first);
		b = v->check(hit, params, &second);
		if (a != b || a < UMB_REJECT || a > UMB_PROVE_LOCKED || (a != UMB_NO_OPINION && (!first || first != second)))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	umb_claims   claims = { .n_claims = 0 };
	umb_hit_view hit;

	if (size < 2)
		return 0;
	hit = make_hit(umb_slice_of(data + 1, size - 1));
	/* The secret need not be the whole match. */
	hit.secret.from = data[0] % (size - 1);
	hit.value       = umb_slice_sub(hit.text, (size_t)hit.secret.from, hit.text.len);
	ask_all(&hit);
	umb_resolve_all(&hit, &claims);
	for (size_t i = 0; i < claims.n_claims; i++) {
		if (!claims.claim[i].field || memchr(claims.claim[i].value, 0, UMB_CLAIM_VALUE_MAX) == NULL)
			abort();
	}
	return 0;
}
