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

/* Of what an earlier run found there is no value; but who has a value has its id. */
static int compare_ids(const void *x, const void *y)
{
	return strcmp((*(const umb_result *const *)x)->f.credential_id, (*(const umb_result *const *)y)->f.credential_id);
}

static const umb_result *find_kept(const struct umb_scan *s, umb_result *const *by_id, size_t n, umb_slice value)
{
	umb_result         key    = { .value = value };
	const umb_result  *wanted = &key;
	umb_result *const *hit;

	if (n == 0)
		return NULL;
	umb_credential_id(key.f.credential_id, &s->key, value);
	hit = bsearch(&wanted, by_id, n, sizeof(*by_id), compare_ids);
	return hit ? *hit : NULL;
}

typedef struct masking {
	const struct umb_scan *scan;
	umb_result           **by_value, **kept;
	size_t                 n, n_kept;
} masking;

static void mask(const masking *m, umb_finding *f)
{
	for (size_t k = 0; k < f->n_claims; k++) {
		umb_slice         value = umb_slice_str(f->claim[k].value);
		const umb_result *other;

		if (is_constant(&f->claim[k]))
			continue;
		other = find(m->by_value, m->n, value);
		if (!other)
			other = find_kept(m->scan, m->kept, m->n_kept, value);
		if (other)
			snprintf(f->claim[k].value, sizeof(f->claim[k].value), "%s", other->f.redacted);
	}
}

umb_status umb_claims_mask(struct umb_scan *s, umb_err *err)
{
	umb_result **list = umb_alloc_zero(2 * s->n_results + 1, sizeof(*list));
	masking      m    = { .scan = s, .by_value = list, .kept = list ? list + s->n_results : NULL };

	if (!list)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory while collecting findings");
	for (size_t i = 0; i < s->n_results; i++) {
		umb_result *r = s->result[i];

		if (!r->is_dropped && r->is_kept)
			m.kept[m.n_kept++] = r;
		else if (!r->is_dropped && r->value.len)
			m.by_value[m.n++] = r;
	}
	if (m.n)
		qsort(m.by_value, m.n, sizeof(*list), compare);
	if (m.n_kept)
		qsort(m.kept, m.n_kept, sizeof(*list), compare_ids);
	for (size_t i = 0; i < m.n; i++)
		mask(&m, &m.by_value[i]->f);
	for (size_t i = 0; i < m.n_kept; i++)
		mask(&m, &m.kept[i]->f);
	umb_free(list);
	return UMB_OK;
}
