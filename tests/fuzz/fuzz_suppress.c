/*
 * fuzz_suppress.c - the first byte says what follows: a baseline, an ignore file, or two lines of which one may hold a comment
 * that allows.  An ignore file with one line more must know that line's place, whatever stands before it.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "suppress/suppress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define PLACE "\ndir/known.txt:fuzz.rule:7\n"

static int  file = -1;
static char path[64];

static const umb_rule_info rule  = { .id = "fuzz.rule" };
static const umb_rule_info other = { .id = "fuzz.other" };

static void write_file(umb_slice text, umb_slice more)
{
	if (file < 0) {
		umb_log_set(NULL, NULL, UMB_LOG_ERROR);
		file = memfd_create("fuzz_suppress", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, text.ptr, text.len, 0) != (ssize_t)text.len ||
	    pwrite(file, more.ptr, more.len, (off_t)text.len) != (ssize_t)more.len)
		abort();
}

static umb_finding finding_of(const umb_rule_info *r, uint64_t line)
{
	umb_finding f = { .rule = r, .path = umb_slice_str("dir/known.txt"), .rel_path = umb_slice_str("dir/known.txt"), .redacted = "ab********" };

	f.start_line = f.end_line = f.match_start_line = f.match_end_line = line;
	memcpy(f.exposure_id, "e1:00112233445566778899aabbccddeeff", 36);
	memset(f.commit.id, 'c', 40);
	return f;
}

static void try_baseline(umb_slice text)
{
	umb_baseline *b = NULL;
	umb_ident_key key;
	umb_finding   f = finding_of(&rule, 7);
	bool          has_key = false;
	umb_status    st;

	write_file(text, umb_slice_str(""));
	st = umb_baseline_load(&b, path, &key, &has_key, NULL);
	if (st != UMB_OK && st != UMB_E_FORMAT && st != UMB_E_LIMIT)
		abort();
	if (st == UMB_OK) {
		(void)umb_baseline_has(b, &f, umb_slice_str("abcdef"));
		umb_baseline_free(b);
	}
}

static void try_ignore_file(umb_slice text)
{
	umb_ignored *g = NULL;
	umb_finding  here = finding_of(&rule, 7), elsewhere = finding_of(&other, UINT64_MAX);

	write_file(text, umb_slice_str(PLACE));
	if (umb_ignored_load(&g, path, NULL) != UMB_OK || umb_ignored_has(g, &here, here.path) == UMB_NOT_IGNORED)
		abort();
	(void)umb_ignored_has(g, &elsewhere, elsewhere.path);
	umb_ignored_free(g);
}

/* Each of exactly its size, so that a byte too many is seen. */
static void try_comments(umb_slice text)
{
	const uint8_t *nl = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
	size_t         n  = nl ? (size_t)(nl - text.ptr) : text.len;
	umb_slice      previous = umb_slice_sub(text, 0, n), line = umb_slice_sub(text, UMB_MIN(n + 1, text.len), text.len);
	uint8_t       *a = umb_alloc(previous.len + 1), *b = umb_alloc(line.len + 1);
	const char    *words;

	if (!a || !b)
		abort();
	memcpy(a + 1, previous.ptr ? previous.ptr : a, previous.len);
	memcpy(b + 1, line.ptr ? line.ptr : b, line.len);
	words = umb_inline_allows(umb_slice_of(b + 1, line.len), umb_slice_of(a + 1, previous.len), rule.id);
	if (words && strlen(words) == 0)
		abort();
	umb_free(a);
	umb_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_slice text = umb_slice_of(data, len);

	if (len == 0)
		return 0;
	text = umb_slice_sub(text, 1, len);
	if (data[0] % 3 == 0)
		try_baseline(text);
	else if (data[0] % 3 == 1)
		try_ignore_file(text);
	else
		try_comments(text);
	return 0;
}
