/*
 * fuzz_codeowners.c - a CODEOWNERS and a path: up to the first NUL the path, behind it the file, read as each service does.
 *
 * Every line that decides is one of the file's, and its owners lie in it; a file with one line more that matches everything
 * must name that line's owner.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/text.h"
#include "conf/codeowners.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void ask(umb_slice text, umb_slice path, const char *name, const char *last_owner)
{
	umb_codeowners *c = NULL;
	umb_owner_line  line[UMB_MAX_OWNER_LINES];
	uint64_t        budget = 100000000;
	bool            is_told = false;
	umb_status      st = umb_codeowners_parse(&c, text, name);
	size_t          n;

	must(st == UMB_OK || st == UMB_E_LIMIT);
	if (st != UMB_OK)
		return;
	n = umb_codeowners_find(c, path, line, &budget);
	must(n <= UMB_MAX_OWNER_LINES);
	for (size_t i = 0; i < n; i++) {
		umb_slice rest = line[i].owners;

		must(line[i].line >= 1 && line[i].line <= umb_text_count_lines(text) + 1);
		for (umb_slice one = umb_owner_next(&rest); one.len; one = umb_owner_next(&rest)) {
			must(one.ptr >= text.ptr && one.ptr + one.len <= text.ptr + text.len);
			is_told = is_told || (last_owner && umb_slice_eq_str(one, last_owner));
		}
	}
	must(!last_owner || is_told || !budget || !path.len || n == UMB_MAX_OWNER_LINES);
	umb_codeowners_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *nul  = len ? memchr(data, 0, len) : NULL;
	size_t         n    = nul ? (size_t)(nul - data) : 0;
	umb_slice      path = umb_slice_of(data, n);
	umb_buf        text = UMB_BUF_INIT;
	bool           is_plain;

	umb_buf_append(&text, nul ? nul + 1 : data, len - (nul ? n + 1 : 0));
	ask(umb_buf_view(&text), path, "CODEOWNERS", NULL);
	ask(umb_buf_view(&text), path, ".gitlab/CODEOWNERS", NULL);
	umb_buf_append_str(&text, "\n[One more]\n* @last\n");
	/* A path that ends in a slash is no file's, and what a section leaves alone no later line brings back. */
	is_plain = path.len && path.ptr[path.len - 1] != '/' && !memchr(data, '!', len);
	ask(umb_buf_view(&text), path, "CODEOWNERS", is_plain ? "@last" : NULL);
	umb_buf_clear(&text);
	return 0;
}
