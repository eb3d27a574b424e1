/*
 * skips.c - counting what was not looked at, with a few names per reason.
 *
 * The names kept are the smallest in byte order, so that the report is the same for any number of
 * threads whatever the order of discovery was.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/buf.h"

#define MAX_PATH_LEN 4096

static void keep_example(umb_skip_tally *t, char *own_text, size_t path_len)
{
	size_t at = 0, behind;

	while (at < t->n_examples && strcmp(t->example[at], own_text) < 0)
		at++;
	if (at == UMB_SKIP_EXAMPLES || (at < t->n_examples && strcmp(t->example[at], own_text) == 0)) {
		umb_free(own_text);
		return;
	}
	if (t->n_examples == UMB_SKIP_EXAMPLES)
		umb_free(t->example[--t->n_examples]);
	behind = t->n_examples - at;
	memmove(t->example + at + 1, t->example + at, behind * sizeof(t->example[0]));
	memmove(t->path_len + at + 1, t->path_len + at, behind * sizeof(t->path_len[0]));
	t->example[at]  = own_text;
	t->path_len[at] = path_len;
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
	umb_buf_append_slice(&b, umb_slice_sub(path, 0, MAX_PATH_LEN));
	if (detail)
		umb_buf_printf(&b, "%s%.300s", path.len ? ": " : "", detail);
	text = b.len ? umb_strndup(b.ptr, b.len) : NULL;
	ok   = b.failed != UMB_E_NOMEM && (text || !b.len);
	if (text)
		keep_example(tally, text, strnlen(text, UMB_MIN(path.len, (size_t)MAX_PATH_LEN)));
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
			keep_example(into, text, from->path_len[i]);
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
