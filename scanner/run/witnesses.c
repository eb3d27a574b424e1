/*
 * witnesses.c - what is no finding and says of one elsewhere what it is for: the certificate of a private key.
 *
 * Both tell the same public half, as a fingerprint, wherever they lie: mostly in two files of one folder.  Only certificates for
 * localhost or an example become witnesses (judge/val_certificate.c), and a key of one is for show.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"

static const char *fingerprint_of(const umb_result *r)
{
	const umb_claim *c = umb_claims_find(r->f.claim, r->f.n_claims, "fingerprint");

	return c ? c->value : NULL;
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void hear(umb_result *r, const char *const *list, size_t n)
{
	const char *of = fingerprint_of(r);

	if (!of || r->f.is_shown || !bsearch(&of, list, n, sizeof(*list), by_text))
		return;
	r->f.is_shown = true;
	r->f.severity = UMB_MIN(r->f.severity, UMB_SEV_MEDIUM);
	if (r->f.n_reasons < UMB_MAX_REASONS)
		r->f.reason[r->f.n_reasons++] = (umb_reason){ "its certificate, which lies elsewhere, is for localhost or an example", 0 };
}

/* Nothing else is made of witnesses, but the next run remembers them as they were found (--state). */
static size_t take_out(struct umb_scan *s, const char **list)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_results; i++) {
		umb_result *r = s->result[i];

		if (r->f.rule->part != UMB_PART_WITNESS)
			continue;
		r->is_dropped = true;
		if (fingerprint_of(r))
			list[n++] = fingerprint_of(r);
	}
	return n;
}

umb_status umb_witnesses_hear(struct umb_scan *s, umb_err *err)
{
	size_t       n = 0;
	const char **list;

	for (size_t i = 0; i < s->n_results; i++)
		n += s->result[i]->f.rule->part == UMB_PART_WITNESS;
	if (n == 0)
		return UMB_OK;
	list = umb_alloc_zero(n, sizeof(*list));
	if (!list)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while collecting findings");
	n = take_out(s, list);
	if (n)
		qsort(list, n, sizeof(*list), by_text);
	for (size_t i = 0; i < s->n_results && n > 0; i++)
		hear(s->result[i], list, n);
	umb_free(list);
	return UMB_OK;
}
