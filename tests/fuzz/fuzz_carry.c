/*
 * fuzz_carry.c - any text and any delta on it: looked at with what is known of the base it gives what it gives as a whole.
 *
 * Input: three bytes that say how long the base is and which copies are made, then instructions of three bytes each
 * (copy: place and length in 256ths; insert: a piece of the rest), then the text.
 */
#include "fuzz/carry_input.h"

#define MAX_TEXT 4096
#define MAX_STEPS 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static umb_ruleset *rs;
static umb_scratch *scratch;

static void set_up(void)
{
	umb_limits limits = UMB_LIMITS_INIT;

	limits.unit_timeout_ms = 0;
	if (umb_ruleset_new(&rs, &umb_builtin_tables, NULL) != UMB_OK || umb_scratch_new(&scratch, rs, &limits, NULL, NULL) != UMB_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	carry_version base, v, next;
	size_t        n_steps = len > 2 ? data[0] % MAX_STEPS : 0, text_at = 3 + 3 * n_steps, n_base;
	umb_slice     text;

	if (!rs)
		set_up();
	if (len < text_at + 1)
		return 0;
	memset(&base, 0, sizeof(base));
	memset(&v, 0, sizeof(v));
	memset(&next, 0, sizeof(next));
	text   = umb_slice_of(data + text_at, UMB_MIN(len - text_at, (size_t)MAX_TEXT));
	n_base = text.len * (data[1] + 1u) / 256;
	for (unsigned i = 0; i < 1u + data[2] % 3; i++) /* long enough for copies that count */
		carry_insert(&base, text.ptr, n_base);
	for (size_t i = 0; i < n_steps; i++) {
		const uint8_t *step = data + 3 + 3 * i;
		size_t         at = step[1] * (base.text.len + 1) / 256, n = step[2] * (base.text.len + 1) / 256;

		if (step[0] & 1)
			carry_copy(&v, &base, at, n, step[0] & 2);
		else if (n_base < text.len)
			carry_insert(&v, text.ptr + n_base + step[1] * (text.len - n_base) / 256, UMB_MIN((size_t)step[2], text.len - n_base - step[1] * (text.len - n_base) / 256));
	}
	carry_check(scratch, &base, NULL, "the base");
	carry_check(scratch, &v, &base, "a version");
	/* and one upon that, with its middle gone */
	carry_copy(&next, &v, 0, v.text.len / 3, true);
	carry_copy(&next, &v, v.text.len / 2, v.text.len, true);
	carry_check(scratch, &next, &v, "the version after it");
	carry_clear(&base);
	carry_clear(&v);
	carry_clear(&next);
	return 0;
}
