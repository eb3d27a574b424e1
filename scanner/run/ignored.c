/*
 * ignored.c - a .gitleaksignore over all findings side by side.
 *
 * That file names the commit which brought a value, and other scanners look at no version behind it.  We look at all of them,
 * so an entry with a commit stands for every version of that file which holds that value.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/path.h"

#define BY ".gitleaksignore"

/* Such a file names paths below what was scanned, or from where the scanner was called; ours are those ids are made of, too. */
static umb_ignoring ask(const umb_ignored *g, const umb_finding *f)
{
	umb_slice    path[] = { f->path, umb_path_below(f->path, f->target), f->rel_path };
	umb_ignoring answer = UMB_NOT_IGNORED;

	for (size_t i = 0; i < UMB_COUNT(path) && answer == UMB_NOT_IGNORED; i++)
		answer = umb_ignored_has(g, f, path[i]);
	return answer;
}

typedef struct exposure {
	uint8_t mac[UMB_MAC_LEN];
} exposure;

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(exposure));
}

/* This value in this file, whatever the version. */
static exposure exposure_of(const struct umb_scan *s, const umb_result *r)
{
	umb_slice part[] = { r->f.target, r->f.path, r->value };
	exposure  x;

	umb_mac_parts(x.mac, s->key.bytes, part, UMB_COUNT(part));
	return x;
}

void umb_ignored_apply(struct umb_scan *s)
{
	/* Without memory nothing is suppressed, and the run says that memory was out. */
	exposure *since = s->ignored ? umb_alloc_zero(s->n_results + 1, sizeof(*since)) : NULL;
	size_t    n = 0;

	for (size_t i = 0; since && i < s->n_results; i++) {
		umb_result  *r  = s->result[i];
		umb_ignoring by = r->is_dropped || r->f.suppressed_by ? UMB_NOT_IGNORED : ask(s->ignored, &r->f);

		if (by == UMB_IGNORED_HERE)
			r->f.suppressed_by = BY;
		else if (by == UMB_IGNORED_SINCE)
			since[n++] = exposure_of(s, r);
	}
	if (n)
		qsort(since, n, sizeof(*since), compare);
	for (size_t i = 0; n && i < s->n_results; i++) {
		umb_result *r = s->result[i];
		exposure    x;

		if (r->is_dropped || r->f.suppressed_by)
			continue;
		x = exposure_of(s, r);
		if (bsearch(&x, since, n, sizeof(*since), compare))
			r->f.suppressed_by = BY;
	}
	umb_free(since);
}
