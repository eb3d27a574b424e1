/*
 * fuzz_suppress.c - the first byte says what follows: a list of one of the kinds, or two lines of which one may hold a comment
 * that allows.  A list of places with one line more must know that line's place, whatever stands before it; a block of comments
 * is the same whether its text passes by at once or in pieces.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "suppress/inline.h"
#include "suppress/suppress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define PLACE "\ndir/known.txt:fuzz.rule:7\n"

static int  file = -1;
static char path[64];

static const umb_rule_info rule  = { .id = "fuzz.rule", .name = "A rule", .provider = "Fuzz" };
static const umb_rule_info other = { .id = "fuzz.other", .name = "Another rule", .provider = "Fuzz" };
static const umb_rule_info *const known_rules[] = { &rule, &other };

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

/* `name` of the kind, or NULL: whatever it is. */
static umb_known *load(umb_list_use use, const char *name, umb_slice text, const char *more)
{
	char       spec[128];
	umb_known *k = NULL;
	umb_err    err = UMB_ERR_INIT;
	umb_status st;

	write_file(text, umb_slice_str(more));
	snprintf(spec, sizeof(spec), "%s%s%s", name ? name : "", name ? ":" : "", path);
	if (umb_known_new(&k, known_rules, 2, &err) != UMB_OK)
		abort();
	st = umb_known_add(k, use, spec, &err);
	if (st == UMB_OK)
		return k;
	if ((st != UMB_E_FORMAT && st != UMB_E_LIMIT && st != UMB_E_USAGE) || !err.text[0])
		abort();
	umb_known_free(k);
	return NULL;
}

static umb_ignoring ask(umb_known *k, const umb_finding *f)
{
	static const uint8_t content[32] = { 1, 2, 3 };
	umb_asked   a  = { f, umb_slice_str("abcdef"), umb_slice_str("key = abcdef # test"), { 6, 12 }, content, 0 };
	const char *by = NULL;
	umb_ignoring answer = umb_known_ask(k, &a, &by);

	if ((answer != UMB_NOT_IGNORED) != (by != NULL))
		abort();
	return answer;
}

/* Every kind that there is, under its own name. */
static void try_kind(size_t i, umb_slice text)
{
	const char *summary, *name = umb_known_kind(i, &summary);
	umb_finding f = finding_of(&rule, 7);

	for (int use = UMB_LIST_IGNORE; name && use <= UMB_LIST_BASELINE; use++) {
		umb_known *k = load((umb_list_use)use, name, text, "");

		if (k)
			ask(k, &f);
		umb_known_free(k);
	}
}

static void try_any(umb_slice text)
{
	umb_finding f = finding_of(&rule, 7);
	umb_known  *k = load(UMB_LIST_BASELINE, NULL, text, "");

	if (k)
		ask(k, &f);
	umb_known_free(k);
}

static void try_places(umb_slice text)
{
	umb_finding here = finding_of(&rule, 7), elsewhere = finding_of(&other, UINT64_MAX);
	umb_known  *k = load(UMB_LIST_IGNORE, "gitleaks-ignore", text, PLACE);

	if (!k || ask(k, &here) == UMB_NOT_IGNORED)
		abort();
	ask(k, &elsewhere);
	umb_known_free(k);
}

/* Each of exactly its size, so that a byte too many is seen. */
static void try_comments(umb_slice text)
{
	const uint8_t *nl = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
	size_t         n  = nl ? (size_t)(nl - text.ptr) : text.len;
	umb_slice      previous = umb_slice_sub(text, 0, n), line = umb_slice_sub(text, UMB_MIN(n + 1, text.len), text.len);
	uint8_t       *a = umb_alloc(previous.len + 1), *b = umb_alloc(line.len + 1);
	umb_comments   c;
	umb_allowed    allowed;
	umb_region     whole = { .n = 0 }, parts = { .n = 0 };

	if (!a || !b)
		abort();
	memcpy(a + 1, previous.ptr ? previous.ptr : a, previous.len);
	memcpy(b + 1, line.ptr ? line.ptr : b, line.len);
	line     = umb_slice_of(b + 1, line.len);
	umb_region_pass(&whole, line, 0, line.len);
	for (size_t at = 0; at < line.len; at += 3)
		umb_region_pass(&parts, line, at, UMB_MIN(at + 3, line.len));
	if (memcmp(&whole, &parts, sizeof(whole)) != 0)
		abort();
	c = (umb_comments){ line, umb_slice_of(a + 1, previous.len), &whole, 20000 };
	umb_inline_allows(&allowed, &c, &rule);
	if ((allowed.by && strlen(allowed.by) == 0) || memchr(allowed.note, 0, sizeof(allowed.note)) == NULL)
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
	if (data[0] < 64)
		try_comments(text);
	else if (data[0] < 80)
		try_any(text);
	else if (data[0] < 96)
		try_places(text);
	else
		try_kind(data[0] % 32, text);
	return 0;
}
