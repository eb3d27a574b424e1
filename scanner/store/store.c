/*
 * store.c - see store.h.
 */
#include "store/store.h"

#include "base/alloc.h"

umb_status umb_store_add(umb_store *s, const umb_finding *f)
{
	if (s->n_findings == s->cap) {
		size_t              cap  = s->cap ? s->cap * 2 : 256;
		const umb_finding **more = umb_realloc(s->finding, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		s->finding = more;
		s->cap     = cap;
	}
	s->finding[s->n_findings++] = f;
	return UMB_OK;
}

static int compare_slices(umb_slice a, umb_slice b)
{
	size_t n = UMB_MIN(a.len, b.len);
	int    d = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return d ? d : (a.len > b.len) - (a.len < b.len);
}

int umb_finding_compare(const umb_finding *a, const umb_finding *b)
{
	int d = compare_slices(a->target, b->target);

	if (!d)
		d = compare_slices(a->path, b->path);
	if (!d)
		d = (a->offset > b->offset) - (a->offset < b->offset);
	if (!d)
		d = strcmp(a->rule->id, b->rule->id);
	if (!d)
		d = strcmp(a->blob, b->blob);
	if (!d)
		d = strcmp(a->layer, b->layer);
	return d;
}

static int by_place(const void *x, const void *y)
{
	return umb_finding_compare(*(const umb_finding *const *)x, *(const umb_finding *const *)y);
}

static int by_credential(const void *x, const void *y)
{
	const umb_finding *a = *(const umb_finding *const *)x, *b = *(const umb_finding *const *)y;
	int d = strcmp(a->joined_id, b->joined_id);

	/* What belongs to it stands behind it. */
	if (!d)
		d = (a->joined_id != a->credential_id) - (b->joined_id != b->credential_id);
	return d ? d : umb_finding_compare(a, b);
}

static int by_first_place(const void *x, const void *y)
{
	const umb_credential *a = x, *b = y;

	return umb_finding_compare(a->finding[0], b->finding[0]);
}

umb_status umb_store_join(umb_store *s)
{
	const umb_finding **group = umb_arena_zero(s->arena, s->n_findings + 1, sizeof(*group));

	s->credential = umb_arena_zero(s->arena, s->n_findings + 1, sizeof(*s->credential));
	if (!group || !s->credential)
		return UMB_E_NOMEM;
	if (s->n_findings == 0)
		return UMB_OK;
	memcpy(group, s->finding, s->n_findings * sizeof(*group));
	qsort(s->finding, s->n_findings, sizeof(*s->finding), by_place);
	qsort(group, s->n_findings, sizeof(*group), by_credential);
	for (size_t i = 0; i < s->n_findings; i++) {
		if (i == 0 || strcmp(group[i]->joined_id, group[i - 1]->joined_id) != 0)
			s->credential[s->n_credentials++] = (umb_credential){ group[i]->joined_id, &group[i], 0 };
		s->credential[s->n_credentials - 1].n_findings++;
	}
	qsort(s->credential, s->n_credentials, sizeof(*s->credential), by_first_place);
	return UMB_OK;
}

void umb_store_clear(umb_store *s)
{
	umb_free(s->finding);
	s->finding = NULL;
}
