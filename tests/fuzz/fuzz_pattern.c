/*
 * fuzz_pattern.c - any bytes as a pattern, and a text to run it on.
 *
 * Input: the pattern up to the first NUL, then the text.  What our parser accepts PCRE2 must accept, a
 * sample must match, and literals, gates and windows must find in the text and around samples what
 * PCRE2 finds alone.
 */
#include "unit/match/pattern_claims.h"

#define MAX_TEXT 2048

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(const char *wrong, const claims *c)
{
	if (!wrong)
		return;
	fprintf(stderr, "not so: %s\npattern: %s\n", wrong, c->text);
	abort();
}

static void try_samples(claims *c, uint64_t seed)
{
	umb_buf    text = UMB_BUF_INIT, sample = UMB_BUF_INIT;
	umb_status made;

	for (int i = 0; i < 2; i++) {
		must(claims_sample(c, &sample, &seed, &made), c);
		if (made != UMB_OK || sample.len > MAX_TEXT)
			continue;
		umb_buf_append_str(&text, i ? "key = \"" : "\n");
		umb_buf_append_slice(&text, umb_buf_view(&sample));
		umb_buf_append_str(&text, i ? "\"\n" : " ");
	}
	umb_buf_str(&text);
	must(claims_hold(c, umb_buf_view(&text)), c);
	umb_buf_clear(&text);
	umb_buf_clear(&sample);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, 0, size) : NULL;
	size_t         len = end ? (size_t)(end - data) : size;
	umb_arena      arena = UMB_ARENA_INIT;
	char          *pattern = umb_arena_strndup(&arena, data, len);
	umb_err        err = UMB_ERR_INIT;
	claims         c;

	if (pattern && claims_init(&c, pattern, &err) == UMB_OK) {
		umb_regex_slot   slot = { NULL };
		const umb_regex *re   = NULL;

		must(umb_regex_get(&re, &slot, pattern, 0, &err) == UMB_OK ? NULL : "what our parser accepts, PCRE2 accepts", &c);
		umb_regex_slot_clear(&slot);
		try_samples(&c, size);
		if (end)
			must(claims_hold(&c, umb_slice_of(end + 1, UMB_MIN(size - len - 1, (size_t)MAX_TEXT))), &c);
		claims_clear(&c);
	}
	umb_arena_clear(&arena);
	return 0;
}
