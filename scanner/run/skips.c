/*
 * skips.c - counting what was not looked at, with a few names per reason.
 *
 * The names kept are the smallest in byte order, so that the report is the same for any number of
 * threads whatever the order of discovery was.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/buf.h"

static void keep_example(umb_skip_tally *t, char *own_text)
{
	size_t at = 0;

	while (at < t->n_examples && strcmp(t->example[at], own_text) < 0)
		at++;
	if (at == UMB_SKIP_EXAMPLES || (at < t->n_examples && strcmp(t->example[at], own_text) == 0)) {
		umb_free(own_text);
		return;
	}
	if (t->n_examples == UMB_SKIP_EXAMPLES)
		umb_free(t->example[--t->n_examples]);
	memmove(t->example + at + 1, t->example + at, (t->n_examples - at) * sizeof(t->example[0]));
	t->example[at] = own_text;
	t->n_examples++;
}

bool umb_skips_add(umb_skip_tally *tally, umb_slice path, const char *detail, uint64_t count)
{
	umb_buf b = UMB_BUF_INIT_MAX(8192);
	char   *text;
	bool    ok;

	tally->count += count;
	if (tally->n_examples == UMB_SKIP_EXAMPLES && path.len &&
	    strncmp(tally->example[UMB_SKIP_EXAMPLES - 1], (const char *)path.ptr, path.len) < 0)
		return true;
	umb_buf_append_slice(&b, umb_slice_sub(path, 0, 4096));
	if (detail)
		umb_buf_printf(&b, "%s%.300s", path.len ? ": " : "", detail);
	text = b.len ? umb_strndup(b.ptr, b.len) : NULL;
	ok   = b.failed != UMB_E_NOMEM && (text || !b.len);
	if (text)
		keep_example(tally, text);
	umb_buf_clear(&b);
	return ok;
}

bool umb_skips_merge(umb_skip_tally *into, const umb_skip_tally *from)
{
	bool ok = true;

	into->count += from->count;
	for (size_t i = 0; i < from->n_examples; i++) {
		char *text = umb_strdup(from->example[i]);
		if (text)
			keep_example(into, text);
		ok = ok && text;
	}
	return ok;
}

void umb_skips_clear(umb_skip_tally *tally)
{
	for (size_t i = 0; i < tally->n_examples; i++)
		umb_free(tally->example[i]);
	memset(tally, 0, sizeof(*tally));
}
