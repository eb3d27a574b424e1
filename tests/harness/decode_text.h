/*
 * harness/decode_text.h - what a decoder makes of a text, for unit tests; include behind cmocka.h.
 */
#ifndef UMB_TEST_DECODE_TEXT_H
#define UMB_TEST_DECODE_TEXT_H

#include "base/buf.h"
#include "harness/emit_double.h"
#include "harness/survey_says.h"

static emit_double decoded;

/* The output, and that the contract was kept; "" when nothing was begun.  Places that are not shown are "\n\x1f\n". */
static inline const char *decode_slice(const char *name, umb_slice in)
{
	const umb_decoder_ops  *d     = umb_decoder_find(name);
	const umb_decoder_input input = { .text = in };
	bool                    begins;

	assert_non_null(d);
	double_reset(&decoded, SIZE_MAX, in.len, true);
	assert_int_equal(d->decode(&input, &decoded.emit), UMB_OK);
	if (decoded.is_wrong || decoded.is_open)
		fail_msg("%s breaks the contract on '%.*s'", name, (int)in.len, (const char *)in.ptr);
	begins = d->begins ? umb_decoders_begin(in, 0, in.len, d->mark) != 0 : d->probe(in);
	if (d->begins && d->probe(in) != begins)
		fail_msg("%s: probe and marks disagree on '%.*s'", name, (int)in.len, (const char *)in.ptr);
	if (decoded.n_runs && (!begins || !survey_says(d, in)))
		fail_msg("%s is not asked about '%.*s'", name, (int)in.len, (const char *)in.ptr);
	return (const char *)decoded.out;
}

static inline void decode_is(const char *name, const char *in, const char *want)
{
	const char *got = decode_slice(name, umb_slice_str(in));

	if (strcmp(got, want) != 0)
		fail_msg("%s: '%s' gives '%s', not '%s'", name, in, got, want);
}

/* Offset in the input of the output byte at `at`, which belongs to a write that is spread evenly. */
static inline size_t decoded_from(size_t at)
{
	for (size_t i = 0; i < decoded.n_writes; i++) {
		const double_write *w = &decoded.write[i];

		if (at >= w->out_from && at < w->out_from + w->n)
			return w->in_from + (at - w->out_from) * w->in_len / w->n;
	}
	fail_msg("no write holds byte %zu", at);
	return 0;
}

/* The word stands once in what was decoded, and comes from `from` on. */
static inline void decoded_word_from(const char *word, size_t from)
{
	const char *p = strstr((const char *)decoded.out, word);

	assert_non_null(p);
	assert_int_equal(decoded_from((size_t)(p - (const char *)decoded.out)), from);
}

/*
 * Shown the same in a window: a text with much before and behind it, of which the window begins and ends in the middle.  The output of
 * the middle part is the same.
 */
static inline void decode_is_local(const char *name, const char *text)
{
	umb_buf     b = UMB_BUF_INIT, want = UMB_BUF_INIT;
	const char *out;

	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < 500; k++)
			umb_buf_append_str(&b, "a line of words\n");
		umb_buf_append_str(&b, text);
		umb_buf_append_byte(&b, '\n');
	}
	decode_slice(name, umb_slice_str(text));
	umb_buf_append_str(&want, (const char *)decoded.out);
	assert_true(want.len > 0);
	for (size_t cut = 0; cut < 900; cut += 97) {
		size_t len = 16000 + strlen(text);

		out = decode_slice(name, umb_slice_of(b.ptr + cut, len - cut));
		if (strstr(out, umb_buf_str(&want)) == NULL)
			fail_msg("%s: cut at %zu, '%s' is not in '%s'", name, cut, umb_buf_str(&want), out);
	}
	umb_buf_clear(&b);
	umb_buf_clear(&want);
}

static inline void decode_stops_at_budget(const char *name, const char *text)
{
	const umb_decoder_input in = { .text = umb_slice_str(text) };

	double_reset(&decoded, 3, strlen(text), true);
	assert_int_equal(umb_decoder_find(name)->decode(&in, &decoded.emit), UMB_E_LIMIT);
	assert_false(decoded.is_open || decoded.is_wrong);
}

#endif
